"""A clerk's form for a booking: times by the clock at the shop; booking.py decides and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reservations import booking, vehicle_classes
from reservations.admin import cars
from reservations.admin.clockwork import WallClockField, instant_of
from reservations.admin.repricing import AGREED_PRICE, PriceQuestion
from reservations.admin.synced import shown
from reservations.admin.words import language
from reservations.availability import Period
from reservations.errors import CarElsewhere, ChangedMeanwhile, NoVehicleAvailable, ReservationError
from reservations.models import Extra, Location, Reservation, Vehicle
from reservations.records import Actor, Change, Customer, Rental

if TYPE_CHECKING:  # generic for mypy alone
    ModelForm = forms.ModelForm[Reservation]
else:
    ModelForm = forms.ModelForm
Status = Reservation.Status
# What is over stays as it was; a car on the road can only come back at another time.
OPEN = {Status.HELD: None, Status.CONFIRMED: None, Status.OUT: {"back"}}
PLAN = ("pickup", "back", "wish", "car", "extras")


class ReservationForm(ModelForm):
    pickup = WallClockField(label=_("pickup"), help_text=_("By the clock at the shop"))
    back = WallClockField(label=_("return"), help_text=_("By the clock at the shop"))
    wish = forms.ChoiceField(label=_("vehicle class"), required=False)
    car = cars.CarField(
        Vehicle.objects.select_related("location"),  # whether it can be had, booking.py decides
        label=_("this very car"),
        required=False,
        help_text=_(
            "Only if the customer wants just this one. Empty: any car of the class, the best free one."
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

    actor: Actor
    version: str
    rental: Rental
    # What the page must ask before it saves, if the change that was sent has another price.
    price_question: PriceQuestion | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)  # as Django does for those of its own
        row = None if self.instance._state.adding else self.instance
        self.offer(row)
        if row is None:
            return
        self.initial.update(car=row.vehicle_id if row.pinned else None, wish=row.vehicle_class)
        self.initial.update(extras=row.extras)
        for name, wall in (("pickup", row.pickup_local), ("back", row.return_local)):
            self.initial[name] = wall.replace(tzinfo=None)
        changeable = OPEN.get(Status(row.status), set())
        for name in PLAN:
            self.fields[name].disabled = changeable is not None and name not in changeable

    def offer(self, row: Reservation | None) -> None:
        """What can be chosen: what is for hire, and what this booking has already."""
        speaks = language()
        fleet = Vehicle.objects.for_hire(row.location) if row else Vehicle.objects.filter(active=True)
        kinds = {
            *fleet.order_by().values_list("vehicle_class", flat=True),
            *([row.vehicle_class] if row else []),
        }
        extras = Extra.objects.filter(Q(active=True) | Q(pk__in=row.extras if row else []))
        self.offer_cars(row.location if row else self.initial_shop(), cars.period_of(row))
        for field in (self.fields["wish"], self.fields["extras"]):
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [
                    (extra.pk, extra.name_en or extra.name if speaks == "en" else extra.name)
                    for extra in extras
                ]
            elif isinstance(field, forms.ChoiceField):
                named = [
                    (kind, vehicle_classes.name(kind, speaks))
                    for kind in sorted(kinds, key=vehicle_classes.order)
                ]
                field.choices = named if row else [("", "—"), *named]

    def offer_cars(self, shop: Location | None, period: Period | None) -> None:
        """Those of the shop that are free then, the booking's own among them; of all shops, by shop, until
        the shop of a new booking is known."""
        own = None if self.instance._state.adding else self.instance
        field = self.fields["car"]
        if isinstance(field, cars.CarField):
            field.choices = [("", "—"), *cars.choices(shop, period, own)]

    def initial_shop(self) -> Location | None:
        """The shop that an address names for a new booking."""
        return Location.objects.filter(pk=self.initial.get("location")).first()

    def clean(self) -> dict[str, Any]:
        """Write while validating: only the attempt can tell whether the car was free."""
        cleaned = super().clean() or {}
        row = None if self.instance._state.adding else self.instance
        shop = row.location if row else cleaned.get("location")
        if self.errors or shop is None:
            return cleaned
        elsewhere = row.return_location if row else cleaned.get("return_location")
        self.read(cleaned, shop, elsewhere or shop)
        if self.errors:
            return cleaned
        self.offer_cars(shop, cars.period_at(shop, cleaned, elsewhere, self.actor) or cars.period_of(row))
        try:
            rental = self.written(cleaned) if row is None else self.changed(cleaned)
        except ChangedMeanwhile:
            raise  # what was typed was typed beside other values: the page shows the present ones
        except ReservationError as error:
            of_car = "car" in self.changed_data and isinstance(error, (CarElsewhere, NoVehicleAvailable))
            detail = ValidationError(error.as_problem(language())["detail"], code=error.code)
            self.add_error("car" if of_car else None, detail)
            return cleaned
        if rental is None:
            raise ValidationError(_("The price changes. Nothing is saved yet."), code="price_changes")
        self.rental, self.instance = rental, shown(rental)
        return cleaned

    def read(self, cleaned: dict[str, Any], shop: Location, returned_to: Location) -> None:
        """The instants behind the walls' clocks; and does the car fit the class?"""
        for name, column, zone in (
            ("pickup", "pickup_at", shop.timezone),
            ("back", "return_at", returned_to.timezone),
        ):
            moment, refusal = instant_of(cleaned[name], zone)
            if refusal:
                self.add_error(name, refusal)
            cleaned[column] = moment
        car, wish = cleaned["car"], cleaned["wish"]
        if car and wish and "wish" in self.changed_data and car.vehicle_class != wish:
            self.add_error("car", _("This car is of another class. Choose another car, or leave it empty."))

    def customer(self, cleaned: dict[str, Any]) -> Customer:
        return Customer(
            cleaned["customer_name"],
            cleaned["customer_kana"],
            str(cleaned["customer_phone"] or ""),
            cleaned["customer_email"],
            cleaned["notes"],
        )

    def written(self, cleaned: dict[str, Any]) -> Rental:
        return booking.create(
            cleaned["location"],
            pickup_at=cleaned["pickup_at"],
            return_at=cleaned["return_at"],
            customer=self.customer(cleaned),
            actor=self.actor,
            vehicle_class=cleaned["wish"] or None,
            vehicle=cleaned["car"],
            return_location=cleaned["return_location"],
            extras=cleaned["extras"],
        ).rental

    def changed(self, cleaned: dict[str, Any]) -> Rental | None:
        """None where it has another price than the page showed and nobody has agreed to it: nothing is
        written, and `price_question` is what the page asks. A car that stays unnamed stays ours to choose."""
        wanted = Change(
            cleaned["pickup_at"],
            cleaned["return_at"],
            cleaned["car"].pk if cleaned["car"] else None,
            cleaned["wish"] or None,
            self.customer(cleaned),
            cleaned["extras"] if "extras" in self.changed_data else None,
            pinned=cleaned["car"] is not None,
        )
        agreed = self.data.get(AGREED_PRICE, "")

        def is_agreed(after: Rental) -> bool:
            question = PriceQuestion.of(self.instance, after, again=bool(agreed))
            self.price_question = question if question and question.token != agreed else None
            return self.price_question is None

        done = booking.change_if_agreed(
            self.instance, wanted, actor=self.actor, agreed=is_agreed, version=self.version
        )
        return done.rental if done.done else None

    def _post_clean(self) -> None:
        """Nothing is copied onto the instance: booking.py has written it."""

    def save(self, commit: bool = True) -> Reservation:
        return self.instance

    def save_m2m(self) -> None:
        pass
