"""The version of the data: which of two looks at the database saw more of it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

_NOW = "SELECT number, moment FROM data_version"


class Version(NamedTuple):
    """How many changes of the data there are, and the moment of the newest.

    A number alone comes twice, after a restore or a failover that lost changes; then the moments differ.
    """

    number: int
    moment: datetime

    def is_older_than(self, other: "Version") -> bool:
        """Whether something may be missing here that is there."""
        return self.number < other.number or self.moment < other.moment


def version_now(connection: Connection) -> Version:
    """The version that the next statement of this connection will at least see."""
    number, moment = connection.exec_driver_sql(_NOW).one()  # asked twice a page; a third less work than by text()
    return Version(number, moment)
