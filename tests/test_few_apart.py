"""Families live on a plot or wait for one: what lies few apart is told by no two rows of a site and its days.

What is new says less, since what is older has been public; and whatever is written, changed or taken back, in whatever
order, what is published is the public form of just what is there.
"""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import Connection, TextClause, text

from tests.test_publishing import differences
from tests.test_withheld import report, site, state

DAY = date(2017, 4, 1)
FAMILIES, PLOTS, WAITING = {"families": 1200}, {"plots_occupied": 1195}, {"families_waiting": 1195}
FIGURE = text(
    "INSERT INTO ninewa.figure (site_ids, metric, type, as_of, unit, value, source_id)"
    " VALUES ('{tried}', :what, 'stock', '2017-04-01', :unit, :value, 1)"
)
SHIPPED = text(
    "INSERT INTO ninewa.figure (figure_id, site_ids, metric, type, as_of, unit, value, source_id)"
    " VALUES (900000, '{tried}', 'families', 'stock', '2017-04-01', 'families', 1200, 1)"
)
SERVICE = text(
    "INSERT INTO ninewa.service_report (site_ids, indicator, as_of, unit, value, source_id)"
    " VALUES ('{tried}', :what, '2017-04-01', :unit, :value, 1)"
)
STATEMENTS = {
    "families": {"what": "families", "unit": "families", "value": 1200},
    "people": {"what": "individuals", "unit": "persons", "value": 7200},
    "plots": {"what": "plots_occupied", "unit": "plots", "value": 1195},
    "waiting": {"what": "families_awaiting_tent", "unit": "families", "value": 1195},
}


@pytest.fixture
def tried(owner: Connection) -> Connection:
    site(owner)
    return owner


def withheld(connection: Connection) -> list[list[str]]:
    """What each report of the site withholds, in the order of their recording."""
    return [
        list(row.withheld)
        for row in connection.exec_driver_sql(
            "SELECT withheld FROM published.site_reports WHERE site_id = 'tried' ORDER BY report_id"
        )
    ]


def stated(connection: Connection) -> list[int | None]:
    values = connection.exec_driver_sql(
        "SELECT value FROM published.figures WHERE site_ids = '{tried}' UNION ALL"
        " SELECT value FROM published.service_reports WHERE site_ids = '{tried}'"
    ).scalars()
    return [None if value is None else int(value) for value in values]


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ((FAMILIES, PLOTS), [[], ["plots_occupied"]]),
        ((PLOTS, FAMILIES), [[], ["families"]]),
        (({"individuals": 7200}, PLOTS), [[], ["plots_occupied"]]),
        ((WAITING, FAMILIES), [[], ["families"]]),
        ((FAMILIES, WAITING), [[], ["families_waiting"]]),
        # Families that were never told give nothing back, and plots go on to be told.
        ((FAMILIES | PLOTS, PLOTS, FAMILIES), [["families"], [], ["families"]]),
        ((PLOTS, FAMILIES, PLOTS), [[], ["families"], []]),
        ((PLOTS, {"families": 1195}, {"families": 1205}), [[], [], []]),
    ],
)
def test_of_reports_that_lie_few_apart_the_later_says_less(
    tried: Connection, reports: tuple[dict[str, int], ...], expected: list[list[str]]
) -> None:
    for figures in reports:
        report(tried, DAY, figures)
    assert withheld(tried) == expected
    assert differences(tried) == {}


def test_reports_of_other_days_are_of_other_families(tried: Connection) -> None:
    report(tried, DAY, FAMILIES)
    report(tried, date(2017, 4, 2), PLOTS)
    assert withheld(tried) == [[], []]


def test_a_month_is_of_each_of_its_days(tried: Connection) -> None:
    report(tried, date(2017, 4, 30), FAMILIES, as_of_precision="month")
    report(tried, DAY, PLOTS)
    assert withheld(tried) == [[], ["plots_occupied"]]


@pytest.mark.parametrize("write", [FIGURE, SERVICE], ids=["figure", "service"])
@pytest.mark.parametrize("one", STATEMENTS)
@pytest.mark.parametrize("first", [True, False])
def test_of_a_statement_and_a_report_both_say_less(tried: Connection, write: TextClause, one: str, first: bool) -> None:
    beside = PLOTS if one in ("families", "people") else FAMILIES
    if first:
        tried.execute(write, STATEMENTS[one])
    report(tried, DAY, beside)
    if not first:
        tried.execute(write, STATEMENTS[one])
    assert stated(tried) == [None]
    assert withheld(tried) == [list(beside)]
    assert differences(tried) == {}


def test_what_ships_was_told_before_anybody_reported(tried: Connection) -> None:
    tried.execute(SHIPPED)
    report(tried, DAY, PLOTS)
    assert (stated(tried), withheld(tried)) == ([1200], [["plots_occupied"]])


def test_rates_give_no_withheld_families_back(tried: Connection) -> None:
    tried.execute(SERVICE, {"what": "persons_per_latrine", "unit": "persons/latrine", "value": 20})
    assert stated(tried) == [20]
    report(tried, date(2017, 4, 20), FAMILIES | PLOTS)
    assert stated(tried) == [None]
    assert differences(tried) == {}


COUNTS = ("families", "plots_occupied", "families_waiting", "individuals")
DAYS = (("2017-04-01", "day"), ("2017-04-02", "day"), ("2017-04-30", "month"))
LEVELS = ("low", "moderate", "moderate", "moderate", "high")


def some_report(chance: random.Random) -> str:
    """With close counts; some have a number before all others, some correct one."""
    told: dict[str, object] = {"site_id": "'tried'", "source_id": 1, "sensitivity": f"'{chance.choice(LEVELS)}'"}
    for count in chance.sample(COUNTS, chance.choice((1, 1, 2, 4))):
        told[count] = (100 + chance.randrange(14)) * (6 if count == "individuals" else 1)
    day, precision = chance.choice(DAYS)
    told |= {"as_of": f"'{day}'", "as_of_precision": f"'{precision}'"}
    if chance.random() < 0.2:
        told["report_id"] = (
            "(SELECT least(min(report_id), 999999) - 1 FROM ninewa.site_report WHERE report_id > 500000)"
        )
    if chance.random() < 0.2:
        told["corrects"] = "(SELECT max(report_id) FROM ninewa.site_report WHERE site_id = 'tried')"
    return f"INSERT INTO ninewa.site_report ({', '.join(told)}) VALUES ({', '.join(map(str, told.values()))})"


def some_statement(chance: random.Random) -> str:
    what, unit = chance.choice(
        [*((one["what"], one["unit"]) for one in STATEMENTS.values()), ("a rate", "persons/tent")]
    )
    value = (100 + chance.randrange(14)) * (6 if unit == "persons" else 1)
    day, precision = chance.choice(DAYS)
    told = f"'{{tried}}', '{what}', '{day}', '{precision}', '{unit}', {value}, 1, '{chance.choice(LEVELS)}'"
    return chance.choice(
        (
            "INSERT INTO ninewa.figure (type, site_ids, metric, as_of, as_of_precision, unit, value, source_id,"
            f" sensitivity) VALUES ('stock', {told})",
            "INSERT INTO ninewa.service_report (site_ids, indicator, as_of, as_of_precision, unit, value, source_id,"
            f" sensitivity) VALUES ({told})",
        )
    )


def some_change(chance: random.Random) -> str:
    level, tenth = chance.choice(LEVELS), f"abs(hashtext({{}}::text || '{chance.random()}')) % 5 = 0"
    of_report = f"WHERE site_id = 'tried' AND {tenth.format('report_id')}"
    return chance.choice(
        (
            f"UPDATE ninewa.site_report SET sensitivity = '{level}' {of_report}",
            f"UPDATE ninewa.site_report SET families = families + 1 {of_report}",
            f"DELETE FROM ninewa.site_report {of_report}"
            " AND NOT EXISTS (SELECT FROM ninewa.site_report c WHERE c.corrects = site_report.report_id)",
            f"DELETE FROM ninewa.figure WHERE site_ids = '{{tried}}' AND {tenth.format('figure_id')}",
            f"DELETE FROM ninewa.service_report WHERE site_ids = '{{tried}}' AND {tenth.format('report_id')}",
            f"UPDATE ninewa.site SET sensitivity = '{chance.choice(LEVELS)}' WHERE site_id = 'tried'",
        )
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_is_published_is_the_public_form_after_any_change(tried: Connection, seed: int) -> None:
    chance = random.Random(seed)
    told = 0
    for step in range(60):
        change = chance.choice((some_report, some_report, some_statement, some_change))(chance)
        tried.exec_driver_sql(change.replace("%", "%%"))
        assert differences(tried) == {}, f"step {step} of seed {seed}: {change}"
        told += sum("plots_occupied" in one for one in withheld(tried))
    assert told


def some_row(chance: random.Random) -> str:
    """One that the public is told of, with places to be free; of one count of places or another."""
    row = chance.choice((some_report, some_report, some_statement))(chance).replace("'high'", "'moderate'")
    if "site_report" in row and "plots_ready" not in row and chance.random() < 0.7:
        row = row.replace("source_id,", "source_id, plots_ready,", 1).replace(
            "VALUES ('tried', 1,", "VALUES ('tried', 1, 160,"
        )
    return row


@pytest.mark.parametrize("seed", range(6))
def test_free_places_are_the_exact_ones_or_withheld(tried: Connection, seed: int) -> None:
    chance = random.Random(seed)
    told = 0
    for step in range(40):
        row = some_row(chance)
        tried.exec_driver_sql(row.replace("%", "%%"))
        for day in (date(2017, 4, 1), date(2017, 4, 2), date(2017, 4, 30)):
            exact, public = state(tried, "exact", day), state(tried, "published", day)
            for figure in ("families", "individuals", "ready", "occupied", "free"):
                shown = getattr(public, figure)
                at = f"{figure} of {day}, step {step} of seed {seed}: {row}"
                assert (shown is None) if figure in public.withheld else (shown == getattr(exact, figure)), at
            told += public.free is not None
    assert told
