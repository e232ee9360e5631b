"""Files of partners: what is read, what is said of each quirk, and what enters the database. One small file a quirk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, pool, text

from geodata import tables
from geodata.imports import importing, sources
from geodata.imports.importing import Outcome
from geodata.imports.kinds import KINDS
from geodata.imports.sources import FileSource
from geodata.readers import reading
from geodata.readers.decoding import LARGEST_BYTES
from geodata.readers.known import Known
from geodata.readers.reading import Reading
from geodata.readers.site_report_rows import SiteReport
from geodata.server.logins import Addresses, libpq
from scripts import import_file, set_up
from tests.signed_in import name_person

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 23)
KEYS = [
    *("file", "as", "rows_read", "rows_accepted", "rows_rejected", "rows_skipped", "totals", "problems"),
    *("new", "changed", "unchanged", "applied", "totals_by_day", "unconfirmed"),
]
# File: accepted, rejected and skipped rows, and the rules of all problems with their rows.
REPORTS: dict[str, tuple[int, int, int, str]] = {
    "reports.csv": (4, 0, 0, ""),
    "byte-order-mark.csv": (1, 0, 0, ""),
    "utf-16-with-mark.csv": (1, 0, 0, ""),
    "semicolons.csv": (1, 0, 0, ""),
    "tabs.csv": (1, 0, 0, ""),
    "windows-1256-arabic.csv": (1, 0, 0, "None:encoding"),
    "windows-1252-western.csv": (1, 0, 0, "None:encoding"),
    "arabic-headings.csv": (1, 0, 0, ""),
    "title-rows-above-the-header.csv": (1, 0, 0, ""),
    "arabic-indic-and-persian-digits.csv": (2, 0, 0, ""),
    "thousands-separators.csv": (
        2, 1, 0,
        "2:thousands_separator 2:thousands_separator 3:thousands_separator 3:thousands_separator 4:ambiguous_number",
    ),
    "day-first-dates.csv": (3, 1, 0, "2:date_form 3:ambiguous_date 4:date_form 5:date_form"),
    "dotted-dates.csv": (2, 0, 0, "2:date_form 3:date_form"),
    "two-digit-years.csv": (1, 3, 0, "2:ambiguous_date 3:ambiguous_date 4:ambiguous_date 5:date_form"),
    "utc-times.csv": (3, 0, 0, "3:time_zone 4:time_zone"),
    "months-of-the-un-and-of-kurds.csv": (6, 0, 0, " ".join(f"{row}:date_form" for row in range(2, 8))),
    "days-that-tell-their-order.csv": (
        3, 2, 0, "2:date_form 3:time_zone 4:date_form 5:ambiguous_date 6:ambiguous_date None:date_order",
    ),
    "days-and-months-exchanged.csv": (
        3, 2, 0, "2:date_form 3:time_zone 4:ambiguous_date 5:time_zone 6:ambiguous_date None:date_order",
    ),
    "spreadsheet-day-numbers.csv": (0, 1, 0, "2:not_a_date"),
    "total-and-blank-rows.csv": (2, 0, 4, "5:totals_row 7:totals_row"),
    "hxl-tags.csv": (1, 0, 1, ""),
    "words-for-unknown.csv": (1, 1, 0, "2:not_stated 2:not_stated 3:none_or_unknown 3:not_stated"),
    "negative-numbers.csv": (0, 1, 0, "2:negative"),
    "decimals-in-counts.csv": (1, 1, 0, "3:not_whole"),
    "over-capacity.csv": (1, 0, 0, "2:over_capacity"),
    "families-and-individuals-swapped.csv": (0, 1, 0, "2:swapped"),
    "persons-in-the-families-column.csv": (1, 0, 0, "2:unit"),
    "filler-zeros.csv": (2, 1, 0, "2:filler_zero 3:filler_zeros 4:filler_zero 4:filler_zero"),
    "future-dates.csv": (0, 2, 0, "2:future_date 3:not_a_date"),
    "unknown-site-ids.csv": (
        1, 5, 0, "2:unknown_site 3:unknown_site 4:unknown_site 6:unknown_site 7:unknown_site",
    ),
    "duplicate-rows.csv": (1, 3, 0, "3:duplicate_row 4:contradicting_rows 5:contradicting_rows"),
    "one-figure-at-two-sites.csv": (2, 0, 0, "2:shared_figure 3:shared_figure"),
    "people-in-the-plots-column.csv": (1, 0, 0, "2:persons_as_plots"),
    "free-plots-in-the-occupied-column.csv": (1, 0, 0, "2:free_as_occupied"),
    "per-cent-in-the-plots-columns.csv": (1, 0, 0, "2:shares_as_plots"),
    "total-under-a-site-id.csv": (3, 0, 0, "4:sum_of_rows"),
    "no-figure.csv": (0, 1, 0, "2:no_figure"),
    "unquoted-comma-in-a-number.csv": (0, 1, 0, "2:too_many_cells"),
    "misspelt-column.csv": (1, 0, 0, "1:unknown_column"),
    "repeated-columns.csv": (1, 1, 0, "3:repeated_column"),
    "signs-of-estimates.csv": (1, 0, 0, "2:qualified 2:qualified"),
    "nul-byte-in-a-note.csv": (1, 1, 0, "2:control_character"),
    "garbled-arabic.csv": (1, 2, 0, "2:garbled 3:garbled"),
    "damaged-utf-8.csv": (1, 1, 0, "3:garbled None:encoding"),
    "telephone-number-in-a-note.csv": (0, 1, 0, "2:personal_data"),
    "header-only.csv": (0, 0, 0, ""),
}  # fmt: skip
OF_OTHER_KINDS = {
    "sites.csv": "sites",
    "swapped-coordinates.csv": "sites",
    "outside-the-response-area.csv": "sites",
    "sites-with-bad-words.csv": "sites",
    "known-name-new-id.csv": "sites",
    "service-reports.csv": "service_reports",
    "service-reports-with-bad-cells.csv": "service_reports",
}
SAID = Path(__file__).parent / "problems_of_files.json"
UNREADABLE = {
    "no-header.csv": "no_header",
    "header-without-dates.csv": "missing_column",
    "empty.csv": "empty_file",
    "workbook-named.csv": "not_text",
    "binary.csv": "not_text",
}


@pytest.fixture(scope="session")
def known(urls: Addresses) -> Known:
    """What the shipped facts know."""
    engine = create_engine(urls.owner, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return importing.known(connection)


def read(data: bytes, kind: str, known: Known, today: date = TODAY) -> Reading:
    return reading.read(data, KINDS[kind].form, known, today)


def rules(found: Reading) -> str:
    return " ".join(sorted(f"{problem.row}:{problem.rule}" for problem in found.problems))


def read_file(name: str, known: Known, kind: str = "site_reports") -> Reading:
    return read((FILES / name).read_bytes(), kind, known)


@pytest.mark.parametrize("name", REPORTS)
def test_each_quirk_of_a_file_is_read_or_said(name: str, known: Known) -> None:
    found = read_file(name, known)
    counts = (len(found.accepted), found.rows_rejected, found.rows_skipped)
    assert (*counts, rules(found)) == REPORTS[name], [problem.message for problem in found.problems]
    assert all(problem.suggestion != "" and problem.message for problem in found.problems)


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_table_is_refused_with_the_reason(name: str, known: Known) -> None:
    found = read_file(name, known)
    assert (found.is_unreadable, found.problems[0].rule, found.rows_read) == (True, UNREADABLE[name], 0)


def test_programs_read_the_sentences_that_they_always_read(known: Known) -> None:
    expected = json.loads(SAID.read_text(encoding="utf-8"))
    for name, problems in expected.items():
        kind = OF_OTHER_KINDS.get(name, "site_reports")
        assert [problem.as_dict() for problem in read_file(name, known, kind).problems] == problems, name
    assert set(expected) == {path.name for path in FILES.iterdir()}


def test_a_file_of_nothing_but_contradictions_is_answered_in_few_words(known: Known) -> None:
    lines = [f"haj-ali,2017-04-10,{families}" for families in range(1, 5001)]
    found = read("\n".join(["site_id,as_of,families", *lines]).encode(), "site_reports", known)
    assert (found.rows_rejected, len(found.problems)) == (5000, 5000)
    assert max(len(problem.message) for problem in found.problems) < 200


def test_there_is_a_case_for_every_file() -> None:
    in_tests = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in FILES.iterdir() if f'"{path.name}"' not in in_tests] == []


def test_an_open_quotation_mark_swallows_no_row_unseen(known: Known) -> None:
    found = read_file("unclosed-quotation-mark.csv", known)
    assert (found.is_unreadable, rules(found)) == (True, "2:not_csv")


def test_digits_of_any_script_are_the_same_numbers(known: Known) -> None:
    found = read_file("arabic-indic-and-persian-digits.csv", known)
    assert found.totals == {"families": 6600, "individuals": 36060}
    report = found.accepted[0]
    assert isinstance(report, SiteReport)
    assert report.as_of.day == date(2017, 4, 10)


def test_unknown_is_neither_zero_nor_added(known: Known) -> None:
    found = read_file("reports.csv", known)
    assert found.totals["plots_ready"] == 4500 + 2600 + 3900
    jadah = found.accepted[3]
    assert jadah.summed == {"families": 4200}
    assert read_file("no-figure.csv", known).totals == {"families": None, "individuals": None}


def test_an_unknown_id_is_answered_by_the_nearest_known_one(known: Known) -> None:
    found = read_file("unknown-site-ids.csv", known)
    suggestions = {problem.value: problem.suggestion for problem in found.problems}
    assert suggestions["Hajj Ali"] == suggestions["مخيم الحاج علي"] == "haj-ali"
    assert suggestions["qayyara-airstrip"] == suggestions["IQ1505-0007"] == "qayyarah-airstrip"
    assert "import the site first" in str(suggestions["paris"])


NEAR_ANOTHER_CAMP = {
    "hasansham_u_2": "hasansham-u2",
    "Hassan Sham U2": "hasansham-u2",
    "Mamrashan IDP Camp": "mamrashan",
    "IQ1505-0010-001": "jadah-1 or jadah-2",
    "IQ1505-0010-009": "import the site first (--as sites)",
    "Qayyarah-Jad'ah 1-2": "two sites: jadah-1 and jadah-2",
    "کەمپی حەسەن شام U2": "hasansham-u2",
    "Hasansham U9": "import the site first (--as sites)",
}


@pytest.mark.parametrize("written", NEAR_ANOTHER_CAMP)
def test_the_nearest_name_is_not_another_camp(known: Known, written: str) -> None:
    data = f"site_id,as_of,families\n{written},2019-08-31,1\n".encode()
    [problem] = read(data, "site_reports", known).problems
    assert (problem.rule, problem.suggestion) == ("unknown_site", NEAR_ANOTHER_CAMP[written])


def test_swapped_coordinates_are_explained_and_never_swapped(known: Known) -> None:
    found = read_file("swapped-coordinates.csv", known, "sites")
    [problem] = found.problems
    assert (problem.rule, found.accepted) == ("swapped", ())
    assert problem.suggestion == "lat 36.3712, lon 42.5104?"


def test_a_position_lies_in_the_response_area_or_is_left_out(known: Known) -> None:
    found = read_file("outside-the-response-area.csv", known, "sites")
    assert rules(found) == "2:outside 3:filler 4:half_a_position 5:not_degrees"


def test_words_of_a_list_get_the_nearest_one_suggested(known: Known) -> None:
    found = read_file("sites-with-bad-words.csv", known, "sites")
    suggested = {problem.column: problem.suggestion for problem in found.problems if problem.row == 2}
    assert (suggested["type"], suggested["site_id"]) == ("camp", "tal-afar")
    assert {"3:needed", "4:closed_before_opened"} <= set(rules(found).split())
    assert ("4:needed" in rules(found)) != tables.site.c.type.nullable


def test_a_site_needs_an_id_and_a_name(known: Known) -> None:
    for missing in ("site_id", "name"):
        row = {"site_id": "new-one", "name": "New One", "name_ar": "موقع جديد", "type": "camp"} | {missing: ""}
        found = read(f"{','.join(row)}\n{','.join(row.values())}\n".encode(), "sites", known)
        assert [(problem.column, problem.rule) for problem in found.problems] == [(missing, "needed")]


def test_a_known_name_under_a_new_id_is_warned_of(known: Known) -> None:
    found = read_file("known-name-new-id.csv", known, "sites")
    assert (rules(found), found.problems[0].suggestion) == ("2:known_name", "haj-ali")


def test_service_reports_are_judged_by_indicator_and_unit(known: Known) -> None:
    assert len(read_file("service-reports.csv", known, "service_reports").accepted) == 4
    found = read_file("service-reports-with-bad-cells.csv", known, "service_reports")
    assert rules(found) == "2:unknown_indicator 3:unit 4:no_figure 5:over_100_percent 6:unknown_site"


def test_size_is_capped(known: Known) -> None:
    assert read(b"x" * (LARGEST_BYTES + 1), "sites", known).problems[0].rule == "too_large"
    many = b"site_id,as_of,families\n" + b"haj-ali,2017-04-10,5\n" * 100_001
    assert read(many, "site_reports", known).problems[0].rule == "too_many_rows"


def test_a_template_is_a_readable_file_without_rows(known: Known) -> None:
    for kind in KINDS:
        found = read(KINDS[kind].form.template().encode(), kind, known)
        assert (found.is_unreadable, found.rows_read, found.problems) == (False, 0, ())


CELLS = st.one_of(
    st.sampled_from(["haj-ali", "2017-04-04", "03/04/2017", "", "N/A", "1,000", "-5", "٣٠٠", "36.1", "Total", "#adm1"]),
    st.text(max_size=12),
    st.integers().map(str),
    st.integers(0, 20).map(str),
    st.floats().map(str),
)
COLUMNS = sorted({column for kind in KINDS.values() for column in kind.form.names} | {"الموقع", "junk", ""})


@st.composite
def written_tables(draw: st.DrawFn) -> bytes:
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    usual = ["site_id", "as_of", "families", "individuals", "plots_ready", "plots_occupied", "name", "lat", "lon"]
    header = draw(st.one_of(st.just(usual), st.lists(st.sampled_from(COLUMNS), max_size=12)))
    sound = st.lists(CELLS, max_size=14).map(lambda cells: ["haj-ali", "2017-04-04", *cells])
    lines = [header, *draw(st.lists(st.one_of(sound, st.lists(CELLS, max_size=14)), max_size=8))]
    written = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(delimiter.join(line) for line in lines)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1256", "utf-16"]))
    return written.encode(encoding, errors="ignore" if encoding != "utf-8" else "surrogatepass")


def is_well_formed(found: Reading) -> bool:
    rows = [item.row for item in found.accepted]
    wrong = {problem.row for problem in found.problems if problem.severity == "error"}
    json.dumps([problem.as_dict() for problem in found.problems], allow_nan=False).encode("utf-8", "surrogatepass")
    return len(set(rows)) == len(rows) and not wrong & set(rows)


MANY = settings(max_examples=1000)


@MANY
@given(data=st.binary(max_size=400), kind=st.sampled_from(sorted(KINDS)))
def test_no_bytes_whatever_raise(data: bytes, kind: str) -> None:
    assert is_well_formed(read(data, kind, Known({"haj-ali": "Haj Ali"}, {"haj ali": ("haj-ali",)})))


@MANY
@given(data=written_tables(), kind=st.sampled_from(sorted(KINDS)))
def test_no_table_whatever_raises(data: bytes, kind: str) -> None:
    assert is_well_formed(read(data, kind, Known({"haj-ali": "Haj Ali"}, {"haj ali": ("haj-ali",)})))


# --- into the database


def imported(
    addresses: Addresses, name: str, kind: str = "site_reports", apply: bool = True, **content: bytes
) -> Outcome:
    data = content.get("data") or (FILES / name).read_bytes()
    return importing.run(addresses.owner, data, name, kind, key="of tests", today=TODAY, apply=apply)


def asked(addresses: Addresses, sql: str) -> list[Any]:
    with create_engine(addresses.owner, poolclass=pool.NullPool).connect() as connection:
        return list(connection.execute(text(sql)))


VERSION = "SELECT number, moment FROM data_version"
REPORTS_HERE = "SELECT site_id, families, corrects, note, recorded_by FROM site_report WHERE report_id >= 1000000"


def test_a_dry_run_writes_nothing_and_the_same_file_twice_changes_nothing(fresh_database: Addresses) -> None:
    version = asked(fresh_database, VERSION)
    tried = imported(fresh_database, "reports.csv", apply=False)
    assert (tried.new, tried.changed, tried.unchanged, tried.applied) == (4, 0, 0, False)
    assert asked(fresh_database, VERSION) == version
    done = imported(fresh_database, "reports.csv")
    assert (done.new, done.applied) == (4, True)
    version, reports = asked(fresh_database, VERSION), asked(fresh_database, REPORTS_HERE)
    assert len(reports) == 4
    again = imported(fresh_database, "reports.csv")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 4)
    assert (asked(fresh_database, VERSION), asked(fresh_database, REPORTS_HERE)) == (version, reports)


def test_other_figures_of_the_same_source_correct_the_earlier_report(fresh_database: Addresses) -> None:
    imported(fresh_database, "reports.csv")
    mended = (FILES / "reports.csv").read_bytes().replace(b",2400,12960,", b",2450,13230,")
    done = imported(fresh_database, "reports.csv", data=mended)
    assert (done.new, done.changed, done.unchanged) == (0, 1, 3)
    [(first, second)] = asked(
        fresh_database,
        "SELECT a.families, b.families FROM site_report a JOIN site_report b ON b.corrects = a.report_id",
    )
    assert (first, second) == (2400, 2450)
    back = imported(fresh_database, "reports.csv")
    assert (back.new, back.changed, back.unchanged) == (0, 0, 4), "an old file does not undo its correction"


def test_a_file_is_its_own_source_and_a_mended_one_corrects_it(fresh_database: Addresses) -> None:
    imported(fresh_database, "byte-order-mark.csv")
    [(cited_as, title)] = asked(fresh_database, "SELECT cited_as, title FROM source WHERE cited_as LIKE 'file:%'")
    mark = cited_as.removeprefix("file:")
    assert title == f"byte-order-mark.csv (file {mark}, imported on 2026-11-23)"
    data = (FILES / "byte-order-mark.csv").read_bytes()
    assert mark == FileSource("other.csv", data, TODAY, "of tests").mark != FileSource("", data, TODAY, "other").mark
    assert mark not in hashlib.sha256(data).hexdigest()
    mended = (FILES / "byte-order-mark.csv").read_bytes().replace(b"2400", b"2410")
    assert imported(fresh_database, "mended.csv", data=mended).changed == 1


def test_files_that_an_earlier_release_cited_by_their_hash_get_their_mark(fresh_database: Addresses) -> None:
    imported(fresh_database, "byte-order-mark.csv")
    cited = "SELECT cited_as, title FROM source WHERE title LIKE 'byte-order-mark.csv%'"
    [after] = asked(fresh_database, cited)
    sha256 = hashlib.sha256((FILES / "byte-order-mark.csv").read_bytes()).hexdigest()
    before = f"byte-order-mark.csv (sha256 {sha256[:8]}, imported on 2026-11-23)"
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        old = {"cited": f"sha256:{sha256}", "title": before, "now": after.title}
        connection.execute(text("UPDATE source SET cited_as = :cited, title = :title WHERE title = :now"), old)
        connection.execute(text("UPDATE site SET coord_source = :title WHERE site_id = 'haj-ali'"), old)
        sources.mark_hashed(connection, "of tests")
    assert asked(fresh_database, cited) == [after]
    [position] = asked(fresh_database, "SELECT coord_source FROM site WHERE site_id = 'haj-ali'")
    assert position.coord_source == after.title
    assert imported(fresh_database, "byte-order-mark.csv").unchanged == 1


def test_rows_are_known_by_their_import_and_not_by_who_recorded_them(fresh_database: Addresses) -> None:
    by_hand = (
        "INSERT INTO site_report (site_id, as_of, families, source_id, recorded_by)"
        " SELECT 'haj-ali', '2017-04-10', 1, min(source_id), 'import' FROM source RETURNING report_id"
    )
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text(by_hand))
    assert imported(fresh_database, "reports.csv").new == 4
    [batch] = asked(fresh_database, "SELECT * FROM import_batch")
    assert (batch.kind, batch.file, len(batch.sha256)) == ("site_reports", "reports.csv", 64)
    assert (batch.rows_read, batch.rows_rejected, batch.rows_new, batch.rows_changed) == (4, 0, 4, 0)
    of_it = f"SELECT count(*) AS reports FROM site_report WHERE import_id = {batch.import_id}"
    assert asked(fresh_database, of_it)[0].reports == 4
    imported(fresh_database, "reports.csv")
    assert len(asked(fresh_database, "SELECT import_id FROM import_batch")) == 1, "nothing was written"
    imported(fresh_database, "sites.csv", "sites")
    touched = "SELECT site_id FROM site JOIN import_batch USING (import_id) WHERE kind = 'sites' ORDER BY site_id"
    assert [row.site_id for row in asked(fresh_database, touched)] == ["haj-ali", "sinjar-south", "tal-afar-east"]


def test_who_reports_of_another_site_does_not_wait_for_an_open_import(
    fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, lines = date(2010, 1, 1), ["site_id,as_of,families,source"]
    lines += [f"haj-ali,{day + timedelta(days=number)},{number + 1},many" for number in range(3000)]
    write, reported = importing._write, list[str]()

    def write_and_stay_open(*args: Any, **named: Any) -> None:
        write(*args, **named)
        engine = create_engine(fresh_database.app, poolclass=pool.NullPool)
        with engine.begin() as other:
            name_person(fresh_database, other)
            other.execute(text("SET LOCAL statement_timeout = '2s'"))
            other.execute(
                text(
                    "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)"
                    " SELECT 'jadah-5', '2017-05-01', 7, min(source_id) FROM ninewa.source"
                )
            )
        with engine.connect() as other:
            reported.append(str(other.scalar(text("SELECT families FROM site_reports WHERE as_of = '2017-05-01'"))))

    monkeypatch.setattr(importing, "_write", write_and_stay_open)
    assert imported(fresh_database, "many.csv", data="\n".join(lines).encode()).new == 3000
    assert reported == ["7"]


def rows_looked_at(addresses: Addresses, data: bytes, unchanged: int) -> int:
    """Rows of all tables that the comparison of a file of site reports reads."""
    engine = create_engine(addresses.owner, poolclass=pool.NullPool)
    source, kind = FileSource("again.csv", data, TODAY, "of tests"), KINDS["site_reports"]
    with engine.connect() as connection, connection.begin() as transaction:
        found = reading.read(data, kind.form, importing.known(connection), TODAY)
        assert importing._compare(connection, kind, found, source).unchanged == unchanged
        counted = connection.scalar(
            text(
                "SELECT sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0)) FROM pg_stat_xact_user_tables"
                " WHERE relname IN ('site_report', 'earlier', 'staged')"
            )
        )
        transaction.rollback()
    return int(counted)


def test_a_file_of_one_site_and_day_is_compared_in_seconds(fresh_database: Addresses) -> None:
    lines = [f"haj-ali,2017-04-10,{number + 1},source {number}" for number in range(5000)]
    data = "\n".join(["site_id,as_of,families,source", *lines]).encode()
    assert imported(fresh_database, "one-day.csv", data=data).new == 5000
    assert rows_looked_at(fresh_database, data, unchanged=5000) < 500_000, "rows, not pairs of them"


def test_a_file_is_compared_in_seconds_before_the_earlier_one_was_counted(fresh_database: Addresses) -> None:
    with psycopg.connect(libpq(fresh_database.owner)) as owner:
        # The planner goes on believing what it learnt here: that no report was ever imported.
        owner.execute("ALTER TABLE site_report SET (autovacuum_enabled = false)")
        owner.execute("ANALYZE site_report")
    files = [
        "\n".join(
            ["site_id,as_of,families,source"]
            + [f"haj-ali,{date(first, 1, 1) + timedelta(days=number)},100,made" for number in range(2000)]
        ).encode()
        for first in (2005, 2011)
    ]
    assert imported(fresh_database, "earlier.csv", data=files[0]).new == 2000
    assert rows_looked_at(fresh_database, files[1], unchanged=0) < 100_000, "rows, not pairs of them"


def test_a_service_report_that_its_note_calls_suspect_is_marked_so(fresh_database: Addresses) -> None:
    rows = b"site_id,as_of,indicator,value,note\nhaj-ali,2017-04-10,latrines,3,SUSPECT: far too few\n"
    imported(fresh_database, "few.csv", "service_reports", data=rows)
    assert asked(fresh_database, "SELECT suspect FROM service_report WHERE import_id IS NOT NULL")[0].suspect is True
    [published] = asked(
        fresh_database, "SELECT suspect, value, note FROM published.service_reports WHERE as_of = '2017-04-10'"
    )
    assert tuple(published) == (True, None, None)


def test_rejected_rows_stay_out_and_unknown_stays_unknown(fresh_database: Addresses) -> None:
    done = imported(fresh_database, "words-for-unknown.csv")
    assert (done.new, done.reading.rows_rejected) == (1, 1)
    [row] = asked(
        fresh_database, "SELECT families, individuals, plots_ready FROM site_report WHERE import_id IS NOT NULL"
    )
    assert tuple(row) == (2400, None, None)


def test_service_reports_are_appended_and_the_newest_is_shown(
    fresh_database: Addresses, make_app: Callable[..., Any]
) -> None:
    assert imported(fresh_database, "service-reports.csv", "service_reports").new == 4
    assert imported(fresh_database, "service-reports.csv", "service_reports").unchanged == 4
    mended = (FILES / "service-reports.csv").read_bytes().replace(b",310,", b",325,")
    assert imported(fresh_database, "service-reports.csv", "service_reports", data=mended).changed == 1
    page = make_app(fresh_database).test_client().get("/sites/haj-ali?at=2017-04-10&lang=en").text
    assert "325" in page
    assert "17.5" in page


def test_sites_are_added_and_updated_in_what_the_file_states(fresh_database: Addresses) -> None:
    before = asked(fresh_database, "SELECT * FROM site WHERE site_id = 'haj-ali'")
    done = imported(fresh_database, "sites.csv", "sites")
    assert (done.new, done.changed, done.unchanged) == (2, 1, 0)
    [row] = asked(fresh_database, "SELECT status, agency, opened_on, cccm_ssid FROM site WHERE site_id = 'haj-ali'")
    assert row.status == "open"
    assert (row.agency, row.opened_on, row.cccm_ssid) == (before[0].agency, before[0].opened_on, before[0].cccm_ssid)
    again = imported(fresh_database, "sites.csv", "sites")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    added = asked(
        fresh_database,
        "SELECT site_id, sensitivity, geom IS NULL AS unplaced, opened_on_precision FROM site"
        " WHERE site_id IN ('tal-afar-east', 'sinjar-south') ORDER BY site_id",
    )
    assert [tuple(row) for row in added] == [
        ("sinjar-south", "high", True, None),
        ("tal-afar-east", "moderate", False, "month"),
    ]
    renamed = (FILES / "sites.csv").read_bytes().replace("تلعفر الشرقي".encode(), "تلعفر شرق".encode())
    assert imported(fresh_database, "sites.csv", "sites", data=renamed).changed == 1
    names = asked(
        fresh_database,
        "SELECT name, preferred FROM place_name WHERE entity_id = 'tal-afar-east' AND lang = 'ar' ORDER BY preferred",
    )
    assert [tuple(row) for row in names] == [("تلعفر الشرقي", False), ("تلعفر شرق", True)]


def test_a_file_of_sites_says_how_often_each_is_to_report(fresh_database: Addresses) -> None:
    """From the day of the import on, and once; an empty cell leaves what is stated as it is."""
    lines = "site_id,name,name_ar,type,frequency\nhaj-ali,Haj Ali,,,{}\nnew-one,New,جديد,camp,{}\n"

    def done(*said: str) -> tuple[int, int]:
        found = imported(fresh_database, "often.csv", "sites", apply=True, data=lines.format(*said).encode())
        return found.new, found.changed

    stated = "SELECT site_id, frequency, since::text, account_id FROM ninewa.reporting_frequency ORDER BY frequency_id"
    assert [done("أسبوعيًا", "Daily"), done("weekly", "daily"), done("", "")] == [(1, 1), (0, 0), (0, 0)]
    first = [("haj-ali", "weekly", "2026-11-23", None), ("new-one", "daily", "2026-11-23", None)]
    assert [tuple(row) for row in asked(fresh_database, stated)] == first
    cited = (
        "SELECT site_id, s.title LIKE '%often.csv%' FROM site JOIN source s USING (source_id)"
        " WHERE site_id IN ('haj-ali', 'new-one') ORDER BY 1"
    )
    assert [tuple(row) for row in asked(fresh_database, cited)] == [("haj-ali", False), ("new-one", True)], (
        "a frequency alone makes the file no source of what is known of a site"
    )
    assert done("weekly", "monthly") == (0, 1)
    assert [tuple(row)[:2] for row in asked(fresh_database, stated)][2:] == [("new-one", "monthly")]
    wrong = imported(fresh_database, "often.csv", "sites", apply=False, data=lines.format("hourly", "").encode())
    assert "frequency" in {problem.column for problem in wrong.reading.problems}


def test_a_site_closed_on_no_stated_day_is_let_in_and_the_day_asked_for(known: Known) -> None:
    lines = "site_id,name,name_ar,type,status,closed_on\nhaj-ali,Haj Ali,,,closed,{}\nnew-one,New,جديد,camp,closed,\n"
    found = read(lines.format("").encode(), "sites", known)
    assert (len(found.accepted), rules(found)) == (2, "2:closed_without_day 3:closed_without_day")
    assert "from the day its row is of" in found.problems[0].message
    assert "from 2026-11-23, the day of this import" in found.problems[1].message
    assert {problem.suggestion for problem in found.problems} == {"give the day in closed_on"}
    assert rules(read(lines.format("2017-05-01").encode(), "sites", known)) == "3:closed_without_day"


def test_a_site_that_moves_far_is_warned_of(fresh_database: Addresses) -> None:
    far = b"site_id,name,name_ar,lat,lon\nhaj-ali,Haj Ali,,36.3712,42.5104\n"
    done = imported(fresh_database, "far.csv", "sites", apply=False, data=far)
    assert "moved" in rules(done.reading)
    assert done.changed == 1


def test_a_site_becomes_less_sensitive_only_when_that_is_asked_for(fresh_database: Addresses) -> None:
    def levels(data: bytes, may_lower: bool = False) -> tuple[str, str]:
        done = importing.run(
            fresh_database.owner,
            data,
            "levels.csv",
            "sites",
            key="of tests",
            today=TODAY,
            apply=True,
            may_lower=may_lower,
        )
        assert all("haj-ali" in problem.message for problem in done.reading.problems)
        [row] = asked(fresh_database, "SELECT sensitivity FROM site WHERE site_id = 'haj-ali'")
        return rules(done.reading), row.sensitivity

    line = "site_id,name,name_ar,sensitivity\nhaj-ali,Haj Ali,,{}\n"
    severe, low = line.format("severe").encode(), line.format("low").encode()
    assert levels(severe) == ("", "severe")
    assert levels(low) == ("2:stays_sensitive", "severe")
    assert levels(low, may_lower=True) == ("2:lowered", "low")
    assert levels(low, may_lower=True) == ("", "low")


def test_the_web_shows_the_new_reports_and_their_day(fresh_database: Addresses, make_app: Callable[..., Any]) -> None:
    planner = make_app(fresh_database).test_client()
    public = make_app(fresh_database, role="public").test_client()
    assert "4 April 2017" in planner.get("/sites?lang=en").text
    imported(fresh_database, "reports.csv")
    for client in (planner, public):
        client.application.extensions["databases"].latest.known = None
        page = client.get("/sites/haj-ali?lang=en").text
        assert "10 April 2017" in page
        assert "200" in page, "2,600 ready, 2,400 occupied, nothing promised"
    assert "two blocks are being levelled" not in public.get("/sites/haj-ali?lang=en").text


# --- as a command


@pytest.fixture
def command(
    fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Runs the command on a database of the test's own; returns its exit status and what it printed."""

    @contextmanager
    def database() -> Iterator[set_up.Database]:
        yield set_up.Database(fresh_database, None)

    monkeypatch.setattr(set_up, "database", database)
    monkeypatch.setenv("LC_ALL", "C")

    def run(*arguments: str) -> tuple[int, str]:
        try:
            status = import_file.main(list(arguments))
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, capsys.readouterr().out

    return run


Command = Callable[..., tuple[int, str]]


def test_json_is_one_object_with_the_names_of_the_contract(command: Command) -> None:
    status, printed = command(str(FILES / "over-capacity.csv"), "--as", "site_reports", "--json")
    found = json.loads(printed)
    assert (status, list(found)) == (0, KEYS)
    assert list(found["problems"][0]) == ["row", "column", "value", "rule", "severity", "message", "suggestion"]
    assert found["totals"] == {"plots_ready": 1800, "plots_occupied": 1931}
    assert found["rows_read"] == found["rows_accepted"] + found["rows_rejected"] + found["rows_skipped"]


@pytest.mark.parametrize(
    ("name", "status"),
    [("reports.csv", 0), ("negative-numbers.csv", 1), ("binary.csv", 2), ("no-such-file.csv", 2), ("../files", 2)],
)
def test_the_exit_status_tells_what_became_of_the_file(command: Command, name: str, status: int) -> None:
    found = command(str(FILES / name), "--as", "site_reports", "--json")
    assert found[0] == status
    problems = json.loads(found[1])["problems"]
    assert bool(problems) == (status > 0)
    assert command(str(FILES / name), "--as", "site_reports")[0] == status


def test_apply_says_what_was_written(command: Command, fresh_database: Addresses) -> None:
    status, printed = command(str(FILES / "duplicate-rows.csv"), "--as", "site_reports", "--apply")
    assert (status, "Written: 1 new, 0 changed; 0 unchanged." in printed) == (1, True)
    assert len(asked(fresh_database, REPORTS_HERE)) == 1


def test_people_are_told_in_their_language_and_programs_in_english(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (str(FILES / "over-capacity.csv"), "--as", "site_reports")
    in_english = "Plots occupied: 1931, ready: 1800: over capacity by 131."
    in_arabic = "القطع المشغولة 1931 والجاهزة 1800: تجاوز للسعة بمقدار 131."
    assert in_english in command(*asked)[1]
    assert in_arabic in command(*asked, "--lang", "ar")[1]
    monkeypatch.setenv("LC_ALL", "ar_IQ.UTF-8")
    assert in_arabic in command(*asked)[1]
    assert in_english in command(*asked, "--lang", "en")[1]
    assert in_english in command(*asked, "--json")[1]
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert in_english in command(*asked)[1]
    assert "ليس ملف CSV" in command(str(FILES / "workbook-named.csv"), "--as", "sites", "--lang", "ar")[1]


def test_the_template_holds_the_columns_of_the_contract(command: Command) -> None:
    assert command("--template", "sites")[1].split(",")[:3] == ["site_id", "name", "name_ar"]
    assert "families_waiting,source,note" in command("--template", "site_reports")[1]
    assert command("--template", "nonsense")[0] == 2
    assert command(str(FILES / "reports.csv"), "--as", "flows")[0] == 2
