"""Documents of the record that cannot be shown as rows, in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from reservations.admin.mirror import is_mirrored
from reservations.models import Quarantine

if TYPE_CHECKING:  # generic for mypy alone
    QuarantineModelAdmin = admin.ModelAdmin[Quarantine]
else:
    QuarantineModelAdmin = admin.ModelAdmin


@admin.register(Quarantine)
class QuarantineAdmin(QuarantineModelAdmin):
    """Each document with the reason why it has no row. Read only: it is corrected in the record, and leaves
    this list with the next synchronisation."""

    list_display = ("document_id", "container", "location_id", "reason", "since", "seen_at")
    list_filter = ("container",)
    search_fields = ("document_id", "location_id", "reason")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Where our own tables are the record, there is nothing to show."""
        return is_mirrored() and super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_mirrored() and super().has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
