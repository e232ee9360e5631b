"""The browser of the tests has the same fonts on every machine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import FONTS

pytestmark = pytest.mark.browser


@pytest.mark.skipif(not FONTS.is_dir(), reason="no DejaVu where Debian keeps it: the machine's own fonts are used")
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_are_written_in_the_fonts_of_the_tests(open_page: Any, lang: str) -> None:
    page = open_page(f"/credits?lang={lang}").page
    session = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        session.send(f"{domain}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    heading = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    found = session.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    assert {font["familyName"] for font in found} == {"DejaVu Sans"}
