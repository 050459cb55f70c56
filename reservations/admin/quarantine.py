"""Documents of the record that cannot be shown as rows, in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from reservations.admin import scope, view_log
from reservations.admin.mirror import is_mirrored
from reservations.admin.read_only import ReadOnlyMixin
from reservations.models import Quarantine

if TYPE_CHECKING:  # generic for mypy alone
    QuarantineModelAdmin = admin.ModelAdmin[Quarantine]
else:
    QuarantineModelAdmin = admin.ModelAdmin


@admin.register(Quarantine)
class QuarantineAdmin(ReadOnlyMixin, view_log.ViewLogMixin, scope.OwnShopMixin, QuarantineModelAdmin):
    """Each document with the reason why it has no row. Read only: it is corrected in the record, and leaves
    this list with the next synchronisation."""

    view_kind = view_log.Kind.BOOKING
    shop_paths = ("location_id",)  # a text: the shop may not be known to us
    list_display = ("document_id", "container", "location_id", "reason", "since", "seen_at")
    list_filter = ("container",)
    search_fields = ("document_id", "location_id", "reason")

    def list_subjects(self, row: Quarantine) -> list[str]:
        return [row.document_id]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Where our own tables are the record, there is nothing to show."""
        return is_mirrored() and super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_mirrored() and super().has_module_permission(request)
