"""Known inconsistencies of the published figures: what does not fit, on which day, and which figures say so.

They are shown with their sources and never repaired. Each names the figures it compares by metric, day and value; the
page looks these up, so that a remark without its sources cannot be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.rules.figures import RECOUNT
from webmap.words.i18n import gettext as _
from webmap.words.i18n import number

NOW, EVER, RETURNED = "currently_displaced_individuals", "cumulative_displaced_individuals", "returned_individuals"
WEST = "displaced_from_west_mosul_individuals"
PLOTS = "plots_in_unhcr_camps_total"
Named = tuple[str, date, float]


@dataclass(frozen=True)
class Remark:
    """`on`: the figure in a chart that carries the number of the remark, where one does."""

    when: str
    text: str
    figures: Sequence[Named]
    on: Sequence[Named] = ()

    @property
    def known_by(self) -> date:
        """The day by which all of it had been published."""
        return max(day for _metric, day, _value in self.figures)


def remarks() -> list[Remark]:
    """In order of the days they are about."""
    return sorted([*_of_stock(), *_of_totals(), *_of_other_figures()], key=lambda remark: remark.known_by)


def _of_stock() -> list[Remark]:
    november, february = date(2016, 11, 27), date(2017, 2, 16)
    may, june, july = date(2017, 5, 15), *RECOUNT
    october, end = date(2017, 10, 26), date(2017, 11, 30)
    recount = ("newly_recorded_in_east_mosul_individuals", date(2017, 6, 30), 380_000)
    return [
        Remark(
            _("27 November 2016"),
            _(
                "Two stocks for one day from two publishers: %(one)s and %(other)s.",
                one=number(72_570),
                other=number(73_908),
            ),
            [(NOW, november, 72_570), (NOW, november, 73_908)],
            [(NOW, november, 72_570)],
        ),
        Remark(
            _("16 February 2017"),
            _(
                "One count is printed as %(one)s and as %(other)s: digits are swapped in one of them. The first fits "
                "the other figures of the day.",
                one=number(160_302),
                other=number(160_320),
            ),
            [(NOW, february, 160_302), (NOW, february, 160_320)],
            [(NOW, february, 160_302)],
        ),
        Remark(
            _("15 May 2017"),
            _("The page is titled 30 April 2017; its data are dated 13 and 15 May."),
            [(NOW, may, 370_344)],
            [(NOW, may, 370_344)],
        ),
        Remark(
            _("22 June to 3 July 2017"),
            _(
                "From %(one)s to %(other)s: a recount of east Mosul (about %(recount)s people newly recorded), not new "
                "displacement. The running total holds the recount as well.",
                one=number(432_726),
                other=number(821_178),
                recount=number(380_000),
            ),
            [(NOW, june, 432_726), recount, (NOW, july, 821_178)],
            [(NOW, july, 821_178), (EVER, date(2017, 7, 6), 1_034_670)],
        ),
        Remark(
            _("26 October and 30 November 2017"),
            _(
                "Two updates five weeks apart print the same two figures, %(now)s displaced and %(returned)s returned.",
                now=number(793_422),
                returned=number(300_576),
            ),
            [(NOW, october, 793_422), (NOW, end, 793_422), (RETURNED, october, 300_576), (RETURNED, end, 300_576)],
            [(NOW, end, 793_422), (RETURNED, end, 300_576)],
        ),
    ]


def _of_totals() -> list[Remark]:
    january, march, release = date(2017, 1, 19), date(2017, 3, 19), date(2017, 3, 30)
    return [
        Remark(
            _("19 January 2017"),
            _(
                "%(families)s families returned but %(printed)s people are printed. Six persons a family give "
                "%(right)s, which another publisher prints for the same day: a misprint. It enters no answer here.",
                families=number(3_882),
                printed=number(32_292),
                right=number(23_292),
            ),
            [(RETURNED, january, 32_292), (RETURNED, january, 23_292)],
            [(RETURNED, january, 32_292)],
        ),
        Remark(
            _("17 March 2017"),
            _(
                "About %(people)s “have been displaced since October” is the stock of that day (%(stock)s), not a "
                "running total.",
                people=number(255_000),
                stock=number(254_880),
            ),
            [(EVER, date(2017, 3, 17), 255_000), (NOW, date(2017, 3, 17), 254_880)],
        ),
        Remark(
            _("19 March 2017"),
            _(
                "%(ever)s − %(returned)s = %(rest)s is the stock of 17 March, not that of 19 March (%(now)s): the "
                "running totals belong to the earlier day.",
                ever=number(326_754),
                returned=number(71_874),
                rest=number(254_880),
                now=number(260_616),
            ),
            [(EVER, march, 326_754), (RETURNED, march, 71_874), (NOW, march, 260_616)],
            [(EVER, march, 326_754)],
        ),
        Remark(
            _("30 March and 4 April 2017"),
            _(
                "One press release gives more than %(now)s displaced, %(ever)s in all and %(returned)s returned, none "
                "of them dated. %(ever)s − %(returned)s = %(rest)s, not %(now)s: the first is the stock of 4 April, "
                "the other two belong to 30 March.",
                now=number(304_000),
                ever=number(367_000),
                returned=number(80_000),
                rest=number(287_000),
            ),
            [(NOW, date(2017, 4, 4), 304_000), (EVER, release, 367_000), (RETURNED, release, 80_000)],
            [(EVER, release, 367_000), (RETURNED, release, 80_000)],
        ),
    ]


def _of_other_figures() -> list[Remark]:
    third, fourth, year = date(2017, 4, 3), date(2017, 4, 4), date(2017, 12, 31)
    return [
        Remark(
            _("March 2017"),
            _(
                "Plots in camps built by UNHCR fall from %(one)s to %(other)s without any demolition: a recount or "
                "another definition.",
                one=number(15_821),
                other=number(12_497),
            ),
            [(PLOTS, date(2017, 3, 8), 15_821), (PLOTS, date(2017, 3, 17), 12_497)],
        ),
        Remark(
            _("3 April 2017"),
            _(
                "From west Mosul: more than %(one)s by one publisher, more than %(other)s by another.",
                one=number(235_700),
                other=number(194_000),
            ),
            [(WEST, third, 235_700), (WEST, third, 194_000)],
        ),
        Remark(
            _("3 and 4 April 2017"),
            _(
                "More than %(one)s displaced from west Mosul since 25 February, beside %(other)s displaced in the past "
                "two months: the shorter time has the larger figure. The second looks like a change of the stock.",
                one=number(194_000),
                other=number(142_000),
            ),
            [(WEST, third, 194_000), ("displaced_past_two_months_individuals", fourth, 142_000)],
        ),
        Remark(
            _("4 April 2017"),
            _(
                "More than %(people)s people in both IOM sites together; how many in each is not said.",
                people=number(70_000),
            ),
            [("individuals", fourth, 70_000)],
        ),
        Remark(
            _("2017"),
            _(
                "More than %(participants)s participants and some %(involved)s persons involved in the peacebuilding "
                "programme; how the two relate is not said.",
                participants=number(700),
                involved=number(13_000),
            ),
            [
                ("participants:members who participated", year, 700),
                ("persons_involved:persons involved", year, 13_000),
            ],
        ),
    ]
