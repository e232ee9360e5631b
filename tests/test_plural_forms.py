"""What is counted has the form that goes with its number: two in English, six in Arabic."""

import csv
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from webmap.asked.chosen_day import EVERYTHING
from webmap.planning import forecast
from webmap.words import services as service_words
from webmap.words.i18n import number, qualified, speaking

SERVICES = Path(__file__).parent.parent / "geodata" / "reference" / "services.csv"
with SERVICES.open(encoding="utf-8") as file:
    UNITS = sorted({row["capacity_unit"] for row in csv.DictReader(file) if row["capacity_unit"]})
CATALOGUE = Path(__file__).parent.parent / "webmap" / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
AT = date(2017, 4, 4)
# A masculine noun after its number, without the ending of 11 to 99; مكان استحمام is of another noun and takes none.
MASCULINE = "مكان(?! استحمام)|موقع|يوم|تغيير|شخص|رقم|صف|مخيم|مجتمع|مصدر|بلاغ|تقرير"
NOMINATIVE = re.compile(rf"%\(\w+\)s (?:{MASCULINE})(?![\w\u064b])")


def sizes(app: Flask, lang: str, unit: str, *numbers: float) -> list[str]:
    with speaking(lang):
        return [service_words.capacity(number, unit) for number in numbers]


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_the_facts_is_counted(app: Flask, unit: str) -> None:
    one, several = sizes(app, "en", unit, 1, 2)
    assert several.removeprefix("2") != one.removeprefix("1")
    said = sizes(app, "ar", unit, 1, 2, 5, 11)
    assert len({form.lstrip("0123456789 ") for form in said}) >= 3
    assert not any(form.startswith(("1 ", "2 ")) for form in said)
    assert not any("%(" in form or "s " in form for form in said)


def test_the_forms_of_beds(app: Flask) -> None:
    assert sizes(app, "en", "beds", 1, 68) == ["1 bed", "68 beds"]
    found = sizes(app, "ar", "beds", 0, 1, 2, 3, 100, 68)
    assert found == ["0 سرير", "سرير واحد", "سريران", "3 أسرّة", "100 سرير", "68 سريراً"]


def test_the_accusative_of_11_to_99_stands_in_their_form() -> None:
    """Of the six Arabic forms the fifth is that of 100 to 102, the sixth that of 11 to 99: 100 مكان, 75 مكاناً.

    The sign of the accusative may be typed before its alif or after it.
    """
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    counted = [one.string for one in catalogue if isinstance(one.string, tuple) and len(one.string) == 6]
    accusatives = [[set(re.findall(r"\w+(?:اً|ًا)", forms[place])) for place in (4, 5)] for forms in counted]
    wrong = [forms for forms, (of_hundreds, of_tens) in zip(counted, accusatives, strict=True) if of_hundreds - of_tens]
    assert len(counted) > 100
    assert wrong == []
    assert [forms[5] for forms in counted if NOMINATIVE.search(forms[5])] == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_number_below_zero_has_its_minus_sign_on_the_left(app: Flask, lang: str) -> None:
    with speaking(lang):
        assert number(-1251) == "\u2066−1,251\u2069"
        assert qualified(-251, "approx") == "\u2066≈\u2066−251\u2069\u2069"
        assert number(0) == "0"


def test_a_unit_without_a_term_and_a_number_without_a_unit(app: Flask) -> None:
    assert sizes(app, "en", "100% <b>", 3) == ["3 100% <b>"]
    with speaking("en"):
        assert service_words.capacity(3, None) == "3"


def test_services_of_a_corridor_and_of_the_map(client: FlaskClient) -> None:
    for lang, said in (("en", "50 beds"), ("ar", "50 سريراً")):
        for address in ("/corridors/C02", "/map/data.json"):
            answer = client.get(f"{address}?at=2017-04-04&lang={lang}")
            assert said in (str(answer.get_json()) if address.endswith("json") else answer.text), (address, lang)


def reason(
    app: Flask, connection: Connection, lang: str, inflow: float, outflow: float, plots: int | None = None
) -> str:
    """Why Bersive 1 fills or does not; with one plot less than so many prepared and so many more planned, if any."""
    connection.exec_driver_sql("SET LOCAL search_path = exact, ninewa, public")
    if plots is not None:
        connection.execute(
            text(
                "INSERT INTO ninewa.site_report (site_id, as_of, plots_ready, plots_occupied, plots_prepared,"
                " plots_planned, source_id) VALUES ('bersive-1', :at, 0, 0, :prepared, :planned, 1)"
            ),
            {"at": AT, "prepared": plots - 1, "planned": 2 * plots - 1},
        )
    with speaking(lang):
        flows = Fraction(str(inflow)), Fraction(str(outflow))
        return forecast.saturation(connection, "bersive-1", flows, [], 90, AT, EVERYTHING, lang).reason


@pytest.mark.parametrize(
    ("lang", "inflow", "outflow", "said"),
    [
        ("en", 1, 0, "Given: 1 family arrives and 0 families leave a day."),
        ("en", 12.5, 1, "Given: 12.5 families arrive and 1 family leaves a day."),
        ("ar", 2, 1, "تصل عائلتان وتغادر عائلة واحدة في اليوم"),
        ("ar", 12.5, 3, "تصل 12.5 عائلة وتغادر 3 عائلات في اليوم"),
        ("ar", 0, 11, "لا تصل عائلات وتغادر 11 عائلة في اليوم"),
    ],
)
def test_families_that_arrive_and_leave(
    app: Flask, owner: Connection, lang: str, inflow: float, outflow: float, said: str
) -> None:
    assert said in reason(app, owner, lang, inflow, outflow)


@pytest.mark.parametrize(
    ("lang", "plots", "said"),
    [
        ("en", 2, ("1 more plot was prepared by 4 April 2017", "2 more plots were planned by 4 April 2017")),
        ("ar", 3, ("قطعتان أخريان كانتا مهيأتين حتى", "3 قطع أخرى كانت مخططة حتى")),
        ("ar", 12, ("11 قطعة أخرى كانت مهيأة حتى", "12 قطعة أخرى كانت مخططة حتى")),
    ],
)
def test_plots_prepared_and_planned(
    app: Flask, owner: Connection, lang: str, plots: int, said: tuple[str, str]
) -> None:
    told = reason(app, owner, lang, 1, 0, plots)
    for sentence in said:
        assert sentence in told


def test_plots_prepared_long_after_the_count_are_told_in_all(app: Flask, owner: Connection) -> None:
    """2,500 plots ready in November and 2,800 prepared in April make no 300 more."""
    owner.exec_driver_sql(
        "INSERT INTO ninewa.site_report (site_id, as_of, plots_prepared, source_id)"
        " VALUES ('bersive-1', '2017-04-01', 2800, 1)"
    )
    assert "2,800 plots were prepared by 1 April 2017" in reason(app, owner, "en", 1, 0)


def test_places_and_days(app: Flask, owner: Connection) -> None:
    told = reason(app, owner, "en", 0.01, 0)
    assert (
        "8 places are free by the count of November 2016 (125 to 154 days old), taken to hold until 4 April 2017."
        in told
    )
    assert "It does not fill within the horizon of 90 days." in told
    told = reason(app, owner, "ar", 0.01, 0)
    assert "8 أماكن" in told
    assert "90 يوماً" in told


NOUNS = (
    "activities|changes|columns|communities|corridors|counts|days|families|figures|files|movements|participants|people"
    "|persons|places|plots|points|positions|problems|reports|rows|shelters|sites|sources|statements|tents"
)
COUNTED = re.compile(rf"%\(\w+\)s (?:(?:more|free|known|open|new|other) )*(?:{NOUNS})\b")
# Numbers that are never 1: limits and settings, and what a source says of several.
NEVER_ONE = re.compile(
    r"%\((?:days|most|value|size|tracked|camp|number|recount|participants|involved|printed|horizon|plots)\)s"
    r"|%\(\w+\)s (?:other|open)\b(?! s)"
)
# Words around a field to be filled in, and sentences of the release and of the checks with their own figures.
FIXED = (
    "Where can ",
    "Which sites with at least ",
    "When is ",
    "%(families)s families returned",
    "More than %(people)s",
    "Others, last ",
)
# What follows is one of several numbers of a sentence, of which no catalogue knows two forms at once.
SECOND = (
    "The first %(count)s of %(all)s communities cannot be ranked",
    "%(families)s ≈ %(people)s people",
    "%(kind)s from %(origin)s to %(destination)s",
    "%(sites)s together: %(after)s people",
    "A family is taken for %(size)s persons",
    "Families are counted within 31 days",
    "Only the %(count)s sites that lack most",
    "At most %(count)s",
)


def test_what_is_counted_has_a_plural_form(app: Flask) -> None:
    """A sentence with a number before a noun goes through ngettext: 1 is a number, too."""
    catalogue = Path(app.root_path) / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
    with catalogue.open("rb") as stream:
        singles = [str(message.id) for message in read_po(stream, locale="ar") if isinstance(message.id, str)]
    wrong = [
        sentence
        for sentence in singles
        if not sentence.startswith((*FIXED, *SECOND))
        and any(not NEVER_ONE.match(found.group()) for found in COUNTED.finditer(sentence))
    ]
    assert wrong == []
