"""The customer's own page of one booking, opened by its signed link: see it, change its times, cancel it.

No cookie and no login: the link is all there is, so another site's form can do nothing with it, and none of
these views needs Django's token against that. What is done here is done by the tools, in their two steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reservations import clock, links, tools
from reservations.limits import policy, windows
from reservations.messages import invitation, wording
from reservations.tools import Caller
from reservations.values import Rental
from voice.api import addresses
from voice.protocol.shapes import ToolOutput
from voice.views import describe_shop, find_telephone, keep_digits, list_locations

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
LONGEST_VALUE = 64  # characters of a form's field
View = Callable[[HttpRequest, "Opened"], HttpResponse]


@dataclass(frozen=True)
class Opened:
    """A booking whose link was opened, and the address of its page."""

    booking: Rental
    token: str
    language: str

    @property
    def caller(self) -> Caller:
        booking = self.booking
        return Caller("page", f"link-{booking.id}", self.language, proven=booking.number)

    @property
    def address(self) -> str:
        return f"/r/{self.token}/"

    def read_again(self) -> Rental:
        """The booking as it is now; as it was opened, where its link opens it no more."""
        return links.find(self.token) or self.booking

    def ask(self, tool: str, **given: str) -> ToolOutput:
        """What the tool answers about this booking; what was left out is not said."""
        said = {name: value for name, value in given.items() if value}
        return tools.run(tool, {"number": self.booking.number, **said}, caller=self.caller)

    def go_back(self, done: str = "") -> HttpResponse:
        """To the page itself, by GET: loading it again asks for nothing."""
        query = {"lang": self.language, **({"done": done} if done else {})}
        response = HttpResponseRedirect(f"{self.address}?{urlencode(query)}")
        response.status_code = 303
        return response


def open_by_link(view: View) -> Callable[..., HttpResponse]:
    """A Django view of a function that takes the request and the booking of its link, in its language."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = open_and_answer(request, token)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    def open_and_answer(request: HttpRequest, token: str) -> HttpResponse:
        booking = links.find(token)
        if booking is None:
            origin = addresses.read_origin(request)
            wait = windows.take(policy.limit_wrong_link(origin)) if origin else 0.0
            return refuse(request, 429 if wait else 404)
        limits = policy.limit_booking_page(booking.number, writes=request.method == "POST")
        if windows.take(*limits):
            return refuse(request, 429)
        opened = Opened(booking, token, choose_language(request, booking))
        with translation.override(opened.language):
            response = view(request, opened)
        response.headers["Content-Language"] = opened.language
        return response

    return answer


def choose_language(request: HttpRequest, booking: Rental) -> str:
    """That of the conversation that booked it, unless the reader has chosen another one on the page."""
    chosen = request.GET.get("lang", "")
    return chosen if chosen in LANGUAGES else "en" if booking.language.startswith("en") else "ja"


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """One page for every link that opens nothing: it does not tell whether there was a booking."""
    language = get_language() or "ja"
    shops = [describe_shop(location, language) for location in list_locations(language)]
    context = {
        "title": _("Car rental reception"),
        "language": language,
        "is_closed": True,
        "is_busy": status == 429,
        "telephone": find_telephone(shops),
    }
    return render(request, "voice/booking/closed.html", context, status=status)


@open_by_link
def show(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The page of the booking."""
    is_changed = request.GET.get("done") == "changed" and opened.booking.status == "confirmed"
    return render_page(request, opened, "page", {"title": _("Your booking is changed")} if is_changed else {})


@open_by_link
def change(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The form; then what the booking would become and cost; with the token of just that, the change."""
    if not may_change(opened.booking):
        return opened.go_back()
    booking = opened.booking
    standing = {"start": write_local(booking.pickup_local), "end": write_local(booking.return_local)}
    times = {name: read(request, name) or standing[name] for name in standing}
    if request.method != "POST":
        return render_page(request, opened, "change", times)
    token = read(request, "confirmationToken")
    if token and times == standing:
        return opened.go_back("changed")  # the button was pressed twice, and the first time did it
    if times == standing:
        said = _("These are the times that your booking has already.")
        return render_page(request, opened, "change", {**times, "problem": said}, status=422)
    # Both, even where one has changed alone: whoever fills in a form means what stands there.
    answer = opened.ask(
        "change_reservation", startDate=times["start"], endDate=times["end"], confirmationToken=token
    )
    if not (answer["success"] and not answer.get("needsConfirmation")) and token:
        booking = opened.read_again()  # the same answer may have come twice, and the other one have done it
        if times == {"start": write_local(booking.pickup_local), "end": write_local(booking.return_local)}:
            return opened.go_back("changed")
    if not answer["success"]:
        return render_page(request, opened, "change", {**times, "problem": answer["spoken"]}, status=422)
    if answer.get("needsConfirmation"):
        return render_page(request, opened, "change", {**times, "asked": describe_change(answer, opened)})
    return opened.go_back("changed")


@open_by_link
def cancel(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The fee; then, with the token of just that fee, the cancellation."""
    if not may_cancel(opened.booking):
        return opened.go_back()
    token = read(request, "confirmationToken") if request.method == "POST" else ""
    answer = opened.ask("cancel_reservation", confirmationToken=token)
    if token and not may_cancel(opened.read_again()):
        return opened.go_back("cancelled")  # by this answer, or by the same one that came a moment before
    if not answer["success"]:
        return render_page(request, opened, "cancel", {"problem": answer["spoken"]}, status=422)
    if answer.get("needsConfirmation"):
        fee = wording.format_yen(answer["fee"], opened.language) if answer["fee"] else ""
        asked = {"fee": fee, "token": answer["confirmationToken"]}
        # Asked again after a yes: the fee has risen since, or somebody else has changed the booking.
        return render_page(request, opened, "cancel", {"asked": asked, "is_asked_again": bool(token)})
    return opened.go_back()


@open_by_link
def calendar(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The booking as a calendar file."""
    number = opened.booking.number
    response = HttpResponse(invitation.publish(opened.booking), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.ics"'
    return response


# --- what the pages show


def render_page(
    request: HttpRequest, opened: Opened, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One of the pages of a booking, in its language."""
    booking = opened.booking
    given = {
        "booking": booking,
        "facts": wording.collect_facts(booking, opened.language),
        "tel": keep_digits(booking.location.phone),
        "car": describe_car(booking, opened.language),
        "groups": booking.number.split("-"),
        "may_change": may_change(booking),
        "may_cancel": may_cancel(booking),
        "title": describe_state(booking),
        "address": opened.address,
        "language": opened.language,
        **context,
    }
    return render(request, f"voice/booking/{name}.html", given, status=status)


def describe_state(booking: Rental) -> str:
    """What a customer calls it, not the staff."""
    return {
        "confirmed": _("Your car is booked"),
        "out": _("You have the car"),
        "returned": _("The car is back. Thank you."),
        "cancelled": _("Your booking is cancelled"),
        "no_show": _("The car was not picked up"),
    }[booking.status]


def describe_car(booking: Rental, language: str) -> str:
    """What the customer gets: a class, and a model as an example."""
    model = f"{booking.vehicle.manufacturer} {booking.vehicle.model}".strip()
    kind = booking.vehicle.class_name(language)
    return _("{kind} (such as {model})").format(kind=kind, model=model) if model else kind


def describe_change(answer: ToolOutput, opened: Opened) -> dict[str, Any]:
    """What is asked before a change, beside what was typed: its price, and how it differs."""
    price, more = answer.get("price"), answer.get("priceDifference")
    language = opened.language
    return {
        "token": answer["confirmationToken"],
        "pickup": wording.format_long(datetime.fromisoformat(answer["period"]["startDate"]), language),
        "return": wording.format_long(datetime.fromisoformat(answer["period"]["endDate"]), language),
        "price": wording.format_yen(price["total"], language) if price else "",
        "more": wording.format_yen(more, language) if more and more > 0 else "",
        "less": wording.format_yen(-more, language) if more and more < 0 else "",
    }


def may_change(booking: Rental) -> bool:
    """Whether the customer may still change it here: confirmed, and not picked up."""
    return booking.status == "confirmed" and booking.pickup_at > clock.now()


def may_cancel(booking: Rental) -> bool:
    """Whether the customer may still cancel it here."""
    return booking.status == "confirmed"


def read(request: HttpRequest, name: str) -> str:
    """A field of the form; a longer one than any of ours is none."""
    value = str(request.POST.get(name, "")).strip()
    return value if len(value) <= LONGEST_VALUE else ""


def write_local(wall: datetime) -> str:
    """As `<input type="datetime-local">` has it."""
    return wall.replace(tzinfo=None).isoformat(timespec="minutes")


urlpatterns: list[URLPattern] = [
    path("r/<str:token>/", show, name="booking-page"),
    path("r/<str:token>/change", change, name="booking-change"),
    path("r/<str:token>/cancel", cancel, name="booking-cancel"),
    path("r/<str:token>/calendar.ics", calendar, name="booking-calendar"),
]
