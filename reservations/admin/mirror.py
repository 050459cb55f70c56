"""What the admin knows of the record behind its rows, where they mirror another store.

A page carries the version of what it shows. An operation from a page that is not the present one any more is
refused by the store; the page then shows what is there now. Shops and cars are in the record, too: it is
written before the transaction of their rows ends, or neither is.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.translation import gettext

from reservations import clock, repositories
from reservations.admin.formats import current_language
from reservations.admin.places import is_by_script
from reservations.errors import ChangedMeanwhile, ReservationError
from reservations.models import Mirrored, Reservation
from reservations.values import Rental

# The field of a form that carries the version of the row as the page was opened.
VERSION = "version"
SOONER = "sooner"  # marks the message that somebody else was: static/staff/keep-typed.js looks for it


class NotShown(Exception):
    """It is written in the record; its row is not there yet. `rental`: what was written."""

    def __init__(self, rental: Rental) -> None:
        super().__init__(rental.number)
        self.rental = rental


def is_mirrored() -> bool:
    """Are the rows the mirror of another store?"""
    return settings.RESERVATION_STORE == "cosmos"


# --- bookings and blocks: a row each


def attach_states(rows: Iterable[Reservation]) -> None:
    """Give each row what is known of its document, in one query."""
    by_key = {str(row.pk): row for row in rows}
    known = {state.row: state for state in Mirrored.objects.filter(container="reservations", row__in=by_key)}
    for key, row in by_key.items():
        row.mirror = known.get(key)  # type: ignore[attr-defined]  # of this page alone


def find_state(row: Reservation) -> Mirrored | None:
    """What is known of the document behind `row`; one query, unless attach_states came before."""
    if not is_mirrored():
        return None
    if not hasattr(row, "mirror"):
        attach_states([row])
    found: Mirrored | None = row.mirror  # type: ignore[attr-defined]
    return found


def version_of(row: Reservation) -> str:
    """The store's own, as Rental.version has it."""
    if not is_mirrored():
        return row.updated_at.isoformat()
    state = find_state(row)
    return state.etag if state else ""


def opened_version(request: HttpRequest, row: Reservation) -> str:
    """The version that the page of `row` carries: one that comes back with a refusal is still the one that
    was opened."""
    return request.POST.get(VERSION) or version_of(row)


def load_row(rental: Rental) -> Reservation:
    """The row of what was written just now; raises NotShown where the mirror has not got it yet."""
    row = Reservation.calendar.select_related("location", "vehicle").filter(pk=rental.id).first()
    if row is None:
        raise NotShown(rental)
    return row


def refresh_after(row: Reservation, error: ReservationError) -> None:
    """A refusal may be the first to tell that the row is older than the record."""
    if is_mirrored() and error.status == 409:
        from reservations.repositories.mirror.reservations import (
            refresh,  # the SDK: only where it is the store
        )

        refresh(row)


def reopen(request: HttpRequest, row: Reservation | None, error: ChangedMeanwhile) -> HttpResponse:
    """Tell that somebody else was sooner, and show the page anew with what is there now; a script of the page
    puts in what was typed (static/staff/keep-typed.js). A script that sent the form gets 409 and why: it
    reads the page anew itself (static/staff/beside.js)."""
    if row:
        refresh_after(row, error)
    why = error.as_problem(current_language())["detail"]
    if is_by_script(request):
        return HttpResponse(why, status=error.status, content_type="text/plain")
    messages.error(request, why, extra_tags=SOONER)
    return HttpResponseRedirect(request.get_full_path())


def tell_not_shown(request: HttpRequest, name: str) -> None:
    """Tell that what is called `name` is written, and that its row will follow."""
    text = gettext("{number} has been saved. It will appear in the list in a moment.")
    messages.warning(request, text.format(number=name))


def format_synced_at(row: Reservation) -> str:
    """When the row was read from its document, by the clock of its shop; a dash where it never was."""
    state = find_state(row)
    if state is None:
        return "—"
    zone = row.location.timezone
    at, now = clock.local(state.mirrored_at, zone), clock.local(clock.now(), zone)
    return date_format(at, "H:i:s" if at.date() == now.date() else "m/d H:i:s", use_l10n=False)


class MirrorChangeList(ChangeList):
    """A list whose rows know their documents, where there is a mirror: one query for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not is_mirrored():
            return
        rows = list(self.result_list)
        attach_states(rows)
        self.result_list = rows  # read to its end


# --- shops and their cars: one document a shop


def opened_shop_version(request: HttpRequest, location_id: str) -> str:
    """The ETag of the shop's document that the page carries; empty where nothing but the admin writes it."""
    if opened := request.POST.get(VERSION):
        return opened
    if not is_mirrored():
        return ""
    state = Mirrored.objects.filter(container="locations", row=location_id).first()
    return state.etag if state else ""


def publish_shops(request: HttpRequest, *location_ids: str) -> None:
    """Write shops with their cars into the record, in this order: a car leaves the one inventory before it
    enters the other. The page, and so its version, was of the first. Raises ReservationError where the
    record refuses or is away; the caller's transaction then undoes the rows."""
    repositories.current().publish(location_ids, request.POST.get(VERSION, ""))


def refuse_publishing(
    request: HttpRequest, error: ReservationError, *, location_id: str | None
) -> HttpResponse:
    """Tell that nothing was saved, and show the page anew. `location_id`: the shop to be read again where its
    document has changed; None for a new one."""
    if isinstance(error, ChangedMeanwhile) and location_id and is_mirrored():
        from reservations.repositories.mirror.locations import (
            refresh_shop,  # the SDK: only where it is the store
        )

        refresh_shop(location_id)
    text = gettext("Nothing was saved: {reason}")
    messages.error(request, text.format(reason=error.as_problem(current_language())["title"]))
    return HttpResponseRedirect(request.get_full_path())
