"""As known on: what was recorded later takes no part, in the rule, on every page and file, and in what a page says."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import Connection, create_engine, pool, text

from geodata.server.logins import Addresses
from geodata.tables import FIRST_RECORDED_ID
from tests.conftest import Make
from webmap.asked.chosen_day import parse_known
from webmap.words.i18n import speaking

EXACT, PUBLISHED = "exact, ninewa, public", "published, public"
CAMP, OTHER = "hammam-al-alil-1", "hasansham-m2"
# Reports of March that were written down in April, as an import does it, and a correction that came later still.
LATE = f"""
INSERT INTO ninewa.site_report (report_id, site_id, as_of, recorded_at, recorded_by, plots_ready, plots_occupied,
                                families, corrects, source_id, sensitivity)
VALUES (2000001, '{CAMP}', '2017-03-06', '2017-04-05 09:00+03', 'import', 900, 400, 400, NULL, 1, 'low'),
       (2000002, '{OTHER}', '2017-03-05', '2017-03-05 12:00+03', 'import', 700, 100, 150, NULL, 1, 'low'),
       (2000003, '{OTHER}', '2017-03-05', '2017-04-06 23:30+03', 'import', 700, 690, 690, 2000002, 1, 'low');
INSERT INTO ninewa.service_report (site_ids, as_of, recorded_at, indicator, value, unit, source_id, sensitivity)
VALUES (ARRAY['{CAMP}'], '2017-03-06', '2017-04-05 09:00+03', 'latrines', 77, 'latrines', 1, 'low');
"""
DAY = "at=2017-03-10"
# What rests on reports of sites.
RESTING = (
    *("/?", "/map/data.json?", "/print?", "/sites?", "/sites.csv?", f"/sites/{CAMP}?", f"/sites/{CAMP}.csv?"),
    *(f"/sites/{OTHER}?", f"/sites/{OTHER}.csv?", "/corridors/C02?", "/corridors/C02/near-sites.csv?"),
    *("/plan?q=36.17,43.25&families=300", "/plan/placed.csv?q=36.17,43.25", "/plan/passed-over.csv?q=36.17,43.25"),
    *("/plan/nearest?q=36.17,43.25", "/plan/nearest.csv?q=36.17,43.25", "/api/plan/nearest?lon=43.25&lat=36.17"),
    *("/plan/along?corridor=C02", "/plan/along-sites.csv?corridor=C02", "/api/plan/along?corridor=C02"),
    *(f"/plan/saturation?site={CAMP}", f"/plan/saturation.csv?site={CAMP}&inflow=9"),
    *(f"/api/plan/saturation?site={OTHER}", "/plan/compare?a=q%3D36.17,43.25", "/plan/compare.csv?a=q%3D36.17,43.25"),
    *("/api/plan/compare?a=q%3D36.17,43.25", "/plan/gaps?", "/plan/gaps.csv?", "/api/plan/gaps?"),
    *("/plan/catchments?", "/plan/catchments.csv?", "/api/plan/catchments?"),
    *("/plan/changes?", "/plan/changes.csv?", "/api/plan/changes?", "/plan/peacebuilding?"),
)
# These do too, but the camps of this test are not near enough to be in them.
OTHERS = ("/plan/peacebuilding/sites.csv?", "/api/plan/peacebuilding?", "/communities?", "/communities/rabia?")


@pytest.fixture
def late(fresh_database: Addresses) -> Addresses:
    """A database in which somebody reported afterwards."""
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as owner:
        owner.exec_driver_sql(LATE)
    return fresh_database


def free(connection: Connection, site_id: str, known: str = "infinity") -> Any:
    asked = text("SELECT free FROM site_state('2017-03-10', CAST(:known AS timestamptz)) WHERE site_id = :site_id")
    return connection.scalar(asked, {"known": known, "site_id": site_id})


@pytest.mark.parametrize("login", ["app", "public", "owner"])
def test_what_was_recorded_later_is_not_known_and_a_later_correction_corrects_nothing_yet(
    late: Addresses, login: str
) -> None:
    with create_engine(getattr(late, login), poolclass=pool.NullPool).connect() as connection:
        assert free(connection, CAMP) == 500
        assert free(connection, CAMP, "2017-04-05 08:59+03") is None
        assert free(connection, CAMP, "2017-04-05 09:00+03") == 500
        assert free(connection, OTHER, "2017-03-05 11:59+03") is None
        assert free(connection, OTHER, "2017-04-06 23:29+03") == 600
        assert free(connection, OTHER) == 10


def test_the_shipped_facts_are_known_whenever_they_were_loaded(app_db: Connection) -> None:
    everything, nothing = (
        app_db.execute(text(f"SELECT * FROM site_state('2017-04-04', '{known}') ORDER BY site_id")).all()
        for known in ("infinity", "-infinity")
    )
    assert everything == nothing != []


# --- the rule once more, in plain Python


class Report(NamedTuple):
    """`recorded`: days after the first. `corrects`: which of the reports before it in the list; None: none."""

    as_of: int
    recorded: int
    ready: int | None
    occupied: int | None
    reserved: int | None
    families: int | None
    corrects: int | None

    @property
    def figures(self) -> tuple[int | None, ...]:
        return self.ready, self.occupied, self.reserved, self.families


FIRST = date(2017, 1, 10)  # of reports; the site's row is older
START = datetime(2017, 1, 10, tzinfo=UTC)
counts = some.none() | some.integers(0, 6)


@some.composite
def sequences(draw: some.DrawFn) -> list[Report]:
    made: list[Report] = []
    for _n in range(draw(some.integers(0, 7))):
        figures = draw(some.tuples(counts, counts, counts, counts).filter(lambda one: any(n is not None for n in one)))
        corrects = draw(some.none() | some.integers(0, len(made) - 1)) if made else None
        made.append(Report(draw(some.integers(0, 5)), draw(some.integers(0, 5)), *figures, corrects))
    return made


def worked_out(reports: list[Report], day: int, known: int) -> tuple[Any, ...]:
    """Free, ready, occupied, reserved, families, out of date: of reports up to `day` that were recorded by `known`."""
    recorded = [n for n, report in enumerate(reports) if report.recorded <= known]
    corrected = {reports[n].corrects for n in recorded}
    standing = [n for n in recorded if n not in corrected and reports[n].as_of <= day]
    newest = sorted(standing, key=lambda n: (reports[n].as_of, reports[n].recorded, n), reverse=True)
    listed = [reports[n] for n in newest]
    counted = next((one for one in listed if None not in (one.ready, one.occupied)), None)
    reserved = next((one.reserved for one in listed if one.reserved is not None), None)
    families = next((one.families for one in listed if one.families is not None), None)
    if counted is None or counted.ready is None or counted.occupied is None:
        return None, None, None, None, families, False
    later = [max(one.families or 0, one.occupied or 0) for one in listed if one.as_of > counted.as_of]
    out_of_date = any(most > counted.ready for most in later)
    left = max(0, counted.ready - counted.occupied - (reserved or 0))
    housed = counted.occupied if counted.families is None else counted.families
    changed = any(
        one.families not in (None, housed) or one.occupied not in (None, counted.occupied)
        for one in listed
        if one.as_of > counted.as_of
    )
    return (
        None if out_of_date or changed else left,
        counted.ready,
        counted.occupied,
        reserved or 0,
        families,
        out_of_date,
    )


INSERT = text(
    "INSERT INTO ninewa.site_report (report_id, site_id, as_of, recorded_at, plots_ready, plots_occupied,"
    " plots_reserved, families, corrects, source_id, sensitivity)"
    " VALUES (:id, 'tried', :as_of, :recorded_at, :ready, :occupied, :reserved, :families, :corrects, 1, 'low')"
)
ASKED = text(
    "SELECT free, ready, occupied, reserved, families, out_of_date"
    " FROM site_state(:day, CAST(:known AS timestamptz)) WHERE site_id = 'tried'"
)


@pytest.fixture
def tried(owner: Connection) -> Connection:
    owner.exec_driver_sql(
        "INSERT INTO ninewa.site (site_id, name, type, as_of, source_id, sensitivity)"
        " VALUES ('tried', 'Tried', 'camp', '2017-01-01', 1, 'low')"
    )
    return owner


@settings(max_examples=60)
@given(reports=sequences(), day=some.integers(0, 5), known=some.integers(0, 5))
def test_the_rule_is_that_of_the_reports_recorded_by_then(
    tried: Connection, reports: list[Report], day: int, known: int
) -> None:
    with tried.begin_nested() as savepoint:
        for number, one in enumerate(reports):
            tried.execute(
                INSERT,
                {
                    "id": FIRST_RECORDED_ID + number,
                    "as_of": FIRST + timedelta(days=one.as_of),
                    "recorded_at": START + timedelta(days=one.recorded),
                    "corrects": None if one.corrects is None else FIRST_RECORDED_ID + one.corrects,
                    **{name: getattr(one, name) for name in ("ready", "occupied", "reserved", "families")},
                },
            )
        expected = worked_out(reports, day, known)
        instant = START + timedelta(days=known)
        for search_path in (EXACT, PUBLISHED):
            tried.exec_driver_sql(f"SET LOCAL search_path = {search_path}")
            found = tried.execute(ASKED, {"day": FIRST + timedelta(days=day), "known": instant}).one()
            assert tuple(found) == expected, search_path
        savepoint.rollback()


# --- pages


@pytest.fixture
def later(late: Addresses, make_app: Make) -> FlaskClient:
    """Asks, as a planner, the database with the late reports."""
    return make_app(late).test_client()


def answer(client: FlaskClient, address: str) -> str:
    found = client.get(f"{address}&lang=en")
    assert found.status_code == 200, address
    return found.get_data(as_text=True)


@pytest.mark.parametrize("known", ["2017-03-04", "2017-03-05T06:00%2B03:00"])
def test_nothing_recorded_later_enters_an_answer(client: FlaskClient, later: FlaskClient, known: str) -> None:
    """As known before the reports, all pages and files are byte for byte those of the shipped facts alone."""
    for address in (*RESTING, *OTHERS):
        asked = f"{address}&{DAY}&known={known}"
        assert answer(later, asked) == answer(client, asked), address


def test_without_known_all_of_them_have_what_was_recorded_later(client: FlaskClient, later: FlaskClient) -> None:
    same = [one for one in RESTING if answer(later, f"{one}&{DAY}") == answer(client, f"{one}&{DAY}")]
    assert same == []


REMARK = "Part of this was recorded only after 10 March 2017."
HREF = re.compile(r'href="([^"]+)">Show it as known then')


PAGES = [one for one in RESTING if not re.search(r"\.csv|\.json|^/api|^/print", one)]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_so_and_leads_to_the_day_as_known_then(
    client: FlaskClient, later: FlaskClient, address: str
) -> None:
    page = answer(later, f"{address}&{DAY}")
    assert page.count(REMARK) == 1
    assert REMARK not in answer(client, f"{address}&{DAY}")
    then = HREF.search(page)
    assert then is not None
    assert "known=2017-03-10" in then[1]
    as_known = later.get(html.unescape(then[1])).get_data(as_text=True)
    assert REMARK not in as_known
    assert "As known on 10 March 2017: what was recorded later is left out." in as_known


def test_the_corrected_report_counts_until_its_correction_is_known(later: FlaskClient) -> None:
    """On 10 March nobody knew that it was wrong."""
    asked = f"/api/plan/saturation?site={OTHER}&{DAY}"
    assert later.get(f"{asked}&known=2017-03-10").get_json()["free_plots"] == 600
    assert later.get(f"{asked}&known=2017-04-06").get_json()["free_plots"] == 10


def test_the_body_of_an_allocation_takes_it_too(later: FlaskClient) -> None:
    body = {"origins": [{"lon": 43.25, "lat": 36.17, "families": 400}], "at": "2017-03-10"}
    placed = [
        later.post("/api/plan/allocate", json={**body, **known}).get_json()["placements"][0]["site_id"]
        for known in ({}, {"known": "2017-04-04"})
    ]
    assert placed[0] == CAMP != placed[1]
    refused = later.post("/api/plan/allocate", json={**body, "known": 4}).get_json()
    assert refused["parameter"] == "known"


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2017-04-05", datetime(2017, 4, 5, 20, 59, 59, 999999, tzinfo=UTC)),
        ("2017-04-05T06:00Z", datetime(2017, 4, 5, 6, tzinfo=UTC)),
        ("2017-04-05T06:00+03:00", datetime(2017, 4, 5, 3, tzinfo=UTC)),
        ("2017-04-05T06:00 03:00", datetime(2017, 4, 5, 3, tzinfo=UTC)),  # the `+` was not escaped
        ("2017-04-05T06:00:30.5-01:30", datetime(2017, 4, 5, 7, 30, 30, 500000, tzinfo=UTC)),
        ("٢٠١٧-٠٤-٠٥T٠٦:٠٠Z", datetime(2017, 4, 5, 6, tzinfo=UTC)),
    ],
)
def test_an_instant_or_the_end_of_a_day_in_baghdad(written: str, instant: datetime) -> None:
    with speaking("en"):
        assert parse_known(written) == instant


WRONG = (
    "yesterday",
    "2017-02-29",
    "1999-01-01",
    "2017-04-05T06:00",
    "2017-04-05T25:00Z",
    "2017-04-05T06:00+99:00",
    "infinity",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_instant_is_refused_by_its_name_in_the_reader_s_language(client: FlaskClient, wrong: str) -> None:
    for address in ("/sites?", "/plan?", "/plan/gaps?", "/plan/catchments?", "/plan/changes?", "/plan/peacebuilding?"):
        found = client.get(f"{address}known={quote(wrong)}&lang=en")
        assert found.status_code == 400
        assert "is neither a day nor an instant" in found.text
        assert "ليس يوماً ولا لحظة" in client.get(f"{address}known={quote(wrong)}&lang=ar").text
    told = client.get(f"/api/plan/nearest?lon=43&lat=36&known={quote(wrong)}").get_json()
    assert told["parameter"] == "known"


def test_links_keep_it(client: FlaskClient) -> None:
    page = answer(client, f"/sites?{DAY}&known=2017-03-12")
    of_sites = re.findall(r'href="(/sites/[^"]+)"', page)
    assert of_sites
    assert all("known=2017-03-12" in link for link in of_sites)
    assert 'name="known" value="2017-03-12"' in page  # the form, too
    plan = re.compile(r'href="(/plan\?[^"]+)"').search(client.get(f"/sites?{DAY}&known=never&lang=en").text)
    assert plan is not None
    assert "known=" not in plan[1]  # no other page could be asked for it


def test_by_default_the_day_is_that_of_the_facts_while_few_sites_reported(later: FlaskClient) -> None:
    for known in ("2017-03-05", "2017-03-01"):
        assert later.get(f"/api/plan/nearest?lon=43&lat=36&known={known}").get_json()["at"] == "2017-04-04"
