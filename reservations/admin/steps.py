"""The steps of a reservation's life as buttons and list actions: booking.py does them or says why not.

A step that is unusual for a booking, such as handing over a car on another day than it is booked for, is done
only after the clerk has said yes on a page in between; and a hand-over can be undone for some minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from reservations import booking, clock, lifecycle
from reservations.admin import words
from reservations.admin.synced import VERSION, Synced, look_again, version_of
from reservations.errors import ReservationError
from reservations.journal import Actor
from reservations.models import Reservation
from reservations.records import Rental


def is_not_today(row: Reservation) -> bool:
    """Is its pickup on another day than today, by the calendar of its shop?"""
    return row.pickup_local.date() != clock.local(clock.now(), row.location.timezone).date()


def never(row: Reservation) -> bool:
    return False


def in_time(row: Reservation) -> bool:
    return lifecycle.may_undo_hand_over(row, clock.now())


@dataclass(frozen=True)
class Step:
    """`asks`: a page says what it costs before it is done. `unusual`: for such a booking a page asks whether
    it is meant, and its button says `yes`. `offered`: what must hold beside the table of steps. `undo`: the
    step that leads back."""

    key: str
    target: str
    label: Any
    done: Any
    deed: Callable[..., Rental]
    asks: bool = False
    unusual: Callable[[Reservation], bool] = never
    yes: Any = ""
    offered: Callable[[Reservation], bool] | None = None
    undo: Step | None = None

    def legal(self, row: Reservation) -> bool:
        on_table = self.target in Reservation.TRANSITIONS[row.status]
        return on_table and (self.offered is None or self.offered(row))


CONFIRM = Step("confirm", "confirmed", _("Confirm the booking"), _("{number} is confirmed."), booking.confirm)
UNDO = Step(
    "undo_hand_over",
    lifecycle.HAND_OVER_UNDONE,
    _("Undo the hand-over"),
    _("{number}: the hand-over is undone. The booking is confirmed as before."),
    booking.undo_hand_over,
    offered=in_time,
)
HAND_OVER = Step(
    "hand_over",
    "out",
    _("Hand over the car"),
    _("{number}: the car is handed over."),
    booking.hand_over,
    unusual=is_not_today,
    yes=_("Yes, hand over"),
    undo=UNDO,
)
TAKE_BACK = Step(
    "take_back", "returned", _("Take back the car"), _("{number}: the car is back."), booking.take_back
)
NO_SHOW = Step(
    "no_show", "no_show", _("Did not come"), _("{number}: the customer did not come."), booking.no_show
)
CANCEL = Step(
    "cancel", "cancelled", _("Cancel the booking…"), _("{number} is cancelled."), booking.cancel, asks=True
)
RELEASE = Step(
    "release", "released", _("Give back for hire"), _("{number} is for hire again."), booking.release
)
LIFE = (CONFIRM, HAND_OVER, TAKE_BACK, UNDO, NO_SHOW, CANCEL)


def actor_of(request: HttpRequest) -> Actor:
    return Actor("staff", who=request.user.get_username())


class Steps(Synced):
    """An admin whose rows take steps: one URL each, POST only; the legal ones are on the change page."""

    steps: tuple[Step, ...] = LIFE

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/step/<slug:key>/", view, name=name), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        may = row is not None and self.has_change_permission(request, row)
        context["steps"] = [step for step in self.steps if step.legal(row)] if may and row else []
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        step = next((step for step in self.steps if step.key == key), None)
        row = self.get_object(request, object_id)
        if step is None or row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if step.asks:
            answer = self.ask(request, step, [row], self.page_of(row))
            return answer or HttpResponseRedirect(self.page_of(row))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if page := self.doubt(request, step, [row], self.page_of(row)):
            return page
        self.take(request, step, [row], version=request.POST.get(VERSION, ""))
        return HttpResponseRedirect(self.page_of(row))

    def take_chosen(
        self, request: HttpRequest, step: Step, queryset: QuerySet[Reservation]
    ) -> HttpResponse | None:
        """A step for what was chosen in the list; a page where it must be asked first."""
        rows = list(queryset)
        listed = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if page := self.doubt(request, step, rows, listed):
            return page
        self.take(request, step, rows)
        return None

    def doubt(
        self, request: HttpRequest, step: Step, rows: list[Reservation], back: str
    ) -> HttpResponse | None:
        """A page that asks whether an unusual step is meant; None where there is no doubt, or an answer.

        Of several, none is done before the answer, but those that cannot be done are named at once.
        """
        legal = [row for row in rows if step.legal(row)]
        unusual = [row for row in legal if step.unusual(row)]
        if not unusual or "sure" in request.POST:
            return None
        self.take(request, step, [row for row in rows if row not in legal])
        from_list = ACTION_CHECKBOX_NAME in request.POST
        page = {
            **self.admin_site.each_context(request),
            "title": gettext("Not booked for today"),
            "opts": self.opts,
            "media": self.media,
            "yes": step.yes,
            "question": question(unusual),
            "rows": [(row, words.in_days(row.pickup_local)) for row in legal],
            "back": back,
            # Of several, each is what it is by then.
            VERSION: "" if from_list else request.POST.get(VERSION) or version_of(legal[0]),
            "action": request.POST.get("action") if from_list else "",
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/reservations/unusual.html", page)

    def ask(
        self, request: HttpRequest, step: Step, rows: list[Reservation], back: str
    ) -> HttpResponse | None:
        """A page in between; None when the clerk has said yes on it and it is done."""
        raise NotImplementedError  # only for steps that ask

    def take(self, request: HttpRequest, step: Step, rows: Iterable[Reservation], **given: Any) -> None:
        for row in rows:
            try:
                after = step.deed(row, actor=actor_of(request), **given)
                self.message_user(request, self.told_of(step, row, after), messages.SUCCESS)
            except ReservationError as error:
                look_again(row, error)
                refusal = error.as_problem(get_language())["detail"]
                self.message_user(request, f"{self.called(row)}: {refusal}", messages.ERROR)

    def told_of(self, step: Step, row: Reservation, after: Rental) -> str:
        """That it is done; with a button that undoes it, where there is a way back. The button belongs to a
        form of the page that shows the message, which has the token against forgery."""
        done = str(step.done).format(number=self.called(row))
        if step.undo is None or not settings.HAND_OVER_UNDO_MINUTES:
            return done
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_step"
        return format_html(
            '{} <button class="undo" form="undo" formaction="{}" name="{}" value="{}">{}</button>',
            done,
            reverse(name, args=[row.pk, step.undo.key]),
            VERSION,
            after.version,
            step.undo.label,
        )

    def called(self, row: Reservation) -> str:
        return row.number

    def page_of(self, row: Reservation) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])


def question(unusual: list[Reservation]) -> str:
    if len(unusual) > 1:
        return gettext("Several of these bookings are not for today. Really hand over the cars now?")
    (row,) = unusual
    asked = gettext("The booking of {customer} is for {day}. Really hand over the car now?")
    return asked.format(customer=row.customer_name, day=words.day(row.pickup_local))
