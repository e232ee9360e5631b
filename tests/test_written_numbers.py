"""Every address that takes a number, a day or a place takes it in any digits and with marks between thousands."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

AT = "2017-04-04"
HERE = "lon=43.254948&lat=36.167588"
# What an address takes besides `at`: a query that is whole in itself, and of it what is spelt otherwise.
PLAN = (
    ("q=36.167588, 43.254948&families=3500", ("q", "families")),
    (f"{HERE}&families=3500", ("lon", "lat", "families")),
    (f"{HERE}&people=1500&family_size=5.5", ("people", "family_size")),
    ("origin=43.25,36.17,3500", ("origin",)),
    ("q=Mosul&families=3500&plots=haj-ali:1500", ("plots",)),
)
NEAREST = (("q=36.17,43.25&families=2&limit=30", ("q", "families", "limit")), (f"{HERE}&families=1000", ("families",)))
ALONG = (("corridor=C02&within_km=12.5", ("within_km",)),)
SATURATION = (
    ("site=qaymawa&inflow=12.5&outflow=2", ("inflow", "outflow")),
    ("site=qaymawa&inflow=1000&horizon_days=1200&ready=2017-04-20:1500", ("inflow", "horizon_days", "ready")),
)
COMPARE = (("a=q=36.17,43.25%26families=3500&b=q=36.17,43.25%26families=2500", ("a", "b")),)
GAPS = (
    ("arrive=haj-ali:1500&family_size=5.5", ("arrive", "family_size")),
    ("site=haj-ali&families=1500", ("families",)),
)
MOVEMENTS = (("from=2017-03-01&to=2017-04-04", ("from", "to")), ("week=2017-W14", ("week",)))
CHANGES = (("from=2017-03-28&to=2017-04-04", ("from", "to")),)
PEACEBUILDING = (("within_km=60&days=120", ("within_km", "days")),)
NEAR = (("within_km=30", ("within_km",)),)
PLACE = (("q=36.17, 43.25", ("q",)),)
PICTURE = (("bbox=42.8,35.6,44.1,36.9&size=360", ("bbox", "size")),)
BOX = (("bbox=42.8,35.6,44.1,36.9", ("bbox",)),)
ARRIVE = (("arrive=36.17,43.25:3500&max_km=160", ("arrive", "max_km")),)
TAKES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "/": (*BOX, *ARRIVE),
    "/print": BOX,
    "/offline.html": BOX,
    "/plan/on-map.json": ARRIVE,
    "/picture.svg": (*PICTURE, *ARRIVE),
    "/picture.png": PICTURE,
    "/map/drawing.svg": BOX,
    "/factsheet.svg": (("size=640", ("size",)),),
    "/factsheet.png": (("size=640&scale=2", ("size", "scale")),),
    "/embed/live": BOX,
    "/embed/live.svg": BOX,
    "/embed/live.png": BOX,
    "/embed/live.json": (("bbox=42.8,35.6,44.1,36.9&zoom=10", ("bbox", "zoom")),),
    "/oembed": (("url=http://localhost/&maxwidth=1200&maxheight=1200", ("maxwidth", "maxheight")),),
    "/map/data.json": (("bbox=42.8,35.6,44.1,36.9&zoom=10", ("bbox", "zoom")),),
    "/search": PLACE,
    "/search.json": PLACE,
    "/plan": PLAN,
    "/plan/placed.csv": PLAN,
    "/plan/nearest": NEAREST,
    "/plan/nearest.csv": NEAREST,
    "/api/plan/nearest": NEAREST[1:],
    "/plan/along": ALONG,
    "/plan/along-sites.csv": ALONG,
    "/api/plan/along": ALONG,
    "/plan/saturation": SATURATION,
    "/plan/saturation.csv": SATURATION,
    "/api/plan/saturation": SATURATION,
    "/plan/compare": COMPARE,
    "/plan/compare.csv": COMPARE,
    "/api/plan/compare": COMPARE,
    "/plan/gaps": GAPS,
    "/plan/gaps.csv": GAPS,
    "/api/plan/gaps": GAPS,
    "/plan/movements": MOVEMENTS,
    "/plan/movements.csv": MOVEMENTS,
    "/api/plan/movements": MOVEMENTS,
    "/plan/changes": CHANGES,
    "/plan/changes.csv": CHANGES,
    "/api/plan/changes": CHANGES,
    "/plan/peacebuilding": PEACEBUILDING,
    "/plan/peacebuilding.csv": PEACEBUILDING,
    "/plan/peacebuilding/movements.csv": PEACEBUILDING,
    "/api/plan/peacebuilding": PEACEBUILDING,
    "/corridors/C02": NEAR,
    "/corridors/C02/near-sites.csv": NEAR,
    "/api/plan/figures/sum": (("ids=454,457", ("ids",)),),
}
# These take a day and nothing else that is written in digits.
DAYS_ONLY = (
    *("/plan/catchments", "/plan/catchments.csv", "/api/plan/catchments"),
    *("/sites", "/sites.csv", "/sites/haj-ali", "/sites/haj-ali.csv", "/sites/haj-ali/figures.csv"),
    *(
        "/communities",
        "/communities.csv",
        "/communities/programme.csv",
        "/communities/zelkan",
        "/communities/zelkan.csv",
    ),
    *("/corridors", "/corridors.csv", "/corridors/C02/points.csv", "/corridors/C02/movements.csv"),
    *("/sites/haj-ali/sheet.pdf", "/factsheet.pdf"),
    *("/corridors/C02/road", "/corridors/C02/road.csv"),
    *("/corridors/C02/analysis", "/corridors/C02/analysis.csv"),
    *("/corridors/trunks/south/analysis", "/corridors/trunks/south/analysis.csv"),
    *("/corridors/C02/analysis.svg", "/corridors/trunks/south/analysis.svg"),
    *("/displacement", "/displacement.csv", "/displacement/checks.csv"),
    "/displacement/currently_displaced_individuals",
    *("/map/movements.csv", "/map/services.csv", "/about"),
)
ASK_NOTHING = {"/map/days.json", "/map/0/modules.js", "/credits", "/credits.csv", "/healthz", "/readyz", "/static/0/x"}
ASK_NOTHING |= {"/map/strip.json"}
ASK_NOTHING |= {"/embed/0/map.js", "/embed/height.js"}
ASK_NOTHING |= {"/planner"}  # a word, which is taken as it is
ASK_NOTHING |= {"/api/plan"}
# Of people: what they take are numbers of rows, as their own links and forms write them.
ASK_NOTHING |= {"/login", "/logout", "/link", "/account", "/people", "/people/1", "/my-sites", "/my-sites/help"}
ASK_NOTHING |= {"/sites/haj-ali/report", "/sites/haj-ali/report/1", "/sites/haj-ali/reports"}
ASK_NOTHING |= {"/outbox.json", "/outbox-worker.js", "/sites/haj-ali/frequency", "/sites/haj-ali/guests"}
ASK_NOTHING |= {"/guest/of-nobody", "/reports/waiting", "/login/openid", "/login/openid/back", "/audit", "/audit.csv"}
ASK_NOTHING |= {"/alerts", "/alerts.atom", "/alerts.json", "/alerts/feed/0.atom", "/alerts/feed/0.json"}
ASK_NOTHING |= {"/alerts/mail/of-nobody"}
ASK_NOTHING |= {"/plan/reserve", "/plan/reservations", "/plan/reservations/1"}  # of a plan, whose address is above
ASK_NOTHING |= {"/kobo", "/kobo/1"}
ASK_NOTHING |= {"/plan/save", "/plan/saved", "/plan/saved/1"}
ASK_NOTHING |= {"/snapshots/embargo", "/snapshots/new", "/snapshots/1", "/snapshots/1/frozen", "/snapshots/1/frozen/x"}
ASK_NOTHING |= {
    "/snapshots",
    "/s/x",
    "/s/x.svg",
    "/s/x/data.json",
    "/s/x/sites.csv",
    "/s/x/analysis-south.csv",
    "/s/x/situation.png",
    "/s/x/situation.svg",
    "/s/x/map-1.svg",
    "/s/x/now",
    "/embed/x",
}  # frozen, of a day of their own

DIGITS = {
    "Arabic-Indic": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "Persian": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
}
THOUSANDS = {"comma": ",", "space": " ", "Arabic mark": "٬", "space that does not break": "\u00a0"}


def spellings(value: str) -> Iterator[tuple[str, str]]:
    """Other ways to write a value, each with its name."""
    for name, digits in DIGITS.items():
        yield name, value.translate(digits)
        if "." in value:
            yield f"{name}, decimal mark", value.translate(digits).replace(".", "٫")
    if re.search(r"(?<!\d)\d{4}$", value):
        for name, mark in THOUSANDS.items():
            yield name, f"{value[:-3]}{mark}{value[-3:]}"
        yield "Arabic", f"{value[:-3]}٬{value[-3:]}".translate(DIGITS["Arabic-Indic"])


def cases() -> Iterator[Any]:
    for address, questions in TAKES.items():
        for query, names in questions:
            asked = dict(parse_qsl(query))
            for name in names:
                for spelling, text in spellings(asked[name]):
                    yield pytest.param(
                        address, asked, {**asked, name: text}, id=f"{address} {name} {spelling}".replace(" ", "_")
                    )
    for address in (*TAKES, *DAYS_ONLY):
        asked = dict(parse_qsl(TAKES[address][0][0])) if address in TAKES else {}
        for spelling, text in spellings(AT):
            yield pytest.param(address, asked, {**asked, "at": text}, id=f"{address} at {spelling}".replace(" ", "_"))


@pytest.mark.parametrize(("address", "asked", "otherwise"), list(cases()))
def test_any_spelling_of_a_value_asks_the_same(
    client: FlaskClient, address: str, asked: dict[str, str], otherwise: dict[str, str]
) -> None:
    common = {"lang": "en", "at": AT}
    answer = client.get(address, query_string={**common, **otherwise})
    assert answer.status_code == 200, answer.data
    same = client.get(address, query_string={**common, **asked})
    assert same.status_code == 200
    if answer.mimetype in {"image/png", "application/pdf"}:
        assert answer.data == same.data
    elif answer.mimetype != "text/html" and address != "/search.json":  # which tells the query again
        assert answer.text.replace(quote(otherwise.get("at", AT)), AT) == same.text  # links keep the day as written


def test_every_address_is_in_the_table(app: Flask) -> None:
    listed = app.url_map.bind("localhost")
    known = {listed.match(address)[0] for address in (*TAKES, *DAYS_ONLY, *ASK_NOTHING)}
    assert {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} == known


@pytest.mark.parametrize("plots", [["haj-ali:٥٠٠"], ["haj-ali:۵۰۰"]])
def test_texts_of_a_body_are_read_alike(client: FlaskClient, plots: list[str]) -> None:
    """Numbers of a body are numbers of JSON; its texts are read as those of an address."""
    origins = [{"lon": 43.25, "lat": 36.17, "families": 3500}]
    body = {"origins": origins, "at": AT, "plots": ["haj-ali:500"]}
    plain = client.post("/api/plan/allocate?lang=en", json=body)
    spelt = client.post("/api/plan/allocate?lang=en", json={**body, "at": "٢٠١٧-٠٤-٠٤", "plots": plots})
    assert (spelt.status_code, spelt.data) == (200, plain.data)


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/plan/gaps", {"site": "haj-ali", "families": "3,50"}),
        ("/plan/gaps", {"arrive": "haj-ali:3,5000"}),
        ("/plan/gaps", {"family_size": "5,5"}),
        ("/plan/peacebuilding", {"days": "١٢٫٥"}),
        ("/plan/movements", {"week": "2017-W١٤٫٥"}),
        ("/plan/changes", {"from": "٢٠١٧-٠٤-٣١"}),
        ("/corridors/C02", {"within_km": "1,000"}),
        ("/", {"bbox": "42,8,35,6,44,1,36,9"}),
        ("/api/plan/figures/sum", {"ids": "٤٥٤٬٤٥٧"}),
    ],
)
def test_what_may_mean_two_things_is_refused_by_name(client: FlaskClient, address: str, asked: dict[str, str]) -> None:
    answer = client.get(address, query_string={"lang": "en", "at": AT, **asked})
    assert answer.status_code == 400
    assert list(asked)[-1] in answer.text
