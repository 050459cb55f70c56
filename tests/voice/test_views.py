"""The page as it is served: whose it is, in which language, and how strictly it is guarded."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from reservations.imports import demo
from reservations.models import Location
from voice.views import keep_digits

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]


@pytest.fixture
def seeded(db: None, tmp_path: Path) -> None:
    """The demo company's shops, without the seventy bookings that no page of a caller shows."""
    file = tmp_path / "shops.json"
    file.write_text(json.dumps({"locations": demo.describe_shops(date(2026, 12, 1))}))
    call_command("seed", file=file, verbosity=0)


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


@pytest.mark.parametrize("language", ["ja", "en"])
def test_trouble_offers_the_shops_number(seeded: None, client: Client, language: str) -> None:
    offered = offers_to_telephone(client.get(f"/s/tokyo-ekimae?lang={language}").content.decode())
    # Without JavaScript, in an old browser, and for each trouble that a script tells.
    assert len(offered) == 3
    for offer in offered:
        assert 'href="tel:+81355550101"' in offer
        assert ">03-5555-0101<" in offer
        assert {"ja": "東京駅前店", "en": "Tokyo Station"}[language] in offer


def test_trouble_on_the_page_of_all_shops_offers_the_first_number(seeded: None, client: Client) -> None:
    second = Location.objects.order_by("pk")[1].pk
    Location.objects.exclude(pk=second).update(phone="")
    offered = offers_to_telephone(client.get("/").content.decode())
    assert len(offered) == 3
    number = keep_digits(Location.objects.get(pk=second).phone)
    assert all(f'href="tel:{number}"' in offer for offer in offered)


def test_trouble_on_a_page_of_a_shop_without_a_number_offers_another_shops(
    seeded: None, client: Client
) -> None:
    Location.objects.filter(pk="tokyo-ekimae").update(phone="")
    offered = offers_to_telephone(client.get("/s/tokyo-ekimae").content.decode())
    assert offered
    assert all("tel:+81355550101" not in offer and "tel:+81" in offer for offer in offered)


@pytest.mark.parametrize("path", ["/", "/s/tokyo-ekimae"])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("phone", ["", "準備中"])
def test_without_any_number_nobody_is_asked_to_call(
    seeded: None, client: Client, path: str, language: str, phone: str
) -> None:
    Location.objects.update(phone=phone)
    shown = client.get(f"{path}?lang={language}").content.decode()
    assert "tel:" not in shown
    assert offers_to_telephone(shown) == []
    assert "店舗へお電話" not in shown
    assert "call the shop" not in shown


def offers_to_telephone(shown: str) -> list[str]:
    return re.findall(r'<p class="telephone">.*?</p>', shown, re.DOTALL)


@pytest.mark.parametrize(
    ("phone", "tel"),
    [
        ("+81-3-5555-0101", "+81355550101"),
        ("03 (5555) 0101", "0355550101"),
        ("０３－５５５５－０１０１", "0355550101"),
        ("to be announced", ""),
        ("", ""),
    ],
)
def test_telephone_is_dialled_by_its_digits(phone: str, tel: str) -> None:
    assert keep_digits(phone) == tel


@pytest.mark.parametrize("path", ["/", "/s/tokyo-ekimae"])
@pytest.mark.parametrize(
    ("language", "words", "besides"),
    [
        ("ja", "個人情報の取り扱いについて", "録音"),
        ("en", "How we use your data", "Your voice is not recorded"),
    ],
)
def test_the_companys_notice_is_linked_before_a_call(
    seeded: None, client: Client, settings: Settings, path: str, language: str, words: str, besides: str
) -> None:
    """Beside what the page itself says of that."""
    assert words not in client.get(path, {"lang": language}).content.decode()
    settings.PRIVACY_NOTICE_URL = "https://rental.example/privacy?a=1&b=2"
    shown = client.get(path, {"lang": language}).content.decode()
    assert besides in shown
    link = f'<a href="https://rental.example/privacy?a=1&amp;b=2" target="_blank" rel="noopener">{words}</a>'
    assert shown.count(link) == 1
