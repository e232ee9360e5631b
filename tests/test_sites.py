"""Pages of the sites: the list, its filters and files, and the page that answers "is it full?"."""

import csv
import gzip
import html
import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, pool, text

from geodata.server.logins import Addresses
from tests.conftest import Make

AT = "at=2017-04-04&lang=en"
HOSTILE = "A${window.x=1}<img src=x onerror=window.x=1></script>'\"=+-@"


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def listed(client: FlaskClient, query: str) -> list[dict[str, str]]:
    body = page(client, f"/sites.csv?{AT}&{query}")
    assert body.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"))))


def test_the_list_shows_the_sites_of_the_day_and_says_what_is_unknown(client: FlaskClient) -> None:
    body = page(client, f"/sites?{AT}")
    assert "34 sites are known by this day." in body
    assert "free places are known in 4 and unknown in 30" in body
    assert "10 sites have no dated statement by this day" in body


def in_brief(body: str) -> str:
    """What a phone shows instead of the table, as plain words."""
    found = body.partition('<section class="sites-in-brief')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", found)))


def test_on_a_phone_each_site_says_what_the_first_line_of_its_page_says(client: FlaskClient) -> None:
    body = page(client, f"/sites?{AT}")
    sites = re.findall(r'<li><svg class="site-symbol".*?</svg><div><a href="/sites/([\w-]+)\?', body, re.DOTALL)
    assert len(sites) == len(set(sites)) == 34
    for site in ("qaymawa", "jadah-5", "qayyarah-airstrip", "hammam-al-alil-2", "khazer-m1", "haj-ali"):
        own = re.search(r'class="answer second"><strong>(.*?)</strong>', page(client, f"/sites/{site}?{AT}"), re.DOTALL)
        assert own, site
        assert html.unescape(own[1].strip()) in in_brief(body), site
    assert "Families: 1,931, 14 Nov 2016" in in_brief(body)
    assert "Families: unknown" in in_brief(body)


def test_under_each_site_stand_its_last_days_and_nothing_later(client: FlaskClient) -> None:
    """Khazer M1: said to be full from 23 November 2016 on, families came, nobody counted plots."""
    body = page(client, f"/sites?{AT}")
    line = r'<li><svg.*?<a href="/sites/([\w-]+)\?.*?(<svg class="sparkline".*?</svg>)'
    lines = dict(re.findall(line, body, re.DOTALL))
    assert len(lines) == 34
    last = (date(2017, 4, 4) - date(2016, 10, 7)).days
    since = (date(2016, 11, 23) - date(2016, 10, 7)).days
    assert f'class="strip-lid" d="M{since} 1.5h{last + 1 - since}"' in lines["khazer-m1"]
    assert "strip-filled" not in lines["khazer-m1"]
    filled = r'class="strip-filled( strip-old)?" x="(\d+)" y="[\d.]+" width="(\d+)" height="([\d.]+)"'
    assert [old for old, *_ in re.findall(filled, lines["bersive-1"])][-1] == " strip-old"
    for line in lines.values():
        ends = [int(x) + int(width) for x, width in re.findall(r' x="(\d+)" y="[\d.]+" width="(\d+)"', line)]
        assert max(ends, default=0) <= last + 1
    whole = re.findall(r'strip-(?:unknown|room|filled|over)[^>]* x="(\d+)"[^>]* width="(\d+)"', lines["bersive-1"])
    assert max(int(x) + int(width) for x, width in whole) == last + 1


def test_plots_stand_as_a_vessel_on_one_scale(client: FlaskClient) -> None:
    """Chamishku has most plots, 5,000, all occupied; of Qaymawa's 770 nobody knows how many are free since."""
    table = page(client, f"/sites?{AT}").partition('class="site-list"')[2]
    rows = dict(re.findall(r'<a href="/sites/([\w-]+)\?[^"]*">(.*?)</tr>', table, re.DOTALL))
    widths = {
        site: [float(width) for width in re.findall(r'<rect class="(?:ready|occupied) old"[^>]* width="([\d.]+)"', row)]
        for site, row in rows.items()
    }
    assert widths["chamishku"] == [84, 84]
    assert widths["bersive-1"] == [42, pytest.approx(42 * 2492 / 2500, abs=0.05)]
    assert widths["qaymawa"] == []
    assert table.count('class="site-symbol"') == 34


def test_sites_in_brief_stand_by_area_or_in_the_order_of_the_address(client: FlaskClient) -> None:
    by_area = in_brief(page(client, f"/sites?{AT}"))
    assert by_area.index(" Akre ") < by_area.index(" Bardarash ") < by_area.index(" Mosul ")
    assert by_area.index(" Mosul ") < by_area.index(" District not stated ") < by_area.index(" Chamakor ")
    free_first = in_brief(page(client, f"/sites?{AT}&sort=free&order=desc"))
    assert "District not stated" not in free_first
    numbers = [int(found.replace(",", "")) for found in re.findall(r"Not full: ([\d,]+) places? free", free_first)]
    assert len(numbers) > 2
    assert numbers == sorted(numbers, reverse=True)
    assert free_first.index("Not full") < free_first.index("unknown")


def test_the_default_day_is_said_with_its_reason(client: FlaskClient) -> None:
    assert "the day of the press release" in page(client, "/sites?lang=en")


def test_unknown_is_an_empty_cell_in_the_file_and_a_word_on_the_page(client: FlaskClient) -> None:
    rows = {row["name"]: row for row in listed(client, "")}
    assert rows["Haj Ali"]["free_places"] == ""
    assert rows["Haj Ali"]["site_id"] == "haj-ali"
    assert rows["Qayyarah Airstrip"]["free_places"] == ""
    assert rows["Chamishku"]["free_places"] == "0"
    assert rows["Bersive 1"]["free_places"] == "8"
    assert rows["Qaymawa (Zelikan)"]["free_places"] == ""
    assert "unknown (out of date)" in page(client, f"/sites?{AT}")
    assert "unknown (changed since)" in page(client, f"/sites?{AT}")


def test_filters_narrow_the_list(client: FlaskClient) -> None:
    assert {row["name"] for row in listed(client, "free=1")} == {
        "Bardarash",
        "Dawoudia",
        "Bersive 1",
    }
    assert {row["type"] for row in listed(client, "type=emergency_site")} == {"emergency_site"}
    assert {row["district"] for row in listed(client, "district=Zakho")} == {"Zakho"}
    assert {row["status"] for row in listed(client, "status=not_open")} == {"not_open"}


def test_a_district_has_one_name_and_that_of_the_boundary_where_none_is_stated(client: FlaskClient) -> None:
    """Mamilian is stated to be in "Akre"; Bardarash and Qaymawa are by the boundary, which calls it "Aqra"."""
    rows = {row["site_id"]: row for row in listed(client, "district=Akre")}
    assert {"bardarash", "qaymawa", "mamilian"} <= set(rows)
    assert {row["district"] for row in rows.values()} == {"Akre"}
    assert (rows["bardarash"]["district_stated"], rows["bardarash"]["governorate_stated"]) == ("", "Dahuk")
    assert {row["site_id"] for row in listed(client, "district=Aqra")} >= {"bardarash", "qaymawa"}
    body = page(client, f"/sites?{AT}")
    assert body.count('<option value="Akre"') == 1
    assert "by boundary" in body
    found = client.get(f"/search.json?q=Bardarash camp&{AT}").get_json()["results"]
    assert {one["district"] for one in found if one["id"] == "bardarash"} == {"Akre"}
    assert "Aqra" not in page(client, f"/sites/bardarash?{AT}")
    assert "Al-Hamdaniya</bdi>" not in page(client, f"/sites/khazer-m1?{AT}")


def test_open_by_an_old_count_says_so(client: FlaskClient) -> None:
    """Where no opening day is stated."""
    body = page(client, "/sites?at=2016-11-01&lang=en")
    assert re.search(r"open \(people counted [^)]*201[56]\)", body)
    assert {row["status"] for row in listed(client, "status=open")} == {"open"}


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_sorting_puts_what_is_unknown_last_both_ways(client: FlaskClient, order: str) -> None:
    families = [row["families"] for row in listed(client, f"sort=families&order={order}")]
    known = [int(count) for count in families if count]
    assert families[len(known) :] == [""] * (len(families) - len(known))
    assert known == sorted(known, reverse=order == "desc")


@pytest.mark.parametrize(
    ("site", "day", "answer"),
    [
        (
            "qayyarah-airstrip",
            "2017-04-04",
            "Is it full? Sources said so on 28 February 2017 and 2 March 2017. Free places: unknown.",
        ),
        (
            "qayyarah-airstrip",
            "2017-04-04",
            "The last plot count (765 of 1,000, November 2016) was overtaken: 3,224 families, January 2017",
        ),
        ("jadah-5", "2017-03-31", "Full: 3,500 of 3,500 plots occupied, counted 31 March 2017."),
        ("jadah-5", "2017-04-04", "counted 31 March 2017. Since then: 2,283 families (1 Apr 2017)"),
        ("jadah-5", "2017-04-06", "was overtaken: 4,321 families, 5 April 2017"),
        ("qaymawa", "2017-02-01", "Not full: 240 places free of 770, counted November 2016."),
        ("qaymawa", "2017-02-01", "That count is 63 to 92 days old"),
        ("qaymawa", "2017-04-04", "It was counted, but more is known since. Free places: unknown."),
        ("qaymawa", "2017-04-04", "≈720\u2069 families registered to return (14 Feb 2017), 295 families left"),
        ("hammam-al-alil-2", "2017-04-04", "Not known to be open on 4 April 2017."),
        ("hasansham-m1", "2017-04-04", "Nobody has said how full it is. Free places: unknown."),
    ],
)
def test_the_first_line_answers_whether_it_is_full(client: FlaskClient, site: str, day: str, answer: str) -> None:
    assert answer in re.sub(r"\s+", " ", re.sub(r"</?strong>", "", page(client, f"/sites/{site}?at={day}&lang=en")))


def test_nothing_learnt_later_enters_a_page(client: FlaskClient) -> None:
    body = page(client, "/sites/hammam-al-alil-2?at=2017-04-04&lang=en")
    assert "not stated by this day" in body  # the day on which it opened
    assert "almost full" not in body
    assert "9,270" not in page(client, f"/sites/qayyarah-airstrip?{AT}")


def test_joint_figures_name_their_sites_under_each_figure_where_a_phone_has_room(client: FlaskClient) -> None:
    page = client.get("/sites/haj-ali?at=2017-04-04&lang=en").text
    table = page.partition("Figures of several sites together")[2].partition("</table>")[0]
    assert table.count('<th scope="col"') == 4
    assert re.search(r'joint figure.*?<span class="then">[^<]*Haj Ali[^<]*Qayyarah', table, re.DOTALL)


def test_suspect_rows_are_shown_as_suspect_and_joint_figures_as_joint(client: FlaskClient) -> None:
    assert "Printed, but suspect: not used anywhere" in page(client, f"/sites/mamrashan?{AT}")
    body = page(client, f"/sites/haj-ali?{AT}")
    assert "Figures of several sites together" in body
    assert "70,000+" in body


def test_distances_are_geodesic(client: FlaskClient, public_db: Any) -> None:
    metres = public_db.scalar(
        text(
            "SELECT ST_Distance(s.geom::geography, c.geom::geography) FROM sites s, communities c"
            " WHERE s.site_id = 'qayyarah-airstrip' AND c.community_id = 'zelkan'"
        )
    )
    assert f"{metres / 1000:.1f} km" in page(client, f"/sites/qayyarah-airstrip?{AT}")


def test_a_site_without_a_position_says_so(client: FlaskClient) -> None:
    assert "No source gives a position" in page(client, f"/sites/chamakor?{AT}")


def test_a_site_not_known_by_the_day_leads_to_its_first_day(client: FlaskClient) -> None:
    body = page(client, "/sites/salamiyah-2?at=2016-12-01&lang=en")
    assert "Nothing is known of this site by 1 December 2016." in body
    assert "at=2017-05-12" in body


def test_the_history_is_a_file_too(client: FlaskClient) -> None:
    body = page(client, f"/sites/jadah-5.csv?{AT}").removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [(row["as_of"], row["families"]) for row in rows] == [("2017-04-01", "2283"), ("2017-03-31", "")]


@pytest.mark.parametrize(
    ("address", "kilobytes"),
    [
        (f"/sites?{AT}", 40),
        (f"/sites/qayyarah-airstrip?{AT}", 25),
        ("/sites/qayyarah-airstrip?at=2018-12-31&lang=ar", 25),
    ],
)
def test_pages_stay_within_their_bytes(client: FlaskClient, address: str, kilobytes: int) -> None:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    styles = sum(
        len(gzip.compress(client.get(link).data))
        for link in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page(client, address))
    )
    assert len(answer.data) + styles <= kilobytes * 1024


@pytest.mark.parametrize(
    ("address", "most"), [("/sites", 8), ("/sites.csv", 8), ("/sites/qayyarah-airstrip", 15), ("/", 16)]
)
def test_a_page_asks_few_questions_however_many_sites_there_are(
    make_app: Any, urls: Addresses, address: str, most: int
) -> None:
    app = make_app(urls)
    statements: list[str] = []
    for engine in (app.extensions["databases"].app, app.extensions["databases"].public):
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert app.test_client().get(address).status_code == 200
    looks = [statement for statement in statements if "data_version" in statement]
    assert len(statements) - len(looks) <= most, statements
    assert len(looks) <= 3  # for the tag, and before and after the page's own statements


@pytest.fixture
def hostile(make_app: Make, fresh_database: Addresses) -> FlaskClient:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        for table, key in (("site", "haj-ali"), ("community", "rabia"), ("corridor", "C02")):
            column = f"{table}_id"
            connection.execute(
                text(f"UPDATE {table} SET name = :name WHERE {column} = :key"), {"name": HOSTILE, "key": key}
            )
        connection.execute(text("UPDATE source SET title = :name, url = 'javascript:window.x=1'"), {"name": HOSTILE})
        connection.execute(text("UPDATE site SET agency = :name, builder = :name, note = :name"), {"name": HOSTILE})
        connection.execute(text("UPDATE service_point SET name = :name, operator = :name"), {"name": HOSTILE})
        connection.execute(
            text("UPDATE place_name SET name = :name WHERE entity_id IN ('haj-ali', 'rabia', 'C02')"), {"name": HOSTILE}
        )
    return make_app(fresh_database).test_client()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/print",
        "/sites",
        "/sites/haj-ali",
        "/corridors",
        "/corridors/C02",
        "/communities",
        "/communities/rabia",
        "/displacement",
        "/credits",
        "/search?q=A",
    ],
)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_hostile_names_are_text_on_every_page(hostile: FlaskClient, address: str, lang: str) -> None:
    body = page(hostile, f"{address}{'&' if '?' in address else '?'}at=2017-04-04&lang={lang}")
    assert "<img src=x" not in body
    assert "</script>'" not in body
    assert 'href="javascript:' not in body


@pytest.mark.parametrize("address", ["javascript:x()", " JavaScript:x()", "data:text/html,x", "//a.example/x"])
def test_the_sources_of_a_site_lead_to_web_addresses_alone(
    make_app: Make, fresh_database: Addresses, address: str
) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(text("UPDATE source SET url = :url"), {"url": address})
    body = page(make_app(fresh_database).test_client(), f"/sites/haj-ali?{AT}")
    links = {html.unescape(link) for link in re.findall(r'href="([^"]*)"', body)}
    assert address not in links
    assert all(re.match(r"#|\?|/(?!/)|https?://|geo:", link) for link in links), links


def test_hostile_names_are_text_in_json_and_harmless_in_spreadsheets(hostile: FlaskClient) -> None:
    found = hostile.get(f"/map/data.json?{AT}").get_json()
    assert any(site["name"] == HOSTILE for site in found["sites"])
    for cell in (row[0] for row in csv.reader(io.StringIO(page(hostile, f"/sites.csv?{AT}")))):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_per_cent_occupied_stands_where_one_count_states_both(client: FlaskClient) -> None:
    """765 of 1,000 plots at the Airstrip in November 2016."""
    for address in ("/sites/qayyarah-airstrip?at=2016-11-30&lang=en", "/sites?at=2016-11-30&lang=en"):
        assert "76.5 % occupied" in client.get(address).get_data(as_text=True).replace("\u00a0", " ")
    unknown = client.get("/sites/haj-ali?at=2017-04-04&lang=en").get_data(as_text=True)
    assert "% occupied" not in unknown


def lacking(body: str) -> dict[str, list[str]]:
    block = body.partition('id="lacks"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", block.partition("<tbody>")[2], re.DOTALL)
    cells = [
        [
            " ".join(re.sub(r"<[^>]+>", " ", html.unescape(c)).split())
            for c in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]
    return {row[0]: row[1:] for row in cells if row}


@pytest.mark.parametrize("site_id", ["haj-ali", "bardarash"])
def test_the_page_of_a_site_says_what_it_lacks_by_the_rule_of_the_gaps(client: FlaskClient, site_id: str) -> None:
    """Nothing of what is there is known of Haj Ali; of Bardarash it is. A phone is told each limit in a line."""
    by_rule = client.get("/api/plan/gaps?at=2017-04-04&lang=en").get_json()["results"]
    of_site = [one for one in by_rule if one["site_id"] == site_id]
    assert (site_id == "haj-ali") == all(one["missing"] is None for one in of_site)
    body = page(client, f"/sites/{site_id}?{AT}")
    found = lacking(body)
    assert len(found) == len(of_site)
    assert body.index('id="lacks"') < body.index("<h2>Services")
    in_brief = html.unescape(body.partition('class="in-brief')[2].partition("</ul>")[0]).split("<li>")[1:]
    for one, (what, (missing, needed, *_)), line in zip(of_site, found.items(), in_brief, strict=True):
        assert line.startswith(f"{what}: ")
        if one["missing"] is None:
            assert missing == needed == "not known"
            assert "what is there is not known" in line
        else:
            assert f"{one['missing']:,}" in missing
            assert f"{one['needed']:,}" in needed
            assert f"{one['missing']:,} missing" in line or (not one["missing"] and "reached" in line)


@pytest.mark.parametrize("site_id", ["hammam-al-alil-screening", "hamdaniya-junction-rc"])
def test_a_site_that_nobody_lives_in_lacks_nothing(client: FlaskClient, site_id: str) -> None:
    assert 'id="lacks"' not in page(client, f"/sites/{site_id}?{AT}")


@pytest.mark.parametrize("address", ["/sites", "/", "/plan?lat=36.1&lon=43.2&families=10", "/corridors/C02"])
def test_a_site_that_was_counted_without_any_plot_is_drawn(
    make_app: Make, fresh_database: Addresses, address: str
) -> None:
    """Its free places are known, 0, and how full it is has no answer."""
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ninewa.site_report (site_id, as_of, source_id, families, plots_ready, plots_occupied)"
                " VALUES ('haj-ali', '2017-04-02', 1, 20, 0, 0), ('qayyarah-airstrip', '2017-04-02', 1, 20, 0, 20)"
            )
        )
    body = page(make_app(fresh_database).test_client(), f"{address}{'&' if '?' in address else '?'}{AT}")
    assert re.search("haj.ali", body, re.IGNORECASE)


def test_one_governorate_has_one_name(client: FlaskClient) -> None:
    """The reports write Dahuk, the boundaries Duhok: on a page it is one, in the reader's language."""
    for lang, name in (("en", "Dahuk"), ("ar", "دهوك")):
        body = client.get(f"/sites/bersive-1?at=2017-04-04&lang={lang}").text
        assert body.count(f"<dd><bdi>{name}</bdi></dd>") == 2
        assert "Duhok" not in body
