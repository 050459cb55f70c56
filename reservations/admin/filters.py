"""What a clerk asks first in the morning: who comes today, who brings a car back, what did the agent book?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reservations import clock
from reservations.admin.soonest import shop_zones
from reservations.models import Reservation
from reservations.models.booking import OUT_OF_SERVICE


class TodayFilter(admin.SimpleListFilter):
    """Today is a shop's own: each zone in which we have one is asked for its day."""

    title = _("today")
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("pickup", _("Today's pickups")), ("return", _("Today's returns"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        if self.value() not in {"pickup", "return"}:
            return queryset
        found = Reservation.objects.none()
        for zone in shop_zones():
            day = clock.local(clock.now(), zone).date()
            there = Reservation.objects.filter(location__timezone=zone)
            found |= (
                there.departing_on(day, zone) if self.value() == "pickup" else there.returning_on(day, zone)
            )
        live = found.exclude(status__in=("cancelled", "expired", "no_show"))
        return queryset.filter(pk__in=live.values("pk"))


class AgentFilter(admin.SimpleListFilter):
    title = _("made by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("agent", _("Made by the agent")), ("people", _("Made by people"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        if self.value() == "agent":
            return queryset.filter(source="agent")
        return queryset.exclude(source="agent") if self.value() == "people" else queryset


class AttentionFilter(admin.SimpleListFilter):
    """What somebody should look after now."""

    title = _("attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("late", _("Late: should be back")),
            ("risky", _("At risk: its car is late")),
            ("held", _("Held")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        now, wanted = clock.now(), self.value()
        if wanted == "late":
            return queryset.filter(pk__in=Reservation.objects.overdue(now).values("pk"))
        if wanted == "risky":
            return queryset.filter(pk__in=Reservation.objects.at_risk(now).values("pk"))
        return queryset.filter(status=Reservation.Status.HELD) if wanted == "held" else queryset


class StatusFilter(admin.SimpleListFilter):
    """A rental is never out of service."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [choice for choice in Reservation.Status.choices if choice[0] not in OUT_OF_SERVICE]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class ServiceFilter(admin.SimpleListFilter):
    """Of a reservation's statuses a block has two."""

    title = _("status")
    parameter_name = "service"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (each.value, each.label) for each in (Reservation.Status.BLOCKED, Reservation.Status.RELEASED)
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        return queryset.filter(status=self.value()) if self.value() else queryset
