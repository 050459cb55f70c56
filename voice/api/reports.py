"""Reads what a page tells of its conversation, and refuses what is not a transcript's shape or size."""

from __future__ import annotations

from voice.api.requests import as_invalid, read_object
from voice.browser_record import Report
from voice.call.transcript import Caption
from voice.errors import RecordFull
from voice.invention import is_invented
from voice.models import Line
from voice.protocol.shapes import JsonObject

LONGEST_REPORT = 128 * 1024
MOST_ENTRIES = 100
LONGEST_TEXT = 4000
LONGEST_ID = 128
LAST_POSITION = 10_000


def read_report(body: bytes) -> Report:
    """What `body` reports. Raises RecordFull over LONGEST_REPORT bytes, MalformedJson, InvalidArguments."""
    if len(body) > LONGEST_REPORT:
        raise RecordFull()
    told = read_object(body)
    return Report(
        lines=tuple(
            caption for entry in read_entries(told, "lines") if not is_silence(caption := read_line(entry))
        ),
        calls={
            read_identifier(entry, "callId"): read_position(entry) for entry in read_entries(told, "calls")
        },
    )


def read_entries(body: JsonObject, name: str) -> list[JsonObject]:
    told = body.get(name, [])
    if not isinstance(told, list) or not all(isinstance(entry, dict) for entry in told):
        raise as_invalid(name, "must be a list of objects")
    if len(told) > MOST_ENTRIES:
        raise as_invalid(name, f"has at most {MOST_ENTRIES} entries")
    return told


def read_line(told: JsonObject) -> Caption:
    role, text = told.get("role"), told.get("text")
    if role not in Line.Role.values:
        raise as_invalid("role", f"must be one of: {', '.join(Line.Role.values)}")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
        raise as_invalid("text", f"must have 1 to {LONGEST_TEXT} characters")
    return Caption(
        item_id=read_identifier(told, "itemId"),
        role=str(role),
        text=text.strip().replace("\x00", ""),
        position=read_position(told),
        final=True,
        interrupted=told.get("interrupted") is True,
    )


def is_silence(caption: Caption) -> bool:
    """Whether a recogniser wrote the caller's words over nothing; such a line is no line."""
    return caption.role == Line.Role.CALLER and is_invented(caption.text)


def read_identifier(told: JsonObject, name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value or len(value) > LONGEST_ID or "\x00" in value:
        raise as_invalid(name, f"must have 1 to {LONGEST_ID} characters")
    return value


def read_position(told: JsonObject) -> int:
    value = told.get("position")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LAST_POSITION:
        raise as_invalid("position", f"must be a whole number from 0 to {LAST_POSITION}")
    return value
