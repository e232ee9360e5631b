"""A body of JSON: read once, with nothing said twice; InvalidData for anything else."""

from typing import Any

from flask import json

from geodata.problems import InvalidData
from webmap.words.i18n import gettext as _

LONGEST_ECHO = 40  # letters of an unknown name that are told again


def parsed(sent: bytes) -> Any:
    """The body as JSON; InvalidData for anything else, and for an object that names a field twice."""
    try:
        body = json.loads(sent, parse_constant=_refuse, object_pairs_hook=_once)
        # Half a surrogate pair can be escaped, but never be written again.
        json.dumps(body, ensure_ascii=False).encode()
        return body
    except (ValueError, RecursionError) as error:
        raise InvalidData(_("The body cannot be read as JSON."), parameter="body") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InvalidData(_("This is said more than once; say it once."), parameter=echo(name))
        found[name] = value
    return found


def echo(name: str) -> str:
    return name[:LONGEST_ECHO].encode("utf-8", "replace").decode()
