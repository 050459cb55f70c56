"""Partners' keys and what was done with them, for staff. A secret is shown once: in answer to its making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from reservations import clock
from reservations.admin.read_only import ReadOnlyMixin
from reservations.admin.stale_forms import StaleFormMixin
from voice.mcp import keys
from voice.mcp.models import PartnerCall, PartnerKey

if TYPE_CHECKING:
    KeyAdmin = admin.ModelAdmin[PartnerKey]
    CallAdmin = admin.ModelAdmin[PartnerCall]
else:
    KeyAdmin = CallAdmin = admin.ModelAdmin

LIMITS = ("calls_per_minute", "writes_per_hour", "bookings_per_day")


@admin.register(PartnerKey)
class PartnerKeyAdmin(StaleFormMixin, KeyAdmin):
    list_display = ["name", "public_id", "scope", "state", "calls_made", "last_used"]
    list_filter = ["scope"]
    search_fields = ["name", "public_id"]
    actions = ["withdraw_keys"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PartnerKey]:
        rows: QuerySet[PartnerKey] = super().get_queryset(request)
        return rows.annotate(call_count=Count("calls"), used_at=Max("calls__at"))

    def get_fields(self, request: HttpRequest, obj: PartnerKey | None = None) -> Any:
        return ["name", "scope", "language", "expires_at", *LIMITS, *self.get_readonly_fields(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: PartnerKey | None = None) -> list[str]:
        """How it was made is no question to whoever makes it."""
        return ["public_id", "state", "created_at", "created_by", "revoked_at"] if obj else []

    def save_model(self, request: HttpRequest, obj: PartnerKey, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            # In the memory of this one request, for `response_add`: no session and no cookie ever has it.
            secret = keys.issue(obj, by=request.user.get_username())
            request.issued_secret = secret  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: PartnerKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The one page that shows the secret; loading it again would only ask for another key."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new key"),
            "opts_name": PartnerKey._meta.verbose_name_plural,
            "key": obj,
            "secret": request.issued_secret,  # type: ignore[attr-defined]
            "address": request.build_absolute_uri("/mcp"),
        }
        # As on every page of the admin, its answer is kept by nobody on the way.
        return TemplateResponse(request, "admin/voice/partnerkey/issued.html", context)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Withdrawn, never deleted: its calls stay known."""
        return False

    @admin.action(description=_("Withdraw: nobody is served by the keys any more"), permissions=["change"])
    def withdraw_keys(self, request: HttpRequest, chosen: QuerySet[PartnerKey]) -> None:
        for key in chosen:
            keys.withdraw(key)
            self.log_change(request, key, "withdrawn")

    @admin.display(description=_("state"))
    def state(self, key: PartnerKey) -> Any:
        if key.revoked_at:
            return _("withdrawn")
        return _("expired") if key.expires_at and key.expires_at <= clock.now() else _("valid")

    @admin.display(description=_("calls"), ordering="call_count")
    def calls_made(self, key: PartnerKey) -> int:
        count: int = getattr(key, "call_count", 0)
        return count

    @admin.display(description=_("last used"), ordering="used_at")
    def last_used(self, key: PartnerKey) -> Any:
        return getattr(key, "used_at", None)


@admin.register(PartnerCall)
class PartnerCallAdmin(ReadOnlyMixin, CallAdmin):
    list_display = ["at", "key", "tool", "outcome", "number", "milliseconds"]
    list_filter = ["key", "tool", "at"]
    search_fields = ["number", "key__name", "outcome"]
    list_select_related = ["key"]
    date_hierarchy = "at"
