"""The answer where one site is asked for by itself."""

from webmap.gaps.findings import Gaps
from webmap.standards import standard_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, joined


def answer(found: Gaps, set_name: str) -> str:
    """What the one site needs, or that nothing is missing there, or that nothing can be told."""
    site = isolated(found.sites[0].shown_name)
    told = [one for one in found.assessed if one.now]
    if not told:
        return _("%(set)s: what %(site)s needs is not known.", set=set_name, site=site)
    needs = [
        standard_words.more(one.standard.indicator, one.now.missing, one.missing_qualifier)
        for one in told
        if one.now and one.now.missing
    ]
    if needs:
        return _("%(set)s: %(site)s needs %(more)s.", set=set_name, site=site, more=joined(needs))
    if any(one.now and one.now.missing is None for one in told):
        return _("%(set)s: %(site)s does not meet every limit; how much is missing is not known.",
                 set=set_name, site=site)  # fmt: skip
    return _("%(set)s: %(site)s lacks nothing that is known.", set=set_name, site=site)
