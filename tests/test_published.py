"""The public login reads the published tables and nothing else; they hold only what may be public."""

import pytest
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.exc import DBAPIError

from geodata.server.logins import Addresses
from tests.conftest import Make

ATTEMPTS = [
    "SELECT * FROM ninewa.site",
    "SELECT geom FROM ninewa.site LIMIT 1",
    "SELECT count(*) FROM exact.sites",
    "SELECT * FROM ninewa.publishable_sites",
    "SELECT ninewa.sensitivity_rank('low')",
    "SELECT ninewa.stricter('low', 'high')",
    "SELECT ninewa.note_change()",
    "SELECT nextval('ninewa.source_source_id_seq')",
    "SELECT last_value FROM ninewa.source_source_id_seq",
    "SELECT * FROM public.alembic_version",
    "SELECT ST_EstimatedExtent('ninewa', 'site', 'geom')",
    *(
        f"SELECT {asked} FROM pg_class c WHERE c.relname = 'site' AND c.relkind = 'r'"
        for asked in (
            "public._postgis_index_extent(c.oid, 'geom')",
            "public._postgis_stats(c.oid, 'geom', '2')",
            "public._postgis_selectivity(c.oid, 'geom', ST_MakeEnvelope(43, 35, 44, 36, 4326), '2')",
            "public._postgis_join_selectivity(c.oid, 'geom', c.oid, 'geom', '2')",
            "pg_stat_get_live_tuples(c.oid)",
            "pg_stat_get_tuples_inserted(c.oid)",
            "pg_stat_get_xact_tuples_fetched(c.oid)",
            "pg_relation_size(c.oid)",
            "pg_total_relation_size(c.oid)",
        )
    ),
    "SELECT reltuples FROM pg_class",
    "SELECT relpages FROM pg_class",
    "SELECT * FROM pg_class",
    "SELECT * FROM pg_stat_user_tables",
    "SELECT * FROM pg_stat_activity",
    "SELECT pg_database_size(current_database())",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT loread(0, 1)",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_try_advisory_xact_lock_shared(1)",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT * FROM pg_authid",
    "SELECT lo_import('/etc/passwd')",
    "COPY published.sites TO '/tmp/published'",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "SET ROLE webmap_owner",
    "SET ROLE webmap_app",
    "SET SESSION AUTHORIZATION webmap_owner",
    "CREATE TEMP TABLE mine (x int)",
    "CREATE TABLE public.mine (x int)",
    "CREATE TABLE published.mine (x int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE SCHEMA mine",
    "CREATE VIEW published.all_sites AS SELECT * FROM ninewa.site",
    "DO $$ BEGIN PERFORM * FROM ninewa.site; END $$",
]
WRITES = [
    "INSERT INTO published.sites (site_id) VALUES ('x')",
    "UPDATE published.sites SET name = 'x'",
    "DELETE FROM published.sites",
    "TRUNCATE published.sites",
    "INSERT INTO ninewa.data_change DEFAULT VALUES",
    "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id) VALUES ('haj-ali', '2017-04-04', 1, 1)",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_public_login_reads_no_exact_table_column_or_function(public_db: Connection, attempt: str) -> None:
    with pytest.raises(DBAPIError):
        public_db.exec_driver_sql(attempt)


@pytest.mark.parametrize("attempt", WRITES)
def test_the_public_login_writes_nothing_even_when_it_leaves_read_only_mode(urls: Addresses, attempt: str) -> None:
    engine = create_engine(urls.public, poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE")
        connection.exec_driver_sql("SET default_transaction_read_only = off")
        connection.commit()
        with pytest.raises(DBAPIError, match=r"permission denied|InsufficientPrivilege"):
            connection.exec_driver_sql(attempt)


def test_the_public_login_can_use_no_function_with_the_rights_of_its_owner(owner: Connection) -> None:
    usable = owner.exec_driver_sql(
        "SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        " AND has_schema_privilege('webmap_public', n.oid, 'USAGE')"
        " AND has_function_privilege('webmap_public', p.oid, 'EXECUTE')"
    ).all()
    assert usable == []


def test_what_the_public_login_sets_for_itself_reaches_no_page(fresh_database: Addresses, make_app: Make) -> None:
    own = ("search_path = public", "statement_timeout = 0", "default_transaction_read_only = off")
    engine = create_engine(fresh_database.public, isolation_level="AUTOCOMMIT", poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            for setting in own:
                connection.exec_driver_sql(f"ALTER ROLE webmap_public IN DATABASE {engine.url.database} SET {setting}")
        app = make_app(fresh_database, role="public")
        assert app.test_client().get("/sites").status_code == 200
        with app.extensions["databases"].public.connect() as connection:
            shown = [connection.exec_driver_sql(f"SHOW {setting.split()[0]}").scalar() for setting in own]
        assert shown == ["published,public", "3s", "on"]
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            connection.exec_driver_sql(f"ALTER ROLE webmap_public IN DATABASE {engine.url.database} RESET ALL")


def test_each_web_login_leaves_connections_for_others(owner: Connection) -> None:
    limits = owner.exec_driver_sql(
        "SELECT rolname, rolconnlimit FROM pg_roles WHERE rolname IN ('webmap_app', 'webmap_public') ORDER BY 1"
    ).all()
    assert [tuple(row) for row in limits] == [("webmap_app", 20), ("webmap_public", 20)]


def test_people_s_login_appends_reports_but_changes_and_deletes_none(app_db: Connection) -> None:
    for attempt in ("UPDATE site_report SET families = 0", "DELETE FROM site_report", "TRUNCATE site_report"):
        with pytest.raises(DBAPIError, match="permission denied"), app_db.begin_nested():
            app_db.exec_driver_sql(attempt)


@pytest.fixture
def moderate(owner: Connection) -> Connection:
    owner.exec_driver_sql("UPDATE site SET sensitivity = 'moderate' WHERE site_id = 'jadah-5'")
    owner.exec_driver_sql(
        "INSERT INTO site_report (site_id, as_of, families, individuals, recorded_by, note, source_id)"
        " VALUES ('jadah-5', '2017-04-06', 7, 4400, 'a person', 'private', 1)"
    )
    return owner


def test_what_is_moderate_is_published_on_a_grid_and_without_small_counts(moderate: Connection) -> None:
    site = moderate.exec_driver_sql(
        "SELECT ST_X(geom), ST_Y(geom), precision, coord_source, note FROM published.sites WHERE site_id = 'jadah-5'"
    ).one()
    assert tuple(round(edge, 6) for edge in site[:2]) == (43.26, 35.77)
    assert tuple(site[2:]) == ("approximate", None, None)
    report = moderate.exec_driver_sql(
        "SELECT families, individuals, withheld, recorded_by, note FROM published.site_reports"
        " WHERE site_id = 'jadah-5' AND as_of = '2017-04-06'"
    ).one()
    assert tuple(report) == (None, None, ["families", "individuals"], None, None)


def test_movements_to_a_moderate_site_are_on_the_grid_as_well(moderate: Connection) -> None:
    ends = moderate.exec_driver_sql(
        "SELECT DISTINCT ST_X(to_geom) FROM published.flows WHERE to_site = 'jadah-5'"
    ).all()
    assert [round(x, 6) for (x,) in ends] == [43.26]


@pytest.mark.parametrize(("level", "rows"), [("high", 0), ("severe", 0)])
def test_what_is_high_or_severe_leaves_no_reports_and_no_point(owner: Connection, level: str, rows: int) -> None:
    owner.exec_driver_sql(f"UPDATE site SET sensitivity = '{level}' WHERE site_id = 'haj-ali'")
    for relation in ("site_reports", "flows"):
        column = "site_id" if relation == "site_reports" else "to_site"
        count = owner.exec_driver_sql(f"SELECT count(*) FROM published.{relation} WHERE {column} = 'haj-ali'").scalar()
        assert count == rows
    points = owner.exec_driver_sql("SELECT count(geom) FROM published.sites WHERE site_id = 'haj-ali'").scalar()
    assert points == 0


ACTIVITY = """INSERT INTO ninewa.activity
    (record, kind, community_id, held, expected, participants, reached, starts_on, as_of, source_id)
    VALUES ('activity', 'dialogue', 'mahad', 1, %(expected)s, %(there)s, %(reached)s, '2017-03-01', '2017-03-01', 1)
    RETURNING activity_id"""
TOLD = """SELECT expected, participants, reached, withheld, sensitivity FROM published.activities
    WHERE activity_id = %(id)s"""


@pytest.mark.parametrize("before", [True, False])
def test_an_activity_is_as_public_as_its_community(owner: Connection, before: bool) -> None:
    def make(expected: int | None, there: int | None, reached: int | None) -> int:
        values = {"expected": expected, "there": there, "reached": reached}
        return int(owner.exec_driver_sql(ACTIVITY, values).scalar_one())

    def to(level: str) -> None:
        owner.exec_driver_sql(
            "UPDATE community SET sensitivity = %(level)s WHERE community_id = 'mahad'", {"level": level}
        )

    def told(activity: int) -> tuple[object, ...] | None:
        row = owner.exec_driver_sql(TOLD, {"id": activity}).one_or_none()
        return None if row is None else tuple(row)

    if before:
        to("moderate")
    few, many = make(50, 9, None), make(50, 40, None)
    of_none = owner.exec_driver_sql("SELECT count(*) FROM activities WHERE community_id IS NULL").scalar_one()
    if not before:
        assert told(few) == (50, 9, None, [], "low")
        to("moderate")
    assert told(few) == (None, None, None, ["expected", "participants"], "moderate")
    assert told(many) == (50, 40, None, [], "moderate")
    assert not owner.exec_driver_sql(
        "SELECT FROM published.activities WHERE community_id = 'mahad' AND note IS NOT NULL"
    ).all()
    to("high")
    assert told(few) is told(many) is None
    assert (
        owner.exec_driver_sql("SELECT count(*) FROM published.activities WHERE community_id IS NULL").scalar_one()
        == of_none
        > 0
    )
    to("low")
    assert told(few) == (50, 9, None, [], "low")


def test_the_people_of_a_moderate_community_are_withheld_where_they_are_few(owner: Connection) -> None:
    told = "SELECT population, withheld FROM published.communities WHERE community_id = 'mahad'"
    for level, people, said in (
        ("low", 7, (7, [])),
        ("moderate", 7, (None, ["population"])),
        ("moderate", 700, (700, [])),
        ("moderate", None, (None, [])),
    ):
        changed = "UPDATE community SET sensitivity = %(level)s, population = %(people)s WHERE community_id = 'mahad'"
        owner.exec_driver_sql(changed, {"level": level, "people": people})
        assert tuple(owner.exec_driver_sql(told).one()) == said


def test_a_public_page_says_what_of_an_activity_is_withheld(fresh_database: Addresses, make_app: Make) -> None:
    with create_engine(fresh_database.owner).begin() as owner:
        owner.exec_driver_sql(ACTIVITY, {"expected": 50, "there": 9, "reached": None})
        owner.exec_driver_sql(
            "UPDATE community SET sensitivity = 'moderate', population = 7, population_year = '2016'"
            " WHERE community_id = 'mahad'"
        )
    client = make_app(fresh_database, role="public").test_client()
    page = client.get("/communities/mahad?at=2017-04-04&lang=en").text
    assert page.count("withheld (under 10)") >= 3
    found = client.get("/api/plan/peacebuilding?at=2017-04-04&lang=en").get_json()["activities"]
    of_mahad = [one for one in found if one["community_id"] == "mahad"]
    assert [one["withheld"] for one in of_mahad] == [["expected", "participants"]]
    assert of_mahad[0]["participants"] is None
    assert "withheld (under 10)" in client.get("/plan/peacebuilding?at=2017-04-04&lang=en").text


def test_every_shipped_fact_is_published_as_exactly_as_its_source(owner: Connection) -> None:
    for relation in ("sites", "site_reports", "figures", "flows", "corridors", "communities", "place_names"):
        missing = owner.exec_driver_sql(
            f"SELECT count(*) FROM (SELECT * FROM exact.{relation}) e"
            f" FULL JOIN (SELECT * FROM published.{relation}) p USING ({_key(relation)}) WHERE e IS NULL OR p IS NULL"
        ).scalar()
        assert missing == 0


def _key(relation: str) -> str:
    keys = {"sites": "site_id", "site_reports": "report_id", "figures": "figure_id", "flows": "flow_id"}
    more = {"corridors": "corridor_id", "communities": "community_id", "place_names": "place_name_id"}
    return (keys | more)[relation]


def test_every_change_raises_the_data_version(owner: Connection) -> None:
    before = owner.exec_driver_sql("SELECT number FROM published.data_version").scalar_one()
    owner.exec_driver_sql("UPDATE site SET note = note WHERE site_id = 'haj-ali'")
    assert owner.exec_driver_sql("SELECT number FROM published.data_version").scalar_one() > before


@pytest.mark.parametrize(
    "point",
    [
        "POINT(NaN 36)",
        "POINT(43 NaN)",
        "POINT(Infinity 36)",
        "POINT(500 36)",
        "POINT(36 43)",
        "POINT EMPTY",
        "POINT(43 33)",
    ],
)
def test_the_database_refuses_unsound_geometry_by_itself(owner: Connection, point: str) -> None:
    with pytest.raises(DBAPIError):
        owner.execute(
            text("UPDATE site SET geom = ST_GeomFromText(:point, 4326) WHERE site_id = 'haj-ali'"), {"point": point}
        )


@pytest.mark.parametrize(
    "line", ["MULTILINESTRING((43 36, NaN 36))", "MULTILINESTRING((43 36, 43 99))", "MULTILINESTRING EMPTY"]
)
def test_the_database_refuses_unsound_lines_by_itself(owner: Connection, line: str) -> None:
    with pytest.raises(DBAPIError):
        owner.execute(
            text("UPDATE corridor SET axis = ST_GeomFromText(:line, 4326) WHERE corridor_id = 'C02'"), {"line": line}
        )


@pytest.mark.parametrize("by", ["file", "sha256"])
def test_no_public_text_has_the_mark_or_the_name_of_a_file(owner: Connection, by: str) -> None:
    by_day, cited = "a file imported on 2026-11-01", f"mine.csv ({by} 0123abcd, imported on 2026-11-01)"
    owner.exec_driver_sql("INSERT INTO source (cited_as, title) VALUES (%s, %s)", (f"{by}:0123abcd", cited))
    owner.exec_driver_sql("INSERT INTO source (cited_as, title) VALUES (%s, 'theirs.csv')", (f"{by}:4567",))
    owner.exec_driver_sql("UPDATE site SET coord_source = %s WHERE site_id = 'haj-ali'", (cited,))
    owner.exec_driver_sql("""INSERT INTO site_report (site_id, as_of, families, source_id)
        SELECT 'haj-ali', '2017-04-02', 50, source_id FROM source WHERE cited_as ~ '^(file|sha256):'""")
    sources = "SELECT cited_as, title FROM {}.sources ORDER BY source_id DESC LIMIT 2"
    positions = "SELECT coord_source FROM {}.sites WHERE site_id = 'haj-ali'"
    unnamed = "a file that was imported"
    assert [tuple(row) for row in owner.exec_driver_sql(sources.format("published"))] == [
        (unnamed, unnamed),
        (by_day, by_day),
    ]
    assert owner.exec_driver_sql(positions.format("published")).scalar() == by_day
    assert owner.exec_driver_sql(sources.format("exact")).all()[1].title == cited
    assert owner.exec_driver_sql(positions.format("exact")).scalar() == cited
