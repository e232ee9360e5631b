"""Addresses hold every choice, and all links keep the choices that other pages understand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, request, url_for
from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData
from webmap.asked.chosen_day import parse_day, parse_known
from webmap.words.i18n import gettext

# What every page understands; a page's own choices (sort, filters) are kept only on links to the same page.
COMMON = ("lang", "at", "known", "layers", "bbox")
Build = Callable[[str, dict[str, Any]], str]
PLACE_OF_ID = "0-0-0"  # holds nothing that an address would escape


@dataclass(frozen=True)
class Links:
    """Links as they lead from one page: `args` are the choices of its address, `within` the parts of its path.

    `build` makes the address of an endpoint from its values: for a request Flask's, for a snapshot what it likes. `url`
    is the whole address with its host, empty for a page that nobody has asked for.
    """

    endpoint: str
    args: MultiDict[str, str]
    within: Mapping[str, Any]
    build: Build
    path: str
    url: str = ""

    def choices(self) -> dict[str, Any]:
        """The choices of the page; one made several times is a list.

        Names that Flask reads as orders of its own (`_scheme`, `_external`, `endpoint`) are no choices of anybody.
        """
        return {
            name: given if len(given) > 1 else given[0]
            for name, given in self.args.lists()
            if not name.startswith("_") and name not in ("endpoint", "self")
        }

    def to(self, endpoint: str | None, changes: Mapping[str, Any]) -> str:
        """The address of an endpoint, or of the page itself, with its choices and some changed; None removes one."""
        values: dict[str, Any] = {}
        if endpoint is None or endpoint == self.endpoint:
            endpoint = self.endpoint
            values = {**self.choices(), **self.within}
        else:
            values = {name: self.args[name] for name in COMMON if name in self.args}
            # What no other page could be asked for either.
            for name in ("at", "known"):
                if name in values and not _can_be_read(name, values[name]):
                    del values[name]
        values.update(changes)
        return self.build(
            endpoint, {name: value for name, value in values.items() if value is not None and value != ""}
        )


_links: ContextVar[Links | None] = ContextVar("links", default=None)


def links() -> Links:
    """LookupError where nothing says from which page."""
    known = _links.get()
    if known is None:
        raise LookupError("from which page? A request says so at its door, a script with linking(...)")
    return known


def link(known: Links | None) -> Links | None:
    """Link from a page from here on; returns from which before. Blocks of code use `linking`."""
    before = _links.get()
    _links.set(known)
    return before


@contextmanager
def linking(known: Links) -> Iterator[None]:
    """Link from a page for as long as the block lasts, with or without a request."""
    before = link(known)
    try:
        yield
    finally:
        link(before)


def init_app(app: Flask) -> None:
    app.before_request(_link_from_here)
    app.teardown_request(_link_as_before)


def _link_from_here() -> None:
    here = request.endpoint or "map_page.index"
    g.linked_before = link(Links(here, request.args, request.view_args or {}, _build, request.path, _whole_address()))


def known_as() -> str:
    """Where people open the map, as they read and print it: WEBMAP_ADDRESS, and without one what the request says.

    A page that others may be given holds what a request says nowhere but in print, so that a cache before a map
    without WEBMAP_ADDRESS gives away no link to another's host.
    """
    return current_app.extensions["settings"].webmap_address or f"{request.scheme}://{request.host}"


def _whole_address() -> str:
    """The question with its host, as people read and print it."""
    asked = urlencode(list(request.args.items(multi=True)), safe=",:/")
    here = f"{known_as()}{request.root_path}{request.path}"
    return f"{here}?{asked}" if asked else here


def _build(endpoint: str, values: dict[str, Any]) -> str:
    return url_for(endpoint, **values)


def _link_as_before(error: BaseException | None) -> None:
    link(g.get("linked_before"))


def links_of(app: Flask, endpoint: str, args: Mapping[str, str], **within: Any) -> Links:
    """Links as they lead from a page that nobody has asked for, without scheme and host."""
    build = app.url_map.bind("").build
    return Links(endpoint, MultiDict(args), within, build, build(endpoint, within))


def address(endpoint: str | None = None, **changes: Any) -> str:
    """The address of an endpoint, or of this page, with the present choices and some changed; None removes a choice."""
    return links().to(endpoint, changes)


@lru_cache(maxsize=256)
def _can_be_read(name: str, asked: str) -> bool:
    try:
        (parse_known if name == "known" else parse_day)(asked)
    except InvalidData:
        return False
    return True


def without_empty() -> str | None:
    """The address of this page without the choices that a form left empty; None where it has none."""
    listed = {name: links().args.getlist(name) for name in choices()}
    if not any("" in given for given in listed.values()):
        return None
    kept: dict[str, Any] = {name: [value for value in given if value] or None for name, given in listed.items()}
    return address(**kept)


def bare_address(endpoint: str, **values: Any) -> str:
    """The address of an endpoint without any choice of this page."""
    return links().build(endpoint, values)


def choices() -> dict[str, Any]:
    """The choices of this address; one made several times is a list."""
    return links().choices()


def addresses(endpoint: str, parameter: str, **changes: Any) -> Callable[[str], str]:
    """`address` for many things of one kind, told apart by `parameter`: the rest of them is worked out only once."""
    before, _, after = address(endpoint, **{parameter: PLACE_OF_ID}, **changes).partition(PLACE_OF_ID)
    return lambda identifier: f"{before}{quote(identifier, safe='')}{after}"


def chosen_layers(offered: Sequence[str]) -> tuple[str, ...]:
    """The layers of `layers=`, some of those that are offered; all of them when the address names none."""
    asked = links().args.get("layers")
    if asked is None:
        return tuple(offered)
    chosen = tuple(part for part in asked.split(",") if part)
    if not set(chosen) <= set(offered):
        message = gettext("Unknown layer; use some of: %(layers)s.", layers=", ".join(offered))
        raise InvalidData(message, parameter="layers")
    return chosen
