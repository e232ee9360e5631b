"""Short names of organisations, products and standards, written out for who does not know them."""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from webmap.words.i18n import gettext as _

# In the order of the page "About this map"; who reads one finds out here what to look for.
WRITTEN_OUT: dict[str, Callable[[], str]] = {
    "CCCM": lambda: _("Camp Coordination and Camp Management, the cluster of those who run sites"),
    "DTM": lambda: _("Displacement Tracking Matrix, the counts of IOM"),
    "HXL": lambda: _("Humanitarian Exchange Language, tags for columns of tables"),
    "IOM": lambda: _("International Organization for Migration"),
    "OCHA": lambda: _("United Nations Office for the Coordination of Humanitarian Affairs"),
    "UNDP": lambda: _("United Nations Development Programme"),
    "UNHCR": lambda: _("United Nations High Commissioner for Refugees"),
    "UNICEF": lambda: _("United Nations Children's Fund"),
    "WASH": lambda: _("water, sanitation and hygiene"),
}
_ANY = re.compile(rf"\b({'|'.join(WRITTEN_OUT)})\b")


def with_abbreviations(text: str) -> Markup:
    """A text, escaped, in which each known abbreviation says what it stands for."""
    parts = _ANY.split(text)
    return Markup("").join(
        Markup('<abbr title="{}">{}</abbr>').format(WRITTEN_OUT[part](), part) if n % 2 else escape(part)
        for n, part in enumerate(parts)
    )
