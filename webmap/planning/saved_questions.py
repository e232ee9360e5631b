"""A question of /plan as text that is kept and asked again: on its own day, or on the one that is shown today."""

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData
from webmap.asked.address import bare_address
from webmap.asked.chosen_day import EVERYTHING, default_day, parse_day, parse_known
from webmap.planning import comparison, page
from webmap.planning.page import PlanAnswer
from webmap.planning.question import OF_A_PLAN, Args, is_asked
from webmap.words.i18n import gettext as _

KEPT = (*OF_A_PLAN, "at", "known")


@dataclass(frozen=True)
class Kept:
    """A question and the query that holds it."""

    args: Args
    asked: str

    @property
    def address(self) -> str:
        """Of the page that answers it."""
        return bare_address("planning.index", **self.args.to_dict(flat=False))


def kept(args: Args) -> Kept:
    """The part of an address that asks for a plan. InvalidData where it asks nothing, or too much to be kept."""
    pairs = [(name, value) for name, value in args.items(multi=True) if name in KEPT and value.strip()]
    asked = urlencode(pairs)
    if not is_asked(args):
        raise InvalidData(_("Ask for a plan first: how many families arrive, and where."), parameter="q")
    if len(asked) > comparison.LONGEST_QUERY:
        raise InvalidData(_("This question is too long to be kept."), parameter="q")
    return Kept(MultiDict(pairs), asked)


def read(asked: str) -> Kept:
    """What `kept` made. InvalidData for what is no such query."""
    return kept(comparison.read(asked, "asked"))


def answered(connection: Connection, question: Kept, lang: str) -> PlanAnswer:
    """As its address is answered now."""
    known = parse_known(question.args["known"]) if question.args.get("known") else EVERYTHING
    at = parse_day(question.args["at"]) if question.args.get("at") else default_day(connection, known).day
    return page.answered(connection, question.args, at, known, lang)
