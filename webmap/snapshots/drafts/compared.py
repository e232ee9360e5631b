"""What a snapshot leaves out, read and put into words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from webmap.answers.data_table import csv_file
from webmap.asked.chosen_day import ChosenDay
from webmap.layers.layer import Layer, nowhere
from webmap.map_of_day.day import file_of_day
from webmap.snapshots.drafts import queries
from webmap.snapshots.drafts.left_out import LeftOut, left_out
from webmap.snapshots.drafts.rows import Kept
from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, ngettext, number

MOST_NAMED = 12


@dataclass(frozen=True)
class OfLayer:
    """What is left out of a layer: sentences, each with the names that it is about."""

    title: str
    told: Sequence[str]


def compared(connection: Connection, kept: Kept, layers: Iterable[Layer[Any]], lang: str) -> list[OfLayer]:
    """Of each frozen layer what its file leaves out of that of people who plan, as known when it was frozen."""
    levels = queries.levels(connection)
    return [
        OfLayer(layer.title(_), sentences(*_of_layer(connection, kept, layer, lang), levels.get(layer.name, {})))
        for layer in layers
        if layer.name in kept.layers
    ]


def _of_layer(connection: Connection, kept: Kept, layer: Layer[Any], lang: str) -> tuple[LeftOut, dict[str, str]]:
    """And the labels of its columns."""
    frozen = queries.file(connection, kept.snapshot_id, f"{layer.name}.{lang}.csv")
    table = file_of_day(connection, layer, ChosenDay(kept.day, kept.known), lang, nowhere)
    labels = {column.key: column.label for column in table.columns}
    if frozen is None:
        return LeftOut(), labels
    return left_out(layer.name, csv_file(table, layer.name).get_data(), frozen.bytes, lang), labels


def sentences(found: LeftOut, labels: Mapping[str, str], levels: Mapping[str, str]) -> list[str]:
    """`levels`: how sensitive a row is, by its id; one that is not there is low."""
    told = [*_hidden(found.hidden, levels)]
    if found.rounded:
        words = ngettext(
            "%(num)s position is rounded to about 1 km",
            "%(num)s positions are rounded to about 1 km",
            n := len(found.rounded),
            num=number(n),
        )
        told.append(_with_names(words, found.rounded.values()))
    if found.unplaced:
        words = ngettext(
            "%(num)s position is not shown", "%(num)s positions are not shown", n := len(found.unplaced), num=number(n)
        )
        told.append(_with_names(words, found.unplaced.values()))
    for words, columns in (
        (_("Withheld, because a count is under 10 or would give one away:"), found.withheld),
        (_("Left empty:"), found.emptied),
        (_("Said otherwise, as it rests on what is not public:"), found.otherwise),
    ):
        if columns:
            told.append(f"{words} {_counted(columns, labels)}")
    if found.never:
        columns_named = _(", ").join(isolated(one) for one in found.never)
        told.append(_("Columns of your file that the public one does not have: %(columns)s", columns=columns_named))
    return told


def _hidden(hidden: Mapping[str, str], levels: Mapping[str, str]) -> Iterable[str]:
    of_reasons: dict[str, list[str]] = {}
    for key, name in hidden.items():
        of_reasons.setdefault(levels.get(key, "low"), []).append(name)
    for level in ("severe", "high", "moderate", "low"):
        if names := of_reasons.get(level):
            count = ngettext("%(num)s is not shown", "%(num)s are not shown", len(names), num=number(len(names)))
            yield _with_names(f"{count} ({_reason(level)})", names)


def _reason(level: str) -> str:
    if level == "severe":
        return _("restricted: its name is not public either")
    if level == "high":
        return _("high sensitivity")
    return _("it names something restricted, is not public yet, or was added since")


def _with_names(words: str, names: Iterable[str]) -> str:
    """What is called alike, as movements of one day between the same ends are, stands there once, with how many."""
    every = sorted(Counter(names).items())
    named = _(", ").join(
        f"{isolated(name)} ({number(times)})" if times > 1 else isolated(name) for name, times in every[:MOST_NAMED]
    )
    if more := sum(times for _name, times in every[MOST_NAMED:]):
        named = ngettext(
            "%(names)s and %(num)s more", "%(names)s and %(num)s more", more, names=named, num=number(more)
        )
    return f"{words}: {named}"


def _counted(columns: Counter[str], labels: Mapping[str, str]) -> str:
    """Those with a label by their names; of the others, which only files have, how many."""
    named = [f"{isolated(labels[one])} ({number(count)})" for one, count in columns.most_common() if one in labels]
    more = len(columns) - len(named)
    if more:
        only_in_files = ngettext("%(num)s column of the file", "%(num)s columns of the file", more, num=number(more))
        named.append(only_in_files)
    return _(", ").join(named)
