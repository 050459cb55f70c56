"""What stands in the addresses of the staff's site, and no database can hold or no calendar has."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.config.staff.conftest import ShopRows

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


@pytest.mark.parametrize(
    "address",
    [
        "?day=0001-01-01",
        "?day=9999-12-31",
        "?day=2026-02-30",
        "board/facts/?day=9999-12-31",
        f"board/?days={'9' * 5000}",
        "reservations/reservation/?from=9999-12-31",
        "reservations/reservation/?after=ahead~9999-12-31T23:59:59-12:00~1",
        "book/?pickup=0001-01-01T00:00&back=9999-12-31T23:59",
        "book/offers/?pickup=9999-12-31T23:00&back=9999-12-31T23:59",
        "calls/?page=99999999999999999999",
        f"calls/?page={'9' * 5000}",
        "calls/?page=-1",
        "reports/?month=9999-12",
    ],
)
def test_a_day_or_page_out_of_range_is_no_fault_of_the_server(
    address: str, own: ShopRows, admin_client: Client, uncollected_static_files: None
) -> None:
    """As found: 500 of today's page and of the calls."""
    assert admin_client.get(f"/admin/{address}").status_code in {200, 302, 400}
