"""What stands in the addresses of the staff's site and no database can hold."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = [pytest.mark.db, pytest.mark.django_db]
PAGES = [
    "reservations/location/{}/change/",
    "reservations/vehicle/{}/history/",
    "reservations/extra/{}/delete/",
    "calls/{}/",
]


@pytest.mark.parametrize("unstorable", ["%00", "a%00b"])
@pytest.mark.parametrize("page", PAGES)
def test_an_id_with_nul_is_not_found(page: str, unstorable: str, admin_client: Client) -> None:
    """As found: 500 on PostgreSQL."""
    assert admin_client.get(f"/admin/{page.format(unstorable)}").status_code == 404


@pytest.mark.parametrize("page", ["search/", "reservations/reservation/", "calls/"])
def test_nothing_is_found_by_words_with_nul(page: str, admin_client: Client) -> None:
    assert admin_client.get(f"/admin/{page}?q=a%00b").status_code == 404
