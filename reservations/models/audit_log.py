"""The two logs: what was done with a booking, and who looked at whose data.

No line of them is rewritten: the database itself refuses it, whoever tries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from reservations.models import readonly
from reservations.models.booking import Guarded, Reservation, Source


class AuditLogManager(models.Manager["ReservationEvent"]):
    def get_queryset(self) -> models.QuerySet[ReservationEvent]:
        return Guarded["ReservationEvent"](self.model, using=self._db)


class ReservationEvent(models.Model):
    """One line of the audit log: never changed, never deleted by the product."""

    reservation = models.ForeignKey(
        Reservation, models.CASCADE, related_name="events", verbose_name=_("booking")
    )
    at = models.DateTimeField(_("at"))
    action = models.CharField(_("action"), max_length=32)
    actor = models.CharField(_("by"), max_length=16, choices=Source)
    who = models.CharField(_("name"), max_length=150, blank=True)
    session_id = models.CharField(_("conversation"), max_length=64, blank=True)
    call_id = models.CharField(_("tool call"), max_length=255, blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)

    objects = AuditLogManager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["at", "pk"]
        # Which bookings a conversation touched (admin/scope.py); most lines are of none.
        indexes = [
            models.Index(
                fields=["session_id"], name="event_of_conversation", condition=~models.Q(session_id="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **options: Any) -> None:
        readonly.check()
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        readonly.check()
        return super().delete(*args, **options)


class PersonalDataView(models.Model):
    """One page that showed customers: written by `admin.view_log` alone, and never changed. It names bookings
    and conversations, never the customers themselves: so nothing of a customer who is erased is left here."""

    class Kind(models.TextChoices):
        BOOKING = "booking", _("Booking opened")
        CONVERSATION = "conversation", _("Conversation read")
        MESSAGE = "message", _("Message read")
        SEARCH = "search", _("Search")
        EXPORT = "export", _("Export")

    at = models.DateTimeField(_("at"), db_index=True)
    who = models.CharField(_("name"), max_length=150)  # of the account, which may be deleted later
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    # Numbers of bookings and ids of conversations, parted by blanks: of a search, those that it showed.
    subjects = models.TextField(_("bookings and conversations"), blank=True)

    class Meta:
        verbose_name = _("view of personal data")
        verbose_name_plural = _("views of personal data")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.get_kind_display()}"


# --- what keeps them as they are


@dataclass(frozen=True)
class AppendOnly:
    """A table whose rows are never updated; `name` is that of its trigger, and what an attempt is told."""

    name: str
    table: str

    @property
    def postgresql(self) -> str:
        return f"""
CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{self.name}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {self.name} BEFORE UPDATE ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}();
"""

    @property
    def postgresql_undone(self) -> str:
        return f"DROP TRIGGER {self.name} ON {self.table}; DROP FUNCTION {self.name}();"

    @property
    def sqlite(self) -> str:
        return f"""
CREATE TRIGGER IF NOT EXISTS {self.name} BEFORE UPDATE ON {self.table}
BEGIN SELECT RAISE(ABORT, '{self.name}'); END
"""


AUDIT_LOG = AppendOnly("journal_is_append_only", "reservations_reservationevent")
VIEW_LOG = AppendOnly("view_log_is_append_only", "reservations_personaldataview")
# As the migration that made the first one knows them.
POSTGRESQL, POSTGRESQL_UNDONE = AUDIT_LOG.postgresql, AUDIT_LOG.postgresql_undone


def install_trigger(connection: BaseDatabaseWrapper) -> None:
    """On SQLite, after every migrate: a table that is remade has lost its triggers."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        known = connection.introspection.table_names(cursor)
        for each in (AUDIT_LOG, VIEW_LOG):
            if each.table in known:
                cursor.execute(each.sqlite)
