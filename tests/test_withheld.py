"""A count that the public may not see is withheld, never absent: nothing older and no other number stands for it."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, pool, text

from geodata.readers.indicators import UNITS
from geodata.server.logins import Addresses
from geodata.tables import SITE_REPORT_FIGURES

AT = date(2017, 4, 4)
COUNTS = ("plots_ready", "plots_occupied", "plots_reserved", "families", "individuals", "families_waiting")
LEVELS = ("low", "moderate")
FIGURES = ("families", "individuals", "ready", "occupied", "reserved", "free")


@contextmanager
def undone(connection: Connection) -> Iterator[Connection]:
    """What a block writes is gone after it."""
    step = connection.begin_nested()
    yield connection
    step.rollback()


def site(connection: Connection, level: str = "moderate", site_id: str = "tried") -> None:
    connection.execute(
        text(
            "INSERT INTO ninewa.site (site_id, name, type, as_of, source_id, sensitivity, geom)"
            " VALUES (:site, :site, 'camp', '2017-01-01', 1, :level, ST_SetSRID(ST_MakePoint(43.2, 36.1), 4326))"
        ),
        {"site": site_id, "level": level},
    )


def report(connection: Connection, as_of: date, figures: dict[str, int], **more: Any) -> int:
    values = {"as_of": as_of, **figures, **more}
    inserted = text(
        f"INSERT INTO ninewa.site_report (site_id, source_id, {', '.join(values)})"
        f" VALUES ('tried', 1, {', '.join(f':{column}' for column in values)}) RETURNING report_id"
    )
    return int(connection.scalar(inserted, values) or 0)


def state(connection: Connection, layer: str, at: date = AT) -> Any:
    """The rule as the login of a layer reads it; only the path differs."""
    connection.exec_driver_sql(f"SET LOCAL search_path = {layer}, public")
    return connection.execute(text("SELECT * FROM site_state(:at) WHERE site_id = 'tried'"), {"at": at}).one()


@pytest.fixture
def tried(owner: Connection) -> Connection:
    site(owner)
    return owner


def test_small_counts_never_bring_an_older_count_back(tried: Connection) -> None:
    report(tried, date(2017, 3, 1), {"plots_ready": 770, "plots_occupied": 600})
    report(tried, date(2017, 4, 1), {"plots_ready": 5, "plots_occupied": 0, "families": 0})
    assert state(tried, "exact").free == 5
    public = state(tried, "published")
    assert (public.free, public.ready, public.occupied, public.families) == (None, None, None, None)
    assert public.withheld == ["families", "ready", "occupied", "free"]
    assert (public.counted_as_of, public.families_as_of) == (date(2017, 4, 1), date(2017, 4, 1))


def test_a_withheld_reservation_is_not_taken_for_none(tried: Connection) -> None:
    report(tried, date(2017, 3, 1), {"plots_ready": 770, "plots_occupied": 600})
    report(tried, date(2017, 3, 2), {"plots_reserved": 7})
    assert state(tried, "exact").free == 163
    public = state(tried, "published")
    assert (public.free, public.reserved, public.withheld) == (None, None, ["reserved", "free"])


def test_the_exact_layer_withholds_nothing(tried: Connection) -> None:
    report(tried, date(2017, 4, 1), {"plots_ready": 5, "plots_occupied": 0, "families": 0})
    assert state(tried, "exact").withheld == []


reports = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.dictionaries(
            st.sampled_from(COUNTS),
            st.one_of(st.integers(0, 12), st.integers(13, 400), st.integers(100, 115)),
            min_size=1,
            max_size=6,
        ),
        st.sampled_from(LEVELS),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(st.sampled_from(LEVELS), reports)
@settings(max_examples=150)
def test_each_public_figure_of_the_rule_is_the_exact_one_or_withheld(
    owner: Connection, level: str, written: list[tuple[int, dict[str, int], str, bool]]
) -> None:
    with undone(owner):
        site(owner, level)
        before = None
        for day, figures, own_level, corrects in written:
            more = {"sensitivity": own_level, "corrects": before if corrects else None}
            before = report(owner, date(2017, 3, 1 + day), figures, **more)
        exact, public = state(owner, "exact"), state(owner, "published")
    for figure in FIGURES:
        shown, held = getattr(public, figure), figure in public.withheld
        assert not held or shown is None, figure
        assert held or shown == getattr(exact, figure), figure
    if public.over_capacity_by is not None:
        assert public.over_capacity_by == exact.over_capacity_by
    for told in ("counted_as_of", "families_as_of", "individuals_as_of", "newest_as_of", "reserved_as_of"):
        assert getattr(public, told) == getattr(exact, told), told


def published(connection: Connection, relation: str, columns: str, key: str) -> Any:
    return connection.exec_driver_sql(f"SELECT {columns}, withheld FROM published.{relation} WHERE {key}").one()


@pytest.mark.parametrize(
    ("stated", "kept", "withheld"),
    [
        ({"families": 5, "individuals": 30}, {}, ["families", "individuals"]),
        ({"families": 12, "individuals": 9}, {}, ["families", "individuals"]),
        ({"families": 108, "plots_occupied": 100, "families_waiting": 8}, {"plots_occupied": 100}, None),
        ({"families": 105, "plots_occupied": 5, "families_waiting": 100}, {"families_waiting": 100}, None),
        ({"families": 108, "families_waiting": 8}, {}, None),
        ({"families": 1200, "plots_occupied": 1195}, {"plots_occupied": 1195}, None),
        (
            {"individuals": 7200, "plots_ready": 1250, "plots_occupied": 1195},
            {"plots_ready": 1250, "plots_occupied": 1195},
            None,
        ),
        ({"families": 1200, "families_waiting": 1200}, {"families_waiting": 1200}, None),
        ({"families": 1200, "families_waiting": 1190}, {"families": 1200, "families_waiting": 1190}, []),
        ({"families": 1195, "plots_occupied": 1195}, {"families": 1195, "plots_occupied": 1195}, []),
        ({"families": 1195, "plots_occupied": 1200}, {"families": 1195, "plots_occupied": 1200}, []),
        ({"individuals": 60}, {"individuals": 60}, []),
        ({"individuals": 59}, {}, ["individuals"]),
    ],
)
def test_no_figure_of_a_report_gives_another_back(
    tried: Connection, stated: dict[str, int], kept: dict[str, int], withheld: list[str] | None
) -> None:
    report(tried, date(2017, 4, 1), dict(stated))
    row = published(tried, "site_reports", ", ".join(SITE_REPORT_FIGURES), "site_id = 'tried'")
    assert {name: value for name in SITE_REPORT_FIGURES if (value := getattr(row, name)) is not None} == kept
    assert sorted(row.withheld) == sorted(withheld if withheld is not None else stated.keys() - kept.keys())


@pytest.mark.parametrize("indicator", sorted(UNITS))
def test_of_service_reports_only_small_counts_are_withheld(tried: Connection, indicator: str) -> None:
    unit = UNITS[indicator]
    tried.execute(
        text(
            "INSERT INTO ninewa.service_report (site_ids, as_of, indicator, value, unit, source_id)"
            " VALUES ('{tried}', '2017-04-01', :indicator, 7, :unit, 1)"
        ),
        {"indicator": indicator, "unit": unit},
    )
    row = published(tried, "service_reports", "value", "site_ids = '{tried}'")
    measured = unit in ("%", "m2", "flag") or unit.startswith(("l/", "persons/", "m2/", "USD/"))
    assert (row.value, row.withheld) == ((7, []) if measured else (None, ["value"]))


JOINT = """INSERT INTO ninewa.{relation} (site_ids, as_of, {columns}, value, unit, source_id, sensitivity)
    VALUES (:sites, '2017-04-01', {what}, :value, 'units', 1, 'low')"""
TOLD = "SELECT site_ids, value, withheld FROM published.{relation} WHERE site_ids && '{{tried,beside}}'"
OF_SITES = {
    "service_report": {"columns": "indicator", "what": "'latrines'"},
    "figure": {"columns": "metric, type", "what": "'tents_ready', 'stock'"},
}


@pytest.mark.parametrize("relation", OF_SITES)
@given(levels=st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), counts=st.tuples(*[st.integers(0, 30)] * 2))
@settings(max_examples=25)
def test_what_sites_have_together_gives_no_part_back(
    owner: Connection, relation: str, levels: tuple[str, str], counts: tuple[int, int]
) -> None:
    insert = text(JOINT.format(relation=relation, **OF_SITES[relation]))
    stated = {("tried",): counts[0], ("beside",): counts[1], ("tried", "beside"): sum(counts)}
    with undone(owner):
        for site_id, level in zip(("tried", "beside"), levels, strict=True):
            site(owner, level, site_id)
        for sites, value in stated.items():
            owner.execute(insert, {"sites": list(sites), "value": value})
        told = {tuple(row.site_ids): row for row in owner.execute(text(TOLD.format(relation=f"{relation}s")))}
    assert told.keys() == stated.keys()
    shown = {sites for sites, row in told.items() if row.value is not None}
    assert all(told[sites].value == stated[sites] for sites in shown)
    assert all(told[sites].withheld == ["value"] for sites in told.keys() - shown)
    assert len(shown) == 3 or ("tried", "beside") not in shown
    if levels == ("low", "low"):
        assert len(shown) == 3


@pytest.fixture
def emptied(fresh_database: Addresses, make_app: Callable[..., Any]) -> Callable[[str], Any]:
    """Asks as the public, of the day on which Qaymawa, a moderate site, says that hardly anybody is left."""
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE ninewa.site SET sensitivity = 'moderate' WHERE site_id = 'qaymawa'")
        connection.exec_driver_sql(
            "INSERT INTO ninewa.site_report"
            " (site_id, as_of, plots_ready, plots_occupied, families, individuals, source_id) VALUES"
            " ('qaymawa', '2017-03-01', 770, 600, 600, 3100, 1), ('qaymawa', '2017-04-01', 5, 0, 0, NULL, 1)"
        )
    client = make_app(fresh_database, role="public").test_client()

    def ask(address: str) -> Any:
        answer = client.get(f"{address}{'&' if '?' in address else '?'}at=2017-04-04")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer

    return ask


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def table(answer: Any) -> dict[str, dict[str, str]]:
    found = csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    return {row["site_id"]: row for row in found}


def test_nobody_is_sent_where_free_places_are_withheld(emptied: Callable[[str], Any]) -> None:
    plan = emptied("/plan?q=Qaymawa&families=100&lang=en")
    assert "Free places: withheld (under 10), counted 1 Apr 2017" in words(plan)
    assert "170" not in words(plan)
    assert "qaymawa" not in table(emptied("/plan/placed.csv?q=Qaymawa&families=100"))
    over = table(emptied("/plan/passed-over.csv?q=Qaymawa&families=100"))["qaymawa"]
    assert (over["reason"], over["free_plots"], over["withheld"]) == ("unknown", "", "free_plots ready occupied")


def test_pages_and_files_say_withheld(emptied: Callable[[str], Any]) -> None:
    listed = table(emptied("/sites.csv?lang=en"))
    assert listed["qaymawa"]["free_places"] == listed["qaymawa"]["families"] == ""
    assert listed["qaymawa"]["withheld"] == "families free_places plots_ready plots_occupied"
    assert {row["withheld"] for site, row in listed.items() if site != "qaymawa"} == {""}
    site = words(emptied("/sites/qaymawa?lang=en"))
    assert "Free places: withheld (under 10), counted 1 April 2017." in site
    assert "not public" in site
    assert "محجوب (أقل من 10)" in words(emptied("/sites/qaymawa?lang=ar"))
    assert "withheld (under 10)" in words(emptied("/plan/saturation?site=qaymawa&inflow=5&lang=en"))
    assert "withheld (under 10)" in words(emptied("/plan/nearest?q=Qaymawa&include_unknown=1&lang=en"))
    assert "withheld (under 10)" in words(emptied("/plan/catchments?lang=en"))
    assert "withheld (under 10)" in words(emptied("/plan/gaps?lang=en"))


def test_programs_are_told_what_is_withheld(emptied: Callable[[str], Any]) -> None:
    near = emptied("/api/plan/nearest?lon=43.25&lat=36.17&families=1&include_unknown=1&limit=100").get_json()["results"]
    told = next(one for one in near if one["site_id"] == "qaymawa")
    assert (told["capacity"], told["free_plots"], told["withheld"]) == ("unknown", None, ["free", "ready", "occupied"])
    assert not any("withheld" in one for one in near if one["site_id"] != "qaymawa")
    drawn = emptied("/map/data.json").get_json()
    (feature,) = [one for one in drawn["sites"] if one["id"] == "qaymawa"]
    assert (feature["free"], feature["families"], feature["state"]) == (None, None, "unknown")
    assert feature["withheld"] == ["families", "ready", "occupied", "free"]
    gaps = emptied("/api/plan/gaps").get_json()["results"]
    assert {one["people"] for one in gaps if one["site_id"] == "qaymawa"} == {None}
