"""What the pages of reservations show: plain values for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from geodata.rules.dates import TIME_ZONE
from geodata.statements.reservations import Reservation
from webmap.layers.sites.state import taken_off
from webmap.planning import saved_questions
from webmap.planning.page import PlanAnswer, per_site
from webmap.planning.reserving.rows import Room
from webmap.planning.reserving.sent import PLOTS, USUAL, Typed
from webmap.words.i18n import day, isolated, ngettext, number
from webmap.words.i18n import gettext as _
from webmap.words.moments import moment


@dataclass(frozen=True)
class Line:
    """A site that the plan uses. `may_reserve`: places are known to be free there; else `why` says what there is."""

    site_id: str
    name: str
    lang: str
    families: int
    left: str
    why: str
    field: str
    value: str
    may_reserve: bool
    wrong: str = ""


def lines(
    answer: PlanAnswer, rooms: Sequence[Room], typed: Typed | None = None, wrong: Mapping[str, str] | None = None
) -> list[Line]:
    """The sites of a plan with the plots that it takes there, or those that were typed."""
    families, wrong = per_site(answer), wrong or {}
    found = []
    for room in rooms:
        field, asked = f"{PLOTS}{room.site_id}", families.get(room.site_id, 0)
        may_reserve = room.left is not None
        usual = str(min(asked, room.left or 0)) if may_reserve else ""
        found.append(
            Line(
                room.site_id,
                room.shown_name,
                room.shown_lang,
                asked,
                number(room.left) if may_reserve else _("unknown"),
                why(room),
                field,
                (typed.get(field) or "") if typed is not None else usual,
                may_reserve,
                wrong.get(field, ""),
            )
        )
    return found


def why(room: Room) -> str:
    """What the free places of a site rest on."""
    if room.left is None:
        return _("Only places that were counted can be reserved; ask the site first.")
    told = ngettext(
        "%(occupied)s of %(ready)s plot occupied (%(day)s)",
        "%(occupied)s of %(ready)s plots occupied (%(day)s)",
        room.ready or 0,
        occupied=number(room.occupied),
        ready=number(room.ready),
        day=day(room.counted_as_of, room.counted_precision, short=True),
    )
    return _(", ").join(filter(None, (told, taken_off(room))))


def too_few(left: Mapping[str, Room | None]) -> dict[str, str]:
    """By field what is said where fewer places are left than were asked for."""
    return {f"{PLOTS}{site_id}": _left(site_id, room) for site_id, room in left.items()}


def _left(site_id: str, room: Room | None) -> str:
    name = isolated(room.shown_name if room else site_id)
    if room is None or room.left is None:
        return _("%(site)s: no free places are known. Nothing was reserved.", site=name)
    return ngettext(
        "%(site)s: %(count)s place is left. Nothing was reserved.",
        "%(site)s: %(count)s places are left. Nothing was reserved.",
        room.left,
        site=name,
        count=number(room.left),
    )


def usual_end(now: datetime) -> tuple[str, str]:
    """Day and time in Baghdad, as the fields of the form hold them."""
    local = (now + USUAL).astimezone(TIME_ZONE)
    return local.date().isoformat(), local.strftime("%H:%M")


@dataclass(frozen=True)
class Entry:
    """A reservation in words."""

    row: Reservation
    until: str
    made: str
    ended: str
    recounted: str
    plan: str


def entry(row: Reservation) -> Entry:
    return Entry(
        row,
        moment(row.holds_until),
        moment(row.made_at),
        _ended(row),
        recounted(row),
        saved_questions.read(row.asked).address,
    )


def recounted(row: Reservation) -> str:
    """That a report came after it; empty where none did."""
    if row.counted_since is None:
        return ""
    return _(
        "A report of %(day)s was made after this reservation. Where it counts these families already, mark them as"
        " arrived, or their plots are taken off twice.",
        day=day(row.counted_since),
    )


def _ended(row: Reservation) -> str:
    if row.ended_at is None:
        return "" if row.holds else _("over since %(moment)s", moment=moment(row.holds_until))
    words = {"moment": moment(row.ended_at), "who": isolated(row.ended_by_name or "")}
    if row.ended_how == "arrived":
        return _("arrived, said %(moment)s by %(who)s", **words)
    return _("cancelled %(moment)s by %(who)s", **words)
