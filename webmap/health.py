"""Whether the process lives, and whether it can answer: for supervisors and people with a terminal."""

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from geodata.migrations import newest
from webmap.access import allow
from webmap.answers.delivery import lasting
from webmap.answers.errors import RETRY_AFTER_SECONDS
from webmap.answers.json_answers import json_answer
from webmap.connecting import answered_within
from webmap.data_version import version_now
from webmap.db import acting_now
from webmap.latest_version import LOOK_SECONDS
from webmap.person import PUBLIC, Person

# After a restart of the database the first look may meet connections of before it.
LOOKS = 2
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow("public", whoever=True)
@lasting(0)
def healthz() -> Response:
    """The process answers; says nothing of the database."""
    return json_answer({"status": "ok"})


@blueprint.get("/readyz")
@allow("public", whoever=True)
@lasting(0)
def readyz() -> Response:
    """The database answers both logins and its migrations are current."""
    revision = None
    for _look in range(LOOKS):
        try:
            revision = _revision()
            break
        except SQLAlchemyError:
            continue
    if revision is None:
        answer = json_answer({"status": "the database does not answer"}, 503)
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
    if revision != newest():
        return json_answer({"status": "the migrations are not current", "revision": revision, "newest": newest()}, 503)
    return json_answer({"status": "ready", "revision": revision})


def _revision() -> str | None:
    databases = acting_now().databases
    with databases.connect(PUBLIC) as connection, answered_within(connection, LOOK_SECONDS):
        version_now(connection)
    with databases.connect(Person("planner")) as connection, answered_within(connection, LOOK_SECONDS):
        found: str | None = connection.scalar(text("SELECT version_num FROM public.alembic_version"))
    return found
