"""What is known later than a count of plots and makes it old; a month is an interval. On the real database."""

from datetime import date

import pytest
from sqlalchemy import Connection, text

from geodata.rules.dates import PRECISIONS_OF_DAYS, first_day, stated_day
from geodata.rules.freshness import age, is_old
from geodata.statements.site_rows import ChangedSince
from tests.test_free_places import AT, report, site, state
from webmap.asked.chosen_day import EVERYTHING
from webmap.db import GEODATA, rows

__all__ = ["site"]


def count(connection: Connection) -> None:
    """Of 1 March: 40 places free, 60 families of 300 people."""
    report(connection, "2017-03-01", plots_ready=100, plots_occupied=60, families=60, individuals=300)


@pytest.mark.parametrize(
    ("figures", "changes"),
    [
        ({"families": 60}, False),
        ({"families": 61}, True),
        ({"families": 59}, True),
        ({"individuals": 300}, False),
        ({"individuals": 310}, True),
        ({"plots_occupied": 55}, True),
        ({"plots_planned": 500}, False),
    ],
)
def test_a_later_report_of_other_families_makes_the_count_old(
    site: Connection, figures: dict[str, int], changes: bool
) -> None:
    count(site)
    report(site, "2017-03-10", **figures)
    found = state(site)
    assert (found.changed_since, found.free, found.free_by_count) == (changes, None if changes else 40, 40)
    assert (found.out_of_date, state(site, date(2017, 3, 9)).changed_since) == (False, False)
    report(site, "2017-03-11", plots_ready=100, plots_occupied=70)
    assert (state(site).changed_since, state(site).free) == (False, 30)


@pytest.mark.parametrize(("people", "changes"), [(239, True), (240, False), (360, False), (361, True)])
def test_people_are_4_to_6_a_family_where_the_count_names_none(site: Connection, people: int, changes: bool) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    report(site, "2017-03-10", individuals=people)
    assert state(site).changed_since is changes


@pytest.mark.parametrize(
    ("metric", "value", "qualifier", "changes"),
    [
        ("families_registered", 60, "exact", False),
        ("families_registered", 60, "more_than", True),
        ("families_registered", 63, "approx", False),
        ("families_registered", 64, "approx", True),
        ("families_registered", 60, "at_least", False),
        ("families_registered", 50, "up_to", True),
        ("families_registered_to_return", 30, "exact", False),
        ("families_registered_to_return", 61, "approx", True),
        ("families_change", -5, "approx", True),
        ("plots_unoccupied", 40, "exact", False),
        ("plots_available", 10, "exact", True),
        ("near_full", 1, "flag", True),
        ("tents_ready", 900, "exact", False),
        ("children_under_5", 900, "exact", False),
    ],
)
def test_a_later_statement_of_other_families_makes_the_count_old(
    site: Connection, metric: str, value: int, qualifier: str, changes: bool
) -> None:
    count(site)
    stated = text(
        "INSERT INTO figure (site_ids, metric, type, as_of, unit, value, qualifier, source_id, suspect)"
        " VALUES ('{tried}', :metric, 'stock', :as_of, 'families', :value, :qualifier, 1, false)"
    )
    values = {"metric": metric, "value": value, "qualifier": qualifier}
    site.execute(stated, values | {"as_of": "2017-03-01"})
    assert state(site).changed_since is False
    site.execute(stated, values | {"as_of": "2017-03-02"})
    assert state(site).changed_since is changes


@pytest.mark.parametrize(
    ("kind", "families", "ends", "to", "changes"),
    [
        ("return", 5, "2017-03-02", False, True),
        ("transfer", None, "2017-03-02", True, True),
        ("arrival", 0, "2017-03-02", True, False),
        ("transit", 500, "2017-03-02", True, False),
        ("arrival", 5, "2017-03-01", True, False),
        ("arrival", 5, "2017-04-05", True, False),
    ],
)
def test_a_later_movement_into_or_out_of_the_site_makes_the_count_old(
    site: Connection, kind: str, families: int | None, ends: str, to: bool, changes: bool
) -> None:
    count(site)
    site.exec_driver_sql(
        "INSERT INTO flow_place (name, kind, site_id, reason) VALUES ('Tried', 'site', 'tried', 'test')"
    )
    site.execute(
        text(
            "INSERT INTO flow"
            " (from_name, to_name, period_start, period_end, families, kind, provider, as_of, source_id)"
            " VALUES (:from, :to, '2017-03-01', :ends, :families, :kind, 'IOM', :ends, 1)"
        ),
        {
            "from": "West Mosul" if to else "Tried",
            "to": "Tried" if to else "West Mosul",
            "ends": ends,
            "families": families,
            "kind": kind,
        },
    )
    assert state(site).changed_since is changes


def test_what_made_a_count_old_is_listed_by_the_same_rule(app_db: Connection) -> None:
    for day in (date(2016, 12, 31), date(2017, 1, 15), date(2017, 2, 14), AT, date(2017, 7, 4)):
        every = app_db.execute(text("SELECT site_id, changed_since FROM site_state(:day)"), {"day": day}).all()
        listed = rows(
            app_db,
            GEODATA / "statements" / "changed_since.sql",
            ChangedSince,
            site_ids=[row.site_id for row in every],
            at=day,
            known=EVERYTHING,
        )
        assert {row.site_id for row in listed} == {row.site_id for row in every if row.changed_since}
        if day == AT:
            of_qaymawa = [
                (row.what, row.value or row.families, row.as_of) for row in listed if row.site_id == "qaymawa"
            ]
            assert of_qaymawa == [
                ("families_registered_to_return", 720, date(2017, 2, 14)),
                ("moved_out", 295, date(2017, 2, 14)),
                ("moved_out", 43, date(2017, 2, 14)),
            ]


def dated(connection: Connection, as_of: str, precision: str, **figures: int) -> None:
    number = report(connection, as_of, **figures)
    connection.execute(
        text("UPDATE ninewa.site_report SET as_of_precision = :precision WHERE report_id = :number"),
        {"precision": precision, "number": number},
    )


def test_inside_its_month_a_dated_report_stands_before_the_month_s(site: Connection) -> None:
    dated(site, "2017-03-31", "month", families=300)
    assert state(site).families == 300
    report(site, "2017-03-02", families=150)
    assert (state(site).families, state(site).families_as_of) == (150, date(2017, 3, 2))
    dated(site, "2017-03-20", "mid", families=200)
    assert (state(site).families, state(site).families_precision) == (200, "mid")
    dated(site, "2017-12-31", "year", families=999)
    assert state(site, date(2018, 1, 1)).families == 200
    report(site, "2017-04-01", families=1)
    assert state(site).families == 1


def test_a_report_of_a_month_is_not_later_than_a_count_within_it(site: Connection) -> None:
    report(site, "2017-03-05", plots_ready=100, plots_occupied=60)
    dated(site, "2017-03-31", "month", families=90)
    assert (state(site).changed_since, state(site).free) == (False, 40)


@pytest.mark.parametrize("precision", PRECISIONS_OF_DAYS)
@pytest.mark.parametrize("as_of", [date(2017, 2, 10), date(2016, 2, 29), date(2017, 12, 31)])
def test_the_first_day_is_the_same_in_the_database_and_in_python(site: Connection, precision: str, as_of: date) -> None:
    dated(site, as_of.isoformat(), precision, families=1)
    stored = site.scalar(text("SELECT as_of_from FROM ninewa.site_report WHERE site_id = 'tried'"))
    asked = site.scalar(text("SELECT first_day(:as_of, :precision)"), {"as_of": as_of, "precision": precision})
    assert stored == asked == first_day(as_of, precision)


def test_the_age_of_a_month_runs_from_its_first_day() -> None:
    march = stated_day("2017-03")
    assert march is not None
    assert age(march.day, march.precision, date(2017, 4, 5)) == (5, 35)
    assert not is_old(march.day, march.precision, date(2017, 4, 1))
    assert is_old(march.day, march.precision, date(2017, 4, 2))


@pytest.mark.parametrize(
    ("text_", "first", "last"),
    [
        ("2017-02-early", date(2017, 2, 1), date(2017, 2, 10)),
        ("2017-02-mid", date(2017, 2, 11), date(2017, 2, 20)),
        ("2017-02-end", date(2017, 2, 21), date(2017, 2, 28)),
        ("2017-02", date(2017, 2, 1), date(2017, 2, 28)),
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
    ],
)
def test_a_third_of_a_month_is_an_interval_too(text_: str, first: date, last: date) -> None:
    ends, begins = stated_day(text_), stated_day(text_, begins=True)
    assert ends is not None
    assert begins is not None
    assert (begins.day, ends.day, first_day(ends.day, ends.precision)) == (first, last, first)
