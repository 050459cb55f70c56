"""Documents of another system, brought in by `seed --file`: found by their numbers, their cars kept."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reservations import booking, links, numbers, repositories
from reservations.errors import Busy, NoVehicleAvailable
from reservations.models import CancellationFee, Location, Rate
from reservations.values import Shop
from tests.contract.conftest import CLERK, Ask, Book

pytestmark = [pytest.mark.db, pytest.mark.django_db]
OLD = {
    "id": "old-system-77",
    "locationId": "ekimae",
    "vehicleId": "c1",
    "number": "R-77",
    "customerName": "佐藤花子",
    "startDate": "2026-12-12T10:00:00",
    "endDate": "2026-12-12T18:00:00",
    "loyaltyPoints": 120,
}


def load(folder: Path, *documents: dict[str, Any]) -> str:
    file, out = folder / "old.json", StringIO()
    file.write_text(json.dumps({"reservations": documents}), encoding="utf-8")
    call_command("seed", file=file, stdout=out)
    return out.getvalue()


def export_one() -> dict[str, Any]:
    out = StringIO()
    call_command("export_reservations", stdout=out)
    (document,) = json.loads(out.getvalue())
    return dict(document)


def test_a_booking_of_the_old_system_is_found_kept_and_lives_on(
    shop: Shop, book: Book, tmp_path: Path
) -> None:
    assert "1 reservations added" in load(tmp_path, OLD)
    found = repositories.current().find_by_number("R-77")
    assert found is not None
    assert (found.customer_name, found.vehicle_id, found.status) == ("佐藤花子", "c1", "confirmed")
    assert found.document["loyaltyPoints"] == 120
    with pytest.raises(NoVehicleAvailable):
        book("12-12T10:00", "12-12T18:00", car="c1")
    assert "1 reservations already there" in load(tmp_path, OLD)
    assert booking.cancel(found, actor=CLERK).status == "cancelled"
    assert "1 reservations already there" in load(tmp_path, OLD), "the old document undoes nothing"


def test_exported_extras_return_shop_and_price_are_read_back(shop: Shop, tmp_path: Path) -> None:
    Location.objects.create(id="haneda", name="羽田店", region="東京", region_en="Tokyo")
    repositories.current().publish(["haneda"])
    agreed = {"returnLocationId": "haneda", "extras": ["child-seat", "cover"], "price": 9300}
    load(tmp_path, {**OLD, **agreed})
    found = repositories.current().find_by_number("R-77")
    assert found is not None
    assert found.return_location is not None
    assert (found.return_location.id, found.one_way, found.price) == ("haneda", True, 9300)
    assert list(found.extras) == ["child-seat", "cover"]
    assert not found.document.keys() & agreed.keys()


def test_car_that_comes_back_to_another_shop_is_promised_to_nobody_until_it_is_there(
    shop: Shop, book: Book, tmp_path: Path
) -> None:
    """As found: it was free again in its old shop from the hour of the return on."""
    Location.objects.create(id="haneda", name="羽田店", region="東京", region_en="Tokyo")
    repositories.current().publish(["haneda"])
    load(tmp_path, {**OLD, "returnLocationId": "haneda"})
    with pytest.raises(NoVehicleAvailable):
        book("12-20T10:00", "12-20T18:00", car="c1")
    assert book("12-20T10:00", "12-20T18:00", "compact").vehicle_id == "c2"


def test_cancellation_fee_of_an_exported_booking_is_that_of_before(
    shop: Shop, book: Book, tmp_path: Path
) -> None:
    """As found: its price had no basic charge any more, and cancelling cost nothing."""
    bands = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 6000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **bands)
    CancellationFee.objects.create(days_before=30, percent=20)
    made = book("12-12T10:00", "12-12T18:00", "compact")
    load(tmp_path, {**export_one(), "id": "moved", "number": "R-77", "vehicleId": "c2"})
    for number in (made.number, "R-77"):
        found = repositories.current().find_by_number(number)
        assert found is not None
        assert booking.cancel(found, actor=CLERK).cancellation_fee == 1200


def test_exported_hold_ends_when_it_would_have(
    shop: Shop, book: Book, settings: Settings, tmp_path: Path
) -> None:
    """As found: it had no end, and kept the car from everybody until the day of the return."""
    book("12-12T10:00", "12-12T18:00", car="c1", hold=5)
    load(tmp_path, {**export_one(), "id": "moved", "number": "R-77", "vehicleId": "c2"})
    with pytest.raises(NoVehicleAvailable):
        book("12-12T10:00", "12-12T18:00", car="c2")
    settings.CLOCK_PINNED_AT = "2026-12-01T09:06:00+09:00"
    assert book("12-12T10:00", "12-12T18:00", car="c2").vehicle_id == "c2"


def test_exported_hold_that_has_run_out_keeps_no_car(
    shop: Shop, book: Book, settings: Settings, tmp_path: Path
) -> None:
    book("12-12T10:00", "12-12T18:00", car="c1", hold=5)
    document = export_one()
    settings.CLOCK_PINNED_AT = "2026-12-01T09:06:00+09:00"
    book("12-12T10:00", "12-12T18:00", car="c2")
    load(tmp_path, {**document, "id": "moved", "number": "R-77", "vehicleId": "c2"})
    found = repositories.current().find_by_number("R-77")
    assert found is not None
    assert found.status == "expired"


def test_fields_of_another_system_that_are_called_alike_are_none_of_ours(
    shop: Shop, store: str, tmp_path: Path
) -> None:
    lines = [{"key": "base", "amount": "9,300"}]
    theirs = {"extras": [{"code": 7}], "price": "9,300円", "priceLines": lines, "holdUntil": "土曜"}
    load(tmp_path, {**OLD, **theirs, "returnLocationId": "ekimae"})
    found = repositories.current().find_by_number("R-77")
    assert found is not None
    assert (found.return_location, list(found.extras), found.price) == (None, [], None)
    assert list(found.price_lines) == []
    if store == "orm":  # a record of Cosmos DB has one field of a name
        assert {name: found.document[name] for name in theirs} == theirs


@pytest.mark.parametrize("odd", ["2026/77", "R#77", "77?", "R\\77"])
def test_number_and_id_of_another_system_may_have_any_character(
    shop: Shop, ask: Ask, tmp_path: Path, odd: str
) -> None:
    """As found: Cosmos DB refuses these in an id; asked for, its "booking system did not answer"."""
    assert ask("find_reservation", number=odd, customerName="佐藤花子")["code"] == "unknown_reservation"
    assert "1 reservations added" in load(tmp_path, {**OLD, "id": odd, "number": odd})
    assert "1 reservations already there" in load(tmp_path, {**OLD, "id": odd, "number": odd})
    found = repositories.current().find_by_number(odd)
    assert found is not None
    assert ask("find_reservation", number=odd, customerName="佐藤花子")["number"] == odd
    assert booking.cancel(found, actor=CLERK).status == "cancelled"
    again = {**OLD, "id": "other", "number": odd, "vehicleId": "c2"}
    assert "1 reservations added" in load(tmp_path, again), "a number is one booking's: another is drawn"


@pytest.mark.parametrize("said", ["R-77", "A77", "1234567", "予約 七七", "2026-00042", "R-402-7315"])
def test_link_of_a_number_of_another_system_opens_its_booking(shop: Shop, tmp_path: Path, said: str) -> None:
    """As found: what told of a change of it had a link that opened nothing."""
    load(tmp_path, {**OLD, "number": said})
    found = repositories.current().find_by_number(said)
    assert found is not None
    opened = links.find(links.make_token(found))
    assert opened is not None
    assert opened.number == said
    assert links.find(links.make_token(replace(found, number="R-78"))) is None


@pytest.mark.parametrize("forged", ["x", "x-", "xAA", "x_w", "xUi03N", "xUi03Nx", "xQQ=", "x" * 60])
def test_forged_link_of_such_a_number_opens_nothing(shop: Shop, tmp_path: Path, forged: str) -> None:
    load(tmp_path, {**OLD, "number": "R-77"})
    assert links.find(f"{forged}-AAAAAAAAAAAAAAAA") is None


@pytest.mark.parametrize("written", ["402-7311", "4027311", "Ｒ－４０２－７３１１"])
def test_number_that_is_written_otherwise_is_found_as_callers_say_it(
    shop: Shop, ask: Ask, tmp_path: Path, written: str
) -> None:
    """As found: our tables kept it as it was written, and no caller's number was ever that."""
    load(tmp_path, {**OLD, "number": written})
    assert ask("find_reservation", number=written, customerName="佐藤花子")["number"] == "R-402-7311"


def test_return_shop_that_does_not_exist_is_named(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match=r'reservations\[0\].returnLocationId: there is no location "ueno"'
    ):
        load(tmp_path, {**OLD, "returnLocationId": "ueno"})
    assert repositories.current().find_by_number("R-77") is None


def test_a_car_that_is_taken_is_named_and_nothing_is_brought_in(
    shop: Shop, book: Book, tmp_path: Path
) -> None:
    book("12-12T10:00", "12-12T18:00", car="c2")
    other = {**OLD, "id": "old-system-78", "number": "R-78", "vehicleId": "c2"}
    with pytest.raises(CommandError, match=r"reservations\[0\]: c2 is taken then"):
        load(tmp_path, other)


def test_a_store_that_is_busy_is_not_told_as_a_car_that_is_taken(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise Busy

    monkeypatch.setattr(type(repositories.current()), "import_reservation", busy)
    with pytest.raises(CommandError, match="do it again"):
        load(tmp_path, OLD)


def test_bookings_whose_drawn_number_is_taken_come_in_under_another(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of a thousand new numbers are alike sooner than one thinks; that is no car that is taken."""
    honest, waiting = numbers.draw, ["R-402-7311"] * 3
    monkeypatch.setattr(numbers, "draw", lambda: waiting.pop() if waiting else honest())
    unnumbered = {name: value for name, value in OLD.items() if name != "number"}
    batch = [{**unnumbered, "id": f"old-{car}", "vehicleId": car} for car in ("c1", "c2", "m1")]
    assert "3 reservations added" in load(tmp_path, *batch)
    assert repositories.current().find_by_number("R-402-7311") is not None


def test_a_number_that_another_booking_has_is_not_given_twice(shop: Shop, tmp_path: Path) -> None:
    load(tmp_path, OLD)
    assert "1 reservations added" in load(tmp_path, {**OLD, "id": "old-system-78", "vehicleId": "c2"})
    first = repositories.current().find_by_number("R-77")
    assert first is not None
    assert first.vehicle_id == "c1", "the first keeps its number"


@pytest.mark.parametrize("status", ["cancelled", "returned", "no_show", "expired"])
def test_what_is_over_needs_no_free_car(shop: Shop, book: Book, tmp_path: Path, status: str) -> None:
    """An export of a day has what was called off, and who has the car in its place."""
    for car in ("c1", "c2"):
        book("12-12T10:00", "12-12T18:00", car=car)
    over = {**OLD, "status": status}
    unnamed = {**over, "id": "old-system-78", "number": "R-78", "vehicleId": "", "vehicleType": "compact"}
    assert "2 reservations added" in load(tmp_path, over, unnamed)
    found = repositories.current().find_by_number("R-77")
    assert found is not None
    assert (found.vehicle_id, found.status) == ("c1", status)
