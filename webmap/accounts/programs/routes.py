"""Tokens of one's own: made, and shown on that answer alone; revoked."""

from flask import Blueprint, Response, g, request

from geodata.problems import InvalidData, NotFound
from geodata.rules.account_names import shown
from webmap.access import allow
from webmap.accounts.programs import page, queries
from webmap.accounts.routes import SIGNED_IN, own_account_page
from webmap.answers.see_other import see_other
from webmap.asked.address import bare_address
from webmap.asked.numbers import row_number
from webmap.db import transaction
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language, number

blueprint = Blueprint("programs", __name__)


@blueprint.post("/account/programs")
@allow(*SIGNED_IN, own=True)
def make() -> tuple[str, int]:
    name, last = shown(request.form.get("program", "")), request.form.get("last_day", "").strip()
    try:
        last_day = page.asked_for(name, last)
        with transaction() as connection:
            token = queries.make_token(connection, g.person.id, name, last_day)
    except InvalidData as error:
        return own_account_page(error.message, wrong=error.parameter, program=name[:100], last_day=last[:40]), 400
    if token is None:
        problem = _("There are %(most)s tokens already; revoke one that is not used.", most=number(queries.MOST))
        return own_account_page(problem, wrong="program", program=name, last_day=last), 409
    return own_account_page(token=token), 201


@blueprint.post("/account/programs/revoke")
@allow(*SIGNED_IN, own=True)
def revoke() -> Response:
    with transaction() as connection:
        queries.revoke_token(connection, g.person.id, token_asked())
    return see_other(bare_address("accounts.own_account", lang=language()))


@blueprint.post("/people/<int:account_id>/programs")
@allow("admin", own=True)
def revoke_for(account_id: int) -> Response:
    """Of somebody else, by an administrator."""
    if account_id >= 2**63:
        raise NotFound("account", str(account_id))
    with transaction() as connection:
        queries.revoke_token(connection, account_id, token_asked())
    return see_other(bare_address("people.show", account_id=account_id, lang=language()))


def token_asked() -> int:
    told = request.form.get("token", "")
    number = row_number(told)
    if number is None:
        raise NotFound("token", told[:40])
    return number
