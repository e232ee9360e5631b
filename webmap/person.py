"""Who asks: a value that is handed on, so that a script or a snapshot may act for somebody as a request does."""

from dataclasses import dataclass

ROLES = ("public", "planner", "site_manager", "information_officer", "admin")


@dataclass(frozen=True)
class Person:
    """A role, and for who has signed in an id and the ids of the sites that the role is held for (none: for all)."""

    role: str
    id: int | None = None
    scope: tuple[str, ...] = ()

    @property
    def is_nobody(self) -> bool:
        """Whether nothing but the role is known, so that an answer to this person fits everybody of that role."""
        return self.id is None and not self.scope


PUBLIC = Person("public")
