"""`scripts/doctor`: findings about this machine, the settings and the database; it changes and starts nothing."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from geodata import migrations
from geodata.migrations import releases
from geodata.objects import sealing
from geodata.server import addresses, backups, ballast, binaries, distribution, logins, making, upgrading
from geodata.server.cluster import Cluster
from geodata.server.logins import Addresses
from geodata.server.setup_problem import SetupProblem
from scripts import replicas
from scripts.findings import NOTE, OK, WRONG, Finding
from scripts.set_up import PLANNER_WORD, VAR, say
from webmap import create_app
from webmap.access import declared_roles
from webmap.accounts.openid.identity import ProviderIsAway
from webmap.accounts.openid.words import BACK
from webmap.alerts import mail
from webmap.config import Settings, refusals

DAYS_OF_A_BACKUP = 7
MOST_BYTES_OF_READYZ = 10_000
LITTLE_ROOM = 4 * ballast.BALLAST_BYTES


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/doctor", add_help=False)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--seal", default="")
    arguments = parser.parse_args()
    wrong = 0
    for finding in findings(arguments.port, arguments.seal):
        print(f"{finding.grade:6}{finding.text}")
        wrong += finding.grade == WRONG
    print(f"{wrong} thing{'s are' if wrong != 1 else ' is'} wrong." if wrong else "Nothing is wrong.")
    return 1 if wrong else 0


def findings(port: int, noted: str = "") -> Iterator[Finding]:
    """Everything there is to say, in the order in which one would repair it; `noted`: a seal to look for."""
    yield Finding(OK, f"Python {platform.python_version()}")
    addresses.forget_variables(os.environ)
    try:
        settings = Settings()
    except ValidationError as error:
        yield from (Finding(WRONG, sentence) for sentence in refusals(error))
        return
    yield from _about_settings(settings)
    is_given = settings.database_url or settings.database_app_url or settings.database_public_url
    yield from (_about_given_server(settings, noted) if is_given else _about_own_server(noted))
    yield from replicas.findings(settings) if settings.database_replica_url else ()
    yield from _about_disk()
    yield _about_backups()
    yield _about_page(port)
    yield _about_readers(settings)
    yield _about_word()
    if settings.webmap_oidc_issuer:
        yield _about_openid(settings)
    if settings.webmap_smtp_host:
        yield _about_mail(settings)


def _about_settings(settings: Settings) -> Iterator[Finding]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        origin = "set" if name.upper() in os.environ or name in settings.model_fields_set else "default"
        if name.startswith("database_"):
            shown = addresses.shown(value) if value else "not set"
        elif isinstance(value, str | int | None):
            shown = str(value)
        else:
            shown = "set"
        yield Finding(OK, f"{name.upper()} = {shown} ({origin})")


def _about_own_server(noted: str) -> Iterator[Finding]:
    try:
        cluster = Cluster(VAR, say)
        found = making.binaries_for(cluster.folders) if cluster.exists() else binaries.find()
        yield Finding(OK, f"PostgreSQL {found.major} with PostGIS in {found.folder}")
        yield from _about_packages(cluster, found.major)
        if not cluster.exists():
            yield Finding(NOTE, "The embedded database is not made yet; scripts/serve makes it")
            return
        if cluster.pid() is None:
            why = "by scripts/db stop" if cluster.was_stopped_on_purpose() else "nobody uses it"
            yield Finding(NOTE, f"The embedded database is stopped ({why}); its data are in {cluster.folders.data}")
            return
        yield Finding(OK, f"The embedded database runs (process {cluster.pid()}), data in {cluster.folders.data}")
        yield from _about_database(cluster.addresses(), noted)
    except (binaries.BinariesMissing, SetupProblem, OSError) as problem:
        yield Finding(WRONG, str(problem))


def _about_packages(cluster: Cluster, major: int) -> Iterator[Finding]:
    if taken := distribution.automatic(major):
        remedy = distribution.keeping(taken)
        yield Finding(NOTE, f"An upgrade of this machine may take PostgreSQL {major} away. To keep it, type: {remedy}")
    if cluster.exists() and (newer := upgrading.newer_than(cluster.folders)):
        remedy = "end scripts/serve, then type: scripts/db upgrade"
        yield Finding(NOTE, f"PostgreSQL {newer.major} with PostGIS is here too. To move the data to it, {remedy}")


def _about_given_server(settings: Settings, noted: str) -> Iterator[Finding]:
    given = Addresses(settings.database_url or "", settings.database_app_url or "", settings.database_public_url or "")
    if not given.app or not given.public:
        missing = "DATABASE_APP_URL" if not given.app else "DATABASE_PUBLIC_URL"
        if given.owner:
            yield Finding(NOTE, "The web's logins are not made yet; scripts/serve makes them")
        else:
            yield Finding(WRONG, f"{missing} is missing: without DATABASE_URL both web logins are to be given")
    yield from _about_database(given, noted)


def _about_database(given: Addresses, noted: str) -> Iterator[Finding]:
    named = {logins.OWNER: given.owner, logins.APP: given.app, logins.PUBLIC: given.public}
    for name, address in named.items():
        if not address:
            continue
        try:
            with psycopg.connect(logins.libpq(address), autocommit=True, connect_timeout=10) as connection:
                user = connection.info.user
                yield Finding(OK, f"{user} signs in")
                if name == logins.OWNER:
                    yield from _about_contents(connection, address, noted)
        except (psycopg.Error, SQLAlchemyError) as error:
            login = conninfo_to_dict(logins.libpq(address)).get("user", name)
            yield Finding(WRONG, f"{login} cannot sign in: {str(error).strip()}")


def _about_contents(connection: psycopg.Connection, address: str, noted: str) -> Iterator[Finding]:
    server, user = connection.info.server_version // 10000, connection.info.user
    found = connection.execute(
        "SELECT installed_version, default_version FROM pg_available_extensions WHERE name = 'postgis'"
    ).fetchone()
    if not found or not found[0]:
        yield Finding(WRONG, "PostGIS is not in this database: CREATE EXTENSION postgis SCHEMA public")
    else:
        newer = "" if found[0] == found[1] else f", package {found[1]}: scripts/serve updates it"
        yield Finding(NOTE if newer else OK, f"PostGIS {found[0]} on PostgreSQL {server}{newer}")
    superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if superuser and superuser[0]:
        yield Finding(NOTE, f"{user} is a superuser, which DATABASE_URL does not need")
    standing = releases.standing_of(address)
    if standing.serves:
        newer = f", of a newer release; this one ({migrations.newest()}) works on it" if standing.is_newer else ""
        yield Finding(NOTE if newer else OK, f"Migrations: at {standing.revision}{newer}")
        yield _about_accounts(connection)
        yield from _about_audit(connection, noted)
    elif standing.is_newer:
        yield Finding(WRONG, standing.problem())
    else:
        newest = migrations.newest()
        yield Finding(
            WRONG, f"Migrations: at {standing.revision or 'nothing'}, newest is {newest}: scripts/serve migrates"
        )


def _about_accounts(connection: psycopg.Connection) -> Finding:
    """Whether there are people, or a word that everybody shares."""
    found = connection.execute("SELECT count(*), count(signed_in_at) FROM ninewa.account").fetchone()
    made, used = found or (0, 0)
    if used:
        return Finding(OK, f"{made} accounts, {used} of them in use; the word for planners opens nothing any more")
    return Finding(NOTE, "Nobody has signed in yet: whoever says the word for planners reads the exact layer")


def _about_audit(connection: psycopg.Connection, noted: str) -> Iterator[Finding]:
    """Whether the log of who changed what is what was sealed; the newest seal is shown, to be noted elsewhere."""
    chain = sealing.checked(connection)
    if chain.wrong:
        remedy = "somebody changed the log, or it was damaged; compare it with a backup"
        yield Finding(WRONG, f"The audit does not hold: {chain.wrong}. {chain.sound} seals before it do: {remedy}")
    elif chain.sound:
        unsealed = f"; {chain.unsealed:,} events are not sealed yet" if chain.unsealed else ""
        yield Finding(OK, f"The audit holds, {chain.sound} seals, the newest {chain.newest}{unsealed}")
    else:
        yield Finding(NOTE, f"None of {chain.unsealed:,} events of the audit is sealed yet; scripts/serve does that")
    if noted and not sealing.is_in_chain(connection, noted):
        yield Finding(WRONG, f"No seal of the audit is {noted}: seals were taken away, or an older backup was restored")
    elif noted:
        yield Finding(OK, f"The seal {noted} is in the audit")


def _about_disk() -> Iterator[Finding]:
    cluster = Cluster(VAR, say)
    home = Path(cluster.folders.home) if cluster.exists() else VAR.parent
    free = shutil.disk_usage(home).free
    text = f"{free // 1_000_000:,} MB free on the disk of {home}"
    yield Finding(OK if free > LITTLE_ROOM else WRONG, text + ("" if free > LITTLE_ROOM else ": make room there"))
    if cluster.exists() and os.access(home, os.X_OK):
        kept = (home / "ballast").exists()
        yield Finding(OK if kept else NOTE, f"The reserve of 64 MB {'is kept' if kept else 'was given up'} in {home}")


def _about_backups() -> Finding:
    newest = backups.newest(VAR)
    if newest is None:
        return Finding(NOTE, "No backup was made here yet: scripts/backup FILE")
    path, days = newest
    remedy = f": scripts/backup {shlex.quote(str(path))}" if days > DAYS_OF_A_BACKUP else ""
    return Finding(NOTE if remedy else OK, f"The newest backup is {days:.0f} days old, in {path}{remedy}")


def _about_page(port: int) -> Finding:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = json.loads(answer.read(MOST_BYTES_OF_READYZ))
        status = str(said.get("status", "")) if isinstance(said, dict) else ""
    except OSError:
        return Finding(NOTE, f"Nothing is served on port {port}; scripts/serve does")
    except (http.client.HTTPException, ValueError):
        status = ""
    finally:
        connection.close()
    if not status:
        return Finding(NOTE, f"Port {port} is another program's; scripts/serve --port N takes another one")
    if status == "ready":
        return Finding(OK, f"The map is served on port {port} and ready")
    return Finding(WRONG, f"The map on port {port} is not ready (/readyz answers {answer.status}: {status})")


def _about_readers(settings: Settings) -> Finding:
    """Who reads what before signing in; the public login can read schema `published` only."""
    # Addresses that are never connected to: only the list of views is asked for.
    unused = {"database_app_url": "postgresql+psycopg://", "database_public_url": "postgresql+psycopg://"}
    app = create_app(settings.model_copy(update=unused))
    views = [rule.endpoint for rule in app.url_map.iter_rules()]
    silent = sorted(view for view in views if declared_roles(app, view) is None)
    if silent:
        return Finding(WRONG, f"Views that do not say who may use them, and are refused to all: {', '.join(silent)}")
    public = sum("public" in (declared_roles(app, view) or ()) for view in views)
    layer = "the public layer, and the exact one to who says the word for planners until somebody has signed in"
    return Finding(OK, f"{public} of {len(views)} views are open before signing in; they show {layer}")


def _about_openid(settings: Settings) -> Finding:
    """Whether the provider answers as a sign-in asks it."""
    from webmap.accounts.openid.provider import Provider

    issuer = settings.webmap_oidc_issuer or ""
    try:
        Provider(issuer, settings.webmap_oidc_client_id or "", None, "").check()
    except ProviderIsAway as problem:
        return Finding(WRONG, f"Nobody can sign in by {issuer} (WEBMAP_OIDC_ISSUER): {problem}")
    back = f"{settings.webmap_address}{BACK}"
    return Finding(OK, f"People can sign in by {issuer}, which has to know {back} as an address to lead back to")


def _about_mail(settings: Settings) -> Finding:
    """Whether the mail server takes us; nothing is sent."""
    server = f"{settings.webmap_smtp_host}:{settings.webmap_smtp_port}"
    try:
        with mail.connect(settings):
            return Finding(OK, f"Alerts can be mailed by {server}; scripts/send-alerts does it, for cron")
    except OSError as error:
        return Finding(WRONG, f"No alert can be mailed by {server} (WEBMAP_SMTP_...): {mail.why_not(error)}")


def _about_word() -> Finding:
    """Whether there is a word for planners, never which."""
    path = VAR / PLANNER_WORD
    if os.environ.get("WEBMAP_PLANNER_WORD"):
        return Finding(OK, "The word for planners is set by WEBMAP_PLANNER_WORD")
    if not path.exists():
        return Finding(NOTE, f"There is no word for planners yet; scripts/serve makes it in {path}")
    if path.stat().st_mode & 0o077:
        return Finding(WRONG, f"Others may read the word for planners: chmod 600 {path}, or rm it to have a new one")
    return Finding(OK, f"The word for planners is in {path}, for its owner only")


if __name__ == "__main__":
    sys.exit(main())
