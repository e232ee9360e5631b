"""Plots that become ready, or were prepared and planned without a day: in words."""

from collections.abc import Sequence
from datetime import date

from geodata.rules.filling import Added
from geodata.rules.pairs import together
from webmap.planning.rows import FillingSite
from webmap.words.i18n import day, ngettext, number
from webmap.words.i18n import gettext as _

StatedOn = tuple[date | None, str | None]  # with its precision


def listed(steps: Sequence[Added]) -> str:
    return _("; ").join(
        ngettext(
            "%(count)s plot on %(day)s",
            "%(count)s plots on %(day)s",
            one.plots,
            count=number(one.plots),
            day=day(one.on),
        )
        for one in steps
    )


def undated(row: FillingSite) -> list[str]:
    """Plots that no source dates are said, not counted: how many more than are ready (of the planned: than prepared)
    where both are stated of about one time, else how many in all."""
    counted, prepared = (row.counted_as_of, row.counted_precision), (row.prepared_as_of, row.prepared_precision)
    told = []
    if row.prepared is not None and row.prepared > (row.ready or 0):
        told.append(_were_prepared(row, _beyond(row.prepared, prepared, row.ready, counted)))
    base, base_day = (row.prepared, prepared) if (row.prepared or 0) > (row.ready or 0) else (row.ready, counted)
    if row.planned is not None and row.planned > (base or 0):
        planned = (row.planned_as_of, row.planned_precision)
        told.append(_were_planned(row, _beyond(row.planned, planned, base, base_day)))
    return told


def _beyond(value: int, of: StatedOn, base: int | None, base_of: StatedOn) -> int | None:
    """How many more than the base; None where the two do not belong together."""
    if base is None or of[0] is None or base_of[0] is None:
        return None
    return value - base if together(of[0], of[1], base_of[0], base_of[1]) else None


def _were_prepared(row: FillingSite, more: int | None) -> str:
    when = day(row.prepared_as_of, row.prepared_precision)
    if more is not None:
        return ngettext(
            "%(plots)s more plot was prepared by %(day)s, without a day when ready: not counted.",
            "%(plots)s more plots were prepared by %(day)s, without a day when ready: not counted.",
            more,
            plots=number(more),
            day=when,
        )
    return ngettext(
        "%(plots)s plot was prepared by %(day)s, without a day when ready: not counted.",
        "%(plots)s plots were prepared by %(day)s, without a day when ready: not counted.",
        row.prepared or 0,
        plots=number(row.prepared),
        day=when,
    )


def _were_planned(row: FillingSite, more: int | None) -> str:
    when = day(row.planned_as_of, row.planned_precision)
    if more is not None:
        return ngettext(
            "%(plots)s more plot was planned by %(day)s, without a day when ready: not counted.",
            "%(plots)s more plots were planned by %(day)s, without a day when ready: not counted.",
            more,
            plots=number(more),
            day=when,
        )
    return ngettext(
        "%(plots)s plot was planned by %(day)s, without a day when ready: not counted.",
        "%(plots)s plots were planned by %(day)s, without a day when ready: not counted.",
        row.planned or 0,
        plots=number(row.planned),
        day=when,
    )
