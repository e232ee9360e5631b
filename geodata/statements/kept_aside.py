"""What came from KoboToolbox and is no report yet, for who can mend it."""

from sqlalchemy import Connection, func, literal_column, or_, select

from geodata.tables import kobo_submission

_ONE = kobo_submission.c
# As the index of these has it.
_ASIDE = (
    select(func.count())
    .select_from(kobo_submission)
    .where(
        _ONE.replaced_by.is_(None),
        _ONE.dismissed_at.is_(None),
        or_(_ONE.report_id.is_(None), _ONE.problems != literal_column("'[]'::jsonb")),
    )
)


def kept_aside(connection: Connection) -> int:
    """How many submissions wait for the person of the transaction: none for who may not mend them."""
    return connection.scalar(_ASIDE) or 0
