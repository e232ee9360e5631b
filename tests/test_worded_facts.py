"""Facts that are shown in words stand in reference files: each has an id of its own, and its sentence can be filled."""

import json
import re

from geodata.facts.files import FOLDER, rows

REMARKS = json.loads((FOLDER / "remarks.json").read_text(encoding="utf-8"))
UNITS, NAMES = list(rows("capacity_units")), list(rows("stated_names"))
PLACES = re.compile(r"%\((\w+)\)s")


def test_ids_are_given_once() -> None:
    for ids in (
        [remark["id"] for remark in REMARKS],
        [unit["unit_id"] for unit in UNITS],
        [name["name_id"] for name in NAMES],
    ):
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[a-z]+([-_][a-z0-9]+)*", one) for one in ids)


def test_each_place_of_a_remark_has_its_number_and_each_figure_a_row() -> None:
    published = {
        (row["metric"], row["as_of"], float(row["value"])) for row in rows("displacement_timeseries") if row["value"]
    } | {(row["metric"], row["as_of"], float(row["value"])) for row in rows("site_occupancy") if row["value"]}
    for remark in REMARKS:
        assert set(PLACES.findall(remark["text"])) == set(remark["numbers"]), remark["id"]
        for figure in (*remark["figures"], *remark["on"]):
            if ":" not in figure["metric"]:
                assert (figure["metric"], figure["as_of"], float(figure["value"])) in published, figure


def test_units_are_those_of_the_services() -> None:
    of_services = {row["capacity_unit"] for row in rows("services") if row["capacity_unit"]}
    assert {unit["unit"] for unit in UNITS} == of_services
    assert all(PLACES.findall(unit[form]) == ["count"] for unit in UNITS for form in ("one", "many"))
