"""The admin's pages as a clerk's browser reads and sends them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from reservations.models import Reservation

LIST = "/admin/reservations/reservation/"
BLOCKS = "/admin/reservations/block/"
SHOP = "/admin/reservations/location/ekimae/change/"
CAR = "/admin/reservations/vehicle/c1/change/"
PHONED = {
    "location": "ekimae",
    "pickup_0": "2026-12-12",
    "pickup_1": "10:00",
    "back_0": "2026-12-12",
    "back_1": "18:00",
    "vehicle_class": "compact",
    "car": "",
    "customer_name": "佐藤花子",
    "customer_kana": "サトウハナコ",
    "customer_phone": "090-1234-5678",
    "customer_email": "",
    "notes": "",
}
INSPECTION = {
    "vehicle": "c1",
    "starts_0": "2026-12-12",
    "starts_1": "09:00",
    "ends_0": "2026-12-13",
    "ends_1": "17:00",
    "reason": "車検",
}
ROWS = ("weekly_hours", "dated_hours", "vehicles")
MEANWHILE = "ほかの方がすでに変更しています"


def page(clerk: Client, path: str, **query: str) -> str:
    response: Any = clerk.get(path, query)
    assert response.status_code == 200
    return str(response.content.decode())


def numbers_on(clerk: Client, **query: str) -> set[str]:
    response: Any = clerk.get(LIST, query)
    assert response.status_code == 200
    return {row.number for row in response.context["cl"].result_list}


def read_messages(response: Any) -> str:
    """What the page after an operation tells the clerk."""
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


def take_step(clerk: Client, row: Reservation, key: str, **data: str) -> str:
    return read_messages(clerk.post(f"{LIST}{row.pk}/step/{key}/", data, follow=True))


def status_of(row: Reservation) -> str:
    return Reservation.objects.get(pk=row.pk).status


def read_version(html: str) -> str:
    (found,) = set(re.findall(r'name="version" value="([^"]*)"', html))
    assert found
    return str(found).replace("&quot;", '"').replace("&#x27;", "'").replace("&#34;", '"')


def read_form(clerk: Client, row: Reservation) -> dict[str, str]:
    """What the page of a booking would send when it is saved as it is."""
    return {
        **PHONED,
        "customer_name": row.customer_name,
        "version": read_version(page(clerk, change_url(row))),
    }


def read_undo_button(answer: Any) -> tuple[str, dict[str, str]]:
    """The address and the fields of the undo button in the message of a page."""
    html = answer.content.decode()
    found = re.search(
        r'<button class="undo" form="undo" formaction="([^"]+)" name="(\w+)" value="([^"]*)"', html
    )
    assert found
    assert '<form id="undo" method="post"' in html
    return found[1], {found[2]: found[3].replace("&quot;", '"')}


def change_url(row: Reservation) -> str:
    return f"{LIST}{row.pk}/change/"


def shop_form(
    weekly: list[dict[str, str]] | None = None, dated: list[dict[str, str]] | None = None, **own: str
) -> dict[str, str]:
    form = {
        "name": "東京駅前店",
        "timezone": "Asia/Tokyo",
        "opens_at": "08:00",
        "closes_at": "20:00",
        "lead_minutes": "60",
        "horizon_days": "180",
        "shortest_minutes": "60",
        "longest_days": "30",
        "turnaround_minutes": "30",
        **own,
    }
    for prefix, rows in zip(ROWS, (weekly or [], dated or [], []), strict=True):
        form |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return form
