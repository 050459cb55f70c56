"""Runs the toolbox: `run` answers each (caller, key) once; `definitions` tells a model what there is.

Knows nothing of who asks: a voice session, a page and a clerk are all a Caller.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, IntegrityError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from reservations import arguments as declared
from reservations import booking, identity, receipts, romaji, shops, vehicle_classes
from reservations.errors import Busy, Internal, InvalidArguments, NoReservation, ReservationError, UnknownTool
from reservations.models import Vehicle
from reservations.receipts import KEY_LENGTH, Caller
from reservations.toolbox import TOOLS, Tool

__all__ = ["TOOLS", "Caller", "Tool", "definitions", "labels", "run", "vocabulary"]
log = logging.getLogger(__name__)
# PostgreSQL refuses NUL, and UTF-8 has no half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def definitions(language: str = "ja") -> list[dict[str, Any]]:
    """The tools as a GA realtime session declares them."""
    with translation.override(language):
        return [
            {
                "type": "function",
                "name": tool.name,
                "description": str(tool.description),
                "parameters": declared.json_schema(tool.arguments, language),
            }
            for tool in TOOLS.values()
        ]


def labels(name: str, language: str = "ja") -> dict[str, str]:
    """Plain words for a tool's card on the page."""
    unknown = {"running": _("Working on it"), "done": _("Done"), "failed": _("That did not work")}
    with translation.override(language):
        words = TOOLS[name].labels if name in TOOLS else unknown
        return {state: str(word) for state, word in words.items()}


def vocabulary(language: str = "ja", location_id: str | None = None) -> list[str]:
    """Words to expect from a caller, the most useful first: whoever has room for few takes the beginning.

    The shop asked for (or one to show how shops are called), regions, classes, then the other shops, those of
    its region before the rest. In English each is in Latin letters, by its reading where it has no English
    name.
    """
    known = sorted(shops.every(), key=lambda shop: (shop.id != location_id, shop.id))
    here = known[0].region if known and known[0].id == location_id else ""
    known[1:] = sorted(known[1:], key=lambda shop: (not here or shop.region != here, shop.id))
    names = [shop.called(language) for shop in known]
    regions = [(shop.region_en or shop.region) if language == "en" else shop.region for shop in known]
    own = Vehicle.objects.filter(active=True).order_by().values_list("vehicle_class", flat=True).distinct()
    classes = [vehicle_classes.name(key, language) for key in sorted(own, key=vehicle_classes.order)]
    words = [*names[:1], *regions, *classes, *names[1:]]
    if language == "en":
        words = [romaji.write(word) for word in words]
    return [word for word in dict.fromkeys(words) if word]


def run(
    name: str,
    arguments: Any,
    *,
    caller: Caller,
    key: str | None = None,
    allow_writing: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """The tool's answer; what went wrong is an answer too, as a problem object.

    `allow_writing` raises a ReservationError where this caller may not write any more. It is asked in the
    write's own transaction, where the store has one, and not for what was answered before under this key.
    """
    try:
        return answered_or_refused(name, arguments, caller, key, allow_writing)
    except ReservationError as error:
        return error.as_problem(caller.language)
    except DatabaseError:
        log.exception("the database refused %s", name)
        return Busy().as_problem(caller.language)
    except Exception:
        log.exception("%s failed", name)
        return Internal().as_problem(caller.language)


def answered_or_refused(
    name: str, arguments: Any, caller: Caller, key: str | None, allow_writing: Callable[[], None] | None
) -> dict[str, Any]:
    try:
        return answered(name, arguments, caller, key, allow_writing)
    except ReservationError as refusal:
        try:
            if refusal.look_around:
                refusal.look_around()
        except (ReservationError, DatabaseError):
            log.warning("%s: nothing could be looked for instead", name, exc_info=True)
        raise refusal


def answered(
    name: str, arguments: Any, caller: Caller, key: str | None, allow_writing: Callable[[], None] | None
) -> dict[str, Any]:
    if name not in TOOLS:
        raise UnknownTool(UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", name))
    check_key(key or "")
    tool = TOOLS[name]
    given = declared.validated(tool.arguments, arguments, caller.language)

    def work() -> dict[str, Any]:
        if tool.writes and allow_writing:
            allow_writing()
        return tool.function(given, caller, key or "")

    def deed() -> dict[str, Any]:
        return receipts.once(caller, key, {"tool": name, **given}, work)

    try:
        return booking.persistently(deed) if tool.writes else read(deed)
    except NoReservation as error:  # noted when the refused deed has been rolled back
        identity.note_failure(error.number, caller)
        raise


def check_key(key: str) -> None:
    what = ""
    if len(key) > KEY_LENGTH:
        what = f"has more than {KEY_LENGTH} characters"
    elif UNSTORABLE.search(key):
        what = "has a character that cannot be kept"
    if what:
        raise InvalidArguments(
            f"Idempotency-Key {what}", errors=[{"field": "Idempotency-Key", "message": what}]
        )


def read(deed: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Sent twice at once, the slower one finds the receipt of the quicker one."""
    try:
        return deed()
    except IntegrityError:
        return deed()
