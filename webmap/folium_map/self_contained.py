"""What Folium composed, with every file that it needs in it: a map that fetches nothing."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from webmap.answers.static_files import joined
from webmap.folium_map.page import Shell

# After the composed modules, which it tells that all they would fetch is there already.
OFFLINE = "map/offline.js"
STYLES = ("site.css",)
OWN_STYLE = "map/offline.css"


@dataclass(frozen=True)
class SelfContained:
    """`scripts` in their order, `style`, and the policy that names them by their hashes and lets nothing else in."""

    html: str
    scripts: tuple[str, ...]
    style: str

    @property
    def policy(self) -> str:
        scripts = " ".join(map(_named, self.scripts))
        return (
            f"default-src 'none'; script-src {scripts}; style-src {_named(self.style)}; img-src data:;"
            " base-uri 'none'; form-action 'none'"
        )


def self_contained(shell: Shell) -> SelfContained:
    """Libraries, our modules, then the composed script; styles of all pages, of the map, and of what is offline."""
    libraries, modules = _text(*shell.libraries), _text(*shell.modules, OFFLINE)
    return SelfContained(shell.html, (libraries, modules, shell.script), _text(*STYLES, *shell.styles, OWN_STYLE))


def _text(*names: str) -> str:
    return joined(*names).plain.decode()


@cache
def _named(written: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()}'"
