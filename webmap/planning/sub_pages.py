"""What the pages of the smaller questions show: nearest free places, along a corridor."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from geodata.problems import NotFound
from geodata.rules.freshness import OLD_AFTER, is_old
from geodata.rules.pairs import is_recent
from webmap.asked import numbers
from webmap.planning import arrivals, assumptions, picture, queries, tables
from webmap.planning.picture import Thing
from webmap.planning.question import Args, place
from webmap.planning.rows import Along, FillingSite, NearestSite
from webmap.words.i18n import day, km, ngettext, number
from webmap.words.i18n import gettext as _

DEFAULT_LIMIT, LARGEST_LIMIT = 10, 100
DEFAULT_WITHIN_KM, LARGEST_WITHIN_KM = 10, 100


def nearest(connection: Connection, args: Args, at: date, known: datetime, lang: str, csv_href: str) -> dict[str, Any]:
    found = place(connection, args, lang)
    families, limit, unknown = nearest_choices(args)
    rows = queries.nearest(connection, (found.lon, found.lat), families, unknown, limit, at, known, lang)
    somewhere = queries.unlocated(connection, families, at, known, lang)
    counted = [row for row in rows if row.free is not None]
    if unknown and not counted:  # the nearest with room may lie behind all those of unknown capacity that are listed
        counted = queries.nearest(connection, (found.lon, found.lat), families, False, 1, at, known, lang)
    things = [Thing(found.lon, found.lat, "origin", found.name)]
    things += [room_thing(row, (row.lon, row.lat), at) for row in rows]
    return {
        "answer": _nearest_sentence(counted, families),
        "somewhere": assumptions.room_somewhere([(row.shown_name, row.free or 0) for row in somewhere]),
        "place": found,
        "families": families,
        "pictures": picture.pictures(things),
        "table": tables.nearest(rows, csv_href),
        "rests_on": [
            _("Free places are ready less occupied plots of one report, less the plots last stated as reserved."),
            *assumptions.age_of(counted, at),
            _("Distances run straight over the ground, not along roads."),
        ],
    }


def nearest_choices(args: Args) -> tuple[int, int, bool]:
    """Free places that a site must have, how many sites are listed, and whether those of unknown capacity are too."""
    return (
        numbers.whole(args.get("families"), "families", 1, 1, arrivals.MOST_FAMILIES),
        numbers.clamped(args.get("limit"), "limit", DEFAULT_LIMIT, LARGEST_LIMIT),
        numbers.yes_or_no(args.get("include_unknown"), "include_unknown"),
    )


def room_thing(row: NearestSite | FillingSite, where: tuple[float, float], at: date, kind: str = "used") -> Thing:
    """A site with its free places; `kind` is how it is drawn where they are known."""
    if row.free is None:
        return Thing(*where, "unknown", row.shown_name)
    second = ngettext("%(count)s place free", "%(count)s places free", row.free, count=number(row.free))
    return Thing(*where, kind, row.shown_name, second, is_old(row.counted_as_of, row.counted_precision, at))


def _nearest_sentence(counted: Sequence[NearestSite], families: int) -> str:
    if not counted:
        return ngettext(
            "No open site is known to have %(count)s free place.",
            "No open site is known to have %(count)s free places.",
            families,
            count=number(families),
        )
    first = counted[0]
    return ngettext(
        "%(site)s is nearest: %(free)s place free, %(distance)s away, counted %(day)s.",
        "%(site)s is nearest: %(free)s places free, %(distance)s away, counted %(day)s.",
        first.free or 0,
        site=first.shown_name,
        free=number(first.free),
        distance=km(first.metres),
        day=day(first.counted_as_of, first.counted_precision),
    )


def along(
    connection: Connection, args: Args, at: date, known: datetime, lang: str, csv_href: Callable[[str], str]
) -> dict[str, Any]:
    corridor_id = args.get("corridor", "")
    within_km = along_distance(args)
    corridors = queries.corridors(connection, lang, corridor_id)
    if not corridor_id or not corridors:
        raise NotFound("corridor", corridor_id[:80])
    rows = queries.along(connection, corridor_id, within_km, at, known, lang)
    sites = [row for row in rows if row.kind == "site"]
    things = [_along_thing(row, at) for row in rows]
    routes = corridors[0].paths or []
    drawable = bool(routes or things)
    return {
        "answer": _along_sentence(sites, rows, at),
        "corridor": corridors[0],
        "within_km": within_km,
        "pictures": picture.pictures(things, routes=routes) if drawable else None,
        "sites": tables.along(rows, "site", csv_href("sites")),
        "communities": tables.along(rows, "community", csv_href("communities")),
        "rests_on": [
            *assumptions.age_of([row for row in sites if row.free is not None], at),
            _("Distance to the nearest path of the corridor; position 0 at its origin, 1 at its destination."),
            _("Left and right as one walks from origin to destination; on it within 50 m."),
        ],
    }


def along_distance(args: Args) -> float:
    """Kilometres."""
    given = args.get("within_km") or str(DEFAULT_WITHIN_KM)
    return float(numbers.decimal(given, "within_km", 0, LARGEST_WITHIN_KM))


def _along_thing(row: Along, at: date) -> Thing:
    if row.kind == "community":
        return Thing(row.lon, row.lat, "community", row.shown_name)
    if row.free:
        return Thing(row.lon, row.lat, "used", row.shown_name, "", is_old(row.counted_as_of, row.counted_precision, at))
    return Thing(row.lon, row.lat, "full" if row.free == 0 else "unknown", row.shown_name)


def _along_sentence(sites: Sequence[Along], rows: Sequence[Along], at: date) -> str:
    communities = len(rows) - len(sites)
    found = _(
        "%(sites)s and %(communities)s.",
        sites=ngettext("%(count)s site", "%(count)s sites", len(sites), count=number(len(sites))),
        communities=ngettext("%(count)s community", "%(count)s communities", communities, count=number(communities)),
    )
    return f"{found} {_free_along(sites, at)}" if sites else found


def _free_along(sites: Sequence[Along], at: date) -> str:
    """Counts of different days are not added: only those of the last 31 days make a number."""
    known = [row for row in sites if row.free is not None and row.status_then != "closed"]
    recent = [row for row in known if is_recent(row.counted_as_of, row.counted_precision, at)]
    if not known:
        return _("Free places are known at none of the sites.")
    if not recent:
        return ngettext(
            "Free places are known at %(known)s of the sites, by an older count: the table has it with its day.",
            "Free places are known at %(known)s of the sites, by older counts: the table has each with its day.",
            len(known),
            known=number(len(known)),
        )
    free = sum(row.free or 0 for row in recent)
    return ngettext(
        "%(free)s place is free by the counts of the last %(days)s days, at %(recent)s of the sites; known at"
        " %(known)s of them.",
        "%(free)s places are free by the counts of the last %(days)s days, at %(recent)s of the sites; known at"
        " %(known)s of them.",
        free,
        free=number(free),
        days=number(OLD_AFTER.days),
        recent=number(len(recent)),
        known=number(len(known)),
    )
