"""The living map in a frame, of a day that is live or frozen: what its page needs beside its words."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webmap.answers.static_files import joined, static_url
from webmap.asked.address import bare_address
from webmap.drawing.question import Box
from webmap.folium_map import page as folium_page
from webmap.layers.layer import Layer
from webmap.map_of_day.area import ALL_NINEWA, AROUND_MOSUL
from webmap.map_of_day.embed_page import LIVING, STYLES
from webmap.words.i18n import gettext as _

# Of the map's data. Frozen maps keep theirs for ever: raise it when the modules would misread what was frozen before.
FORM = 1


@dataclass(frozen=True)
class Living:
    """`layers`: those of the composed map; `chosen`: the names of those shown at first. `at` in ISO form."""

    lang: str
    layers: Sequence[Layer[Any]]
    chosen: Sequence[str]
    at: str
    box: Box | None
    data: str
    plan_page: str
    by_view: bool = False


def living(shown: Living) -> dict[str, Any]:
    """What the template of embeds says of the living map."""
    shell = folium_page.shell(shown.lang, shown.layers)
    settings = {
        "at": shown.at,
        "lang": shown.lang,
        "layers": list(shown.chosen),
        "bbox": list(shown.box) if shown.box else None,
        "opening_bbox": AROUND_MOSUL,
        "ninewa_bbox": ALL_NINEWA,
        "data_url": shown.data,
        "basemap_url": static_url("map/basemap.json"),
        "plan_page": shown.plan_page,
        "hints": {
            "wheel": _("Hold Ctrl while scrolling to zoom the map"),
            "fingers": _("Use two fingers to move the map"),
            "failed": _("The data did not arrive."),
        },
    }
    return {
        "living": folium_page.Shell(shell.html, shell.script, shell.libraries, list(LIVING), list(STYLES)),
        "modules_url": bare_address("embeds.modules", digest=joined(*LIVING).digest),
        "settings": settings | ({"by_view": True} if shown.by_view else {}),
    }


def policy(told: dict[str, Any]) -> str:
    """Nothing but what the page is made of: of a picture its style and its few lines of script, by their hashes."""
    living = told.get("living")
    scripts = [told["tell"], *([living.script] if living else [])]
    allowed = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts)
    own = " 'self'" if living else ""
    asks_itself = " connect-src 'self';" if living else ""
    return (
        f"default-src 'none'; script-src {allowed}{own}; style-src 'sha256-{_sha256(told['style'])}'{own};"
        f" img-src 'self' data:;{asks_itself} frame-ancestors *; base-uri 'none'; form-action 'none'"
    )


def _sha256(written: str) -> str:
    return base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()
