"""What pages say of a saved question."""

from dataclasses import dataclass

from webmap.person import Person
from webmap.planning import saved_questions
from webmap.planning.page import PlanAnswer
from webmap.planning.saving.rows import Scenario
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number
from webmap.words.moments import moment


@dataclass(frozen=True)
class Entry:
    """A saved question as a list tells of it."""

    row: Scenario
    made: str
    plan: str
    may_remove: bool


def entry(row: Scenario, person: Person) -> Entry:
    may_remove = person.role == "admin" or row.account_id == person.id
    return Entry(row, moment(row.made_at), saved_questions.read(row.asked).address, may_remove)


def then_and_now(row: Scenario, answer: PlanAnswer) -> str:
    """What has changed since it was saved, in one sentence."""
    words = {
        "placed": number(row.placed),
        "unplaced": number(row.unplaced),
        "placed_now": number(answer.placed),
        "unplaced_now": number(answer.unplaced),
    }
    if (row.placed, row.unplaced) == (answer.placed, answer.unplaced):
        return _("As when it was saved: %(placed)s placed, %(unplaced)s unplaced.", **words)
    return _(
        "When it was saved: %(placed)s placed, %(unplaced)s unplaced; now: %(placed_now)s placed, %(unplaced_now)s"
        " unplaced.",
        **words,
    )
