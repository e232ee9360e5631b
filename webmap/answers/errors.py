"""The one table from what went wrong to what a reader is told: a page, or problem+json for programs.

Every answer is in the reader's language, names the parameter and says what to do. Nothing of a database message leaves.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from flask import Blueprint, Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import DataError as DriverDataError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import Forbidden, HTTPException, ServiceUnavailable, abort

from geodata.problems import DataError, InvalidData, NotFound
from webmap.answers import old_forms
from webmap.answers.json_answers import JSON, PROBLEM, json_answer
from webmap.patience import is_broken_connection
from webmap.planners_word import WordIsOver
from webmap.sessions import NotForPrograms, NotSignedIn, TokenIsOver
from webmap.words.i18n import gettext

RETRY_AFTER_SECONDS = 5
REFUSED = "webmap.refused"  # in the environment of a request whose body was not taken: the status that says why
# The function of PostgreSQL that asks the policies of a table about rows which are written.
CHECKS_ROWS = "ExecWithCheckOptions"
PASSED_ON = ("Allow", "Retry-After", "WWW-Authenticate")
Programs = TypeVar("Programs", bound=Callable[..., Any] | Blueprint)


def init_app(app: Flask) -> None:
    app.register_error_handler(DataError, _data_error)
    app.register_error_handler(SQLAlchemyError, _database_error)
    app.register_error_handler(RecursionError, lambda error: _answer(400, gettext("The request is nested too deeply.")))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def refuse_unread_body() -> None:
    """Answer a request whose body took too long, was too large, or came with too many others, in its reader's words."""
    if status := request.environ.get(REFUSED):
        if status == ServiceUnavailable.code:
            raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS)
        abort(status)


class Problem(NamedTuple):
    """What a reader is told of wrong data; pages show `message` and `parameter` above their form."""

    status: int
    title: str
    message: str = ""
    parameter: str = ""


def problem_in_words(error: DataError) -> Problem:
    """The words for wrong data, in the reader's language."""
    if isinstance(error, InvalidData):
        return Problem(422 if error.outside else 400, gettext("This cannot be read."), error.message, error.parameter)
    if isinstance(error, NotFound):
        message = gettext("Nothing is known under the id “%(id)s”.", id=error.identifier)
        return Problem(404, gettext("Not found"), message, error.parameter)
    return Problem(400, gettext("This cannot be read."))


def _data_error(error: DataError) -> Response:
    return _answer(*problem_in_words(error))


def database_in_words(error: SQLAlchemyError) -> Problem | None:
    """What a reader is told of a database that does not answer in time; None of any other error of it."""
    if is_broken_connection(error):
        detail = gettext("The database does not answer at the moment. Nothing is lost; try again in a few seconds.")
        return Problem(503, gettext("Please try again"), detail)
    if _sqlstate(error) == "57014":
        detail = gettext("The question takes too long to answer. Ask for a smaller area or fewer sites.")
        return Problem(503, gettext("Too much at once"), detail)
    return None


def _sqlstate(error: SQLAlchemyError) -> str:
    return getattr(error.orig, "sqlstate", None) or "" if isinstance(error, DBAPIError) else ""


def _database_error(error: SQLAlchemyError) -> Response:
    if (problem := database_in_words(error)) is not None:
        return _try_again(problem.title, problem.message)
    state = _sqlstate(error)
    # A value the database cannot hold; a NUL in a text is refused by the driver already.
    if isinstance(error, DriverDataError) or (state and state[:2] == "22"):
        return _answer(400, gettext("This cannot be read."))
    if state == "42501" and is_row_refused(error):
        return _http_error(Forbidden())  # the right to it was taken away since the request was let in
    return _unforeseen(error)


def is_row_refused(error: SQLAlchemyError) -> bool:
    """Whether row-level security refused a row; a right to a table that is missing is a fault of ours.

    Told by where PostgreSQL raised it: both have one SQLSTATE, and their messages are in the language of the server.
    """
    refused = error.orig if isinstance(error, DBAPIError) else None
    return isinstance(refused, InsufficientPrivilege) and refused.diag.source_function == CHECKS_ROWS


def _try_again(title: str, detail: str) -> Response:
    answer = _answer(503, title, detail)
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if error.response is not None and code < 400:
        # Werkzeug's answer, not Flask's; it is sent all the same.
        return error.get_response()  # type: ignore[return-value]
    title, detail = _told_of(error)
    answer = _answer(code, title, detail, is_old_form=isinstance(error, CSRFError))
    for name, value in error.get_headers():
        if name in PASSED_ON:
            answer.headers[name] = value
    return answer


def _told_of(error: HTTPException) -> tuple[str, str]:
    """Title and detail."""
    if isinstance(error, CSRFError):
        return gettext("This form is too old"), _of_an_old_form()
    if isinstance(error, TokenIsOver):
        return gettext("This token opens nothing"), gettext(
            "It was revoked, its last day is over, or its account is disabled. People make tokens on the page of their "
            "account."
        )
    if isinstance(error, NotForPrograms):
        return gettext("Not for programs"), gettext(
            "Tokens read what their person may read and ask for plans; this is for people who have signed in "
            "themselves."
        )
    if isinstance(error, NotSignedIn):
        return gettext("Please sign in"), gettext("This is for people with an account.")
    if isinstance(error, WordIsOver):
        return gettext("The word for planners opens nothing any more"), gettext(
            "People sign in with accounts of their own."
        )
    titles = {
        401: gettext("This is not the word for planners"),
        403: gettext("Not for this login"),
        404: gettext("Not found"),
        405: gettext("This address is only for reading."),
        410: gettext("This snapshot was withdrawn"),
        408: gettext("This took too long to arrive."),
        413: gettext("Too large"),
        503: gettext("Please try again"),
        429: gettext("Too many wrong words; try again in a minute."),
    }
    detail = gettext("Open the whole address that scripts/serve printed. The public map needs no word.")
    code = error.code or 500
    return titles.get(code, gettext("This cannot be read.")), detail if code == 401 else ""


def _of_an_old_form() -> str:
    """It says that what was typed can be copied only where the page shows it."""
    if not wants_json() and old_forms.typed():
        return gettext(
            "It was opened before you signed in or out, or long ago, and nothing of it is saved yet. What you typed "
            "stands below: open the form again and copy it there."
        )
    return gettext(
        "It was opened before you signed in or out, or long ago. Open it again; what you typed is not saved."
    )


def _unforeseen(error: Exception) -> Response:
    problem = unforeseen_in_words(error)
    return _answer(problem.status, problem.title, problem.message)


def unforeseen_in_words(error: Exception) -> Problem:
    """Log what nobody foresaw, and what its reader is told of it."""
    current_app.logger.error("unforeseen error on %s", request.path, exc_info=error)
    return Problem(500, gettext("Something went wrong here"), gettext("The fault is ours and was logged."))


def _answer(status: int, title: str, detail: str = "", parameter: str = "", *, is_old_form: bool = False) -> Response:
    if wants_json():
        problem: dict[str, Any] = {"title": title, "status": status}
        problem |= {name: value for name, value in (("detail", detail), ("parameter", parameter)) if value}
        return json_answer(problem, status, kind=PROBLEM)
    old = {"typed": old_forms.typed(), "form": old_forms.opened_again()} if is_old_form else {}
    page = render_template("error.html", status=status, title=title, detail=detail, parameter=parameter, **old)
    return Response(page, status, content_type="text/html; charset=utf-8")


def for_programs(answering: Programs) -> Programs:
    """Declares a view, or all views of a blueprint: their errors are JSON, whatever a browser would accept."""
    # A mark, which functions and blueprints may carry and their types do not tell.
    answering.is_for_programs = True  # type: ignore[union-attr]
    return answering


def wants_json() -> bool:
    """Whether what was asked is for programs, or whoever asks would rather have JSON than a page."""
    if is_declared_for_programs():
        return True
    accepted = request.accept_mimetypes
    return max(accepted[JSON], accepted[PROBLEM]) > accepted["text/html"]


def is_declared_for_programs() -> bool:
    """Whether what was asked, or all beside it, is declared to be for programs."""
    view = current_app.view_functions.get(request.endpoint or _endpoint_of_get())
    return _is_for_programs(view) or any(_is_for_programs(blueprint) for blueprint in _blueprints())


def _is_for_programs(answering: object) -> bool:
    return getattr(answering, "is_for_programs", False)


def _endpoint_of_get() -> str:
    """What the address answers when it is read; empty where it answers nothing."""
    try:
        # None only without a request.
        endpoint, _ = current_app.create_url_adapter(request).match(method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return ""
    return str(endpoint)


def _blueprints() -> Iterator[object]:
    """Those that the address belongs to, also where none of their views answers it."""
    for name, blueprint in current_app.blueprints.items():
        prefix = blueprint.url_prefix
        if name in request.blueprints or (prefix and request.path.startswith(f"{prefix}/")):
            yield blueprint
