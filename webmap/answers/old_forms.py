"""What somebody typed into a form that is too old to be taken: shown once more, to be copied into a new one."""

import re
from urllib.parse import quote, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from geodata.readers.indicators import INDICATORS
from geodata.tables import SITE_REPORT_FIGURES
from webmap.words import terms
from webmap.words.i18n import gettext

MOST_SHOWN = 100
# Secrets, which no page repeats, and what the form itself carried.
_NOT_SHOWN = re.compile(
    "csrf_token|token|password|again|present|client_uuid|based_on|corrects|asked|how|next|(was|on)_.+"
)


def typed() -> list[tuple[str, str]]:
    """Label and text of each field with something in it; nothing unless a page of ours sent it, as the browser says."""
    if not _is_of_our_page():
        return []
    written = [(name, text) for name, text in request.form.items(multi=True) if not is_not_shown(name)]
    return [(_label(name), text) for name, text in written if text.strip()][:MOST_SHOWN]


def is_not_shown(name: str) -> bool:
    """Whether a field holds a secret, or what its form carried and nobody typed."""
    return _NOT_SHOWN.fullmatch(name) is not None


def opened_again() -> str | None:
    """Where the form stands: its own address where that can be read, else the page that it was sent from."""
    if not _is_of_our_page():
        return None
    try:
        # None only without a request.
        current_app.create_url_adapter(request).match(method="GET")  # type: ignore[union-attr]
        found = quote(request.script_root + request.path) + (f"?{request.query_string.decode()}" * bool(request.args))
    except HTTPException:
        found = urlsplit(request.referrer or "")._replace(scheme="", netloc="", fragment="").geturl()
    return found if found.startswith("/") and not found.startswith("//") else None


def _label(name: str) -> str:
    """Fields of other forms than reports keep the name that they are sent under."""
    if name in SITE_REPORT_FIGURES:
        return terms.report_figure(name)
    others = {"as_of": gettext("Day"), "time": gettext("Time in Baghdad"), "note": gettext("Note")}
    return terms.indicator(name) if name in INDICATORS else others.get(name, name)


def _is_of_our_page() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
