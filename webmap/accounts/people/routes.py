"""People: listing them, adding one, what one of them holds; for administrators, who cannot lock themselves out."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, current_app, g, render_template, request
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from geodata.problems import InvalidData, NotFound
from geodata.rules.account_names import LONGEST, is_usable, shown
from geodata.tables import ACCOUNT_ROLES
from webmap.access import allow
from webmap.accounts import queries
from webmap.accounts.openid import queries as identities
from webmap.accounts.people import page
from webmap.accounts.rows import Account
from webmap.answers.errors import problem_in_words
from webmap.answers.see_other import see_other
from webmap.asked.address import bare_address
from webmap.asked.client import whole_address
from webmap.asked.numbers import row_number
from webmap.db import reading, transaction
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language, number

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
@allow("admin", own=True)
def index() -> str:
    return _list()


@blueprint.post("/people")
@allow("admin", own=True)
def add() -> Response | tuple[Response | str, int]:
    """An account and the link for its first sign-in, which is shown here once and nowhere again."""
    name, role = shown(request.form.get("name", "")), request.form.get("role", "")
    try:
        with transaction() as connection:
            account_id = _added(connection, name, role)
            token = queries.make_link(connection, account_id)
    except InvalidData as error:
        return _list(problem_in_words(error).message, name[:LONGEST], role), 400
    return _shown(account_id, link=_whole_link(token)), 201


def _added(connection: Connection, name: str, role: str) -> int:
    if not is_usable(name):
        message = _("A name has 1 to %(most)s letters that can be seen.", most=number(LONGEST))
        raise InvalidData(message, parameter="name")
    if role not in ACCOUNT_ROLES:
        raise InvalidData(_("Choose what the account is for."), parameter="role")
    account_id = queries.add_account(connection, name, role)
    if account_id is None:
        raise InvalidData(_("There is an account of this name already."), parameter="name")
    return account_id


@blueprint.get("/people/<int:account_id>")
@allow("admin", own=True)
def show(account_id: int) -> Response:
    return _shown(account_id)


@blueprint.post("/people/<int:account_id>/role")
@allow("admin", own=True)
def change_role(account_id: int) -> Response:
    role = request.form.get("role", "")
    if role not in ACCOUNT_ROLES:
        raise InvalidData(_("Choose what the account is for."), parameter="role")
    with _an_administrator_is_left(), transaction() as connection:
        queries.set_role(connection, _another(connection, account_id), role)
    return _see(account_id)


@blueprint.post("/people/<int:account_id>/sites")
@allow("admin", own=True)
def grant(account_id: int) -> Response | tuple[Response, int]:
    """A site by its id or name, or an area."""
    told, area = request.form.get("site", "").strip(), request.form.get("area", "")
    with transaction() as connection:
        _account(connection, account_id)
        if told:
            site_id = queries.site_known(connection, told)
            if site_id is None:
                return _shown(account_id, problem=_("No site has this name; choose one of the list.")), 400
            queries.grant(connection, account_id, site_id=site_id)
        if area:
            known = {page.area_value(one): one for one in queries.areas(connection)}
            if area not in known:
                problem = _(
                    "No site is in this area; these are known: %(areas)s.", areas=page.areas_in_words(known.values())
                )
                return _shown(account_id, problem=problem), 400
            queries.grant(connection, account_id, governorate=known[area].governorate, district=known[area].district)
    return _see(account_id)


@blueprint.post("/people/<int:account_id>/revoke")
@allow("admin", own=True)
def revoke(account_id: int) -> Response:
    grant_id = row_number(request.form.get("grant", ""))
    if grant_id is None:
        raise NotFound("grant", request.form.get("grant", "")[:40])
    with transaction() as connection:
        queries.revoke(connection, account_id, grant_id)
    return _see(account_id)


@blueprint.post("/people/<int:account_id>/link")
@allow("admin", own=True)
def make_link(account_id: int) -> Response:
    """Another link to choose a password by; it is shown on this answer alone."""
    with transaction() as connection:
        token = queries.make_link(connection, _account(connection, account_id).account_id)
    return _shown(account_id, link=_whole_link(token))


@blueprint.post("/people/<int:account_id>/openid")
@allow("admin", own=True)
def link_openid(account_id: int) -> Response | tuple[Response, int]:
    """With whom of the OpenID provider the account is linked: a subject, an address, or nobody."""
    told, issuer = request.form.get("openid", "").strip(), current_app.extensions["settings"].webmap_oidc_issuer
    with transaction() as connection:
        _account(connection, account_id)
        if not told or not issuer:
            identities.unlink(connection, account_id)
        elif not identities.is_usable(told):
            problem = _("This can be neither an e-mail address nor a subject of a provider.")
            return _shown(account_id, problem=problem, openid=told), 400
        elif not identities.link(connection, account_id, issuer, told):
            problem = _("Another account is linked with this already.")
            return _shown(account_id, problem=problem, openid=told), 400
    return _see(account_id)


@blueprint.post("/people/<int:account_id>/state")
@allow("admin", own=True)
def change_state(account_id: int) -> Response:
    """Disable or enable, or end all sessions."""
    wanted = request.form.get("state", "")
    with _an_administrator_is_left(), transaction() as connection:
        if wanted == "signed_out":
            queries.end_sessions(connection, _account(connection, account_id).account_id)
        elif wanted in ("disabled", "enabled"):
            queries.disable(connection, _another(connection, account_id), wanted == "disabled")
        else:
            raise InvalidData(_("This cannot be read."), parameter="state")
    return _see(account_id)


def _list(problem: str = "", name: str = "", role: str = "") -> str:
    with reading() as connection:
        everybody = page.people(connection)
    return render_template(
        "accounts/people.html", people=everybody, roles=ACCOUNT_ROLES, problem=problem, name=name, chosen=role
    )


def _shown(account_id: int, *, link: str = "", problem: str = "", openid: str = "") -> Response:
    with reading() as connection:
        values = page.person(connection, _account(connection, account_id))
    wrong = "openid" if openid else ""
    return Response(
        render_template("accounts/person.html", link=link, problem=problem, openid=openid, wrong=wrong, **values)
    )


def _account(connection: Connection, account_id: int) -> Account:
    found = queries.account_of(connection, account_id) if account_id < 2**63 else None
    if found is None:
        raise NotFound("account", str(account_id))
    return found


def _another(connection: Connection, account_id: int) -> int:
    """Of one's own account nobody changes this, so that there is always an administrator."""
    if account_id == g.person.id:
        raise InvalidData(_("Another administrator changes this for you."), parameter="account")
    return _account(connection, account_id).account_id


def _whole_link(token: str) -> str:
    return whole_address(bare_address("accounts.link", token=token))


@contextmanager
def _an_administrator_is_left() -> Iterator[None]:
    """The words for what the database refuses, where two administrators take that from one another at once."""
    try:
        yield
    except IntegrityError as error:
        message = _("No administrator would be left. Make somebody else one first.")
        raise InvalidData(message, parameter="account") from error


def _see(account_id: int) -> Response:
    return see_other(bare_address("people.show", account_id=account_id, lang=language()))
