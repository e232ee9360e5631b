"""Days as they are written: one reading for files and for addresses, and none where two are possible."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from babel.dates import format_date
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.imports import importing
from geodata.imports.importing import Outcome
from geodata.readers import reading
from geodata.readers.days import _SAID
from geodata.readers.known import Known
from geodata.readers.reading import Reading
from geodata.readers.sentences import SENTENCES
from geodata.readers.site_report_rows import FORM, SiteReport
from geodata.rules.dates import TIME_ZONE, stated_day, stated_text
from geodata.rules.digits import latin_digits
from geodata.rules.month_names import month_of
from geodata.rules.written_days import DAY_FIRST, HOW_READ, MONTH_FIRST, WHY_NOT, read
from geodata.server.logins import Addresses
from webmap.words.i18n import LANGUAGES, format_day, speaking
from webmap.words.i18n import day as in_words

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 28)
IDS = ("qaymawa", "haj-ali", "bardarash", "jadah-5", "chamakor", "khazer-m1", "hasansham-u2", "hasansham-u3")
SITES = Known(dict.fromkeys(IDS, ""))


def file(name: str, order: str | None = None) -> Reading:
    return reading.read((FILES / name).read_bytes(), FORM, SITES, TODAY, day_order=order)


def days(found: Reading) -> dict[str, str]:
    """Day, third of a month or month by site."""
    return {item.site_id: stated_text(item.as_of) for item in found.accepted if isinstance(item, SiteReport)}


def told(found: Reading) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.code) for problem in found.problems]


def test_a_day_is_one_in_baghdad() -> None:
    found = file("utc-times.csv")
    assert days(found) == {"khazer-m1": "2017-03-25", "hasansham-u2": "2017-03-26", "hasansham-u3": "2017-03-26"}
    assert told(found) == [(3, "day_in_baghdad"), (4, "day_in_baghdad")]


@given(
    moment=st.datetimes(datetime(2016, 1, 1), datetime(2019, 1, 1)),  # noqa: DTZ001
    minutes=st.integers(-14 * 60, 14 * 60),
)
@settings(max_examples=300)
def test_any_moment_is_on_the_day_that_it_is_in_baghdad(moment: datetime, minutes: int) -> None:
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    only = read(moment.isoformat()).only
    assert only is not None
    assert only.day == moment.astimezone(TIME_ZONE).date()


def test_dots_have_their_day_first_and_it_is_said() -> None:
    found = file("dotted-dates.csv")
    assert days(found) == {"qaymawa": "2016-12-10", "haj-ali": "2017-03-04"}
    assert told(found) == [(2, "dotted_date"), (3, "dotted_date")]


def test_a_year_of_two_digits_is_read_where_only_one_day_fits() -> None:
    found = file("two-digit-years.csv")
    assert days(found) == {"jadah-5": "2017-11-30"}
    refused = [problem for problem in found.problems if problem.severity == "error"]
    assert [problem.suggestion for problem in refused] == [
        "2025-03-17 or 2017-03-25",
        "2009-12-16 or 2016-12-09",
        "2005-04-17 or 2017-04-05",
    ]


def test_months_in_every_form_that_the_region_writes() -> None:
    found = file("months-of-the-un-and-of-kurds.csv")
    assert days(found) == {
        "qaymawa": "2017-03-25",
        "haj-ali": "2017-03",
        "bardarash": "2017-04-04",
        "khazer-m1": "2017-03-25",
        "hasansham-u2": "2017-03-25",
        "hasansham-u3": "2017-03-25",
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_what_we_print_ourselves_is_read_again(lang: str, month: int) -> None:
    day = date(2017, month, 25)
    for short in (False, True):
        only = read(latin_digits(format_day(day, "day", lang, short=short))).only
        assert only is not None
        assert (only.day, only.precision) == (day, "day")
        only = read(latin_digits(format_day(day, "month", lang, short=short))).only
        assert only is not None
        assert (only.day.month, only.precision) == (month, "month")
    whole = read(latin_digits(format_date(day, "long", locale=LANGUAGES[lang][2]))).only
    assert whole is not None
    assert whole.day == day


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("third", ["early", "mid", "end"])
def test_a_third_of_a_month_that_we_print_is_read_again(lang: str, third: str) -> None:
    for month in range(1, 13):
        stated = stated_day(f"2017-{month:02}-{third}")
        assert stated is not None
        with speaking(lang):
            for short in (False, True):
                assert read(latin_digits(in_words(stated.day, third, short=short))).only == stated
        assert read(stated_text(stated)).only == stated


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        *(
            ("early March 2017", "2017-03-early"),
            ("Early-Mar 2017", "2017-03-early"),
            ("mid-March 2017", "2017-03-mid"),
        ),
        *(
            ("late March 2017", "2017-03-end"),
            ("end of March, 2017", "2017-03-end"),
            ("2017 end February", "2017-02-end"),
        ),
        *(("أوائل آذار 2017", "2017-03-early"), ("منتصف شهر آذار/مارس 2017", "2017-03-mid")),
        *(("أواخر كانون الثاني 2017", "2017-01-end"), ("سەرەتای مانگی ئازاری 2017", "2017-03-early")),
        *(("ناوەڕاستی ئازاری 2017", "2017-03-mid"), ("کۆتایی ئازاری 2017", "2017-03-end")),
    ],
)
def test_a_third_of_a_month_in_every_form_that_the_region_writes(written: str, stated: str) -> None:
    only = read(latin_digits(written)).only
    assert only is not None
    assert stated_text(only) == stated


@pytest.mark.parametrize(
    "written", ["5 early March 2017", "early 2017", "early 5 March 2017", "mid 2017-03", "early March"]
)
def test_what_names_no_third_of_a_month_is_not_read(written: str) -> None:
    assert read(written).only is None


PRECISE = """site_id,as_of,as_of_precision,families
haj-ali,2017-03-10,early,5
qaymawa,2017-03-31,month,5
jadah-5,2017-03-15,early,5
bardarash,late March 2017,,5
chamakor,2017-03-31,soon,5
khazer-m1,2017-03-10,day,5
"""


def test_the_file_of_a_site_s_reports_comes_back_unchanged(
    fresh_database: Addresses, make_app: Callable[..., Flask]
) -> None:
    def imported(data: bytes) -> Outcome:
        return importing.run(
            fresh_database.owner, data, "reports.csv", "site_reports", key="of tests", today=TODAY, apply=True
        )

    months = ("early March 2017", "mid-May 2017", "أواخر حزيران 2017", "July 2017", "2017-08-02")
    lines = ["site_id,as_of,families,source", *(f"chamakor,{when},{n}12,weekly" for n, when in enumerate(months, 1))]
    assert imported("\n".join(lines).encode()).new == 5
    answer = make_app(fresh_database).test_client().get("/sites/chamakor.csv?at=2017-09-01").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(answer.removeprefix("\ufeff"))))
    mine = [row for row in rows if row["source"] == "weekly"]
    assert [row["as_of_precision"] for row in mine] == ["day", "month", "end", "mid", "early"]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(mine[0]))
    writer.writeheader()
    writer.writerows(mine)
    found = imported(out.getvalue().encode())
    assert (found.new, found.changed, found.unchanged) == (0, 0, 5)


def test_a_file_may_say_the_precision_beside_the_last_day() -> None:
    found = reading.read(PRECISE.encode(), FORM, SITES, TODAY)
    assert days(found) == {
        **{"haj-ali": "2017-03-early", "qaymawa": "2017-03", "bardarash": "2017-03-end", "khazer-m1": "2017-03-10"},
    }
    errors = [(problem.row, problem.column, problem.code) for problem in found.problems if problem.severity == "error"]
    assert errors == [(4, "as_of_precision", "not_a_precision"), (6, "as_of_precision", "not_a_precision")]


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("آذار (مارس)", 3),
        ("كانون الثاني/يناير", 1),
        ("کانون الثانی", 1),
        ("کانوونی دووەم", 1),
        ("کانونی یەکەم", 12),
        ("ئازاری", 3),
        ("مايس", 5),
        ("ت2", 11),
        ("Sept.", 9),
        ("آذار/نيسان", None),
        ("Smarch", None),
    ],
)
def test_a_month_by_its_names(written: str, month: int | None) -> None:
    assert month_of(written) == month


@pytest.mark.parametrize(
    ("written", "day", "how"),
    [
        ("5-Apr-17", "2017-04-05", "other_form"),
        ("25/04/2017 00:00", "2017-04-25", "no_zone"),
        ("4/30/2017 13:42", "2017-04-30", "no_zone"),
        ("4/30/2017 1:42:07 PM", "2017-04-30", "no_zone"),
        ("25/03/2017 10:30 م", "2017-03-25", "no_zone"),
        ("2017-03-25 22:30:00 UTC", "2017-03-26", "moved"),
        ("2017-03-26T01:30:00+04:00", "2017-03-26", ""),
        ("2017-03-26T00:30:00+04:00", "2017-03-25", "moved"),
        ("04.04.2017", "2017-04-04", "other_form"),
        ("4/4/17", "2017-04-04", "other_form"),
        ("25th March 2017", "2017-03-25", "other_form"),
    ],
)
def test_forms_of_spreadsheets_with_one_reading(written: str, day: str, how: str) -> None:
    found = read(written, latest=TODAY)
    assert found.only is not None
    assert (found.only.day.isoformat(), found.how) == (day, how)


@pytest.mark.parametrize(
    "written",
    [
        *("03/04/2017", "03/04/2017 22:30Z", "17.03.25", "Mar-17", "25/03", "1/2/3", "2017-13", "29-Feb-2017", "March"),
        *("2017-03-25T25:00", "2017-03-25T12:00 or so", "2017-03T10:00", "2017-03-25T10:00+99:00", "2017-25-03"),
    ],
)
def test_what_may_be_two_days_or_none_is_not_read(written: str) -> None:
    assert read(written, latest=TODAY).only is None


def test_each_way_of_reading_has_its_sentence() -> None:
    assert set(_SAID) == {*HOW_READ, *WHY_NOT}
    assert set(_SAID.values()) <= set(SENTENCES)


def test_whoever_knows_the_file_says_the_order_of_its_days() -> None:
    assert days(file("days-that-tell-their-order.csv"))["haj-ali"] == "2017-03-26"
    assert "jadah-5" not in days(file("days-that-tell-their-order.csv"))
    first = days(file("days-that-tell-their-order.csv", DAY_FIRST))
    assert (first["jadah-5"], first["chamakor"]) == ("2017-04-03", "2017-04-03")
    other = days(file("days-that-tell-their-order.csv", MONTH_FIRST))
    assert (other["jadah-5"], other["chamakor"]) == ("2017-03-04", "2017-03-04")


def test_a_column_tells_how_its_open_days_could_be_settled() -> None:
    found = file("days-that-tell-their-order.csv")
    [hint] = [problem for problem in found.problems if problem.row is None]
    assert hint.values == {"name": "as_of", "open": 2, "told": 3}
    assert hint.suggestion == "import with --dates day-first"
    assert file("days-that-tell-their-order.csv", DAY_FIRST).rows_rejected == 0
    assert (None, "orders_mixed") in told(file("days-that-tell-their-order.csv", MONTH_FIRST))


def test_days_that_contradict_one_another_settle_nothing() -> None:
    found = file("days-and-months-exchanged.csv")
    assert days(found) == {"qaymawa": "2017-03-25", "haj-ali": "2017-04-30", "jadah-5": "2017-04-05"}
    assert (None, "orders_mixed") in told(found)
    assert {(4, "ambiguous_date"), (6, "year_or_day")} <= set(told(found))


@pytest.mark.parametrize("written", ["25/03/2017", "25.03.2017", "25 آذار/مارس 2017", "٢٥/٠٣/٢٠١٧", "25-Mar-17"])
def test_an_address_takes_a_day_in_the_same_forms(client: FlaskClient, written: str) -> None:
    found = client.get("/api/plan/nearest", query_string={"lon": "43", "lat": "36", "at": written})
    assert found.get_json()["at"] == "2017-03-25"
    page = client.get("/plan/changes", query_string={"from": written, "to": "4 April 2017", "lang": "en"})
    assert page.status_code == 200
    assert "25 March 2017" in page.text


def test_an_address_that_may_mean_two_days_names_both(client: FlaskClient) -> None:
    found = client.get("/api/plan/nearest?lon=43&lat=36&at=03/04/2017&lang=en")
    assert (found.status_code, found.get_json()["parameter"]) == (400, "at")
    assert "2017-04-03" in found.get_json()["detail"]
    assert "2017-03-04" in found.get_json()["detail"]
    assert client.get("/sites?at=March+2017").status_code == 400
