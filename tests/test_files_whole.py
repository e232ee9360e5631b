"""Files lose nothing of what their tables show, and pages of other origins may read what the public may."""

import csv
import io

import pytest
from flask.testing import FlaskClient

AT = "at=2017-04-04"


def rows_of(client: FlaskClient, address: str) -> dict[str, dict[str, str]]:
    text = client.get(address).get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    return {row.get("site_id") or row["name"]: row for row in rows}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_figure_of_a_site_has_its_own_day_qualifier_and_source(client: FlaskClient, lang: str) -> None:
    rows = rows_of(client, f"/sites.csv?{AT}&lang={lang}")
    camp = rows["qaymawa"]
    assert camp["name_ar"]
    assert (camp["lat"][:2], camp["lon"][:2], camp["precision"]) == ("36", "43", "exact")
    for figure in ("families", "individuals"):
        dated = [row for row in rows.values() if row[figure]]
        assert dated
        assert all(row[f"{figure}_as_of"] <= "2017-04-04" and row[f"{figure}_source"] for row in dated)
    assert {"families_qualifier", "families_precision", "plots_as_of"} <= set(camp)


@pytest.mark.parametrize("layer", ["communities", "services"])
def test_what_lies_somewhere_has_its_position_in_the_file(client: FlaskClient, layer: str) -> None:
    rows = rows_of(client, f"/map/{layer}.csv?{AT}")
    assert any(row["lat"] and row["lon"] and row["precision"] for row in rows.values())


def test_other_origins_may_read_what_the_public_may_and_nothing_else(
    client: FlaskClient, public_client: FlaskClient
) -> None:
    for address in (f"/sites.csv?{AT}", f"/map/data.json?{AT}", "/api/plan/nearest?lon=43.3&lat=35.7"):
        for _again in range(2):  # also from memory
            answer = public_client.get(address)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert "Access-Control-Allow-Origin" not in client.get(address).headers
    assert "Access-Control-Allow-Origin" not in public_client.get("/sites").headers
