"""Clerks see what customers were messages_by_kind, in Japanese, and send again what did not arrive."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from reservations import clock, privacy
from reservations.messages import outbox
from reservations.models import Message, ShopAssignment
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
LIST = "/admin/reservations/message/"


@pytest.fixture
def messages_by_kind(book: Book) -> dict[str, Message]:
    """One that was sent, one that waits, one that failed."""
    row = book("12-12T10:00", "12-12T18:00")
    states: dict[str, dict[str, Any]] = {
        "sent": {"sent_at": clock.now(), "tries": 1},
        "waiting": {"channel": "sms", "to": "+819012345678"},
        "failed": {"tries": outbox.TRIES, "error": "no such host"},
    }
    common = {
        "channel": "email",
        "kind": "confirmed",
        "language": "ja",
        "subject": "ご予約",
        "body": "承りました。",
    }
    return {
        name: Message.objects.create(
            **{"reservation": row, "key": name, "to": f"{name}@example.com", **common, **other}
        )
        for name, other in states.items()
    }


def page(clerk: Client, path: str = "") -> str:
    response: Any = clerk.get(LIST + path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_list_says_in_japanese_what_became_of_each(
    clerk: Client, messages_by_kind: dict[str, Message]
) -> None:
    shown = page(clerk)
    for words in ("予約番号", "宛先", "送信状況", "送信済み", "送信待ち", "送信できず", "予約確定のご案内"):
        assert words in shown
    assert messages_by_kind["sent"].reservation.number in shown


@pytest.mark.parametrize("state", ["sent", "waiting", "failed"])
def test_the_list_can_be_narrowed_to_a_state(
    clerk: Client, messages_by_kind: dict[str, Message], state: str
) -> None:
    shown = page(clerk, f"?state={state}")
    assert [name for name in messages_by_kind if f"message/{messages_by_kind[name].pk}/change" in shown] == [
        state
    ]


@pytest.mark.parametrize(
    ("words", "found"), [("failed@example", ["failed"]), ("090-1234-5678", ["waiting"]), ("nobody", [])]
)
def test_a_message_is_found_by_whom_it_went_to(
    clerk: Client, messages_by_kind: dict[str, Message], words: str, found: list[str]
) -> None:
    shown = page(clerk, f"?q={words}")
    assert [
        name for name in messages_by_kind if f"message/{messages_by_kind[name].pk}/change" in shown
    ] == found


def test_a_message_is_found_by_the_reservations_number(
    clerk: Client, messages_by_kind: dict[str, Message]
) -> None:
    shown = page(clerk, f"?q={messages_by_kind['sent'].reservation.number}")
    assert all(f"message/{message.pk}/change" in shown for message in messages_by_kind.values())


def test_a_message_can_be_read_and_not_written(clerk: Client, messages_by_kind: dict[str, Message]) -> None:
    one = messages_by_kind["failed"]
    shown = page(clerk, f"{one.pk}/change/")
    assert "承りました。" in shown
    assert "no such host" in shown
    assert 'name="_save"' not in shown
    assert clerk.post(f"{LIST}{one.pk}/change/", {"body": "x"}).status_code == 403
    assert clerk.get(f"{LIST}add/").status_code == 403
    assert clerk.get(f"{LIST}{one.pk}/delete/").status_code == 403


def test_a_clerk_sends_again_what_failed(clerk: Client, messages_by_kind: dict[str, Message]) -> None:
    one = messages_by_kind["failed"]
    chosen = {"action": "send_again", "_selected_action": [one.pk]}
    response: Any = clerk.post(LIST, chosen, follow=True)
    assert "1件を再送します。" in response.content.decode()
    one.refresh_from_db()
    assert (one.tries, one.error, one.sent_at) == (0, "", None)


def test_message_that_was_forgotten_is_not_sent_to_nobody(
    clerk: Client, messages_by_kind: dict[str, Message]
) -> None:
    """As found: the clerk read that it went out again, and an empty message to nobody was noted as sent."""
    privacy.scrub_messages(Message.objects.filter(key="sent"))
    given = {"action": "send_again", "_selected_action": [messages_by_kind["sent"].pk]}
    response: Any = clerk.post(LIST, given, follow=True)
    assert "0件を再送します。" in response.content.decode()
    assert Message.objects.count() == len(messages_by_kind)


def test_who_may_only_look_sends_nothing_again(
    clerk: Client, messages_by_kind: dict[str, Message], client: Client
) -> None:
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.add(Permission.objects.get(codename="view_message"))
    ShopAssignment.objects.create(user=guest, location_id="ekimae")
    client.force_login(guest)
    assert "send_again" not in page(client)
    client.post(LIST, {"action": "send_again", "_selected_action": [messages_by_kind["failed"].pk]})
    assert Message.objects.filter(outbox.FAILED).exists()
