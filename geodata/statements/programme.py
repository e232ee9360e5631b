"""What is published of the activities of the peacebuilding programme."""

from sqlalchemy import Date, bindparam, select

from geodata.relations import activities, figures, sources
from geodata.statements.sources import TITLE_AND_URL

# When an activity was, and how many were there.
DONE = (
    *activities.c["held", "held_qualifier", "starts_on", "starts_on_precision", "ends_on", "ends_on_precision"],
    *activities.c["expected", "participants", "participants_qualifier", "reached", "reached_qualifier"],
    *activities.c["as_of", "as_of_precision", "withheld"],
)

_FIGURE = figures.c
# Totals of the programme, which are never split over communities.
TOTALS = (
    select(
        *_FIGURE["figure_id", "metric", "type", "period_start", "period_start_precision", "as_of", "as_of_precision"],
        *_FIGURE["unit", "value", "qualifier", "provider", "relayed_by", "note", "source_id"],
        *TITLE_AND_URL,
    )
    .join_from(figures, sources, sources.c.source_id == _FIGURE.source_id)
    .where(_FIGURE.scope == "peacebuilding programme 2017", _FIGURE.value.is_not(None), ~_FIGURE.suspect)
    .where(_FIGURE.as_of <= bindparam("at", type_=Date))
    .order_by(_FIGURE.figure_id)
    .limit(100)
)
