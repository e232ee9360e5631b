"""Who said it: the sources of a page, and the source of a row."""

from sqlalchemy import ARRAY, Integer, bindparam, case, func, select

from geodata.relations import sources

_TABLE = sources.c
# Only web addresses become links, whatever a file gave as address.
WEB_ADDRESS = case((_TABLE.url.regexp_match("^https?://"), _TABLE.url))
TITLE, PUBLISHER = _TABLE.title.label("source_title"), _TABLE.publisher.label("source_publisher")
_URL = _TABLE.url.label("source_url")
PUBLISHED = (
    _TABLE.published_on.label("source_published_on"),
    _TABLE.published_on_precision.label("source_published_precision"),
)
TITLE_AND_URL = (TITLE, _URL)
IN_FULL = (TITLE, PUBLISHER, _URL, *PUBLISHED)
CITED = (
    select(
        _TABLE.source_id,
        _TABLE.title,
        _TABLE.publisher,
        WEB_ADDRESS.label("url"),
        _TABLE.published_on,
        _TABLE.published_on_precision,
    )
    .where(_TABLE.source_id == func.any(bindparam("source_ids", type_=ARRAY(Integer))))
    .order_by(_TABLE.published_on.desc().nulls_last(), _TABLE.title)
    .limit(bindparam("limit", type_=Integer))
)
