"""What the search understands, an import understands: positions, headings, numbers as forms and phones write them."""

from datetime import date

import pytest

from geodata.readers import reading
from geodata.readers.known import Known
from geodata.readers.reading import Reading
from geodata.readers.site_report_rows import FORM as REPORTS
from geodata.readers.site_report_rows import SiteReport
from geodata.readers.site_rows import FORM as SITES
from geodata.readers.site_rows import Site

TODAY = date(2026, 11, 28)


def sites(header: str, cells: str) -> Reading:
    data = f"site_id,name,type,{header}\nblock-a,Block A,camp,{cells}\n".encode()
    return reading.read(data, SITES, Known(), TODAY)


def reports(header: str, cells: str) -> Reading:
    data = f"site_id,as_of,{header}\nhaj-ali,2017-04-04,{cells}\n".encode()
    return reading.read(data, REPORTS, Known({"haj-ali": "Haj Ali"}), TODAY)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("position", '"36.15, 43.24111"'),
        ("lat,lon", '"36.15111, 43.24111",'),
        ("_GPS_latitude,_GPS_longitude", "36.15111,43.24111"),
        ("_x_latitude,_x_longitude", "36.15111,43.24111"),
        ("site_info/lat,site_info/lon", "36.15111,43.24111"),
        ("gps", "36.15111 43.24111 210.5 4.9"),
        ("GPS", "٣٦٫١٥١١١ ٤٣٫٢٤١١١"),
        ("lat,lon", "36.15111°,43.24111°"),
        ("lat,lon", "36.15111° N,43.24111° E"),
        ("lat,lon", '"36°09\'04.0""N","43°14\'28.0""E"'),
        ("الإحداثيات", '"36°09\'04.0""N 43°14\'28.0""E"'),
    ],
)
def test_a_position_in_any_form(header: str, cells: str) -> None:
    found = sites(header, cells)
    [site] = found.accepted
    assert isinstance(site, Site)
    assert site.position is not None
    assert site.position.lat == pytest.approx(36.151, abs=0.002)
    assert site.position.lon == pytest.approx(43.241, abs=0.001)


@pytest.mark.parametrize(
    ("cells", "precision"),
    [('"36.15, 43.24"', "approximate"), ("36°09'N 43°14'E", "approximate"), ("36.15111 43.24111 210 5", "exact")],
)
def test_a_position_is_as_precise_as_it_is_written(cells: str, precision: str) -> None:
    [site] = sites("position", cells).accepted
    assert isinstance(site, Site)
    assert site.position is not None
    assert site.position.precision == precision


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ('"43.24111, 36.15111"', "swapped"),
        ("Block 4", "not_degrees"),
        ('"0, 0"', "filler"),
        ('"51.5, 0.12"', "outside"),
    ],
)
def test_a_pair_that_cannot_be_used_says_why(cells: str, rule: str) -> None:
    found = sites("position", cells)
    assert [problem.rule for problem in found.problems] == [rule]


def test_a_list_without_arabic_names_enters_and_a_latin_copy_is_no_arabic_name() -> None:
    assert sites("status", "open").problems == ()
    found = sites("name_ar", "Block A")
    [site] = found.accepted
    assert isinstance(site, Site)
    assert site.name_ar is None
    assert [(problem.column, problem.code, problem.severity) for problem in found.problems] == [
        ("name_ar", "not_in_arabic", "warning")
    ]
    assert sites("name_ar", "القاطع A").problems == ()


@pytest.mark.parametrize("header", ["عدد العوائل,عدد النفوس", "population/families,population/people"])
def test_headings_of_the_region_and_of_forms(header: str) -> None:
    [report] = reports(header, "500,2700").accepted
    assert isinstance(report, SiteReport)
    assert report.figures == {"families": 500, "individuals": 2700}


@pytest.mark.parametrize(
    ("cell", "value", "how"), [("1.2E+03", 1200, "approx"), ("1.234E+03", 1234, "exact"), ("5e+02", 500, "approx")]
)
def test_a_number_that_a_spreadsheet_shortened(cell: str, value: int, how: str) -> None:
    [report] = reports("families", cell).accepted
    assert isinstance(report, SiteReport)
    assert (report.figures, report.qualifiers) == ({"families": value}, {"families": how})


@pytest.mark.parametrize(("cell", "typed"), [("Oct-15", "10-15"), ("15-Oct", "15-10"), ("آذار-5", "3-5")])
def test_a_number_that_a_spreadsheet_made_a_date_suggests_none(cell: str, typed: str) -> None:
    found = reports("families", cell)
    [problem] = found.problems
    assert found.accepted == ()
    assert typed in problem.message
    assert not any(letter.isdigit() for letter in problem.suggestion or "")
