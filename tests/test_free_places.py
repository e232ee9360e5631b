"""Free places by every branch of the one rule, on real reports in the real database."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from webmap.db import GEODATA, statement

AT = date(2017, 4, 4)


@pytest.fixture
def site(owner: Connection) -> Connection:
    owner.exec_driver_sql(
        "INSERT INTO site (site_id, name, type, as_of, source_id, sensitivity, geom)"
        " VALUES ('tried', 'Tried', 'camp', '2017-01-01', 1, 'low', ST_SetSRID(ST_MakePoint(43.2, 36.1), 4326))"
    )
    owner.exec_driver_sql("SET search_path = exact, ninewa, public")
    return owner


def report(connection: Connection, as_of: str, **figures: int) -> int:
    columns = ", ".join(figures)
    values = ", ".join(f":{column}" for column in figures)
    inserted = text(
        f"INSERT INTO site_report (site_id, as_of, source_id, {columns}) VALUES ('tried', :as_of, 1, {values})"
        " RETURNING report_id"
    )
    return int(connection.scalar(inserted, {"as_of": as_of, **figures}) or 0)


def said_full(connection: Connection, as_of: str, *, suspect: bool = False) -> None:
    connection.execute(
        text(
            "INSERT INTO figure (site_ids, metric, type, as_of, unit, value, qualifier, source_id, suspect)"
            " VALUES ('{tried}', 'full', 'statement', :as_of, 'flag', 1, 'flag', 1, :suspect)"
        ),
        {"as_of": as_of, "suspect": suspect},
    )


def state(connection: Connection, at: date = AT) -> Any:
    found = connection.execute(statement(GEODATA / "site_state.sql"), {"at": at})
    return next(row for row in found if row.site_id == "tried")


def test_free_is_ready_less_occupied_less_reserved(site: Connection) -> None:
    report(site, "2017-04-01", plots_ready=100, plots_occupied=60, plots_reserved=15)
    assert (state(site).free, state(site).counted_as_of) == (25, date(2017, 4, 1))


def test_reserved_that_nobody_states_counts_as_none(site: Connection) -> None:
    report(site, "2017-04-01", plots_ready=100, plots_occupied=60)
    assert state(site).free == 40


def test_promised_places_never_make_free_negative(site: Connection) -> None:
    report(site, "2017-04-01", plots_ready=100, plots_occupied=90, plots_reserved=30)
    assert (state(site).free, state(site).over_capacity_by) == (0, 0)


@pytest.mark.parametrize("figures", [{"plots_ready": 100}, {"plots_occupied": 60}, {"families": 10}])
def test_without_both_counts_free_is_unknown_not_zero(site: Connection, figures: dict[str, int]) -> None:
    report(site, "2017-04-01", **figures)
    assert (state(site).free, state(site).over_capacity_by, state(site).out_of_date) == (None, None, False)


def test_over_capacity_is_none_free_and_says_by_how_many(site: Connection) -> None:
    report(site, "2017-04-01", plots_ready=100, plots_occupied=131)
    assert (state(site).free, state(site).over_capacity_by) == (0, 31)


def test_a_later_statement_of_full_makes_the_count_out_of_date(site: Connection) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    said_full(site, "2017-03-02")
    assert (state(site).free, state(site).out_of_date) == (None, True)


def test_a_statement_of_full_on_the_day_of_the_count_or_before_changes_nothing(site: Connection) -> None:
    said_full(site, "2017-02-20")
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    said_full(site, "2017-03-01")
    assert (state(site).free, state(site).said_full_on) == (40, None)


def test_a_suspect_statement_changes_nothing(site: Connection) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    said_full(site, "2017-03-02", suspect=True)
    assert state(site).free == 40


@pytest.mark.parametrize("figures", [{"families": 101}, {"plots_occupied": 101}])
def test_a_later_report_above_that_ready_makes_the_count_out_of_date(site: Connection, figures: dict[str, int]) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    report(site, "2017-03-10", **figures)
    assert (state(site).free, state(site).out_of_date) == (None, True)


def test_a_later_report_within_that_ready_leaves_it(site: Connection) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    report(site, "2017-03-10", families=100)
    assert (state(site).free, state(site).families) == (40, 100)


def test_a_new_count_holds_again(site: Connection) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    said_full(site, "2017-03-02")
    report(site, "2017-03-20", plots_ready=200, plots_occupied=110)
    assert (state(site).free, state(site).out_of_date) == (90, False)


def test_nothing_after_the_day_counts(site: Connection) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    report(site, "2017-04-05", plots_ready=500, plots_occupied=60)
    said_full(site, "2017-04-05")
    assert state(site).free == 40
    assert state(site, date(2017, 4, 5)).free == 440


def test_of_two_reports_of_one_day_the_later_recorded_counts(site: Connection) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60)
    report(site, "2017-03-01", plots_ready=100, plots_occupied=70)
    assert state(site).free == 30


def test_a_corrected_report_counts_no_more(site: Connection) -> None:
    wrong = report(site, "2017-03-01", plots_ready=1000, plots_occupied=60)
    right = report(site, "2017-03-01", plots_ready=100, plots_occupied=60, corrects=wrong)
    assert right > wrong
    assert state(site).free == 40


def test_suspect_rows_of_the_reference_files_give_no_free_places(app_db: Connection) -> None:
    found = app_db.execute(statement(GEODATA / "site_state.sql"), {"at": AT})
    free = {row.site_id: row.free for row in found}
    assert [free[s] for s in ("mamrashan", "essian", "garmawa", "bersive-2", "kabarto-1")] == [None] * 5


def test_the_free_places_of_4_april_2017(app_db: Connection) -> None:
    found = app_db.execute(statement(GEODATA / "site_state.sql"), {"at": AT})
    free = {row.site_id: row.free for row in found if row.free is not None}
    assert free == {"jadah-5": 0, "qaymawa": 240, "bardarash": 2, "dawoudia": 1, "bersive-1": 8, "chamishku": 0}
