"""What a page knows of the record behind its row: the version that a clerk saw, and when it was shown.

A deed of a page that is not the present one any more is refused by the store; the page then shows what is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from reservations import clock
from reservations.admin import words
from reservations.errors import ChangedMeanwhile, ReservationError
from reservations.models import Mirrored, Reservation
from reservations.records import Rental

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Reservation]
else:
    ModelAdmin = admin.ModelAdmin
# The name of the field that carries the version of the row as the page was opened.
VERSION = "version"


class NotShown(Exception):
    """It is written in the record; its row is not there yet."""

    def __init__(self, rental: Rental) -> None:
        super().__init__(rental.number)
        self.rental = rental


def mirrored() -> bool:
    """Are the rows the mirror of another store?"""
    return settings.RESERVATION_STORE == "cosmos"


def attach(rows: Iterable[Reservation]) -> None:
    """Give each row what is known of its document, in one query."""
    by_key = {str(row.pk): row for row in rows}
    known = {state.row: state for state in Mirrored.objects.filter(container="reservations", row__in=by_key)}
    for key, row in by_key.items():
        row.mirror = known.get(key)  # type: ignore[attr-defined]  # of this page alone


def mirror_of(row: Reservation) -> Mirrored | None:
    if not mirrored():
        return None
    if not hasattr(row, "mirror"):
        attach([row])
    found: Mirrored | None = row.mirror  # type: ignore[attr-defined]
    return found


def version_of(row: Reservation) -> str:
    """The store's own, as Rental.version has it."""
    if not mirrored():
        return row.updated_at.isoformat()
    state = mirror_of(row)
    return state.etag if state else ""


def shown(rental: Rental) -> Reservation:
    """The row of what was written just now."""
    row = Reservation.calendar.select_related("location", "vehicle").filter(pk=rental.id).first()
    if row is None:
        raise NotShown(rental)
    return row


def look_again(row: Reservation, error: ReservationError) -> None:
    """A refusal may be the first to tell that the row is older than the record."""
    if mirrored() and error.status == 409:
        from reservations.repositories.mirror.again import refresh  # the SDK: only where it is the store

        refresh(row)


class WithMirror(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        attach(rows)
        self.result_list = rows  # read to its end


def as_in_catalogue(label: str) -> str:
    """`label`, or the same with a small first letter where only that has a translation."""
    small = label[:1].lower() + label[1:]
    with override("ja"):
        return small if gettext(label) == label and gettext(small) != small else label


class Versioned:
    """Before a ModelAdmin: its pages carry the version of what they show."""

    def version_on_page(self, row: Any) -> str:
        """Empty where nothing else writes it."""
        return ""

    def construct_change_message(self, *given: Any, **named: Any) -> Any:
        """The history keeps labels in English and translates them when it is read: so they must be kept as
        our catalogue has them, while Django's forms begin them with a capital."""
        told = super().construct_change_message(*given, **named)  # type: ignore[misc]
        for entry in told:
            for facts in entry.values():
                if fields := facts.get("fields"):
                    facts["fields"] = [as_in_catalogue(label) for label in fields]
        return told

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if row := kwargs.get("obj"):
            # A page that comes back with a refusal is still the one that was opened.
            context[VERSION] = request.POST.get(VERSION) or self.version_on_page(row)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


class Synced(Versioned, ModelAdmin):
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return WithMirror if mirrored() else super().get_changelist(request, **kwargs)

    def get_list_display(self, request: HttpRequest) -> Any:
        listed = super().get_list_display(request)
        return (*listed, "synced_shown") if mirrored() else listed

    def version_on_page(self, row: Any) -> str:
        return version_of(row)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Without Django's transaction around the page: each deed has its own, begun anew after a rival."""
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except ChangedMeanwhile as error:
            if row := self.get_object(request, object_id or ""):
                look_again(row, error)
            self.message_user(request, error.as_problem(words.language())["detail"], messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        except NotShown as written:
            self.tell_of(request, written.rental)
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )

    def tell_of(self, request: HttpRequest, rental: Rental) -> None:
        said = gettext("{number} is written. The list will show it in a moment.")
        self.message_user(request, said.format(number=self.named(rental)), messages.WARNING)

    def named(self, rental: Rental) -> str:
        return rental.number

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """booking.py has written it while the form was checked; does the row say so already?"""
        rental = getattr(form, "rental", None)
        if mirrored() and rental and version_of(obj) != rental.version:
            self.tell_of(request, rental)

    @admin.display(description=_("synced at"))
    def synced_shown(self, row: Reservation) -> str:
        state = mirror_of(row)
        if state is None:
            return "—"
        zone = row.location.timezone
        at, now = clock.local(state.mirrored_at, zone), clock.local(clock.now(), zone)
        return date_format(at, "H:i:s" if at.date() == now.date() else "m/d H:i:s", use_l10n=False)
