"""The site id of a row, in any case of letters; for a name an id is suggested, but it is never put in its place."""

import re

from geodata.readers.known import Known
from geodata.readers.row_problems import TableRow

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 80


def known_site(row: TableRow, known: Known, column: str = "site_id") -> str | None:
    """The id of a site that is known; None otherwise (then the row has an error)."""
    value = row.cell(column)
    if not value:
        row.error(column, "needed_site")
        return None
    if value.casefold() in known.sites:
        return value.casefold()
    near = known.nearest(value)
    if near:
        row.error(column, "misspelt_site", near=near, name=known.sites.get(near, ""))
    else:
        row.error(column, "unknown_site")
    return None


def new_slug(row: TableRow) -> str | None:
    """An id as the table of sites takes it: small letters, digits and hyphens."""
    value = row.cell("site_id").casefold()
    if not value:
        row.error("site_id", "needed_id")
    elif not SLUG.fullmatch(value) or not value.isascii() or len(value) > LONGEST_ID:
        made = re.sub(r"[^a-z0-9]+", "-", value.replace("'", "")).strip("-")
        row.error("site_id", "not_an_id", made=made[:LONGEST_ID])
    else:
        return value
    return None
