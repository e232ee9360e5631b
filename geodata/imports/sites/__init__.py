"""Sites: new ones are added, of known ones only what the file states is changed; a replaced name stays findable."""

from pathlib import Path

from sqlalchemy import Connection, text

from geodata.imports.kind import Kind, remark
from geodata.imports.sites.doubts import doubts
from geodata.readers.row_problems import Problem
from geodata.readers.site_rows import FORM


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


KIND = Kind(FORM, "sites", Path(__file__).parent, _lowered, doubts)
