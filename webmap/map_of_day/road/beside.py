"""What lies beside a road, as the line tells it: sites, towns, points and services, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from markupsafe import Markup

from webmap.asked.address import address
from webmap.drawing.site_symbol import site_symbol
from webmap.layers.services.feature import group, several
from webmap.layers.sites.feature import feature
from webmap.map_of_day.road.queries import Road
from webmap.words import services as service_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, language

SHARE, SMALLEST_PX = 0.6, 5.5  # of the map's symbols
ROW_PX, LINE_PX = 8, 13
NAME_LETTERS, DETAIL_LETTERS, MOST_LINES = 23, 31, 2  # of a line, in wide fonts
SERVICES_TOGETHER_KM = 2.0


@dataclass(frozen=True)
class Beside:
    """A thing beside the road. `mark`: site, town, point or a group of services; `symbol` of sites is drawn already."""

    mark: str
    km: float
    offset_km: float
    name: str
    lang: str
    detail: str = ""
    href: str | None = None
    symbol: Markup | None = None
    radius: float = SMALLEST_PX
    y: float = 0.0  # on the line
    row_y: float = 0.0  # of its own row

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Its words, each line with its class; what is longer is whole in the table."""
        names, details = _wrapped(self.name, NAME_LETTERS), _wrapped(self.detail, DETAIL_LETTERS)
        return [*(("name", line) for line in names), *(("detail", line) for line in details)]

    @property
    def room(self) -> float:
        """Height of its row, px."""
        return max(ROW_PX + LINE_PX * len(self.lines), 2 * self.radius + 6)

    @property
    def first_line_y(self) -> float:
        """The base of its first line, so that all of them stand about the middle of the row."""
        return round(self.row_y + 4 - LINE_PX * (len(self.lines) - 1) / 2, 1)


def _wrapped(text: str, letters: int) -> list[str]:
    return wrap(text, letters, max_lines=MOST_LINES, placeholder=" …", break_on_hyphens=False) if text else []


def beside(found: Road, at: date, hatch_id: str) -> Iterator[Beside]:
    taken: set[str] = set()
    for row in found.sites:
        place = found.places["site", row.site_id]
        shown = feature(row, at, lambda site_id: address("sites.show", site_id=site_id))
        radius = max(SMALLEST_PX, round(float(str(shown["radius"])) * SHARE, 1))
        symbol = site_symbol({**shown, "radius": radius}, hatch_id)
        href, detail = address("sites.show", site_id=row.site_id), str(shown["detail"])
        taken.add(row.site_id)
        yield Beside(
            "site",
            place.along_m / 1000,
            place.offset_m / 1000,
            row.shown_name,
            row.shown_lang,
            detail,
            href,
            symbol,
            radius,
        )
    for (kind, identifier), place in found.places.items():
        if kind == "town":
            taken.add(identifier)
            name, lang = place.town_shown or identifier, place.town_lang
            yield Beside("town", place.along_m / 1000, place.offset_m / 1000, name, lang)
    for point in found.points:
        place_of_point = found.places.get(("point", f"{point.corridor_id}.{point.seq}"))
        thing = point.site_id or point.place_id or point.name
        if place_of_point and thing not in taken:
            taken.add(thing)
            yield Beside("point", place_of_point.along_m / 1000, 0.0, point.shown_name, point.shown_lang)
    yield from _services(found)


def _services(found: Road) -> Iterator[Beside]:
    """Those of one kind within two kilometres of road are one mark."""
    for kind in ("health", "other"):
        here = [(found.places["service", row.service_id], row) for row in found.services if group(row.kind) == kind]
        here.sort(key=lambda one: one[0].along_m)
        while here:
            first = here[0][0].along_m
            together = [one for one in here if one[0].along_m - first <= SERVICES_TOGETHER_KM * 1000]
            here = here[len(together) :]
            place, row = together[0]
            name, lang, detail = row.shown_name, row.shown_lang, ""
            if len(together) > 1:
                name, lang = several([row for _place, row in together], kind), language()
                kinds = dict.fromkeys(service_words.service_kind(row.kind) for _place, row in together)
                detail = _(", ").join(kinds)
            middle = sum(place.along_m for place, _row in together) / len(together)
            yield Beside(kind, middle / 1000, place.offset_m / 1000, name, lang, detail)


def unknown_stretches(found: Road) -> list[tuple[float, float]]:
    """Kilometres between two points of the line's own corridors among which there is one without a position."""
    stretches = []
    for corridor_id in dict.fromkeys(point.corridor_id for point in found.points):
        before: float | None = None
        is_open = False
        for point in (one for one in found.points if one.corridor_id == corridor_id):
            place = found.places.get(("point", f"{corridor_id}.{point.seq}"))
            if point.lon is None:
                is_open = True
            elif place is not None:
                here = place.along_m / 1000
                if is_open and before is not None and here != before:
                    stretches.append((min(before, here), max(before, here)))
                before, is_open = here, False
    return stretches


def unplaced(found: Road) -> str:
    """Which points nobody has located: they lie on a hatched stretch, or beyond its end."""
    names = dict.fromkeys(isolated(point.shown_name) for point in found.points if point.lon is None)
    return _("Without a known position: %(names)s.", names=_(", ").join(names)) if names else ""
