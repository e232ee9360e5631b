"""The webhook: one submission of a form as KoboToolbox posts it, with the form's token in a header of its own.

An answer of 2xx lets KoboToolbox go on; after any other it sends it again, three times, and then lists it as failed.
"""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from geodata.problems import InvalidData, NotFound
from geodata.readers.kobo_submissions import TO_BE_SENT_AGAIN, kept
from webmap import tries
from webmap.access import allow
from webmap.answers.errors import for_programs
from webmap.answers.json_answers import JSON, json_answer
from webmap.asked.client import address_asked_from
from webmap.asked.json_body import parsed
from webmap.db import transaction
from webmap.person import PUBLIC, Person
from webmap.reporting.kobo import queries
from webmap.reporting.kobo.receiving import Outcome, TooMany, reading_of, receive
from webmap.reporting.kobo.rows import FormOfToken
from webmap.words import problems
from webmap.words.i18n import gettext as _

blueprint = for_programs(Blueprint("kobo_api", __name__))
HEADER = "X-Webhook-Token"
LONGEST_TOKEN, MOST_ANSWERS = 100, 5000
RETRY_AFTER_SECONDS = 600
STATUS = {"new": 201, "edited": 201, "aside": 202}


@blueprint.post("/kobo/<int:form_id>/submissions")
@allow("public", whoever=True)
def submit(form_id: int) -> Response:
    """Store it. Whoever sends is told so only after the database has it on its disk."""
    token = request.headers.get(HEADER, "")
    form = _form(form_id, token)
    sent = _submission()
    with transaction(Person(form.role, form.account_id)) as connection:
        queries.come_by(connection, token)
        reading = reading_of(connection, form_id)
        if reading is None:  # the token was revoked at this moment
            raise NotFound("form", str(form_id))
        one = kept(sent, reading.field_map)
        if one is None:
            message = _("Without the _uuid of the submission nobody can tell whether it came before; let it be sent.")
            raise InvalidData(message, parameter="_uuid")
        try:
            outcome = receive(connection, form_id, reading, one)
        except TooMany:
            raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None
    return _answer(outcome)


def _form(form_id: int, token: str) -> FormOfToken:
    """The form of a token. Of a wrong one nobody is told whether there is such a form; tries are counted.

    A right token is never refused for the tries of others, with whom a server of KoboToolbox shares its address.
    """
    with transaction(PUBLIC) as connection:
        form = queries.form_of_token(connection, token) if 0 < len(token) <= LONGEST_TOKEN else None
        if form is not None and form.form_id == form_id:
            return form
        may_try = tries.admit(connection, [tries.by_address(address_asked_from(), tries.WEBHOOK)])
    if not may_try:
        raise TooManyRequests
    raise NotFound("form", str(form_id))


def _submission() -> dict[str, Any]:
    if request.mimetype != JSON:
        raise InvalidData(_("In KoboToolbox, choose JSON as the type of the service."), parameter="Content-Type")
    sent = parsed(request.get_data(cache=False))
    if not isinstance(sent, dict):
        raise InvalidData(_("Send one submission, as a JSON object."), parameter="body")
    if len(sent) > MOST_ANSWERS:
        raise InvalidData(_("Send fewer answers: choose them in KoboToolbox."), parameter="body")
    return sent


def _answer(outcome: Outcome) -> Response:
    """What KoboToolbox shows beside the submission; 422 where it has to be sent again once the map is mended."""
    as_of = outcome.said.as_of if outcome.said is not None else None
    content = {
        "told": outcome.told,
        "report_id": outcome.report_id,
        "doubts": list(outcome.doubts),
        "as_of": as_of.day.isoformat() if as_of is not None else None,
        "as_of_is": None if outcome.said is None else "answered" if outcome.said.day_of_form else "submitted",
        "problems": [
            {"rule": one.rule, "field": one.column, "message": problems.message(one)} for one in outcome.problems
        ],
    }
    is_lost = any(one.code in TO_BE_SENT_AGAIN for one in outcome.problems)
    return json_answer(content, 422 if is_lost else STATUS.get(outcome.told, 200))
