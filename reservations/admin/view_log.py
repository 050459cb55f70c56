"""Who looked at whose personal data: noted by each page that shows a customer, read by the administration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from reservations import clock, numbers
from reservations.admin import scope
from reservations.admin.read_only import ReadOnlyMixin
from reservations.models import PersonalDataView

if TYPE_CHECKING:  # generic for mypy alone
    ViewModelAdmin = admin.ModelAdmin[PersonalDataView]
    Admin = admin.ModelAdmin[Any]
else:
    ViewModelAdmin = admin.ModelAdmin
    Admin = object
Kind = PersonalDataView.Kind


def note_view(request: HttpRequest, kind: str, subjects: Iterable[str]) -> None:
    """Write down that the user of `request` is shown these: numbers of bookings, ids of conversations.

    For every view that shows a customer; once a page, which costs one insert.
    """
    PersonalDataView.objects.create(
        at=clock.now(),
        who=request.user.get_username(),
        kind=kind,
        subjects=" ".join(dict.fromkeys(subject for subject in subjects if subject)),
    )


class ViewLogMixin(Admin):
    """Of an admin whose rows are of customers: notes who opens one, and whom a search shows."""

    view_kind: str

    def list_subjects(self, row: Any) -> list[str]:
        """By what the log names `row`."""
        raise NotImplementedError

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if row := kwargs.get("obj"):
            note_view(request, self.view_kind, self.list_subjects(row))
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if request.GET.get(SEARCH_VAR) and "cl" in shown:
            # Read here, shown by the template: the list itself is asked once.
            rows = shown["cl"].result_list
            note_view(request, Kind.SEARCH, [subject for row in rows for subject in self.list_subjects(row)])
        return response


@admin.register(PersonalDataView)
class PersonalDataViewAdmin(ReadOnlyMixin, ViewModelAdmin):
    list_display = ("at", "who", "kind", "subjects")
    list_filter = ("kind", "at")
    search_fields = ("who", "subjects")
    search_help_text = _("Name of an account, booking number or conversation")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[PersonalDataView], search_term: str
    ) -> tuple[QuerySet[PersonalDataView], bool]:
        """A number is found as it is said."""
        return super().get_search_results(request, queryset, numbers.parse(search_term) or search_term)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its lines are of every shop."""
        return super().has_view_permission(request, obj) and scope.find_shop_ids(request) is None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
