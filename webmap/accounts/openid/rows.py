"""What the statements of OpenID identities answer."""

from datetime import datetime
from typing import NamedTuple


class Linked(NamedTuple):
    """With whom an account is linked; `bound_at` None: nobody has signed in so yet."""

    issuer: str
    subject: str | None
    email: str | None
    bound_at: datetime | None
