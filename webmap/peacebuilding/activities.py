"""Activities of the programme by type and date, what was expected beside what came."""

from collections.abc import Sequence

from webmap.answers.data_table import Cell, Column, DataTable, withheld
from webmap.answers.sources import source_cell
from webmap.peacebuilding.rows import ActivityHeld
from webmap.words.activities import activity_kind
from webmap.words.i18n import day, qualified
from webmap.words.i18n import gettext as _
from webmap.words.periods import period


def activity_table(rows: Sequence[ActivityHeld], csv_href: str = "") -> DataTable:
    """By type and date. Expected, participants and reached are three counts: side by side, never added."""
    columns = [
        Column("kind", _("Activity")),
        Column("community_id", _("Where")),
        Column("when", _("When"), dated=True),
        Column("expected", _("Expected"), numeric=True),
        Column("participants", _("Participants"), numeric=True, qualified=True),
        Column("share", _("Participants for each expected"), numeric=True, qualified=True),
        Column("reached", _("Reached"), numeric=True, qualified=True),
        Column("source", _("Source")),
    ]
    cells = [
        [
            Cell(
                activity_kind(row.kind),
                row.kind,
                note=_("training of peace builders") if row.record == "training" else "",
            ),
            _where(row),
            Cell(
                _when(row),
                row.starts_on or row.as_of,
                precision=row.starts_on_precision if row.starts_on else row.as_of_precision,
            ),
            _count(row, "expected"),
            _count(row, "participants"),
            _share(row),
            _count(row, "reached"),
            source_cell(row),
        ]
        for row in rows
    ]
    return DataTable(
        _("Activities by type and date, expected beside actual"),
        columns,
        cells,
        csv_href=csv_href,
        empty=_("No source known by this day names an activity."),
        file_keys=("until", "until_precision"),
        file_values=[(row.ends_on, row.ends_on_precision if row.ends_on else None) for row in rows],
    )


def _where(row: ActivityHeld) -> Cell:
    if row.community_id is None:
        return Cell(_("not named"), None)
    return Cell(row.community_shown or row.community_id, row.community_id, lang=row.community_lang)


def _when(row: ActivityHeld) -> str:
    if row.starts_on is None:
        return day(row.as_of, row.as_of_precision)
    return period(
        row.starts_on, row.ends_on or row.starts_on, row.starts_on_precision or "day", row.ends_on_precision or "day"
    )


def _share(row: ActivityHeld) -> Cell:
    if "participants" in row.withheld:
        return withheld()
    if not row.expected or row.participants is None:
        return Cell(_("unknown"), None, unknown=True)
    share = round(row.participants / row.expected, 1)
    return Cell(qualified(share, row.participants_qualifier), share, qualifier=row.participants_qualifier)


def _count(row: ActivityHeld, name: str) -> Cell:
    if name in row.withheld:
        return withheld()
    value, qualifier = getattr(row, name), getattr(row, f"{name}_qualifier", None)
    if value is None:
        return Cell(_("not stated"), None, unknown=True)
    return Cell(qualified(value, qualifier), value, qualifier=qualifier)
