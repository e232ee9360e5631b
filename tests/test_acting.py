"""For whom, in which language and in which frame: values that are said once, with or without a request."""

from datetime import date

import pytest
from flask import Flask, Response, render_template
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import add_account
from webmap import access
from webmap.access import allow
from webmap.answers.delivery import framed_by
from webmap.asked.address import linking, links_of
from webmap.asked.chosen_day import EVERYTHING
from webmap.data_version import Reached
from webmap.databases import Databases
from webmap.db import acting, acting_now, reading, transaction
from webmap.person import PUBLIC, Person
from webmap.sites import queries
from webmap.sites.page import site_page
from webmap.words.i18n import gettext, language, speaking

REPORTS = text("SELECT count(*) FROM site_reports")
ADD = text(
    "INSERT INTO ninewa.site_report (site_id, as_of, families, source_id)"
    " VALUES ('haj-ali', '2017-05-20', 7, (SELECT min(source_id) FROM source))"
)


@pytest.fixture
def databases(make_app: Make, fresh_database: Addresses) -> Databases:
    found: Databases = make_app(fresh_database).extensions["databases"]
    return found


def test_outside_a_request_nobody_acts_and_no_language_is_spoken() -> None:
    with pytest.raises(LookupError), reading():
        pass
    with pytest.raises(LookupError):
        gettext("Sites")


def test_the_role_decides_the_layer(databases: Databases) -> None:
    logins = {PUBLIC: "webmap_public", Person("planner"): "webmap_app", Person("admin", 1): "webmap_app"}
    for person, login in logins.items():
        with acting(databases, person), reading() as connection:
            assert connection.scalar(text("SELECT current_user")) == login


def test_what_is_written_in_a_transaction_is_written_whole_and_by_somebody(
    databases: Databases, fresh_database: Addresses
) -> None:
    who = text("SELECT current_setting('ninewa.person', true)")
    account = add_account(fresh_database, "Sara", "information_officer")
    with acting(databases, Person("information_officer", account)) as now:
        with reading() as connection:
            before = connection.scalar(REPORTS)
        with pytest.raises(DBAPIError), transaction() as connection:
            connection.execute(text(f"WITH added AS ({ADD} RETURNING families) SELECT 1 / (families - 7) FROM added"))
        assert now.written is None
        with transaction() as connection:
            assert connection.scalar(who) == str(account)
            connection.execute(ADD)
            connection.execute(ADD)
        written: Reached | None = now.written  # set by the transaction
        assert written is not None
        assert written.version == databases.latest.get(written.version.number)
        with reading() as connection:
            assert connection.scalar(REPORTS) == before + 2
            assert not connection.scalar(who)  # the next one on this connection is somebody else


def test_a_consistent_reading_sees_one_moment_and_writes_nothing(
    databases: Databases, fresh_database: Addresses
) -> None:
    account = add_account(fresh_database, "Sara", "information_officer")
    with acting(databases, Person("information_officer", account)):
        with reading(consistent=True) as connection:
            before = connection.scalar(REPORTS)
            with transaction() as other:
                other.execute(ADD)
            assert connection.scalar(REPORTS) == before
            with pytest.raises(DBAPIError, match="read-only"):
                connection.execute(ADD)
        with reading() as connection:
            assert connection.scalar(REPORTS) == before + 1


def test_a_reading_that_is_watched_tells_the_versions_that_it_saw(databases: Databases) -> None:
    with acting(databases, PUBLIC) as now:
        now.seen = []
        with reading() as connection:
            connection.scalar(REPORTS)
        assert now.seen == [databases.latest.get()] * 2
        with reading(consistent=True):
            assert len(now.seen) == 3
        assert len(now.seen) == 3


def test_words_come_in_the_language_that_is_spoken(app: Flask) -> None:
    with speaking("ar"):
        assert gettext("Sites") == "المواقع"
        with speaking("en"):
            assert gettext("Sites") == "Sites"
        assert '<html lang="en"' in app.test_client().get("/sites?lang=en").text
        assert language() == "ar"
    with pytest.raises(LookupError):
        language()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_page_made_without_a_request_is_the_one_that_is_asked_for(make_app: Make, urls: Addresses, lang: str) -> None:
    app = make_app(urls, role="public")
    day = date(2017, 4, 4)
    asked = app.test_client().get(f"/sites/qaymawa?at={day}&lang={lang}").get_data(as_text=True)
    page = links_of(app, "sites.show", {"at": str(day), "lang": lang}, site_id="qaymawa")
    with app.app_context(), acting(app.extensions["databases"], PUBLIC), speaking(lang), linking(page):
        with reading(consistent=True) as connection:
            row = queries.site(connection, "qaymawa", day, EVERYTHING, lang)
            assert row is not None
            values = site_page(connection, row, day, EVERYTHING, lang)
        made = render_template("sites/site.html", **values)
    assert made == asked


@allow("public")
def _mine() -> str:
    return f"of {acting_now().person.id}"


@allow("public")
@framed_by("'self'", "https://partner.example.org")
def _frame() -> str:
    return "in a frame"


@allow("public")
def _own_caching() -> Response:
    return Response("tiles", headers={"Cache-Control": "public, max-age=60"})


@pytest.fixture
def with_views(make_app: Make, urls: Addresses) -> Flask:
    app = make_app(urls)
    for view in (_mine, _frame, _own_caching):
        app.add_url_rule(f"/{view.__name__}", view.__name__, view)
    return app


def test_no_remembered_answer_crosses_persons(with_views: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, who = with_views.test_client(), [Person("planner")]
    monkeypatch.setattr(access, "person_of_request", lambda: who[0])
    tags: set[str] = set()
    people = [Person("planner", 1), Person("planner", 2), Person("site_manager", 1), Person("site_manager", 1, ("a",))]
    for person in (*people, Person("planner"), *people):
        who[0] = person
        for _ in range(2):
            signed_in = {} if person.is_nobody else {"Authorization": "by whatever"}
            answer = client.get("/_mine", headers=signed_in)
            assert answer.text == f"of {person.id}"
            tags.add(answer.headers["ETag"])
    assert len(tags) == len(people) + 1


def test_nobody_gets_by_the_short_way_what_somebody_got(with_views: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = with_views.test_client()
    with monkeypatch.context() as patched:
        patched.setattr(access, "person_of_request", lambda: Person("planner", 1))
        assert client.get("/_mine").text == "of 1"
    assert client.get("/_mine").text == "of None"


def test_a_view_says_who_may_frame_it(with_views: Flask) -> None:
    headers = with_views.test_client().get("/_frame").headers
    assert "frame-ancestors 'self' https://partner.example.org;" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


def test_a_view_s_own_caching_stays_and_has_no_tag_but_is_private_to_planners(with_views: Flask) -> None:
    planner, stranger = with_views.test_client(), with_views.test_client()
    del stranger.environ_base["HTTP_AUTHORIZATION"]
    for client, kept in ((planner, "max-age=60, private"), (stranger, "public, max-age=60")):
        headers = client.get("/_own_caching").headers
        assert (headers["Cache-Control"], "ETag" in headers) == (kept, False)
