"""The factsheet of a day: figures, map, shares, sites, movements, notes and sources, as one sheet or as its picture."""

from calendar import timegm
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from geodata.rules.dates import first_day
from geodata.statements.figure_rows import Source
from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import SiteOnDay
from geodata.statements.sources import CITED
from webmap.asked.chosen_day import ChosenDay
from webmap.db import rows
from webmap.drawing.question import Question, Sheet
from webmap.headlines import displaced
from webmap.layers import movements, sites
from webmap.layers.layer import LARGEST_FILE
from webmap.layers.movements.moved import people
from webmap.layers.sites import state
from webmap.map_of_day.pictured import Shown, question
from webmap.map_of_day.sizes import Size
from webmap.sheets import shares
from webmap.sheets.changing import since_the_last
from webmap.words import terms
from webmap.words.i18n import day, direction, isolated, number, qualified
from webmap.words.i18n import gettext as _
from webmap.words.movements import from_to
from webmap.words.periods import tight_period

MOST_LISTED, MOST_SOURCES, LONGEST = 5, 12, 60
OPERATION_BEGAN = date(2016, 10, 17)
ON_PAPER = Size(880, 470)
# The picture twin: the width of the whole, and the map in it.
WIDTHS = {640: Size(608, 480), 1200: Size(760, 560), 1600: Size(1080, 760)}


@dataclass(frozen=True)
class About:
    """What a sheet says of itself. `made`: when and from which data; `address`: where the same stands."""

    title: str
    kind: str
    moment: str
    made: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Content:
    """All that a factsheet prints but the map, and what the map is asked of."""

    told: dict[str, Any]
    map: Question
    day: date

    def sheet(self, picture: str) -> Sheet:
        """One A4 with the map as it was drawn, an SVG."""
        return Sheet("factsheet", self.told, {"map": picture}, seconds(self.day))

    def picture(self, map_drawn: str, width: int) -> Sheet:
        """The same in px, for screens: `width` is one of WIDTHS, and its map was drawn for it."""
        told = {**self.told, "width": width, "map_width": WIDTHS[width].width}
        return Sheet("situation", told, {"map": map_drawn}, seconds(self.day))

    def as_picture(self, kind: str, size: Size) -> "Content":
        """The same with a map of another size, without reading anything again."""
        asked = replace(self.map, map=replace(self.map.map, width=size.width, height=size.height))
        return replace(self, told={**self.told, "kind": kind}, map=asked)


def seconds(of: date) -> int:
    return timegm(of.timetuple())


def content(connection: Connection, chosen: ChosenDay, shown: Shown, about: About, size: Size = ON_PAPER) -> Content:
    """Read everything that a factsheet of a day tells to readers of `shown.seen`."""
    at = chosen.day
    numbers = displaced.numbers(connection, at, shown.provider)
    listed = _read(connection, chosen, shown)
    stated, cited = shares.shares(connection, at)
    counted = sorted(
        (row for row in listed.sites if shares.is_counted(row, at) and row.individuals is not None),
        key=lambda row: (-(row.individuals or 0), row.site_id),
    )
    moved = [row for row in listed.movements if row.recent and not row.running_total]
    ids = [one.source_id for one in numbers.triple if one.source_id] + cited
    ids += [row.source_id for row in moved[:MOST_LISTED]]
    ids += [row.individuals_source for row in counted[:MOST_LISTED] if row.individuals_source]
    types, districts = shares.by_type(listed.sites, at), shares.by_district(listed.sites, at)
    told = {
        **frame(about, shown),
        "figures_title": numbers.title,
        "figures": [_figure(connection, one, numbers.provider) for one in numbers.triple],
        "figures_note": f"{numbers.title} · {numbers.since}. {numbers.note}".strip(),
        "others": [f"{one.value} {one.name} ({one.provider}, {one.date})" for one in numbers.others[:3]],
        "shares": stated,
        "by_type": types,
        "most_of_type": max((one["all"] for one in types), default=1),
        "by_district": districts,
        "most_of_district": max((one["all"] for one in districts), default=1),
        "movements": [_movement(row) for row in moved[:MOST_LISTED]],
        "movements_aside": _more(len(moved)),
        "crowded": [_crowded(row) for row in counted[:MOST_LISTED]],
        "notes": _notes(numbers),
        "sources": _sources(connection, ids),
    }
    asked = question(connection, chosen, shown, size, stands_alone=True)
    key_alone = replace(asked.words, title="", sentence="", sources="") if asked.words else None
    return Content(told, replace(asked, words=key_alone), at)


@dataclass(frozen=True)
class _Listed:
    sites: Sequence[SiteOnDay]
    movements: Sequence[Movement]


def _read(connection: Connection, chosen: ChosenDay, shown: Shown) -> _Listed:
    asked = (connection, chosen.day, chosen.known, shown.lang, LARGEST_FILE)
    found = sites.LAYER.read(*asked) if sites.LAYER in shown.seen else []
    moved = movements.LAYER.read(*asked) if movements.LAYER in shown.seen else []
    return _Listed(found, sorted(moved, key=lambda row: (row.period_end, people(row).value or 0), reverse=True))


def frame(about: About, shown: Shown) -> dict[str, Any]:
    return {
        "lang": shown.lang,
        "rtl": direction(shown.lang) == "rtl",
        "product": _("Ninewa response map"),
        "exercise": _("Exercise: invented figures") if shown.is_exercise else "",
        "title": about.title,
        "kind": about.kind,
        "moment": about.moment,
        "note": cut(about.note, 400),
        "made": about.made,
        "address": about.address,
        "map_alt": _("Map of the sites, movements and communities of the day."),
        "boundaries": _("Boundaries and names do not imply endorsement. Corridors are schematic."),
        "licence": _(
            "Figures belong to the sources named with them. Base map: Natural Earth (public domain), GSHHG (LGPL),"
            " GeoNames (CC BY 4.0)."
        ),
        "say": {
            "sources": _("Sources"),
            "no_figure": _("Unknown: nobody had published a figure by this day."),
            "shares": _("Of those displaced"),
            "no_share": _("Unknown: nobody had published a share by this day."),
            "by_type": _("by type"),
            "by_district": _("by district"),
            "counted": _("Sites whose people were counted in the last 31 days"),
            "no_site": _("Nothing is known of any site by this day."),
            "movements": _("Movements of the last 14 days"),
            "no_movement": _("None is known."),
            "crowded": _("Most people were counted in"),
            "no_count": _("Unknown: in the last 31 days people were counted at no site, families at most."),
            "way": _("From – to"),
            "site": _("Site"),
            "people": _("People"),
            "when": _("Day"),
        },
    }


def _figure(connection: Connection, one: displaced.Shown, provider: str) -> dict[str, Any]:
    counted = _(", ").join((one.provider, one.date))
    return {
        "value": one.value,
        "unknown": one.number is None,
        "name": one.name,
        "type": one.type,
        "counted": f"{counted} · {one.basis}" if one.basis else counted,
        "change": since_the_last(connection, one, provider),
    }


def _movement(row: Movement) -> list[str]:
    moved = people(row)
    stated = qualified(moved.value, "approx" if moved.estimated else row.qualifier)
    value = terms.withheld() if row.withheld else stated
    way = from_to(cut(row.from_shown, LONGEST), cut(row.to_shown, LONGEST))
    return [way, value, tight_period(first_day(row.period_start, row.period_start_precision), row.period_end)]


def _crowded(row: SiteOnDay) -> list[str]:
    counted = state.individuals(row)
    return [isolated(cut(row.shown_name, LONGEST)), counted.text(), counted.when()]


def _more(found: int) -> str:
    return _("the newest %(shown)s of %(all)s", shown=number(MOST_LISTED), all=number(found)) if found > 5 else ""


def _notes(numbers: displaced.Numbers) -> list[str]:
    return [
        _("Hatched: nobody said, or not in the last 31 days; unknown is not zero."),
        _("Figures of different days, types or providers are never added."),
        numbers.published,
    ]


def _sources(connection: Connection, ids: Sequence[int]) -> list[str]:
    """Whoever is cited, the newest first."""
    found = rows(connection, CITED, Source, source_ids=list(dict.fromkeys(ids)), limit=MOST_SOURCES) if ids else []
    return [isolated(cut(": ".join(filter(None, (row.publisher, row.title))), 2 * LONGEST)) for row in found]


def cut(text: str, longest: int) -> str:
    """At most so many letters, with a sign that there are more."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def in_period(at: date) -> str:
    """From when to when the running totals of the operation count."""
    return _("%(first)s – %(last)s", first=day(OPERATION_BEGAN), last=day(at))
