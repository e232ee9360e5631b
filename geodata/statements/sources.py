"""Who said it: the sources of a page."""

from sqlalchemy import ARRAY, Integer, bindparam, case, func, select

from geodata.relations import sources

_TABLE = sources.c
CITED = (
    select(
        _TABLE.source_id,
        _TABLE.title,
        _TABLE.publisher,
        # Only web addresses become links, whatever a file gave as address.
        case((_TABLE.url.regexp_match("^https?://"), _TABLE.url)).label("url"),
        _TABLE.published_on,
        _TABLE.published_on_precision,
    )
    .where(_TABLE.source_id == func.any(bindparam("source_ids", type_=ARRAY(Integer))))
    .order_by(_TABLE.published_on.desc().nulls_last(), _TABLE.title)
    .limit(bindparam("limit", type_=Integer))
)
