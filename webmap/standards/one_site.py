"""What single sites lack, outside the page of the gaps: each limit with what is there, needed and missing."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from geodata.rules.gaps import of_needed
from geodata.rules.provision import REPORTED, SHOWN_METRICS, provisions, withheld
from geodata.rules.standards import of_set, sets
from geodata.statements.site_state import SiteState
from webmap.answers.data_table import Cell, Column, DataTable
from webmap.standards import queries, standard_words
from webmap.standards.assessed import Assessed, assess, is_lived_in
from webmap.standards.cells import counted, level_cell, missing_cell, there_cell, there_on
from webmap.standards.people import FAMILY_SIZE, people_of
from webmap.words.i18n import gettext as _


def lacks(connection: Connection, sites: Sequence[SiteState], at: date, known: datetime) -> list[Assessed]:
    """Each of the sites held against the first set of limits; nothing of those that nobody lives in."""
    lived_in = [row for row in sites if is_lived_in(row)]
    if not lived_in:
        return []
    ids = [row.site_id for row in lived_in]
    levels = queries.levels(connection, REPORTED, at, known, ids)
    shelters = queries.shelters(connection, SHOWN_METRICS, at, known, ids)
    people = {row.site_id: people_of(row, FAMILY_SIZE) for row in lived_in}
    there, held = provisions(levels, shelters), withheld(levels, shelters)
    return assess(lived_in, people, of_set(sets()[0]), there, {}, held)


def lacks_table(assessed: Sequence[Assessed], at: date) -> DataTable:
    """A row a limit, in the order of the set; what is not known says so."""
    return DataTable(
        caption=standard_words.set_name(sets()[0], at),
        columns=[
            Column("indicator", _("Indicator")),
            Column("missing", _("Missing"), numeric=True),
            Column("needed", _("Needed"), numeric=True),
            Column("there", _("There"), numeric=True),
            Column("there_as_of", _("reported")),
            Column("limit", _("Limit")),
            Column("level", _("Standard")),
        ],
        rows=[_cells(one) for one in assessed],
    )


def _cells(one: Assessed) -> list[Cell]:
    needed = one.now.needed if one.now else None
    return [
        Cell(standard_words.indicator(one.standard.indicator), one.standard.indicator),
        missing_cell(one.now, one),
        counted(needed, of_needed(one.people.qualifier), held=one.is_withheld),
        there_cell(one),
        there_on(one.there),
        Cell(standard_words.limit(one.standard), float(one.standard.limit)),
        level_cell(one),
    ]
