"""How things are called: in the reader's language, and in all of them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, Label, Text, and_, bindparam, func, select

from geodata.relations import place_names

SPELLINGS = (
    select(place_names.c.lang, place_names.c.name, place_names.c.form, place_names.c.preferred)
    .where(
        place_names.c.entity_kind == bindparam("kind", type_=Text),
        place_names.c.entity_id == bindparam("id", type_=Text),
    )
    .order_by(place_names.c.preferred.desc(), place_names.c.lang, place_names.c.name)
    .limit(100)
)


@dataclass(frozen=True)
class ShownName:
    """The name of a thing in the reader's language (bound as `lang`), else its own; `lang` says which it is.

    `table` has to be joined from the outside `on` its condition.
    """

    table: FromClause
    on: ColumnElement[bool]
    name: Label[str]
    lang: Label[str]


def shown_name(kind: str, entity_id: ColumnElement[str], own: ColumnElement[str]) -> ShownName:
    """Of things of a kind (`site`, `community` …) with these ids and names of their own, which are in Latin letters."""
    known = place_names.alias()
    lang = bindparam("lang", type_=Text)
    return ShownName(
        known,
        and_(known.c.entity_kind == kind, known.c.entity_id == entity_id, known.c.lang == lang, known.c.preferred),
        func.coalesce(known.c.name, own).label("shown_name"),
        func.shown_lang(known.c.name, lang, type_=Text).label("shown_lang"),
    )
