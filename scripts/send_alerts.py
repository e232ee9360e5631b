"""`scripts/send-alerts`: a message about new alerts to each person who asked for them and confirmed the address."""

from __future__ import annotations

import smtplib
import sys

from pydantic import ValidationError
from sqlalchemy import Engine, create_engine, pool

from geodata.rules.dates import today
from geodata.server import locks
from geodata.server.setup_problem import SetupProblem
from scripts import set_up
from webmap.alerts import mail, queries
from webmap.alerts.rows import Wish
from webmap.asked.chosen_day import EVERYTHING
from webmap.config import Settings, refusals
from webmap.databases import Databases
from webmap.db import acting, transaction
from webmap.layers.sites import alerts
from webmap.layers.sites.alerts import Watched
from webmap.person import Person
from webmap.sessions import new_token
from webmap.words.i18n import language, offered, speaking

WRONG_USE = 2
NO_SERVER = "WEBMAP_SMTP_HOST and WEBMAP_SMTP_FROM say through which server, and from whom, to send."


def main(arguments: list[str]) -> int:
    if arguments:
        set_up.say("scripts/send-alerts takes nothing; scripts/send-alerts --help says more")
        return WRONG_USE
    return set_up.exit_status_of(_send_all)


def _send_all() -> str:
    read_settings()  # before anything is made
    # Two at once would tell people twice.
    with set_up.database() as database, locks.alone(set_up.VAR / "send-alerts.lock", set_up.say, "sending alerts"):
        found = database.addresses
        return send_all(read_settings(database_app_url=found.app, database_public_url=found.public), found.owner)


def read_settings(**known: str) -> Settings:
    """SetupProblem where they are wrong or name no mail server."""
    try:
        settings = Settings(database_url=None, **known)  # type: ignore[arg-type]  # all of them are addresses
    except ValidationError as error:
        raise SetupProblem("\n".join(refusals(error))) from None
    if not settings.webmap_smtp_host:
        raise SetupProblem(f"Nobody was mailed: {NO_SERVER}")
    return settings


def send_all(settings: Settings, owner: str) -> str:
    """How many messages were sent; SetupProblem where some were not taken. By a server that does not answer none is."""
    engine, databases = create_engine(owner, poolclass=pool.NullPool), Databases(settings)
    with engine.connect() as connection:
        wishes = queries.wishes(connection)
    sent, asked, refused = 0, 0, []
    if not settings.webmap_address and any(wish.is_unasked for wish in wishes):
        refused.append("nobody who has to confirm an address first: WEBMAP_ADDRESS does not say where they can")
    for wish in wishes:
        with speaking(wish.lang if wish.lang in offered() else "en"):
            try:
                if wish.is_confirmed:
                    sent += _sent(settings, engine, wish, _new(databases, engine, wish))
                elif wish.is_unasked and settings.webmap_address:
                    asked += _asked(settings, engine, wish)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
                refused.append(f"{mail.why_not(error)} for account {wish.account_id}")
            except OSError as error:
                server = f"{settings.webmap_smtp_host}:{settings.webmap_smtp_port}"
                raise SetupProblem(f"Sent {sent}; the mail server {server} failed: {mail.why_not(error)}") from None
    if refused:
        raise SetupProblem(f"Sent {sent}; the mail server did not take: {', '.join(refused)}")
    confirming = f" Asked {asked} whether the address is theirs." if asked else ""
    return f"Sent {sent} to {len(wishes)} who asked.{confirming}"


def _asked(settings: Settings, engine: Engine, wish: Wish) -> bool:
    """Only the hash of the link is kept."""
    token = new_token()
    with mail.connect(settings) as server:
        server.send_message(mail.question(settings, wish.mail_address, token))
    with engine.begin() as connection:
        queries.note_asked(connection, wish.account_id, wish.mail_address, token)
    return True


def _new(databases: Databases, engine: Engine, wish: Wish) -> list[Watched]:
    """Open alerts of the sites that the person may watch now, which they were not told yet."""
    at = today()
    with acting(databases, Person(wish.role, wish.account_id)), transaction() as connection:
        if not queries.is_reported_to(connection, at):
            return []
        sites = queries.watched_sites(connection, at, EVERYTHING, language())
        found = alerts.of_sites(connection, sites, at, EVERYTHING)
    with engine.begin() as connection:
        told = queries.told_by_mail(connection, wish.account_id, [mail.fact(one) for one in found])
    return [one for one in found if one.known is None and mail.fact(one) not in told]


def _sent(settings: Settings, engine: Engine, wish: Wish, new: list[Watched]) -> bool:
    """What the server took is noted at once: who is cut off here is told once too often, never too seldom."""
    if not new:
        return False
    with mail.connect(settings) as server:
        server.send_message(mail.digest(new, settings, wish.mail_address))
        with engine.begin() as connection:
            queries.note_mail(connection, wish.account_id, sorted({mail.fact(one) for one in new}))
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
