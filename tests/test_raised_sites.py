"""A site that becomes severe is gone from the public layer with all that stands on it: point, names, texts."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.types import Text

from geodata.relations import EVERY
from geodata.server.logins import Addresses

# Tells where something else lies, by the names of districts and sub-districts.
ADMINISTRATIVE = re.compile(r"adm\d_name|governorate_stated|district_stated")
# What bears its own name, whichever site is called like it.
NAMED_THEMSELVES = {"sites": "name", "places": "name", "communities": "name"}
POSITION = 4  # decimals


def texts(connection: Connection) -> Iterator[tuple[str, str]]:
    """Of each published relation the text of its rows, but of the proper names of other things."""
    for relation in EVERY:
        shown = [column.name for column in relation.columns if isinstance(column.type, Text)]
        shown += ["stated::text"] if "stated" in relation.columns else []
        own = NAMED_THEMSELVES.get(relation.name)
        read = ", ".join(name for name in shown if name != own and not ADMINISTRATIVE.fullmatch(name))
        others = " WHERE entity_kind NOT IN ('site', 'place', 'community')" if relation.name == "place_names" else ""
        query = f"SELECT concat_ws(' | ', {read}) FROM published.{relation.name}{others}"
        yield from ((relation.name, text) for text in connection.exec_driver_sql(query).scalars())


def points(connection: Connection) -> Iterator[tuple[str, float, float]]:
    """All points of all geometry that is published, but of the gazetteer."""
    for relation in EVERY:
        for column in relation.columns:
            if "POINT" in str(column.type).upper() or "LINESTRING" in str(column.type).upper():
                if relation.name == "places" or column.name == "utm":
                    continue
                query = f"""SELECT ST_X(p.geom), ST_Y(p.geom)
                    FROM published.{relation.name} r, ST_DumpPoints(r.{column.name}) p"""
                yield from ((relation.name, *point) for point in connection.exec_driver_sql(query))


def rounded(lon: float, lat: float) -> tuple[float, float]:
    return round(lon, POSITION), round(lat, POSITION)


def test_a_raised_site_leaves_neither_its_point_nor_its_name_in_anything_published(owner: Connection) -> None:
    shipped = owner.exec_driver_sql("""
        SELECT s.site_id, s.name, ST_X(s.geom), ST_Y(s.geom) FROM site s
        WHERE sensitivity <> 'severe' ORDER BY site_id""").all()
    # Nothing tells such a site from the village at whose point it stands, or that another site shares.
    common = {
        rounded(*point)
        for point in owner.exec_driver_sql("""
        SELECT ST_X(geom), ST_Y(geom) FROM place WHERE geom IS NOT NULL
        UNION ALL SELECT min(ST_X(geom)), min(ST_Y(geom)) FROM site GROUP BY geom HAVING count(*) > 1""")
        if point[0] is not None
    }
    left = []
    for site_id, name, lon, lat in shipped:
        raised = owner.begin_nested()
        owner.exec_driver_sql("UPDATE site SET sensitivity = 'severe' WHERE site_id = %s", (site_id,))
        spelt = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)|(?<![\w-]){re.escape(site_id)}(?![\w-])")
        left += [(site_id, where, text) for where, text in texts(owner) if spelt.search(text)]
        if lon is not None and rounded(lon, lat) not in common:
            own = {rounded(lon, lat), rounded(lat, lon)}
            left += [(site_id, where, "its point") for where, *at in points(owner) if rounded(*at) in own]
        raised.rollback()
    assert len(shipped) == 44
    assert left == []


def test_it_all_comes_back_when_the_site_is_lowered_again(owner: Connection) -> None:
    before = sorted(map(repr, texts(owner))), sorted(map(repr, points(owner)))
    for level in ("severe", "low"):
        owner.exec_driver_sql(f"UPDATE site SET sensitivity = '{level}' WHERE site_id IN ('haj-ali', 'hasansham-u3')")
    assert (sorted(map(repr, texts(owner))), sorted(map(repr, points(owner)))) == before


@pytest.mark.parametrize("level", ["high", "severe"])
def test_a_corridor_through_a_raised_site_is_as_strict_as_the_site(owner: Connection, level: str) -> None:
    through = "corridor_id IN (SELECT corridor_id FROM ninewa.corridor_point WHERE site_id = 'qayyarah-airstrip')"
    owner.exec_driver_sql(f"UPDATE site SET sensitivity = '{level}' WHERE site_id = 'qayyarah-airstrip'")
    for relation in ("corridors", "corridor_points"):
        assert owner.exec_driver_sql(f"SELECT count(*) FROM exact.{relation} WHERE {through}").scalar()
        assert not owner.exec_driver_sql(f"SELECT count(*) FROM published.{relation} WHERE {through}").scalar()


# Every kind of public answer; search finds things by name, near something and by a position.
ANSWERS = (
    "/corridors/{corridor}",
    "/corridors/{corridor}/movements.csv",
    "/corridors/{corridor}/points.csv",
    "/corridors/{corridor}/analysis",
    "/corridors/{corridor}/analysis.csv",
    "/corridors/{corridor}/near-sites.csv",
    "/corridors/{corridor}/near-services.csv",
    "/plan/along?corridor={corridor}",
    "/plan/on-map.json?arrive=35.8,43.3:5000",
    "/sites/{site}",
    "/sites/{site}.csv",
    "/search?q={begins}",
    "/search.json?q={begins}",
    "/map/sites.csv",
    "/map/services.csv",
    "/map/corridors.csv",
    "/map/movements.csv",
)


@pytest.mark.parametrize(
    ("site", "name", "point"),
    [
        ("qayyarah-airstrip", "Qayyarah Airstrip", ("43.2670", "35.7652")),
        ("hasansham-u3", "Hasansham U3", ("43.5362", "36.3240")),
    ],
)
def test_no_public_answer_says_anything_of_a_raised_site(
    fresh_database: Addresses, make_app: Callable[..., Flask], site: str, name: str, point: tuple[str, str]
) -> None:
    with create_engine(fresh_database.owner, poolclass=pool.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE site SET sensitivity = 'severe' WHERE site_id = %s", (site,))
        corridors = list(connection.exec_driver_sql("SELECT corridor_id FROM corridor").scalars())
    app = make_app(fresh_database, role="public")
    asked = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    for answer in ANSWERS:
        for corridor in corridors if "{corridor}" in answer else [""]:
            asked.append(answer.format(corridor=corridor, site="haj-ali", begins=name[:6]))
    told = [address for address in asked if is_told(app.test_client(), address, name, site, point)]
    assert told == []


def is_told(client: FlaskClient, address: str, name: str, site: str, point: tuple[str, str]) -> bool:
    body = client.get(address).get_data().decode(errors="replace")  # a PNG among them
    coordinates = (point[0][:-1], point[1][:-1])
    return name in body or f"/sites/{site}" in body or all(part in body for part in coordinates)
