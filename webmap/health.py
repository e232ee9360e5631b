"""Whether the process lives, and whether it can answer: for supervisors and people with a terminal."""

import os
from pathlib import Path

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from geodata.migrations import newest, releases
from geodata.server import logins
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
    """The database answers both logins, and this code works on its tables, its own or newer; nobody asked it to end.

    Where there are replicas, one that answers is enough: pages of the public go on, and no other host could do more.
    """
    if (told := os.environ.get("WEBMAP_DRAINING")) and Path(told).exists():
        return json_answer({"status": "ending"}, 503)
    found, servers = None, dict[str, str]()
    for _look in range(LOOKS):
        try:
            found, servers = _standing()
            break
        except SQLAlchemyError:
            continue
    if found is None:
        answer = json_answer({"status": "the database does not answer"}, 503)
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
    if not found.serves:
        status = "this release is too old for the database" if found.is_newer else "the migrations are not current"
        return json_answer({"status": status, "revision": found.revision, "newest": newest()}, 503)
    return json_answer({"status": "ready", "revision": found.revision} | servers)


def _standing() -> tuple[releases.Standing, dict[str, str]]:
    """Where the tables stand, and of which servers what is known where there are several."""
    replica = acting_now().databases.replica
    if replica is None:
        return _of_primary(), {}
    is_there = replica.reached() is not None
    known = "answers" if is_there and replica.is_used else "is behind" if is_there else "does not answer"
    try:
        return _of_primary(), {"primary": "answers", "replica": known}
    except SQLAlchemyError:
        if not is_there or logins.APP not in replica.engines:  # the public's login reads no migrations
            raise
        with replica.engines[logins.APP].connect() as connection, answered_within(connection, LOOK_SECONDS):
            return releases.standing(connection), {"primary": "does not answer", "replica": known}


def _of_primary() -> releases.Standing:
    databases = acting_now().databases
    with databases.connect(PUBLIC) as connection, answered_within(connection, LOOK_SECONDS):
        version_now(connection)
    with databases.connect(Person("planner")) as connection, answered_within(connection, LOOK_SECONDS):
        return releases.standing(connection)
