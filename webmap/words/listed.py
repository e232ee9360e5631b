"""Names in a sentence: the first of them, and how many more there are."""

from collections.abc import Sequence

from webmap.words.i18n import gettext as _
from webmap.words.i18n import number


def listed(names: Sequence[str], most: int) -> str:
    """`names` are isolated already; of more than `most` the first."""
    told = _(", ").join(names[:most])
    if len(names) <= most:
        return told
    return _("%(sites)s and %(count)s more", sites=told, count=number(len(names) - most))
