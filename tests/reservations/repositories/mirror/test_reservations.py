"""Documents become rows: the newer ones, in whatever order and however often they come."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import OperationalError

from reservations.models import Location, Message, Mirrored, Quarantine, Reservation, Vehicle
from reservations.models.readonly import mirror_writes
from reservations.repositories.mirror import apply, best_effort, reservations, rows
from reservations.values import Document
from tests.reservations.repositories.mirror.paper import Paper, booking, event, later

pytestmark = pytest.mark.db
NOBODY = Paper()


def row(number: int = 1) -> Reservation:
    return Reservation.calendar.get(pk=UUID(int=number))


def cars() -> dict[int, tuple[str, str]]:
    return {each.pk.int: (each.vehicle_id, each.status) for each in Reservation.calendar.all()}


def actions(number: int = 1) -> list[str]:
    return [each.action for each in row(number).events.all()]


def test_a_document_is_a_row_with_its_journal_and_a_message(shop: Location) -> None:
    assert apply([booking()], NOBODY) == 1
    assert (row().number, row().vehicle_id, row().customer_name) == ("R-001-0000", "c1", "山田太郎")
    assert (actions(), row().events.get().session_id) == (["created"], "s1")
    assert [message.kind for message in Message.objects.all()] == ["confirmed"]
    state = Mirrored.objects.get()
    assert (state.etag, state.revision, state.document_id) == ('"1-1"', 1, f"rsv-{1:032x}")


def test_what_comes_twice_says_nothing_twice(shop: Location) -> None:
    changed = later(booking(), 2, event(2, "changed"), endUtc="2026-12-12T10:00:00Z")
    for document in (booking(), booking(), changed, changed, booking()):
        apply([document], NOBODY, again=True)
    assert actions() == ["created", "changed"]
    assert sorted(message.kind for message in Message.objects.all()) == ["changed", "confirmed"]
    assert row().return_at.hour == 10


def test_a_calendar_is_no_row(shop: Location) -> None:
    assert apply([{"id": "cal-c1", "docType": "vehicleCalendar", "locationId": "ekimae"}], NOBODY) == 0
    assert not Reservation.objects.exists()
    assert not Quarantine.objects.exists()


def test_an_older_one_that_comes_late_changes_nothing(shop: Location) -> None:
    cancelled = later(booking(), 2, event(2, "cancelled"), status="cancelled")
    assert apply([cancelled], NOBODY) == 1
    assert apply([booking()], NOBODY, again=True) == 0
    assert row().status == "cancelled"
    assert actions() == ["created", "cancelled"]


def test_an_edit_in_the_portal_leaves_the_revision(shop: Location) -> None:
    apply([booking()], NOBODY)
    edited = {**booking(), "customerName": "佐藤花子", "_etag": '"portal"'}
    assert apply([edited], NOBODY) == 0, "an operation of ours is never older than what it wrote"
    assert apply([edited], NOBODY, again=True) == 1
    assert row().customer_name == "佐藤花子"


def test_a_revision_that_was_lowered_is_only_forced(shop: Location) -> None:
    apply([later(booking(), 5)], NOBODY)
    lowered = {**booking(), "customerName": "佐藤花子", "_etag": '"portal"'}
    assert apply([lowered], NOBODY, again=True) == 0
    assert apply([lowered], NOBODY, force=True) == 1
    assert row().customer_name == "佐藤花子"


def test_a_foreign_document_has_neither_revision_nor_audit_log(shop: Location) -> None:
    foreign = {
        "id": "R-001",
        "locationId": "ekimae",
        "vehicleId": "c1",
        "startDate": "2026-12-12T10:00:00",
        "endDate": "2026-12-12T18:00:00",
        "customerName": "山田太郎",
        "loyalty": {"card": "gold"},
    }
    apply([foreign], NOBODY, again=True)
    found = Reservation.objects.get()
    assert (found.number, found.document) == ("R-001", {"id": "R-001", "loyalty": {"card": "gold"}})
    assert not found.events.exists()
    assert not Message.objects.exists()


def test_two_that_changed_cars_among_each_other_are_written_in_one_go(shop: Location) -> None:
    first, second = booking(1), booking(2, vehicleId="c2")
    apply([first, second], NOBODY)
    swapped = [later(first, 2, vehicleId="c2"), later(second, 2, vehicleId="c1")]
    assert apply(swapped, NOBODY) == 2
    assert cars() == {1: ("c2", "confirmed"), 2: ("c1", "confirmed")}


def test_a_row_in_the_way_is_older_than_the_record(shop: Location) -> None:
    """Three move on by one car each, and only the last move is told of."""
    Vehicle.objects.create(id="c3", location=shop, vehicle_class="compact")
    before = [booking(1), booking(2, vehicleId="c2"), booking(3, vehicleId="c3", status="held")]
    apply(before, NOBODY)
    present = [
        later(before[0], 2, vehicleId="c2"),
        later(before[1], 2, vehicleId="c3"),
        later(before[2], 2, status="cancelled"),
    ]
    record = Paper(*present)
    assert apply([present[0]], record) == 3
    assert cars() == {1: ("c2", "confirmed"), 2: ("c3", "confirmed"), 3: ("c3", "cancelled")}
    assert len(record.asked) == len(set(record.asked)) == 3


def test_a_rival_that_was_edited_in_the_portal_is_seen_as_it_is(shop: Location) -> None:
    apply([booking(1)], NOBODY)
    freed = {**booking(1), "status": "cancelled", "_etag": '"portal"'}
    assert apply([booking(2)], Paper(freed)) == 2
    assert cars() == {1: ("c1", "cancelled"), 2: ("c1", "confirmed")}


def test_a_rival_that_the_record_does_not_know_keeps_no_car(shop: Location) -> None:
    """Deleted in the portal: it stays to be seen, and is marked."""
    apply([booking(1)], NOBODY)
    apply([booking(2)], NOBODY)
    assert cars() == {1: ("c1", "expired"), 2: ("c1", "confirmed")}
    assert Mirrored.objects.get(row=str(UUID(int=1))).missing_since


def test_a_row_that_was_given_up_is_shown_again_once_the_record_says_so(shop: Location) -> None:
    """Its document is known, revision and all; what the row says is not what the document says."""
    apply([booking(1)], NOBODY)
    apply([booking(2)], NOBODY)
    apply([later(booking(2), 2, status="cancelled")], NOBODY)
    assert apply([booking(1)], NOBODY, again=True) == 1
    assert cars() == {1: ("c1", "confirmed"), 2: ("c1", "cancelled")}
    assert Mirrored.objects.get(row=str(UUID(int=1))).missing_since is None


def test_a_row_that_was_written_since_it_was_in_the_way_is_not_given_up(shop: Location) -> None:
    apply([booking(1)], NOBODY)
    seen = row()
    apply([later(booking(1), 2, vehicleId="c2")], NOBODY)
    with mirror_writes():
        rows.give_up(seen)
    assert cars() == {1: ("c2", "confirmed")}


def test_what_contradicts_the_record_itself_is_put_aside(shop: Location) -> None:
    apply([booking(1)], NOBODY)
    free = booking(3, vehicleId="c2")
    assert apply([booking(2), free], Paper(booking(1)), again=True) == 1
    assert cars() == {1: ("c1", "confirmed"), 3: ("c2", "confirmed")}
    aside = Quarantine.objects.get()
    assert (aside.document_id, aside.document["customerName"]) == (f"rsv-{2:032x}", "山田太郎")
    assert "R-001-0000" in aside.reason


def test_what_comes_late_is_not_taken_for_a_contradiction(shop: Location) -> None:
    """An old document, never shown, of a booking that has gone to another car since."""
    moved, present = later(booking(1), 2, vehicleId="c2"), booking(2)
    apply([present], NOBODY)
    assert apply([booking(1)], Paper(moved, present), again=True) == 1
    assert cars() == {1: ("c2", "confirmed"), 2: ("c1", "confirmed")}
    assert not Quarantine.objects.exists()


def test_many_that_contradict_each_other_come_to_an_end(shop: Location) -> None:
    """All on one car, where each was on its own before."""
    for number in range(3, 7):
        Vehicle.objects.create(id=f"c{number}", location=shop, vehicle_class="compact")
    before = [booking(number, vehicleId=f"c{number}") for number in range(1, 7)]
    apply(before, NOBODY)
    present = [later(each, 2, vehicleId=f"c{min(number, 3)}") for number, each in enumerate(before, 1)]
    for one in (present[3], present[5], present[4], *present):
        apply([one], Paper(*present), again=True)
    assert {number: cars()[number][0] for number in (1, 2, 3)} == {1: "c1", 2: "c2", 3: "c3"}
    assert Quarantine.objects.count() == 3


def test_two_new_ones_that_contradict_each_other(shop: Location) -> None:
    assert apply([booking(1), booking(2), booking(3, vehicleId="c2")], NOBODY) == 2
    assert set(cars()) == {1, 3}
    assert Quarantine.objects.get().document_id == f"rsv-{2:032x}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"startUtc": "tomorrow"},
        {"startUtc": None, "startDate": "0001-01-01T00:00:00"},
        {"endUtc": "9999-12-31T23:59:59Z", "blockedUntilUtc": None},
        {"price": 10**30},
        {"customerName": 7},
        {"status": "lost"},
        {"price": "a lot"},
        {"price": -1},
        {"events": [{"action": "created"}]},
        {"events": "none"},
        {"customerName": "x" * 101},
        {"endUtc": "2026-12-12T01:00:00Z", "blockedUntilUtc": None},
    ],
)
def test_a_broken_document_is_put_aside_and_comes_back_mended(wrong: Document, shop: Location) -> None:
    broken = {**booking(1), **wrong}
    assert apply([broken, booking(2)], NOBODY, again=True) == 1
    assert set(cars()) == {2}
    assert Quarantine.objects.get().reason
    mended = later(booking(1), 2, vehicleId="c2")
    assert apply([mended], NOBODY, again=True) == 1
    assert not Quarantine.objects.exists()
    assert actions(1) == ["created"]


def test_a_number_that_two_have_is_put_aside(shop: Location) -> None:
    twin = booking(2, vehicleId="c2", reservationNumber="R-001-0000")
    assert apply([booking(1), twin], NOBODY) == 1
    assert "number" in Quarantine.objects.get().reason


def test_a_shop_and_a_car_that_nobody_told_of_are_names_for_now(shop: Location) -> None:
    document = booking(1, locationId="haneda", vehicleId="h1", returnLocationId="narita")
    apply([document], NOBODY)
    assert (row().location.name, row().vehicle.active) == ("haneda", False)
    assert row().return_location == Location.objects.get(pk="narita")


def test_news_that_is_old_is_told_to_nobody(shop: Location) -> None:
    """A mirror that is made anew hears of every booking there ever was."""
    old = event(7, "created", at="2026-11-30T22:00:00Z")
    apply([{**booking(), "events": [old]}], NOBODY, again=True)
    assert actions() == ["created"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("action", "status", "told"),
    [("held", "held", []), ("confirmed", "confirmed", ["confirmed"]), ("imported", "confirmed", [])],
)
def test_who_is_told_of_what(action: str, status: str, told: list[str], shop: Location) -> None:
    apply([booking(status=status, events=[event(1, action)])], NOBODY)
    assert [message.kind for message in Message.objects.all()] == told


def test_a_change_that_promises_nothing_new_is_told_to_nobody(shop: Location) -> None:
    apply([booking()], NOBODY)
    apply([later(booking(), 2, event(2, "changed"), notes="窓口で確認")], NOBODY)
    assert row().notes == "窓口で確認"
    assert [message.kind for message in Message.objects.all()] == ["confirmed"]


def test_a_deed_stands_whatever_becomes_of_its_mirror(
    shop: Location, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_given: object) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(rows, "write_row", away)
        best_effort([booking()], NOBODY)
        with pytest.raises(OperationalError):
            reservations.apply([booking()], NOBODY)
    assert "waits for the feed" in caplog.text
    assert not Quarantine.objects.exists(), "nothing is wrong with the document"
    apply([booking()], NOBODY, again=True)
    assert actions() == ["created"]
