"""The steps of a reservation's life as buttons and list actions: booking.py does them or says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reservations import booking
from reservations.admin.synced import VERSION, Synced, look_again
from reservations.errors import ReservationError
from reservations.journal import Actor
from reservations.models import Reservation


@dataclass(frozen=True)
class Step:
    """`asks`: a page says what it costs before it is done."""

    key: str
    target: str
    label: Any
    done: Any
    deed: Callable[..., Any]
    asks: bool = False

    def legal(self, row: Reservation) -> bool:
        return self.target in Reservation.TRANSITIONS[row.status]


CONFIRM = Step("confirm", "confirmed", _("Confirm the booking"), _("{number} is confirmed."), booking.confirm)
HAND_OVER = Step(
    "hand_over", "out", _("Hand over the car"), _("{number}: the car is handed over."), booking.hand_over
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
LIFE = (CONFIRM, HAND_OVER, TAKE_BACK, NO_SHOW, CANCEL)


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
        self.take(request, step, [row], version=request.POST.get(VERSION, ""))
        return HttpResponseRedirect(self.page_of(row))

    def ask(
        self, request: HttpRequest, step: Step, rows: list[Reservation], back: str
    ) -> HttpResponse | None:
        """A page in between; None when the clerk has said yes on it and it is done."""
        raise NotImplementedError  # only for steps that ask

    def take(self, request: HttpRequest, step: Step, rows: Iterable[Reservation], **given: Any) -> None:
        for row in rows:
            try:
                step.deed(row, actor=actor_of(request), **given)
                self.message_user(request, step.done.format(number=self.called(row)), messages.SUCCESS)
            except ReservationError as error:
                look_again(row, error)
                refusal = error.as_problem(get_language())["detail"]
                self.message_user(request, f"{self.called(row)}: {refusal}", messages.ERROR)

    def called(self, row: Reservation) -> str:
        return row.number

    def page_of(self, row: Reservation) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
