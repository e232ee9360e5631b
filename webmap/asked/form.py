"""The form of a page: what was typed stays, right or wrong, and the field that a problem is about says so."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from flask import Flask, request

from geodata.problems import InvalidData
from geodata.rules.written_days import EARLIEST, LATEST
from webmap.asked.chosen_day import parse_day
from webmap.words.i18n import gettext as _

# What an input for days holds; another form of the same day is kept as text.
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAYS_NEARBY = (-1, 1, 7)  # that a link beside a field leads to
_WHOLE, _DECIMAL = re.compile("-?[0-9]+"), re.compile(r"-?[0-9]+(\.[0-9]+)?")


def client_uuid_sent() -> UUID:
    """What the form that was sent calls itself, by which it acts once; InvalidData without it."""
    try:
        return UUID(request.form.get("client_uuid", ""))
    except ValueError as error:
        raise InvalidData(_("This form was not sent whole. Open it again."), parameter="client_uuid") from error


class Problem(Protocol):
    """Whatever names the parameter that it is about."""

    @property
    def parameter(self) -> str: ...


@dataclass(frozen=True)
class Field:
    """`fits`: an input for days or for numbers can hold the value; a browser empties it otherwise.

    `day`: which day it holds, if it is one; `days_nearby`: how many days from it, and which.
    """

    name: str
    value: str
    fits: bool = True
    wrong: bool = False
    day: date | None = None
    days_nearby: tuple[tuple[int, date], ...] = ()


@dataclass(frozen=True)
class Choice:
    """`options`: value, words, whether it is chosen. One that cannot be chosen stands first, as it was typed."""

    name: str
    options: tuple[tuple[str, str, bool], ...]
    wrong: bool = False


@dataclass(frozen=True)
class Form:
    """What the address says, and the parameter that its problem is about."""

    args: Mapping[str, str]
    wrong: str = ""

    def text(self, name: str, default: object = "") -> Field:
        return Field(name, self.args.get(name) or str(default), wrong=name == self.wrong)

    def place(self, name: str) -> Field:
        """A place by its name or as coordinates, latitude first; an address may give `lon` and `lat` instead."""
        lon = self.args.get("lon")
        return self.text(name, f"{self.args.get('lat', '')}, {lon}" if lon else "")

    def number(self, name: str, default: object = "", *, decimal: bool = False) -> Field:
        value = self.args.get(name) or str(default)
        fits = not value or bool((_DECIMAL if decimal else _WHOLE).fullmatch(value))
        return Field(name, value, fits, name == self.wrong)

    def day(self, name: str, shown: date, *, earliest: date = EARLIEST, latest: date = LATEST) -> Field:
        """`shown` where the address names no day; those nearby are offered from `earliest` to `latest`."""
        value = self.args.get(name) or shown.isoformat()
        if not _is_day(value):
            return Field(name, value, fits=False, wrong=name == self.wrong)
        held = parse_day(value)
        near = ((by, held + timedelta(days=by)) for by in DAYS_NEARBY)
        return Field(
            name,
            value,
            wrong=name == self.wrong,
            day=held,
            days_nearby=tuple((by, then) for by, then in near if earliest <= then <= latest),
        )

    def choice(self, name: str, offered: Iterable[tuple[str, str]], default: str = "") -> Choice:
        chosen, offered = self.args.get(name) or default, list(offered)
        if chosen and chosen not in [value for value, _words in offered]:
            offered.insert(0, (chosen, chosen))
        options = tuple((value, words, value == chosen) for value, words in offered)
        return Choice(name, options, name == self.wrong)


def init_app(app: Flask) -> None:
    """Templates ask for the form of their request with what is wrong with it, if anything is."""
    app.jinja_env.globals["form_of"] = form_of


def form_of(problem: Problem | None = None) -> Form:
    return Form(request.args, problem.parameter if problem else "")


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value) and parse_day(value))
    except InvalidData:
        return False
