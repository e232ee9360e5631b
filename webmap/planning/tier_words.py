"""Tiers of places in words: how each is known, and what was published without a place."""

from webmap.layers.sites import known
from webmap.planning.offers import OF_THE_SCENARIO
from webmap.planning.rows import PublishedPlots
from webmap.words.i18n import countable, day, isolated, ngettext, number, qualified
from webmap.words.i18n import gettext as _


def known_how(tier: int) -> str:
    return _("supposed in the scenario") if tier == OF_THE_SCENARIO else known.known_how(tier)


def published(figure: PublishedPlots) -> str:
    """Who published how many free plots, and that nobody said where."""
    words = {
        "provider": isolated(figure.provider or ""),
        "plots": qualified(figure.value, figure.qualifier),
        "day": day(figure.as_of, figure.as_of_precision),
    }
    if figure.total is not None:
        return ngettext(
            "%(plots)s plot of UNHCR-built camps was not occupied on %(day)s (%(total)s less %(occupied)s,"
            " %(provider)s), without saying where.",
            "%(plots)s plots of UNHCR-built camps were not occupied on %(day)s (%(total)s less %(occupied)s,"
            " %(provider)s), without saying where.",
            countable(float(figure.value)),
            total=number(figure.total),
            occupied=number(figure.occupied),
            **words,
        )
    return ngettext(
        "%(provider)s published %(plots)s serviced plot available on %(day)s, without saying where.",
        "%(provider)s published %(plots)s serviced plots available on %(day)s, without saying where.",
        countable(float(figure.value)),
        **words,
    )
