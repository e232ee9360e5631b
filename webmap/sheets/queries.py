"""Statements that only sheets ask. Take a connection of the reader's layer."""

from datetime import date

from sqlalchemy import Connection, Date, Integer, Text, bindparam, select

from geodata.relations import figures, sources
from geodata.rules.figures import MOSUL_OPERATION
from geodata.statements.headlines import BEST_FIRST, OF_NO_SITE
from geodata.statements.sources import TITLE_AND_URL
from webmap.db import rows
from webmap.sheets.rows import StatedShare

MOST = 400
_FIGURE = figures.c
# Shares as somebody published them, and the counts that are a share of the people displaced on the same day.
SHARES = (
    select(
        *_FIGURE["metric", "value", "qualifier", "as_of", "as_of_precision", "provider", "relayed_by", "source_id"],
        *TITLE_AND_URL,
    )
    .join_from(figures, sources, sources.c.source_id == _FIGURE.source_id)
    .where(_FIGURE.metric.regexp_match("^(share_by_|by_|in_camps_and_emergency_sites_ind|currently_displaced_ind)"))
    .where(_FIGURE.scope == bindparam("scope", type_=Text), OF_NO_SITE, ~_FIGURE.suspect)
    .where(_FIGURE.value.is_not(None), _FIGURE.provider.is_not(None), _FIGURE.as_of <= bindparam("at", type_=Date))
    .order_by(_FIGURE.as_of.desc(), *BEST_FIRST)
    .limit(bindparam("limit", type_=Integer))
)


def shares(connection: Connection, at: date) -> list[StatedShare]:
    """The newest day first; at most 400 rows."""
    return rows(connection, SHARES, StatedShare, at=at, scope=MOSUL_OPERATION, limit=MOST)
