"""What a demo day leaves alone, at which hours it is what it should be, and that it reaches nobody."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reservations import booking, clock, shops, times, tools
from reservations.availability import LATE_CARS_WAIT
from reservations.imports import demo_day
from reservations.messages import outbox
from reservations.models import Location, Message, Reservation
from reservations.phones import to_mobile
from reservations.tools import Caller
from reservations.values import Actor, Customer
from tests.house.test_sizes import ROOT

pytestmark = [pytest.mark.db, pytest.mark.either]
TOKYO = ZoneInfo("Asia/Tokyo")
CLERK = Actor("staff", who="hanako")


def seed_day(settings: Settings, moment: str = "2026-12-09T13:20:00") -> str:
    settings.CLOCK_PINNED_AT = f"{moment}+09:00"
    out = io.StringIO()
    call_command("seed", "--demo-day", stdout=out)
    return out.getvalue()


def test_the_next_demo_day_is_made_anew_and_the_last_one_is_ended(db: None, settings: Settings) -> None:
    seed_day(settings)
    late = Reservation.objects.overdue(clock.now()).first()
    assert late
    ahead = Reservation.objects.departing_on(date(2026, 12, 10))
    booked = set(ahead.values_list("pk", flat=True))
    assert "bookings of the day" in seed_day(settings, "2026-12-10T10:40:00")
    late.refresh_from_db()
    assert late.status == Reservation.Status.RETURNED
    assert booked < set(ahead.values_list("pk", flat=True)), "what was booked ahead is not booked again"
    now = clock.now()
    assert Reservation.objects.overdue(now).count() == Reservation.objects.at_risk(now).count() == 2
    assert seed_day(settings, "2026-12-10T10:40:00").endswith("Demo day: it is there.\n")


def test_a_demo_day_that_is_a_saturday_is_late_and_keeps_the_dialogues_cars(
    db: None, settings: Settings
) -> None:
    seed_day(settings, "2026-12-12T11:00:00")
    now = clock.now()
    assert Reservation.objects.overdue(now).exists()
    assert Reservation.objects.at_risk(now).exists()
    assert Reservation.objects.filter(status="held").exists()
    for day in ("12", "19"):
        period = {"startDate": f"2026-12-{day}T11:30:00", "endDate": f"2026-12-{day}T18:00:00"}
        given = {"locationId": "東京駅前店", **period}
        answer = tools.run("get_availability", given, caller=Caller("agent", "s"))
        counts = {kind["vehicleType"]: kind["count"] for kind in answer["classes"]}
        assert (counts["コンパクト"], counts["ミニバン"]) == (2, 1)


@pytest.mark.parametrize("hour", range(24))
def test_a_demo_day_is_partly_late_at_every_hour(hour: int) -> None:
    now = datetime(2026, 12, 9, hour, 10, tzinfo=TOKYO)
    planned = {each.fate: each for each in demo_day.plan_rentals(now) if each.fate}
    assert set(planned) == {"late_return", *demo_day.FATES}
    assert planned["late"].pickup_at < planned["late"].return_at < now
    assert now < planned["at_risk"].pickup_at < now + LATE_CARS_WAIT
    assert planned["waiting"].pickup_at < now < planned["held"].pickup_at
    for each in demo_day.plan_rentals(now):
        assert each.booked_at <= min(now, each.pickup_at)
        assert each.pickup_at < each.return_at
        for wall in (each.pickup_at, each.return_at):
            assert demo_day.OPENS <= wall.time() <= demo_day.CLOSES


def test_a_demo_day_on_a_holiday_leaves_out_what_the_rules_refuse(db: None, settings: Settings) -> None:
    assert "Demo day:" in seed_day(settings, "2027-01-02T10:00:00")
    assert not Reservation.objects.departing_on(date(2027, 1, 2)).exists()


def test_nobody_of_a_demo_day_is_ever_written_to_or_called(db: None, settings: Settings) -> None:
    seed_day(settings)
    failed = Message.objects.get(sent_at=None)
    assert failed.tries == Message.TRIES
    assert "550" in failed.error
    messages = Message.objects.exclude(pk=failed.pk)
    assert {"confirmed", "cancelled"} <= set(messages.values_list("kind", flat=True))
    assert set(messages.values_list("language", flat=True)) == {"ja", "en"}
    # Whatever a clerk does with them later.
    row = Reservation.objects.filter(status="confirmed", customer_email__startswith="demo-").first()
    assert row
    booking.cancel(row, actor=CLERK)
    outbox.send_again(Message.objects.filter(pk=failed.pk))
    assert outbox.send_due() == 2
    assert mail.outbox == []
    assert not Message.objects.filter(channel="sms").exists()


def test_telephones_of_a_demo_day_are_valid_and_belong_to_nobody() -> None:
    """Valid, or no form would take the booking; in Japan no local number begins with 1."""
    for name, kana, phone, language in demo_day.PEOPLE:
        assert name
        assert kana
        assert language in {"ja", "en"}
        if not phone:
            continue
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone))
        assert phone.startswith(("+8131000", "+120155501"))
        assert (to_mobile(phone) == "") == phone.startswith("+81")


def test_a_demo_day_leaves_a_record_alone_that_has_a_booking_of_its_own(db: None, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-09T13:20:00+09:00"
    call_command("seed", stdout=io.StringIO())
    own = booking.create(
        shops.of(Location.objects.get(pk="sapporo")),
        pickup_at=times.read_instant("2026-12-10T10:00", "Asia/Tokyo"),
        return_at=times.read_instant("2026-12-10T18:00", "Asia/Tokyo"),
        customer=Customer("大野美穂"),
        actor=CLERK,
        vehicle_class="suv",
    ).rental
    before = set(Reservation.calendar.values_list("pk", "status"))
    said = seed_day(settings)
    assert f"Demo day: this record is left alone, as it has a booking of its own ({own.number})" in said
    assert "seed --reset --demo-day" in said
    assert set(Reservation.calendar.values_list("pk", "status")) == before


def test_a_demo_day_leaves_a_record_alone_that_has_a_shop_of_its_own(db: None, settings: Settings) -> None:
    Location.objects.create(id="ours", name="うちの店")
    said = seed_day(settings)
    assert "it has a shop of its own (うちの店)." in said
    assert "--reset" not in said
    assert not Reservation.objects.filter(status="out").exists()


def test_a_demo_day_does_not_go_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="does not go with --file"):
        call_command("seed", "--demo-day", file=tmp_path / "any.json")


def test_make_run_makes_a_demo_day() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nrun:")[1].split("\n\n")[0]
    assert "manage.py seed --demo-day\n" in recipe


def test_a_replayed_moment_ends_with_its_block(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-09T13:20:00+09:00"
    earlier = clock.now() - timedelta(days=1)
    with clock.replay_at(earlier):
        assert clock.now() == earlier
    assert clock.now() == earlier + timedelta(days=1)
