"""`scripts/snapshot`: the map of a day, frozen as the public sees it; and one taken back."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date

from flask import Flask
from pydantic import SecretStr, ValidationError
from sqlalchemy import create_engine, pool
from werkzeug.datastructures import MultiDict

from geodata.problems import DataError, InvalidData
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from webmap import create_app
from webmap.asked.chosen_day import default_day, parse_day
from webmap.asked.places import box
from webmap.config import Settings, refusals
from webmap.db import acting, reading
from webmap.drawing.pictures import NotDrawn, patient
from webmap.layers.registry import LAYERS
from webmap.person import PUBLIC
from webmap.snapshots import queries
from webmap.snapshots.beside import with_beside
from webmap.snapshots.freezing import freeze
from webmap.snapshots.frozen import LONGEST, Frozen, View
from webmap.words.i18n import offered, speaking


def main() -> int:
    arguments = _arguments()
    return set_up.exit_status_of(lambda: _done(arguments))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/snapshot", add_help=False, allow_abbrev=False)
    parser.add_argument("--title")
    for name in ("--at", "--layers", "--bbox", "--note", "--series", "--withdraw", "--reason", "--successor"):
        parser.add_argument(name)
    for name in ("--max-km", "--from", "--look"):
        parser.add_argument(name, default="")
    for name in ("--arrive", "--analysis"):
        parser.add_argument(name, action="append", default=[])
    parser.add_argument("--lang", choices=offered(), default="en")
    parser.add_argument("--publish", nargs="?", const="")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if bool(arguments.title) + bool(arguments.withdraw) + bool(arguments.publish) != 1:
        parser.error("one of --title, --withdraw TOKEN and --publish TOKEN is needed")
    if bool(arguments.withdraw) != bool(arguments.reason):
        parser.error("--withdraw and --reason go together")
    for name, most in LONGEST.items():
        if len(getattr(arguments, name) or "") > most:
            parser.error(f"--{name} has at most {most} letters")
    return arguments


def _done(arguments: argparse.Namespace) -> str:
    with set_up.database() as database:
        if arguments.withdraw:
            return withdrawn(database.addresses.owner, arguments.withdraw, arguments.reason, arguments.successor)
        if arguments.publish:
            return published(database.addresses.owner, arguments.publish)
        app = application(database.addresses)
        try:
            frozen = frozen_by(app, arguments)
        finally:
            app.extensions["painter"].stop()
        kept(database.addresses.owner, frozen, _view(app, arguments), is_published=arguments.publish is not None)
    there = app.extensions["settings"].webmap_address or ""
    url = f"{there}/s/{frozen.token}?lang={arguments.lang}"
    if arguments.json:
        return json.dumps({"token": frozen.token, "url": url, "sha256": frozen.sha256()})
    if arguments.publish is None:
        return f"A draft, which nobody reads: scripts/snapshot --publish {frozen.token} publishes it at {url}"
    return url


def application(addresses: Addresses) -> Flask:
    set_up.derived_files()
    try:
        return create_app(
            Settings(
                database_url=None,
                database_app_url=addresses.app,
                database_public_url=addresses.public,
                webmap_secret_key=SecretStr(set_up.secret_key()),
            )
        )
    except ValidationError as error:
        raise SetupProblem("\n".join(refusals(error))) from None


def frozen_by(app: Flask, arguments: argparse.Namespace) -> Frozen:
    """SetupProblem for a day, a box or a layer that cannot be read, and where no picture is to be had."""
    try:
        with patient():
            return freeze(app, _view(app, arguments))
    except DataError as problem:
        raise SetupProblem(f"Nothing was frozen: {problem}") from None
    except NotDrawn:
        raise SetupProblem("Nothing was frozen: the process that draws the map did not answer. Try again.") from None


def _view(app: Flask, arguments: argparse.Namespace) -> View:
    names = tuple(layer.name for layer in LAYERS if layer.may_be_seen_by(PUBLIC.role))
    asked = tuple(arguments.layers.split(",")) if arguments.layers else names
    if unknown := sorted({*asked} - {*names}):
        raise SetupProblem(f"--layers: {', '.join(unknown)} is not one of {', '.join(names)}.")
    try:
        with speaking("en"):
            edges = box({"bbox": arguments.bbox}) if arguments.bbox else None
            day = parse_day(arguments.at) if arguments.at else _day_shown(app)
            view = View(arguments.title, day, asked, edges, arguments.note, arguments.series)
            said = {"look": arguments.look, "max_km": arguments.max_km, "from": getattr(arguments, "from")}
            return with_beside(view, MultiDict(said | {"arrive": arguments.arrive, "analysis": arguments.analysis}))
    except InvalidData as problem:
        raise SetupProblem(str(problem)) from None


def _day_shown(app: Flask) -> date:
    with app.app_context(), acting(app.extensions["databases"], PUBLIC), reading() as connection:
        return default_day(connection).day


def kept(owner: str, frozen: Frozen, view: View, *, is_published: bool) -> None:
    """All of it is written, or nothing."""
    with create_engine(owner, poolclass=pool.NullPool).begin() as connection:
        queries.keep(connection, frozen.values(view), frozen.files)
        if is_published:
            queries.publish(connection, frozen.token)


def published(owner: str, token: str) -> str:
    """SetupProblem where there is no such draft of a script."""
    with create_engine(owner, poolclass=pool.NullPool).begin() as connection:
        if not queries.publish(connection, token):
            raise SetupProblem(f"There is no draft {token} that a script made.")
    return f"Published: /s/{token}"


def withdrawn(owner: str, token: str, reason: str, successor: str | None) -> str:
    """SetupProblem where there is no such snapshot, or no such successor that is published."""
    try:
        with create_engine(owner, poolclass=pool.NullPool).begin() as connection:
            is_done = queries.withdraw(connection, token, reason, successor)
    except LookupError:
        raise SetupProblem(f"Nothing was withdrawn: {successor} is no published snapshot.") from None
    if not is_done:
        raise SetupProblem(f"There is no snapshot {token}, or it was withdrawn before.")
    return f"Withdrawn: {token}. Within a minute nothing of it is given out any more."


if __name__ == "__main__":
    sys.exit(main())
