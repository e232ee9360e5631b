"""Files that would be read as something else than they say: nothing of it enters or leaves the map unseen."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.imports.kinds import KINDS
from geodata.readers import reading
from geodata.readers.known import Known
from geodata.readers.reading import Reading
from geodata.readers.row_problems import ERROR
from geodata.readers.site_rows import Site
from scripts import import_file, serve
from tests.conftest import free_port
from webmap.answers.data_table import plain
from webmap.words import terms
from webmap.words.i18n import speaking

TODAY = date(2026, 11, 23)
KNOWN = Known(sites={"haj-ali": "Haj Ali", "jadah-5": "Jadah 5"}, indicators=frozenset({"latrines"}))
HEADERS = {
    "site_reports": "site_id,as_of,families,note",
    "service_reports": "site_id,as_of,indicator,value",
    "sites": "site_id,name,name_ar,type",
}
SITE = "site_id,name,name_ar,type\nnew-one,{},{},camp\n"


def read(text: str | bytes, kind: str = "site_reports") -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return reading.read(data, KINDS[kind].form, KNOWN, TODAY)


def rules(found: Reading) -> list[str]:
    return [f"{problem.row}:{problem.code}" for problem in found.problems]


@pytest.mark.parametrize(
    ("rows", "opened"),
    [
        ('haj-ali,2017-04-10,1,"open\njadah-5,2017-04-10,2,\nhaj-ali,2017-04-11,3,\n', 2),
        ('haj-ali,2017-04-10,1,\njadah-5,2017-04-10,2,"open\nhaj-ali,2017-04-11,3,"closed"\n', 3),
        ('haj-ali,2017-04-10,1,"two\nlines"\njadah-5,2017-04-10,2,"open\n', 3),
        ('haj-ali,2017-04-10,1,"closed" and more\njadah-5,2017-04-10,2,\n', 2),
        ('"haj-ali,2017-04-10,1,\n' + "jadah-5,2017-04-10,2,\n" * 10_000, 2),
    ],
)
def test_an_open_quotation_mark_is_named_by_the_row_in_which_it_opened(rows: str, opened: int) -> None:
    found = read(f"{HEADERS['site_reports']}\n{rows}")
    assert (found.is_unreadable, found.rows_read, rules(found)) == (True, 0, [f"{opened}:open_quotation"])


def test_one_that_is_open_in_the_header_is_named_too() -> None:
    assert rules(read('"site_id,as_of,families\nhaj-ali,2017-04-10,1\n')) == ["1:open_quotation"]


def test_sound_quotation_marks_are_read() -> None:
    found = read(f'{HEADERS["site_reports"]}\nhaj-ali,2017-04-10,1,"said ""about"" so\nand so"\n')
    assert (len(found.accepted), found.problems) == (1, ())


ARABIC = ["مخيم الخازر", "حاج علي", "نينوى", "مخيم حسن شام", "القيارة", "الموصل الجديدة", "تلعفر", "سنجار"]


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
@pytest.mark.parametrize("name", ARABIC)
def test_arabic_of_one_encoding_is_never_read_as_that_of_another(name: str, encoding: str) -> None:
    found = read(SITE.format("New", name).encode(encoding), "sites")
    if found.is_unreadable:
        assert rules(found) == ["None:arabic_of_two_kinds"]
        return
    [site] = found.accepted
    assert isinstance(site, Site)
    assert site.name_ar == name


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
def test_a_list_of_arabic_names_is_told_by_its_words(encoding: str) -> None:
    rows = "".join(f"new-{number},New {number},{name},camp\n" for number, name in enumerate(ARABIC))
    found = read(f"{HEADERS['sites']}\n{rows}".encode(encoding), "sites")
    assert [site.name_ar for site in found.accepted if isinstance(site, Site)] == ARABIC


@pytest.mark.parametrize("day", ["unknown", "n/a", "?", "-", "", "31-31-2017", "soon", "٢٠١٧", "2017-W05"])
@pytest.mark.parametrize("kind", ["site_reports", "service_reports"])
def test_a_day_that_cannot_be_read_is_an_error_of_its_row(kind: str, day: str) -> None:
    rest = "1," if kind == "site_reports" else "latrines,1"
    found = read(f"{HEADERS[kind]}\nhaj-ali,{day},{rest}\n", kind)
    errors = [problem for problem in found.problems if problem.severity == ERROR]
    assert found.rows_rejected == bool(errors)
    assert day == "٢٠١٧" or [(problem.row, problem.column) for problem in errors] == [(2, "as_of")]


cells = st.one_of(
    st.sampled_from(["haj-ali", "2017-04-10", "latrines", "1", "n/a", "unknown", "-", "camp", "'", "\u202e", "none"]),
    st.text(st.characters(exclude_characters='",;\t\r\n\0', exclude_categories=["Cs"]), max_size=6),
)


@given(st.sampled_from(sorted(HEADERS)), st.tuples(cells, cells, cells, cells))
def test_no_row_is_left_out_without_an_error(kind: str, row: tuple[str, ...]) -> None:
    found = read(f"{HEADERS[kind]}\n{','.join(row)}\n", kind)
    assert found.rows_rejected <= sum(problem.severity == ERROR for problem in found.problems)
    for site in found.accepted:
        # Its type may be learnt later; its name may not.
        assert not isinstance(site, Site) or site.name


@pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2066", "\u2067", "\u200f"])
def test_marks_that_turn_the_writing_leave_names(mark: str) -> None:
    found = read(SITE.format(f"Camp {mark}ila jah", f"مخيم{mark} جديد"), "sites")
    [site] = found.accepted
    assert isinstance(site, Site)
    assert (site.name, site.name_ar) == ("Camp ila jah", "مخيم جديد")
    assert rules(found) == ["2:direction_marks", "2:direction_marks"]


@pytest.mark.parametrize("text", ["=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", "+1", "-1", "@a", "\t=1"])
def test_no_cell_of_ours_is_run_by_a_spreadsheet_and_it_comes_back_as_it_was(text: str) -> None:
    assert plain(text) == f"'{text}"
    found = read(f"{HEADERS['site_reports']}\nhaj-ali,2017-04-10,1,{plain(text)}\n")
    assert [item.stored["note"] for item in found.accepted] == [text]


@pytest.mark.parametrize("kind", [errno.EROFS, errno.ENOSPC])
def test_a_disk_that_cannot_be_written_is_a_sentence(
    kind: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, *args: object, **named: object) -> None:
        raise OSError(kind, os.strerror(kind), str(path))

    (file := tmp_path / "reports.csv").write_text(f"{HEADERS['site_reports']}\nhaj-ali,2017-04-10,1,\n")
    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr("signal.signal", lambda *args: None)  # those of the session stay
    assert import_file.main([str(file), "--as", "site_reports", "--lang", "en"]) == import_file.NOT_READ
    monkeypatch.setattr("sys.argv", ["scripts/serve", "--port", str(free_port())])
    assert serve.main() == 1
    told = capsys.readouterr()
    for stream in (told.out, told.err):
        assert f"cannot be written: {os.strerror(kind)}" in stream


def test_a_governorate_that_no_source_names_is_not_called_none() -> None:
    with speaking("en"):
        assert terms.governorate(None) == terms.governorate("") == "not stated"
