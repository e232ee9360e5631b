"""What a third reader found false: snapshots beside one another, differences with a bound, who had counted by a day."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient

from geodata.rules.figures import of_difference
from tests.test_snapshot_series import compared, site
from webmap.snapshots.since_previous import Content, since
from webmap.words.i18n import speaking


def plain(client: FlaskClient, address: str) -> str:
    told = re.sub(r"<[^>]+>", " ", client.get(address).get_data(as_text=True))
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069]", "", unescape(told)))


def in_file(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).get_data(as_text=True)[1:])))


def sentences(then: dict[str, str], now: dict[str, str]) -> list[str]:
    said = [re.sub("[\u2066-\u2069]", "", one) for one in compared([then], [now]).sentences]
    return [one for one in said if not one.startswith("Displaced now")]


def test_a_figure_that_became_known_between_two_snapshots_is_told() -> None:
    """Of 30 March to 4 April was said that no figure of a site is another: Jad'ah 5 had got its first ones."""
    unknown = site("A")
    assert sentences(unknown, site("A", 2283)) == ["Figures known now and not before: A."]
    assert sentences(unknown, site("A") | {"individuals": "13000"}) == ["Figures known now and not before: A."]
    assert sentences(site("A", None, 7), unknown) == ["Figures known before and not now: A."]
    people = [site("A") | {"individuals": number} for number in ("1500", "1770")]
    assert sentences(*people) == ["Other numbers of people than before: A."]
    assert sentences(site("A", status="not_open"), site("A")) == ["Now known to be open: A."]
    assert sentences(people[0], people[0]) == []
    assert sentences(site("A", 12), unknown | {"withheld": "families"}) == [], "fewer than ten were counted"


def test_a_figure_is_compared_whoever_quotes_it() -> None:
    """≈287,000 of IOM DTM, and 304,152 of IOM DTM via UNHCR: the snapshot of 4 April told nothing of it."""
    then = {"metric": "m", "provider": "IOM DTM", "counted_by": "IOM DTM", "name": "Now", "value": "1", "date": "a"}
    now = then | {"provider": "IOM DTM via UNHCR", "value": "2", "date": "b"}
    earlier = {key: value for key, value in then.items() if key != "counted_by"}
    for first, second, told in ((then, now, 1), (then, now | {"counted_by": "OCHA"}, 0), (earlier, now, 1)):
        before, after = Content(date(2017, 3, 30), [], [first]), Content(date(2017, 4, 4), [], [second])
        with speaking("en"):
            assert len(since("T", "Before", before, after, "en").sentences) == told


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("exact", None, None),
        ("exact", "more_than", "up_to"),
        ("more_than", "exact", "at_least"),
        ("more_than", "more_than", "approx"),
        ("approx", None, "approx"),
        (None, "up_to", "at_least"),
        ("up_to", None, "up_to"),
    ],
)
def test_how_exact_a_difference_is(first: str | None, second: str | None, told: str | None) -> None:
    assert of_difference(first, second) == told


def test_897_663_less_350_000_and_more_is_at_most_547_663(client: FlaskClient) -> None:
    week = "from=2017-06-27&to=2017-07-04"
    said = plain(client, f"/plan/changes?{week}&lang=en")
    assert "897,663 (17 October 2016 – 28 June 2017), ≤ 547,663 more than before (350,000+, 26 March 2017)" in said
    assert "548,000" not in said
    (row,) = [one for one in in_file(client, f"/plan/changes.csv?{week}") if one["difference"] == "547663"]
    assert row["difference_qualifier"] == "up_to"


def test_who_had_counted_is_told_of_the_day(client: FlaskClient) -> None:
    """Beside it stands that nothing of later days enters; UNICEF's figures are of January 2017."""
    assert "of people displaced IOM DTM and OCHA" in plain(client, "/about?at=2016-10-30&lang=en")
    assert "UNICEF" in plain(client, "/about?at=2017-04-04&lang=en").split("What grey means")[0]
    assert "By this day nobody had counted people displaced." in plain(client, "/about?at=2016-01-01&lang=en")


def test_sums_of_rounded_figures_keep_their_signs(client: FlaskClient) -> None:
    assert "They add up: ≈287,000 + 80,000+ = 367,000+." in plain(client, "/displacement?at=2017-03-30&lang=en")


def test_a_check_tells_how_exact_its_figures_are(client: FlaskClient) -> None:
    """Of 367,000+ the file said 367000.0, and nothing of the precision of its day."""
    rows = in_file(client, "/displacement/checks.csv?at=2017-04-04")
    (sum_of_march,) = [row for row in rows if row["printed"] == "367000"]
    assert (sum_of_march["printed_qualifier"], sum_of_march["expected_qualifier"]) == ("more_than", "approx")
    (exact,) = [row for row in rows if row["printed"] == row["expected"] == "217764" and row["remark"][:3] == "now"]
    assert (exact["printed_qualifier"], exact["expected_qualifier"]) == ("exact", "exact")
    assert all(row["as_of_precision"] for row in rows)


def test_communities_that_share_the_first_rank_are_not_all_that_cannot_be_ranked(client: FlaskClient) -> None:
    """Three share the first rank, and the two others, near which nobody arrived, the last: five bear no rank."""
    said = plain(client, "/plan/peacebuilding?at=2016-10-30&lang=en")
    assert "The first 3 of 5 communities cannot be ranked" in said
    assert "لا يمكن ترتيب أول 3 من 5 مجتمعات" in plain(client, "/plan/peacebuilding?at=2016-10-30&lang=ar")


def test_arabic_counts_one_figure_and_names_a_camp_as_its_page_does(client: FlaskClient) -> None:
    said = plain(client, "/plan/catchments?at=2016-10-30&lang=ar")
    assert "من رقم مستخدم واحد" not in said
    assert "استُخدم رقم واحد؛ الأقدم من 31 يوماً: 1" in said
    moved = plain(client, "/plan/movements?at=2017-04-04&lang=ar")
    assert "مخيم القيارة-الجدعة 5" in moved
    assert "مخيم الجدعة 5" not in moved


def test_movements_that_may_have_gone_along_it_were_reported(client: FlaskClient) -> None:
    """Of 1 – 7 March 43,000+ are reported from west Mosul to all destinations: not that nobody reported a movement."""
    said = plain(client, "/corridors/C02/analysis?at=2017-04-04&lang=en")
    assert "Nobody reported a movement of 1 – 7 Mar, 8 – 14 Mar that is known to have gone along it." in said
    assert "none is reported that is known to have gone along it: displacement" in said
