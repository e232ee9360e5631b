"""As many facts as the files have, with the same sums, and nothing that they do not say."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, pool, text

from geodata.facts import exercise, loading
from geodata.facts import sites as reference_sites
from geodata.facts.files import FOLDER
from geodata.rules.figures import meaning
from geodata.server.logins import Addresses

REPORT_COLUMNS = sorted(set(reference_sites.REPORT_COLUMNS.values()))


def given(name: str) -> list[dict[str, str]]:
    with (Path(FOLDER) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("sites", "site"),
        ("communities", "community"),
        ("corridors", "corridor_point"),
        ("flows", "flow"),
        ("services", "service_point"),
        ("service_levels", "service_report"),
        ("flow_places", "flow_place"),
        ("places", "place"),
    ],
)
def test_every_row_of_a_file_is_a_row_of_its_table(owner: Connection, file: str, table: str) -> None:
    assert owner.scalar(text(f"SELECT count(*) FROM {table}")) == len(given(file))


def test_every_statement_of_occupancy_is_in_a_report_or_a_figure_with_the_same_sum(owner: Connection) -> None:
    rows = given("site_occupancy")
    cells = ", ".join(f"num_nonnulls({column})" for column in REPORT_COLUMNS)
    in_reports = owner.scalar(text(f"SELECT sum({cells.replace(', ', ' + ')}) FROM site_report"))
    in_figures = owner.scalar(text("SELECT count(*) FROM figure WHERE cardinality(site_ids) > 0"))
    assert in_reports + in_figures == len(rows) == 246

    sums = " + ".join(f"coalesce(sum({column}), 0)" for column in REPORT_COLUMNS)
    total = owner.scalar(text(f"SELECT {sums} FROM site_report"))
    total += owner.scalar(text("SELECT sum(value) FROM figure WHERE cardinality(site_ids) > 0"))
    assert total == sum(Decimal(row["value"]) for row in rows)


def test_every_published_figure_is_there_with_the_same_sum(owner: Connection) -> None:
    rows = given("displacement_timeseries") + [r for r in given("activities") if r["row_type"] == "programme"]
    counted = owner.execute(text("SELECT count(*), sum(value) FROM figure WHERE cardinality(site_ids) = 0")).one()
    assert tuple(counted) == (len(rows), sum(Decimal(row["value"]) for row in rows))


def test_sums_of_the_movements_are_those_of_the_file_and_empty_stays_empty(owner: Connection) -> None:
    rows = given("flows")
    found = owner.execute(text("SELECT sum(families), sum(individuals), count(families), count(individuals) FROM flow"))
    families = [int(row["families"]) for row in rows if row["families"]]
    individuals = [int(row["individuals"]) for row in rows if row["individuals"]]
    assert tuple(found.one()) == (sum(families), sum(individuals), len(families), len(individuals))


def test_suspect_rows_are_figures_only(owner: Connection) -> None:
    suspect = [row for row in given("site_occupancy") if "SUSPECT" in row["notes"]]
    marked = owner.scalar(text("SELECT count(*) FROM figure WHERE suspect AND cardinality(site_ids) > 0"))
    assert marked == len(suspect) > 0
    for site_id in {row["site_id"] for row in suspect}:
        plots = text("SELECT count(plots_ready) FROM site_report WHERE site_id = :site_id")
        assert owner.scalar(plots, {"site_id": site_id}) == 0


def test_a_joint_figure_belongs_to_all_its_sites_and_to_no_report(owner: Connection) -> None:
    found = text("SELECT site_ids FROM figure WHERE metric = 'individuals' AND value = 70000")
    assert owner.scalar(found) == ["qayyarah-airstrip", "haj-ali"]


def test_sites_without_a_position_are_kept(owner: Connection) -> None:
    unplaced = [row["site_id"] for row in given("sites") if not row["lat"]]
    found = owner.scalars(text("SELECT site_id FROM site WHERE geom IS NULL")).all()
    assert sorted(found) == sorted(unplaced)
    assert len(unplaced) == 8


def test_every_address_of_a_source_is_one_that_a_browser_can_follow(owner: Connection) -> None:
    addresses = owner.scalars(text("SELECT url FROM source WHERE url IS NOT NULL")).all()
    assert len(addresses) > 200
    plain = re.compile(r"https?://[\w.-]+/[^\s()<>\"\\^`{|}]*")
    assert [address for address in addresses if not plain.fullmatch(address)] == []


def test_every_metric_of_the_files_has_a_type_and_a_unit() -> None:
    for name in ("site_occupancy", "displacement_timeseries"):
        for row in given(name):
            assert meaning(row["metric"]).unit


def test_loading_again_changes_nothing_and_keeps_what_people_reported(fresh_database: Addresses) -> None:
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.begin() as connection:
        source_id = connection.scalar(text("SELECT min(source_id) FROM source"))
        report = text(
            "INSERT INTO site_report (site_id, as_of, families, source_id)"
            " VALUES ('haj-ali', '2017-04-10', 900, :source)"
        )
        connection.execute(report, {"source": source_id})
        connection.execute(text("UPDATE place_name SET preferred = false WHERE entity_id = 'haj-ali' AND lang = 'ar'"))
        named = text(
            "INSERT INTO place_name (entity_kind, entity_id, lang, name, folded, preferred)"
            " VALUES ('site', 'haj-ali', 'ar', 'اسم', 'اسم', true)"
        )
        connection.execute(named)
        connection.execute(text("UPDATE reference_file SET sha256 = 'an older release'"))
        before = connection.execute(text("SELECT count(*), sum(families) FROM site_report")).one()
    loading.load(fresh_database.owner)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*), sum(families) FROM site_report")).one() == before
        shown = "SELECT name FROM place_name WHERE entity_id = 'haj-ali' AND lang = 'ar' AND preferred"
        assert connection.scalar(text(shown)) == "اسم"


def test_what_was_loaded_is_known_to_the_planner_of_statements(owner: Connection) -> None:
    """Web logins plan each statement once; of tables that were never looked at they would plan it by guess."""
    looked_at = (
        "SELECT DISTINCT schemaname || '.' || tablename FROM pg_stats WHERE schemaname IN ('ninewa', 'published')"
    )
    known = set(owner.scalars(text(looked_at)))
    assert known >= {"ninewa.site", "ninewa.site_report", "ninewa.flow", "ninewa.place_name"}
    assert known >= {"published.sites", "published.site_reports", "published.flows", "published.place_names"}


def test_rows_are_written_many_a_statement(fresh_database: Addresses) -> None:
    """What is published follows each statement: a statement a row made a first start eight times as long."""
    run: list[str] = []

    def note(_on: object, _cursor: object, statement: str, values: object, _context: object, many: bool) -> None:
        run.append("one a row" if many and isinstance(values, list) else statement.partition("(")[0])

    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text("UPDATE reference_file SET sha256 = 'an older release'"))
    event.listen(Engine, "before_cursor_execute", note)
    try:
        loading.load(fresh_database.owner)
        exercise.fill(fresh_database)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert "one a row" not in run
    assert 1 <= run.count("INSERT INTO ninewa.flow ") <= 4


@pytest.mark.parametrize(
    ("metric", "value", "begins", "multiplier", "qualifier"),
    [
        ("displaced_from_west_mosul_individuals", 194000, date(2017, 2, 25), None, "more_than"),
        ("displaced_past_two_months_individuals", 142000, date(2017, 2, 4), None, "approx"),
        ("cumulative_displaced_individuals", 367000, date(2016, 10, 17), 6, "more_than"),
        ("currently_displaced_individuals", 304152, None, 6, "exact"),
        ("passed_hammam_al_alil_screening_individuals", 275000, date(2017, 2, 19), None, "approx"),
        ("persons_involved:persons involved", 13000, date(2017, 1, 1), None, "approx"),
        ("participants:members who participated", 700, date(2017, 1, 1), None, "more_than"),
        ("activity_count:peacebuilding programme total", 15, date(2017, 1, 1), None, "exact"),
    ],
)
def test_a_figure_carries_its_period_multiplier_and_precision(
    owner: Connection, metric: str, value: int, begins: date | None, multiplier: int | None, qualifier: str
) -> None:
    asked = text("SELECT period_start, multiplier, qualifier FROM figure WHERE metric = :metric AND value = :value")
    assert set(owner.execute(asked, {"metric": metric, "value": value})) == {(begins, multiplier, qualifier)}


def test_exact_people_of_a_multiplier_are_whole_families(owner: Connection) -> None:
    """DTM's emergency tracking counts families; what is printed exactly is a multiple of six."""
    asked = text("SELECT count(*), count(*) FILTER (WHERE value % multiplier = 0) FROM figure WHERE multiplier = 6")
    of_exact = text(f"{asked.text} AND qualifier = 'exact'")
    counted, whole = owner.execute(of_exact).one()
    assert counted == whole > 50


def test_what_runs_begins_somewhere_or_its_source_does_not_say(owner: Connection) -> None:
    asked = text(
        "SELECT metric FROM figure WHERE type IN ('cumulative', 'returned') AND cardinality(site_ids) = 0"
        " AND period_start IS NULL AND metric NOT LIKE '%west_mosul%' AND metric NOT LIKE '%east_mosul%'"
    )
    assert owner.scalars(asked).all() == []
