"""A manager's home: how a site stands, whether a report is due, and what nobody else is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

from geodata.rules.dates import today
from geodata.rules.recent_trend import Trend, trend
from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account, as_owner, signed_in
from webmap.own_sites.page import change
from webmap.own_sites.rows import LastReport
from webmap.words.i18n import speaking

if TYPE_CHECKING:
    from flask import Flask

DAY = date(2026, 11, 20)


def report(before: int, occupied: int | None, families: int | None = None) -> LastReport:
    day = DAY - timedelta(days=before)
    return LastReport("a", 1, day, "day", None, families, 500, occupied)  # type: ignore[arg-type]


def test_the_trend_is_that_of_the_last_month_of_reports() -> None:
    found = trend([report(0, 460), report(4, None), report(5, 430), report(10, 400), report(60, 10)])
    assert found == Trend(Fraction(6), 3, 10)
    assert not found.is_sure
    assert trend([report(0, 460)]) is None
    assert trend([report(0, 460), report(0, 400)]) is None


def test_nearest_sites_with_free_places_are_asked_for_at_once(fresh_database: Addresses, make_app: Make) -> None:
    """As often for many sites as for one; each gets its own nearest, never itself."""
    with as_owner(fresh_database) as connection:
        placed = text("SELECT site_id FROM ninewa.site WHERE geom IS NOT NULL ORDER BY site_id LIMIT 12")
        ids = list(connection.scalars(placed))
        for site_id in ids[2:]:
            connection.execute(
                text(
                    "INSERT INTO ninewa.site_report (site_id, as_of, as_of_precision, plots_ready, plots_occupied,"
                    " source_id) VALUES (:site_id, :day, 'day', 500, 400, 1)"
                ),
                {"site_id": site_id, "day": today()},
            )
    app = make_app(fresh_database, role="public")
    asked = []
    for name, own in (("Sara", ids[:1]), ("Omar", ids)):
        account = add_account(fresh_database, name, "site_manager", sites=own)
        sent: list[str] = []
        noting = _noting(app, sent)
        page = signed_in(app, fresh_database, account).get("/my-sites").text
        noting()
        assert page.count("Nearest with free places") == len(own)
        asked.append(sum("ST_Distance" in statement for statement in sent))
    assert asked == [1, 1]


def _noting(app: Flask, sent: list[str]) -> Callable[[], None]:
    """Collects the statements of the app until what is given back is called."""

    def note(*args: Any) -> None:
        sent.append(args[2])

    engines = (app.extensions["databases"].app, app.extensions["databases"].public)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)

    def end() -> None:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)

    return end


def test_change_is_between_the_two_newest_counts_of_families() -> None:
    with speaking("en"):
        told = change([report(0, None, 410), report(1, 3), report(2, None, 400)])
    assert told == "10 families more than on 18 Nov 2026."
    assert change([report(0, None, 410)]) == ""


def test_a_manager_sees_own_sites_alone_and_of_others_what_all_may(fresh_database: Addresses, make_app: Make) -> None:
    account = add_account(fresh_database, "Sara", "site_manager", sites=["haj-ali"])
    nobody = add_account(fresh_database, "Omar", "site_manager")
    with as_owner(fresh_database) as connection:
        for before, occupied in ((12, 380), (8, 390), (4, 395), (0, 400)):
            connection.execute(
                text(
                    "INSERT INTO ninewa.site_report (site_id, as_of, as_of_precision, plots_ready, plots_occupied,"
                    " families, individuals, source_id) VALUES ('haj-ali', :day, 'day', 500, :count, :count, 2100, 1)"
                ),
                {"day": today() - timedelta(days=before), "count": occupied},
            )
        connection.execute(
            text(
                "INSERT INTO ninewa.service_report (site_ids, as_of, indicator, value, source_id)"
                " VALUES (ARRAY['haj-ali'], :day, 'latrines', 50, 1)"
            ),
            {"day": today()},
        )
    app = make_app(fresh_database, role="public")
    client = signed_in(app, fresh_database, account)
    page = client.get("/my-sites").text
    of_site = client.get(f"/sites/haj-ali?at={today()}").text
    lacked = "<li>Latrines: 55 missing (at most 20 persons for a latrine)"
    assert lacked in page, "2,100 people need 105 latrines"
    assert lacked in of_site, "by the same rule as on the page of the site"
    assert "Not reported: Showers, " in page
    for said in ("100 places free.", "5 families more than on", "Full in 60 days", "days: 12, reports: 4"):
        assert said in page, said
    assert "its habit: every 4 days" in page
    assert "Nearest with free places" in page
    assert "qayyarah-airstrip/report" not in page
    assert "Ask an administrator" in signed_in(app, fresh_database, nobody).get("/my-sites").text
    assert client.get("/my-sites").headers["Cache-Control"] == "no-store"
