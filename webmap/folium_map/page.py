"""What Folium composes: the map object, its layers and its controls, as one piece of HTML and one script per language.

Folium's own page, popups and libraries are not used: layers and controls emit only calls of our static modules, with
sentences in the page's language and no data. The result is the same bytes each time, so it is rendered once, by a child
process, into var/shells/<lang>.json; web workers read that file and never import folium (85 MB, 0.6 s).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ROOT / "var" / "shells"
Translate = Callable[[str], str]


@dataclass(frozen=True)
class Shell:
    """A composed map: its box, its script (to stand under a hash), and the static files it needs, in order."""

    html: str
    script: str
    libraries: list[str]
    modules: list[str]
    styles: list[str]


def shell(lang: str) -> Shell:
    """The composed map in a language; rendered by a child process when missing or older than its sources."""
    file = SHELLS / f"{lang}.json"
    if not file.exists() or file.stat().st_mtime_ns < _changed():
        render_in_child()
    return _read(file, file.stat().st_mtime_ns)


@cache
def _read(file: Path, changed_ns: int) -> Shell:
    return Shell(**json.loads(file.read_text(encoding="utf-8")))


def _changed() -> int:
    sources = (*Path(__file__).parent.glob("*.py"), *(ROOT / "webmap" / "translations").glob("*/*/messages.po"))
    return max(path.stat().st_mtime_ns for path in sources)


def render_in_child() -> None:
    """Render all shells in a process of its own; subprocess.CalledProcessError when that fails."""
    subprocess.run([sys.executable, "-m", "webmap.folium_map.page"], cwd=ROOT, check=True, timeout=120)


def render_shells() -> None:
    """Write var/shells/<lang>.json for every language offered. Imports folium: call it in a process that ends."""
    from webmap.words.i18n import direction, offered

    SHELLS.mkdir(parents=True, exist_ok=True)
    for lang in offered():
        made = json.dumps(asdict(compose(translator(lang), direction(lang))), ensure_ascii=False, indent=1)
        unfinished = SHELLS / f"{lang}.json.{os.getpid()}"
        unfinished.write_text(made + "\n", encoding="utf-8")
        # Two processes may render at once; a reader must never meet half a file.
        unfinished.replace(SHELLS / f"{lang}.json")


def translator(lang: str) -> Translate:
    """gettext of one language outside a request; sentences without a translation stay English."""
    from babel.support import Translations

    from webmap.words.i18n import LANGUAGES, TRANSLATIONS

    locale = LANGUAGES[lang][2]
    found = Translations.load(str(TRANSLATIONS), [locale, locale.split("_")[0]])
    return lambda text: str(found.gettext(text))


def compose(translate: Translate, direction: str) -> Shell:
    """The map with its layers and controls, through Folium."""
    from branca.element import Element, Figure

    from webmap.folium_map.layers import Control, Layer, ResponseMap
    from webmap.folium_map.words import controls, layers, words

    made = ResponseMap(words(translate))
    for spec in layers(translate):
        made.add_child(Layer(spec))
    for kind, options in controls(translate, direction):
        made.add_child(Control(kind, options))
    figure = made.get_root()
    assert isinstance(figure, Figure)
    _number(figure)
    figure.render()
    start = Element(f"{made.get_name()}_scene.start();")
    figure.script.add_child(start, name="zz_start")
    urls = [str(child.url) for child in figure.header._children.values() if hasattr(child, "url")]
    scripts = [url for url in urls if url.endswith(".js")]
    return Shell(
        html=figure.html.render().strip(),
        script=_tidy(figure.script.render()),
        libraries=[url for url in scripts if url.startswith("vendor/")],
        modules=[url for url in scripts if not url.startswith("vendor/")],
        styles=[url for url in urls if url.endswith(".css")],
    )


def _number(element: Any, counted: list[int] | None = None) -> None:
    """Folium gives random ids; counting them makes the output the same each time."""
    counted = counted if counted is not None else [0]
    element._id = f"{counted[0]}"
    for child in list(element._children.values()):
        counted[0] += 1
        _number(child, counted)


def _tidy(script: str) -> str:
    return "\n".join(line.strip() for line in script.splitlines() if line.strip())


def composed_urls() -> list[str]:
    """Every address the composed map loads; a test holds that each is a file of ours or in the vendor manifest."""
    made = compose(lambda text: text, "ltr")
    return made.styles + made.libraries + made.modules


if __name__ == "__main__":
    render_shells()
