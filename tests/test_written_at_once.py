"""Those who write of one site and its days at the same moment give back nothing that the other withholds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psycopg
import pytest
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses, libpq
from tests.test_publishing import differences

SITE = """INSERT INTO ninewa.site (site_id, name, type, as_of, source_id, sensitivity, geom) VALUES
    ('tried', 'Tried', 'camp', '2017-01-01', 1, 'moderate', ST_SetSRID(ST_MakePoint(43.2, 36.1), 4326));
    INSERT INTO ninewa.flow_place (name, kind, reason) VALUES ('from here', 'unspecific', 'made up'),
        ('to there', 'unspecific', 'made up')"""
REPORT = """INSERT INTO ninewa.site_report (site_id, as_of, {}, source_id, sensitivity)
    VALUES ('tried', '2017-04-01', {}, 1, 'moderate')"""
MOVED = """INSERT INTO ninewa.flow
    (from_name, to_name, period_start, period_end, {}, kind, as_of, source_id, provider, sensitivity)
    VALUES ('from here', 'to there', '2017-03-{}', '2017-04-01', {}, 'transfer', '2017-04-01', 1, 'DTM', 'moderate')"""
STATED = """INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, source_id, sensitivity)
    VALUES ('{{tried}}', '{}', 'stock', '2017-04-01', '{}', {}, 1, 'moderate')"""
SERVED = """INSERT INTO ninewa.service_report (site_ids, as_of, indicator, unit, value, source_id, sensitivity)
    VALUES ('{{tried}}', '2017-03-20', '{}', '{}', {}, 1, 'moderate')"""
FEW_WAIT = REPORT.format("families_waiting", "5")
# Of each pair the first is of few, and the second gives it back; or both together tell how few wait.
PAIRS = {
    "reports": (FEW_WAIT, REPORT.format("families", "120")),
    "a statement beside a report": (REPORT.format("families", "7"), STATED.format("families", "families", 127)),
    "a report beside a statement": (STATED.format("families", "families", 7), REPORT.format("individuals", "190")),
    "a rate of another day": (SERVED.format("latrines", "latrines", 6), STATED.format("rate", "persons/latrine", 40)),
    "families and plots of two reports": (REPORT.format("families", 1200), REPORT.format("plots_occupied", 1195)),
    "plots beside a statement": (REPORT.format("plots_occupied", 1195), STATED.format("families", "families", 1200)),
    "movements": (MOVED.format("families", 28, 4), MOVED.format("individuals", 30, 22)),
    "both of few": (FEW_WAIT, REPORT.format("families", "7")),
}


@pytest.fixture
def tried(fresh_database: Addresses) -> Addresses:
    with psycopg.connect(libpq(fresh_database.owner)) as owner:
        for statement in SITE.split(";"):
            owner.execute(statement)
    return fresh_database


@pytest.fixture
def writers(tried: Addresses) -> Iterator[Sequence[psycopg.Connection]]:
    """Three of them, of whom none waits for another for a second."""
    with ExitStack() as open_ones:
        found = [open_ones.enter_context(psycopg.connect(libpq(tried.owner))) for _each in range(3)]
        for one in found:
            one.execute("SET lock_timeout = '900ms'")
            one.commit()
        yield found


def published_otherwise(addresses: Addresses) -> dict[str, int]:
    with create_engine(addresses.owner, poolclass=pool.NullPool).connect() as owner:
        return differences(owner)


@pytest.mark.parametrize("pair", PAIRS.values(), ids=list(PAIRS))
@pytest.mark.parametrize("ends", list(itertools.permutations((0, 1))))
def test_two_writers_at_once(
    tried: Addresses, writers: Sequence[psycopg.Connection], pair: tuple[str, str], ends: tuple[int, ...]
) -> None:
    for writer, statement in zip(writers, pair, strict=False):
        writer.execute(statement)
    for one in ends:
        writers[one].commit()
    assert published_otherwise(tried) == {}


@pytest.mark.parametrize(
    ("ends", "rolled_back"),
    [*((order, None) for order in itertools.permutations(range(3))), *(((2, 0, 1), one) for one in range(3))],
)
def test_three_writers_of_whom_one_may_take_all_back(
    tried: Addresses, writers: Sequence[psycopg.Connection], ends: tuple[int, ...], rolled_back: int | None
) -> None:
    written = (*PAIRS["reports"], STATED.format("tents", "families", 127))
    for writer, statement in zip(writers, written, strict=True):
        writer.execute(statement)
    for one in ends:
        writers[one].rollback() if one == rolled_back else writers[one].commit()
    assert published_otherwise(tried) == {}


@pytest.mark.parametrize("first", [0, 1])
def test_one_who_ends_while_the_other_is_at_its_end(
    tried: Addresses, writers: Sequence[psycopg.Connection], first: int
) -> None:
    """The first has looked for others and is not yet seen: the second looks once that one has ended."""
    for writer, statement in zip(writers, PAIRS["reports"], strict=False):
        writer.execute("SET lock_timeout = '20s'")
        writer.execute(statement)
    writers[first].execute("SET CONSTRAINTS ALL IMMEDIATE")
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(writers[1 - first].commit)
        with pytest.raises(TimeoutError):
            second.result(0.3)
        writers[first].commit()
        second.result(20)
    assert published_otherwise(tried) == {}


def test_a_report_does_not_wait_for_an_import_of_the_same_site(writers: Sequence[psycopg.Connection]) -> None:
    importing, manager, _other = writers
    importing.execute(PAIRS["reports"][0])
    manager.execute(PAIRS["reports"][1])
    manager.commit()
    importing.commit()


def test_what_is_not_read_anew_cannot_be_judged(tried: Addresses) -> None:
    with psycopg.connect(libpq(tried.owner)) as writer:
        writer.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        writer.execute(FEW_WAIT)
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="READ COMMITTED"):
            writer.commit()


def test_what_was_written_is_kept_for_two_days(tried: Addresses) -> None:
    with psycopg.connect(libpq(tried.owner)) as writer:
        writer.execute(FEW_WAIT)
        writer.execute("UPDATE ninewa.written_day SET written_at = now() - INTERVAL '3 days'")
        writer.commit()
        writer.execute(PAIRS["reports"][1])
        writer.commit()
        assert writer.execute("SELECT count(*) FROM ninewa.written_day").fetchall() == [(1,)]
