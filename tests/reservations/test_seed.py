"""Seeding and exporting by command."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reservations import tools
from reservations.models import Location, Reservation, Vehicle
from reservations.tools import Caller

PERIOD = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
pytestmark = pytest.mark.db
POC: dict[str, Any] = {
    "id": "loc1",
    "name": "中央レンタカー",
    "address": "東京都千代田区丸の内1-1",
    "phone": "+81-3-1234-0001",
    "timezone": "Asia/Tokyo",
    "inventory": [
        {"vehicleId": "v1", "vehicleType": "コンパクト", "registration": "品川 500 あ 1001",
         "manufacturer": "トヨタ", "vehicleModel": "ヤリス", "colour": "白"},
        {"vehicleId": "v2", "vehicleType": "キャンピングカー"},
    ],
    "_rid": "sXwoALQaXTEBAAAAAAAAAA==", "_etag": '"23008d89"', "_ts": 1757914652,
    "parking": True,
}  # fmt: skip
BOOKED: dict[str, Any] = {
    "id": "rsv-1",
    "locationId": "loc1",
    "vehicleType": "コンパクト",
    "startDate": "2026-12-12T10:00:00+09:00",
    "endDate": "2026-12-12T18:00:00+09:00",
    "customerName": "山田太郎",
    "channel": "web",
}


def run(*command: str) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def seed(folder: Path, content: Any, *options: str) -> str:
    path = folder / "documents.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return run("seed", "--file", str(path), *options)


@pytest.fixture
def demo(db: None) -> str:
    return run("seed")


def test_the_demo_company_is_seeded_once(demo: str) -> None:
    assert demo.startswith("Seed: 5 shops added, 36 vehicles added,")
    assert "Nothing to change" in run("seed")
    assert Location.objects.filter(region="東京").count() == 3
    assert set(Vehicle.objects.values_list("vehicle_class", flat=True)) == set(Vehicle.Class.values)
    assert all(" わ " in plate for plate in Vehicle.objects.values_list("registration", flat=True))


@pytest.mark.parametrize("saturday", ["2026-12-05", "2026-12-12", "2026-12-19"])
def test_the_dialogues_saturday_is_as_told(saturday: str, demo: str) -> None:
    given = {
        "locationId": "東京駅前店",
        "startDate": f"{saturday}T10:00:00",
        "endDate": f"{saturday}T18:00:00",
    }
    answer = tools.run("get_availability", given, caller=Caller("agent", "s"))
    counts = {kind["vehicleType"]: kind["count"] for kind in answer["classes"]}
    assert (counts["コンパクト"], counts["ミニバン"]) == (2, 1)


def test_the_next_day_adds_its_own_bookings_only(demo: str, settings: Settings) -> None:
    before = set(Reservation.objects.values_list("pk", flat=True))
    settings.CLOCK_PINNED_AT = "2026-12-02T09:00:00+09:00"
    said = run("seed")
    assert before < set(Reservation.objects.values_list("pk", flat=True))
    assert "shops added" not in said


def test_what_a_clerk_did_to_a_demo_booking_stays(demo: str) -> None:
    row = Reservation.objects.filter(status="confirmed").first()
    assert row
    Reservation.objects.filter(pk=row.pk).update(status="cancelled")
    run("seed")
    assert Reservation.objects.get(pk=row.pk).status == "cancelled"


def test_reset_empties_first(demo: str, tmp_path: Path) -> None:
    said = seed(tmp_path, [POC], "--reset")
    assert said == "Emptied first. Seed: 1 shops added, 2 vehicles added.\n"
    assert [shop.pk for shop in Location.objects.all()] == ["loc1"]
    assert Reservation.objects.count() == 0


def test_documents_of_the_poc_are_read_and_unknown_fields_kept(db: None, tmp_path: Path) -> None:
    seed(tmp_path, {"locations": [POC], "reservations": [BOOKED]})
    shop, car = Location.objects.get(), Vehicle.objects.get(pk="v1")
    assert (shop.phone, shop.document) == ("+81-3-1234-0001", {"parking": True})
    assert (car.vehicle_class, car.document) == ("compact", {"colour": "白"})
    assert Vehicle.objects.get(pk="v2").vehicle_class == "キャンピングカー"
    row = Reservation.objects.get()
    assert (row.vehicle_id, row.source, row.document) == ("v1", "import", {"channel": "web", "id": "rsv-1"})
    assert "Nothing to change" in seed(tmp_path, {"locations": [POC], "reservations": [BOOKED]})


def test_a_changed_document_changes_its_row(db: None, tmp_path: Path) -> None:
    seed(tmp_path, [POC])
    assert "1 shops changed" in seed(tmp_path, [{**POC, "phone": "+81-3-0000-0000"}])
    assert Location.objects.get().phone == "+81-3-0000-0000"


def test_an_export_is_read_back_as_it_was(demo: str, tmp_path: Path) -> None:
    exported = json.loads(run("export_reservations"))
    assert {"id", "number", "status", "createdBy", "startDate", "locationId"} <= exported[0].keys()
    Reservation.objects.all().delete()
    seed(tmp_path, {"reservations": exported})
    again = json.loads(run("export_reservations"))
    assert {row["number"]: row["startDate"] for row in again} == {
        row["number"]: row["startDate"] for row in exported
    }
    assert {row["createdBy"] for row in again} == {"seed"}


def test_exported_booking_keeps_what_was_agreed(db: None, tmp_path: Path) -> None:
    other = {**POC, "id": "loc2", "inventory": []}
    agreed = {"returnLocationId": "loc2", "extras": ["child-seat"], "price": 9300}
    seed(tmp_path, {"locations": [POC, other], "reservations": [{**BOOKED, **agreed}]})
    exported = json.loads(run("export_reservations"))
    Reservation.objects.all().delete()
    seed(tmp_path, {"reservations": exported})
    row = Reservation.objects.get()
    assert (row.return_location_id, row.extras, row.price) == ("loc2", ["child-seat"], 9300)
    [again] = json.loads(run("export_reservations"))
    assert again.items() >= agreed.items()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([{**POC, "id": 7}], "locations[0].id: must be a string, not 7"),
        ([{k: v for k, v in POC.items() if k != "name"}], "locations[0].name: is missing"),
        ([POC, {**POC, "id": "loc2"}], 'locations[1].inventory[0].vehicleId: "v1" is there twice'),
        ([{**POC, "inventory": [{"vehicleId": "v9"}]}], "locations[0].inventory[0].vehicleType: is missing"),
        ([{**POC, "inventory": {}}], "locations[0].inventory: must be a list"),
        ([{**POC, "inventory": ["v1"]}], "locations[0].inventory[0]: must be an object"),
        ([{**POC, "timezone": "Mars/Base"}], 'locations[0].timezone: "Mars/Base" is not a time zone'),
        ([{**POC, "openingHours": "always"}], "locations[0].openingHours:"),
        ("text", "the file: must be"),
        (
            {"locations": [POC], "reservations": [{**BOOKED, "startDate": "soon"}]},
            "reservations[0].startDate:",
        ),
        (
            {"locations": [POC], "reservations": [{**BOOKED, "locationId": "x"}]},
            "reservations[0].locationId:",
        ),
        ({"locations": [POC], "reservations": [{**BOOKED, "vehicleId": "x"}]}, "reservations[0].vehicleId:"),
        ({"locations": [POC], "reservations": [{**BOOKED, "status": "lost"}]}, "reservations[0].status:"),
        (
            {"locations": [POC], "reservations": [{**BOOKED, "endDate": BOOKED["startDate"]}]},
            "reservations[0].endDate:",
        ),
        ({"locations": [POC], "reservations": [BOOKED, {**BOOKED, "id": "rsv-2"}]}, "reservations[1]: "),
    ],
)
def test_a_malformed_document_is_refused_whole(content: Any, fault: str, db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        seed(tmp_path, content)
    assert fault in str(caught.value)
    assert "Nothing was changed" in str(caught.value)
    assert Location.objects.count() == Vehicle.objects.count() == Reservation.objects.count() == 0


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"startDate": "0001-01-01T00:00:00+09:00"}, "startDate"),
        ({"startDate": "0001-01-01T00:00:00"}, "startDate"),
        ({"endDate": "9999-12-31T23:59:59-12:00"}, "endDate"),
        ({"endDate": "9999-12-31T23:59:59"}, "endDate"),
        ({"startDate": "1899-12-31"}, "startDate"),
        ({"customerName": "田中\u0000一郎"}, "customerName"),
        ({"notes": "half an emoji \ud83d"}, "notes"),
        ({"loyalty": {"card": ["\u0000"]}}, "loyalty"),
    ],
)
def test_reservation_that_no_table_can_keep_is_named(
    document: dict[str, Any], fault: str, db: None, tmp_path: Path
) -> None:
    whole = {"id": "r", "locationId": POC["id"], "customerName": "田中", **PERIOD, **document}
    with pytest.raises(CommandError, match=re.escape(f"reservations[0].{fault}: ")):
        seed(tmp_path, {"locations": [POC], "reservations": [whole]})
    assert not Location.objects.exists()


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"openingHours": "08:00+09-20:00"}, "openingHours"),
        ({"weeklyHours": [{"weekday": 0, "opens": "08:00+09", "closes": "20:00"}]}, "weeklyHours[0].opens"),
        ({"exceptions": [{"firstDay": "0001-01-01", "lastDay": "9999-12-31"}]}, "exceptions[0].firstDay"),
        ({"name": "東京\u0000"}, "name"),
    ],
)
def test_shop_that_no_table_can_keep_is_named(
    document: dict[str, Any], fault: str, db: None, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=re.escape(f"locations[0].{fault}: ")):
        seed(tmp_path, [{**POC, **document}])


def test_a_file_that_is_no_json_is_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{")
    with pytest.raises(CommandError, match="not valid JSON"):
        run("seed", "--file", str(path))
