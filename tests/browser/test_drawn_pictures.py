"""The map in a browser and the picture of the server are one drawing: the same labels and trays, in the same places."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.request import urlopen

import pytest

from tests.browser.conftest import DAY
from webmap.drawing.pictures import Painter
from webmap.drawing.question import MapView, Question
from webmap.painting.widths import FONTS

pytestmark = pytest.mark.browser
NEAR = 2.0  # px
# The browser measures with the fonts of the server: with others it has, as it should, other widths.
WITH_OUR_FONTS = """async fonts => {
    for (const [weight, style, bytes] of fonts) {
        const data = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
        const face = new FontFace('Ours', data, {weight, style});
        document.fonts.add(await face.load());
    }
    document.body.style.fontFamily = 'Ours';
    const scene = map_1_scene;
    scene.widths.clear();
    scene.map.invalidateSize({animate: false});   // in other fonts the title above it has another height
    scene.fit(scene.settings.opening_bbox, true, false);
    scene.redraw();
    const view = scene.view(), placed = HM.place(view);
    const box = ({x0, y0, x1, y1}) => [x0, y0, x1, y1];
    return {
        width: view.width, height: view.height, taken: view.taken, say: scene.say, url: scene.settings.data_url,
        layers: scene.shown, box: scene.settings.opening_bbox,
        placed: placed.placed.map(({label, box: at, lines}) => [label.key, lines.map(line => line.text), box(at)])
            .concat(placed.trays.map(({group, box: at}) => ['tray:' + group.name,
                (group.room.list ? group.room.rows.flatMap(row => row.lines) : group.room.told).map(line => line.text),
                box(at)])),
    };
}"""


def ours() -> list[list[str]]:
    files = (("400", "normal", "Regular"), ("700", "normal", "Bold"), ("400", "italic", "Italic"))
    return [
        [weight, style, base64.b64encode((FONTS / f"NotoSans-{name}.ttf").read_bytes()).decode()]
        for weight, style, name in files
    ]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_same_words_and_trays_stand_in_the_same_places(open_page: Any, live_server: str, lang: str) -> None:
    painter = Painter()
    for width, height in ((1400, 900), (1024, 768), (390, 780)):
        page = open_page(f"/?{DAY}&lang={lang}", width, height).page
        picture, living = page.locator(".map-picture img"), page.locator(".folium-map")
        assert (picture.is_visible(), living.is_visible()) == (False, True)
        page.emulate_media(media="print")
        assert (picture.is_visible(), living.is_visible()) == (True, False)
        page.emulate_media(media="screen")
        seen = page.evaluate(WITH_OUR_FONTS, ours())
        with urlopen(live_server + seen["url"]) as answer:
            data = json.load(answer)
        question = Question(
            data=data,
            map=MapView(seen["width"], seen["height"], tuple(seen["box"]), taken=seen["taken"]),
            layers=seen["layers"],
            lang=lang,
            rtl=lang == "ar",
            comma=seen["say"]["comma"],
            km=seen["say"]["km"],
        )
        drawn = {key: (lines, box) for key, lines, box in painter.picture(question).placed}
        there = {key: (lines, box) for key, lines, box in seen["placed"]}
        assert len(there) > (25 if width > 500 else 12)
        assert {key: lines for key, (lines, _box) in drawn.items()} == {
            key: lines for key, (lines, _box) in there.items()
        }
        apart = {
            key: (box, there[key][1])
            for key, (_lines, box) in drawn.items()
            if any(abs(a - b) > NEAR for a, b in zip(box, there[key][1], strict=True))
        }
        assert apart == {}, (width, height)
    painter.stop()
