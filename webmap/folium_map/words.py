"""The layers and controls of the map and every sentence they show, ready for gettext."""

from collections.abc import Callable
from typing import Any

Translate = Callable[[str], str]


def words(_: Translate) -> dict[str, str]:
    """Sentences that several modules share."""
    return {
        "map": _("Map of sites, movements, corridors and communities"),
        "contents": _("What the map shows; the same data stand in tables below it"),
        "close": _("Close"),
        "to_page": _("All about it, with sources"),
        "coordinates": _("Coordinates, latitude and longitude"),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "plan_here": _("Plan an arrival here"),
        "zoom_in": _("Closer"),
        "zoom_out": _("Wider"),
        "all_ninewa": _("All Ninewa"),
        "around_mosul": _("Around Mosul"),
        "fullscreen": _("Full screen"),
        "km": _("{n} km"),
        "day": _("Day shown on the map"),
        "play": _("Play, one day a second"),
        "pause": _("Pause"),
        "failed": _("The data did not arrive. The tables below are as loaded."),
        "again": _("Try again"),
        "comma": _(", "),
    }


def layers(_: Translate) -> list[dict[str, Any]]:
    """Layers in drawing order; `choice` is the name that `layers=` of the address uses."""
    return [
        {"kind": "places", "title": _("Places")},
        {"kind": "corridors", "title": _("Corridors"), "choice": "corridors"},
        {"kind": "movements", "title": _("Movements"), "choice": "movements"},
        {"kind": "sites", "title": _("Sites"), "choice": "sites"},
        {"kind": "services", "title": _("Services"), "choice": "services"},
        {"kind": "communities", "title": _("Communities"), "choice": "communities"},
    ]


def controls(_: Translate, direction: str) -> list[tuple[str, dict[str, Any]]]:
    """Controls in tab order. They change corner with the direction of the page; the map itself never mirrors."""
    end, start = ("left", "right") if direction == "rtl" else ("right", "left")
    longer = {"corridors": _("Corridors, schematic"), "services": _("Health and other services")}
    rows = [
        {"kind": layer["kind"], "choice": layer["choice"], "label": longer.get(layer["kind"], layer["title"])}
        for layer in layers(_)
        if "choice" in layer
    ]
    credit = _("Natural Earth · GSHHG · GeoNames · boundaries do not imply endorsement")
    return [
        ("extent", {"position": f"top{end}"}),
        ("zoom", {"position": f"top{end}"}),
        ("fullscreen", {"position": f"top{end}"}),
        ("scale", {"position": f"bottom{start}"}),
        ("sources", {"position": f"bottom{end}", "text": credit}),
        ("coordinates", {}),
        ("legend", {"words": legend_words(_)}),
        ("layers", {"rows": rows}),
        ("slider", {}),
        ("address", {}),
    ]


def legend_words(_: Translate) -> dict[str, Any]:
    """Words of the legend. Sizes and widths name the number they are drawn for."""
    return {
        "half": _("Half full"),
        "full": _("Full"),
        "over": _("Over"),
        "unknown": _("Fill unknown"),
        "nothing": _("No figure"),
        "old": _("Over 31 days old"),
        "lid": _("Said to be full"),
        "camp": _("Camp"),
        "emergency": _("Emergency"),
        "screening": _("Screening"),
        "reception": _("Reception"),
        "families": _("families"),
        "people": _("people"),
        "sizes": [[500, "500"], [2000, "2,000"], [4000, "4,000"]],
        "widths": [[1000, "1,000"], [5000, "5,000"], [13000, "13,000"]],
        "transfer": _("Transfer or arrival"),
        "passage": _("Passage"),
        "estimated": _("Estimated"),
        "no_number": _("Number unknown"),
        "returned": _("Return"),
        "area": _("Stands for an area"),
        "marks": [
            ["communities", _("Community")],
            ["services", _("Health")],
            ["corridors", _("Corridor, schematic")],
        ],
    }
