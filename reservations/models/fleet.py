"""The cars. Customers are promised a class; a booking always holds one car."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations import vehicle_classes
from reservations.availability import Gap, Period
from reservations.models.places import Location

if TYPE_CHECKING:
    from reservations.models.booking import ReservationQuerySet


class VehicleQuerySet(models.QuerySet["Vehicle"]):
    def for_hire(self, location: Location | str, vehicle_class: str | None = None) -> VehicleQuerySet:
        found = self.filter(location=location, active=True)
        return found.filter(vehicle_class=vehicle_class) if vehicle_class else found

    def free(
        self,
        period: Period,
        *,
        now: datetime,
        session_id: str = "",
        besides: UUID | None = None,
        late: bool,
    ) -> VehicleQuerySet:
        return self.filter(is_free(period, now, session_id, besides, late)).order_by("pk")

    def with_gaps(
        self,
        period: Period,
        *,
        now: datetime,
        session_id: str = "",
        besides: UUID | None = None,
    ) -> VehicleQuerySet:
        """Each car with the end of its booking before `period` and the start of the one after."""
        its = bookings_of_it(besides).keeping(now, session_id)
        before = its.filter(blocked_until__lte=period.pickup_at).order_by("-blocked_until")
        # A car's bookings never overlap: the next to end is the next to begin, and its index is by the end.
        after = its.filter(blocked_until__gt=period.blocked_until).order_by("blocked_until")
        return self.annotate(
            free_since=models.Subquery(before.values("blocked_until")[:1]),
            free_until=models.Subquery(after.values("pickup_at")[:1]),
        )

    def locked(self) -> VehicleQuerySet:
        """In one order for everybody, or two bookings would wait for each other."""
        return self.order_by("pk").select_for_update(no_key=True, of=("self",))


def bookings_of_it(besides: UUID | None) -> ReservationQuerySet:
    """Of the car of the outer query."""
    from reservations.models.booking import Reservation

    rows = Reservation.calendar.exclude(pk=besides) if besides else Reservation.calendar.all()
    return rows.filter(vehicle=models.OuterRef("pk"))


def is_free(period: Period, now: datetime, session_id: str, besides: UUID | None, late: bool) -> models.Q:
    """Its own holds, and the booking `besides`, stand in nobody's way; where `late` cars count, one that
    should be back and is not is promised to nobody."""
    its = bookings_of_it(besides)
    taken = its.keeping(now, session_id).overlapping(period.pickup_at, period.blocked_until)
    free = models.Q(~models.Exists(taken))
    return free & models.Q(~models.Exists(its.overdue(now))) if late else free


class Vehicle(models.Model):
    class Class(models.TextChoices):
        COMPACT = "compact", _("Compact")
        SUV = "suv", _("SUV")
        MINIVAN = "minivan", _("Minivan")
        SEDAN = "sedan", _("Sedan")
        KEI = "kei", _("Kei car")

    id = models.CharField(_("vehicle ID"), primary_key=True, max_length=64)
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="vehicles", verbose_name=_("shop"), db_index=False
    )
    # Not limited to Class: an imported fleet may have classes of its own.
    vehicle_class = models.CharField(_("vehicle class"), max_length=50)
    registration = models.CharField(_("registration"), max_length=50, blank=True)
    manufacturer = models.CharField(_("manufacturer"), max_length=50, blank=True)
    model = models.CharField(_("model"), max_length=50, blank=True)
    active = models.BooleanField(_("for hire"), default=True)
    document = models.JSONField(_("further fields of the imported document"), default=dict, blank=True)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["location", "vehicle_class", "id"]
        indexes = [models.Index(fields=["location", "vehicle_class"], name="vehicle_by_class")]

    def __str__(self) -> str:
        return f"{self.manufacturer} {self.model} ({self.registration or self.pk})".strip()

    @property
    def gap(self) -> Gap:
        """Known only of a car from with_gaps()."""
        annotated = vars(self)
        return Gap(self.pk, annotated["free_since"], annotated["free_until"])

    def class_name(self, language: str) -> str:
        return vehicle_classes.name(self.vehicle_class, language)
