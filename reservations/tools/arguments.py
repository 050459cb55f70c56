"""What tools take, between the wire and Python: camelCase JSON there, frozen dataclasses in snake_case here.

A tool declares its arguments once, as a subclass of Arguments. The model's JSON Schema, the HTTP validation
and OpenAPI are read from that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_type_hints

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reservations.errors import InvalidArguments
from reservations.values import Document

Words = str | Promise
Serializer = type[serializers.Serializer[Any]]


@dataclass(frozen=True)
class Text:
    """Annotates a text: what a model is told of it, and how many characters it may have.

    `wire`: its name at the wire, where that is not the field's in camelCase.
    """

    description: Words
    longest: int = 100
    wire: str = ""


@dataclass(frozen=True)
class Texts(Text):
    """Annotates a tuple of texts, of `longest` characters each: a list at the wire."""

    most: int = 10


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """What a tool takes. Each field of a subclass is annotated with Text or Texts.

    One with the default None may be left out. `about` is what OpenAPI says of the whole.
    """

    about: ClassVar[str] = ""


A = TypeVar("A", bound=Arguments)

ShopName = Annotated[str, Text(_("The shop's id or name, as list_locations gives them"))]
START = _("Pickup by the clock at the shop, ISO 8601 without offset, such as 2026-12-05T10:00:00")
Start = Annotated[str, Text(START, longest=40)]
END = _("Return by the clock at the shop, ISO 8601 without offset, such as 2026-12-05T18:00:00")
End = Annotated[str, Text(END, longest=40)]
CLASS = _(
    "Vehicle class, such as compact, SUV, minivan, sedan or kei car; leave out if the caller does not mind"
)
VehicleClass = Annotated[str | None, Text(CLASS)]
TOKEN = _("Only after the caller agreed to what an earlier call asked: the confirmationToken of its answer")
Token = Annotated[str | None, Text(TOKEN, longest=40)]
CODE = _("Only where an answer asked for it: the code that was sent to the customer, as they read it")
Code = Annotated[str | None, Text(CODE, longest=40)]


def read(declared: type[A], sent: Any, language: str) -> A:
    """The arguments that a model or a client sent, checked and trimmed.

    Raises InvalidArguments, which names each wrong field in `language`. Unknown names are ignored.
    """
    with translation.override(language):
        if not isinstance(sent, Mapping):
            raise InvalidArguments(_("The arguments must be a JSON object."))
        serializer = find_serializer(declared)
        known = serializer().fields
        # A model sends null or "" for what it leaves out: so do we read it.
        present = {
            name: value
            for name, value in sent.items()
            if name in known and (known[name].required or not is_left_out(value))
        }
        checked = serializer(data=present)
        if not checked.is_valid():
            errors = [
                {"field": name, "message": find_first_message(messages)}
                for name, messages in checked.errors.items()
            ]
            raise InvalidArguments(
                "; ".join(f"{error['field']}: {error['message']}" for error in errors), errors=errors
            )
    values = checked.validated_data
    return declared(
        **{
            name: tuple(values[wire]) if isinstance(values[wire], list) else values[wire]
            for name, wire in wire_names(declared).items()
            if wire in values
        }
    )


def write(arguments: Arguments) -> Document:
    """The same as `read` took it: names of the wire, without what was left out."""
    values = {wire: getattr(arguments, name) for name, wire in wire_names(type(arguments)).items()}
    return {
        wire: list(value) if isinstance(value, tuple) else value
        for wire, value in values.items()
        if value is not None
    }


def json_schema(declared: type[Arguments], language: str) -> Document:
    """JSON Schema as a realtime session declares it, described in `language`."""
    known = find_serializer(declared)().fields
    with translation.override(language):
        properties = {name: describe_field(field) for name, field in known.items()}
    required = [name for name, field in known.items() if field.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


@dataclass(frozen=True)
class Shape:
    """`wire_names`: by the name of the field, such as "locationId" for `location_id`."""

    wire_names: dict[str, str]
    serializer: Serializer


# A class for each request would be as costly as its queries.
SHAPES: dict[type[Arguments], Shape] = {}


def find_serializer(declared: type[Arguments]) -> Serializer:
    """Validates what is sent for `declared`, and describes it to OpenAPI under the name of the dataclass."""
    return find_shape(declared).serializer


def wire_names(declared: type[Arguments]) -> dict[str, str]:
    """The fields' names at the wire: `location_id` is "locationId"."""
    return find_shape(declared).wire_names


def find_shape(declared: type[Arguments]) -> Shape:
    """The shape of a tool's arguments, built at its first use."""
    if declared not in SHAPES:
        SHAPES[declared] = build_shape(declared)
    return SHAPES[declared]


def build_shape(declared: type[Arguments]) -> Shape:
    """The names and the serializer of a dataclass of arguments."""
    hints = get_type_hints(declared, include_extras=True)
    names: dict[str, str] = {}
    built: dict[str, Any] = {}
    for field in fields(declared):
        annotation = get_args(hints[field.name])[1]
        wire = names[field.name] = annotation.wire or write_camel_case(field.name)
        built[wire] = build_field(annotation, required=field.default is MISSING)
    # DRF-spectacular takes the docstring, empty or not, as the description.
    namespace = {**built, "__doc__": declared.about}
    return Shape(names, type(declared.__name__, (serializers.Serializer,), namespace))


def build_field(declared: Text, *, required: bool) -> serializers.Field[Any, Any, Any, Any]:
    """The serializer's field of one argument."""
    if isinstance(declared, Texts):
        return serializers.ListField(
            child=serializers.CharField(max_length=declared.longest),
            required=required,
            max_length=declared.most,
            help_text=declared.description,  # type: ignore[arg-type]  # lazy: said in the reader's language
        )
    return serializers.CharField(
        required=required,
        max_length=declared.longest,
        help_text=declared.description,  # type: ignore[arg-type]
    )


def write_camel_case(name: str) -> str:
    """A field's name at the wire: `start_date` is "startDate"."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def describe_field(field: Any) -> Document:
    """One field in JSON Schema, in the active language."""
    described = {"description": str(field.help_text)}
    if isinstance(field, serializers.ListField):
        child: Any = field.child
        item = {"type": "string", "minLength": 1, "maxLength": child.max_length}
        return {"type": "array", **described, "items": item, "maxItems": field.max_length}
    return {"type": "string", **described, "minLength": 1, "maxLength": field.max_length}


def is_left_out(value: Any) -> bool:
    """Whether a value says nothing: null, or blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def find_first_message(messages: Any) -> str:
    """DRF nests the messages of a list's items by their position: take the first text."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, Mapping) else messages))
    return str(messages)
