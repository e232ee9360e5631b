"""Services belong to the report that they came with: corrected, undone, confirmed and late with it, in both layers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import ProgrammingError

from geodata.server.logins import Addresses
from tests.conftest import Make
from tests.signed_in import as_owner
from tests.test_reporting import SITE, TODAY, House

ABOUT = f"/sites/{SITE}?lang=en&at={TODAY}"
ALWAYS = datetime.max.replace(tzinfo=UTC)


@pytest.fixture
def mine(fresh_database: Addresses, make_app: Make) -> House:
    return House(fresh_database, make_app(fresh_database, role="public"))


def stored(mine: House) -> list[tuple[int, str, str]]:
    """Report, indicator and value of each service that came with a report."""
    found = mine.rows("SELECT * FROM ninewa.service_report WHERE site_report_id IS NOT NULL ORDER BY report_id")
    return [(row["site_report_id"], row["indicator"], str(row["value"])) for row in found]


def said(mine: House, layer: str, known: datetime = ALWAYS) -> dict[str, str]:
    """What a layer says of the site's services, by indicator, as pages ask."""
    with as_owner(mine.addresses) as connection:
        connection.execute(text(f"SET search_path = {layer}, public"))
        found = connection.execute(
            text(
                "SELECT DISTINCT ON (indicator) indicator, value FROM service_reports WHERE site_ids = ARRAY[:site]"
                " AND report_id >= 1000000 AND stands_by(report_id, recorded_at, superseded_at, :known)"
                " ORDER BY indicator, as_of DESC, told_at DESC, report_id DESC"
            ),
            {"site": SITE, "known": known},
        )
        return {one.indicator: str(one.value) for one in found}


def shown(mine: House, address: str = ABOUT) -> str:
    """The line of latrines on the site's page."""
    found = re.search(
        r"<tr[^>]*>(?:(?!</tr>).)*?[Ll]atrines(?:(?!</tr>).)*</tr>", mine.client.get(address).text, re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_a_correction_keeps_the_old_value_and_each_layer_tells_what_was_known(mine: House) -> None:
    mine.send(families="400", latrines="40", showers="30")
    (report,) = mine.reports()
    form = mine.client.get(f"/sites/{SITE}/report?corrects={report['report_id']}&lang=en").text
    assert re.search(r'name="latrines" value="40"', form), "a correction begins with what it corrects"
    with as_owner(mine.addresses) as connection:
        between = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    mended = {"corrects": report["report_id"], "reason": "counted again"}
    assert mine.send(**mended, families="400", latrines="46").status_code == 303
    first, second = (one["report_id"] for one in mine.reports())
    assert stored(mine) == [(first, "latrines", "40"), (first, "showers", "30"), (second, "latrines", "46")]
    for layer in ("exact", "published"):
        assert said(mine, layer) == {"latrines": "46"}, "the showers were taken back"
        assert said(mine, layer, between) == {"latrines": "40", "showers": "30"}
    assert "46" in shown(mine)
    assert "40" in shown(mine, f"{ABOUT}&known={between.isoformat().replace('+', '%2B')}")
    history = mine.client.get(f"/sites/{SITE}/reports?lang=en").text
    entries = [re.sub(r"<[^>]+>|\s+", " ", one) for one in history.split("<li")[1:] if "atrines" in one]
    assert "46" in entries[0]
    assert "corrects another report" in entries[0], "the same figures with other services are no confirmation"
    assert "40" in entries[1]


def test_undoing_takes_services_back_and_gives_back_what_stood(mine: House) -> None:
    mine.send(families="400", latrines="40")
    (first,) = mine.reports()
    mine.send(corrects=first["report_id"], reason="wrong", families="400", latrines="4000")
    second = mine.reports()[-1]["report_id"]
    undo = {"csrf_token": mine.token}
    mine.client.post(f"/sites/{SITE}/report/{second}/undo", data=undo)
    assert said(mine, "exact") == said(mine, "published") == {"latrines": "40"}
    mine.send(based_on=mine.newest, families="410", latrines="50")
    newest = mine.reports()[-1]["report_id"]
    mine.client.post(f"/sites/{SITE}/report/{newest}/undo", data=undo)
    assert said(mine, "exact") == said(mine, "published") == {"latrines": "40"}


def test_what_is_confirmed_keeps_its_services(mine: House) -> None:
    mine.send(plots_ready="0", plots_occupied="10", families="10", latrines="40")
    (doubted,) = mine.reports()
    assert doubted["doubts"]
    data = {"csrf_token": mine.token, "rule": doubted["doubts"]}
    mine.client.post(f"/sites/{SITE}/report/{doubted['report_id']}/confirm", data=data)
    assert len(mine.reports()) == 2
    assert said(mine, "exact") == {"latrines": "40"}
    history = mine.client.get(f"/sites/{SITE}/reports?lang=en").text
    assert "says another report again" in history


def test_late_services_enter_history_without_replacing_newer_ones(mine: House) -> None:
    """Of one day the later moment stands, whichever came last."""
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    mine.send(families="410", latrines="50", as_of=yesterday, time="17:00")
    mine.send(families="400", latrines="40", as_of=yesterday, time="08:00", was_kept="1", based_on="")
    assert [value for _report, _indicator, value in stored(mine)] == ["50", "40"]
    assert said(mine, "exact") == said(mine, "published") == {"latrines": "50"}
    assert "50" in shown(mine)
    form = mine.client.get(f"/sites/{SITE}/report?lang=en").text
    assert re.search(r'data-last="latrines">50<', form)


@pytest.mark.parametrize("changed", [{"latrines": "41"}, {}])
def test_the_same_form_with_other_services_is_another_report(mine: House, changed: dict[str, Any]) -> None:
    fields = mine.fields(families="400", latrines="40")
    address = f"/sites/{SITE}/report"
    assert mine.client.post(address, data=fields).status_code == 303
    assert mine.client.post(address, data={**fields, **changed}).status_code == (409 if changed else 303)
    assert len(mine.reports()) == 1


def test_services_are_told_with_no_report_of_another_site(mine: House) -> None:
    mine.send(families="400")
    (mine_report,) = mine.reports()
    tried = text(
        "INSERT INTO ninewa.service_report (site_ids, as_of, indicator, value, source_id, site_report_id)"
        " SELECT ARRAY['haj-ali'], CURRENT_DATE, 'latrines', 1, source_id, :other FROM ninewa.source LIMIT 1"
    )
    with as_owner(mine.addresses) as connection:
        other = connection.execute(text("SELECT min(report_id) FROM ninewa.site_report WHERE site_id <> 'haj-ali'"))
        theirs = other.scalar_one()
    for report, fits in ((theirs, False), (mine_report["report_id"], True)):
        with create_engine(mine.addresses.app, poolclass=pool.NullPool).connect() as connection:
            connection.execute(text("SELECT set_config('ninewa.person', :id, true)"), {"id": str(mine.account)})
            if fits:
                connection.execute(tried, {"other": report})
            else:
                with pytest.raises(ProgrammingError, match="row-level security"):
                    connection.execute(tried, {"other": report})
