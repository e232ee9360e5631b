"""The peacebuilding programme: when what is published of it was known."""

from sqlalchemy import Column, ColumnElement, Date, bindparam, func

from geodata.relations import activities, sources

# When an activity was, and how many were there.
DONE = (
    *activities.c["held", "held_qualifier", "starts_on", "starts_on_precision", "ends_on", "ends_on_precision"],
    *activities.c["expected", "participants", "participants_qualifier", "reached", "reached_qualifier"],
    *activities.c["as_of", "as_of_precision"],
)


def known_by_then(as_of: Column[object]) -> ColumnElement[bool]:
    """Whether a row was known by the day `at`: one of a year only, from the month of its source's publication."""
    published = func.date_trunc("month", sources.c.published_on)
    return func.least(as_of, published) <= bindparam("at", type_=Date)
