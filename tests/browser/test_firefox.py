"""The map in pages of another origin, in Firefox: what stands first, the living map, nothing kept, no complaint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.firefox import FIREFOX, NO_FIREFOX, Firefox, firefox
from tests.browser.test_embeds import KEPT
from webmap.map_of_day.embed_code import high_enough

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.skipif(FIREFOX is None, reason=NO_FIREFOX)]


@pytest.fixture(scope="module")
def browser_of_visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    profile: Path = tmp_path_factory.mktemp("firefox")
    with firefox(profile, 1300, 900) as started:
        yield started


@pytest.mark.parametrize(
    ("width", "lang", "sandbox"), [(320, "ar", 1), (640, "en", 1), (1200, "en", 0), (640, "ar", 0)]
)
def test_a_partner_shows_the_map(
    browser_of_visitors: Firefox, partner: str, live_server: str, width: int, lang: str, sandbox: int
) -> None:
    visit = browser_of_visitors
    visit("WebDriver:Navigate", url=f"{partner}/{width}/{lang}/{sandbox}/")
    # As high as what stands in it, which is at most what a frame without our script is given.
    visit.wait_for("return document.getElementById('map').offsetHeight !== 300")
    told = visit.run("return document.getElementById('map').offsetHeight")
    assert high_enough(width).height - 130 <= told <= high_enough(width).height
    visit.enter("#map")
    assert (
        visit.wait_for("const one = document.querySelector('picture img'); return one.complete && one.naturalWidth")
        > 300
    )
    assert visit.run("return document.documentElement.scrollWidth") <= width
    assert visit.run("return document.documentElement.dir || 'ltr'") == ("rtl" if lang == "ar" else "ltr")
    visit.leave()
    visit.enter("#other")
    assert visit.run("return document.querySelector('a').target") == "_blank"
    visit.leave()

    visit.enter("#map")
    visit("WebDriver:ElementClick", id=visit.find("a.explore"))
    visit.leave()
    visit.enter("#map")
    visit.wait_for("return document.querySelector('[data-ready]') !== null")
    assert visit.run("return document.querySelectorAll('.hm-site').length") > 8
    # A bar for scrolling, which takes room here, is there no longer than the frame is too low.
    visit.wait_for("return document.documentElement.clientWidth === innerWidth")
    map_width = visit.run("return document.querySelector('[data-map-frame]').getBoundingClientRect().width")
    assert abs(map_width - width) <= 1
    assert visit.run(f"return ({KEPT})()") == ""
    visit.leave()
    assert visit("WebDriver:GetCookies") == []
    assert visit.complaints(live_server) == []
