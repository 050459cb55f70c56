"""The whole record against rows and calendars: told with --check, mended without, and then all is well."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from reservations import booking as door
from reservations import repositories, tools
from reservations.errors import IllegalMove, NoReservation, NoVehicleAvailable, StoreUnavailable
from reservations.models import DropOff, Location, Mirrored, Quarantine, Reservation, Vehicle
from reservations.repositories.cosmos import locations, names, pages
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.record import Record
from reservations.repositories.mirror import resync as resyncing
from reservations.repositories.mirror.resync import Report, resync
from tests.fakes.cosmos import CosmosServer
from tests.reservations.recorded import CLERK, book, cosmos, delete, put, record, there
from tests.reservations.repositories.mirror.paper import booking
from tests.soak import size

__all__ = ["cosmos", "record"]
pytestmark = pytest.mark.db


def entries(record: Containers, car: str = "c1") -> list[str]:
    return [entry["reservationId"] for entry in there(record, names.calendar_id(car))["bookings"]]


def clean() -> bool:
    assert resync(check=True).lines == []
    return True


def found() -> Report:
    """What a check tells, then what is mended; and that nothing is left of it."""
    told = resync(check=True)
    before = list(Reservation.calendar.values())
    resync(check=True)
    assert list(Reservation.calendar.values()) == before, "a check writes nothing"
    mended = resync()
    assert mended.counts == told.counts
    return mended


def test_where_all_is_well_nothing_is_told(record: Containers) -> None:
    rental = book()
    door.cancel(book(13), actor=CLERK)
    resync()
    assert clean()
    assert entries(record) == [names.reservation_id(rental.id)]


def test_a_row_that_says_otherwise_is_written_anew(record: Containers) -> None:
    rental = book()
    resync()
    document = there(record, names.reservation_id(rental.id))
    put(record, {**document, "customerName": "佐藤花子", "revision": 0})
    assert found().counts == {"not as in the record": 1}
    assert Reservation.objects.get().customer_name == "佐藤花子"
    assert clean()


def test_what_is_gone_is_marked_and_its_car_is_free(record: Containers) -> None:
    rental = book()
    resync()
    delete(record, names.reservation_id(rental.id))
    assert found().counts == {"missing in the record": 1, "entry without reservation": 1}
    assert Mirrored.objects.get(container="reservations").missing_since
    assert entries(record) == []
    assert clean()
    assert book().number != rental.number


def test_a_foreign_booking_is_entered_in_its_cars_calendar(record: Containers) -> None:
    resync()
    put(record, booking(1))
    assert found().counts == {"not as in the record": 1, "reservation without entry": 1}
    assert entries(record) == [f"rsv-{1:032x}"]
    assert clean()


def test_two_renters_for_one_car_are_for_people_to_part(record: Containers) -> None:
    rental = book()
    resync()
    put(record, booking(1))
    mended = resync()
    assert mended.counts["two renters for one car"] == 1
    assert entries(record) == [names.reservation_id(rental.id)]
    assert Quarantine.objects.get().document_id == f"rsv-{1:032x}"
    again = resync()
    assert set(again.counts) == {"two renters for one car", "in quarantine"}


def test_times_that_were_changed_in_the_portal_are_entered(record: Containers) -> None:
    rental = book()
    resync()
    document = there(record, names.reservation_id(rental.id))
    longer = dict.fromkeys(("endUtc", "blockedUntilUtc"), "2026-12-12T12:00:00Z")
    put(record, {**document, **longer})
    assert found().counts == {"not as in the record": 1, "entry not as its reservation": 1}
    (entry,) = there(record, names.calendar_id("c1"))["bookings"]
    assert entry["endUtc"] == "2026-12-12T12:00:00Z"
    assert clean()


def test_a_booking_that_cannot_be_read_keeps_its_car(record: Containers) -> None:
    rental = book()
    resync()
    document = there(record, names.reservation_id(rental.id))
    put(record, {**document, "customerName": 7})
    resync()
    assert entries(record) == [names.reservation_id(rental.id)]
    assert resync(check=True).counts == {"not as in the record": 1, "in quarantine": 1}


def test_what_is_booked_during_the_look_is_no_stray(
    record: Containers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read before it was booked, compared after."""
    resync()
    read = resyncing.read_latest
    old: dict[str, Any] = {}

    def slowly(container: str, location: str) -> Any:
        old[container] = read(container, location)
        if container == "reservations":
            book()
            # The calendar was read after the reservations: it has an entry that they do not know.
            calendars = [each for each in read(container, location) if "bookings" in each]
            return [each for each in old[container] if "bookings" not in each] + calendars
        return old[container]

    monkeypatch.setattr(resyncing, "read_latest", slowly)
    report = resync()
    monkeypatch.undo()
    assert report.lines == []
    assert len(entries(record)) == 1


def test_a_row_is_not_written_back_to_what_it_was(
    record: Containers, monkeypatch: pytest.MonkeyPatch
) -> None:
    rental = book()
    resync()
    old = resyncing.read_latest("reservations", "")
    door.cancel(rental, actor=CLERK)
    present = {"reservations": old, "locations": resyncing.read_latest("locations", "")}
    monkeypatch.setattr(resyncing, "read_latest", lambda container, *_others: present[container])
    assert resync().lines == []
    assert Reservation.objects.get().status == "cancelled"


def test_only_one_shop_is_looked_at(record: Containers) -> None:
    record.locations.upsert_item({"id": "haneda", "name": "羽田店", "inventory": []})
    put(record, booking(1, locationId="haneda", vehicleId="h1"))
    book()
    resync(location="ekimae")
    assert not Reservation.objects.filter(location="haneda").exists()
    assert resync(check=True, location="ekimae").lines == []
    assert resync(location="haneda").counts["not as in the record"] == 2


def test_the_command_tells_and_ends_with_one(record: Containers) -> None:
    put(record, booking(1))
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("cosmos_resync", "--check", stdout=out)
    assert ended.value.code == 1
    assert f"reservation without entry: c1: rsv-{1:032x}" in out.getvalue()
    call_command("cosmos_resync", stdout=out)
    call_command("cosmos_resync", "--check", stdout=out)
    assert out.getvalue().splitlines()[-1] == "Found: nothing."
    assert Record().calendar("ekimae", "c1").entries


@pytest.mark.parametrize(
    "wrong",
    [
        {"bookings": [{"startUtc": "soon"}]},
        {"bookings": "none"},
        {"bookings": [{"reservationId": "r", "startUtc": "soon", "endUtc": "0001-01-01T00:00:00+09:00"}]},
        {"bookings": [{"reservationId": "r", "startUtc": "2026-12-12T01:00:00Z", "endUtc": None}]},
        {"revision": "third", "vehicleId": None},
    ],
)
def test_a_calendar_that_cannot_be_read_keeps_one_car_from_hire_until_it_is_made_anew(
    wrong: dict[str, Any], record: Containers
) -> None:
    rental = book()
    before = there(record, names.calendar_id("c1"))
    resync()
    put(record, {**before, **wrong})
    with pytest.raises(NoVehicleAvailable):
        book(13, "c1")
    book(13, "c2")
    with pytest.raises(StoreUnavailable, match="cosmos_resync"):
        door.cancel(rental, actor=CLERK)
    assert found().counts["calendar that cannot be read"] == 1
    assert clean()
    assert there(record, names.calendar_id("c1"))["bookings"] == before["bookings"]
    book(13, "c1")


def test_a_record_of_many_pages_is_read_whole_while_it_is_throttled(
    record: Containers, cosmos: CosmosServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SIZE", size(25, whole=pages.SIZE))
    many = 3 * pages.SIZE + 7
    for number in range(many):
        put(record, booking(number, status="cancelled"))
    cosmos.faults.set({"feed": {"429": 0.3, "503": 0.2}}, seed=1)
    assert resync().counts["not as in the record"] == many
    assert cosmos.faults.seen.total() > 0
    cosmos.faults.clear()
    assert clean()
    cosmos.ledger.clear()
    resync(check=True, location="ekimae")
    asked = [each for each in cosmos.ledger if each.kind == "query"]
    assert len(asked) == 1 + 4, "the shop, and its documents"


def test_what_was_deleted_leaves_the_quarantine(record: Containers) -> None:
    put(record, {**booking(), "startDate": "soon", "startUtc": None})
    resync()
    row = Quarantine.objects.get()
    delete(record, row.document_id)
    assert found().counts["no longer in quarantine"] == 1
    assert not Quarantine.objects.exists()


def test_a_car_that_was_lost_between_two_inventories_is_found(
    record: Containers, shop: Location, settings: Settings
) -> None:
    """The server died when the car had left the one inventory and had not entered the other."""
    haneda = Location.objects.create(id="haneda", name="羽田店")
    DropOff.objects.create(origin=shop, destination=haneda, fee=3300)
    repositories.current().publish(["haneda"])
    shop_document = dict(record.locations.read_item("ekimae", "ekimae"))
    shop_document["inventory"][0]["colour"] = "赤"
    record.locations.upsert_item(shop_document)
    rental = book(car="c1", back=haneda)
    settings.CLOCK_PINNED_AT = "2026-12-12T18:00:00+09:00"
    door.hand_over(rental, actor=CLERK)
    door.take_back(rental, actor=CLERK)
    (item,) = record.locations.read_item("haneda", "haneda")["inventory"]
    assert (item["vehicleId"], item["colour"]) == ("c1", "赤"), "as it was in the other inventory"
    resync()
    record.locations.upsert_item({**record.locations.read_item("haneda", "haneda"), "inventory": []})
    assert found().counts["car in no inventory"] == 1
    assert record.locations.read_item("haneda", "haneda")["inventory"] == [item]
    assert clean()
    assert Vehicle.objects.get(pk="c1").location == haneda


@pytest.mark.parametrize("back", ["haneda", "ekimae"])
def test_car_whose_return_elsewhere_was_stopped_before_it_was_written_is_found(
    back: str, record: Containers, shop: Location, settings: Settings
) -> None:
    """The server died when the car had left its inventory, and its rental was on the road still. One that
    was to come back where it left has been taken out by somebody, and stays out."""
    haneda = Location.objects.create(id="haneda", name="羽田店")
    DropOff.objects.create(origin=shop, destination=haneda, fee=3300)
    repositories.current().publish(["haneda"])
    before = dict(record.locations.read_item("ekimae", "ekimae"))
    before["inventory"][0] |= {"mileage": 12_345, "fuel": "満タン"}
    record.locations.upsert_item(before)
    resync()
    rental = book(car="c1", back=haneda if back == "haneda" else None)
    settings.CLOCK_PINNED_AT = "2026-12-12T18:00:00+09:00"
    rental = door.hand_over(rental, actor=CLERK)
    locations.remove_car(Record(), rental)
    for _ in range(2):
        assert "car in no inventory" not in resync().counts, "its return may go on just now"
    anew = resync(settled=timedelta())
    assert anew.counts["car in no inventory"] == (back == "haneda")
    assert list_inventory(record, "ekimae") == (["c1", "c2", "m1"] if back == "haneda" else ["c2", "m1"])
    assert list_inventory(record, "haneda") == []
    assert "car in no inventory" not in resync(settled=timedelta()).counts
    door.take_back(rental, actor=CLERK)
    assert list_inventory(record, back) == (["c1"] if back == "haneda" else ["c2", "m1"])
    if back == "haneda":
        (item,) = record.locations.read_item("haneda", "haneda")["inventory"]
        assert (item["vehicleId"], item["mileage"], item["fuel"]) == ("c1", 12_345, "満タン")
    resync()
    assert clean()


def list_inventory(record: Containers, shop: str) -> list[str]:
    inventory = record.locations.read_item(shop, shop)["inventory"]
    return sorted(each["vehicleId"] for each in inventory)


def test_a_car_that_was_taken_out_of_the_inventory_is_not_written_back(
    record: Containers, shop: Location
) -> None:
    document = dict(record.locations.read_item("ekimae", "ekimae"))
    document["inventory"] = [each for each in document["inventory"] if each["vehicleId"] != "c2"]
    record.locations.upsert_item(document)
    resync()
    repositories.current().publish(["ekimae"])  # as the admin does when a telephone number is changed
    inventory = record.locations.read_item("ekimae", "ekimae")["inventory"]
    assert sorted(each["vehicleId"] for each in inventory) == ["c1", "m1"]


def test_a_booking_that_is_deleted_meanwhile_or_has_words_of_its_own_is_refused(record: Containers) -> None:
    rental = book()
    document = there(record, names.reservation_id(rental.id))
    put(record, {**document, "status": "waitlisted"})
    with pytest.raises(IllegalMove) as caught:
        door.cancel(rental, actor=CLERK)
    assert "waitlisted" in caught.value.as_problem("en")["detail"]
    given = {"number": rental.number, "customerName": "山田太郎"}
    refused = tools.run("cancel_reservation", given, caller=tools.Caller("agent", "s1"))
    assert (refused["code"], "waitlisted" in refused["detail"]) == ("illegal_move", True)
    delete(record, document["id"])
    with pytest.raises(NoReservation):
        door.cancel(rental, actor=CLERK)
