"""The page as it is served: whose it is, in which language, and how strictly it is guarded."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("uncollected_static_files")]


@pytest.fixture
def seeded(db: None) -> None:
    call_command("seed", verbosity=0)


def test_the_page_names_every_shop_for_those_who_would_rather_telephone(seeded: None, client: Client) -> None:
    shown = client.get("/").content.decode()
    assert "東京駅前店" in shown
    assert 'href="tel:+813555' in shown
    assert 'lang="ja"' in shown


def test_the_page_speaks_english_when_asked(seeded: None, client: Client) -> None:
    shown = client.get("/?lang=en").content.decode()
    assert 'lang="en"' in shown
    assert "Tokyo Station" in shown


def test_a_shop_has_a_page_of_its_own(seeded: None, client: Client) -> None:
    shown = client.get("/s/tokyo-ekimae").content.decode()
    assert 'data-location="tokyo-ekimae"' in shown
    assert "新宿" not in shown


def test_an_unknown_shop_has_no_page(seeded: None, client: Client) -> None:
    assert client.get("/s/mars").status_code == 404


def test_nothing_inline_may_run(seeded: None, client: Client) -> None:
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in response.content.decode()
    assert " style=" not in response.content.decode()
