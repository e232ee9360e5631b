"""That somebody looked at pages with exact rows of sites whose place is not public, for the audit of administrators.

One event of a person, kind of page and site in an hour (`geodata/objects/82_audit.sql`), so that no page is a write in
its reader's way: within ten minutes a worker does not ask again. Public pages have no such rows, and the word of
planners is nobody's name.
"""

import logging
import time
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from webmap.access import is_own
from webmap.databases import Databases
from webmap.db import acting, transaction
from webmap.person import PUBLIC, Person

# What has no rows of sites, or what the public sees of them alone.
WITHOUT_SITES = {
    *("accounts", "audit", "credits", "displacement", "door", "embargo", "figures_api", "health", "kobo_api", "oembed"),
    *("openid", "people", "programs", "snapshots", "static_files"),
}
ASKED_AGAIN_AFTER = 600.0  # seconds
MOST_LOOKS = 10_000


class Look(NamedTuple):
    """`page`: the rule of its address; `site_id` None: of several sites, or all."""

    account_id: int
    page: str
    site_id: str | None


class Looks:
    """What one worker has lately had noted."""

    def __init__(self) -> None:
        self._noted: dict[Look, float] = {}

    def is_due(self, look: Look) -> bool:
        return time.monotonic() - self._noted.get(look, float("-inf")) > ASKED_AGAIN_AFTER

    def note(self, databases: Databases, person: Person, look: Look) -> None:
        """The reader is answered also where it cannot be noted; the next page then tries again."""
        try:
            with acting(databases, person), transaction() as connection:
                connection.execute(select(func.ninewa.note_reading(look.page, look.site_id)))
        except SQLAlchemyError as error:
            logging.getLogger(__name__).warning("Not noted who read %s: %s", look.page, type(error).__name__)
            return
        if len(self._noted) >= MOST_LOOKS:
            self._noted.clear()
        self._noted[look] = time.monotonic()


def init_app(app: Flask) -> None:
    app.extensions["looks"] = Looks()
    app.after_request(_note)


def _note(response: Response) -> Response:
    person: Person = g.get("person", PUBLIC)
    if person.id is None or request.url_rule is None or response.status_code not in (200, 304):
        return response
    reads_exact = person.reads_exact or is_own(current_app, request.endpoint)
    if reads_exact and request.blueprint not in WITHOUT_SITES:
        look = Look(person.id, request.url_rule.rule, (request.view_args or {}).get("site_id"))
        looks: Looks = current_app.extensions["looks"]
        if looks.is_due(look):
            looks.note(current_app.extensions["databases"], person, look)
    return response
