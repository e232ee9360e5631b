"""Who asks: a value that is handed on, so that a script or a snapshot may act for somebody as a request does."""

from dataclasses import dataclass

from geodata.tables import ACCOUNT_ROLES

ROLES = ("public", *ACCOUNT_ROLES)
READING_EXACT = ("planner", "information_officer", "admin")


@dataclass(frozen=True)
class Person:
    """A role, and for who has signed in the id and name of the account; `scope`: the sites that a site manager holds.

    The scope is for links and words. What somebody may read or write of a site, the database is asked.
    """

    role: str
    id: int | None = None
    scope: tuple[str, ...] = ()
    name: str = ""

    @property
    def is_nobody(self) -> bool:
        """Whether nothing but the role is known, so that an answer to this person fits everybody of that role."""
        return self.id is None and not self.scope

    @property
    def reads_exact(self) -> bool:
        """Whether general pages show this person exact figures; site managers see there what the public sees."""
        return self.role in READING_EXACT


PUBLIC = Person("public")
