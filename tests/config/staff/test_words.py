"""Staff read one word for one thing, on whatever page of the site they are."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.admin.sites import all_sites
from django.db.models.options import Options
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
SCRIPTS = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL)
COSMOS_ALONE = "reservations.quarantine"  # nobody is shown it beside our own tables
TABLES = sorted({model._meta for site in all_sites for model in site._registry}, key=str)
SHOWN = [options for options in TABLES if str(options) != COSMOS_ALONE]


def read_words(page: str) -> str:
    """What stands on the page; attributes such as addresses are for nobody's eyes."""
    return html.unescape(re.sub(r"<[^>]*>", " ", SCRIPTS.sub(" ", page)))


@pytest.fixture
def english(admin_client: Client) -> Client:
    admin_client.get("/admin/", {"lang": "en"})
    return admin_client


def test_list_of_bookings_is_called_as_in_the_bar(english: Client) -> None:
    words = english.get("/admin/reservations/reservation/").content.decode()
    title = html.unescape(re.findall(r"<title>([^<]*)</title>", words)[0])
    assert title.split("|")[0].strip() == "Bookings"


@pytest.mark.parametrize("table", SHOWN, ids=str)
def test_no_table_has_reservations(english: Client, table: Options[Any]) -> None:
    address = reverse(f"admin:{table.app_label}_{table.model_name}_changelist")
    page = english.get(address, follow=True)  # the calls have a page of their own
    assert page.status_code == 200
    assert re.findall(r"(?i).{0,20}\breservations?\b.{0,20}", read_words(page.content.decode())) == []
