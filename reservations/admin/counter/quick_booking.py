"""A booking on one screen: when, which class at which price, for whom; and the keys right away.

Nothing is booked at another price than the page showed: the form carries what was seen.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.widgets import RegionalPhoneNumberWidget

from reservations import booking, clock, repositories, shop_rules, shops, tariff, vehicle_classes
from reservations.admin import mirror, own_shop, steps
from reservations.admin.booking_form import car_label
from reservations.admin.counter.sheets import sheet_url
from reservations.admin.formats import current_language, format_yen
from reservations.admin.local_time_field import read_instant
from reservations.errors import ReservationError
from reservations.limits import policy, windows
from reservations.models import Reservation, Vehicle
from reservations.values import Customer, Rental, Shop

STEP_MINUTES = 15
# A first proposal: back by the evening if there is so much of the day left, else a day later.
SHORTEST_PROPOSAL = timedelta(hours=3)
MADE = "quick_bookings"  # in the session: the keys of forms that were booked, with the booking's id
KEPT_KEYS = 20


@dataclass(frozen=True)
class Offer:
    """A class of the shop for the times of the form. free: how many cars; price: in yen, None where the
    tariff knows none; amount: the same as text."""

    vehicle_class: str
    name: str
    free: int
    price: int | None
    amount: str

    @property
    def seen(self) -> str:
        """As the form carries it."""
        return "" if self.price is None else str(self.price)


@dataclass(frozen=True)
class Terms:
    """When and with what: what the offers depend on."""

    shop: Shop
    pickup_at: datetime
    return_at: datetime
    extras: Sequence[str]
    car: Vehicle | None = None


class DateTimeInput(forms.DateTimeInput):
    """One field of the browser's own for day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"step": STEP_MINUTES * 60}, format="%Y-%m-%dT%H:%M")


class WallTimeField(forms.DateTimeField):
    """Its value is a naive datetime, just as it was typed: Django's own would be taken for server time."""

    widget = DateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class TermsForm(forms.Form):
    """The part of the screen that the offers depend on. `shop` is set by the page."""

    pickup = WallTimeField(label=_("pickup"))
    back = WallTimeField(label=_("return"))
    extras = forms.MultipleChoiceField(label=_("extras"), required=False, widget=forms.CheckboxSelectMultiple)
    car = forms.ModelChoiceField(
        Vehicle.objects.filter(active=True), required=False, widget=forms.HiddenInput, to_field_name="id"
    )

    def __init__(self, shop: Shop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        language = current_language()
        field = self.fields["extras"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(extra.pk, extra.name_in(language)) for extra in tariff.list_extras()]

    def clean(self) -> dict[str, Any] | None:
        for name in ("pickup", "back"):
            if name in self.cleaned_data:
                self.cleaned_data[f"{name}_at"] = read_instant(self, name, self.shop.timezone)
        car = self.cleaned_data.get("car")
        if car and car.location_id != self.shop.id:
            self.add_error(
                None, ValidationError(_("This vehicle belongs to another shop."), code="elsewhere")
            )
        return self.cleaned_data

    def terms(self) -> Terms:
        """Of a form that is valid."""
        given = self.cleaned_data
        return Terms(self.shop, given["pickup_at"], given["back_at"], given["extras"], given["car"])


class QuickBookingForm(TermsForm):
    vehicle_class = forms.CharField(label=_("vehicle class"), max_length=50)
    customer_name = forms.CharField(
        label=_("name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    customer_phone = PhoneNumberField(
        label=_("telephone"), required=False, widget=RegionalPhoneNumberWidget(attrs={"autocomplete": "off"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def terms_fields(self) -> list[forms.BoundField]:
        return [self["pickup"], self["back"]]

    def customer_fields(self) -> list[forms.BoundField]:
        return [self["customer_name"], self["customer_phone"]]


# --- what is offered


def list_offers(terms: Terms, actor: Any) -> list[Offer]:
    """Every class of the shop, small cars first, or just that of the car that was asked for. Raises
    ReservationError where the shop does not rent for these times."""
    period = shop_rules.decide_period(terms.shop, terms.pickup_at, terms.return_at, actor)
    found = repositories.current().find_free_cars(terms.shop, period, None, "")
    if terms.car:
        classes = {terms.car.vehicle_class}
        found = [car for car in found if car.id == terms.car.pk]
    else:
        fleet = Vehicle.objects.for_hire(terms.shop.id).order_by()
        classes = set(fleet.values_list("vehicle_class", flat=True).distinct())
    free = Counter(car.vehicle_class for car in found)
    ordered = sorted(classes, key=vehicle_classes.order)
    quotes = tariff.quote_classes(terms.shop, ordered, terms.pickup_at, terms.return_at, extras=terms.extras)
    return [
        Offer(
            kind,
            vehicle_classes.name(kind, current_language()),
            free[kind],
            quotes[kind].total if kind in quotes else None,
            format_yen(quotes[kind].total) if kind in quotes else gettext("the shop quotes a price"),
        )
        for kind in ordered
    ]


def propose_times(shop: Shop, now: datetime) -> tuple[datetime, datetime]:
    """From the next quarter of an hour in which the shop is open, by its own clock, until it closes that day,
    or for a day. `shop` with its hours."""
    assert shop.hours
    wall = clock.local(now, shop.timezone).replace(tzinfo=None, second=0, microsecond=0)
    begin = wall + timedelta(minutes=-wall.minute % STEP_MINUTES)
    for ahead in range(15):
        day = begin.date() + timedelta(days=ahead)
        span = shop.hours.on(day)
        if span is None:
            continue
        start = max(begin, datetime.combine(day, span.opens_at))
        close = datetime.combine(day, time(20) if span.opens_at == span.closes_at else span.closes_at)
        if close < datetime.combine(day, span.opens_at):
            close += timedelta(days=1)
        if start < close:
            return start, close if close - start >= SHORTEST_PROPOSAL else start + timedelta(days=1)
    return begin, begin + timedelta(days=1)


# --- the pages


def show_quick_booking(request: HttpRequest) -> HttpResponse:
    """`?pickup=`, `?back=` (local times of the shop, as 2026-12-12T10:00), `?car=` and the other fields: what
    is known already. A POST books."""
    shop = own_shop.find_shop(request)
    if shop is None:
        return HttpResponseRedirect(reverse("admin:index"))
    shop = shops.open_hours(shop)
    if request.method == "POST":
        return answer(request, shop)
    pickup, back = propose_times(shop, clock.now())
    given = {name: request.GET[name] for name in ("pickup", "back", "car") if request.GET.get(name)}
    data = {"pickup": pickup.isoformat(), "back": back.isoformat(), **given}
    terms = TermsForm(shop, {**data, "extras": request.GET.getlist("extras")})
    form = QuickBookingForm(
        shop,
        initial={
            **data,
            "extras": request.GET.getlist("extras"),
            "key": uuid.uuid4(),
            "vehicle_class": request.GET.get("vehicle_class", ""),
            "customer_name": request.GET.get("customer_name", ""),
            "customer_phone": request.GET.get("customer_phone", ""),
        },
    )
    return render(request, shop, form, terms)


def show_offers(request: HttpRequest) -> HttpResponse:
    """The classes alone, for a page whose times have changed."""
    shop = own_shop.find_shop(request)
    terms = TermsForm(shop, request.GET) if shop else None
    context = {**offers_of(request, terms), "chosen": request.GET.get("vehicle_class", "")} if terms else {}
    return TemplateResponse(request, "admin/counter/offers.html", context)


def offers_of(request: HttpRequest, terms: TermsForm) -> dict[str, Any]:
    """What the template of the offers shows; where there are none, the reason."""
    if not terms.is_valid():
        return {"offers": [], "refusal": gettext("Enter when the car leaves and when it comes back.")}
    given = terms.terms()
    try:
        offers = list_offers(given, steps.actor_of(request))
    except ReservationError as error:
        return {"offers": [], "refusal": error.as_problem(current_language())["detail"]}
    return {"offers": offers, "car": car_label(given.car) if given.car else ""}


def render(
    request: HttpRequest, shop: Shop, form: QuickBookingForm, terms: TermsForm, *, price_changed: bool = False
) -> TemplateResponse:
    context = {
        **admin.site.each_context(request),
        **offers_of(request, terms),
        "title": gettext("New booking"),
        "shop": shop,
        "shop_name": shop.name_in(current_language()),
        "form": form,
        "chosen": form["vehicle_class"].value() or "",
        "price_changed": price_changed,
        "may_hand_over": admin.site.get_model_admin(Reservation).has_change_permission(request),
    }
    return TemplateResponse(request, "admin/counter/quick_booking.html", context)


def answer(request: HttpRequest, shop: Shop) -> HttpResponse:
    """Books, once for each form that was opened; or shows the form again with the reason why not."""
    form, terms = QuickBookingForm(shop, request.POST), TermsForm(shop, request.POST)
    if not form.is_valid():
        return render(request, shop, form, terms)
    if made := request.session.get(MADE, {}).get(str(form.cleaned_data["key"])):
        return HttpResponseRedirect(reverse("admin:reservations_reservation_change", args=[made]))
    only = policy.limit_form(str(form.cleaned_data["key"]))
    if windows.take(only):  # the same form is being booked just now: its booking is not known here yet
        text = gettext("This booking was sent already. It will stand here in a moment.")
        messages.info(request, text)
        return HttpResponseRedirect(reverse("admin:index"))
    try:
        if is_price_other(request, form):
            windows.give_back(only)
            return render(request, shop, form, terms, price_changed=True)
        rental = book(request, form)
    except ReservationError as error:
        windows.give_back(only)
        form.add_error(None, ValidationError(error.as_problem(current_language())["detail"], code=error.code))
        return render(request, shop, form, terms)
    except Exception:
        windows.give_back(only)  # nobody shall read that a booking was sent which failed
        raise
    remember(request, form, rental)
    return follow(request, rental)


def is_price_other(request: HttpRequest, form: QuickBookingForm) -> bool:
    """Has the class that was chosen another price than the page showed beside it?"""
    chosen = form.cleaned_data["vehicle_class"]
    offers = list_offers(form.terms(), steps.actor_of(request))
    now = next((offer.seen for offer in offers if offer.vehicle_class == chosen), "")
    return request.POST.get(f"price-{chosen}", now) != now


def book(request: HttpRequest, form: QuickBookingForm) -> Rental:
    terms, given = form.terms(), form.cleaned_data
    return booking.create(
        terms.shop,
        pickup_at=terms.pickup_at,
        return_at=terms.return_at,
        customer=Customer(given["customer_name"], phone=str(given["customer_phone"] or "")),
        actor=steps.actor_of(request),
        vehicle_class=given["vehicle_class"],
        vehicle=terms.car,
        extras=terms.extras,
    ).rental


def remember(request: HttpRequest, form: QuickBookingForm, rental: Rental) -> None:
    """The same form sent again, by a second click or the browser's way back, books nothing more."""
    made = {**request.session.get(MADE, {}), str(form.cleaned_data["key"]): str(rental.id)}
    request.session[MADE] = dict(list(made.items())[-KEPT_KEYS:])


def follow(request: HttpRequest, rental: Rental) -> HttpResponse:
    """On to the booking, or to the sheet of its hand-over and then to today's page."""
    try:
        row = mirror.load_row(rental)
    except mirror.NotShown:
        mirror.tell_not_shown(request, rental.number)
        return HttpResponseRedirect(reverse("admin:index"))
    address = steps.change_url(row)
    link = format_html('<a href="{}">{}</a>', address, rental.number)
    messages.success(
        request, format_html(gettext("{number} is booked: {car}."), number=link, car=row.vehicle)
    )
    if "hand_over" not in request.POST:
        return HttpResponseRedirect(address)
    sheet = sheet_url(row, steps.HAND_OVER)
    return HttpResponseRedirect(f"{sheet}?{urlencode({steps.NEXT: reverse('admin:index')})}")
