"""Emergency sites: how full each is on a day, as far as anybody said."""

from geodata.rules import tiers
from geodata.statements.site_rows import SiteOnDay
from webmap.db import STATEMENTS
from webmap.layers.layer import Layer, Translate
from webmap.layers.sites.feature import features, groups
from webmap.layers.sites.known import known_how
from webmap.layers.sites.table import SITES


def legend(_: Translate) -> dict[str, object]:
    """Words of the legend. Sizes name the number they are drawn for."""
    return {
        "half": _("Half full"),
        "full": _("Full"),
        "over": _("Over"),
        "unknown": _("Fill unknown"),
        "nothing": _("No figure"),
        "old": _("Over 31 days old"),
        "tiers": [[tier, known_how(tier, _)] for tier in tiers.TIERS if tier != tiers.WITHOUT_PLACE],
        "late": [
            ["due", _("Report due")],
            ["overdue", _("Report overdue")],
            ["delinquent", _("Reports have stopped coming")],
        ],
        "stack": _("Sites close together: how many, and how full where all were counted"),
        "lid": _("Said to be full"),
        "camp": _("Camp"),
        "emergency": _("Emergency"),
        "screening": _("Screening"),
        "reception": _("Reception"),
        "families": _("families"),
        "sizes": [[500, "500"], [2000, "2,000"], [4000, "4,000"]],
    }


LAYER: Layer[SiteOnDay] = Layer(
    name="sites",
    title=lambda _: _("Sites"),
    statement=STATEMENTS / "sites_on.sql",
    row=SiteOnDay,
    tables=(SITES,),
    features=features,
    beside=groups,
    drawing="sites",
    height=30,
    legend=legend,
    page=("sites.show", "site_id"),
    csv="sites.index_csv",
)
