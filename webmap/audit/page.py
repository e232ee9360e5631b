"""Events in words."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geodata.rules.dates import TIME_ZONE
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.audit.rows import Backup, Event, Restored
from webmap.words.i18n import day, isolated, ngettext, number
from webmap.words.i18n import gettext as _

DAYS_OF_A_BACKUP = 7
MOST_LETTERS = 120
READ = "page"
_KINDS: dict[str, Callable[[], str]] = {
    "account": lambda: _("account"),
    "activity": lambda: _("activity"),
    "alert_acknowledgement": lambda: _("acknowledgement of an alert"),
    "alert_feed": lambda: _("secret address of alerts"),
    "alert_mail_wish": lambda: _("wish for alerts by e-mail"),
    "admin_area": lambda: _("administrative area"),
    "community": lambda: _("community"),
    "corridor": lambda: _("corridor"),
    "corridor_point": lambda: _("point of a corridor"),
    "figure": lambda: _("published figure"),
    "flow": lambda: _("movement"),
    "flow_place": lambda: _("end of movements"),
    "former_position": lambda: _("former position of a site"),
    "guest_link": lambda: _("link for guests"),
    "guest_token": lambda: _("secret of a link for guests"),
    "import_batch": lambda: _("import"),
    "kobo_form": lambda: _("form of KoboToolbox"),
    "kobo_submission": lambda: _("submission from KoboToolbox"),
    "kobo_token": lambda: _("token of a form of KoboToolbox"),
    "movement_embargo": lambda: _("embargo of movements"),
    "one_time_link": lambda: _("link to choose a password"),
    "openid_identity": lambda: _("link with a provider of sign-in"),
    READ: lambda: _("page that somebody looked at"),
    "place": lambda: _("place"),
    "place_name": lambda: _("name of a place"),
    "program_token": lambda: _("token of a program"),
    "reference_file": lambda: _("shipped file"),
    "reporting_frequency": lambda: _("how often a site reports"),
    "reservation": lambda: _("reservation"),
    "snapshot": lambda: _("snapshot"),
    "role_grant": lambda: _("sites of an account"),
    "scenario": lambda: _("saved question"),
    "service_point": lambda: _("service point"),
    "service_report": lambda: _("report of services"),
    "site": lambda: _("site"),
    "site_report": lambda: _("report of a site"),
    "source": lambda: _("source"),
    "waiting_report": lambda: _("report of a guest"),
    "web_session": lambda: _("session"),
}


@dataclass(frozen=True)
class Change:
    """One column, as it was and is; `is_told` False: that is not shown."""

    column: str
    before: str
    after: str
    is_told: bool


@dataclass(frozen=True)
class EventShown:
    """An event as the page has it."""

    event: Event
    moment: str
    who: str
    sentence: str
    changes: Sequence[Change]


def shown(event: Event) -> EventShown:
    told = {} if event.table_name == "web_session" else event.changes
    # Of what is new only what is told of it is worth a line.
    changes = [_change(name, values) for name, values in told.items() if values or event.operation == "update"]
    return EventShown(event, moment(event.happened_at), who(event), sentence(event), changes)


def moment(at: datetime) -> str:
    """Day and clock where the response is."""
    there = at.astimezone(TIME_ZONE)
    return f"{day(there.date(), short=True)} {isolated(there.strftime('%H:%M'))}"


def who(event: Event) -> str:
    """The account, else the login of the database and what it was used by."""
    if event.person is not None:
        return isolated(event.person)
    return isolated(f"{event.login}, {event.program}" if event.program else event.login)


def kind(table: str) -> str:
    """What the rows of a table are; its name where it is none of those that are audited now."""
    return _KINDS[table]() if table in _KINDS else table


def kinds(tables: Sequence[str]) -> list[tuple[str, str]]:
    return sorted(((table, kind(table)) for table in tables), key=lambda one: one[1])


def sentence(event: Event) -> str:
    """What happened to what."""
    what = isolated(f"{kind(event.table_name)} {event.row_key or ''}".strip())
    if event.operation == "backup":
        return _("A backup was made and checked: %(file)s", file=isolated(event.row_key or ""))
    if event.operation == "restore":
        return _("The database was restored from %(file)s", file=isolated(event.row_key or ""))
    if event.operation == "upgrade":
        return _("The database was moved to %(version)s", version=isolated(event.row_key or ""))
    if event.operation == "read":
        return _looked(event)
    if event.table_name == "web_session":
        return _("Signed in") if event.operation == "insert" else _("Session ended")
    if event.row_count > 1:
        words = ngettext(
            "Added: %(count)s row", "Added: %(count)s rows", event.row_count, count=number(event.row_count)
        )
        return f"{words} · {isolated(f'{kind(event.table_name)} {event.row_key} – {event.last_key}')}"
    if event.operation == "insert":
        told = _("Added: %(what)s", what=what)
    elif event.operation == "update":
        told = _("Changed: %(what)s", what=what)
    else:
        told = _("Removed: %(what)s", what=what)
    return f"{told} · {isolated(event.about)}" if event.about and event.about != event.person else told


def _looked(event: Event) -> str:
    told = _("Looked at a page with sites whose place is not public: %(page)s", page=isolated(event.row_key or ""))
    return told if event.site_ids == ["*"] else f"{told} · {isolated(' '.join(event.site_ids))}"


def _change(column: str, values: list[Any]) -> Change:
    if not values:
        return Change(column, "", "", is_told=False)
    before, after = values
    return Change(column, _value(before), _value(after), is_told=True)


def _value(value: object) -> str:
    if value is None:
        return "–"
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return written if len(written) <= MOST_LETTERS else f"{written[:MOST_LETTERS]}…"


def about_backup(backup: Backup | None, restored: Restored | None, now: datetime) -> tuple[str, bool]:
    """When the last one was made, and whether that is something to see to.

    What came from a backup says so, and when that was made, until one is made of it.
    """
    if restored is not None and (backup is None or backup.happened_at < restored.happened_at):
        since = _("No backup was made since. On the server, type: %(command)s", command=COMMAND)
        return f"{_restored(restored)} {since}", True
    if backup is None:
        return _("No backup of this database was made yet. On the server, type: %(command)s", command=COMMAND), True
    days = (now - backup.happened_at).days
    told = _(
        "The last backup that was made and checked: %(moment)s, %(file)s",
        moment=moment(backup.happened_at),
        file=isolated(backup.file or ""),
    )
    if days <= DAYS_OF_A_BACKUP:
        return told, False
    late = _("That is more than a week ago. On the server, type: %(command)s", command=COMMAND)
    return f"{told}. {late}", True


def _restored(restored: Restored) -> str:
    told = {"moment": moment(restored.happened_at), "file": isolated(restored.file or "")}
    if restored.made_at is None:
        return _("This database was restored on %(moment)s from %(file)s.", **told)
    made = moment(datetime.fromisoformat(restored.made_at))
    return _("This database was restored on %(moment)s from %(file)s, a backup made on %(made)s.", **told, made=made)


COMMAND = isolated("scripts/backup FILE")


def table(events: Sequence[Event]) -> DataTable:
    """For the file."""
    keys = (
        *("event_id", "happened_at", "person", "login", "program", "operation", "table_name", "row_key", "last_key"),
        *("row_count", "site_ids", "about", "changes"),
    )
    return DataTable(_("Audit"), [Column(key, key) for key in keys], [_cells(event) for event in events])


def _cells(event: Event) -> list[Cell]:
    written = {
        "happened_at": event.happened_at.isoformat(timespec="milliseconds"),
        "site_ids": " ".join(event.site_ids),
        "changes": json.dumps(event.changes, ensure_ascii=False),
    }
    return [Cell("", written.get(name, value)) for name, value in event._asdict().items()]
