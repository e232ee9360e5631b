"""What changed as a text for a report: three leading sentences, a line a site, numbered sources at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from geodata.statements.figure_rows import Source
from webmap.asked.span import Span
from webmap.changes import news
from webmap.changes.comparison import OF_NO_SITE, Item
from webmap.changes.page import Change, Changes
from webmap.changes.sentences import cited, name
from webmap.words.i18n import day, direction, language, ngettext, number, without_isolates
from webmap.words.i18n import gettext as _

# What tells most stands in the text; a report alone is no news beside the figures in it.
NOT_IN_THE_TEXT = ("report_new", "site_new")
MOST_LINES = 300  # more than anybody reads; the file has all
OWN_LINES = (*OF_NO_SITE, "individuals_together", "movement")


@dataclass(frozen=True)
class Report:
    """`news`: the headline. `short`: leading sentences and their sources; `full`: also a line for each thing."""

    news: str
    leads: list[str]
    short: str
    full: str


@dataclass
class _Sources:
    """In the order in which they are first cited."""

    numbers: dict[Source, int] = field(default_factory=dict)

    def after(self, text: str, changes: Sequence[Change]) -> str:
        """A text with the numbers of its sources."""
        used = {
            self.numbers.setdefault(source, len(self.numbers) + 1) for change in changes for source in change.sources
        }
        return f"{text} [{', '.join(map(number, sorted(used)))}]" if used else text

    def listed(self) -> list[str]:
        if not self.numbers:
            return []
        return ["", _("Sources:"), *(f"[{number(n)}] {cited(source)}" for source, n in self.numbers.items())]


def report(span: Span, found: Changes) -> Report:
    """Of the changes listed; of very many the first, and how many more there are."""
    every = [change.item for change in found.listed]
    headline, leads = news.title(every, span.first, span.last), _leads(found.listed)
    head = _("What changed from %(first)s to %(last)s:", first=day(span.first), last=day(span.last))
    if not any(count for kind, count in found.counts.items() if kind not in NOT_IN_THE_TEXT):
        nothing = _(
            "Nothing is known to have changed from %(first)s to %(last)s.", first=day(span.first), last=day(span.last)
        )
        return Report(headline, [], nothing, nothing)
    short, full = _Sources(), _Sources()
    in_short = [head, *(short.after(text, changes) for text, changes in leads)]
    in_full = [head, *(full.after(text, changes) for text, changes in leads), "", *_lines(found, full)]
    return Report(
        headline,
        [text for text, _changes in leads],
        _as_text([*in_short, *short.listed()]),
        _as_text([*in_full, *full.listed()]),
    )


def _as_text(lines: Sequence[str]) -> str:
    # Isolates keep names apart inside Arabic; a text from left to right needs none.
    text = "\n".join(lines)
    return without_isolates(text) if direction(language()) == "ltr" else text


def _leads(listed: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    """Displacement, or a recount of it; what opened, closed and filled; the largest movement."""
    by_item = {id(change.item): change for change in listed}
    items = [change.item for change in listed]
    people = news.of_displaced(items) or next((item for item in items if item.kind == "recount"), None)
    sentence, of_sites = news.of_sites(items)

    def alone(item: Item | None) -> list[tuple[str, list[Change]]]:
        return [(by_item[id(item)].bare, [by_item[id(item)]])] if item is not None else []

    about_sites = sentence, [by_item[id(item)] for item in of_sites]
    return [*alone(people), about_sites, *alone(news.largest_movement(items))]


def _lines(found: Changes, sources: _Sources) -> list[str]:
    """A line for each figure and movement, and one for each site, in the order of the kinds."""
    groups: dict[object, list[Change]] = {}
    for place, change in enumerate(found.listed):
        if change.item.kind not in NOT_IN_THE_TEXT:
            key = place if change.item.kind in OWN_LINES else change.item.site.site_id
            groups.setdefault(key, []).append(change)
    shown = list(groups.values())[:MOST_LINES]
    lines = [f"– {sources.after(_one_line(changes), changes)}" for changes in shown]
    every = sum(count for kind, count in found.counts.items() if kind not in NOT_IN_THE_TEXT)
    more = every - sum(map(len, shown))
    if more:
        lines.append(ngettext("and %(count)s more change", "and %(count)s more changes", more, count=number(more)))
    return lines


def _one_line(changes: Sequence[Change]) -> str:
    """The sentences of one thing; its name is said once where each begins with it."""
    first, *rest = changes
    if not rest:
        return first.bare
    begins = f"{name(first.item)}: "
    return " ".join([first.bare, *(_capital(one.bare.removeprefix(begins)) for one in rest)])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
