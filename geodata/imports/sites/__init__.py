"""Sites: new ones are added, of known ones only what the file states is changed; a replaced name stays findable."""

from pathlib import Path

from sqlalchemy import Connection, text

from geodata.imports.kind import Kind, remark
from geodata.readers.row_problems import Problem
from geodata.readers.site_rows import FORM

# A site that moves farther than this was probably given the id of another one.
FAR_METRES = 3_000


def _far_moves(connection: Connection) -> list[Problem]:
    found = connection.execute(
        text(
            "SELECT row, site_id, metres FROM compared JOIN staged USING (row)"
            " WHERE state = 'changed' AND metres >= :far ORDER BY row"
        ),
        {"far": FAR_METRES},
    )
    return [remark(row.row, "moved", site_id=row.site_id, km=round(row.metres / 1000, 1)) for row in found]


KIND = Kind(FORM, "sites", Path(__file__).parent, _far_moves)
