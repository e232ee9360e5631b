"""What changed from one snapshot of a series to the next: of what both hold, in words and site by site, for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import create_engine, pool

from geodata.server.logins import Addresses
from scripts import snapshot as script
from tests.conftest import Make
from tests.test_snapshots import frozen
from webmap.snapshots.falling_away import what_stands
from webmap.snapshots.since_previous import MOST_NAMES, MOST_ROWS, Content, Since, since
from webmap.words.i18n import speaking


@pytest.fixture
def app(make_app: Make, fresh_database: Addresses) -> Iterator[Flask]:
    made = make_app(fresh_database, role="public", webmap_page_cache_mb=0)  # a withdrawal is seen at once
    yield made
    made.extensions["painter"].stop()


def site(name: str, families: int | None = None, free: int | None = None, status: str = "open") -> dict[str, str]:
    figures = {"families": families, "free_places": free}
    told = {key: "" if value is None else str(value) for key, value in figures.items()}
    return {"site_id": name.lower(), "name": name, "name_ar": f"م{name}", "status": status, **told}


def compared(then: list[dict[str, str]], now: list[dict[str, str]], lang: str = "en") -> Since:
    figure = {"metric": "displaced", "provider": "IOM DTM", "name": "Displaced now"}
    figures = [{**figure, "value": value, "date": on} for value, on in (("100", "1 Mar 2017"), ("120", "8 Mar 2017"))]
    first, second = [
        Content(date(2017, 3, day), rows, [one]) for day, rows, one in zip((1, 8), (then, now), figures, strict=True)
    ]
    with speaking(lang):
        return since("T", "Before", first, second, lang)


def test_only_what_both_state_is_compared() -> None:
    then = [site("A", 10, 5), site("B", None, 7), site("C", 30, 9), site("D", 1), site("Gone", 4)]
    now = [site("A", 15, 0), site("B", 40), site("C", 29, 12), site("D", 1, status="closed"), site("New", 8, 100)]
    told = compared(then, now)
    plain = [sentence.replace("\u2068", "").replace("\u2069", "") for sentence in told.sentences]
    assert plain == [
        "Displaced now, IOM DTM: 120 on 8 Mar 2017, 100 on 1 Mar 2017.",
        "Free places in the 2 sites where both state them: 12, before 14.",
        "New on the map: New.",
        "Closed: D.",
        "Figures known now and not before: B.",
        "Figures known before and not now: B.",
        "No longer on it: Gone.",
    ]
    rows = [[cell.text for cell in row] for row in told.table.rows]
    assert rows == [["A", "10", "15", "5", "0"], ["C", "30", "29", "9", "12"]]
    assert "مNew" in " ".join(compared(then, now, "ar").sentences)
    same = compared(then, then)
    assert (list(same.table.rows), len(same.sentences)) == ([], 1)


def test_free_places_counted_long_before_enter_no_sum() -> None:
    """A is counted in the week, B in the month of the first map, C long before the second."""
    days = [("A", "2017-03-01", "2017-03-08"), ("B", "2017-02-28", "2017-02-28"), ("C", "2017-01-20", "2017-01-31")]
    then, now = [
        [site(name, free=20 + place) | {"plots_as_of": on[place], "plots_precision": "day"} for name, *on in days]
        for place in (0, 1)
    ]
    (told,) = (sentence for sentence in compared(then, now).sentences if sentence.startswith("Free"))
    assert told == "Free places in the 2 sites where both state them: 42, before 40."


def test_each_figure_bears_its_own_day_under_the_day_of_its_map() -> None:
    """That of A is of a month before the first map, and was counted by the second."""
    then = site("A", 10, 5) | {
        "families_as_of": "2017-02-28",
        "families_precision": "month",
        "plots_as_of": "2017-02-20",
    }
    now = site("A", 15, 0) | {"families_as_of": "2017-03-07", "plots_as_of": "2017-03-08", "plots_precision": "day"}
    told = compared([then], [now])
    assert [column.label for column in told.table.columns[1:3]] == [
        "Families, map of 1 Mar 2017",
        "Families, map of 8 Mar 2017",
    ]
    ((_name, *cells),) = told.table.rows
    assert [(cell.text, cell.note) for cell in cells] == [
        ("10", "Feb 2017"),
        ("15", "7 Mar 2017"),
        ("5", "20 Feb 2017"),
        ("0", "8 Mar 2017"),
    ]


def test_it_is_bounded_and_the_largest_come_first() -> None:
    then = [site(f"S{number:03}", 100) for number in range(500)]
    now = [site(f"S{number:03}", 100 + number) for number in range(500)] + [site(f"N{number}") for number in range(50)]
    told = compared(then, now)
    assert len(told.table.rows) == MOST_ROWS
    assert told.table.rows[0][0].text == "S499"
    (new,) = (sentence for sentence in told.sentences if sentence.startswith("New"))
    assert new.count("\u2068") == MOST_NAMES
    assert f"and {50 - MOST_NAMES} more" in new


def test_a_part_falls_away_alone() -> None:
    page = b"a<!--while form 1-->b<!--/while-->c<!--while published x-y_1-->d<!--/while-->e"
    assert what_stands(page, lambda kind, value: True) == page
    assert (
        what_stands(page, lambda kind, value: (kind, value) == ("form", "1")) == b"a<!--while form 1-->b<!--/while-->ce"
    )


def test_the_next_of_a_series_says_what_changed_until_the_one_before_is_withdrawn(
    app: Flask, fresh_database: Addresses
) -> None:
    first = frozen(app, fresh_database, at="2017-03-01", title="The first")
    client = app.test_client()
    assert "What changed since" not in client.get(f"/s/{first}?lang=en").text
    second = frozen(app, fresh_database, at="2017-04-04", title="The second")
    unrelated = frozen(app, fresh_database, series="another")
    page = client.get(f"/s/{second}?lang=en").text
    assert "What changed since the snapshot of 1 March 2017" in page
    assert f'<a href="/s/{first}?lang=en"><bdi>The first</bdi></a>' in page
    assert re.search(r"<li>Displaced now, .*: [\d,]+ on .* 2017, [\d,]+ on .* 2017", page)
    assert "ما تغيّر منذ لقطة" in client.get(f"/s/{second}?lang=ar").text
    assert "What changed since" not in client.get(f"/s/{unrelated}?lang=en").text
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE figure SET value = value + 1")
    assert client.get(f"/s/{second}?lang=en").text == page
    script.withdrawn(fresh_database.owner, first, "It names whom it must not", None)
    after = client.get(f"/s/{second}?lang=en")
    assert after.status_code == 200
    assert ("What changed since" in after.text, first in after.text) == (False, False)
    assert after.text == re.sub(r"<!--while published.*?<!--/while-->\n", "", page, flags=re.DOTALL)
