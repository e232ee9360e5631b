"""`scripts/add-user`: an account for somebody, with a password from standard input or a link to choose one by."""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import Connection, create_engine, pool

from geodata.rules.account_names import is_usable, shown
from geodata.server.setup_problem import SetupProblem
from geodata.tables import ACCOUNT_ROLES
from scripts import set_up
from webmap.accounts import queries
from webmap.accounts.openid import queries as identities
from webmap.accounts.page import wrong_password
from webmap.accounts.passwords import Passwords
from webmap.config import Settings
from webmap.words.i18n import speaking


def main() -> int:
    arguments = _arguments()
    return set_up.exit_status_of(lambda: _add(arguments))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/add-user", add_help=False)
    parser.add_argument("name")
    parser.add_argument("--role", choices=ACCOUNT_ROLES, required=True)
    parser.add_argument("--site", action="append", default=[])
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--password-stdin", action="store_true")
    how.add_argument("--link", action="store_true")
    parser.add_argument("--openid")
    arguments = parser.parse_args()
    if not (arguments.password_stdin or arguments.link or arguments.openid):
        parser.error("one of --password-stdin, --link and --openid is needed")
    if arguments.site and arguments.role != "site_manager":
        parser.error("--site is for a site_manager; the other roles are for all sites")
    return arguments


def _add(arguments: argparse.Namespace) -> str:
    if not is_usable(shown(arguments.name)):
        raise SetupProblem("A name has 1 to 60 letters that can be seen.")
    issuer = _issuer(arguments.openid) if arguments.openid else ""
    password_hash = _password_hash(arguments.name) if arguments.password_stdin else None
    with set_up.database() as database:
        engine = create_engine(database.addresses.owner, poolclass=pool.NullPool)
        with engine.begin() as connection:
            return _written(connection, arguments, password_hash, issuer)


def _issuer(told: str) -> str:
    if not identities.is_usable(told):
        raise SetupProblem("--openid takes an e-mail address, or the subject that the provider knows somebody by.")
    issuer = Settings().webmap_oidc_issuer
    if issuer is None:
        raise SetupProblem("--openid needs WEBMAP_OIDC_ISSUER, the provider of whom this is said.")
    return issuer


def _password_hash(name: str) -> str:
    """Of the first line of standard input, whose end is no part of it."""
    password = sys.stdin.readline().rstrip("\r\n")
    with speaking("en"):
        if problem := wrong_password(name, password, password):
            raise SetupProblem(problem)
    return Passwords().hash(password)


def _written(connection: Connection, arguments: argparse.Namespace, password_hash: str | None, issuer: str) -> str:
    sites = {told: queries.site_known(connection, told) for told in arguments.site}
    if unknown := [told for told, site_id in sites.items() if site_id is None]:
        raise SetupProblem(f"No site has this id or name: {', '.join(unknown)}")
    account_id = queries.add_account(connection, arguments.name, arguments.role, password_hash)
    done = "Added"
    if account_id is None:
        there = queries.account_named(connection, arguments.name)
        assert there is not None
        if there.role != arguments.role or arguments.password_stdin:
            raise SetupProblem(
                f"There is an account {there.name} ({there.role}) already. With --link and this role it is given a "
                "link to choose another password by, with --openid somebody who may sign in by the provider; the rest "
                "is changed on the page Accounts."
            )
        account_id, done = there.account_id, "A new link for" if arguments.link else "Changed"
    for site_id in sites.values():
        queries.grant(connection, account_id, site_id=site_id)
    if arguments.openid and not identities.link(connection, account_id, issuer, arguments.openid):
        raise SetupProblem(f"Another account is linked with {arguments.openid} already.")
    said = f"{done} {shown(arguments.name)} ({arguments.role})"
    if arguments.link:
        path = f"/link?token={queries.make_link(connection, account_id)}"
        return f"{said}. Within 7 days, this address of the map lets them choose a password, once: {path}"
    return f"{said}."


if __name__ == "__main__":
    sys.exit(main())
