"""Where consent is needed, a write is made only with it, and the caller's words stay with the booking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from reservations import repositories, tools
from reservations.models import Reservation
from reservations.tools import Caller
from reservations.values import Consent, Rental, Shop
from tests.contract.conftest import SATURDAY

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NOON = datetime(2026, 12, 1, 3, tzinfo=UTC)
YES = Consent("はい、お願いします", NOON, "item_7", "よろしいでしょうか？")
REQUEST = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact", **SATURDAY}


def ask(name: str, key: str, consent: Consent | None, given: dict[str, str]) -> dict[str, Any]:
    caller = Caller("agent", "s1", needs_consent=True, consent=consent)
    return tools.run(name, given, caller=caller, key=key)


def mine() -> Rental:
    (rental,) = repositories.current().find_by_session("s1")
    return rental


def kept(name: str) -> list[tuple[str, str, str]]:
    """What the record and the row that staff see say of the consent: the same."""
    row = Reservation.objects.get(session_id=name)
    assert [dict(entry) for entry in mine().consents] == row.consents
    return [(entry["action"], entry["callId"], entry["words"]) for entry in row.consents]


def confirm(tool: str, key: str, consent: Consent | None, **given: Any) -> tuple[str, dict[str, Any]]:
    asked = ask(tool, f"{key}-asked", None, given)
    assert asked["needsConfirmation"]
    token = asked["confirmationToken"]
    return token, ask(tool, key, consent, {**given, "confirmationToken": token})


def test_a_booking_a_change_and_a_cancellation_keep_their_words(shop: Shop) -> None:
    _token, booked = confirm("create_reservation", "book", YES, **REQUEST)
    assert (booked["status"], mine().status) == ("confirmed", "confirmed")
    later = {"number": booked["number"], "startDate": "2026-12-12T11:00:00"}
    confirm("change_reservation", "later", Consent("それで", NOON, "item_8", ""), **later)
    confirm("cancel_reservation", "off", Consent("", NOON, "item_9", ""), number=booked["number"])
    assert kept("s1") == [
        ("confirmed", "book", "はい、お願いします"),
        ("changed", "later", "それで"),
        ("cancelled", "off", ""),
    ]
    first = mine().consents[0]
    assert (first["line"], first["summary"]) == ("item_7", "よろしいでしょうか？")
    assert datetime.fromisoformat(first["at"]) == NOON


def test_what_they_said_is_not_in_the_audit_log_which_nobody_can_erase(shop: Shop) -> None:
    confirm("create_reservation", "book", YES, **REQUEST)
    events = Reservation.objects.get(session_id="s1").events.all()
    assert "お願いします" not in str([event.data for event in events])


def test_without_consent_a_token_is_none(shop: Shop) -> None:
    token, refused = confirm("create_reservation", "book", None, **REQUEST)
    assert (refused["needsConfirmation"], refused["confirmationToken"]) == (True, token)
    assert refused["notDone"].startswith("この内容を最後まで")
    assert (mine().status, kept("s1")) == ("held", [])


@pytest.mark.parametrize(
    ("tool", "change"),
    [("change_reservation", {"endDate": "2026-12-12T19:00:00"}), ("cancel_reservation", {})],
)
def test_nor_is_one_of_a_change_or_a_cancellation(shop: Shop, tool: str, change: dict[str, str]) -> None:
    _token, booked = confirm("create_reservation", "book", YES, **REQUEST)
    before = mine()
    _token, refused = confirm(tool, "other", None, number=booked["number"], **change)
    assert refused["needsConfirmation"]
    after = mine()
    assert (after.status, after.return_at, after.version) == ("confirmed", before.return_at, before.version)


def test_what_was_carried_out_is_answered_again_without_it(shop: Shop) -> None:
    """As when the process died before it could tell: the call runs again, and nobody remembers the yes."""
    token, booked = confirm("create_reservation", "book", YES, **REQUEST)
    assert ask("create_reservation", "book", None, {**REQUEST, "confirmationToken": token}) == booked


def test_a_reservation_has_two_steps_only_where_consent_is_needed(shop: Shop) -> None:
    given = {**REQUEST, "customerName": "佐藤花子"}
    booked = tools.run("create_reservation", given, caller=Caller("agent", "s2"), key="k")
    assert booked["status"] == "confirmed"
    assert Reservation.objects.get(session_id="s2").consents == []
