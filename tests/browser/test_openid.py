"""Signing in by an OpenID provider in a real browser: there, back, out again, in both languages and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.server.logins import Addresses
from scripts import set_up
from scripts.web_server import WebServer
from tests.browser.conftest import axe_violations
from tests.conftest import free_port
from tests.openid_provider import OpenIDProvider
from tests.signed_in import add_account, as_owner
from webmap.accounts.openid import queries as identities

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTH = 320


def test_somebody_who_is_linked_signs_in_there_and_out_here(
    browser: Browser, fresh_database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up.derived_files()
    port = free_port()
    there = f"http://127.0.0.1:{port}"
    sara = add_account(fresh_database, "Sara Yousif", "site_manager", ["haj-ali"])
    claims = {"sub": "u-17", "email": "sara@example.org", "email_verified": True}
    with OpenIDProvider(redirect_uri=f"{there}/login/openid/back", claims=claims).running() as provider:
        for name, value in {"webmap_address": there, **provider.settings()}.items():
            monkeypatch.setenv(name.upper(), value)
        server = WebServer("127.0.0.1", port, fresh_database)
        server.start()
        try:
            assert server.wait_until_ready(60, ended=lambda: False) == ""
            for lang, said in (("en", "No account that may sign in"), ("ar", "لا يوجد هنا حساب")):
                context = browser.new_context(viewport={"width": WIDTH, "height": 640}, java_script_enabled=False)
                page = context.new_page()
                page.goto(f"{there}/my-sites?lang={lang}")
                page.click(f"text={provider.issuer.removeprefix('http://')}")
                page.click("text=Sara")
                page.wait_for_selector("[role=alert]")
                assert said in page.inner_text("[role=alert]")
                assert f"lang={lang}" in page.url
                assert "code=" not in page.url
                assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
                scripted = browser.new_context(viewport={"width": WIDTH, "height": 640}).new_page()
                scripted.goto(page.url)
                assert axe_violations(scripted) == []
                scripted.context.close()
                context.close()
            with as_owner(fresh_database) as connection:
                identities.link(connection, sara, provider.issuer, "sara@example.org")
            page = browser.new_context(viewport={"width": WIDTH, "height": 640}, java_script_enabled=False).new_page()
            page.goto(f"{there}/my-sites?lang=ar")
            page.click(f"text={provider.issuer.removeprefix('http://')}")
            page.click("text=Sara")
            page.wait_for_selector(".person-line")
            assert page.url == f"{there}/my-sites?lang=ar"
            page.goto(f"{there}/logout?lang=en")
            assert "you stay signed in there" in page.inner_text("main")
            page.click("button.primary")
            page.wait_for_url(f"{there}/?lang=en")
            assert page.locator(".person-line").count() == 0
            page.context.close()
        finally:
            server.stop()
