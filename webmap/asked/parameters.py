"""What an address may say to a view: each view names its own choices, and those of every page are understood anywhere.

What a view does not understand is no part of the question: it changes no answer and stands in no link. Who reads is
sent to the address without it, before anything is looked up: each page has one address, for caches on the way as well.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from flask import Request, Response, current_app
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from webmap.asked.address import COMMON

READ_BY = ("GET", "HEAD")
# A release may understand more: browsers ask again.
SECONDS_OF_REDIRECT = 3600
OF_PATHS = "/:@!$&'()*+,;=~"  # stand in a path as they are
View = TypeVar("View", bound=Callable[..., Any])


def asks(*names: str) -> Callable[[View], View]:
    """Declares the choices of a view's own, beside those of every page."""

    def declare(view: View) -> View:
        # A mark on the view, which functions may carry and their types do not tell.
        view.asked = frozenset(names)  # type: ignore[attr-defined]
        return view

    return declare


def refuses_others(view: View) -> View:
    """Declares a view that names by itself what it does not understand: it is told everything."""
    # A mark on the view, which functions may carry and their types do not tell.
    view.asked = None  # type: ignore[attr-defined]
    return view


class Question(Request):
    """A request whose `args` are the question: what its view understands, in the order of the address."""

    @cached_property
    def said(self) -> MultiDict[str, str]:
        """All that stands in the address."""
        said = super().args
        self.__dict__.pop("args", None)  # where Werkzeug keeps it, under the name of what is understood
        return said

    @cached_property
    def view(self) -> Callable[..., Any] | None:
        """What answers; whoever asks outside of the application says so."""
        return current_app.view_functions.get(self.endpoint or "")

    @cached_property
    def args(self) -> MultiDict[str, str]:
        own: frozenset[str] | None = getattr(self.view, "asked", frozenset())
        if own is None:
            return self.said
        understood = {*COMMON, *own}
        return ImmutableMultiDict(pair for pair in self.said.items(multi=True) if pair[0] in understood)

    def address_understood(self) -> str | None:
        """Path and question without what the view does not understand; None where nothing is to be left out.

        As what campaigns and networks add (utm_source, fbclid). What is written is not, and no host is named.
        """
        if self.method not in READ_BY or self.endpoint is None or not self._says_more():
            return None
        path = quote(f"{self.root_path}{self.path}", safe=OF_PATHS)
        asked = urlencode(list(self.args.items(multi=True)), safe=",:/")
        return f"{path}?{asked}" if asked else path

    def _says_more(self) -> bool:
        return sum(1 for _ in self.said.items(multi=True)) > sum(1 for _ in self.args.items(multi=True))


def leading_to(address: str, *, is_kept: bool) -> Response:
    """A redirect for good to the same page; `is_kept`: a browser may keep it for an hour, and nobody else.

    Pages of other origins follow it as they would read the page itself.
    """
    answer = Response(status=301)
    answer.location = address
    answer.headers["Cache-Control"] = f"private, max-age={SECONDS_OF_REDIRECT}" if is_kept else "no-store"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
