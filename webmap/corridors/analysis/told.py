"""What an analysis says first, and what nobody knows, in sentences."""

from collections.abc import Iterator, Sequence

from geodata.rules.movement_sums import PASSAGES
from geodata.statements.movement_rows import Movement
from webmap.asked.span import Span
from webmap.corridors.analysis.queries import Found
from webmap.corridors.analysis.weeks import Weeks, resting_on_one
from webmap.layers.movements.moved import people, sentence
from webmap.map_of_day.road.queries import Road
from webmap.words.i18n import day, isolated, joined, ngettext, number
from webmap.words.i18n import gettext as _
from webmap.words.movements import flow_kind
from webmap.words.periods import tight_period


def answer(found: Weeks, road: Road | None) -> list[str]:
    """How many reports there are, the largest of each kind of stay, and of how many sites the room is known."""
    passed = [row for row in found.used if row.kind in PASSAGES]
    moved = [row for row in found.used if row.kind not in PASSAGES]
    values = {
        "movements": ngettext("%(count)s movement", "%(count)s movements", len(moved), count=number(len(moved))),
        "passages": ngettext(
            "%(count)s report of passages", "%(count)s reports of passages", len(passed), count=number(len(passed))
        ),
        "first": day(found.span.first),
        "last": day(found.span.last),
    }
    told = [_("%(movements)s and %(passages)s are known from %(first)s to %(last)s.", **values)]
    largest = max((row for row in moved if people(row).value), key=lambda row: people(row).value or 0, default=None)
    if largest:
        told.append(_("The largest: %(movement)s.", movement=sentence(largest)))
    if road and road.sites:
        known = sum(row.free is not None for row in road.sites)
        told.append(
            _(
                "Sites along it whose free places are known on the last day: %(known)s of %(all)s.",
                known=number(known),
                all=number(len(road.sites)),
            )
        )
    return told


def not_known(found: Weeks, read: Found) -> list[str]:
    return list(_not_known(found, read))


def _not_known(found: Weeks, read: Found) -> Iterator[str]:
    if found.silent:
        weeks = _(", ").join(map(_in_short, found.silent))
        # Others were, of which it is not known whether they went along it: they stand in a table of their own.
        yield _(
            "Nobody reported a movement of %(weeks)s that is known to have gone along it. That does not say that nobody"
            " moved.",
            weeks=weeks,
        )
    if found.missing:
        kinds = joined([flow_kind(kind) for kind in found.missing])
        yield _("Of these kinds none is reported that is known to have gone along it: %(kinds)s.", kinds=kinds)
    yield from _of_numbers(found.used)
    if read.perhaps:
        yield _(
            "One end is several places, an area, or not named, so that they may lie along it too: %(count)s more.",
            count=number(len(read.perhaps)),
        )
    if read.more:
        yield _("Not read, as there are too many: %(count)s. Choose fewer weeks.", count=number(read.more))


def _of_numbers(used: Sequence[Movement]) -> Iterator[str]:
    """Of how many the number is unknown or withheld, and how many are told by one source alone."""
    without = [row for row in used if people(row).value is None]
    held = sum(bool(row.withheld) for row in without)
    every = {"all": number(len(used))}
    if len(without) > held:
        count = number(len(without) - held)
        yield _("Nobody states a number: %(count)s of the %(all)s shown.", count=count, **every)
    if held:
        yield _(
            "The number is withheld, as it is of fewer than 10 families or would tell of so few:"
            " %(count)s of the %(all)s shown.",
            count=held,
            **every,
        )
    if alone := len(resting_on_one(used)):
        yield _("One source alone tells it: %(count)s of the %(all)s shown.", count=number(alone), **every)


def _in_short(week: Span) -> str:
    return isolated(tight_period(week.first, week.last))
