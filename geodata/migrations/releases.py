"""Whether the code of this release works on a database that is at some migration: its own, an older or a newer one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, pool, text

from geodata.migrations import newest, revision_of


@dataclass(frozen=True)
class Standing:
    """At which migration a database is (None: at none yet) and, where that is beyond this code, its oldest code."""

    revision: str | None
    oldest_code: str | None = None

    @property
    def is_newer(self) -> bool:
        """Whether another release has migrated it further than this one knows."""
        return self.revision is not None and self.revision > newest()

    @property
    def serves(self) -> bool:
        """Whether this code works on it as it stands."""
        if not self.is_newer:
            return self.revision == newest()
        return self.oldest_code is not None and self.oldest_code <= newest()

    def problem(self) -> str:
        """Why not, and what to do; an empty text where it does."""
        if self.serves:
            return ""
        if self.is_newer:
            return (
                f"The database is of a newer release: its tables are at {self.revision}, this program knows them up to "
                f"{newest()}, and they are read by {self.oldest_code or self.revision} or newer. Bring the program to "
                "that release; nothing was changed."
            )
        return (
            f"The tables of the database are at {self.revision or 'nothing'}, and this release needs {newest()}. Run "
            "its scripts/migrate with DATABASE_URL (the owner); nothing was changed."
        )


def standing(connection: Connection) -> Standing:
    """Where the database of this connection stands; any login that reads the exact tables may ask."""
    found = Standing(revision_of(connection))
    if not found.is_newer:
        return found
    # Every release that can be newer than this one has it.
    return Standing(found.revision, connection.scalar(text("SELECT public.oldest_code()")))


def standing_of(address: str) -> Standing:
    """The same of an address."""
    with create_engine(address, poolclass=pool.NullPool).connect() as connection:
        return standing(connection)
