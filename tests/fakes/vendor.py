"""What the vendor's own SDK says of the events: a double that spoke otherwise would prove nothing.

A double may leave out what nobody reads. It may not invent a field, nor give one another type.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from openai.types.realtime.realtime_client_event import RealtimeClientEvent
from openai.types.realtime.realtime_server_event import RealtimeServerEvent
from openai.types.realtime.realtime_session_create_request import RealtimeSessionCreateRequest
from openai.types.realtime.realtime_session_create_response import RealtimeSessionCreateResponse
from pydantic import BaseModel, TypeAdapter, ValidationError


def of_server(event: dict[str, Any]) -> list[str]:
    """Every way in which a server's event is not as the vendor types it."""
    return list(_contradictions(event, RealtimeServerEvent, ""))


def of_client(event: dict[str, Any]) -> list[str]:
    """The same of what we send; and here nothing required may be missing."""
    try:
        _adapter(RealtimeClientEvent).validate_python(event)
    except ValidationError as error:
        return [str(error)]
    return list(_contradictions(event, RealtimeClientEvent, ""))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _members(annotation: Any) -> list[Any]:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, types.UnionType}:
        return [member for part in get_args(annotation) for member in _members(part)]
    if annotation is RealtimeSessionCreateRequest:  # so the SDK types it; a server tells what it made of it
        return [annotation, RealtimeSessionCreateResponse]
    return [annotation]


def _contradictions(value: Any, annotation: Any, where: str) -> Iterator[str]:
    members = _fitting(value, _members(annotation))
    found = [list(_one(value, member, where)) for member in members]
    yield from min(found, key=len, default=[f"{where} = {value!r} is of no kind that the vendor knows"])


def _fitting(value: Any, members: list[Any]) -> list[Any]:
    """Of models that tell themselves apart by `type`, the one that `value` names."""

    def may_be(member: Any) -> bool:
        named = isinstance(member, type) and issubclass(member, BaseModel) and member.model_fields.get("type")
        names = _literals(named.annotation) if named else ()
        return not names or not isinstance(value, dict) or value.get("type", names[0]) in names

    return [member for member in members if may_be(member)]


def _literals(annotation: Any) -> tuple[Any, ...]:
    return tuple(
        text for part in _members(annotation) if get_origin(part) is Literal for text in get_args(part)
    )


def _one(value: Any, annotation: Any, where: str) -> Iterator[str]:
    origin = get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not isinstance(value, dict):
            yield f"{where} = {value!r} is not a {annotation.__name__}"
            return
        fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
        for name, inner in value.items():
            if name not in fields:
                yield f"{where}.{name}: the vendor's {annotation.__name__} has no such field"
            else:
                yield from _contradictions(inner, fields[name], f"{where}.{name}")
    elif origin in {list, typing.List} and isinstance(value, list):  # noqa: UP006  (as the SDK writes it)
        for number, inner in enumerate(value):
            yield from _contradictions(inner, get_args(annotation)[0], f"{where}[{number}]")
    elif annotation is int and isinstance(value, float):
        return  # a test's moment may be finer than a second
    else:
        try:
            _adapter(annotation).validate_python(value)
        except ValidationError as error:
            yield f"{where} = {value!r}: {error.errors()[0]['msg']}"
