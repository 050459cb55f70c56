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


SHOP = _("The shop's id or name, as list_locations gives them")
START = _("Pickup by the clock at the shop, ISO 8601 without offset, such as 2026-12-05T10:00:00")
END = _("Return by the clock at the shop, ISO 8601 without offset, such as 2026-12-05T18:00:00")
CLASS = _(
    "Vehicle class, such as compact, SUV, minivan, sedan or kei car; leave out if the caller has no wish"
)


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


def json_schema(declared: type[serializers.Serializer[Any]], language: str) -> dict[str, Any]:
    """JSON Schema as a realtime session declares it."""
    with translation.override(language):
        properties = {
            name: {
                "type": "string",
                "description": str(field.help_text),
                "minLength": 1,
                "maxLength": field.max_length,
            }
            for name, field in declared().fields.items()
            if isinstance(field, serializers.CharField)
        }
    required = [name for name, field in declared().fields.items() if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def validated(declared: type[serializers.Serializer[Any]], given: Any, language: str) -> dict[str, str]:
    """The arguments, trimmed. A model sends null or "" for what it leaves out: so do we read it."""
    with translation.override(language):
        if not isinstance(given, Mapping):
            raise InvalidArguments(_("The arguments must be a JSON object."))
        fields = declared().fields
        present = {
            name: value
            for name, value in given.items()
            if name in fields and (fields[name].required or not (value is None or str(value).strip() == ""))
        }
        checked = declared(data=present)
        if not checked.is_valid():
            errors = [
                {"field": name, "message": str(messages[0])} for name, messages in checked.errors.items()
            ]
            raise InvalidArguments(
                "; ".join(f"{error['field']}: {error['message']}" for error in errors), errors=errors
            )
    return dict(checked.validated_data)
