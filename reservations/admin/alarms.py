"""What staff are told of misuse and of spent budgets, in the admin: read only, until somebody has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reservations import clock
from reservations.admin.read_only import ReadOnlyMixin
from reservations.models import Alarm

if TYPE_CHECKING:  # generic for mypy alone
    AlarmModelAdmin = admin.ModelAdmin[Alarm]
else:
    AlarmModelAdmin = admin.ModelAdmin


@admin.register(Alarm)
class AlarmAdmin(ReadOnlyMixin, AlarmModelAdmin):
    """`templates/admin/base_site.html` shows those that nobody has seen on every page."""

    list_display = ("day", "kind", "count", "first_at", "last_at", "seen_at")
    list_filter = ("kind",)
    actions = ("mark_seen",)

    def has_see_permission(self, request: HttpRequest) -> bool:
        """Django asks it for what an action names as its permission. ReadOnlyMixin refuses every change of a
        row, so that the right to change alarms is the right to mark them as seen."""
        return request.user.has_perm("reservations.change_alarm")

    @admin.action(description=_("Mark as seen"), permissions=["see"])
    def mark_seen(self, request: HttpRequest, queryset: QuerySet[Alarm]) -> None:
        count = queryset.filter(seen_at=None).update(seen_at=clock.now())
        text = ngettext("%(count)d alarm is marked as seen.", "%(count)d alarms are marked as seen.", count)
        messages.success(request, text % {"count": count})
