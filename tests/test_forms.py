"""Every form keeps what was typed, also what a browser would drop, and marks the field that the problem is about."""

import re
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT

AT = "2017-04-04"


def field(text: str, name: str) -> str:
    found = re.search(
        rf'<(?:input|select)(?! type="hidden"| id="search)[^>]* name="{name}"[^>]*>(?:<option.*?</select>)?',
        text,
        re.DOTALL,
    )
    assert found, name
    return found[0]


@pytest.mark.parametrize(
    ("page", "name", "wrong"),
    [
        ("/plan/gaps", "at", "2017-02-30"),
        ("/plan/gaps", "families", "many"),
        ("/plan/gaps", "family_size", "0.5"),
        ("/plan/gaps", "set", "ours"),
        ("/plan/gaps?families=5", "site", "no-such"),
        ("/plan/changes", "from", "yesterday"),
        ("/plan/changes", "to", "2017-02-30"),
        ("/plan/movements", "to", "2017-02-30"),
        ("/plan/movements", "kind", "flight"),
        ("/plan/peacebuilding", "days", "0"),
        ("/plan/peacebuilding", "community", "nowhere"),
        ("/plan/catchments", "at", "1999-01-01"),
        ("/displacement", "provider", "nobody"),
        ("/displacement", "scope", "nowhere"),
        ("/plan?q=Mosul", "families", "many"),
        ("/plan", "q", "0,0"),
        ("/plan?q=Mosul", "strategy", "best"),
        ("/plan/nearest", "include_unknown", "maybe"),
        ("/plan/along?corridor=C02", "within_km", "far"),
        ("/plan/saturation?site=qaymawa", "inflow", "x"),
        ("/plan/compare", "a", "foo"),
    ],
)
def test_what_is_wrong_stays_in_its_field_which_is_marked(
    client: FlaskClient, page: str, name: str, wrong: str
) -> None:
    path, _mark, query = page.partition("?")
    answer = client.get(path, query_string=dict(parse_qsl(query)) | {"lang": "en", "at": AT, name: wrong})
    assert answer.status_code in (400, 404, 422)
    marked = field(answer.text, name)
    assert f'value="{wrong}"' in marked
    assert 'aria-invalid="true" aria-describedby="problem"' in marked
    assert answer.text.count("aria-invalid") == 1
    assert 'id="problem"' in answer.text


@pytest.mark.parametrize(
    ("page", "name", "typed"),
    [
        ("/plan/gaps?site=haj-ali", "families", "٣٬٥٠٠"),
        ("/plan/gaps", "family_size", "٥٫٥"),
        ("/plan/gaps", "at", "٢٠١٧-٠٤-٠٤"),
        ("/plan/changes?to=2017-04-04", "from", "٢٠١٧-٠٤-٠١"),
        ("/plan/movements?to=2017-04-04", "from", "۲۰۱۷-۰۴-۰۱"),
        ("/plan/peacebuilding", "days", "٣٠"),
        ("/corridors/C02", "within_km", "٣٠"),
        ("/corridors/C02", "at", "٢٠١٧-٠٤-٠٤"),
        ("/sites", "at", "٢٠١٧-٠٤-٠٤"),
        ("/displacement", "at", "٢٠١٧-٠٤-٠٤"),
        ("/plan?q=Mosul", "families", "3,500"),
    ],
)
def test_what_a_browser_would_drop_stands_in_a_field_of_text(
    client: FlaskClient, page: str, name: str, typed: str
) -> None:
    path, _mark, query = page.partition("?")
    answer = client.get(path, query_string=f"{query}&lang=en&{name}={typed}")
    assert answer.status_code == 200
    shown = field(answer.text, name)
    assert 'type="text"' in shown
    assert f'value="{typed}"' in shown
    assert "aria-invalid" not in answer.text


def test_what_is_sent_is_answered_in_the_language_of_its_form() -> None:
    """The address says the language; a field for it in what is sent would not be read."""
    forms = {
        f"{path.name}: {form[:120]}": form
        for path in (ROOT / "webmap" / "templates").rglob("*.html")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
    }
    assert len(forms) > 30
    told = re.compile(r"action=\"\{\{ (address\(|action |url_for\([^)]*, lang=lang)")
    assert [name for name, form in forms.items() if not told.search(form) or 'name="lang"' in form] == []
