"""A table on a page: bounded, and it says how much it leaves out and where the rest stands."""

import pytest
from flask import Flask, get_template_attribute

from webmap.answers.data_table import Cell, Column, DataTable


@pytest.mark.parametrize(
    ("rows", "csv_href", "said"),
    [
        (500, "/x.csv", ""),
        (1200, "/x.csv", "500 of 1,200; all in the file"),
        (501, "", "The first 500 of 501."),
    ],
)
def test_a_page_never_carries_more_rows_than_anybody_reads(app: Flask, rows: int, csv_href: str, said: str) -> None:
    table = DataTable("Sites", [Column("name", "Site")], [[Cell(f"Site {n}")] for n in range(rows)], csv_href)
    with app.test_request_context("/plan/gaps?lang=en"):
        app.preprocess_request()
        shown = get_template_attribute("macros.html", "data_table")(table)
    assert shown.count("<tr") == 1 + min(rows, 500)
    assert said in shown
    assert ("500 of" in shown) == bool(said)
