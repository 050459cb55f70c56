"""Reservations. Only booking.py decides who may write their planned times."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from reservations import clock
from reservations.availability import LATE_CARS_WAIT
from reservations.models import readonly
from reservations.models.exclusion import BLOCKING, NoDoubleBooking
from reservations.models.fleet import Vehicle
from reservations.models.shops import Location


class Status(models.TextChoices):
    """Where a booking stands, or a time out of service."""

    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    OUT = "out", _("On the road")
    RETURNED = "returned", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("No-show")
    EXPIRED = "expired", _("Expired")
    # Not a rental: the car is kept for maintenance. In this table so that one constraint holds for both.
    BLOCKED = "blocked", _("Out of service")
    RELEASED = "released", _("Back in service")


Row = TypeVar("Row", bound=models.Model)
OUT_OF_SERVICE = ("blocked", "released")


class Source(models.TextChoices):
    """Who made a booking, or took a step."""

    AGENT = "agent", _("Voice agent")
    STAFF = "staff", _("Staff")
    CUSTOMER = "customer", _("Customer")
    PARTNER = "partner", _("Partner")
    IMPORT = "import", _("Import")
    SEED = "seed", _("Demo data")
    SYSTEM = "system", _("System")


class Guarded(models.QuerySet[Row]):
    """Writes in bulk go by no model's save: they are looked at here."""

    def update(self, **columns: Any) -> int:
        readonly.check()
        return super().update(**columns)

    def delete(self) -> tuple[int, dict[str, int]]:
        readonly.check()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        readonly.check()
        return super().bulk_create(objs, *args, **options)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **options: Any) -> int:
        readonly.check()
        return super().bulk_update(objs, *args, **options)


class ReservationQuerySet(Guarded["Reservation"]):
    """Bookings, and the questions that are asked of many."""

    def blocking(self) -> ReservationQuerySet:
        """Those that keep their car from others, as the database's own guard sees it."""
        return self.filter(status__in=BLOCKING)

    def keeping(self, now: datetime, session_id: str = "") -> ReservationQuerySet:
        """Those that keep their car from `session_id`: not holds that ran out, nor its own."""
        lapsed = models.Q(status=Status.HELD, hold_expires_at__lte=now)
        found = self.blocking().exclude(lapsed)
        return found.exclude(status=Status.HELD, session_id=session_id) if session_id else found

    def overdue(self, now: datetime) -> ReservationQuerySet:
        """On the road although they should be back."""
        return self.filter(status=Status.OUT, return_at__lt=now)

    def at_risk(self, now: datetime) -> ReservationQuerySet:
        """Their car should have come back from another rental, and has not."""
        late = Reservation.objects.overdue(now).filter(vehicle=models.OuterRef("vehicle"))
        soon = self.filter(status=Status.CONFIRMED, pickup_at__lt=now + LATE_CARS_WAIT)
        return soon.filter(models.Exists(late))

    def overlapping(self, pickup_at: datetime, blocked_until: datetime) -> ReservationQuerySet:
        """Half-open: those that only touch do not. A car handed over early is away since then."""
        begun = models.Q(pickup_at__lt=blocked_until) | models.Q(picked_up_at__lt=blocked_until)
        return self.filter(begun, blocked_until__gt=pickup_at)

    def departing_on(self, day: date, zone: str = "Asia/Tokyo") -> ReservationQuerySet:
        start, end = bounds(day, zone)
        return self.filter(pickup_at__gte=start, pickup_at__lt=end)

    def returning_on(self, day: date, zone: str = "Asia/Tokyo") -> ReservationQuerySet:
        start, end = bounds(day, zone)
        return self.filter(return_at__gte=start, return_at__lt=end)


Calendar = models.Manager.from_queryset(ReservationQuerySet)


class RentalManager(Calendar["Reservation"]):
    """Rentals without the blocks."""

    def get_queryset(self) -> ReservationQuerySet:
        return cast("ReservationQuerySet", super().get_queryset().exclude(status__in=OUT_OF_SERVICE))


class BlockManager(models.Manager["Block"]):
    def get_queryset(self) -> models.QuerySet[Block]:
        return Guarded["Block"](self.model, using=self._db).filter(status__in=OUT_OF_SERVICE)


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first instants of `day` and of the next one, on the wall in `zone`."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    return midnight, datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


class Reservation(models.Model):
    """A booking, or (as `Block`) a time in which a car is out of service: both keep a car, and one constraint
    guards both. Written only through `reservations.booking`."""

    Status = Status
    Source = Source
    # The steps that may be taken, by status: each is named by the status that it leads to, but for those that
    # undo a step and lead back. lifecycle.py has what they do.
    TRANSITIONS: dict[str, frozenset[str]] = {
        "held": frozenset({"confirmed", "cancelled", "expired"}),
        "confirmed": frozenset({"out", "cancelled", "no_show"}),
        "out": frozenset({"returned", "hand_over_undone"}),
        "returned": frozenset({"return_undone"}),
        "cancelled": frozenset({"cancellation_undone"}),
        "no_show": frozenset({"no_show_undone"}),
        "expired": frozenset(),
        "blocked": frozenset({"released"}),
        "released": frozenset(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("booking number"), max_length=16, unique=True, editable=False)
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="reservations", verbose_name=_("shop")
    )
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, related_name="reservations", verbose_name=_("vehicle"), db_index=False
    )
    # What the customer was promised; the car may be changed within it, unless it was chosen itself.
    vehicle_class = models.CharField(_("vehicle class"), max_length=50)
    pinned = models.BooleanField(_("specific vehicle"), default=False)
    return_location = models.ForeignKey(
        Location,
        models.PROTECT,
        related_name="+",
        verbose_name=_("return shop"),
        null=True,
        blank=True,
        help_text=_("If different from the pickup shop"),
    )
    pickup_at = models.DateTimeField(_("pickup"), db_index=True)
    return_at = models.DateTimeField(_("return"), db_index=True)
    blocked_until = models.DateTimeField(_("blocked until"), editable=False)
    # What really happened: the plan above is never rewritten by it.
    picked_up_at = models.DateTimeField(_("picked up at"), null=True, blank=True, editable=False)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True, editable=False)
    called_off_at = models.DateTimeField(_("called off at"), null=True, blank=True, editable=False)
    hold_expires_at = models.DateTimeField(_("held until"), null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.CONFIRMED)
    source = models.CharField(_("made by"), max_length=16, choices=Source)
    session_id = models.CharField(_("conversation"), max_length=64, blank=True, db_index=True)
    customer_name = models.CharField(_("customer"), max_length=100)
    customer_kana = models.CharField(_("customer (kana)"), max_length=100, blank=True)
    customer_phone = PhoneNumberField(_("telephone"), blank=True)
    customer_email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="ja")
    notes = models.TextField(_("notes"), blank=True)
    # As it was when it was agreed, in whole yen: a new tariff changes no old booking. None: not reckoned.
    price = models.PositiveIntegerField(_("price (yen)"), null=True, blank=True, editable=False)
    price_lines = models.JSONField(_("price breakdown"), default=list, blank=True, editable=False)
    extras = models.JSONField(_("extras"), default=list, blank=True)
    cancellation_fee = models.PositiveIntegerField(
        _("cancellation fee (yen)"), null=True, blank=True, editable=False
    )
    # What the caller said to the summary of each write, where the conversation's events show it.
    consents = models.JSONField(_("consent"), default=list, blank=True, editable=False)
    # What was noted at the hand-over and at the return, by the step: sheets.py has its facts.
    sheets = models.JSONField(
        _("sheets"),
        default=dict,
        # For servers of the version before, which do not name the column.
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        editable=False,
    )
    document = models.JSONField(_("other fields of the imported document"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=clock.now, editable=False)

    objects = RentalManager()
    calendar = Calendar()  # all that keeps cars: rentals and blocks

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-pickup_at", "number"]
        # What keeps a car has an index of its own: there the past costs nothing, however long it grows. Only
        # the search for a plate asks for all that a car ever did. Migration 0018 has more for the search.
        indexes = [
            models.Index(fields=["vehicle"], name="reservation_of_car"),
            models.Index(
                fields=["return_at"], name="reservation_on_the_road", condition=models.Q(status=Status.OUT)
            ),
            models.Index(
                fields=["vehicle", "blocked_until"],
                name="reservation_keeps_car",
                condition=models.Q(status__in=BLOCKING),
            ),
        ]
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

    def save(self, *args: Any, **options: Any) -> None:
        readonly.check()
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        readonly.check()
        return super().delete(*args, **options)

    @property
    def one_way(self) -> bool:
        return bool(self.return_location_id and self.return_location_id != self.location_id)

    @property
    def kept_from(self) -> datetime:
        """Since when it keeps its car: one that was handed over early has left before its plan."""
        return min(self.pickup_at, self.picked_up_at or self.pickup_at)

    @property
    def pickup_local(self) -> datetime:
        return clock.local(self.pickup_at, self.location.timezone)

    @property
    def return_local(self) -> datetime:
        """By the clock of the shop that takes the car back."""
        shop = self.return_location or self.location
        return clock.local(self.return_at, shop.timezone)


class Block(Reservation):
    """A car kept from hire: inspection, repair. `customer_name` is its reason."""

    objects = BlockManager()  # type: ignore[misc, assignment]  # fewer rows of the same table

    class Meta:
        proxy = True
        verbose_name = _("car out of service")
        verbose_name_plural = _("cars out of service")
