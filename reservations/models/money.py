"""The tariff as tables: whole yen, tax included. pricing.py reckons with it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from reservations.models.shops import Location


class Season(models.Model):
    """Dates with rates of their own; the day of the pickup decides. Of two, the later begun one wins."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="season_forward",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rate(models.Model):
    """What a class costs; a shop's own goes before the company's, a season's before the usual."""

    vehicle_class = models.CharField(_("vehicle class"), max_length=50)
    location = models.ForeignKey(
        Location, models.CASCADE, related_name="rates", verbose_name=_("shop"), null=True, blank=True
    )
    season = models.ForeignKey(
        Season, models.CASCADE, related_name="rates", verbose_name=_("season"), null=True, blank=True
    )
    hours_6 = models.PositiveIntegerField(_("up to 6 hours"))
    hours_12 = models.PositiveIntegerField(_("up to 12 hours"))
    hours_24 = models.PositiveIntegerField(_("up to 24 hours"))
    further_day = models.PositiveIntegerField(_("each further 24 hours"))
    extra_hour = models.PositiveIntegerField(_("each extra hour"))

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        ordering = ["vehicle_class", "location", "season"]
        constraints = [
            # Empty is a value here: one rate for all shops in no season.
            models.UniqueConstraint(
                "vehicle_class",
                Coalesce("location", models.Value("")),
                Coalesce("season", models.Value(0)),
                name="one_rate",
                violation_error_message=_("This rate already exists."),
            ),
            models.CheckConstraint(
                condition=models.Q(hours_6__lte=models.F("hours_12"), hours_12__lte=models.F("hours_24")),
                name="rates_rise",
                violation_error_message=_("A longer band must not be cheaper than a shorter one."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.vehicle_class, self.location, self.season) if part)


class Extra(models.Model):
    """What may be added: cover, a child seat, winter tyres."""

    class Per(models.TextChoices):
        DAY = "day", _("per 24 hours")
        RENTAL = "rental", _("per rental")

    key = models.SlugField(_("ID"), primary_key=True, max_length=32)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    per = models.CharField(_("charged"), max_length=8, choices=Per, default=Per.DAY)
    amount = models.PositiveIntegerField(_("amount (yen)"))
    cap = models.PositiveIntegerField(_("maximum (yen)"), null=True, blank=True)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("extra")
        verbose_name_plural = _("extras")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        return (self.name_en or self.name) if language == "en" else self.name


class DropOff(models.Model):
    """Returning at another shop: its fee, or none where it is not possible. Other pairs are not offered."""

    origin = models.ForeignKey(
        Location, models.CASCADE, related_name="drop_offs", verbose_name=_("from"), db_index=False
    )
    destination = models.ForeignKey(Location, models.CASCADE, related_name="+", verbose_name=_("to"))
    fee = models.PositiveIntegerField(
        _("fee (yen)"), null=True, blank=True, help_text=_("Leave empty if the car cannot be returned there")
    )

    class Meta:
        verbose_name = _("drop-off fee")
        verbose_name_plural = _("drop-off fees")
        ordering = ["origin", "destination"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination"], name="one_drop_off_fee"),
            models.CheckConstraint(
                condition=~models.Q(origin=models.F("destination")),
                name="drop_off_elsewhere",
                violation_error_message=_("A return to the same shop is not a drop-off."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.destination}"


class CancellationFee(models.Model):
    """From so many days before the pickup's day on: a part of the basic charge, up to a cap."""

    days_before = models.PositiveIntegerField(_("days before the pickup, or fewer"), unique=True)
    percent = models.PositiveSmallIntegerField(_("percent of the basic charge"))
    cap = models.PositiveIntegerField(_("maximum (yen)"), null=True, blank=True)

    class Meta:
        verbose_name = _("cancellation fee")
        verbose_name_plural = _("cancellation fees")
        ordering = ["days_before"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__lte=100),
                name="a_part_of_the_charge",
                violation_error_message=_("Enter 100 percent or less."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.days_before}: {self.percent} %"
