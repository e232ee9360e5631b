"""Doubts about sites beside those that are known: another name or place, one point for several, what is still open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, text

from geodata.imports.kind import doubt, remark
from geodata.readers.confirmations import Confirmed
from geodata.readers.row_problems import Problem

# A site that moves farther than this was probably given the id of another one; nearer, its place is known better.
FAR_METRES = 3_000
MOST_NAMED = 10

_SHARED, _REPLACED = (
    text((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("shared_positions.sql", "replaced.sql")
)
# One point for several is that of a place which holds them all.
_APPROXIMATE = text("UPDATE staged SET precision = 'approximate' WHERE row = ANY (:rows)")


def doubts(connection: Connection, confirmed: Confirmed) -> list[Problem]:
    """Of the sites that are staged; those on a shared point become approximate, unless that is confirmed."""
    shared = [_shared(row, confirmed) for row in connection.execute(_SHARED)]
    if rows := [problem.row for problem in shared if problem.in_doubt]:
        connection.execute(_APPROXIMATE, {"rows": rows})
    found, on_shared = list(shared), {problem.row for problem in shared}
    for row in connection.execute(_REPLACED):
        said = [*_renamed(row, confirmed), *_moved(row, confirmed)]
        rules = {problem.rule for problem in said} | ({"shared_position"} if row.row in on_shared else set())
        found += said
        found += [
            doubt(row.row, "still_in_doubt", None, confirmed, site_id=row.site_id, rule=rule)
            for rule in row.doubts
            if rule not in rules
        ]
    return found


def _shared(row: Row[Any], confirmed: Confirmed) -> Problem:
    named = (*row.site_ids[:MOST_NAMED], *["…"] * (len(row.site_ids) > MOST_NAMED))
    return doubt(row.row, "shared_position", "lat", confirmed, count=len(row.site_ids), sites=named)


def _renamed(row: Row[Any], confirmed: Confirmed) -> Iterator[Problem]:
    names = (
        ("name", row.known_name, row.name, row.spelt_alike),
        ("name_ar", row.known_name_ar, row.name_ar, row.spelt_alike_ar),
    )
    for column, known, stated, spelt_alike in names:
        if not known or not stated or known == stated:
            continue
        if spelt_alike:
            yield remark(row.row, "respelt", site_id=row.site_id, known=known, stated=stated)
        else:
            yield doubt(row.row, "renamed", column, confirmed, site_id=row.site_id, known=known, stated=stated)


def _moved(row: Row[Any], confirmed: Confirmed) -> Iterator[Problem]:
    metres = row.metres or 0
    if metres >= FAR_METRES:
        yield doubt(row.row, "moved", "lat", confirmed, site_id=row.site_id, km=round(metres / 1000, 1))
    elif metres >= 1:
        yield remark(row.row, "repositioned", site_id=row.site_id, metres=round(metres))
