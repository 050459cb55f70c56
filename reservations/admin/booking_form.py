"""A clerk's form for a booking: times by the clock at the shop; booking.py decides and writes.

It offers the cars that the booking can have, and asks before a change with another price is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from phonenumber_field.widgets import RegionalPhoneNumberWidget

from reservations import availability, booking, clock, shop_rules, vehicle_classes
from reservations.admin.formats import current_language, format_yen
from reservations.admin.local_time_field import LocalTimeField, read_instant
from reservations.admin.mirror import load_row
from reservations.availability import Period
from reservations.errors import CarElsewhere, ChangedMeanwhile, NoVehicleAvailable, ReservationError
from reservations.models import Extra, Location, Reservation, Vehicle
from reservations.models.free_cars import filter_free
from reservations.tools import confirmation
from reservations.values import Actor, Change, Customer, Rental

if TYPE_CHECKING:  # generic for mypy alone
    ModelForm = forms.ModelForm[Reservation]
    VehicleChoiceField = forms.ModelChoiceField[Vehicle]
else:
    ModelForm = forms.ModelForm
    VehicleChoiceField = forms.ModelChoiceField
Status = Reservation.Status
Choice = tuple[str, str]
PLAN = ("pickup", "back", "vehicle_class", "car", "extras")
# The fields of PLAN that can be changed, by status; None: all. What is over stays as it was; a car on the
# road can only come back at another time.
CHANGEABLE = {Status.HELD: None, Status.CONFIRMED: None, Status.OUT: {"back"}}
# The field that the answer to a price question carries: the token of the price that was shown.
AGREED_PRICE = "agreed_price"


# --- the cars to choose from


class CarField(VehicleChoiceField):
    """What is offered is set by the form; what was sent is judged by booking.py, which knows why not."""

    def label_from_instance(self, obj: Vehicle) -> str:
        return car_label(obj)


def car_label(car: Vehicle) -> str:
    """By what a clerk looks for: the plate, then the class and the model."""
    model = f"{car.manufacturer} {car.model}".strip()
    parts = (car.plate, vehicle_classes.name(car.vehicle_class, current_language()), model)
    return " · ".join(part for part in parts if part)


def car_choices(
    shop: Location | None,
    period: Period | None,
    own: Reservation | None,
    shop_ids: frozenset[str] | None = None,
) -> Iterable[Choice | tuple[str, list[Choice]]]:
    """Free ones of `shop` for `period` where the booking `own` is left out of account; its car is always
    among them. Without `shop`, all that are for hire, under the names of their shops; `shop_ids`: of these
    shops alone.

    Read from the rows, in either store: the store itself has the last word when the form is sent.
    """
    cars = Vehicle.objects.select_related("location")
    if shop is None:
        rows = cars.filter(active=True).order_by("location_id")
        rows = rows if shop_ids is None else rows.filter(location__in=shop_ids)
        return [
            (there.name_in(current_language()), order_cars(its))
            for there, its in groupby(rows, lambda car: car.location)
        ]
    offered = Vehicle.objects.for_hire(shop)
    if period:
        now = clock.now()
        late = availability.late_cars_count(period.pickup_at, now)
        offered = filter_free(offered, period, now=now, exclude_id=own.pk if own else None, late=late)
    return order_cars(cars.filter(Q(pk__in=offered.values("pk")) | Q(pk=own.vehicle_id if own else None)))


def order_cars(cars: Iterable[Vehicle]) -> list[Choice]:
    """By class, small ones first, then by plate."""
    return [(car.pk, car_label(car)) for car in sorted(cars, key=Vehicle.rank)]


def period_of(row: Reservation | None) -> Period | None:
    return Period(row.pickup_at, row.return_at, row.blocked_until) if row else None


@dataclass(frozen=True)
class Entry:
    """What a clerk has typed into the form, once each of its fields is valid.

    shop, return_shop: of the pickup, and of the return where that is another one.
    vehicle_class, car: None where the choice is left to us.
    extras: their keys.
    """

    shop: Location
    return_shop: Location | None
    pickup_at: datetime
    return_at: datetime
    vehicle_class: str | None
    car: Vehicle | None
    extras: list[str]
    customer: Customer


def allowed_period(entry: Entry, actor: Actor) -> Period | None:
    """For the times that were typed; None where the shop does not rent for them."""
    try:
        return shop_rules.decide_period(
            entry.shop, entry.pickup_at, entry.return_at, actor, return_shop=entry.return_shop, begun=False
        )
    except ReservationError:
        return None


# --- the question before another price is saved


@dataclass(frozen=True)
class PriceLine:
    """A line of the old and the new price, as texts; a dash where the one or the other has none."""

    name: str
    before: str
    after: str
    changes: bool


@dataclass(frozen=True)
class PriceQuestion:
    """What the page asks: the old and the new price, line by line, in total and their difference, as texts.

    `token`: stands for just this price, line by line. `again`: another price was agreed to before.
    """

    token: str
    lines: Sequence[PriceLine]
    before: str
    after: str
    difference: str
    again: bool

    @classmethod
    def between(cls, row: Reservation, after: Rental, *, again: bool) -> PriceQuestion | None:
        """None where the customer pays what was agreed. `row`: as the page shows it."""
        if row.price == after.price:
            return None
        is_known = row.price is not None and after.price is not None
        return cls(
            token=confirmation.make_token("price", row.pk, after.price, list(map(dict, after.price_lines))),
            lines=compare_lines(row.price_lines, after.price_lines),
            before=format_yen(row.price),
            after=format_yen(after.price),
            difference=format_difference((after.price or 0) - (row.price or 0)) if is_known else "",
            again=again,
        )


def compare_lines(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[PriceLine]:
    """Each line of either price, in the order of the new one; those that fall away come last."""
    old, new = ({line["key"]: line for line in lines} for lines in (before, after))
    name = "nameEn" if current_language() == "en" else "name"
    lines = []
    for key, line in {**new, **{key: line for key, line in old.items() if key not in new}}.items():
        was, becomes = (format_yen(side[key]["amount"]) if key in side else "—" for side in (old, new))
        lines.append(PriceLine(str(line[name]), was, becomes, changes=was != becomes))
    return lines


def format_difference(amount: int) -> str:
    """A difference in yen, other than 0, with its sign."""
    return f"{'+' if amount > 0 else '−'}{format_yen(abs(amount))}"


# --- the form


class ReservationForm(ModelForm):
    """Valid once it is written: validating writes, since only the attempt can tell whether the car is free.

    Its admin sets `actor`, `version` as the page was opened, and `shop_ids`, the clerk's shops (None: every
    one). Afterwards `rental` is what was written; or
    `price_question` is what the page asks before it saves, where the change has another price. Raises
    ChangedMeanwhile, and NotShown where the mirror has not got the row yet.
    """

    pickup = LocalTimeField(label=_("pickup"), help_text=_("In the shop's local time"))
    back = LocalTimeField(label=_("return"), help_text=_("In the shop's local time"))
    vehicle_class = forms.ChoiceField(label=_("vehicle class"), required=False)
    car = CarField(
        Vehicle.objects.select_related("location"),  # whether it can be had, booking.py decides
        label=_("specific vehicle"),
        required=False,
        help_text=_(
            "Choose a vehicle only if the customer asks for it. Leave this empty to assign the best free "
            "vehicle of the class."
        ),
    )
    extras = forms.MultipleChoiceField(label=_("extras"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Reservation
        fields = (
            "location",
            "return_location",
            "customer_name",
            "customer_kana",
            "customer_phone",
            "customer_email",
            "notes",
        )
        # Django's admin would show +81… in the text field of its own, and staff write 090-….
        widgets: ClassVar = {"customer_phone": RegionalPhoneNumberWidget(attrs={"class": "vTextField"})}

    actor: Actor
    version: str
    shop_ids: frozenset[str] | None = None
    rental: Rental
    price_question: PriceQuestion | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)  # as Django does for those of its own
        row = None if self.instance._state.adding else self.instance
        self.offer_choices(row)
        if row is None:
            return
        self.initial.update(car=row.vehicle_id if row.pinned else None, vehicle_class=row.vehicle_class)
        self.initial.update(extras=row.extras)
        for name, local in (("pickup", row.pickup_local), ("back", row.return_local)):
            self.initial[name] = local.replace(tzinfo=None)
        allowed = CHANGEABLE.get(Status(row.status), set())
        for name in PLAN:
            self.fields[name].disabled = allowed is not None and name not in allowed

    def offer_choices(self, row: Reservation | None) -> None:
        """What can be chosen: what is for hire, and what this booking has already."""
        language = current_language()
        fleet = Vehicle.objects.for_hire(row.location) if row else Vehicle.objects.filter(active=True)
        kinds = {
            *fleet.order_by().values_list("vehicle_class", flat=True),
            *([row.vehicle_class] if row else []),
        }
        extras = Extra.objects.filter(Q(active=True) | Q(pk__in=row.extras if row else []))
        self.offer_cars(row.location if row else self.initial_shop(), period_of(row))
        for field in (self.fields["vehicle_class"], self.fields["extras"]):
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(extra.pk, extra.name_in(language)) for extra in extras]
            elif isinstance(field, forms.ChoiceField):
                classes = [
                    (kind, vehicle_classes.name(kind, language))
                    for kind in sorted(kinds, key=vehicle_classes.order)
                ]
                field.choices = classes if row else [("", "—"), *classes]

    def offer_cars(self, shop: Location | None, period: Period | None) -> None:
        """Those of the shop that are free then, the booking's own among them; of all shops, by shop, until
        the shop of a new booking is known."""
        own = None if self.instance._state.adding else self.instance
        field = self.fields["car"]
        if isinstance(field, CarField):
            field.choices = [("", "—"), *car_choices(shop, period, own, self.shop_ids)]

    def initial_shop(self) -> Location | None:
        """The shop that an address names for a new booking, where it is one of the clerk's."""
        named = self.initial.get("location")
        if self.shop_ids is not None and named not in self.shop_ids:
            return None
        return Location.objects.filter(pk=named).first()

    def clean(self) -> dict[str, Any]:
        """Write while validating: only the attempt can tell whether the car was free."""
        # Not super's, which would have Django look for rivals once more: booking.py does, under its lock.
        cleaned = self.cleaned_data
        row = None if self.instance._state.adding else self.instance
        entry = self.read_entry(row)
        if entry is None:
            return cleaned
        self.offer_cars(entry.shop, allowed_period(entry, self.actor) or period_of(row))
        try:
            rental = self.create(entry) if row is None else self.change(row, entry)
        except ChangedMeanwhile:
            raise  # what was typed belongs to other values: the page shows the present ones
        except ReservationError as error:
            of_car = "car" in self.changed_data and isinstance(error, (CarElsewhere, NoVehicleAvailable))
            detail = ValidationError(error.as_problem(current_language())["detail"], code=error.code)
            self.add_error("car" if of_car else None, detail)
            return cleaned
        if rental is None:
            raise ValidationError(_("The price changes. Nothing is saved yet."), code="price_changes")
        self.rental, self.instance = rental, load_row(rental)
        return cleaned

    def read_entry(self, row: Reservation | None) -> Entry | None:
        """What was typed for `row` (None: for a new booking); None where a field is refused."""
        cleaned = self.cleaned_data
        shop = row.location if row else cleaned.get("location")
        if self.errors or shop is None:
            return None
        return_shop = row.return_location if row else cleaned.get("return_location")
        pickup_at = read_instant(self, "pickup", shop.timezone)
        return_at = read_instant(self, "back", (return_shop or shop).timezone)
        car, wanted = cleaned["car"], cleaned["vehicle_class"] or None
        if car and wanted and "vehicle_class" in self.changed_data and car.vehicle_class != wanted:
            self.add_error(
                "car", _("This car belongs to another class. Choose another car, or leave this empty.")
            )
        if self.errors or pickup_at is None or return_at is None:
            return None
        customer = Customer(
            cleaned["customer_name"],
            cleaned["customer_kana"],
            str(cleaned["customer_phone"] or ""),
            cleaned["customer_email"],
            cleaned["notes"],
        )
        return Entry(shop, return_shop, pickup_at, return_at, wanted, car, cleaned["extras"], customer)

    def create(self, entry: Entry) -> Rental:
        return booking.create(
            entry.shop,
            pickup_at=entry.pickup_at,
            return_at=entry.return_at,
            customer=entry.customer,
            actor=self.actor,
            vehicle_class=entry.vehicle_class,
            vehicle=entry.car,
            return_location=entry.return_shop,
            extras=entry.extras,
        ).rental

    def change(self, row: Reservation, entry: Entry) -> Rental | None:
        """None where it has another price than the page showed and nobody has agreed to it: nothing is
        written, and `price_question` is what the page asks. A car that stays unnamed stays ours to choose."""
        wanted = Change(
            entry.pickup_at,
            entry.return_at,
            entry.car.pk if entry.car else None,
            entry.vehicle_class,
            entry.customer,
            entry.extras if "extras" in self.changed_data else None,
            pinned=entry.car is not None,
        )
        agreed = self.data.get(AGREED_PRICE, "")

        def is_agreed(after: Rental) -> bool:
            question = PriceQuestion.between(row, after, again=bool(agreed))
            self.price_question = question if question and question.token != agreed else None
            return self.price_question is None

        done = booking.change_if_agreed(row, wanted, actor=self.actor, agreed=is_agreed, version=self.version)
        return done.rental if done.done else None

    def save(self, commit: bool = True) -> Reservation:
        """The row of what was written while the form was checked; nothing is left to be saved."""
        return self.instance
