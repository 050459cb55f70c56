"""Conversations in the staff's site: a place of their own, where they are read and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from reservations.admin.places import Place, register_place
from reservations.admin.read_only import ReadOnlyMixin
from reservations.admin.reports import register_report
from voice.mcp.admin import PartnerCallAdmin, PartnerKeyAdmin
from voice.models import Session
from voice.staff import call_acts, call_list, call_page, live_calls, report_tables, words

__all__ = ["PartnerCallAdmin", "PartnerKeyAdmin", "SessionAdmin"]

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Session]
else:
    ModelAdmin = admin.ModelAdmin

READ = "voice.view_session"

register_place(Place("calls", "calls/", _("Calls"), call_list.show, permission=READ))
register_place(
    Place("live_calls", "calls/live/", _("Calls in progress"), live_calls.show, permission=READ, in_bar=False)
)
register_place(
    Place(
        "call_lines",
        "calls/<str:session_id>/lines/",
        _("Call"),
        call_page.show_lines,
        permission=READ,
        in_bar=False,
    )
)
register_place(
    Place("call_act", "calls/<str:session_id>/act/", _("Call"), call_acts.act, permission=READ, in_bar=False)
)
register_place(
    Place("call", "calls/<str:session_id>/", _("Call"), call_page.show, permission=READ, in_bar=False)
)

register_report(report_tables.build)


@admin.register(Session)
class SessionAdmin(ReadOnlyMixin, ModelAdmin):
    """Leads from where Django lists its tables to the place of the calls."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:calls")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if "/" in object_id:  # Django quotes it, and a conversation's id has none
            raise Http404
        return redirect("admin:call", session_id=object_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return words.limit_to_shops(super().get_queryset(request), request)
