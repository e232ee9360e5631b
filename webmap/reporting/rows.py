"""What the statements about reports of a site answer."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from geodata.tables import SITE_REPORT_FIGURES

# Value and unit of services by their indicator.
Levels = Mapping[str, tuple[Decimal, str]]
NO_LEVELS: Levels = {}


def stated_figures(values: Mapping[str, Any]) -> dict[str, int]:
    """Those of a report that are stated, by column, from its row."""
    return {name: values[name] for name in SITE_REPORT_FIGURES if values[name] is not None}


class OwnSite(NamedTuple):
    """A site that the person may report."""

    site_id: str
    name: str
    shown_name: str
    shown_lang: str


class Report(NamedTuple):
    """A report as it is stored. `corrected_by`: the report that corrects it; None: it stands."""

    report_id: int
    as_of: date
    as_of_precision: str
    told_at: datetime
    observed_at: datetime | None
    recorded_at: datetime
    plots_planned: int | None
    plots_prepared: int | None
    plots_ready: int | None
    plots_occupied: int | None
    plots_reserved: int | None
    families: int | None
    individuals: int | None
    families_waiting: int | None
    stated: dict[str, dict[str, str]]
    note: str | None
    corrects: int | None
    reason: str | None
    client_uuid: UUID | None
    account_id: int | None
    account_name: str | None
    account_role: str | None
    doubts: list[str]
    confirmed: list[str]
    source_title: str
    is_of_guest: bool
    is_of_kobo: bool
    corrected_by: int | None

    @property
    def figures(self) -> dict[str, int]:
        """The stated ones, by column."""
        return stated_figures(self._asdict())

    @property
    def said_unknown(self) -> list[str]:
        """The columns that were said to be unknown."""
        return [column for column, said in self.stated.items() if said.get("qualifier") == "unknown"]

    @property
    def is_withdrawal(self) -> bool:
        """Whether it says that nothing of the report that it corrects was so."""
        return not self.figures


class LastFigure(NamedTuple):
    """What was last reported of a figure; `nth`: to which of several questions this answers, from 1."""

    nth: int
    figure: str
    report_id: int
    value: int
    qualifier: str | None
    as_of: date
    as_of_precision: str


class LastLevel(NamedTuple):
    """What was last reported of a service indicator."""

    indicator: str
    value: Decimal | None
    as_of: date
    as_of_precision: str
