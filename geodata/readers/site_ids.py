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
    _say_unknown(row, column, known)
    return None


def known_sites(row: TableRow, known: Known) -> tuple[str, ...]:
    """One known site, or several joined by `+` that share the figures of the row; none where the row has an error."""
    joined = row.cell("site_id")
    if "+" not in joined:
        found = known_site(row, known)
        return (found,) if found else ()
    parts = [part.strip().casefold() for part in joined.split("+")]
    if unknown := [part for part in parts if part not in known.sites]:
        row.error("site_id", "unknown_joint_site", part=repr(unknown[0]), near=known.nearest(unknown[0]).one)
        return ()
    if len(set(parts)) < len(parts):
        row.error("site_id", "site_twice")
    return tuple(sorted(set(parts)))


def _say_unknown(row: TableRow, column: str, known: Known) -> None:
    near = known.nearest(row.cell(column))
    if near.one:
        row.error(column, "misspelt_site", near=near.one, name=known.sites.get(near.one, ""))
    elif near.together:
        row.error(column, "two_sites" if len(near.sites) == 2 else "more_sites", sites=near.sites)
    elif near.sites:
        one, other = ", ".join(near.sites[:-1]), near.sites[-1]
        row.error(column, "shared_name", sites=near.sites, one=one, other=other)
    else:
        row.error(column, "unknown_site")


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
