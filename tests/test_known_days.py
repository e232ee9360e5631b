"""Nothing of a later day enters a page: every page and file of ten days is read for dates after its own."""

import calendar
import csv
import html
import io
import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

DAYS = [
    *(date(2016, 10, 20), date(2016, 10, 30), date(2016, 11, 21), date(2016, 12, 20), date(2017, 1, 25)),
    *(date(2017, 2, 26), date(2017, 3, 31), date(2017, 4, 4), date(2017, 5, 20), date(2017, 7, 4)),
]
PLACE = "q=36.17,43.25"
PAGES = (
    *(
        "/",
        "/?look=road",
        "/print",
        "/offline.html",
        "/map/data.json",
        "/sites",
        "/sites.csv",
        "/corridors",
        "/corridors.csv",
        "/communities",
    ),
    *("/communities.csv", "/displacement", "/displacement.csv", "/displacement/checks.csv"),
    *(f"/plan?{PLACE}", f"/plan/nearest?{PLACE}&include_unknown=1", "/plan/along?corridor=C02", "/plan/gaps"),
    *("/plan/gaps.csv", "/plan/movements", "/plan/movements.csv", "/plan/changes", "/plan/changes.csv"),
    *("/plan/catchments", "/plan/catchments.csv", "/plan/peacebuilding", "/plan/peacebuilding.csv"),
    *("/plan/peacebuilding/activities.csv", "/plan/peacebuilding/movements.csv", "/api/plan/changes"),
    *("/api/plan/peacebuilding", "/api/plan/movements", "/map/services.csv", "/map/movements.csv"),
)
MONTHS = {name.lower(): n for names in (calendar.month_name, calendar.month_abbr) for n, name in enumerate(names) if n}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WRITTEN = re.compile(rf"\b(?:(\d{{1,2}})\s+)?({MONTH})\s+(20\d\d)\b|\b(20\d\d)-(\d\d)(?:-(\d\d))?\b", re.IGNORECASE)
WITHOUT_YEAR = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(calendar.month_name[1:])})\b(?!\s+20\d\d)", re.IGNORECASE)
SOON = 100  # days; further ahead the year before is meant
NOT_SAID = re.compile(r"<(script|style|form|nav|header|footer)\b.*?</\1>", re.DOTALL)
# A link to another day, or to another page on one, is a way there and no statement.
TO_ANOTHER_DAY = re.compile(r"<a\b[^>]*\bat=(\d{4}-\d\d-\d\d)[^>]*>.*?</a>", re.DOTALL)


@pytest.fixture
def cited(app_db: Connection) -> re.Pattern[str]:
    """What says where a fact or a position was read, with the day of that page: no page of a day is without it."""
    titles, publishers = zip(*app_db.execute(text("SELECT title, publisher FROM sources")).all(), strict=True)
    positions = app_db.scalars(
        text(
            "SELECT coord_source FROM sites UNION SELECT coord_source FROM communities"
            " UNION SELECT coord_source FROM corridor_points"
        )
    )
    whole = _one_of(*titles, *positions)
    day = rf"[^\w]{{1,9}}(?:\d{{1,2}} )?(?:(?:{MONTH}) )?20\d\d\b"
    return re.compile(rf"{whole}(?:{day})?|{_one_of(*publishers)}{day}", re.IGNORECASE)


def _one_of(*words: str | None) -> str:
    longest_first = sorted({word for word in words if word and word != "Iraq"}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def said(body: str, cited: re.Pattern[str]) -> str:
    if body.lstrip().startswith("<"):
        body = re.sub(r"<[^>]+>", " ", TO_ANOTHER_DAY.sub(" ", NOT_SAID.sub(" ", body)))
    elif body.lstrip().startswith(("{", "[")):
        body = json.dumps(json.loads(body), ensure_ascii=False)
    body = re.sub("[\u2066-\u2069]", "", html.unescape(body))
    return cited.sub(" ", re.sub(r"\s+", " ", body))


def later_dates(words: str, at: date) -> Iterator[str]:
    """Dates after the day and what stands around them: a month by its first, one without a year if it would be soon."""
    for match in WRITTEN.finditer(words):
        day, month, year, iso_year, iso_month, iso_day = match.groups()
        try:
            found = date(
                int(year or iso_year), MONTHS[month.lower()] if month else int(iso_month), int(day or iso_day or 1)
            )
        except ValueError:
            continue
        if found > at:
            yield words[max(0, match.start() - 80) : match.end() + 30]
    for match in WITHOUT_YEAR.finditer(words):
        ahead = (date(at.year, MONTHS[match[2].lower()], min(int(match[1]), 28)) - at).days
        if 0 < ahead <= SOON:
            yield words[max(0, match.start() - 80) : match.end() + 30]


@pytest.mark.parametrize("at", DAYS, ids=str)
def test_no_page_or_file_tells_of_a_later_day(
    client: FlaskClient, app_db: Connection, cited: re.Pattern[str], at: date
) -> None:
    sites, corridors, communities = (
        app_db.scalars(text(f"SELECT {key}_id FROM {key if key != 'community' else 'communitie'}s ORDER BY 1")).all()
        for key in ("site", "corridor", "community")
    )
    app_db.rollback()  # a transaction that idles is ended
    paths = [*PAGES, *(f"/sites/{one}" for one in sites)]
    paths += [f"/corridors/{one}{what}" for one in corridors for what in ("", "/points.csv", "/analysis")]
    paths += [f"/communities/{one}{what}" for one in communities for what in ("", ".csv")]
    found = []
    for path in paths:
        answer = client.get(f"{path}{'&' if '?' in path else '?'}at={at}&lang=en")
        assert answer.status_code in (200, 404), path
        if answer.status_code == 200:
            found += [f"{path}: …{one}" for one in later_dates(said(answer.text, cited), at)]
    assert not found, "\n".join(found)


def test_a_text_says_what_had_been_said_by_the_day(app_db: Connection) -> None:
    note = "printed so; [from 2017-04-04] a second says more; [from 2017-06-01] a third too"
    asked = text("SELECT said_by(:note, CAST(:day AS date))")
    told = [app_db.scalar(asked, {"note": note, "day": day}) for day in ("2017-04-03", "2017-04-04", "2017-06-01")]
    assert told == ["printed so", "printed so; a second says more", "printed so; a second says more; a third too"]
    assert app_db.scalar(asked, {"note": "[from 2017-04-04] later", "day": "2017-04-03"}) is None
    assert app_db.scalar(asked, {"note": "100% [sic]", "day": "2017-04-03"}) == "100% [sic]"


@pytest.mark.parametrize(
    ("corridor", "at", "state"),
    [
        ("C10", "2017-04-04", "not_begun"),  # "April 2017"; its only source is of the 14th
        ("C10", "2017-04-14", "in_use"),
        ("C01", "2017-02-25", "in_use"),  # a beginning by its day counts from that day
        ("C03", "2017-03-30", "not_begun"),  # "March 2017" is surely begun on its last day
        ("C03", "2017-03-31", "in_use"),
    ],
)
def test_a_corridor_is_in_use_from_the_day_that_was_known(
    client: FlaskClient, corridor: str, at: str, state: str
) -> None:
    rows = csv.DictReader(io.StringIO(client.get(f"/corridors.csv?at={at}").text.removeprefix("\ufeff")))
    assert next(row["state"] for row in rows if row["corridor_id"] == corridor) == state


def test_who_manages_a_site_is_told_from_the_day_it_was_stated(client: FlaskClient) -> None:
    before, after = (
        client.get(f"/sites/qayyarah-airstrip?at={at}&lang=en").text for at in ("2017-04-04", "2017-07-31")
    )
    assert "DRC" not in before
    assert re.search(r'<bdi lang="en">DRC</bdi> <span class="small">July 2017</span>', after)


def test_a_service_stated_only_later_says_so(client: FlaskClient) -> None:
    """The maternity hospital opened on 19 March; who says so says it in June."""
    stated = []
    for at in ("2017-03-18", "2017-04-04", "2017-06-06"):
        rows = csv.DictReader(io.StringIO(client.get(f"/map/services.csv?at={at}").text.removeprefix("\ufeff")))
        stated += [row["known_on"] for row in rows if row["name"].startswith("Karama maternity hospital")]
    assert stated == ["", "2017-06-06"]


def test_the_recount_is_drawn_once_it_was_published(client: FlaskClient) -> None:
    drawn = [
        client.get(f"/displacement?at={at}").text.count("-hatch)") for at in ("2017-04-04", "2017-07-02", "2017-07-03")
    ]
    assert drawn[:2] == [0, 0]
    assert drawn[2] > 0
