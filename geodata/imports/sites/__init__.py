"""Sites: new ones are added, of known ones only what the file states is changed; a replaced name stays findable."""

from pathlib import Path

from sqlalchemy import Connection, text

from geodata.imports.kind import Kind, remark
from geodata.readers.row_problems import Problem
from geodata.readers.site_rows import FORM

# A site that moves farther than this was probably given the id of another one.
FAR_METRES = 3_000


def _remarks(connection: Connection) -> list[Problem]:
    return [*_far_moves(connection), *_lowered(connection)]


def _lowered(connection: Connection) -> list[Problem]:
    found = connection.execute(
        text(
            "SELECT row, site_id, c.known_as, c.sensitivity, i.sensitivity AS stated"
            " FROM compared c JOIN staged i USING (row) WHERE c.lowers ORDER BY row"
        )
    )
    return [
        remark(row.row, "stays_sensitive", site_id=row.site_id, known_as=row.known_as, stated=row.stated)
        if row.sensitivity == row.known_as
        else remark(row.row, "lowered", site_id=row.site_id, known_as=row.known_as, stated=row.stated)
        for row in found
    ]


def _far_moves(connection: Connection) -> list[Problem]:
    found = connection.execute(
        text(
            "SELECT row, site_id, metres FROM compared JOIN staged USING (row)"
            " WHERE state = 'changed' AND metres >= :far ORDER BY row"
        ),
        {"far": FAR_METRES},
    )
    return [remark(row.row, "moved", site_id=row.site_id, km=round(row.metres / 1000, 1)) for row in found]


KIND = Kind(FORM, "sites", Path(__file__).parent, _remarks)
