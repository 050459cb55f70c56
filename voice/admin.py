"""Conversations for the staff: to be read, never to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from voice import admin_panels
from voice.models import Session

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Session]
else:
    ModelAdmin = admin.ModelAdmin

SHOWN = (
    "created_at",
    "answered_at",
    "ended_at",
    "status",
    "end_reason",
    "language",
    "provider",
    "model",
    "tool_mode",
    "usage",
    "bookings",
    "conversation",
)


@admin.register(Session)
class SessionAdmin(ModelAdmin):
    list_display = ["id", "created_at", "status", "bookings", "calls_made"]
    list_filter = ["status", "language", "created_at"]
    search_fields = ["id", "call_id", "lines__text"]
    date_hierarchy = "created_at"
    fields = readonly_fields = SHOWN

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        sessions = super().get_queryset(request).prefetch_related("tool_calls")
        return sessions.annotate(call_count=Count("tool_calls", distinct=True))

    @admin.display(description=_("tool calls"), ordering="call_count")
    def calls_made(self, session: Session) -> int:
        count: int = getattr(session, "call_count", 0)
        return count

    @admin.display(description=_("reservation"))
    def bookings(self, session: Session) -> SafeString | str:
        """By the number that a tool answered: a booking names its session, not we it."""
        numbers = dict.fromkeys(
            str(call.result["number"])
            for call in session.tool_calls.all()
            if call.ok and isinstance(call.result, dict) and call.result.get("number")
        )
        return format_html_join(" ", "{}", ((link_to(number),) for number in numbers)) or "–"

    @admin.display(description=_("transcript"))
    def conversation(self, session: Session) -> SafeString:
        return admin_panels.render(session)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def link_to(number: str) -> SafeString:
    try:
        found = reverse("admin:reservations_reservation_changelist")
    except NoReverseMatch:
        return format_html("{}", number)
    return format_html('<a href="{}?{}">{}</a>', found, urlencode({"q": number}), number)
