"""The steps of a booking's life as buttons and list actions: booking.py does them or says why not.

A step that is unusual for a booking, such as handing over a car on another day than it is booked for, is done
only after the clerk has said yes on a page in between; so is a cancellation, whose page names the fee. The
others can be undone for some minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reservations import booking, clock, lifecycle, tariff
from reservations.admin import doubts
from reservations.admin.formats import current_language, format_days_from_today, format_yen
from reservations.admin.mirror import VERSION, refresh_after, version_of
from reservations.errors import ReservationError
from reservations.models import Message, Reservation
from reservations.models.booking import OUT_OF_SERVICE
from reservations.values import Actor, Rental

# What every page of an admin shows around its own content.
Frame = Callable[[HttpRequest], dict[str, Any]]
NEXT = "next"  # the field of a form, or of an address, that says where to go on to


def is_never(row: Reservation) -> bool:
    return False


def is_always(row: Reservation) -> bool:
    return True


def can_be_undone(row: Reservation) -> bool:
    return lifecycle.may_undo(row, clock.now())


def number_of(row: Reservation) -> str:
    return row.number


def vehicle_of(row: Reservation) -> str:
    return str(row.vehicle)


def no_news(row: Reservation, after: Rental) -> str:
    return ""


def news_of_restored(row: Reservation, after: Rental) -> str:
    """With which car a booking stands again, and what its customer hears of it."""
    said = []
    if after.vehicle.id != row.vehicle_id:
        said.append(gettext("It has another car now, as its own was taken: {car}.").format(car=after.vehicle))
    last = Message.objects.filter(reservation=row.pk).order_by("pk").last()
    if last is not None and last.kind == "restored":
        said.append(
            gettext("The customer may know of the cancellation, and is told that the booking stands.")
        )
    elif last is not None:
        said.append(gettext("No message of the cancellation has gone out."))
    return " ".join(said)


@dataclass(frozen=True)
class Step:
    """One operation on a booking, or on a block, as the admin offers it.

    key: its word in the URL.
    target: its word in Reservation.TRANSITIONS.
    label: what its button says; short: the same on a line of a table.
    done: the message afterwards; {number} stands for what `subject` makes of the row.
    operation: the function of booking.py that does it.
    asks_fee: whether a page names the fee first.
    is_unusual: for such a booking a page asks first whether it is meant.
    yes: what the button of that page says.
    is_offered: what must hold beside the table of transitions.
    undo: the step that leads back.
    subject: how messages call the row.
    sheet_title: of the page on which more is noted with the step; "" where there is none. sheet_short: the
        same on a line of a table.
    news: a sentence that follows `done`, of the rental as it became and the row before; "" for none.
    """

    key: str
    target: str
    label: Any
    done: Any
    operation: Callable[..., Rental]
    asks_fee: bool = False
    is_unusual: Callable[[Reservation], bool] = is_never
    yes: Any = ""
    is_offered: Callable[[Reservation], bool] = is_always
    undo: Step | None = None
    subject: Callable[[Reservation], str] = number_of
    short: Any = ""
    sheet_title: Any = ""
    sheet_short: Any = ""
    news: Callable[[Reservation, Rental], str] = no_news

    def is_legal(self, row: Reservation) -> bool:
        return self.target in Reservation.TRANSITIONS[row.status] and self.is_offered(row)


CONFIRM = Step(
    "confirm",
    "confirmed",
    _("Confirm the booking"),
    _("{number} is confirmed."),
    booking.confirm,
    short=_("Confirm"),
)
UNDO = Step(
    "undo_hand_over",
    lifecycle.HAND_OVER_UNDONE,
    _("Undo the hand-over"),
    _("{number}: the hand-over has been undone. The booking is confirmed again."),
    booking.undo_hand_over,
    is_offered=can_be_undone,
    short=_("Undo"),
)
HAND_OVER = Step(
    "hand_over",
    "out",
    _("Hand over the car"),
    _("{number}: the car has been handed over."),
    booking.hand_over,
    is_unusual=doubts.is_doubtful,
    yes=_("Yes, hand over"),
    undo=UNDO,
    short=_("Hand over"),
    sheet_title=_("Hand-over sheet"),
    sheet_short=pgettext_lazy("at a hand-over", "Sheet"),
)
UNDO_RETURN = Step(
    "undo_return",
    lifecycle.RETURN_UNDONE,
    _("Undo the return"),
    _("{number}: the return has been undone. The car is on the road again."),
    booking.undo_return,
    is_offered=can_be_undone,
    short=_("Undo"),
)
TAKE_BACK = Step(
    "take_back",
    "returned",
    _("Take back the car"),
    _("{number}: the car has been returned."),
    booking.take_back,
    undo=UNDO_RETURN,
    short=_("Take back"),
    sheet_title=_("Return sheet"),
    sheet_short=pgettext_lazy("at a return", "Sheet"),
)
UNDO_NO_SHOW = Step(
    "undo_no_show",
    lifecycle.NO_SHOW_UNDONE,
    _("Undo the no-show"),
    _("{number}: the no-show has been undone. The booking is confirmed again."),
    booking.undo_no_show,
    is_offered=can_be_undone,
    short=_("Undo"),
)
NO_SHOW = Step(
    "no_show",
    "no_show",
    _("Mark as no-show"),
    _("{number} is marked as a no-show."),
    booking.mark_no_show,
    undo=UNDO_NO_SHOW,
)
UNDO_CANCELLATION = Step(
    "undo_cancellation",
    lifecycle.CANCELLATION_UNDONE,
    _("Undo the cancellation"),
    _("{number}: the cancellation has been undone."),
    booking.undo_cancellation,
    is_offered=can_be_undone,
    short=_("Undo"),
    news=news_of_restored,
)
CANCEL = Step(
    "cancel",
    "cancelled",
    _("Cancel the booking…"),
    _("{number} has been cancelled."),
    booking.cancel,
    asks_fee=True,
    undo=UNDO_CANCELLATION,
)
RELEASE = Step(
    "release",
    "released",
    _("Return to service"),
    _("{number} is back in service."),
    booking.release,
    subject=vehicle_of,
)
OF_BOOKINGS = (
    *(CONFIRM, HAND_OVER, TAKE_BACK, UNDO, NO_SHOW, CANCEL),
    *(UNDO_RETURN, UNDO_NO_SHOW, UNDO_CANCELLATION),
)
WITH_SHEET = {step.key: step for step in (HAND_OVER, TAKE_BACK)}
# What a line of today's page offers: the first that is legal.
OF_DEPARTURES = (CONFIRM, HAND_OVER, UNDO, UNDO_NO_SHOW)
OF_RETURNS = (TAKE_BACK, UNDO_RETURN)
OF_BLOCKS = (RELEASE,)


def actor_of(request: HttpRequest) -> Actor:
    """The clerk who asks, as the audit log names them."""
    return Actor("staff", who=request.user.get_username())


class StepPages:
    """The steps of one admin: a URL for each button, the list's actions, and the pages that ask first.

    An admin holds one of these, made of itself and the steps of its rows; it adds `urls` to its own.
    """

    def __init__(self, admin: Any, steps: Sequence[Step]) -> None:
        self.admin = admin
        self.steps = steps

    @property
    def urls(self) -> list[URLPattern]:
        view = self.admin.admin_site.admin_view(self.answer_button)
        name = f"{self.admin.opts.app_label}_{self.admin.opts.model_name}_step"
        return [path("<path:object_id>/step/<slug:key>/", view, name=name)]

    def offer_buttons(self, request: HttpRequest, row: Reservation | None) -> list[Step]:
        """The steps that this clerk may take with `row` now; none on the page of a new one."""
        if row is None or not self.admin.has_change_permission(request, row):
            return []
        return [step for step in self.steps if step.is_legal(row)]

    def answer_button(self, request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        """The step is done, refused, or asked first; then the page of the row, or the page that asks.

        Raises Http404 where the step or the row is unknown, and PermissionDenied.
        """
        step = next((step for step in self.steps if step.key == key), None)
        row = self.admin.get_object(request, object_id)
        if step is None or row is None:
            raise Http404
        if not self.admin.has_change_permission(request, row):
            raise PermissionDenied
        back = read_next(request) or change_url(row)
        if step.asks_fee:
            return ask_fee(request, step, [row], back, self.frame) or HttpResponseRedirect(back)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if page := ask_if_unusual(request, step, [row], back, self.frame):
            return page
        take(request, step, [row], version=request.POST.get(VERSION, ""))
        return HttpResponseRedirect(back)

    def take_selected(
        self, request: HttpRequest, step: Step, selected: Iterable[Reservation]
    ) -> HttpResponse | None:
        """The step for what was selected in the list: None when it is done, or the page that asks first."""
        rows = list(selected)
        if not rows:
            return None
        if step.asks_fee:
            return ask_fee(request, step, rows, list_url(rows[0]), self.frame)
        if page := ask_if_unusual(request, step, rows, list_url(rows[0]), self.frame):
            return page
        take(request, step, rows)
        return None

    def frame(self, request: HttpRequest) -> dict[str, Any]:
        """What a page that asks before a step shows around its question."""
        site = self.admin.admin_site
        return {**site.each_context(request), "opts": self.admin.opts, "media": self.admin.media}


def read_next(request: HttpRequest) -> str:
    """Where the page that sent this wants to go on to: a page of ours, or ""."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def take(request: HttpRequest, step: Step, rows: Iterable[Reservation], **given: Any) -> bool:
    """Do the step for each row, or tell why not; whether all were done. `given`: further arguments of its
    operation."""
    all_done = True
    for row in rows:
        try:
            after = step.operation(row, actor=actor_of(request), **given)
            messages.success(request, done_message(step, row, after))
        except ReservationError as error:
            refresh_after(row, error)
            refusal = error.as_problem(current_language())["detail"]
            messages.error(request, f"{step.subject(row)}: {refusal}")
            all_done = False
    return all_done


def done_message(step: Step, row: Reservation, after: Rental) -> str:
    """That it is done; with a button that undoes it, where there is a way back. The button belongs to a
    form of the page that shows the message, which has the token against forgery."""
    done = f"{str(step.done).format(number=step.subject(row))} {step.news(row, after)}".rstrip()
    if step.undo is None or not settings.HAND_OVER_UNDO_MINUTES:
        return done
    return format_html(
        '{} <button class="undo" form="undo" formaction="{}" name="{}" value="{}">{}</button>',
        done,
        reverse(url_name(row, "step"), args=[row.pk, step.undo.key]),
        VERSION,
        after.version,
        step.undo.label,
    )


# --- the pages that ask first


def ask_if_unusual(
    request: HttpRequest, step: Step, rows: list[Reservation], back: str, frame: Frame
) -> HttpResponse | None:
    """A page that asks whether an unusual step is meant; None where there is no doubt, or an answer.

    Of several, none is done before the answer, but those that cannot be done are named at once.
    """
    legal = [row for row in rows if step.is_legal(row)]
    unusual = [row for row in legal if step.is_unusual(row)]
    if not unusual or "sure" in request.POST:
        return None
    name_illegal(request, step, rows)
    from_list = ACTION_CHECKBOX_NAME in request.POST
    page = {
        **frame(request),
        "title": doubts.title_of_question(unusual),
        "yes": step.yes,
        "question": doubts.question_about(unusual),
        "rows": [(row, format_days_from_today(row.pickup_local)) for row in legal],
        "selected": [row.pk for row in legal],
        "back": back,
        # Of several, each is what it is by then.
        VERSION: "" if from_list else request.POST.get(VERSION) or version_of(legal[0]),
        "action": request.POST.get("action") if from_list else "",
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/reservations/unusual.html", page)


def name_illegal(request: HttpRequest, step: Step, rows: Iterable[Reservation]) -> None:
    """Tell why the step cannot be done with those of `rows` where it cannot.

    Each is tried as it was read: where it has become possible since, it is refused too, as nobody has agreed.
    """
    for row in rows:
        if not step.is_legal(row):
            take(request, step, [row], version=version_of(row))


@dataclass(frozen=True)
class Loss:
    """What cancelling `row` costs its customer: `fee` in yen, `amount` as text."""

    row: Reservation
    fee: int

    @property
    def amount(self) -> str:
        return format_yen(self.fee)


def ask_fee(
    request: HttpRequest, step: Step, rows: list[Reservation], back: str, frame: Frame
) -> HttpResponse | None:
    """A page that names what cancelling costs; None when the clerk has said yes to just this fee and it is
    done, or where there is nothing to cancel.

    Those that cannot be cancelled are named at once; a fee that rose meanwhile is shown anew.
    """
    name_illegal(request, step, rows)
    losses = [Loss(row, tariff.find_cancellation_fee(row, clock.now())) for row in rows if step.is_legal(row)]
    if not losses:
        return None
    total = sum(loss.fee for loss in losses)
    if request.method == "POST" and "sure" in request.POST:
        if request.POST.get("fee") == str(total):
            reason = request.POST.get("reason", "").strip()[:100]
            given = {"version": request.POST.get(VERSION, "")} if len(rows) == 1 else {}
            given |= {"reason": reason} if reason else {}
            take(request, step, [loss.row for loss in losses], **given)
            return None
        messages.warning(request, gettext("The fee has changed in the meantime. Please check it again."))
    from_list = ACTION_CHECKBOX_NAME in request.POST
    page = {
        **frame(request),
        "title": gettext("Confirm the cancellation"),
        "losses": losses,
        "selected": [loss.row.pk for loss in losses],
        "total": total,
        "total_amount": format_yen(total),
        "reason": request.POST.get("reason", ""),
        "back": back,
        # Of several, each is what it is by then: only the fee in sum was seen.
        VERSION: version_of(losses[0].row) if len(losses) == 1 and not from_list else "",
        "action": request.POST.get("action") if from_list else "",
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/reservations/reservation/cancel.html", page)


# --- where the pages are


def change_url(row: Reservation) -> str:
    """The page of a booking or of a block."""
    return reverse(url_name(row, "change"), args=[row.pk])


def page_url(row: Reservation) -> str:
    """Of the page of a booking or a block that was read as a row of their one table."""
    kind = "block" if row.status in OUT_OF_SERVICE else "reservation"
    return reverse(f"admin:reservations_{kind}_change", args=[row.pk])


def list_url(row: Reservation) -> str:
    """Of the list in which `row` stands."""
    return reverse(url_name(row, "changelist"))


def url_name(row: Reservation, view: str) -> str:
    """A block has other pages than a rental, although it is a row of the same table."""
    return f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}"
