"""What the map is in some 120 words, its abbreviations, and errors in the words of the form that they are about."""

import html
import re

import pytest
from flask.testing import FlaskClient

from webmap.words.abbreviations import WRITTEN_OUT, with_abbreviations
from webmap.words.i18n import kept_together, offered, speaking

AT = "at=2017-04-04"


def plain(body: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", body)))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_this_map_is_is_said_in_some_120_words_reached_from_the_title(client: FlaskClient, lang: str) -> None:
    title = client.get(f"/?{AT}&lang={lang}").text.partition('class="map-title"')[2].partition("<h1")[0]
    (there,) = re.findall(r'href="(/about\?[^"]*)"', title)
    body = client.get(html.unescape(there)).text
    said = plain(body.partition('<dl class="facts about">')[2].partition("</dl>")[0])
    assert 90 <= len(said.split()) <= 150
    assert len(re.findall("<dt>", body.partition('class="block"')[0])) == 5
    assert "IOM DTM" in said
    assert ("Tuesday 4 April 2017. You chose it." if lang == "en" else "الثلاثاء، 4 نيسان 2017") in said


def test_the_day_that_nobody_chose_has_its_reason_and_an_exercise_says_that_nobody_counted(
    client: FlaskClient,
) -> None:
    assert "This is the day of the press release this map begins with." in plain(client.get("/about?lang=en").text)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_abbreviations_are_written_out_where_they_stand_and_in_a_list_for_who_cannot_hover(
    client: FlaskClient, lang: str
) -> None:
    page = client.get(f"/?{AT}&lang={lang}").text
    told = dict(re.findall(r'<abbr title="([^"]+)">(\w+)</abbr>', page))
    assert set(told.values()) >= {"IOM", "DTM", "OCHA", "UNHCR"}
    listed = plain(client.get(f"/about?{AT}&lang={lang}").text.partition('id="abbreviations"')[2])
    for words, short in told.items():
        assert short in listed
        assert html.unescape(words) in listed
    for language in offered():
        with speaking(language):
            assert str(with_abbreviations("<b> IOM's DTMs")).startswith("&lt;b&gt; <abbr title=")
            assert len({say() for say in WRITTEN_OUT.values()}) == len(WRITTEN_OUT)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/plan?q=Mosul&families=0", "Families: "),
        ("/plan/gaps?at=2017-02-30", "Day: “2017-02-30” is not a day"),
        ("/plan/peacebuilding?within_km=many", "Distance, km: "),
        ("/plan/movements?from=soon", "First day: "),
        ("/sites?at=soon", "Day: “soon” is not a day"),
        ("/sites?type=palace", "Type: "),
    ],
)
def test_an_error_begins_with_the_field_in_the_reader_s_words(client: FlaskClient, address: str, words: str) -> None:
    answer = client.get(f"{address}&lang=en")
    assert answer.status_code == 400
    assert words in plain(answer.text)
    in_arabic = plain(client.get(f"{address}&lang=ar").text)
    assert words.partition(":")[0] not in in_arabic.partition("<main")[2]


def test_a_number_at_the_end_of_a_name_stays_with_it(client: FlaskClient) -> None:
    assert kept_together("Qayyarah Jad'ah 5") == "Qayyarah Jad'ah\u00a05"
    assert kept_together("Hasansham U3") == "Hasansham\u00a0U3"
    assert [kept_together(name) for name in ("Amalla", "Haj Ali", "5", "")] == ["Amalla", "Haj Ali", "5", ""]
    listed = client.get(f"/sites?{AT}&lang=ar").text
    assert "الجدعة\u00a05</bdi>" in listed
