"""Whose bookings a member of the staff may see: those of their own shops.

Superusers, and whoever has `reservations.work_at_every_shop`, see every shop. Everybody else sees what
belongs to the shops that are assigned to them, and nothing while none is. A rental belongs to the shop that
hands the car over and to the one that takes it back. Every admin of rows with a shop takes `OwnShopMixin`; a
view of its own asks `restrict` or `find_shop_ids`.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import User
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from reservations.models import Location, Reservation, ReservationEvent, ShopAssignment, Vehicle

EVERY_SHOP = "reservations.work_at_every_shop"
RENTAL = ("location", "return_location")
# The field by which rows of these tables belong to a shop, where a form offers them.
OFFERED: dict[type[Model], str] = {Location: "pk", Vehicle: "location"}
Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    Admin = admin.options.BaseModelAdmin[Any]
else:
    Admin = object


def find_shop_ids(request: HttpRequest) -> frozenset[str] | None:
    """The keys of the shops whose rows the user of `request` may see; None: every shop's.

    One query for a user with own shops, however often it is asked in one request.
    """
    user = request.user
    if not isinstance(user, User):
        return frozenset()
    if user.has_perm(EVERY_SHOP):
        return None
    known: dict[int, frozenset[str]] = vars(request).setdefault("own_shop_ids", {})
    if user.pk not in known:
        assigned = ShopAssignment.objects.filter(user=user).order_by()
        known[user.pk] = frozenset(assigned.values_list("location_id", flat=True))
    return known[user.pk]


def lacks_shop(request: HttpRequest) -> bool:
    """Whether the user sees nothing because no shop is assigned to them."""
    return request.user.is_authenticated and find_shop_ids(request) == frozenset()


def restrict(request: HttpRequest, rows: QuerySet[Row], *paths: str) -> QuerySet[Row]:
    """Those of `rows` that belong to a shop of the user: `paths` lead from a row to its shops, as "location"
    does, and one that leads to an own shop is enough."""
    ids = find_shop_ids(request)
    return rows if ids is None else rows.filter(own(ids, *paths))


def select_conversations(request: HttpRequest, *, live: Q, about: str) -> Q:
    """The condition that a conversation is one of the user's shops, for a table whose key is what a booking
    calls its `session_id`; the column `about` holds the shop that it is about ("": none).

    It belongs to that shop, and to those of the bookings that it made or changed. One that belongs to none is
    seen by whoever works at every shop, and by everybody while it is `live`: somebody must be able to help.
    """
    ids = find_shop_ids(request)
    if ids is None:
        return Q()
    nobodys = live & Q(**{about: ""}) & ~touches_booking(None)
    return own(ids, about) | touches_booking(ids) | nobodys


def touches_booking(ids: frozenset[str] | None) -> Q:
    """Has the conversation of the outer query made or changed a booking of one of these shops (None: any)?"""
    made = Reservation.objects.filter(session_id=OuterRef("pk")).order_by()
    changed = ReservationEvent.objects.filter(session_id=OuterRef("pk")).order_by()
    if ids is not None:
        made = made.filter(own(ids, *RENTAL))
        changed = changed.filter(own(ids, *(f"reservation__{path}" for path in RENTAL)))
    return Q(Exists(made)) | Q(Exists(changed))


def own(ids: frozenset[str], *paths: str) -> Q:
    return reduce(or_, (Q(**{f"{path}__in": ids}) for path in paths))


class OwnShopFilter(admin.RelatedFieldListFilter):
    """A filter by shop that offers the user's own; it is not there where they have but one."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        ids = find_shop_ids(request)
        choices = super().field_choices(field, request, model_admin)
        return [choice for choice in choices if ids is None or choice[0] in ids]


class OwnShopMixin(Admin):
    """Of an admin, or an inline, whose rows belong to shops.

    shop_paths: lead from a row to its shops; () for an inline, whose rows are those of its parent.
    own_fields: the form's fields that offer own shops, or their cars, alone. One that may be empty, where
    that means every shop, has to be filled by whoever does not work at every shop.
    """

    shop_paths: tuple[str, ...] = ("location",)
    own_fields: tuple[str, ...] = ("location", "vehicle")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return restrict(request, rows, *self.shop_paths) if self.shop_paths else rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice, and no way to change or delete what is chosen: Django's signs for that stand beside a
        shop and a car, one press away from them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField) and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is None or db_field.name not in self.own_fields or find_shop_ids(request) is None:
            return field
        if field.queryset is not None:
            field.queryset = restrict(request, field.queryset, OFFERED[db_field.remote_field.model])
        field.required = True
        return field
