"""Reservations and their journal. Planned times are facts here; who may write them is booking.py's to say."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from reservations import clock
from reservations.models.exclusion import BLOCKING, NoDoubleBooking
from reservations.models.fleet import Vehicle
from reservations.models.places import Location


class Status(models.TextChoices):
    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    OUT = "out", _("On the road")
    RETURNED = "returned", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("No-show")
    EXPIRED = "expired", _("Expired")


class Source(models.TextChoices):
    AGENT = "agent", _("Voice agent")
    STAFF = "staff", _("Staff")
    CUSTOMER = "customer", _("Customer")
    IMPORT = "import", _("Import")
    SEED = "seed", _("Demo data")


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def blocking(self) -> ReservationQuerySet:
        """Those that keep their car from others."""
        return self.filter(status__in=BLOCKING)

    def overlapping(self, pickup_at: datetime, blocked_until: datetime) -> ReservationQuerySet:
        """Half-open: those that only touch do not overlap."""
        return self.filter(pickup_at__lt=blocked_until, blocked_until__gt=pickup_at)

    def departing_on(self, day: date, zone: str = "Asia/Tokyo") -> ReservationQuerySet:
        start, end = bounds(day, zone)
        return self.filter(pickup_at__gte=start, pickup_at__lt=end)

    def returning_on(self, day: date, zone: str = "Asia/Tokyo") -> ReservationQuerySet:
        start, end = bounds(day, zone)
        return self.filter(return_at__gte=start, return_at__lt=end)


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first instants of `day` and of the next one, on the wall in `zone`."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    return midnight, datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


class Reservation(models.Model):
    Status = Status
    Source = Source
    TRANSITIONS: dict[str, frozenset[str]] = {
        "held": frozenset({"confirmed", "cancelled", "expired"}),
        "confirmed": frozenset({"out", "cancelled", "no_show"}),
        "out": frozenset({"returned"}),
        "returned": frozenset(),
        "cancelled": frozenset(),
        "no_show": frozenset(),
        "expired": frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("reservation number"), max_length=16, unique=True, editable=False)
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="reservations", verbose_name=_("shop")
    )
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, related_name="reservations", verbose_name=_("vehicle"), db_index=False
    )
    # What the customer was promised; the car may be changed within it.
    vehicle_class = models.CharField(_("vehicle class"), max_length=50)
    pickup_at = models.DateTimeField(_("pickup"), db_index=True)
    return_at = models.DateTimeField(_("return"), db_index=True)
    blocked_until = models.DateTimeField(_("blocked until"), editable=False)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.CONFIRMED)
    source = models.CharField(_("made by"), max_length=16, choices=Source)
    session_id = models.CharField(_("conversation"), max_length=64, blank=True, db_index=True)
    customer_name = models.CharField(_("customer"), max_length=100)
    customer_kana = models.CharField(_("customer (kana)"), max_length=100, blank=True)
    customer_phone = PhoneNumberField(_("telephone"), blank=True)
    customer_email = models.EmailField(_("e-mail"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    document = models.JSONField(_("further fields of the imported document"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=clock.now, editable=False)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        ordering = ["-pickup_at", "number"]
        indexes = [models.Index(fields=["vehicle", "blocked_until"], name="reservation_by_car")]
        constraints = [
            NoDoubleBooking(),
            models.CheckConstraint(
                condition=models.Q(return_at__gt=models.F("pickup_at")), name="returned_after_pickup"
            ),
            models.CheckConstraint(
                condition=models.Q(blocked_until__gte=models.F("return_at")), name="blocked_to_return"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def pickup_local(self) -> datetime:
        return clock.local(self.pickup_at, self.location.timezone)

    @property
    def return_local(self) -> datetime:
        return clock.local(self.return_at, self.location.timezone)


class ReservationEvent(models.Model):
    """One line of the journal: never changed, never deleted by the product."""

    reservation = models.ForeignKey(
        Reservation, models.CASCADE, related_name="events", verbose_name=_("reservation")
    )
    at = models.DateTimeField(_("at"))
    action = models.CharField(_("action"), max_length=32)
    actor = models.CharField(_("by"), max_length=16, choices=Source)
    who = models.CharField(_("name"), max_length=150, blank=True)
    session_id = models.CharField(_("conversation"), max_length=64, blank=True)
    call_id = models.CharField(_("tool call"), max_length=255, blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
