"""Rules that live in the database: views, functions, triggers, policies, made anew whenever a source of them changes.

The numbered migrations keep tables; what can be made again from them stands here. Sources run in the order of their
names: the `.sql` files of this folder, and between them what is generated from `geodata/relations.py`.

    10_ to 13_  what the views need: ranks of sensitivity, days, counts that give others back
    15_         generated: how public a source is
    20_         generated: of each relation the exact view and the public form
    30_         generated: the published tables, filled; sources, which rest on the others, last
    40_         the data version; 41_ the oldest code that works on this database
    50_         generated: publishing, by triggers on the exact tables; 49_ the same for what names a severe site,
                51_ for what stands beside rows;
                55_ former positions; 57_ what was written at the same moment;
                56_ generated: sources follow what cites them
    60_ to 72_  rules for readers, such as what is known of a site on a day; 71_ what is kept of that for its newest
                day; 73_ generated: triggers that note what may be so no longer
    80_         who may what: functions and policies; 81_ of alerts; 81_ what is known of people
                before they are
    81_         snapshots: their states, and what the public reads of them; for how long movements
                are not public
    82_         who reads the audit; 83_ generated: the triggers that write it;
                84_ generated: its seals
    90_         rights

A file says CREATE, not CREATE OR REPLACE: before, all of ours is dropped. It holds views, functions, triggers and
policies alone and qualifies what it names; only the body of a function that readers call may leave a relation's layer
to their search path. A function that both web logins call stands in schema `public`.
"""

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, text

from geodata.objects import auditing, beside, citing, layers, naming, ours, publishing, sealing, settling
from geodata.server.logins import OWN_NAMES, Names
from geodata.tables import database_object

HERE = Path(__file__).parent
RIGHTS = "90_"
# Before, an exact view is read with its owner's rights; webmap_app may read the exact tables in either case.
FIRST_WITH_SECURITY_INVOKER = (15,)


def is_current(connection: Connection, names: Names = OWN_NAMES) -> bool:
    """Whether the objects of this database were made from just these sources; one query."""
    return _recorded(connection) == _prints(_sources(connection, names))


def apply(connection: Connection, names: Names = OWN_NAMES) -> None:
    """Make all objects anew, with rights for the web logins of these names, in the caller's transaction.

    A published table whose form is the same stays as it is. Whoever reads meanwhile waits: a view that is made anew is
    locked until the end of the transaction.
    """
    sources = _sources(connection, names)
    prints, recorded = _prints(sources), _recorded(connection)
    same = {name for name in prints if recorded.get(name) == prints[name]}
    kept = {relation for relation in ours.published_tables(connection) if layers.sources_of_rows(relation) <= same}
    drop(connection, kept)
    others = ours.functions_in_public(connection)
    # Bodies of functions that leave a name to the reader's search path are checked against the exact layer.
    path = connection.scalar(text("SHOW search_path"))
    connection.execute(text("SET LOCAL search_path = exact, ninewa, public"))
    for name, source in sources.items():
        if name not in {layers.table_source(relation) for relation in kept}:
            run(connection, source)
    ours.mark(connection, ours.functions_in_public(connection) - others)
    connection.execute(insert(database_object), [{"name": name, "sha256": sha} for name, sha in prints.items()])
    connection.execute(text("SELECT ninewa.note_change(), set_config('search_path', :path, true)"), {"path": path})


def settle(connection: Connection) -> None:
    """Keep what the rule says of each site of which nothing is kept yet or that was written of since.

    `connection` is the owner's, in autocommit: each few hundred sites are a transaction of their own.
    """
    if connection.scalar(text("SELECT to_regproc('ninewa.settle_rest')")) is None:
        return  # tables of an older release
    after: str | None = ""
    while after is not None:
        after = connection.scalar(text("SELECT ninewa.settle_rest(:after, 500)"), {"after": after})


def drop(connection: Connection, kept: Collection[str] = ()) -> None:
    """Remove all our objects but tables, whichever release made them, and published tables but `kept`."""
    ours.drop(connection, kept)
    if connection.scalar(text("SELECT to_regclass('ninewa.database_object')")) is not None:
        connection.execute(delete(database_object))


def run(connection: Connection, statements: str) -> None:
    """Run SQL as it stands; several statements are one query, which drivers allow without values."""
    cursor = connection.connection.cursor()
    cursor.execute(statements)
    cursor.close()


def _sources(connection: Connection, names: Names) -> dict[str, str]:
    """All sources by name, in their order; those that give rights call the web logins by their names here."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in HERE.glob("[0-9]*.sql")}
    version = connection.dialect.server_version_info or ()
    generated = layers.sources(security_invoker=version >= FIRST_WITH_SECURITY_INVOKER)
    generated |= naming.sources() | publishing.sources() | beside.sources()
    generated |= citing.sources() | auditing.sources() | sealing.sources()
    generated |= settling.sources()
    quoted = {role: connection.dialect.identifier_preparer.quote(name) for role, name in names.items()}
    written = re.compile(rf"\b({'|'.join(quoted)})\b")
    rights = {
        name: written.sub(lambda match: quoted[match[0]], source) for name, source in files.items() if name >= RIGHTS
    }
    return dict(sorted((files | generated | rights).items()))


def _prints(sources: dict[str, str]) -> dict[str, str]:
    return {name: hashlib.sha256(source.encode()).hexdigest() for name, source in sources.items()}


def _recorded(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(database_object.c.name, database_object.c.sha256))
    return {row.name: row.sha256 for row in rows}
