"""The engines of one application: for people's routes and for the public, and perhaps their twins on a replica.

The login decides the layer: webmap_app finds the exact relations and webmap_public the published ones under the same
names, by its search_path. The web process never has the owner's login.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geodata.server import addresses, logins
from webmap.config import Settings
from webmap.connecting import Waits, answered_within, engine, is_silence
from webmap.data_version import Reached, Version, reached_now, version_now
from webmap.latest_version import LOOK_SECONDS, LatestVersion
from webmap.person import Person
from webmap.replica import Replica
from webmap.silence import PrimaryHangs, Silence


class Databases:
    """The engines of one application, and whether anything is heard of the database behind them."""

    def __init__(self, settings: Settings) -> None:
        if not settings.database_app_url or not settings.database_public_url:
            raise RuntimeError("DATABASE_APP_URL and DATABASE_PUBLIC_URL are not set; scripts/serve makes them")
        self.waits = Waits()
        self.app = engine(settings.database_app_url, logins.APP, self.waits)
        self.public = engine(settings.database_public_url, logins.PUBLIC, self.waits)
        self._silence = Silence(self.waits, self._look)
        self.latest = LatestVersion(self._look_for_version)
        self.replica = _replica_of(settings)
        self._reached: Reached | None = None  # by the primary, when it was last looked at
        for one in (self.app, self.public):
            event.listen(one, "handle_error", self._silence.listen)

    def connect(self, person: Person, *, own: bool = False) -> Connection:
        """A connection of the layer that the person may see; DatabaseIsSilent where waiting for it would be in vain.

        `own`: for what is the person's own, which the database judges by the id that a transaction names.
        """
        self._silence.need_answer()
        return (self.app if own or person.reads_exact else self.public).connect()

    @contextmanager
    def connected_near(
        self, person: Person, lsn: int, *, passing: bool = False
    ) -> Iterator[tuple[Connection, Version | None]]:
        """The same for one who may read on a replica: there, with its version, if it has replayed the log up to `lsn`;
        `passing`: not there this time.

        ReplicaLeft where it went away meanwhile: ask the primary. PrimaryHangs: ask here again.
        """
        if self.replica is not None and not passing:
            self.latest.get()
            assert self._reached is not None
            login = logins.APP if person.reads_exact else logins.PUBLIC
            with self.replica.reading(login, self._reached, lsn) as found:
                if found is not None:
                    yield found
                    return
        try:
            with self.connect(person) as connection:
                yield connection, None
        except DBAPIError as error:
            if self.replica is not None and self.replica.is_used and is_silence(error.orig):
                raise PrimaryHangs from error
            raise

    def let_connections_go(self) -> None:
        """End those that nobody uses."""
        for one in (self.app, self.public, *(self.replica.engines.values() if self.replica else ())):
            one.dispose()

    def reached(self, connection: Connection, *, by_commit: bool = False) -> Reached:
        """The version that is seen by now, and where there is a replica, how far the log of the server is."""
        if self.replica is None:
            return Reached(version_now(connection))
        return reached_now(connection, by_commit=by_commit)

    def _look(self) -> Version:
        with self.public.connect() as connection:
            # A worker that has just started, perhaps on a busy machine, is as patient as a page.
            limit = answered_within(connection, LOOK_SECONDS) if self.latest.known else nullcontext()
            with limit:
                self._reached = self.reached(connection)
        return self._reached.version

    def _look_for_version(self) -> Version:
        try:
            self._silence.need_answer()
            return self._look()
        except SQLAlchemyError:
            return self._version_of_replica()

    def _version_of_replica(self) -> Version:
        """While the primary is away, if nothing is missing that was there; raises what is being handled otherwise."""
        found, known = self.replica.reached() if self.replica is not None else None, self._reached
        is_another = known is not None and found is not None and found.database != known.database
        if found is None or is_another or (known is not None and found.version.is_older_than(known.version)):
            raise
        self._reached = found
        return found.version


def _replica_of(settings: Settings) -> Replica | None:
    if not settings.database_replica_url:
        return None
    of_logins = {logins.APP: settings.database_app_url, logins.PUBLIC: settings.database_public_url}
    there = {login: addresses.at_replica(settings.database_replica_url, one or "") for login, one in of_logins.items()}
    return Replica({login: address for login, address in there.items() if address})
