"""The pages of forms of KoboToolbox on a small phone: accessible, nothing sideways, with something kept aside."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.browser.test_guests import fits
from tests.browser.test_reporting import Phones, phones  # noqa: F401
from tests.signed_in import add_account, as_owner

ASIDE = """INSERT INTO ninewa.kobo_submission (form_id, uuid, submitted_at, answers, problems)
    SELECT form_id, gen_random_uuid(), now(), '{"camp_name": "Nowhere"}',
           '[{"rule": "unknown_site", "severity": "error", "values": {"value": "Nowhere"}, "column": "site_id"}]'
    FROM ninewa.kobo_form"""


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_forms_of_kobotoolbox_fit_a_phone_and_everybody(phones: Phones, lang: str) -> None:  # noqa: F811
    lana = add_account(phones.addresses, "Lana", "information_officer")
    page: Any = phones.phone(lana)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{phones.address}/kobo?lang={lang}")
    fits(page)
    page.locator("#name").fill("Daily count")
    page.locator("main form button").first.click()
    page.wait_for_selector(".whole-link")
    fits(page)
    with as_owner(phones.addresses) as connection:
        connection.execute(text(ASIDE))
    page.goto(f"{phones.address}/kobo/1?lang={lang}")
    fits(page)
    page.goto(f"{phones.address}/my-sites?lang={lang}")
    assert page.locator("p.message a[href*='/kobo']").count() == 1
