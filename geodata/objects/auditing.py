"""SQL of the audit: triggers on all tables that people write, all rows of a statement at once.

A change or a removal is one event a row, with the values before and after of the columns that differ. What is added is
one event a statement: a single row with what it says, several with how many, from which to which, by which import. So
whatever a row has been can be told from what it is and the events about it. While the shipped facts are loaded each
statement is one event, whatever it does: what stood in them is told by the files of their release.
"""

import re
from collections.abc import Callable, Iterable

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY, Boolean, Column, Date, DateTime, Integer, LargeBinary, Numeric, Table, Text, Uuid

from geodata.objects.resting import RESTS
from geodata.tables import metadata

NOT_AUDITED = {
    "audit_event": "it is the audit",
    "audit_seal": "it is the audit's",
    "data_change": "a log too: which transactions changed what pages show",
    "data_change_fold": "sums of that log",
    "database_object": "what this program's own sources were when views and triggers were made of them",
    "frozen_bytes": "bytes named by their own hash, which nothing changes",
    "snapshot_file": "which bytes a snapshot is made of, which nothing changes",
    "written_day": "which places and days transactions wrote of, forgotten after two days",
    "written_name": "which names transactions told anew, forgotten after two days",
    "alert_mail": "which open alerts people were mailed, forgotten as an alert ends",
    "sign_in_attempt": "hashes of what was tried, forgotten after 15 minutes",
}
# Rows that are never changed say themselves what was added.
APPENDED = ("site_report", "service_report", "figure", "flow", "former_position")
# That such a column changed is told, and not what it was: secrets, what is of nobody's business but its person's, and
# what was answered in KoboToolbox, also where a reason repeats it.
UNTOLD = re.compile(r"hash|token|secret|password|mail|phone|^program$|^answers$|^problems$")
# Noted again and again while nothing happens.
UNNOTED = {("account", "signed_in_at"), ("web_session", "seen_at"), ("program_token", "used_on")}
_AS_THEY_ARE = (Integer, Numeric, Boolean, Date, DateTime, ARRAY, Uuid)
_MOST_ARGUMENTS = 40  # pairs; a call takes a hundred values
MOST_SITES = 100  # that an event of several rows names; of more it says `*`


def audited() -> list[Table]:
    """All tables but those that are named with a reason."""
    return [table for table in metadata.sorted_tables if table.name not in NOT_AUDITED]


def sources() -> dict[str, str]:
    """By name, in order: for each audited table its functions and triggers."""
    return {f"83_{table.name}": _auditing(table) for table in audited()}


def is_told(column: Column[object]) -> bool:
    """Whether events say what stood in this column."""
    return UNTOLD.search(column.name) is None


def _auditing(table: Table) -> str:
    on = f"ON {table.fullname}"
    added, changed, gone, emptied = (
        f"ninewa.audit_{table.name}_{what}" for what in ("added", "changed", "gone", "emptied")
    )
    return "".join(
        (
            _function(added, table, _added(table), "added"),
            _function(changed, table, _changed(table)),
            _function(gone, table, _gone(table, "gone", "delete"), "gone"),
            _function(emptied, table, _gone(table, table.fullname, "truncate"), table.fullname),
            f"CREATE TRIGGER audit_added AFTER INSERT {on} REFERENCING NEW TABLE AS added{_runs(added)}",
            f"CREATE TRIGGER audit_changed AFTER UPDATE {on} REFERENCING OLD TABLE AS gone NEW TABLE AS added",
            _runs(changed),
            f"CREATE TRIGGER audit_gone AFTER DELETE {on} REFERENCING OLD TABLE AS gone{_runs(gone)}",
            # What stood there is told before it is gone.
            f"CREATE TRIGGER audit_emptied BEFORE TRUNCATE {on}{_runs(emptied)}",
        )
    )


def _function(name: str, table: Table, steps: str, unless_empty: str = "") -> str:
    done = f"\n    IF NOT EXISTS (SELECT FROM {unless_empty}) THEN RETURN NULL; END IF;" if unless_empty else ""
    # The event then carries the number of the change.
    noted = "\n    PERFORM ninewa.note_change();" if table in {rest.base for rest in RESTS} else ""
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN{done}{noted}
    {steps}
    RETURN NULL;
END $$;
"""


def _runs(function: str) -> str:
    return f"\n    FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"


def _event(table: Table, operation: str, values: Iterable[str], rows: str) -> str:
    told = ", ".join(("ninewa.change_now()", f"'{operation}'", f"'{table.name}'", *values))
    columns = "change_id, operation, table_name, row_key, last_key, row_count, site_ids, of_account, changes"
    return f"INSERT INTO ninewa.audit_event ({columns})\n    SELECT {told}\n    FROM {rows};"


def _each_or_all(table: Table, operation: str, values: tuple[str, ...], rows: str) -> str:
    """One event a row; one of all of them while the shipped facts are loaded (geodata/facts/loading.py)."""
    all_keys = f"min({values[0]})", f"CASE WHEN count(*) > 1 THEN max({values[0]}) END"
    sites = "'{*}'" if {"site_id", "site_ids"} & set(table.c.keys()) else "'{}'"
    of_all = _event(table, operation, (*all_keys, "count(*)", sites, "NULL", "'{}'"), f"{rows} HAVING count(*) > 0")
    return (
        f"IF current_setting('ninewa.loading_facts', true) = 'yes' THEN\n    {of_all}"
        f"\n    ELSE\n    {_event(table, operation, values, rows)}\n    END IF;"
    )


def _added(table: Table) -> str:
    several = _event(table, "insert", _of_several(table), "added r")
    if table.name in APPENDED:
        return several
    pairs = [
        (column, f"r.{column.name} IS NOT NULL", f"NULL, {_told(column, 'r')}") for column in _noted_columns(table)
    ]
    one = (_key(table, "r"), "NULL", "1", _sites(table, "r"), _account(table, "r"), _changes(pairs))
    return (
        f"IF (SELECT count(*) FROM added) = 1 THEN\n    {_event(table, 'insert', one, 'added r')}"
        f"\n    ELSE\n    {several}\n    END IF;"
    )


def _of_several(table: Table) -> tuple[str, ...]:
    """What an event says of all rows that a statement added: aggregates over them."""
    keys = [column.name for column in table.primary_key]
    key = f"r.{keys[0]}" if len(keys) == 1 else _key(table, "r")
    last = f"CASE WHEN count(*) > 1 THEN max({key})::text END"
    imported = "jsonb_build_object('import_id', jsonb_build_array(NULL, max(r.import_id)))"
    by = f"CASE WHEN max(r.import_id) IS NULL THEN '{{}}' ELSE {imported} END" if "import_id" in table.c else "'{}'"
    return f"min({key})::text", last, "count(*)", _sites_of_several(table), "NULL", by


def _sites_of_several(table: Table) -> str:
    each = "unnest(r.site_ids)" if "site_ids" in table.c else "r.site_id" if "site_id" in table.c else ""
    if not each:
        return "'{}'"
    found = f"ARRAY(SELECT DISTINCT {each} AS one FROM added r ORDER BY one LIMIT {MOST_SITES + 1})"
    return (
        f"(SELECT CASE WHEN cardinality(named) > {MOST_SITES} THEN '{{*}}' ELSE array_remove(named, NULL) END"
        f" FROM (SELECT {found} AS named) AS sites)"
    )


def _changed(table: Table) -> str:
    """Rows that differ, old beside new by their keys; one whose key was changed stands there twice."""
    keys = [column.name for column in table.primary_key]
    pairs = [
        (column, f"{_compared(column, 'o')} IS DISTINCT FROM {_compared(column, 'n')}", _pair(column))
        for column in _noted_columns(table)
    ]

    def of_newer(told: Callable[[Table, str], str]) -> str:
        new, old = told(table, "n"), told(table, "o")
        return new if new == old else f"CASE WHEN n.{keys[0]} IS NULL THEN {old} ELSE {new} END"

    values = (of_newer(_key), "NULL", "1", of_newer(_sites), of_newer(_account), "d.changes")
    rows = (
        f"gone o FULL JOIN added n USING ({', '.join(keys)})\n"
        f"    CROSS JOIN LATERAL (SELECT {_changes(pairs)} AS changes) AS d WHERE d.changes <> '{{}}'"
    )
    return _each_or_all(table, "update", values, rows)


def _gone(table: Table, rows: str, operation: str) -> str:
    pairs = [
        (column, f"r.{column.name} IS NOT NULL", f"{_told(column, 'r')}, NULL") for column in _noted_columns(table)
    ]
    values = (_key(table, "r"), "NULL", "1", _sites(table, "r"), _account(table, "r"), _changes(pairs))
    return _each_or_all(table, operation, values, f"{rows} r")


def _noted_columns(table: Table) -> list[Column[object]]:
    return [column for column in table.columns if column.computed is None and (table.name, column.name) not in UNNOTED]


def _key(table: Table, row: str) -> str:
    keys = [f"{row}.{column.name}" for column in table.primary_key]
    return f"{keys[0]}::text" if len(keys) == 1 else f"concat_ws('.', {', '.join(keys)})"


def _sites(table: Table, row: str) -> str:
    """The sites that one row is about."""
    if "site_ids" in table.c:
        return f"{row}.site_ids"
    if "site_id" in table.c:
        return f"array_remove(ARRAY[{row}.site_id], NULL)"
    if table.name == "place_name":
        return f"CASE {row}.entity_kind WHEN 'site' THEN ARRAY[{row}.entity_id] ELSE '{{}}' END"
    return "'{}'"


def _account(table: Table, row: str) -> str:
    """The account that one row is about; where the column is filled by who acts, it is about no account."""
    column = table.c.get("account_id")
    is_about = column is not None and (column.primary_key or column.server_default is None)
    return f"{row}.account_id" if is_about else "NULL"


def _changes(pairs: Iterable[tuple[Column[object], str, str]]) -> str:
    """Of each column, where its condition holds, what it was and is; `[]` where that is not told."""
    each = [
        f"'{column.name}', CASE WHEN {condition} THEN "
        + (f"jsonb_build_array({told})" if is_told(column) else "'[]'::jsonb")
        + " END"
        for column, condition, told in pairs
    ]
    parts = [each[first : first + _MOST_ARGUMENTS] for first in range(0, len(each), _MOST_ARGUMENTS)]
    return " || ".join(f"jsonb_strip_nulls(jsonb_build_object({', '.join(part)}))" for part in parts)


def _pair(column: Column[object]) -> str:
    return f"{_told(column, 'o')}, {_told(column, 'n')}"


def _told(column: Column[object], row: str) -> str:
    name = f"{row}.{column.name}"
    if isinstance(column.type, Geometry):
        return f"ninewa.kept(public.ST_AsEWKT({name}))"
    if isinstance(column.type, LargeBinary):
        return f"ninewa.kept(encode({name}, 'hex'))"
    if isinstance(column.type, _AS_THEY_ARE):
        return f"to_jsonb({name})"
    return f"ninewa.kept({name}{'' if isinstance(column.type, Text) else '::text'})"


def _compared(column: Column[object], row: str) -> str:
    # What two geometries are compared by stands in a schema that no name is looked up in here.
    return f"{row}.{column.name}{'::text' if isinstance(column.type, Geometry) else ''}"
