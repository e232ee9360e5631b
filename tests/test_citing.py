"""A source is as public as the most public row that cites it: its text where that is low, or nothing."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import Connection

from geodata.server.logins import Addresses, libpq

REPORT = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id, sensitivity)
    VALUES (%(site)s, '2017-04-02', 50, %(source)s, %(level)s) RETURNING report_id"""
TOLD = "SELECT title, publisher, url FROM published.sources WHERE source_id = %(source)s"
TITLE = "List of the sheikh of Nimrud, by telephone"


@pytest.fixture
def source(owner: Connection) -> int:
    made = (
        "INSERT INTO ninewa.source (cited_as, title, publisher, url) VALUES ('x', %(title)s, 'P', 'https://x.example')"
    )
    return int(owner.exec_driver_sql(f"{made} RETURNING source_id", {"title": TITLE}).scalar_one())


def told(owner: Connection, source: int) -> tuple[str | None, ...] | None:
    row = owner.exec_driver_sql(TOLD, {"source": source}).one_or_none()
    return None if row is None else tuple(row)


def report(owner: Connection, source: int, level: str, site: str = "haj-ali") -> int:
    values = {"site": site, "source": source, "level": level}
    return int(owner.exec_driver_sql(REPORT, values).scalar_one())


@pytest.mark.parametrize(
    ("level", "public"),
    [
        ("low", (TITLE, "P", "https://x.example")),
        ("moderate", ("a source that is not public", None, None)),
        ("high", None),
        ("severe", None),
    ],
)
def test_a_source_is_as_public_as_the_row_that_cites_it(
    owner: Connection, source: int, level: str, public: tuple[str | None, ...] | None
) -> None:
    assert told(owner, source) is None, "nobody cites it yet"
    made = report(owner, source, level)
    assert told(owner, source) == public
    owner.exec_driver_sql("DELETE FROM ninewa.site_report WHERE report_id = %(made)s", {"made": made})
    assert told(owner, source) is None


def test_it_follows_the_site_and_the_most_public_row(owner: Connection, source: int) -> None:
    report(owner, source, "low")
    raised = "UPDATE ninewa.site SET sensitivity = %(level)s WHERE site_id = 'haj-ali'"
    owner.exec_driver_sql(raised, {"level": "severe"})
    assert told(owner, source) is None
    owner.exec_driver_sql(raised, {"level": "moderate"})
    assert told(owner, source) == ("a source that is not public", None, None)
    report(owner, source, "low", site="qaymawa")
    assert told(owner, source) == (TITLE, "P", "https://x.example")


def test_every_shipped_source_that_is_cited_is_told_in_full(owner: Connection) -> None:
    cited = owner.exec_driver_sql("SELECT count(*) FROM published.sources").scalar_one()
    same = owner.exec_driver_sql("""SELECT count(*) FROM published.sources p JOIN ninewa.source s USING (source_id)
        WHERE (p.title, p.sensitivity) = (s.title, 'low')""").scalar_one()
    assert cited == same > 50


def test_writers_of_one_source_do_not_wait_for_one_another(fresh_database: Addresses) -> None:
    with psycopg.connect(libpq(fresh_database.owner)) as one, psycopg.connect(libpq(fresh_database.owner)) as other:
        for connection, level in ((one, "low"), (other, "moderate")):
            connection.execute("SET lock_timeout = '1s'")
            connection.execute(REPORT, {"site": "haj-ali", "source": 1, "level": level})
        other.commit()
        one.commit()


def test_a_source_whose_last_row_goes_while_another_is_written_stays(fresh_database: Addresses) -> None:
    with psycopg.connect(libpq(fresh_database.owner)) as one, psycopg.connect(libpq(fresh_database.owner)) as other:
        source = one.execute(
            "INSERT INTO ninewa.source (cited_as, title) VALUES ('x', 'X') RETURNING source_id"
        ).fetchone()
        assert source is not None
        values = {"site": "haj-ali", "source": source[0], "level": "low"}
        made = one.execute(REPORT, values).fetchone()
        one.commit()
        other.execute(REPORT, values)
        one.execute("SET lock_timeout = '300ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            one.execute("DELETE FROM ninewa.site_report WHERE report_id = %s", made)
        one.rollback()
        other.commit()
        one.execute("DELETE FROM ninewa.site_report WHERE report_id = %s", made)
        one.commit()
        assert one.execute(TOLD, {"source": source[0]}).fetchone() == ("X", None, None)


def test_a_source_is_not_told_once_two_have_each_taken_a_citation_away(fresh_database: Addresses) -> None:
    with psycopg.connect(libpq(fresh_database.owner)) as one, psycopg.connect(libpq(fresh_database.owner)) as other:
        [(source,)] = one.execute("INSERT INTO ninewa.source (cited_as, title) VALUES ('x', 'x') RETURNING source_id")
        reports = [
            one.execute(REPORT, {"site": "haj-ali", "source": source, "level": level}).fetchall()
            for level in ("low", "low", "moderate")
        ]
        one.commit()
        for connection, [(report,)] in zip((one, other), reports, strict=False):
            connection.execute("SET lock_timeout = '1s'")
            connection.execute("DELETE FROM ninewa.site_report WHERE report_id = %s", [report])
        one.commit()
        other.commit()
        assert one.execute(TOLD, {"source": source}).fetchall() == [("a source that is not public", None, None)]
