"""The sites of the person of a transaction."""

from typing import NamedTuple


class OwnSite(NamedTuple):
    """A site that the person may report: a manager those held, officers and admins every one."""

    site_id: str
    name: str
    name_lang: str | None
    governorate: str | None
    district: str | None
