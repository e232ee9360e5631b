"""What changed from one frozen map of a series to the next, of what both hold: in sentences, and site by site."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from geodata.rules.freshness import is_old
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.headlines.displaced import Shown
from webmap.snapshots import queries
from webmap.snapshots.comparing import Row, rows_of
from webmap.words.i18n import day as in_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, ngettext, number
from webmap.words.listed import listed

MOST_ROWS, MOST_NAMES = 12, 8
FIGURES = "figures"
STATED = ("families", "individuals", "free_places", "plots_ready", "plots_occupied")
OWN_DAYS = (("families", "families"), ("free_places", "plots"))  # columns, and what their days are called by
Figures = Sequence[Mapping[str, Any]]


class Content(NamedTuple):
    """Of a snapshot: the rows of its sites' file, and its figures of people displaced, by `metric` and `provider`."""

    day: date
    sites: Sequence[Row]
    figures: Figures


@dataclass(frozen=True)
class Since:
    """`token` and `title` of the snapshot before; `table`: sites with other figures, the largest difference first."""

    token: str
    title: str
    heading: str
    sentences: Sequence[str]
    table: DataTable


def before(connection: Connection, series: str | None, lang: str) -> tuple[str, str, Content] | None:
    """Token, title and content of the one before in a series; None where there is none, or it has no file of sites."""
    found = queries.previous(connection, series) if series else None
    if found is None:
        return None
    sites = queries.file(connection, found.token, f"sites.{lang}.csv")
    figures = queries.file(connection, found.token, f"{FIGURES}.{lang}.json")
    if sites is None:
        return None
    return (
        found.token,
        found.title,
        Content(found.day, rows_of(sites.bytes), json.loads(figures.bytes) if figures else []),
    )


def written(shown: Sequence[Shown]) -> bytes:
    """The figures as a file: what the next snapshot of the series needs of them."""
    return json.dumps(_kept(shown), ensure_ascii=False).encode()


def of(
    connection: Connection, series: str | None, day: date, sites: bytes | None, shown: Sequence[Shown], lang: str
) -> Since | None:
    """What changed since the one before in the series, for one that is frozen now; `sites`: their file, in CSV."""
    if sites is None or (found := before(connection, series, lang)) is None:
        return None
    token, title, old = found
    new = Content(day, rows_of(sites), _kept(shown))
    return since(token, title, old, new, lang)


def _kept(shown: Sequence[Shown]) -> Figures:
    return [
        {
            "metric": one.metric,
            "provider": one.provider,
            "counted_by": one.counted_by,
            "name": one.name,
            "value": one.value,
            "date": one.date,
        }
        for one in shown
        if one.number is not None
    ]


def since(token: str, title: str, old: Content, new: Content, lang: str) -> Since:
    """What is said of two contents, in the language that is spoken; names by `lang`."""
    then, now = ({row["site_id"]: row for row in content.sites} for content in (old, new))
    both = [(then[site], row) for site, row in now.items() if site in then]
    names = {site: _name(row, lang) for site, row in (then | now).items()}
    opened = [site for site, row in now.items() if site in then and _becomes("open", then[site], row)]
    closed = [site for site, row in now.items() if site in then and _becomes("closed", then[site], row)]
    known, unknown, others = ([row["site_id"] for row in rows] for rows in _stated_otherwise(both))
    sentences = [
        *_figures(old.figures, new.figures),
        *_free(both, old.day, new.day),
        *_named(_("New on the map: %(sites)s."), [names[site] for site in now if site not in then]),
        *_named(_("Now known to be open: %(sites)s."), [names[site] for site in opened]),
        *_named(_("Closed: %(sites)s."), [names[site] for site in closed]),
        *_named(_("Figures known now and not before: %(sites)s."), [names[site] for site in known]),
        *_named(_("Figures known before and not now: %(sites)s."), [names[site] for site in unknown]),
        *_named(_("Other numbers of people than before: %(sites)s."), [names[site] for site in others]),
        *_named(_("No longer on it: %(sites)s."), [names[site] for site in then if site not in now]),
    ]
    heading = _("What changed since the snapshot of %(day)s", day=in_words(old.day))
    return Since(token, title, heading, sentences, _table(both, names, old.day, new.day))


def _becomes(status: str, then: Row, now: Row) -> bool:
    return now["status"] == status != then["status"]


def _stated_otherwise(both: Sequence[tuple[Row, Row]]) -> tuple[list[Row], list[Row], list[Row]]:
    """Sites of which only the later map states a figure, only the earlier one, and both, but other numbers of people.

    None of it is in the table, which compares families and free places that both state. A figure that one of them
    withholds was stated, and is left out.
    """
    known, unknown, others = [], [], []
    for then, now in both:
        held = " ".join(row.get("withheld") or "" for row in (then, now)).split()
        pairs = [(then.get(key), now.get(key)) for key in STATED if key not in held]
        if any(after and not first for first, after in pairs):
            known.append(now)
        if any(first and not after for first, after in pairs):
            unknown.append(now)
        first, after = then.get("individuals"), now.get("individuals")
        if first and after and _whole(first) != _whole(after):
            others.append(now)
    return known, unknown, others


def _figures(then: Figures, now: Figures) -> list[str]:
    known = {_series(one): one for one in then}
    told = []
    for one in now:
        first = known.get(_series(one))
        if first is None or first["date"] == one["date"]:
            continue
        told.append(
            _(
                "%(figure)s, %(provider)s: %(now)s on %(now_on)s, %(then)s on %(then_on)s.",
                figure=one["name"],
                provider=isolated(one["provider"]),
                now=one["value"],
                now_on=one["date"],
                then=first["value"],
                then_on=first["date"],
            )
        )
    return told


def _series(one: Mapping[str, Any]) -> tuple[str, str]:
    """Of what and by whom, whoever quotes it; files frozen earlier tell the two in one."""
    return one["metric"], one.get("counted_by") or one["provider"]


def _free(both: Sequence[tuple[Row, Row]], then_on: date, now_on: date) -> list[str]:
    """Sums over the sites of which both tell it alone: places of others were not there to be lost.

    A count of more than 31 days before its map is of another time than the others, and enters none.
    """
    pairs = [(_free_lately(then, then_on), _free_lately(now, now_on)) for then, now in both]
    known = [(then, now) for then, now in pairs if then is not None and now is not None]
    if all(then == now for then, now in known):
        return []
    return [
        ngettext(
            "Free places in the %(count)s site where both state them: %(now)s, before %(then)s.",
            "Free places in the %(count)s sites where both state them: %(now)s, before %(then)s.",
            len(known),
            count=number(len(known)),
            now=number(sum(now for _then, now in known)),
            then=number(sum(then for then, _now in known)),
        )
    ]


def _free_lately(row: Row, at: date) -> int | None:
    counted_on = date.fromisoformat(row["plots_as_of"]) if row.get("plots_as_of") else None
    return None if is_old(counted_on, row.get("plots_precision"), at) else _whole(row["free_places"])


def _named(sentence: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [sentence % {"sites": listed([isolated(name) for name in names], MOST_NAMES)}]


def _table(both: Sequence[tuple[Row, Row]], names: Mapping[str, str], then_on: date, now_on: date) -> DataTable:
    differing = sorted(
        ((then, now) for then, now in both if _difference(then, now)),
        key=lambda pair: (-_difference(*pair), pair[1]["site_id"]),
    )
    when = in_words(then_on, short=True), in_words(now_on, short=True)
    columns = [Column("name", _("Site"))]
    for key, label in (("families", _("Families")), ("free_places", _("Free places"))):
        # Of which map; of which day the figure is stands beside it.
        headed = [_("%(figure)s, map of %(day)s", figure=label, day=on) for on in when]
        columns += [Column(f"{key}_{place}", heading, numeric=True) for place, heading in enumerate(headed)]
    return DataTable(
        caption=_("Sites with other figures, the largest difference first"),
        columns=columns,
        rows=[[Cell(names[now["site_id"]]), *_cells(then, now)] for then, now in differing[:MOST_ROWS]],
        remark=_("The first %(shown)s of %(all)s.", shown=number(MOST_ROWS), all=number(len(differing)))
        if len(differing) > MOST_ROWS
        else "",
    )


def _cells(then: Row, now: Row) -> list[Cell]:
    shown = [(_whole(row[key]), _as_of(row, kind)) for key, kind in OWN_DAYS for row in (then, now)]
    return [
        Cell(number(value), value, note="" if value is None else as_of, unknown=value is None) for value, as_of in shown
    ]


def _as_of(row: Row, kind: str) -> str:
    """The day of a figure itself, as exactly as it was stated; empty where the file does not say it."""
    stated = row.get(f"{kind}_as_of")
    return in_words(date.fromisoformat(stated), row.get(f"{kind}_precision") or "day", short=True) if stated else ""


def _difference(then: Row, now: Row) -> int:
    """In families or free places, whichever is larger; what one of the two does not state is no difference."""
    pairs = [(_whole(then[key]), _whole(now[key])) for key in ("families", "free_places")]
    return max((abs(after - first) for first, after in pairs if first is not None and after is not None), default=0)


def _whole(written: str) -> int | None:
    return int(float(written)) if written else None


def _name(row: Row, lang: str) -> str:
    return (row.get("name_ar") or row["name"]) if lang == "ar" else row["name"]
