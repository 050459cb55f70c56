"""What tools take: declared once, read by the model's JSON Schema, the HTTP validation and OpenAPI."""

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


def json_schema(declared: type[serializers.Serializer[Any]], language: str) -> dict[str, Any]:
    """JSON Schema as a realtime session declares it."""
    with translation.override(language):
        properties = {name: describe_field(field) for name, field in declared().fields.items()}
    required = [name for name, field in declared().fields.items() if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def describe_field(field: Any) -> dict[str, Any]:
    said = {"description": str(field.help_text)}
    if isinstance(field, serializers.ListField):
        child: Any = field.child
        item = {"type": "string", "minLength": 1, "maxLength": child.max_length}
        return {"type": "array", **said, "items": item, "maxItems": field.max_length}
    return {"type": "string", **said, "minLength": 1, "maxLength": field.max_length}


def is_left_out(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def validate(declared: type[serializers.Serializer[Any]], given: Any, language: str) -> dict[str, Any]:
    """The arguments, trimmed. A model sends null or "" for what it leaves out: so do we read it."""
    with translation.override(language):
        if not isinstance(given, Mapping):
            raise InvalidArguments(_("The arguments must be a JSON object."))
        fields = declared().fields
        present = {
            name: value
            for name, value in given.items()
            if name in fields and (fields[name].required or not is_left_out(value))
        }
        checked = declared(data=present)
        if not checked.is_valid():
            errors = [
                {"field": name, "message": first_message(messages)}
                for name, messages in checked.errors.items()
            ]
            raise InvalidArguments(
                "; ".join(f"{error['field']}: {error['message']}" for error in errors), errors=errors
            )
    return dict(checked.validated_data)


def first_message(messages: Any) -> str:
    """Of a list's items DRF tells by position."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, Mapping) else messages))
    return str(messages)
