"""What an OpenID provider says of somebody, or why it says nothing; light, as it is loaded without one too."""

from typing import NamedTuple


class ProviderIsAway(Exception):
    """It gave no answer in time, or none that could be read."""


class NotVouchedFor(Exception):
    """What came back is not its word for a person who begins to sign in here and now; the reason is for the log."""


class Identity(NamedTuple):
    """Who somebody is at the provider; `email` only where it says that it has verified it."""

    subject: str
    email: str | None
