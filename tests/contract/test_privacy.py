"""A customer is forgotten in every store: nothing that we keep names them any more, and the rental stays."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reservations import booking, clock, privacy, repositories
from reservations.messages import outbox
from reservations.models import Message, Quarantine, Receipt, Reservation, ReservationEvent
from reservations.values import Actor, Customer, Rental, Shop
from tests.contract.conftest import CLERK, SATURDAY, Ask, Book, at, clock_at, present
from voice.models import Line, Session, StaffAct, ToolCall

pytestmark = [pytest.mark.db, pytest.mark.django_db]
NAME, PHONE, EMAIL = "消尾忘郎", "+819012345678", "boro@example.com"
# Each way in which they may be written somewhere.
TRACES = (NAME, "忘郎", PHONE, "090-1234-5678", "09012345678", EMAIL, "ケシオ", "車いす", "娘が熱を")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR, settings.EMAIL_FILE_PATH = tmp_path, str(tmp_path / "mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    return tmp_path


def run(command: str, *given: str) -> str:
    out = StringIO()
    call_command(command, *given, stdout=out)
    return out.getvalue()


def list_traces(folder: Path) -> list[str]:
    """Where one of the customer's facts still stands: in any table, in the store's own words, in any file."""
    found = []
    for model in apps.get_models():
        for row in model._base_manager.all():
            text = json.dumps(json.loads(serializers.serialize("json", [row])), ensure_ascii=False)
            found += [f"{model.__name__}: {trace}" for trace in TRACES if trace in text]
    for row in Reservation.objects.all():
        record = repositories.current().find_by_number(row.number)
        found += [f"record: {trace}" for trace in TRACES if trace in repr(record)]
    for file in folder.rglob("*"):
        if file.is_file():
            found += [f"{file.name}: {trace}" for trace in TRACES if trace.encode() in file.read_bytes()]
    return found


@pytest.fixture
def talk(db: None) -> Session:
    """The conversation that books: words, a tool call, and a look-up that failed."""
    session = Session.objects.create(
        id="s1", created_at=clock.now(), provider="embedded", model="m", usage={"total": 3}, cost=12,
        origin="who", status=Session.Status.ENDED, answered_at=clock.now(),
    )  # fmt: skip
    common = {"session": session, "at": clock.now()}
    Line.objects.create(item_id="1", role="caller", text=f"{NAME}です。090-1234-5678", position=1, **common)
    ToolCall.objects.create(
        session=session, call_id="1", name="create_reservation", started_at=clock.now(), position=2,
        arguments={"customerName": NAME}, result={"customerName": NAME, "number": "R-1"}, ok=True,
    )  # fmt: skip
    StaffAct.objects.create(kind="say", user_name="hanako", text=f"{NAME}様、", done_at=clock.now(), **common)
    return session


@pytest.fixture
def rental(book: Book, talk: Session, ask: Ask, shop: Shop) -> Rental:
    """With everything that may stand about its customer anywhere; over, as it was cancelled."""
    asked = ask(
        "create_reservation",
        key="k1",
        locationId="ekimae",
        customerName=NAME,
        vehicleType="compact",
        **SATURDAY,
    )
    made = repositories.current().find_by_number(asked["number"])
    assert made is not None
    whole = Customer(NAME, "ケシオ ボウロウ", PHONE, EMAIL, notes="車いす")
    booking.change(made, customer=whole, actor=CLERK)
    outbox.send_due()
    booking.cancel(made, actor=Actor("staff", who="hanako"), reason="娘が熱を出した")
    clerk = User.objects.create_user("hanako", is_staff=True)
    for message in Message.objects.all():
        LogEntry.objects.create(
            user=clerk, content_type=ContentType.objects.get_for_model(Message), object_id=str(message.pk),
            object_repr=str(message), action_flag=CHANGE,
        )  # fmt: skip
    Quarantine.objects.create(
        container="reservations", document_id="x", reason="no end", document={"customerPhone": PHONE},
        since=clock.now(), seen_at=clock.now(),
    )  # fmt: skip
    return present(made)


def facts(rental: Rental) -> tuple[Any, ...]:
    return (rental.number, rental.vehicle, rental.pickup_at, rental.return_at, rental.status, rental.price)


@pytest.mark.parametrize(
    "given", [("--phone", "090-1234-5678"), ("--email", "BORO@example.com"), ("--number",)], ids=str
)
def test_nothing_names_an_erased_customer_and_the_rental_stays(
    rental: Rental, folder: Path, given: tuple[str, ...]
) -> None:
    assert {trace.split(": ")[1] for trace in list_traces(folder)} >= set(TRACES) - {"09012345678"}
    given = given if len(given) == 2 else ("--number", rental.number)
    lines = ReservationEvent.objects.filter(reservation=rental.id).count()
    said = run("erase_customer", *given)
    assert list_traces(folder) == []
    assert not any(trace in said for trace in TRACES)
    after = present(rental)
    assert facts(after) == facts(rental)
    events = ReservationEvent.objects.filter(reservation=rental.id)
    assert (events.count(), events.last().action) == (lines + 1, "erased")  # type: ignore[union-attr]
    session = Session.objects.get()
    assert (session.usage, session.cost, session.origin) == ({"total": 3}, 12, "")
    assert ToolCall.objects.get().name == "create_reservation"


def test_a_second_run_does_nothing_more(rental: Rental) -> None:
    run("erase_customer", "--number", rental.number)
    once = present(rental)
    said = run("erase_customer", "--number", rental.number)
    assert {line.split()[0] for line in said.splitlines() if line.startswith("  ")} == {"0"}
    assert present(rental).version == once.version


def test_a_dry_run_says_as_much_and_touches_nothing(rental: Rental, folder: Path) -> None:
    before = list_traces(folder)
    would = run("erase_customer", "--phone", PHONE, "--dry-run")
    assert list_traces(folder) == before
    did = run("erase_customer", "--phone", PHONE)
    assert would.replace("Would be erased", "Erased") == did


def test_a_rental_that_is_not_over_keeps_its_customer(rental: Rental, book: Book) -> None:
    live = book("12-20T10:00", "12-20T18:00", "minivan", name=NAME, phone=PHONE, session="s1")
    said = run("erase_customer", "--phone", PHONE)
    assert live.number in said
    assert present(live).customer_name == NAME
    # The conversation is theirs, too.
    assert Line.objects.exists()
    assert present(rental).customer_name != NAME


def test_other_customers_are_left_alone(rental: Rental, book: Book) -> None:
    other = book("12-20T10:00", "12-20T18:00", "minivan", name="山田太郎", phone="+819087654321")
    booking.cancel(other, actor=CLERK)
    run("erase_customer", "--phone", PHONE)
    assert present(other).customer_name == "山田太郎"


@pytest.mark.parametrize("asked", ["find_reservation", "cancel_reservation"])
def test_a_later_conversation_about_the_rental_is_forgotten_too(
    book: Book, talk: Session, ask: Ask, folder: Path, asked: str
) -> None:
    made = book("12-12T10:00", "12-12T18:00", "compact", name=NAME, session="s1")
    later = Session.objects.create(
        id="s2", created_at=clock.now(), provider="embedded", model="m", status=Session.Status.ENDED
    )
    Line.objects.create(
        session=later,
        item_id="1",
        role="caller",
        text=f"{NAME}です。{made.number}",
        position=1,
        at=clock.now(),
    )
    given = {"number": made.number, "customerName": NAME}
    if asked == "cancel_reservation":
        given["confirmationToken"] = ask(asked, session="s2", **given)["confirmationToken"]
    answer = ask(asked, key="call_1", session="s2", **given)
    assert answer["success"]
    ToolCall.objects.create(
        session=later, call_id="call_1", name=asked, started_at=clock.now(), position=2, arguments=given,
        result=answer, ok=True,
    )  # fmt: skip
    if asked == "find_reservation":
        booking.cancel(present(made), actor=CLERK)
    run("erase_customer", "--number", made.number)
    assert list_traces(folder) == []


def test_a_conversation_that_changed_the_rental_of_another_stays(book: Book, talk: Session) -> None:
    made = book("12-12T10:00", "12-12T18:00", "compact", name=NAME, session="s1")
    other = book("12-20T10:00", "12-20T18:00", "minivan", name="山田太郎")
    booking.change(other, pickup_at=at("12-20T11:00"), actor=Actor("agent", session_id="s1"))
    booking.cancel(made, actor=CLERK)
    run("erase_customer", "--number", made.number)
    assert Line.objects.exists()


def test_whom_has_to_be_said(db: None) -> None:
    with pytest.raises(CommandError, match="Say whom"):
        run("erase_customer")


# --- by age ---------------------------------------------------------------------------------------


def keep(settings: Settings, **days: int) -> None:
    for name in ("TRANSCRIPT", "MESSAGE", "RECEIPT", "CUSTOMER", "STAFF_TRACE", "VIEW_LOG"):
        setattr(settings, f"{name}_DAYS", days.get(name, 0))


def has_words() -> bool:
    said = Line.objects.exists() or StaffAct.objects.exclude(text="").exists()
    return said or ToolCall.objects.exclude(arguments={}).exists()


KINDS: dict[str, Callable[[], bool]] = {
    "TRANSCRIPT": has_words,
    "MESSAGE": lambda: Message.objects.exclude(to="").exclude(sent_at=None).exists(),
    "RECEIPT": lambda: Receipt.objects.exists() or Quarantine.objects.exists(),
    "CUSTOMER": lambda: Reservation.objects.filter(customer_name=NAME).exists(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_forgotten_by_its_own_age_and_no_other(
    rental: Rental, settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(privacy, "BATCH", 1)
    keep(settings, **{kind: 10})
    since = clock_at(settings, "12-12T18:00")
    settings.CLOCK_PINNED_AT = (since - timedelta(days=3)).isoformat()
    run("purge")
    assert all(exists() for exists in KINDS.values())
    settings.CLOCK_PINNED_AT = (since + timedelta(days=11)).isoformat()
    run("purge")
    # What was written to a customer goes with them.
    gone = {"CUSTOMER": ["MESSAGE", "CUSTOMER"]}.get(kind, [kind])
    assert [name for name, exists in KINDS.items() if not exists()] == gone
    assert facts(present(rental)) == facts(rental)


def test_by_default_nothing_young_is_forgotten_and_all_that_is_old(
    rental: Rental, settings: Settings, folder: Path
) -> None:
    run("purge")
    assert all(exists() for exists in KINDS.values())
    settings.CLOCK_PINNED_AT = "2034-12-31T09:00:00+09:00"
    run("purge")
    assert not any(exists() for exists in KINDS.values())
    again = run("purge")
    assert not any(character in "123456789" for character in again)


def test_a_message_in_a_file_is_forgotten_by_its_own_age(db: None, settings: Settings, folder: Path) -> None:
    since = clock_at(settings, "12-12T18:00")
    for name, age in {"mail/old.log": 11, "sms/old.txt": 11, "mail/young.log": 9}.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(NAME, encoding="utf-8")
        at = (since - timedelta(days=age)).timestamp()
        os.utime(file, (at, at))
    keep(settings)
    run("purge")
    assert len(list(folder.rglob("*.*"))) == 3
    keep(settings, MESSAGE=10)
    assert "2 message files" in run("purge")
    assert [file.name for file in folder.rglob("*.*")] == ["young.log"]


def test_a_rental_that_is_still_out_is_kept_however_old(book: Book, settings: Settings) -> None:
    out = book("12-12T10:00", "12-12T18:00", "compact", name=NAME)
    clock_at(settings, "12-12T10:00")
    booking.hand_over(out, actor=CLERK)
    settings.CLOCK_PINNED_AT = "2034-12-31T09:00:00+09:00"
    run("purge")
    assert present(out).customer_name == NAME
