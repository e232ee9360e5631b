"""`scripts/serve --exercise`: the second database of the embedded cluster, made when missing or outdated."""

from __future__ import annotations

import os

from geodata.facts import exercise
from geodata.server import locks, logins
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts.set_up import VAR, Database, say


def refuse_given_server() -> None:
    """Raise SetupProblem with DATABASE_URL, or replicas of it: on others' servers invented figures have no place."""
    for name in ("DATABASE_URL", "DATABASE_REPLICA_URL"):
        if os.environ.get(name):
            raise SetupProblem(
                "An exercise keeps its invented figures in an embedded database of its own, not on the server of "
                f"{name}. Start it without: env -u {name} scripts/serve --exercise"
            )


def addresses(database: Database) -> Addresses:
    """The logins of the exercise's database; `database` is the facts', which stay as they are in the same cluster.

    It is made anew when the shipped facts or the code that invents changed; reports of an exercise then go.
    """
    cluster = database.cluster
    assert cluster is not None, "refuse_given_server comes first"
    found = cluster.addresses(exercise.DATABASE)
    with locks.alone(VAR / "set-up.lock", say, "set-up"):
        from geodata import migrations

        if exercise.is_current(found.owner):
            migrations.upgrade(found.owner)
        else:
            from geodata.facts import loading

            say("Making the database of exercises: the same places, with every count and movement invented")
            with cluster.connect() as superuser:
                superuser.execute(f'DROP DATABASE IF EXISTS "{exercise.DATABASE}" WITH (FORCE)')
                logins.make_database(superuser, exercise.DATABASE)
            with cluster.connect(exercise.DATABASE) as superuser:
                logins.prepare_own_database(superuser)
            migrations.upgrade(found.owner)
            loading.load(found.owner, say)
            say(f"Invented {exercise.fill(found):,} reports")
    return found
