"""What the pages of people show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from geodata.tables import ACCOUNT_ROLES
from webmap.accounts import queries
from webmap.accounts.openid.queries import identity_of
from webmap.accounts.openid.rows import Linked
from webmap.accounts.page import local_day
from webmap.accounts.programs.page import programs
from webmap.accounts.rows import Account, Area, Grant
from webmap.words import terms
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated

AREA = "area:"


@dataclass(frozen=True)
class PersonShown:
    """One account in words; `state`: what keeps it from signing in, or the day when it last did."""

    account: Account
    holds: str
    state: str


def people(connection: Connection) -> list[PersonShown]:
    """Everybody, by name."""
    held: dict[int, list[str]] = {}
    for grant in queries.grants(connection):
        held.setdefault(grant.account_id, []).append(grant_in_words(grant))
    return [
        PersonShown(account, _held(account, held.get(account.account_id, [])), _state(account))
        for account in queries.accounts(connection)
    ]


def person(connection: Connection, account: Account) -> dict[str, Any]:
    """One account: what it holds, with what it may be given beside."""
    grants = queries.grants(connection, account.account_id)
    areas = queries.areas(connection)
    return {
        "account": account,
        "state": _state(account),
        "roles": [(role, terms.role(role)) for role in ACCOUNT_ROLES],
        "grants": [(grant.grant_id, grant_in_words(grant)) for grant in grants],
        "areas": [(area_value(area), _area_in_words(area.governorate, area.district)) for area in areas],
        "sites": queries.sites_to_grant(connection),
        "sessions": len(queries.sessions_of(connection, account.account_id)),
        "programs": programs(connection, account.account_id),
        "linked": _linked(identity_of(connection, account.account_id)),
    }


def _linked(identity: Linked | None) -> str:
    """With whom of a provider an account is linked."""
    if identity is None:
        return _("Linked with nobody.")
    who = isolated(identity.email or identity.subject or "")
    provider = isolated(urlsplit(identity.issuer).netloc)
    if identity.bound_at is None:
        return _("Linked with %(who)s of %(provider)s, who has not signed in so yet.", who=who, provider=provider)
    return _(
        "Linked with %(who)s of %(provider)s, the first time on %(day)s.",
        who=who,
        provider=provider,
        day=local_day(identity.bound_at),
    )


def grant_in_words(grant: Grant) -> str:
    return grant.site if grant.site is not None else _area_in_words(grant.governorate, grant.district)


def _area_in_words(governorate: str | None, district: str | None) -> str:
    if district is None:
        return _("all sites of the governorate %(name)s", name=terms.governorate(governorate))
    return _("all sites of the district %(name)s", name=district)


def area_value(area: Area) -> str:
    """An area as a form gives it back."""
    return f"{AREA}{area.governorate or ''}|{area.district or ''}"


def areas_in_words(areas: Iterable[Area]) -> str:
    """The areas that there are, in one line."""
    return _(", ").join(isolated(area.district or terms.governorate(area.governorate)) for area in areas)


def _held(account: Account, held: list[str]) -> str:
    if account.role == "site_manager":
        return _(", ").join(held) or _("no site yet")
    return _("every site") if account.role in ("information_officer", "admin") else _("reads exact figures")


def _state(account: Account) -> str:
    if account.disabled_at is not None:
        return _("disabled since %(day)s", day=local_day(account.disabled_at))
    if account.signed_in_at is not None:
        return _("last signed in on %(day)s", day=local_day(account.signed_in_at))
    return _("has not signed in yet") if account.has_password else _("has not chosen a password yet")
