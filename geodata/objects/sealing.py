"""Seals of the audit: batches of events, each by a hash that holds the hash before it, made after the fact.

Nobody who writes waits for a seal. A batch is made of events that can neither appear nor go: of transactions before the
oldest one still running (`up_to`), numbered up to the greatest of them (`last_id`), that no earlier seal covers; so it
does not matter in which order transactions began and ended. Another cluster, after a dump and restore, may count
transactions from lower numbers on: there all that stands is sealed once, with writers kept out for that moment, and
what follows is told by its number (`floor_id`).

What is hashed, all of it sha256 over UTF-8:
    an event   the JSON array that `EVENT` makes of it, as PostgreSQL prints jsonb
    a batch    the hashes of its events one after the other, in the order of their numbers
    a seal     `seal_of`: the seal before it (64 zeros: none), its own columns, the batch, in hexadecimal, between bars
So whoever changes, adds or takes away an event of a sealed batch, or a seal, has to write all later seals anew; and the
newest one, noted elsewhere, tells of that too.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

_MICROSECONDS = "CAST(extract(epoch FROM {moment}) * 1000000 AS bigint)"
EVENT = (
    "jsonb_build_array(e.event_id, e.change_id, e.xid::text, "
    + _MICROSECONDS.format(moment="e.happened_at")
    + ", e.account_id, e.login, e.program, e.operation, e.table_name, e.row_key, e.last_key, e.row_count, e.site_ids,"
    " e.of_account, e.changes)::text"
)
_SHA256 = "sha256(convert_to({text}, 'UTF8'))"
# Of the events that `later` covers and no seal up to `before` does.
_COVERED = (
    "e.event_id > before.floor_id AND (e.event_id > before.last_id OR e.xid >= before.up_to)"
    " AND e.event_id <= later.last_id AND (later.up_to IS NULL OR e.xid < later.up_to)"
)
_BATCH = f"""
    SELECT count(*) AS event_count,
        encode(sha256(coalesce(
            string_agg({_SHA256.format(text=EVENT)}, ''::bytea ORDER BY e.event_id), ''::bytea)), 'hex') AS batch
    FROM ninewa.audit_event e WHERE {_COVERED}"""
_SEALS = f"""
    SELECT later.seal_id, {_MICROSECONDS.format(moment="later.sealed_at")}, later.floor_id, later.last_id,
        later.up_to::text, later.event_count, encode(later.sha256, 'hex'), covered.event_count, covered.batch
    FROM (
        SELECT s.*, lag(s.seal_id) OVER numbered AS earlier, lag(s.floor_id) OVER numbered AS earlier_floor,
            lag(s.last_id) OVER numbered AS earlier_last, lag(s.up_to) OVER numbered AS earlier_up_to
        FROM ninewa.audit_seal s WINDOW numbered AS (ORDER BY s.seal_id)
    ) AS later
    CROSS JOIN LATERAL (
        SELECT coalesce(later.earlier_floor, 0) AS floor_id, coalesce(later.earlier_last, 0) AS last_id,
            CASE WHEN later.earlier IS NULL THEN '0'::xid8 ELSE later.earlier_up_to END AS up_to
    ) AS before
    CROSS JOIN LATERAL ({_BATCH}) AS covered
    ORDER BY later.seal_id"""
FIRST = "0" * 64


def sources() -> dict[str, str]:
    """By name: the function that seals."""
    return {"84_sealing": _SEALING}


_SEALING = f"""
-- The hash of a new seal; NULL where there is nothing to seal or somebody else is just doing it. `everything`: of all
-- that stands, with writers kept out meanwhile, as after a restore.
CREATE FUNCTION ninewa.seal_audit(everything boolean DEFAULT false) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
    before ninewa.audit_seal;
    later ninewa.audit_seal;
    batch text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('seals of the audit', 0)) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO before FROM ninewa.audit_seal ORDER BY seal_id DESC LIMIT 1;
    IF NOT FOUND THEN
        before := ROW(0, NULL, 0, 0, '0', 0, decode('{FIRST}', 'hex'));
    END IF;
    later := before;
    later.up_to := pg_snapshot_xmin(pg_current_snapshot());
    IF everything OR before.up_to > later.up_to THEN
        LOCK TABLE ninewa.audit_event IN SHARE MODE;
        later.up_to := NULL;
    END IF;
    SELECT max(e.event_id) INTO later.last_id FROM ninewa.audit_event e
    WHERE e.event_id > before.floor_id AND (e.event_id > before.last_id OR e.xid >= before.up_to)
        AND (later.up_to IS NULL OR e.xid < later.up_to);
    IF later.last_id IS NULL THEN
        RETURN NULL;
    END IF;
    later.last_id := greatest(later.last_id, before.last_id);
    IF later.up_to IS NULL THEN
        later.floor_id := later.last_id;
    END IF;
    later.seal_id := before.seal_id + 1;
    later.sealed_at := clock_timestamp();
    SELECT covered.event_count, covered.batch INTO later.event_count, batch FROM ({_BATCH}) AS covered;
    later.sha256 := {
    _SHA256.format(
        text='''concat_ws('|', encode(before.sha256, 'hex'), later.seal_id,
        CAST(extract(epoch FROM later.sealed_at) * 1000000 AS bigint), later.floor_id, later.last_id,
        coalesce(later.up_to::text, '-'), later.event_count, batch)'''
    )
};
    INSERT INTO ninewa.audit_seal SELECT later.*;
    RETURN encode(later.sha256, 'hex');
END $$;
"""


@dataclass(frozen=True)
class Chain:
    """How many seals hold, the hash of the newest of them, how many events no seal covers yet, what is wrong first."""

    sound: int
    newest: str
    unsealed: int
    wrong: str = ""


def checked(connection: psycopg.Connection) -> Chain:
    """Work all seals out anew from the events, by nothing that stands in the database but the rows themselves."""
    connection.execute("SET TimeZone TO 'UTC'")
    before, sound = FIRST, 0
    for seal in _seals(connection):
        if wrong := seal.wrong(before, sound + 1):
            return Chain(sound, before, _unsealed(connection), wrong)
        before, sound = seal.sha256, sound + 1
    return Chain(sound, before, _unsealed(connection))


def is_in_chain(connection: psycopg.Connection, sha256: str) -> bool:
    """Whether a seal of this hash, noted elsewhere, is still there."""
    found = connection.execute("SELECT 1 FROM ninewa.audit_seal WHERE encode(sha256, 'hex') = %s", [sha256.lower()])
    return found.fetchone() is not None


@dataclass(frozen=True)
class _Seal:
    seal_id: int
    sealed_at: int
    floor_id: int
    last_id: int
    up_to: str | None
    event_count: int
    sha256: str
    events_found: int
    batch: str

    def wrong(self, before: str, number: int) -> str:
        """What does not fit; empty where all does."""
        if self.seal_id != number:
            return f"seal {number} is missing"
        if self.events_found != self.event_count:
            return f"seal {number} covers {self.event_count} events, and {self.events_found} are there"
        if self.sha256 != seal_of(before, self, self.batch):
            return f"seal {number}, or one of its {self.event_count} events, is not what was sealed"
        return ""


def seal_of(before: str, seal: _Seal, batch: str) -> str:
    """The hash of a seal from the one before it, its own columns and the hash of its batch."""
    up_to = "-" if seal.up_to is None else seal.up_to
    told = (before, seal.seal_id, seal.sealed_at, seal.floor_id, seal.last_id, up_to, seal.event_count, batch)
    return hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()


def _seals(connection: psycopg.Connection) -> Iterator[_Seal]:
    return (_Seal(*row) for row in connection.execute(_SEALS.encode()))


def _unsealed(connection: psycopg.Connection) -> int:
    found = connection.execute(
        "SELECT count(*) FROM ninewa.audit_event e LEFT JOIN LATERAL ("
        " SELECT * FROM ninewa.audit_seal ORDER BY seal_id DESC LIMIT 1) AS s ON true"
        " WHERE s.seal_id IS NULL OR e.event_id > s.floor_id AND (e.event_id > s.last_id OR e.xid >= s.up_to)"
    ).fetchone()
    assert found is not None
    return int(found[0])
