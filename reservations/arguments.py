"""What each tool takes: declared once, read by the model's JSON Schema, HTTP validation and OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reservations.errors import InvalidArguments


def text(what: Any, *, required: bool = True, longest: int = 100) -> serializers.CharField:
    return serializers.CharField(required=required, max_length=longest, help_text=what)


def words(what: Any) -> serializers.ListField:
    child = serializers.CharField(max_length=100)
    return serializers.ListField(child=child, required=False, max_length=10, help_text=what)


SHOP = _("The shop's id or name, as list_locations gives them")
START = _("Pickup by the clock at the shop, ISO 8601 without offset, such as 2026-12-05T10:00:00")
END = _("Return by the clock at the shop, ISO 8601 without offset, such as 2026-12-05T18:00:00")
CLASS = _(
    "Vehicle class, such as compact, SUV, minivan, sedan or kei car; leave out if the caller has no wish"
)


TOKEN = _("Only after the caller agreed to what an earlier call asked: the confirmationToken of its answer")


class ListLocations(serializers.Serializer[Any]):
    region = text(_("Only shops of this region, such as Tokyo"), required=False)
    date_preference = text(_("When the caller would like to drive, in the caller's words"), required=False)


class GetAvailability(serializers.Serializer[Any]):
    locationId = text(SHOP)  # noqa: N815
    startDate = text(START, longest=40)  # noqa: N815
    endDate = text(END, longest=40)  # noqa: N815
    vehicleType = text(CLASS, required=False)  # noqa: N815


class CreateReservation(serializers.Serializer[Any]):
    locationId = text(SHOP)  # noqa: N815
    startDate = text(START, longest=40)  # noqa: N815
    endDate = text(END, longest=40)  # noqa: N815
    customerName = text(_("The customer's name, as the caller said it; ask for it, never invent it"))  # noqa: N815
    vehicleType = text(CLASS, required=False)  # noqa: N815


class ConfirmedReservation(CreateReservation):
    """Where writes take two steps: the second carries the token of the first."""

    confirmationToken = text(TOKEN, required=False, longest=40)  # noqa: N815


class Identified(serializers.Serializer[Any]):
    number = text(_("The reservation number, such as R-402-7315"), longest=40)
    customerName = text(_("The name of the booking, as the caller says it"), required=False)  # noqa: N815
    phoneLastFour = text(  # noqa: N815
        _("The last four digits of the telephone number of the booking"), required=False, longest=40
    )


class FindReservation(Identified):
    """A number alone reveals nothing: name or telephone prove whose it is."""


class ChangeReservation(Identified):
    startDate = text(_("New pickup, if it changes; as in create_reservation"), required=False, longest=40)  # noqa: N815
    endDate = text(_("New return, if it changes; as in create_reservation"), required=False, longest=40)  # noqa: N815
    vehicleType = text(_("New vehicle class, if it changes"), required=False)  # noqa: N815
    newCustomerName = text(_("The name as it should be, if it changes"), required=False)  # noqa: N815
    customerPhone = text(  # noqa: N815
        _("Telephone number to add or change; a message goes there"), required=False, longest=40
    )
    customerEmail = text(  # noqa: N815
        _("E-mail address to add or change; a message goes there"), required=False, longest=254
    )
    extras = words(_("All extras that the booking shall have; an empty list for none"))
    confirmationToken = text(TOKEN, required=False, longest=40)  # noqa: N815


class CancelReservation(Identified):
    confirmationToken = text(TOKEN, required=False, longest=40)  # noqa: N815


class QuotePrice(serializers.Serializer[Any]):
    locationId = text(SHOP)  # noqa: N815
    startDate = text(START, longest=40)  # noqa: N815
    endDate = text(END, longest=40)  # noqa: N815
    vehicleType = text(CLASS, required=False)  # noqa: N815
    returnLocationId = text(_("The shop of the return, if it is another"), required=False)  # noqa: N815
    extras = words(_("Extras by id or name, such as child seat, ETC, cover, winter tyres"))


class LocationDetails(serializers.Serializer[Any]):
    locationId = text(SHOP)  # noqa: N815


def json_schema(declared: type[serializers.Serializer[Any]], language: str) -> dict[str, Any]:
    """JSON Schema as a realtime session declares it."""
    with translation.override(language):
        properties = {name: shape(field) for name, field in declared().fields.items()}
    required = [name for name, field in declared().fields.items() if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def shape(field: Any) -> dict[str, Any]:
    said = {"description": str(field.help_text)}
    if isinstance(field, serializers.ListField):
        child: Any = field.child
        item = {"type": "string", "minLength": 1, "maxLength": child.max_length}
        return {"type": "array", **said, "items": item, "maxItems": field.max_length}
    return {"type": "string", **said, "minLength": 1, "maxLength": field.max_length}


def left_out(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def validated(declared: type[serializers.Serializer[Any]], given: Any, language: str) -> dict[str, Any]:
    """The arguments, trimmed. A model sends null or "" for what it leaves out: so do we read it."""
    with translation.override(language):
        if not isinstance(given, Mapping):
            raise InvalidArguments(_("The arguments must be a JSON object."))
        fields = declared().fields
        present = {
            name: value
            for name, value in given.items()
            if name in fields and (fields[name].required or not left_out(value))
        }
        checked = declared(data=present)
        if not checked.is_valid():
            errors = [
                {"field": name, "message": first_words(messages)} for name, messages in checked.errors.items()
            ]
            raise InvalidArguments(
                "; ".join(f"{error['field']}: {error['message']}" for error in errors), errors=errors
            )
    return dict(checked.validated_data)


def first_words(messages: Any) -> str:
    """Of a list's items DRF tells by position."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, Mapping) else messages))
    return str(messages)
