"""What an address may say to a view: each view names its own choices, and those of every page are understood anywhere.

What a view does not understand is no part of the question: it changes no answer, stands in no link, and makes no page
anew that is known already.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from flask import Request, current_app
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from webmap.asked.address import COMMON

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
    def args(self) -> MultiDict[str, str]:
        said = super().args
        view = current_app.view_functions.get(self.endpoint or "")
        own: frozenset[str] | None = getattr(view, "asked", frozenset())
        if own is None:
            return said
        understood = {*COMMON, *own}
        return ImmutableMultiDict(pair for pair in said.items(multi=True) if pair[0] in understood)
