"""What was written into the audit log stands: no code, no clerk and no statement rewrites it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from reservations.models import ReservationEvent
from reservations.models.audit_log import install_trigger
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db


def test_a_line_is_not_rewritten_by_the_product(book: Book) -> None:
    line = book("12-12T10:00", "12-12T18:00").events.get()
    line.who = "somebody else"
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        line.save()
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        ReservationEvent.objects.update(action="cancelled")
    assert ReservationEvent.objects.values_list("action", "who").get() == ("created", "")


def test_nor_behind_its_back(book: Book) -> None:
    book("12-12T10:00", "12-12T18:00")
    with (
        pytest.raises(IntegrityError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE reservations_reservationevent SET action = 'cancelled'")


def test_the_next_line_is_written_all_the_same(book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00")
    ReservationEvent.objects.create(reservation=row, at=row.created_at, action="changed", actor="staff")
    assert row.events.count() == 2


def test_the_trigger_is_put_back_after_a_table_was_remade(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL remakes no table")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER journal_is_append_only")
        install_trigger(connection)
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'journal_is_append_only'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth_and_guards_again(book: Book) -> None:
    call_command("migrate", "reservations", "0003", verbosity=0)
    call_command("migrate", "reservations", verbosity=0)
    book("12-12T10:00", "12-12T18:00")
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        ReservationEvent.objects.update(action="cancelled")
