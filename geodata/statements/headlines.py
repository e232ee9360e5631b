"""Published figures of no single site: people displaced, who published that, free places in all camps."""

from sqlalchemy import ARRAY, Date, Integer, Text, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from geodata.relations import figures, sources
from geodata.statements.sources import TITLE_AND_URL

_FIGURE = figures.c
_AT = bindparam("at", type_=Date)
_METRICS = _FIGURE.metric == func.any(bindparam("metrics", type_=ARRAY(Text)))
_SCOPE = _FIGURE.scope == bindparam("scope", type_=Text)
OF_NO_SITE = _FIGURE.site_ids == []
_EXACT_FIRST = func.coalesce(_FIGURE.qualifier, "exact") != "exact"
# Of one day the exact figure before a rounded one, and the provider's own before one that somebody quotes.
BEST_FIRST = (_EXACT_FIRST, _FIGURE.qualifier != "approx", _FIGURE.relayed_by.is_not(None), _FIGURE.figure_id)

_SERIES = (
    *_FIGURE["figure_id", "metric", "type", "period_start", "period_start_precision", "as_of", "as_of_precision"],
    *_FIGURE["value", "qualifier", "multiplier", "scope", "provider", "relayed_by", "note", "source_id"],
    *TITLE_AND_URL,
)
_SAID = and_(_FIGURE.provider.is_not(None), _FIGURE.value.is_not(None), _FIGURE.as_of <= _AT, ~_FIGURE.suspect)

# The newest headline figures on a day, one for each provider and metric of one scope; never a suspect one.
DISPLACED = (
    select(*_SERIES)
    .ext(distinct_on(_FIGURE.provider, _FIGURE.metric))
    .join_from(figures, sources, sources.c.source_id == _FIGURE.source_id)
    .where(_METRICS, _FIGURE.type.in_(("stock", "cumulative", "returned")), _SCOPE, OF_NO_SITE)
    .where(_SAID)
    .order_by(_FIGURE.provider, _FIGURE.metric, _FIGURE.as_of.desc(), *BEST_FIRST)
    .limit(100)
)

_TIME = (_FIGURE.provider, _FIGURE.metric, _FIGURE.scope, _FIGURE.period_start)
# What else was published of a time that has a beginning (running totals, flows): of each beginning the newest figure.
OF_A_TIME = (
    select(*_SERIES)
    .ext(distinct_on(*_TIME))
    .join_from(figures, sources, sources.c.source_id == _FIGURE.source_id)
    .where(_FIGURE.type.in_(("cumulative", "returned", "flow")), _FIGURE.period_start.is_not(None), OF_NO_SITE)
    .where(~and_(_METRICS, _SCOPE), _FIGURE.scope.is_not(None), _SAID)
    .order_by(*_TIME, _FIGURE.as_of.desc(), *BEST_FIRST)
    .limit(bindparam("limit", type_=Integer))
)

# Who published headline figures of one scope, the most figures first.
DISPLACED_PROVIDERS = (
    select(_FIGURE.provider, func.count().label("figures"))
    .where(_METRICS, _SCOPE, OF_NO_SITE, _FIGURE.provider.is_not(None))
    .group_by(_FIGURE.provider)
    .order_by(func.count().desc(), _FIGURE.provider)
    .limit(50)
)

_NEWEST_DAYS = (
    select(_FIGURE.as_of, _FIGURE.value, _FIGURE.qualifier)
    .ext(distinct_on(_FIGURE.as_of))
    .where(_FIGURE.metric == bindparam("metric", type_=Text), _FIGURE.type == "stock", _SCOPE, OF_NO_SITE)
    .where(_FIGURE.provider == bindparam("provider", type_=Text), _FIGURE.as_of >= bindparam("first", type_=Date))
    .where(_FIGURE.as_of_precision == "day", _FIGURE.value.is_not(None), ~_FIGURE.suspect)
    .order_by(_FIGURE.as_of.desc(), *BEST_FIRST)
    .limit(bindparam("limit", type_=Integer))
    .subquery()
)
# The stock of people displaced as one provider published it (its own figures and those quoted from it), one a day: the
# newest :limit days, oldest first.
DISPLACED_DAYS = select(_NEWEST_DAYS).order_by(_NEWEST_DAYS.c.as_of)

# Places that OCHA and the CCCM cluster published as free and fully serviced in all camps and emergency sites together:
# the newest figure of the :days days up to :at. It is their figure, not a total of sites here.
PUBLISHED_PLACES = (
    select(
        *_FIGURE["as_of", "as_of_precision", "value", "qualifier", "scope", "provider", "relayed_by", "source_id"],
        *TITLE_AND_URL,
    )
    .join_from(figures, sources, sources.c.source_id == _FIGURE.source_id)
    .where(_FIGURE.metric == "plots_fully_serviced_available", _FIGURE.scope == "all camps and emergency sites")
    .where(OF_NO_SITE, _FIGURE.value.is_not(None), ~_FIGURE.suspect)
    .where(_FIGURE.as_of.between(_AT - bindparam("days", type_=Integer), _AT))
    .order_by(_FIGURE.as_of.desc(), _EXACT_FIRST, _FIGURE.figure_id)
    .limit(1)
)
