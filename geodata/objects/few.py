"""SQL of what few are given back by: counts under 10 of moderate sites, and other rows of the same sites and days.

What few are stands in 12_few.sql, and what lies few apart in 13_few_apart.sql. Here stands which relation asks which of
them of its exact row `e`, and which of a table's changed rows matter to rows beside them.
"""

from collections.abc import Mapping

from sqlalchemy import Table

from geodata import tables
from geodata.public_form import AS_FAMILIES, NOBODY_AT_ZERO, TOLD_OF_FAMILIES

_FAMILIES = ", ".join(f"{{0}}{one}" for one in TOLD_OF_FAMILIES)
_FIRST_DAY = "public.first_day({0}as_of, {0}as_of_precision)"
_STATED = """EXISTS (SELECT FROM ninewa.few_stated f WHERE f.site_ids @> ARRAY[{site}] AND f.class = ANY ({classes})
    AND f.ends >= {begins} AND f.begins <= {ends})"""
# Of the reports that begin before a day and end after it the last day is in its month, or ends its year.
_REPORTED = """(EXISTS (SELECT FROM ninewa.few_reported r WHERE r.site_id = {site} AND r.as_of_from <= {ends}
        AND r.as_of BETWEEN {begins} AND ninewa.month_ends({ends}) AND {what})
    OR EXISTS (SELECT FROM ninewa.few_reported r WHERE r.site_id = {site} AND r.as_of_from <= {ends}
        AND r.as_of = ninewa.year_ends({ends}) AND {what}))"""
_OF_REPORT = {"site": "e.site_id", "begins": "e.as_of_from", "ends": "e.as_of"}
# What a correction replaced tells nothing of another correction that still stands.
_FEW_PEOPLE = "r.people AND (e.corrects IS NULL OR e.superseded OR ninewa.still_few(r))"
_NEAR = {"site": "e.site_ids[1]", "begins": "near.begins", "ends": "near.ends"}
# Rates are held against what is stated a month before and after, as pages do.
_GIVES_BACK = f"""(SELECT {_STATED.format(classes="near.classes", **_NEAR)}
    OR 'people' = ANY (near.classes) AND {_REPORTED.format(what="r.people", **_NEAR)}
    OR 'places' = ANY (near.classes) AND {_REPORTED.format(what="r.places", **_NEAR)}
    OR apart.days > 0 AND 'people' = ANY (near.classes)
        AND ninewa.rates_tell(e.site_ids[1], near.begins, near.ends)
    FROM (SELECT CASE WHEN ninewa.class_of_few(e.unit) IS NULL THEN public.old_after_days() ELSE 0 END AS days) AS apart
    CROSS JOIN LATERAL (SELECT ninewa.classes_of(e.unit) AS classes, {{begins}} - apart.days AS begins,
        e.as_of + apart.days AS ends OFFSET 0) AS near
    WHERE cardinality(e.site_ids) = 1 AND near.classes <> '{{{{}}}}')"""
# Of each base table the conditions of its moderate rows, by the names that public forms know them by.
BESIDE: Mapping[Table, Mapping[str, str]] = {
    tables.site_report: {
        "people": f"""({_REPORTED.format(what=_FEW_PEOPLE, **_OF_REPORT)}
            OR EXISTS (SELECT FROM ninewa.few_reported r WHERE r.corrects = e.report_id AND {_FEW_PEOPLE})
            OR EXISTS (SELECT FROM ninewa.few_reported r WHERE r.report_id = e.corrects AND {_FEW_PEOPLE})
            OR {_STATED.format(classes="'{people}'", **_OF_REPORT)})""",
        "places": _STATED.format(classes="'{places}'", **_OF_REPORT),
        "apart": f"""CASE WHEN num_nonnulls({_FAMILIES.format("e.")}) > 0
            THEN ninewa.few_apart(e.report_id, e.site_id, e.as_of_from, e.as_of, {_FAMILIES.format("e.")}) END""",
    },
    tables.figure: {
        "few": f"""{_GIVES_BACK.format(begins=f"least(e.period_start, {_FIRST_DAY.format('e.')})")}
            OR ninewa.tells_of(e.metric, e.unit) IS NOT NULL AND ninewa.is_few_apart('figure', e.figure_id)"""
    },
    tables.service_report: {
        "few": f"""{_GIVES_BACK.format(begins=_FIRST_DAY.format("e."))}
            OR ninewa.tells_of(e.indicator, e.unit) IS NOT NULL AND ninewa.is_few_apart('service', e.report_id)"""
    },
    tables.flow: {
        "people": """EXISTS (SELECT FROM ninewa.few_moved m WHERE m.from_name = e.from_name AND m.to_name = e.to_name
            AND m.period_end >= e.period_start AND m.period_start <= e.period_end)"""
    },
}

_OF_ONE_SITE = """CASE WHEN (value < ninewa.few_under(unit) OR ninewa.tells_of({}, unit) IS NOT NULL)
    AND cardinality(site_ids) = 1 THEN concat_ws(' ', site_ids[1], {}, as_of) END"""
_OF_FAMILIES = _FAMILIES.format("")
_OF_PLACES = ", ".join(
    f"nullif({one}, 0)" if one in NOBODY_AT_ZERO else one
    for one in tables.SITE_REPORT_FIGURES
    if one not in TOLD_OF_FAMILIES
)
_LEAST = f"least({_OF_PLACES}, ninewa.fewest_counted({_OF_FAMILIES}))"
# What a changed row may change beside it: `site first-day last-day`, or NULL for a row that tells of nobody few. A
# correction may take back what it corrects, of whatever day that was.
_OF_REPORTS = """CASE WHEN corrects IS NOT NULL THEN site_id || ' -infinity infinity'
        WHEN {} THEN concat_ws(' ', site_id, as_of_from, as_of) END"""
CHANGES: Mapping[Table, str] = {
    tables.site_report: _OF_REPORTS.format(
        f"""{_LEAST} < 10 OR num_nonnulls({_OF_FAMILIES}) > 0 AND ninewa.matters_beside(
            TG_OP = 'INSERT', report_id, site_id, sensitivity, as_of_from, as_of, {_OF_FAMILIES})"""
    ),
    tables.figure: _OF_ONE_SITE.format("metric", f"least(period_start, {_FIRST_DAY.format('')})"),
    tables.service_report: _OF_ONE_SITE.format("indicator", _FIRST_DAY.format("")),
    tables.flow: f"CASE WHEN least(families, {AS_FAMILIES.format('')}) < 10 THEN from_name END",
}
# Whoever writes beside it at the same moment looks by itself for what lies few apart.
_OF_FEW = {tables.site_report: _OF_REPORTS.format(f"{_LEAST} < 10")}
# Which place and days a changed row is of, for those who write beside it at the same moment.
WRITTEN: Mapping[Table, tuple[str, str, str]] = {
    tables.site_report: (
        "site_id",
        "CASE WHEN corrects IS NULL THEN as_of_from ELSE '-infinity' END",
        "CASE WHEN corrects IS NULL THEN as_of ELSE 'infinity' END",
    ),
    tables.figure: ("site_ids[1]", f"least(period_start, {_FIRST_DAY.format('')})", "as_of"),
    tables.service_report: ("site_ids[1]", _FIRST_DAY.format(""), "as_of"),
    tables.flow: ("'from ' || from_name", "period_start", "period_end"),
}


def written(base: Table, *changed: str) -> list[str]:
    """Before anything is judged it is noted what is written, for 57_written_days.sql."""
    if base not in WRITTEN:
        return []
    place, begins, ends = WRITTEN[base]
    of_few = f"({_OF_FEW.get(base, CHANGES[base])}) IS NOT NULL"
    rows = " UNION ALL ".join(
        f"SELECT {place} AS place, {begins} AS begins, {ends} AS ends, {of_few} AS few FROM {of}" for of in changed
    )
    return [
        f"""
    INSERT INTO ninewa.written_day (place, begins, ends, few)
        SELECT place, min(begins), max(ends), bool_or(few) FROM ({rows}) AS w
        WHERE num_nulls(place, begins, ends) = 0 GROUP BY place;"""
    ]
