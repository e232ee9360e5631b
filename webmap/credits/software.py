"""The software the pages are made with, with versions and licences as installed and vendored here."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

WEBMAP = Path(__file__).parent.parent
MANIFEST = WEBMAP / "static" / "vendor" / "manifest.json"
REQUIREMENTS = WEBMAP.parent / "requirements.in"


@dataclass(frozen=True)
class Software:
    """`why`: what it is used for here, as requirements.in says it; empty for files sent to the browser."""

    name: str
    version: str
    licence: str
    why: str = ""


FONTS = Software("Noto Sans, Noto Sans Arabic", "2020-12", "OFL-1.1", "the letters of those pictures")


@cache
def vendored() -> list[Software]:
    """Libraries whose files are sent to the browser, from the manifest of their hashes."""
    files = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    found = {file["path"].split("/")[0]: file for file in files}
    return [Software(name.capitalize(), file["version"], file["licence"]) for name, file in sorted(found.items())]


@cache
def required() -> list[Software]:
    """Python packages the product asks for, in the order and with the reasons of requirements.in."""
    found = []
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        asked, _hash, why = line.partition("#")
        if name := re.split(r"[\[<>=! ]", asked.strip())[0]:
            found.append(_installed(name, why.strip()))
    return [*found, FONTS]


def _installed(name: str, why: str) -> Software:
    about = metadata.metadata(name)
    return Software(about["Name"], metadata.version(name), _licence(about.json), why)


def _licence(about: dict[str, str | list[str]]) -> str:
    """The licence expression, the classifier, or a short licence field, in this order."""
    expression = about.get("license_expression")
    if isinstance(expression, str):
        return expression
    classifiers = [line for line in about.get("classifier", []) if line.startswith("License ::")]
    if classifiers:
        return " / ".join(line.rsplit(" :: ", 1)[1] for line in classifiers)
    stated = about.get("license", "")
    first_line = str(stated).strip().splitlines()[0] if str(stated).strip() else ""
    return first_line if len(first_line) <= 60 else ""
