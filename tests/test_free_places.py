"""Free places by every branch of the one rule, on real reports in the real database."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, pool, text

from geodata.server.logins import Addresses
from webmap.asked.chosen_day import EVERYTHING
from webmap.db import GEODATA, rows
from webmap.planning.rows import NearestSite

AT = date(2017, 4, 4)
NEAREST = GEODATA.parent / "webmap" / "planning" / "nearest.sql"


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
    found = connection.execute(text("SELECT * FROM site_state(:day)"), {"day": at})
    return next(row for row in found if row.site_id == "tried")


def test_free_is_ready_less_occupied_less_reserved(site: Connection) -> None:
    report(site, "2017-04-01", plots_ready=100, plots_occupied=60, plots_reserved=15)
    assert (state(site).free, state(site).counted_as_of) == (25, date(2017, 4, 1))


def test_reserved_that_nobody_states_counts_as_none(site: Connection) -> None:
    report(site, "2017-04-01", plots_ready=100, plots_occupied=60)
    assert state(site).free == 40


def test_the_newest_stated_reservation_stands_with_its_own_day(site: Connection) -> None:
    report(site, "2017-03-01", plots_ready=100, plots_occupied=60, plots_reserved=5)
    report(site, "2017-03-10", plots_reserved=30)
    found = state(site)
    assert (found.free, found.reserved, found.reserved_as_of) == (10, 30, date(2017, 3, 10))
    assert (found.counted_as_of, state(site, date(2017, 3, 9)).free) == (date(2017, 3, 1), 35)
    report(site, "2017-03-20", plots_ready=100, plots_occupied=50)  # says nothing of reserved plots, which is not 0
    found = state(site)
    assert (found.free, found.counted_as_of, found.reserved_as_of) == (20, date(2017, 3, 20), date(2017, 3, 10))
    report(site, "2017-03-25", plots_reserved=0)
    assert state(site).free == 50


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
    report(site, "2017-03-10", families=60)
    assert (state(site).free, state(site).families) == (40, 60)


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
    found = app_db.execute(text("SELECT * FROM site_state(:day)"), {"day": AT})
    free = {row.site_id: row.free for row in found}
    assert [free[s] for s in ("mamrashan", "essian", "garmawa", "bersive-2", "kabarto-1")] == [None] * 5


def test_the_free_places_of_4_april_2017(app_db: Connection) -> None:
    found = app_db.execute(text("SELECT * FROM site_state(:day)"), {"day": AT}).all()
    free = {row.site_id: row.free for row in found if row.free is not None}
    assert free == {"bardarash": 2, "dawoudia": 1, "bersive-1": 8, "chamishku": 0}
    # Families left Qaymawa in February; of Jad'ah 5 other families were reported the day after its count.
    changed = {row.site_id: row.free_by_count for row in found if row.changed_since}
    assert changed == {"qaymawa": 240, "jadah-5": 0}


def shut(connection: Connection, status: str, closed_on: str | None = None) -> None:
    """The site's row is of 1 January 2017."""
    connection.execute(
        text("UPDATE ninewa.site SET status = :status, closed_on = :closed_on WHERE site_id = 'tried'"),
        {"status": status, "closed_on": closed_on},
    )


@pytest.mark.parametrize("status", ["closed", "no_access"])
def test_a_status_without_a_day_counts_from_the_day_of_the_site_s_row(site: Connection, status: str) -> None:
    report(site, "2016-12-31", plots_ready=100, plots_occupied=60)
    shut(site, status)
    assert state(site).status_then == status
    assert state(site, date(2016, 12, 31)).status_then == "open"


@pytest.mark.parametrize("figures", [{"families": 1}, {"individuals": 5}, {"plots_occupied": 1}])
def test_a_later_report_of_people_opens_a_site_described_as_closed(site: Connection, figures: dict[str, int]) -> None:
    shut(site, "closed")
    report(site, "2017-01-01", families=50)  # of the same day: it may be the last one before the closing
    report(site, "2017-02-01", families=0, plots_ready=100)
    assert state(site).status_then == "closed"
    wrong = report(site, "2017-03-01", **figures)
    assert (state(site).status_then, state(site, date(2017, 2, 28)).status_then) == ("open", "closed")
    report(site, "2017-03-01", families=0, corrects=wrong)
    assert state(site).status_then == "closed"


def test_a_later_statement_that_it_is_open_counts_too(site: Connection) -> None:
    shut(site, "closed")
    said_full(site, "2017-02-01")
    assert (state(site).status_then, state(site, date(2017, 1, 31)).status_then) == ("open", "closed")


def test_a_stated_day_of_closing_decides_alone(site: Connection) -> None:
    report(site, "2016-12-31", families=50)
    shut(site, "closed", "2017-04-04")
    assert (state(site).status_then, state(site, date(2017, 4, 3)).status_then) == ("closed", "open")


def test_nothing_is_offered_at_a_site_described_as_closed(owner: Connection) -> None:
    owner.exec_driver_sql("SET LOCAL search_path = exact, ninewa, public")
    near = {"lon": 43.254948, "lat": 36.167588, "families": 1, "include_unknown": True, "limit": 100}
    before = {row.site_id for row in rows(owner, NEAREST, NearestSite, at=AT, known=EVERYTHING, lang="en", **near)}
    owner.exec_driver_sql("UPDATE site SET status = 'closed', as_of = '2017-03-31' WHERE site_id = 'qaymawa'")
    owner.exec_driver_sql("UPDATE site SET status = 'no_access', as_of = '2017-03-31' WHERE site_id = 'haj-ali'")
    after = {row.site_id for row in rows(owner, NEAREST, NearestSite, at=AT, known=EVERYTHING, lang="en", **near)}
    assert before - after == {"qaymawa", "haj-ali"}


def test_pages_name_the_day_of_a_reservation_and_offer_nothing_where_a_site_is_closed(
    fresh_database: Addresses, make_app: Callable[..., Any]
) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO ninewa.site_report (site_id, as_of, source_id, plots_reserved)"
            " VALUES ('bardarash', '2017-04-02', 1, 1), ('bersive-1', '2017-04-02', 1, 8)"
        )
        connection.exec_driver_sql(
            "UPDATE ninewa.site SET status = 'closed', as_of = '2017-03-31' WHERE site_id = 'dawoudia'"
        )
    client = make_app(fresh_database).test_client()

    def shown(address: str) -> str:
        body = client.get(f"{address}at=2017-04-04&lang=en").get_data(as_text=True)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))

    site, plan = shown("/sites/bardarash?"), shown("/plan?q=Hammam+al-Alil&families=3500&max_km=999&")
    assert "Not full: 1 place free of 2,898, counted November 2016." in site
    assert "That count is 125 to 154 days old" in site
    assert "1 reserved plot is taken off, as last stated on 2 Apr 2017." in site
    assert "2,896 of 2,898 plots occupied, 1 reserved (2 Apr 2017)" in plan
    full = "Full: 2,492 of 2,500 plots (Nov 2016), 8 reserved (2 Apr 2017)"
    assert full in shown("/plan?q=Bersive+1&families=3500&max_km=999&")
    assert "less the plots last stated as reserved" in plan
    assert "1 reserved plot is taken off" in shown("/plan/saturation?site=bardarash&inflow=5&")
    assert "This site was closed by 4 April 2017." in shown("/sites/dawoudia?")
    offered = client.get("/sites.csv?free=1&at=2017-04-04").get_data(as_text=True)
    assert "Bardarash" in offered
    assert "Dawoudia" not in offered
    assert "Qaymawa" not in offered
    assert "free places are known in 3 and unknown in 30" in shown("/sites?")
