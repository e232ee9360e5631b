"""What changed between two days as the map marks it, by the rule of `/plan/changes`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from geodata.statements.movement_rows import Movement
from geodata.statements.site_rows import SiteOnDay
from webmap.asked.address import address
from webmap.asked.chosen_day import ChosenDay
from webmap.asked.span import Span
from webmap.changes import news, page
from webmap.changes.comparison import OF_NO_SITE, Item, items
from webmap.changes.published import rounded_difference
from webmap.layers.movements.moved import number_label, people
from webmap.map_of_day.changed import Changed, Marked
from webmap.words import movements as movement_words
from webmap.words.i18n import day, isolated, ngettext, number, without_isolates
from webmap.words.i18n import gettext as _

MOST_SITES, MOST_MOVES = 500, 12  # of more lines no map can be read
OF_A_SITE = ("site_new", "site_opened", "site_closed", "families", "individuals", "free_places", "statement")


def told(since: date, chosen: ChosenDay, lang: str) -> Changed:
    """InvalidData where nothing is known by the later day."""
    by_site: dict[str, list[Item]] = defaultdict(list)
    before: dict[str, SiteOnDay] = {}
    displaced: list[Item] = []
    moves: list[Movement] = []
    for both in page.compared(Span(since, chosen.day, "at"), chosen.known, lang):
        for item in items(both, since):
            if item.kind == "movement":
                moves.append(item.of(Movement))
            elif item.kind in OF_NO_SITE:
                displaced.append(item)
            elif item.kind in OF_A_SITE and (item.site.site_id in by_site or len(by_site) < MOST_SITES):
                by_site[item.site.site_id].append(item)
        before |= {site_id: row for site_id, row in both.before.items() if site_id in by_site}
    sites = {site_id: _marked(found, before.get(site_id)) for site_id, found in by_site.items()}
    located = [row._replace(recent=True) for row in moves if row.both_ends_located]
    largest = sorted(located, key=lambda row: (-(people(row).value or 0), row.flow_id))
    return Changed(
        since,
        news.title(displaced, since, chosen.day),
        _sentence(by_site, largest),
        _key(since),
        address("changes.index", **{"from": since.isoformat(), "to": chosen.day.isoformat()}, bbox=None, layers=None),
        sites,
        largest[:MOST_MOVES],
    )


def _marked(found: Sequence[Item], old: SiteOnDay | None) -> Marked:
    kinds = {item.kind for item in found}
    counts = [item for item in found if item.kind in ("families", "individuals", "free_places")]
    return Marked(
        is_new=bool(kinds & {"site_new", "site_opened"}),
        full=any(item.kind == "statement" and item.what == "full" for item in found),
        first=bool(counts) and all(item.before is None for item in counts),
        before=_level(old),
        words=_(", ").join([*filter(None, map(_difference, counts[:1])), *_stated(found)]),
    )


def _level(old: SiteOnDay | None) -> float | None:
    """Occupied of ready plots on the earlier day; None where free places were unknown."""
    if old is None or old.free is None or old.occupied is None or not old.ready:
        return None
    return round(min(1.0, old.occupied / old.ready), 3)


def _difference(item: Item) -> str:
    """`+1,170 families`, in words where one of the two is unknown."""
    if item.before is None:
        return _("first count")
    if item.difference is None:
        return _("free places no longer known") if item.kind == "free_places" else ""
    sign = "+" if item.difference > 0 else "\u2212"
    plain, count = without_isolates(rounded_difference(item)), int(abs(item.difference))
    said = f"≈{sign}{plain[1:]}" if plain.startswith("≈") else f"{sign}{plain}"
    if item.kind == "families":
        return ngettext("%(difference)s family", "%(difference)s families", count, difference=said)
    if item.kind == "individuals":
        return ngettext("%(difference)s person", "%(difference)s people", count, difference=said)
    return ngettext("%(difference)s free place", "%(difference)s free places", count, difference=said)


def _stated(found: Iterable[Item]) -> list[str]:
    kinds = {item.kind for item in found}
    names = {"site_closed": _("closed"), "site_opened": _("newly open"), "site_new": _("became known")}
    return [next(words for kind, words in names.items() if kind in kinds)] if kinds & set(names) else []


def _key(since: date) -> str:
    return _(
        "Orange: level on %(day)s, newly said to be full. Second outline: new. Pale: no change known.",
        day=day(since, short=True),
    )


def _sentence(by_site: Mapping[str, Sequence[Item]], moves: Sequence[Movement]) -> str:
    """What opened and filled, and the largest movement."""
    marked = {site_id: {(item.kind, item.what) for item in found} for site_id, found in by_site.items()}
    new = sum(any(kind in ("site_new", "site_opened") for kind, _what in found) for found in marked.values())
    full = sum(("statement", "full") in found for found in marked.values())
    parts = [
        ngettext("%(count)s site changed.", "%(count)s sites changed.", len(marked), count=number(len(marked))),
        ngettext("%(count)s new or newly open.", "%(count)s new or newly open.", new, count=number(new)) if new else "",
        ngettext("%(count)s newly said to be full.", "%(count)s newly said to be full.", full, count=number(full))
        if full
        else "",
    ]
    largest = next((row for row in moves if people(row).value), None)
    if largest is not None:
        way = movement_words.from_to(largest.from_shown, largest.to_shown)
        parts.append(
            _("Largest movement: %(number)s, %(way)s.", number=isolated(number_label(largest)), way=isolated(way))
        )
    if len(moves) > MOST_MOVES:
        drawn = {"most": number(MOST_MOVES), "number": number(len(moves))}
        parts.append(_("The %(most)s largest of %(number)s movements are drawn.", **drawn))
    return " ".join(filter(None, parts))
