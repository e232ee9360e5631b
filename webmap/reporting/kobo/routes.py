"""Pages of forms of KoboToolbox: made, their map, their token, and what came from them that is no report."""

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import Connection

from geodata.problems import InvalidData, NotFound
from geodata.readers.kobo_map import FieldMap
from geodata.rules.dates import TIME_ZONE
from webmap.access import allow
from webmap.answers.see_other import see_other
from webmap.asked.address import address, bare_address
from webmap.asked.client import whole_address
from webmap.asked.numbers import row_number
from webmap.asked.parameters import asks
from webmap.db import reading, transaction
from webmap.reporting.kobo import page, queries
from webmap.reporting.kobo.api import HEADER
from webmap.reporting.kobo.receiving import try_again
from webmap.reporting.kobo.rows import KoboForm
from webmap.words.i18n import day
from webmap.words.i18n import gettext as _
from webmap.words.moments import moment

blueprint = Blueprint("kobo", __name__)
MENDING = ("information_officer", "admin")
MOST_ROWS = 2**63


@blueprint.get("/kobo")
@allow(*MENDING, own=True)
def index() -> str:
    """All forms: whether they are heard of, and how much of what came is kept aside."""
    return _index()


@blueprint.post("/kobo")
@allow(*MENDING, own=True)
def make() -> tuple[str, int]:
    """A form that is read by the names of the cluster, and its token, which is shown on this answer alone."""
    try:
        with transaction() as connection:
            name = page.asked_name(request.form)
            site_id = page.asked_site(request.form, queries.known_sites(connection))
            form_id = queries.add_form(connection, name, site_id, FieldMap())
            token = queries.make_token(connection, form_id, g.person.id)
    except InvalidData as error:
        return _index((error.parameter, error.message)), 400
    return _form_page(form_id, token=token), 201


def _index(wrong: tuple[str, str] | None = None) -> str:
    with reading() as connection:
        found = queries.forms(connection)
    return render_template(
        "reporting/kobo/index.html",
        forms=[(one, moment(one.heard_at) if one.heard_at else "") for one in found],
        wrong=wrong,
        typed={name: request.form.get(name, "")[:200] if wrong else "" for name in ("name", "site")},
    )


@blueprint.get("/kobo/<int:form_id>")
@allow(*MENDING, own=True)
@asks("told", "entered", "left")
def show(form_id: int) -> str:
    """One form: how to set it up in KoboToolbox, its map, what is kept aside, what entered last."""
    return _form_page(form_id)


@blueprint.post("/kobo/<int:form_id>")
@allow(*MENDING, own=True)
def change(form_id: int) -> Response | tuple[str, int]:
    """Its name, its site and its map. Nothing is tried again by itself: somebody may want to look first."""
    try:
        with transaction() as connection:
            _form(connection, form_id)
            known = queries.known_sites(connection)
            site_id = page.asked_site(request.form, known)
            field_map = page.asked_map(request.form, site_id, known).as_stored()
            name = page.asked_name(request.form)
            queries.change_form(connection, form_id, name=name, site_id=site_id, field_map=field_map)
    except InvalidData as error:
        return _form_page(form_id, wrong=(error.parameter, error.message)), 400
    return _back(form_id, "changed")


@blueprint.post("/kobo/<int:form_id>/token")
@allow(*MENDING, own=True)
def make_token(form_id: int) -> tuple[str, int]:
    """Another token; the former opens nothing, and the form reports in the name of who asked for this one."""
    with transaction() as connection:
        _form(connection, form_id)
        token = queries.make_token(connection, form_id, g.person.id)
    return _form_page(form_id, token=token), 201


@blueprint.post("/kobo/<int:form_id>/token/revoke")
@allow(*MENDING, own=True)
def revoke_token(form_id: int) -> Response:
    with transaction() as connection:
        _form(connection, form_id)
        queries.revoke_token(connection, form_id)
    return _back(form_id, "revoked")


@blueprint.post("/kobo/<int:form_id>/switch")
@allow(*MENDING, own=True)
def switch(form_id: int) -> Response:
    """On or off."""
    with transaction() as connection:
        _form(connection, form_id)
        queries.switch(connection, form_id, request.form.get("on") == "1")
    return _back(form_id, None)


@blueprint.post("/kobo/<int:form_id>/again")
@allow(*MENDING, own=True)
def again(form_id: int) -> Response:
    """What is kept aside is read anew; what is a report now is one of whoever pressed."""
    with transaction() as connection:
        _form(connection, form_id)
        entered, left = try_again(connection, form_id)
    return see_other(address("kobo.show", form_id=form_id, told="again", entered=entered, left=left))


@blueprint.post("/kobo/<int:form_id>/dismiss")
@allow(*MENDING, own=True)
def dismiss(form_id: int) -> Response:
    submission_id = row_number(request.form.get("submission", ""))
    if submission_id is None:
        raise NotFound("submission", request.form.get("submission", "")[:40])
    with transaction() as connection:
        _form(connection, form_id)
        queries.dismiss(connection, form_id, submission_id)
    return _back(form_id, "dismissed")


def _back(form_id: int, told: str | None) -> Response:
    return see_other(address("kobo.show", form_id=form_id, told=told, entered=None, left=None))


def _form(connection: Connection, form_id: int) -> KoboForm:
    found = queries.form(connection, form_id) if form_id < MOST_ROWS else None
    if found is None:
        raise NotFound("form", str(form_id))
    return found


def _form_page(form_id: int, *, token: str = "", wrong: tuple[str, str] | None = None) -> str:
    with reading() as connection:
        form = _form(connection, form_id)
        aside = queries.aside(connection, form_id)
        entered = queries.entered(connection, form_id)
        newest = queries.newest(connection, form_id)
    return render_template(
        "reporting/kobo/form.html",
        form=form,
        is_mine=form.account_id == g.person.id,
        heard=moment(form.heard_at) if form.heard_at else "",
        off_since=day(form.disabled_at.astimezone(TIME_ZONE).date()) if form.disabled_at else "",
        endpoint=whole_address(bare_address("kobo_api.submit", form_id=form_id)),
        header=HEADER,
        token=token,
        read=page.questions_read(form),
        dropped=newest.dropped if newest is not None else [],
        typed=page.as_typed(request.form) if wrong else page.filled(form),
        wrong=wrong,
        wrong_label=page.label_of_typed(wrong[0]) if wrong else "",
        aside=[page.aside_shown(one, form) for one in aside],
        entered=[(one, moment(one.submitted_at or one.received_at)) for one in entered],
        told=_told(),
    )


def _told() -> str:
    """What was done, on the page that comes after it."""
    numbers = [row_number(request.args.get(name, "")) for name in ("entered", "left")]
    if request.args.get("told") == "again":
        return page.told_again(*(number or 0 for number in numbers))
    words = {
        "changed": _("Changed. What is kept aside is read anew when you press “Try these again”."),
        "revoked": _("Revoked: nothing comes from this form until a new token is made."),
        "dismissed": _("Dismissed; what was answered in it is forgotten."),
    }
    return words.get(request.args.get("told", ""), "")
