"""What people who plan do with snapshots: freeze the map they look at, look at what was frozen, and send it on."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID, uuid4

from flask import Blueprint, Response, current_app, g, render_template, request
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from geodata.problems import DataError, InvalidData, NotFound
from geodata.rules.trunks import trunks
from webmap.access import allow
from webmap.answers.errors import (
    Problem,
    database_in_words,
    is_row_refused,
    problem_in_words,
    unforeseen_in_words,
)
from webmap.answers.see_other import see_other
from webmap.asked import arriving
from webmap.asked.address import bare_address
from webmap.asked.chosen_day import default_day
from webmap.asked.form import client_uuid_sent
from webmap.asked.parameters import asks
from webmap.data_version import version_now
from webmap.db import reading, transaction
from webmap.drawing.pictures import NotDrawn
from webmap.layers.seen import seen_by
from webmap.map_of_day.road.trunk import trunk_name
from webmap.person import PUBLIC, READING_EXACT
from webmap.snapshots import queries as every_snapshot
from webmap.snapshots.addresses import ENDINGS, POLICY
from webmap.snapshots.drafts import page, queries, typed
from webmap.snapshots.drafts.compared import compared
from webmap.snapshots.drafts.rows import Kept
from webmap.snapshots.falling_away import what_stands
from webmap.snapshots.freezing import TOKEN_BYTES, freeze
from webmap.snapshots.frozen import LONGEST
from webmap.words.i18n import gettext as _
from webmap.words.i18n import language

blueprint = Blueprint("drafts", __name__)
# Of a page that was frozen while nobody had said where people open the map.
WITHOUT_HOST = b'rel="canonical" href="/s/'


@blueprint.after_request
def keep_robots_away(answer: Response) -> Response:
    """From the pictures and files of drafts as well, which can say so nowhere else."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/snapshots/new")
@allow(*READING_EXACT, own=True)
@asks("title", "note", "series", "from", "look", "analysis", *arriving.NAMES)
def form() -> str:
    """The view of the address, and what the snapshot shall be called."""
    return _form(request.args, str(uuid4()))


def _form(said: MultiDict[str, str], client_uuid: str, problem: Problem | None = None) -> str:
    with reading() as connection:
        series = queries.series(connection)
        day = said.get("at") or default_day(connection).day.isoformat()
    offered = _offered()
    chosen = typed.chosen(said, tuple(offered)) if said.get("layers") or problem else tuple(offered)
    return _filled(said, client_uuid, offered, chosen, day, series, problem)


def _filled(
    said: MultiDict[str, str],
    client_uuid: str,
    offered: dict[str, str],
    chosen: tuple[str, ...],
    day: str = "",
    series: Sequence[str] = (),
    problem: Problem | None = None,
) -> str:
    """`offered`: layers by name with their titles; `chosen`: the names of those whose boxes are ticked."""
    return render_template(
        "snapshots/new.html",
        client_uuid=client_uuid,
        said=said,
        day_said=day or said.get("at", ""),
        offered=offered,
        chosen=chosen,
        series=series,
        problem=problem,
        longest=LONGEST,
        trunks=[(code, trunk_name(code)) for code in trunks()],
        has_address=bool(current_app.extensions["settings"].webmap_address),
    )


def _offered() -> dict[str, str]:
    """The layers that the public sees, by name with their titles."""
    return {layer.name: layer.title(_) for layer in seen_by(PUBLIC.role, current_app.extensions["layers"])}


@blueprint.post("/snapshots/new")
@allow(*READING_EXACT, own=True)
def make() -> Response | tuple[str, int]:
    """Freeze what the public sees of a view, as a draft; sent twice it is frozen once."""
    client_uuid = client_uuid_sent()
    try:
        return _see(_made(_token_of(client_uuid)))
    except DataError as error:
        return _form(request.form, str(client_uuid), problem_in_words(error)), 400
    except HTTPException as error:
        if not isinstance(error, ServiceUnavailable):
            raise
        problem = _crowded()
    except NotDrawn:
        problem = _crowded()
    except SQLAlchemyError as error:
        if is_row_refused(error):
            raise
        problem = _with_what_was_typed(database_in_words(error) or unforeseen_in_words(error))
    except Exception as error:  # whatever it was, nobody types a note twice
        problem = _with_what_was_typed(unforeseen_in_words(error))
    return _as_typed(client_uuid, problem)


def _made(token: str) -> Kept:
    with reading() as connection:
        found = queries.kept(connection, token=token)
    if found:
        return found[0]
    view = typed.view(request.form, tuple(_offered()))
    current_app.extensions["turns"].come()
    frozen = freeze(current_app._get_current_object(), view, token)  # type: ignore[attr-defined]
    with transaction() as connection:
        every_snapshot.keep(connection, frozen.values(view), frozen.files)
        (made,) = queries.kept(connection, token=token)
    return made


def _with_what_was_typed(problem: Problem) -> Problem:
    more = _("What you typed stands below; sent again, it is frozen once.")
    return problem._replace(message=f"{problem.message} {more}")


def _crowded() -> Problem:
    return Problem(503, "", _("Too much is drawn at this moment. Nothing was frozen; send it again in a few seconds."))


def _as_typed(client_uuid: UUID, problem: Problem) -> tuple[str, int]:
    """The form once more, with all that was typed; the database, which may be away, is not asked for anything."""
    said, offered = request.form, _offered()
    return _filled(said, str(client_uuid), offered, typed.chosen(said, tuple(offered)), problem=problem), problem.status


def _token_of(client_uuid: UUID) -> str:
    """What a form becomes is known before it is sent, so that it is frozen once; nobody can guess or choose it."""
    said = b"snapshot %d " % g.person.id + client_uuid.bytes
    digest = hmac.digest(str(current_app.secret_key).encode(), said, hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()


@blueprint.get("/snapshots/<int:snapshot_id>")
@allow(*READING_EXACT, own=True)
def show(snapshot_id: int) -> str:
    """One of them, in whatever state: what of it the public sees, or will see."""
    return _page(snapshot_id)


def _page(snapshot_id: int, problem: InvalidData | None = None) -> str:
    with reading() as connection:
        found = _kept(connection, snapshot_id)
        frozen = queries.file(connection, snapshot_id, f"page.{language()}.html")
        tables = page.tables_of(frozen.bytes.decode(), found, ENDINGS) if frozen else ""
        left_out = compared(connection, found, current_app.extensions["layers"], language()) if frozen else []
        published = queries.kept(connection, state="published")
        version = version_now(connection).number - queries.sent_on_since(connection, found.made_at)
    return render_template(
        "snapshots/draft.html",
        kept=found,
        entry=page.entry(found, g.person),
        view=page.view(found, _offered()),
        tables=tables,
        left_out=left_out,
        has_changed=version != found.data_version,
        has_address=frozen is None or WITHOUT_HOST not in frozen.bytes,
        may_publish=found.may_be_published_by(g.person),
        successors=[one for one in published if one.snapshot_id != snapshot_id],
        again=bare_address("drafts.form", lang=language(), **page.asked_anew(found)),
        problem=problem,
        said=request.form,
        longest=LONGEST,
    )


@blueprint.get("/snapshots/<int:snapshot_id>/frozen")
@allow(*READING_EXACT, own=True)
def frozen_page(snapshot_id: int) -> Response:
    """The page as the public will see it, before there is an address for them."""
    return _frozen(snapshot_id, f"page.{language()}.html")


@blueprint.get("/snapshots/<int:snapshot_id>/frozen/<name>")
@allow(*READING_EXACT, own=True)
def frozen_file(snapshot_id: int, name: str) -> Response:
    """A file of it by the name that it is kept under."""
    return _frozen(snapshot_id, name)


def _frozen(snapshot_id: int, name: str) -> Response:
    with reading() as connection:
        found = _kept(connection, snapshot_id)
        kept = queries.file(connection, snapshot_id, name)
    if kept is None:
        raise NotFound("file", name)
    contents = kept.bytes
    if kept.mimetype.startswith("text/html"):
        # The living map is at the address that the public has, or will have.
        standing = what_stands(contents, lambda kind, _value: kind != "form")
        contents = page.with_own_addresses(standing.decode(), found, ENDINGS).encode()
    answer = Response(contents, content_type=kept.mimetype)
    answer.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors 'none'"
    return answer


@blueprint.post("/snapshots/<int:snapshot_id>/state")
@allow(*READING_EXACT, own=True)
def send_on(snapshot_id: int) -> Response | tuple[str, int]:
    """To a second person (`waiting`), or to the public (`published`); the database judges by whom."""
    wanted = request.form.get("state", "")
    if wanted not in ("waiting", "published"):
        raise InvalidData(_("This form was not sent whole. Open it again."), parameter="state")
    with transaction() as connection:
        found = _kept(connection, snapshot_id)
        may = found.may_be_asked_for if wanted == "waiting" else found.may_be_published_by(g.person)
        is_sent_on = may and queries.send_on(connection, found, wanted)
    return _see(found) if is_sent_on else _not_done(snapshot_id, wanted)


@blueprint.post("/snapshots/<int:snapshot_id>/withdraw")
@allow(*READING_EXACT, own=True)
def withdraw(snapshot_id: int) -> Response | tuple[str, int]:
    """With its reason, which the public reads of one that was published, and the one that stands for it, if any."""
    try:
        reason = typed.words(request.form, "reason")
        if reason is None:
            raise InvalidData(_("Say why."), parameter="reason")
        with transaction() as connection:
            found = _kept(connection, snapshot_id)
            successor = request.form.get("successor", "") or None
            is_done = every_snapshot.withdraw(connection, found.token, reason, successor)
    except LookupError:
        message = _("The snapshot that was to stand for it is not published any more. Choose another, or none.")
        return _page(snapshot_id, InvalidData(message, parameter="successor")), 400
    except InvalidData as error:
        return _page(snapshot_id, error), 400
    return _see(found) if is_done else _not_done(snapshot_id, "withdrawn")


def _not_done(snapshot_id: int, wanted: str) -> Response | tuple[str, int]:
    """Where somebody was faster: as if it had been done now, if it is what was wanted; else what it is by now."""
    with reading() as connection:
        found = _kept(connection, snapshot_id)
    if found.state == wanted or (wanted == "waiting" and found.state == "published"):
        return _see(found)
    if wanted == "published" and found.state in ("draft", "waiting"):
        message = _("Nothing was published: a second person approves it, and somebody has to ask for that first.")
    else:
        message = _("Nothing was changed: since you opened this page somebody else sent it on or took it back.")
    return _page(snapshot_id, InvalidData(message, parameter="")), 409


def _kept(connection: Connection, snapshot_id: int) -> Kept:
    found = queries.kept(connection, snapshot_id=snapshot_id) if snapshot_id < 2**63 else []
    if not found:
        raise NotFound("snapshot", str(snapshot_id))
    return found[0]


def _see(found: Kept) -> Response:
    return see_other(bare_address("drafts.show", snapshot_id=found.snapshot_id, lang=language()))
