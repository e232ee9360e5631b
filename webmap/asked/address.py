"""Addresses hold every choice, and all links keep the choices that other pages understand."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import request, url_for

from geodata.problems import InvalidData
from webmap.asked.chosen_day import parse_day
from webmap.words.i18n import gettext

# What every page understands; a page's own choices (sort, filters) are kept only on links to the same page.
COMMON = ("lang", "at", "layers", "bbox")
PLACE_OF_ID = "0-0-0"  # holds nothing that an address would escape


def address(endpoint: str | None = None, **changes: Any) -> str:
    """The address of an endpoint, or of this page, with the present choices and some changed; None removes a choice."""
    values: dict[str, Any] = {}
    if endpoint is None or endpoint == request.endpoint:
        endpoint = endpoint or request.endpoint or "map_page.index"
        values = {**choices(), **(request.view_args or {})}
    else:
        values = {name: request.args[name] for name in COMMON if name in request.args}
        if "at" in values and not _is_day(values["at"]):
            del values["at"]  # no other page could be asked for it either
    values.update(changes)
    return url_for(endpoint, **{name: value for name, value in values.items() if value is not None and value != ""})


@lru_cache(maxsize=256)
def _is_day(asked: str) -> bool:
    try:
        parse_day(asked)
    except InvalidData:
        return False
    return True


def without_empty() -> str | None:
    """The address of this page without the choices that a form left empty; None where it has none."""
    listed = {name: request.args.getlist(name) for name in choices()}
    if not any("" in given for given in listed.values()):
        return None
    kept: dict[str, Any] = {name: [value for value in given if value] or None for name, given in listed.items()}
    return address(**kept)


def choices() -> dict[str, Any]:
    """The choices of this address; one made several times is a list.

    Names that Flask reads as orders of its own (`_scheme`, `_external`, `endpoint`) are no choices of anybody.
    """
    return {
        name: given if len(given) > 1 else given[0]
        for name, given in request.args.lists()
        if not name.startswith("_") and name not in ("endpoint", "self")
    }


def addresses(endpoint: str, parameter: str, **changes: Any) -> Callable[[str], str]:
    """`address` for many things of one kind, told apart by `parameter`: the rest of them is worked out only once."""
    before, _, after = address(endpoint, **{parameter: PLACE_OF_ID}, **changes).partition(PLACE_OF_ID)
    return lambda identifier: f"{before}{quote(identifier, safe='')}{after}"


def chosen_layers(offered: Sequence[str]) -> tuple[str, ...]:
    """The layers of `layers=`, some of those that are offered; all of them when the address names none."""
    asked = request.args.get("layers")
    if asked is None:
        return tuple(offered)
    chosen = tuple(part for part in asked.split(",") if part)
    if not set(chosen) <= set(offered):
        message = gettext("Unknown layer; use some of: %(layers)s.", layers=", ".join(offered))
        raise InvalidData(message, parameter="layers")
    return chosen
