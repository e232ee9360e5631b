"""One registry of kinds of files: a kind is a form, a folder with three statements, and a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, pool, text

from geodata.imports import importing
from geodata.imports.importing import Outcome
from geodata.imports.kind import Kind
from geodata.imports.kinds import KINDS
from geodata.readers.cells import text_of, word_of
from geodata.readers.columns import SITE_ID, SOURCE, Column, Form, Item, Stored
from geodata.readers.known import Known
from geodata.readers.row_problems import TableRow
from geodata.readers.site_ids import known_sites
from geodata.rules.names import fold
from geodata.server.logins import Addresses

TODAY = date(2017, 4, 10)
HEADER = "site_id,lang,name,source"
STAGED = """CREATE TEMPORARY TABLE staged (
    row integer, site_id text, lang text, name text, folded text, source text
) ON COMMIT DROP"""
COMPARED = """-- A spelling is known or new; another one of the same site stands beside it.
CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
SELECT i.row, CASE WHEN n.name IS NULL THEN 'new' ELSE 'unchanged' END AS state
FROM staged i
LEFT JOIN ninewa.place_name n
  ON n.entity_kind = 'site' AND (n.entity_id, n.lang, n.name) = (i.site_id, i.lang, i.name)
"""
WRITTEN = """INSERT INTO ninewa.place_name (entity_kind, entity_id, lang, name, folded, form, origin)
SELECT 'site', i.site_id, i.lang, i.name, i.folded, 'alias', coalesce(i.source, :cited_as)
FROM staged i JOIN compared c USING (row) WHERE c.state = 'new'
"""


@dataclass(frozen=True, slots=True)
class Spelling(Item):
    site_id: str
    lang: str
    name: str
    source: str | None

    @property
    def key(self) -> tuple[str, ...]:
        return (self.site_id, self.lang, self.name)

    @property
    def stored(self) -> dict[str, Stored]:
        named = {"site_id": self.site_id, "lang": self.lang, "name": self.name}
        return {**named, "folded": fold(self.name), "source": self.source}


def judge(row: TableRow, known: Known, _today: date) -> Spelling | None:
    sites = known_sites(row, known)
    lang, name = word_of(row, "lang", ("en", "ar"), {}), text_of(row, "name", 200)
    if row.is_rejected or not sites or lang is None or name is None:
        return None
    return Spelling(row.number, sites[0], lang, name, text_of(row, "source", 500))


@pytest.fixture
def kinds(tmp_path: Path) -> dict[str, Kind]:
    """Those that there are, and one of this test's own: other spellings of sites."""
    for file, statement in (("staged", STAGED), ("compared", COMPARED), ("written", WRITTEN)):
        (tmp_path / f"{file}.sql").write_text(statement, encoding="utf-8")
    form = Form("spellings", (SITE_ID, Column("lang", needed=True), Column("name", needed=True), SOURCE), judge)
    return {**KINDS, "spellings": Kind(form, "spellings of sites", tmp_path, lambda _connection: [])}


def imported(addresses: Addresses, kinds: dict[str, Kind], *lines: str, apply: bool = True) -> Outcome:
    data = "\n".join([HEADER, *lines, ""]).encode()
    return importing.run(
        addresses.owner, data, "spellings.csv", "spellings", today=TODAY, key="of tests", apply=apply, kinds=kinds
    )


def states(outcome: Outcome) -> tuple[int, int, int, bool]:
    return outcome.new, outcome.changed, outcome.unchanged, outcome.applied


def test_a_kind_made_here_is_read_compared_and_written(fresh_database: Addresses, kinds: dict[str, Kind]) -> None:
    lines = ("haj-ali,en,Haj Aly Grounds,List of names", "debaga-1,ar,مخيم ديبكة الأول", "nowhere-9,en,Nowhere")
    tried = imported(fresh_database, kinds, *lines, apply=False)
    assert states(tried) == (2, 0, 0, False)
    assert [(problem.row, problem.column) for problem in tried.reading.problems] == [(4, "site_id")]
    assert states(imported(fresh_database, kinds, *lines)) == (2, 0, 0, True)
    again = imported(fresh_database, kinds, *lines, "haj-ali,en,Hadj Ali")
    assert states(again) == (1, 0, 2, True)
    engine = create_engine(fresh_database.owner, poolclass=pool.NullPool)
    with engine.connect() as connection:
        batches = connection.execute(text("SELECT kind, rows_new FROM ninewa.import_batch ORDER BY import_id")).all()
        assert batches == [("spellings", 2), ("spellings", 1)]
        # What a kind writes is known to the readers of all others.
        assert importing.known(connection).spellings[fold("Haj Aly Grounds")] == ("haj-ali",)


def test_a_kind_has_a_template_and_without_it_there_is_none(fresh_database: Addresses, kinds: dict[str, Kind]) -> None:
    assert kinds["spellings"].form.template() == f"{HEADER}\r\n"
    with pytest.raises(KeyError):
        imported(fresh_database, KINDS)
