"""A row that one transaction hides while another one publishes it anew, for a reason of its own, is hidden."""

import psycopg
import pytest

from geodata.server.logins import Addresses
from tests.test_publishing import published_of, waiting, writer

NEAR_HAJ_ALI = """INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, note, source_id, sensitivity)
    VALUES ('{}', 'individuals', 'stock', '2017-05-01', 'persons', 500, 'near Haj Ali', 1, 'low') RETURNING figure_id"""
FEW = """INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)
    SELECT site_id, '2017-05-01', %s, source_id FROM ninewa.site WHERE site_id = 'haj-ali' RETURNING report_id"""
SEVERE_SITE = "UPDATE ninewa.site SET sensitivity = 'severe' WHERE site_id = 'haj-ali'"
LOW_SITE = "UPDATE ninewa.site SET sensitivity = 'low' WHERE site_id = 'haj-ali'"


def number(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    assert row is not None
    connection.commit()
    found: int = row[0]
    return found


@pytest.mark.parametrize(
    "hidden",
    [
        "UPDATE ninewa.figure SET sensitivity = 'severe' WHERE figure_id = {}",
        "UPDATE ninewa.figure SET site_ids = '{{haj-ali}}', note = NULL, sensitivity = 'high' WHERE figure_id = {}",
        "DELETE FROM ninewa.figure WHERE figure_id = {}",
    ],
)
def test_a_row_hidden_while_another_tells_it_anew_for_its_words_is_not_published(
    fresh_database: Addresses, hidden: str
) -> None:
    with writer(fresh_database) as one, writer(fresh_database) as other:
        one.execute(SEVERE_SITE)
        one.commit()
        figure = number(one, NEAR_HAJ_ALI)
        one.execute(LOW_SITE)
        with waiting(fresh_database, other, hidden.format(figure)):
            one.commit()
        query = f"SELECT figure_id FROM published.figures WHERE figure_id = {figure}"
        assert published_of(fresh_database, query) == ({}, [])


def test_a_report_hidden_while_another_of_few_stands_beside_it_is_not_published(fresh_database: Addresses) -> None:
    with writer(fresh_database) as one, writer(fresh_database) as other:
        one.execute("UPDATE ninewa.site SET sensitivity = 'moderate' WHERE site_id = 'haj-ali'")
        report = number(one, FEW % 500)
        one.execute(FEW % 5)
        with waiting(
            fresh_database, other, f"UPDATE ninewa.site_report SET sensitivity = 'severe' WHERE report_id = {report}"
        ):
            one.commit()
        query = f"SELECT report_id FROM published.site_reports WHERE report_id = {report}"
        assert published_of(fresh_database, query) == ({}, [])


@pytest.mark.parametrize("first", ["words", "site"])
def test_words_written_while_the_site_that_they_name_becomes_severe_are_not_published(
    fresh_database: Addresses, first: str
) -> None:
    with writer(fresh_database) as one, writer(fresh_database) as other:
        words, site = (one, other) if first == "words" else (other, one)
        words.execute(NEAR_HAJ_ALI)
        site.execute(SEVERE_SITE)
        one.commit()
        other.commit()
        query = "SELECT note FROM published.figures WHERE note LIKE '%%Haj Ali%%'"
        assert published_of(fresh_database, query) == ({}, [])


def test_words_written_while_a_severe_site_gets_the_name_that_they_say_are_not_published(
    fresh_database: Addresses,
) -> None:
    with writer(fresh_database) as one, writer(fresh_database) as other:
        one.execute(SEVERE_SITE)
        one.commit()
        one.execute(NEAR_HAJ_ALI.replace("Haj Ali", "Tell Zeytun"))
        other.execute(
            "INSERT INTO ninewa.place_name (entity_kind, entity_id, lang, name, folded)"
            " VALUES ('site', 'haj-ali', 'en', 'Tell Zeytun', 'tell zeytun')"
        )
        other.commit()
        one.commit()
        query = "SELECT note FROM published.figures WHERE note LIKE '%%Zeytun%%'"
        assert published_of(fresh_database, query) == ({}, [])
