"""The cars. Customers are promised a class; a booking always holds one car."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations import vehicle_classes
from reservations.models.shops import Location


class VehicleQuerySet(models.QuerySet["Vehicle"]):
    """Cars, and how they are locked."""

    def for_hire(self, location: Location | str, vehicle_class: str | None = None) -> VehicleQuerySet:
        """The active cars of a shop, of one class or of all."""
        found = self.filter(location=location, active=True)
        return found.filter(vehicle_class=vehicle_class) if vehicle_class else found

    def lock_in_order(self) -> VehicleQuerySet:
        """In one order for everybody, or two bookings would wait for each other."""
        return self.order_by("pk").select_for_update(no_key=True, of=("self",))


class Vehicle(models.Model):
    """A car, at the shop where it is kept."""

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
    # 車検満了日: the last day on which the law lets it drive. Our own, like the hours: no document names it.
    inspection_until = models.DateField(_("inspection valid until"), null=True, blank=True)
    document = models.JSONField(_("other fields of the imported document"), default=dict, blank=True)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["location", "vehicle_class", "id"]
        indexes = [models.Index(fields=["location", "vehicle_class"], name="vehicle_by_class")]

    def __str__(self) -> str:
        return f"{self.manufacturer} {self.model} ({self.plate})".strip()

    @property
    def plate(self) -> str:
        """By which people know the car; its id, where it has no plate."""
        return self.registration or self.pk

    def rank(self) -> tuple[int, str, str]:
        """Its place in a list of cars: by class, small ones first, then by plate."""
        return (*vehicle_classes.order(self.vehicle_class), self.plate)

    def class_name(self, language: str) -> str:
        return vehicle_classes.name(self.vehicle_class, language)
