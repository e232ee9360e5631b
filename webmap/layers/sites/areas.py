"""Sites under their districts, as lists of them stand in."""

from collections import defaultdict
from collections.abc import Sequence

from geodata.statements.site_rows import SiteOnDay
from webmap.words.i18n import gettext as _


def by_area(sites: Sequence[SiteOnDay]) -> list[tuple[str, list[SiteOnDay]]]:
    """Districts by name with their sites in the order given; those without one last."""
    areas: dict[str, list[SiteOnDay]] = defaultdict(list)
    for site in sites:
        areas[site.district_shown or ""].append(site)
    named = sorted(areas.items(), key=lambda area: (not area[0], area[0].casefold()))
    return [(name or _("District not stated"), own) for name, own in named]
