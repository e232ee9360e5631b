"""The field's usual errors: a row under such a warning gives no free places until somebody says that it is right."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, pool, text

from geodata.imports import importing
from geodata.imports.importing import Outcome
from geodata.imports.kinds import KINDS
from geodata.readers import reading
from geodata.readers.confirmations import confirmed
from geodata.readers.known import Known
from geodata.readers.site_report_rows import SiteReport
from geodata.readers.told_once import told_once
from geodata.rules.projected import from_metres
from geodata.server.logins import Addresses

TODAY = date(2026, 11, 23)
MONTHS = 12
SITES = ("haj-ali", "jadah-5", "qaymawa", "bardarash", "khazer-m1")


def read(*lines: str, confirm: tuple[str, ...] = ()) -> list[tuple[int | None, str]]:
    known = Known({site_id: site_id for site_id in SITES})
    data = "\n".join(lines).encode()
    found = reading.read(data, KINDS["site_reports"].form, known, TODAY, confirmed(confirm))
    return [(problem.row, problem.rule) for problem in found.problems if problem.in_doubt]


def imported(
    addresses: Addresses, *lines: str, kind: str = "site_reports", confirm: tuple[str, ...] = (), apply: bool = True
) -> Outcome:
    data = "\n".join(lines).encode()
    return importing.run(
        addresses.owner,
        data,
        "weekly.csv",
        kind,
        key="of tests",
        today=TODAY,
        apply=apply,
        confirmed=confirmed(confirm),
    )


def asked(addresses: Addresses, sql: str) -> list[Any]:
    with create_engine(addresses.owner, poolclass=pool.NullPool).connect() as connection:
        connection.execute(text("SET search_path = exact, ninewa, public"))
        return list(connection.execute(text(sql)))


def state_of(addresses: Addresses, site_id: str, at: str = "2017-04-10", known: str = "infinity") -> Any:
    [row] = asked(addresses, f"SELECT * FROM site_state('{at}', '{known}') WHERE site_id = '{site_id}'")
    return row


def test_of_a_count_in_doubt_no_share_is_made(fresh_database: Addresses, make_app: Callable[..., Any]) -> None:
    client = make_app(fresh_database).test_client()
    lines = ("site_id,as_of,plots_ready,plots_occupied,families", "haj-ali,2017-04-10,2600,2000,500")
    imported(fresh_database, *lines)
    pages = ("/sites/haj-ali?at=2017-04-10", "/sites?at=2017-04-10")
    assert not [page for page in pages if "76.9" in client.get(page).text]
    assert "in doubt" in client.get(pages[0]).text
    imported(fresh_database, *lines, confirm=("persons_as_plots:2",))
    client = make_app(fresh_database).test_client()  # one that remembers no page of the second before
    assert [page for page in pages if "76.9" in client.get(page).text] == list(pages)


def test_a_row_in_doubt_gives_no_free_places_until_it_is_confirmed(fresh_database: Addresses) -> None:
    lines = ("site_id,as_of,plots_ready,plots_occupied,families", "haj-ali,2017-04-10,2600,2000,500")
    before = state_of(fresh_database, "haj-ali", "2017-04-09")
    done = imported(fresh_database, *lines)
    assert done.unconfirmed == {"persons_as_plots": [2]}
    found = state_of(fresh_database, "haj-ali")
    assert (found.free, found.over_capacity_by, found.doubted, found.ready) == (None, None, True, 2600)
    assert imported(fresh_database, *lines).unchanged == 1
    [moment] = asked(fresh_database, "SELECT now() AS then")
    right = imported(fresh_database, *lines, confirm=("persons_as_plots:2",))
    assert (right.changed, right.unconfirmed) == (1, {})
    found = state_of(fresh_database, "haj-ali")
    assert (found.free, found.doubted) == (600, False)
    assert state_of(fresh_database, "haj-ali", known=str(moment.then)).free is None, "as it was known then"
    assert imported(fresh_database, *lines).unchanged == 1, "said without the confirmation it stays confirmed"
    assert state_of(fresh_database, "haj-ali").free == 600
    assert state_of(fresh_database, "haj-ali", "2017-04-09") == before


def test_other_figures_need_another_confirmation(fresh_database: Addresses) -> None:
    head = "site_id,as_of,plots_ready,plots_occupied,families"
    imported(fresh_database, head, "haj-ali,2017-04-10,2600,2000,500", confirm=("persons_as_plots:2",))
    assert imported(fresh_database, head, "haj-ali,2017-04-10,2600,2200,500").changed == 1
    assert state_of(fresh_database, "haj-ali").free is None
    [row] = asked(fresh_database, "SELECT doubts, confirmed FROM ninewa.site_report ORDER BY report_id DESC LIMIT 1")
    assert tuple(row) == (["persons_as_plots"], [])


def test_reserved_plots_in_doubt_are_not_taken_off_either(fresh_database: Addresses) -> None:
    imported(fresh_database, "site_id,as_of,plots_ready,plots_occupied", "haj-ali,2017-04-10,2600,2000")
    assert state_of(fresh_database, "haj-ali").free == 600
    imported(fresh_database, "site_id,as_of,plots_prepared,plots_reserved", "haj-ali,2017-04-11,100,56")
    assert state_of(fresh_database, "haj-ali", "2017-04-11").free is None


def test_the_public_learns_that_a_count_is_in_doubt_and_not_why(fresh_database: Addresses) -> None:
    head = "site_id,as_of,plots_ready,plots_occupied,families"
    imported(fresh_database, head, "haj-ali,2017-04-10,2600,2000,500")
    with create_engine(fresh_database.public, poolclass=pool.NullPool).connect() as connection:
        sql = "SELECT free, doubted FROM site_state('2017-04-10') WHERE site_id = 'haj-ali'"
        assert [tuple(row) for row in connection.execute(text(sql))] == [(None, True)]
    columns = asked(fresh_database, "SELECT * FROM published.site_reports LIMIT 0") or [{}]
    assert "doubts" not in columns[0]


def test_pages_say_that_a_count_is_in_doubt(fresh_database: Addresses, make_app: Callable[..., Any]) -> None:
    head = "site_id,as_of,plots_ready,plots_occupied,families"
    imported(fresh_database, head, "haj-ali,2017-04-10,2600,2000,500")
    client = make_app(fresh_database).test_client()
    page = client.get("/sites/haj-ali?at=2017-04-10&lang=en").text
    assert "The count of 10 April 2017 is in doubt. Free places: unknown." in page
    assert "unknown (count in doubt)" in client.get("/sites?at=2017-04-10&lang=en").text
    plan = client.get("/plan?lat=35.75&lon=43.33&families=100&at=2017-04-10&lang=en").text
    assert "The count of 10 Apr 2017 is in doubt: nobody has confirmed it" in plan
    body = {"origins": [{"lon": 43.33, "lat": 35.75, "families": 100}], "at": "2017-04-10"}
    answer = client.post("/api/plan/allocate", json=body).get_json()
    assert "haj-ali" not in {placed["site_id"] for placed in answer["placements"]}
    assert any("in doubt" in assumption for assumption in answer["assumptions"])


def test_a_jump_is_one_against_the_last_report_of_that_site(fresh_database: Addresses) -> None:
    head = "site_id,as_of,plots_ready,plots_occupied"
    first = imported(fresh_database, head, "haj-ali,2017-04-10,2600,1000", "haj-ali,2017-04-17,2600,1600")
    assert first.unconfirmed == {"free_as_occupied": [3], "jump": [3]} or first.unconfirmed == {"jump": [3]}
    far = imported(fresh_database, head, "haj-ali,2017-06-10,2600,400")
    assert far.unconfirmed == {}, "54 days later it may have happened"
    week = imported(fresh_database, head, "haj-ali,2017-06-17,2600,600", apply=False)
    near = imported(fresh_database, head, "haj-ali,2017-06-17,2600,601", apply=False)
    assert (week.unconfirmed, near.unconfirmed) == ({}, {"jump": [2]})
    few = imported(
        fresh_database, "site_id,as_of,families", "haj-ali,2017-06-17,3", "haj-ali,2017-06-18,9", apply=False
    )
    assert few.unconfirmed == {}


def test_columns_that_change_places_from_one_report_to_the_next(fresh_database: Addresses) -> None:
    head = "site_id,as_of,plots_ready,plots_occupied"
    imported(fresh_database, head, "haj-ali,2017-04-10,1000,550")
    done = imported(fresh_database, head, "haj-ali,2017-04-17,1000,450", apply=False)
    assert done.unconfirmed == {"free_as_occupied": [2]}
    assert imported(fresh_database, head, "haj-ali,2017-04-17,1000,460", apply=False).unconfirmed == {}


def test_a_total_is_found_wherever_it_stands() -> None:
    head = "site_id,as_of,families,individuals"
    parts = ("haj-ali,2017-04-10,200,1000", "jadah-5,2017-04-10,300,1600", "qaymawa,2017-04-10,50,260")
    total = "bardarash,2017-04-10,550,2860"
    assert read(head, *parts, total) == [(5, "sum_of_rows")]
    assert read(head, total, *parts) == [(2, "sum_of_rows")]
    more = "khazer-m1,2017-04-10,77,401"
    assert read(head, *parts, total, more) == [(5, "sum_of_rows")]
    assert read(head, *parts, total.replace("2860", "2861")) == []
    assert read(head, *parts, total.replace("04-10", "04-11")) == []
    assert read("site_id,as_of,families", *(",".join(line.split(",")[:3]) for line in (*parts, total))) == [
        (5, "sum_of_rows")
    ]
    assert (
        read("site_id,as_of,families", "haj-ali,2017-04-10,10", "jadah-5,2017-04-10,20", "qaymawa,2017-04-10,30") == []
    )


@pytest.mark.parametrize(
    ("figure", "doubted"), [("1234", [2, 3]), ("1230", []), ("97", [])], ids=["telling", "round", "small"]
)
def test_one_figure_at_two_sites_is_doubted_at_both(figure: str, doubted: list[int]) -> None:
    found = read("site_id,as_of,families", f"haj-ali,2017-04-10,{figure}", f"jadah-5,2017-04-10,{figure}")
    assert found == [(row, "shared_figure") for row in doubted]


def test_no_plots_ready_beside_people_is_unknown_unless_confirmed() -> None:
    def ready(*confirm: str) -> int | None:
        data = b"site_id,as_of,plots_ready,families\nhaj-ali,2017-04-10,0,400\n"
        form = KINDS["site_reports"].form
        [report] = reading.read(data, form, Known({"haj-ali": ""}), TODAY, confirmed(confirm)).accepted
        assert isinstance(report, SiteReport)
        return report.figures.get("plots_ready")

    assert (ready(), ready("filler_zero:2")) == (None, 0)


CENTROID = [
    "site_id,name,name_ar,type,status,lat,lon",
    *(f"block-{letter},Block {letter},القاطع {letter},camp,open,36.3200,43.0500" for letter in "abcd"),
]


def test_several_sites_on_one_point_are_approximate_and_doubted(fresh_database: Addresses) -> None:
    done = imported(fresh_database, *CENTROID, kind="sites")
    assert done.unconfirmed == {"shared_position": [2, 3, 4, 5]}
    assert {p.message.partition(" (")[0] for p in done.reading.problems} == {"Sites that share one position: 4"}
    kept = "SELECT precision, doubts FROM ninewa.site WHERE site_id LIKE 'block-_'"
    assert {(row.precision, *row.doubts) for row in asked(fresh_database, kept)} == {("approximate", "shared_position")}
    imported(fresh_database, "site_id,as_of,plots_ready,plots_occupied", "block-a,2017-04-10,900,500")
    assert state_of(fresh_database, "block-a").free is None
    assert imported(fresh_database, *CENTROID, kind="sites", confirm=("shared_position:2",)).changed == 1
    assert state_of(fresh_database, "block-a").free == 400
    far = imported(fresh_database, CENTROID[0], CENTROID[1].replace("block-a", "block-e"), kind="sites", apply=False)
    assert far.unconfirmed == {"shared_position": [2]}, "known sites stand there"


def test_a_name_or_position_is_not_replaced_unseen(fresh_database: Addresses) -> None:
    head = "site_id,name,name_ar,lat,lon"
    imported(fresh_database, "site_id,as_of,plots_ready,plots_occupied", "haj-ali,2017-04-10,2600,2400")
    spelt = imported(fresh_database, head, "haj-ali,Haj-Ali,,35.749,43.3263", kind="sites", apply=False)
    assert [problem.rule for problem in spelt.reading.problems] == ["respelt", "repositioned"]
    assert spelt.unconfirmed == {}
    other = (head, "haj-ali,Bardarash,,36.3712,42.5104")
    done = imported(fresh_database, *other, kind="sites")
    assert done.unconfirmed == {"moved": [2], "renamed": [2]}
    assert state_of(fresh_database, "haj-ali").free is None
    again = imported(fresh_database, *other, kind="sites", confirm=("moved:2",))
    assert (again.unconfirmed, again.changed) == ({"renamed": [2]}, 1)
    imported(fresh_database, *other, kind="sites", confirm=("renamed:2",))
    assert state_of(fresh_database, "haj-ali").free == 200
    assert imported(fresh_database, *other, kind="sites").unchanged == 1


@pytest.mark.parametrize("srid", [32638, 3857])
def test_coordinates_in_metres_are_told_in_degrees(owner: Connection, srid: int) -> None:
    for lon, lat in ((43.3263, 35.7489), (39.2, 34.1), (46.4, 38.6)):
        sql = f"SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_MakePoint({lon}, {lat}), 4326), {srid}) p"
        [(x, y)] = owner.execute(text(sql))
        for pair in ((x, y), (y, x)):
            found = from_metres(*pair)
            assert found is not None
            assert found[1:] == pytest.approx((lat, lon), abs=1e-7)
    data = f"site_id,name,name_ar,type,lat,lon\nnew,New,جديد,camp,{y:.1f},{x:.1f}\n".encode()
    [problem] = reading.read(data, KINDS["sites"].form, Known(), TODAY).problems
    assert (problem.rule, problem.suggestion) == ("not_degrees", "lat 38.600000, lon 46.400000?")


def test_confirmations_name_rules_and_rows() -> None:
    assert confirmed(["jump:2,5-7", "jump:9", "shares_as_plots:3"]) == {
        "jump": frozenset({2, 5, 6, 7, 9}),
        "shares_as_plots": frozenset({3}),
    }
    for slip in ("jump", "jump:", "jump:two", ":2", "jump:2-"):
        with pytest.raises(ValueError, match=slip):
            confirmed([slip])


def test_what_is_confirmed_and_warned_of_nowhere_is_said(fresh_database: Addresses) -> None:
    done = imported(
        fresh_database, "site_id,as_of,families", "haj-ali,2017-04-10,400", confirm=("jump:2",), apply=False
    )
    assert [problem.rule for problem in done.reading.problems] == ["nothing_to_confirm"]


def test_the_one_error_stands_before_a_hundred_warnings_that_are_told_once() -> None:
    first = date(2016, 11, 13)
    days = [first + timedelta(days=number) for number in range(200)]
    lines = [f"haj-ali,{day.day}/{day.month}/{day.year},300" for day in days if day.day > MONTHS][:100]
    data = "\n".join(["site_id,as_of,families", *lines, "haj-ali,03/04/2017,1200"]).encode()
    found = reading.read(data, KINDS["site_reports"].form, Known({"haj-ali": ""}), TODAY)
    assert found.problems[0].severity == "error"
    told = told_once(found.problems)
    of_rows = [(one.first.rule, len(one.rows), one.alike) for one in told if one.rows]
    assert (told[0].rows, of_rows) == ((102,), [("ambiguous_date", 1, True), ("date_form", 100, False)])


def test_sums_are_those_of_a_day() -> None:
    lines = ("haj-ali,2017-04-10,200,1000", "jadah-5,2017-04-10,300,", "haj-ali,2017-04,220,1100")
    data = "\n".join(["site_id,as_of,families,individuals", *lines]).encode()
    found = reading.read(data, KINDS["site_reports"].form, Known(dict.fromkeys(SITES, "")), TODAY)
    assert found.totals_by_day == {
        "2017-04": {"families": 220, "individuals": 1100},
        "2017-04-10": {"families": 500, "individuals": 1000},
    }


@pytest.mark.parametrize("kind", ["sites", "site_reports"])
def test_our_own_table_of_a_day_is_refused_whole(
    fresh_database: Addresses, make_app: Callable[..., Any], kind: str
) -> None:
    for lang in ("en", "ar"):
        exported = make_app(fresh_database).test_client().get(f"/sites.csv?at=2017-04-04&lang={lang}").data
        done = importing.run(fresh_database.owner, exported, "sites.csv", kind, key="of tests", today=TODAY, apply=True)
        assert (done.reading.is_unreadable, done.new, done.changed, done.applied) == (True, 0, 0, False)
        assert done.reading.problems[0].suggestion == f"fill in a template: scripts/import --template {kind}"


@pytest.mark.parametrize(
    ("ready", "occupied", "free", "in_doubt"),
    [
        ("2600", "2000", "600", []),
        ("2600", "2000", "500", [(2, "free_differs")]),
        ("2600", "2000", "2000", [(2, "free_differs")]),
        ("2600", "2700", "0", []),
        ("2600", "2700", "-100", []),
        ("2600", "2700", "100", [(2, "free_differs")]),
        ("2600", "", "600", []),
        ("2600", "2000", "", []),
        ("2600", "2000", "some", []),
    ],
)
def test_a_column_of_free_plots_is_checked_against_the_others(
    ready: str, occupied: str, free: str, in_doubt: list[tuple[int, str]]
) -> None:
    lines = ("site_id,as_of,ready,occupied,free", f"haj-ali,2017-04-10,{ready},{occupied},{free}")
    assert read(*lines) == in_doubt
    assert read(*lines, confirm=("free_differs:2",)) == []
    form = KINDS["site_reports"].form
    found = reading.read("\n".join(lines).encode(), form, Known({"haj-ali": "Haj Ali"}), TODAY)
    [report] = found.accepted  # it never leaves a row out
    assert isinstance(report, SiteReport)
    assert "plots_free" not in report.figures
    assert "free" not in form.template()
    unchecked = [problem for problem in found.problems if problem.code == "free_unchecked"]
    assert bool(unchecked) == (free == "some" or not occupied)


def test_plots_reserved_may_be_taken_off_the_free_ones() -> None:
    header = "site_id,as_of,ready,occupied,reserved,free"
    assert read(header, "haj-ali,2017-04-10,2600,2000,100,500") == []
    assert read(header, "haj-ali,2017-04-10,2600,2000,100,600") == []
