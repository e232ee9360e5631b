"""What the map is composed of: its layers as the registry has them, its controls, and every sentence they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webmap.layers.layer import Layer, Translate


@dataclass(frozen=True)
class Composition:
    """In one language: words that modules share, the parts of the scene, and (kind, options) of each control."""

    words: dict[str, str]
    layers: list[dict[str, Any]]
    controls: list[tuple[str, dict[str, Any]]]


def composition(_: Translate, direction: str, layers: Sequence[Layer[Any]]) -> Composition:
    return Composition(words(_), parts(_, layers), controls(_, direction, layers))


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
        "compare": _("What changed in 7 days"),
        "play": _("Play, one day a second"),
        "pause": _("Pause"),
        "failed": _("The data did not arrive. The tables below are as loaded."),
        "again": _("Try again"),
        "comma": _(", "),
    }


def parts(_: Translate, layers: Sequence[Layer[Any]]) -> list[dict[str, Any]]:
    """What the scene draws, the lowest first: by the module `kind` what stands in the data as `choice`."""
    drawn = [
        {"kind": layer.drawing, "title": layer.title(_), "choice": layer.name, "zooms": layer.zooms}
        for layer in sorted(layers, key=lambda layer: layer.height)
    ]
    return [*drawn, {"kind": "places", "title": _("Places")}]


def controls(_: Translate, direction: str, layers: Sequence[Layer[Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Controls in tab order. They change corner with the direction of the page; the map itself never mirrors."""
    end, start = ("left", "right") if direction == "rtl" else ("right", "left")
    rows = [
        {"kind": layer.drawing, "choice": layer.name, "label": (layer.label or layer.title)(_)}
        for layer in sorted(layers, key=lambda layer: layer.height)
    ]
    return [
        ("extent", {"position": f"top{end}"}),
        ("zoom", {"position": f"top{end}"}),
        ("fullscreen", {"position": f"top{end}"}),
        ("scale", {"position": f"bottom{start}"}),
        ("arrivals", {"position": f"bottom{end}", "label": _("Families arrive")}),
        ("coordinates", {}),
        ("legend", {"words": legend_words(_, layers)}),
        ("layers", {"rows": rows}),
        ("slider", {}),
        ("numbered", {}),
        ("address", {}),
    ]


def legend_words(_: Translate, layers: Sequence[Layer[Any]]) -> dict[str, Any]:
    """The words with which each layer explains itself; `marks` are those of the layers that a symbol explains."""
    words: dict[str, Any] = {}
    for layer in layers:
        words.update(layer.legend(_))
    from_above = sorted(layers, key=lambda layer: -layer.height)
    return {**words, "marks": [[layer.drawing, layer.mark(_)] for layer in from_above if layer.mark]}
