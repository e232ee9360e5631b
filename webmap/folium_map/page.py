"""What Folium composes: the map object, its layers and its controls, as one piece of HTML and one script per language.

Folium's own page, popups and libraries are not used: layers and controls emit only calls of our static modules, with
sentences in the page's language and no data. The same composition gives the same bytes, so it is rendered once, by a
child process, into var/shells/; web workers read that file and never import folium (85 MB, 0.6 s).
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from webmap.folium_map.words import Composition, composition
from webmap.layers.layer import Layer
from webmap.person import ROLES
from webmap.words.i18n import catalogue, direction, offered

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ROOT / "var" / "shells"


@dataclass(frozen=True)
class Shell:
    """A composed map: its box, its script (to stand under a hash), and the static files it needs, in order."""

    html: str
    script: str
    libraries: list[str]
    modules: list[str]
    styles: list[str]


def shell(lang: str, layers: Sequence[Layer[Any]]) -> Shell:
    """The composed map of these layers in a language; rendered by a child process where it was not yet.

    subprocess.CalledProcessError when that fails.
    """
    wanted = composition(catalogue(lang).gettext, direction(lang), layers)
    file = SHELLS / _name(lang, wanted)
    if not file.exists():
        _render_in_child({file.name: wanted})
    return _read(file)


@cache
def _read(file: Path) -> Shell:
    return Shell(**json.loads(file.read_text(encoding="utf-8")))


def _name(lang: str, wanted: Composition) -> str:
    """Another one for whatever could change the bytes: the composition, and the code that renders it."""
    digest = hashlib.sha256(_code() + json.dumps(asdict(wanted)).encode())
    return f"{lang}-{digest.hexdigest()[:16]}.json"


@cache
def _code() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))


def _render_in_child(wanted: Mapping[str, Composition]) -> None:
    told = json.dumps({name: asdict(one) for name, one in wanted.items()})
    subprocess.run(
        [sys.executable, "-m", "webmap.folium_map.page"], cwd=ROOT, input=told, text=True, check=True, timeout=120
    )


def render_shells(layers: Sequence[Layer[Any]]) -> None:
    """Render the map for every language that is offered and for whatever each role sees of the layers; others go."""
    wanted: dict[str, Composition] = {}
    for lang in offered():
        for role in ROLES:
            seen = [layer for layer in layers if layer.may_be_seen_by(role)]
            one = composition(catalogue(lang).gettext, direction(lang), seen)
            wanted[_name(lang, one)] = one
    _render_in_child(wanted)
    for file in SHELLS.glob("*.json"):
        if file.name not in wanted:
            file.unlink(missing_ok=True)


def _render(wanted: Mapping[str, Composition]) -> None:
    """Write a file for each. Imports folium: call it in a process that ends."""
    SHELLS.mkdir(parents=True, exist_ok=True)
    for name, one in wanted.items():
        unfinished = SHELLS / f"{name}.{os.getpid()}"
        unfinished.write_text(json.dumps(asdict(compose(one)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        # Two processes may render at once; a reader must never meet half a file.
        unfinished.replace(SHELLS / name)


def compose(wanted: Composition) -> Shell:
    """The map with its layers and controls, through Folium."""
    from branca.element import Element, Figure

    from webmap.folium_map.layers import Control, Part, ResponseMap

    made = ResponseMap(wanted.words)
    for spec in wanted.layers:
        made.add_child(Part(spec))
    for kind, options in wanted.controls:
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


if __name__ == "__main__":
    _render({name: Composition(**one) for name, one in json.load(sys.stdin).items()})
