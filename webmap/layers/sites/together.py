"""Counts of people in several sites together, which no source splits: as sentences, and as brackets of the map."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import Connection

from geodata.statements.site_rows import JointCount
from webmap.db import STATEMENTS, rows
from webmap.layers.layer import LARGEST_ON_MAP, Feature
from webmap.words.i18n import day, isolated, joined, ngettext, qualified, without_isolates
from webmap.words.i18n import gettext as _


class Together(Protocol):
    """A figure of several sites, with their names in the reader's language."""

    @property
    def site_ids(self) -> list[str]: ...
    @property
    def site_names(self) -> list[str] | None: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def qualifier(self) -> str | None: ...
    @property
    def as_of(self) -> date: ...
    @property
    def as_of_precision(self) -> str: ...


def joint_counts(connection: Connection, at: date, lang: str) -> list[JointCount]:
    """People whom a source counted in several sites together; the newest of each set of sites."""
    return rows(connection, STATEMENTS / "joint_counts.sql", JointCount, at=at, lang=lang, limit=LARGEST_ON_MAP)


def names(found: Together) -> str:
    return joined([isolated(name) for name in found.site_names or found.site_ids])


def brackets(connection: Connection, at: date, lang: str) -> list[Feature]:
    """What the map writes beside the sites of each such count; a leg of the bracket goes to each of `sites`."""
    return [
        {
            "sites": row.site_ids,
            "text": ngettext(
                "%(people)s person together",
                "%(people)s people together",
                int(row.value),
                people=without_isolates(qualified(row.value, row.qualifier)),
            ),
            "detail": _("%(day)s, not told apart", day=day(row.as_of, row.as_of_precision, short=True)),
            "title": in_words(row),
        }
        for row in joint_counts(connection, at, lang)
    ]


def in_words(found: Together) -> str:
    return ngettext(
        "%(sites)s together: %(people)s person, %(day)s; how many in each is not said.",
        "%(sites)s together: %(people)s people, %(day)s; how many in each is not said.",
        int(found.value or 0),
        sites=names(found),
        people=qualified(found.value, found.qualifier),
        day=day(found.as_of, found.as_of_precision),
    )
