"""Every thing has one name, and it is the field's: what it was called before is refused.

A module or folder may not bear an old word as its name, in the area where the word had that meaning. A
function, class or constant may not be one; and where the word means nothing else, it may not hold one either.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.test_sizes import ROOT, ours, text_at, tree_at

pytestmark = pytest.mark.unit

# Where a subject stands, its tests counted. A word is refused where it had that meaning.
AREAS = {
    "renting cars": ("reservations/", "tests/reservations/", "tests/contract/", "tests/race/"),
    "stores": ("reservations/repositories/", "tests/reservations/repositories/", "tests/contract/"),
    "calls": ("voice/call/", "voice/api/", "tests/voice/call/"),
    "talking": ("voice/", "tests/voice/"),
    "engine": ("voice/engine/", "tests/voice/engine/"),
    "dialogue": ("voice/engine/dialogue/", "tests/voice/engine/dialogue/"),
    "page": ("static/", "tests/page/", "tests/e2e/"),
    "tests": ("tests/",),
}

# Modules and folders by area: old → new. The whole name, without its ending.
MODULES = {
    "renting cars": {
        "answers": "tools/results", "besides": "exclude_id", "bring": "load", "bringing": "imports",
        "changeable": "changes", "deed": "operation", "deeds": "operations", "desk": "tools",
        "diary": "occupancy", "importing": "imports", "journal": "audit_log", "life": "lifecycle",
        "mend": "remedy", "offers": "tools/alternatives", "opening": "imports/hours",
        "packing": "reassignment", "places": "lookup", "reading": "imports/fields",
        "receipts": "tools/idempotency", "records": "values", "rules": "shop_rules",
        "spoken": "speech", "toolbox": "tools/registry", "walls": "local_times", "wishes": "request",
    },
    "stores": {
        "again": "refresh", "checkup": "diagnostics", "drift": "reconcile", "faults": "errors",
        "foreign": "external_bookings", "making": "provisioning", "seat": "assign",
        "seating": "assignment", "strays": "orphaned_vehicles", "turn": "retry", "unit": "batch",
    },
    "calls": {
        "activity": "page_socket", "feed": "page_messages", "memory": "conversation_tracker",
        "panels": "admin_panels", "past": "call_record", "patience": "retry_policy",
        "recall": "conversation_tracker", "renewal": "handover", "sideband": "controller",
        "successor": "handover", "toolloop": "tool_loop", "toolrunner": "tool_executor",
        "watch": "supervisor",
    },
    "talking": {"pagerecord": "browser_record"},
    "engine": {
        "ears": "stt, vad", "floor": "turn_taking", "gate": "hallucination filter", "mind": "dialogue",
        "message": "OutputMessage", "mouth": "tts", "outlet": "audio_output", "parts": "model pool",
        "peer": "webrtc", "ports": "interfaces", "recognition": "stt queue", "shape": "validation",
        "turns": "input_audio", "wire": "http",
    },
    "dialogue": {
        "beside": "side_questions", "cases": "reservation_case", "casework": "reservation_steps",
        "fold": "replay", "grammar": "dates", "hearing": "update", "holding": "two_step",
        "kept": "found", "mending": "recovery", "moments": "dates", "outcomes": "tool_results",
        "proofs": "reservation_update", "refusing": "recovery", "say": "nlg", "shifts": "dates",
        "side": "nlg", "spelling": "normalise", "tongue": "language", "wishes": "slots",
    },
    "page": {
        "comeback": "reconnect", "level": "audio-level", "line": "event-socket", "loss": "drop-handler",
        "old": "unsupported-browser", "panel": "errors", "pulse": "call-meter",
        "standing": "booking-state", "thread": "transcript-view", "trouble": "errors",
    },
    "tests": {
        "crowd": "concurrency", "doomed": "process_killer", "mortal": "target_process",
        "rush": "concurrency", "storm": "fault injection", "toy": "reference_model",
        "truth": "invariants",
    },
}  # fmt: skip

# Functions and classes: old → new. The whole name, as it is written.
NAMES = {
    "Board": "Schedule", "Look": "Search", "Memory": "ConversationTracker", "Patience": "RetryPolicy",
    "bring": "load", "look_around": "find", "mend": "remedy", "rush": "book_for",
    "said": "spoken_text", "seat": "assign", "strays": "orphaned_vehicles", "told": "response",
    "truth": "invariants", "walls": "local_times",
}  # fmt: skip

# Functions, classes and constants: old → new. Any part of the name, because the word means nothing else here.
PARTS = {
    "besides": "exclude_id", "casework": "reservation_steps", "checkup": "diagnostics",
    "crowd": "concurrency", "deed": "operation", "deeds": "operations", "diary": "occupancy",
    "doomed": "process killer", "hurried": "DeadlineTransport", "journal": "audit log",
    "mortal": "target process", "storm": "fault injection", "toolbox": "registry",
    "toy": "reference model", "wish": "request", "wishes": "requests",
}  # fmt: skip

JAVASCRIPT_NAMES = re.compile(
    r"^(?:export )?(?:async )?(?:function|class) (\w+)|^(?:export )?const ([A-Z][A-Z_]+)\b"
    r"|^  (?:async |get |static )*(\w+)\(.*\{$",
    re.MULTILINE,
)


# Named in the staff's own words for another subject than the one that was renamed: the pages of their site.
NEW_SUBJECTS = {"reservations/admin/places.py", "tests/config/staff/test_places.py"}


@cache
def old_modules() -> dict[str, list[str]]:
    """Old word → where a module or folder of its area still bears it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in [*ours(".py"), *ours(".js"), *ours(".css")]:
        place = str(path.relative_to(ROOT))
        stem = path.name.partition(".")[0].removeprefix("test_").replace("-", "_")
        for area, words in MODULES.items():
            for beginning in AREAS[area]:
                if place.startswith(beginning) and place not in NEW_SUBJECTS:
                    folders = place.removeprefix(beginning).split("/")[:-1]
                    for word in words.keys() & {stem, *folders}:
                        found[word].add(place)
    return {word: sorted(places) for word, places in found.items()}


@cache
def names() -> list[tuple[str, str]]:
    """(name, where) of each function, class and constant; tests' own names are sentences."""
    found = [(name, place) for path in ours(".py") for name, place in python_names(path)]
    for path in ours(".js"):
        written = JAVASCRIPT_NAMES.findall(text_at(path))
        found += [(next(filter(None, groups)), str(path.relative_to(ROOT))) for groups in written]
    return [(name, place) for name, place in found if not name.startswith("test_")]


def python_names(path: Path) -> Iterator[tuple[str, str]]:
    where = path.relative_to(ROOT)
    for node in ast.walk(tree_at(path)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, f"{where}:{node.lineno}"
            case ast.Name(id=name, ctx=ast.Store()) if name.isupper() and len(name) > 1:
                yield name, f"{where}:{node.lineno}"


def words_of(name: str) -> set[str]:
    """`CarWish`, `car_wish`, `CAR_WISH` and `carWish` hold the same two."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


@cache
def old_names() -> dict[str, list[str]]:
    """Old word → where a function, class or constant still bears it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, place in names():
        for word in {name.strip("_")} & NAMES.keys() | words_of(name) & PARTS.keys():
            found[word].append(f"{place} {name}")
    return found


def test_no_module_bears_an_old_word() -> None:
    new = {word: name for words in MODULES.values() for word, name in words.items()}
    assert with_new_names(old_modules(), new) == {}


def test_no_function_class_or_constant_bears_an_old_word() -> None:
    assert with_new_names(old_names(), {**NAMES, **PARTS}) == {}


def with_new_names(found: dict[str, list[str]], new: dict[str, str]) -> dict[str, list[str]]:
    """So that a failure says what to write instead."""
    return {f"{word} → {new[word]}": places for word, places in found.items()}


@pytest.mark.parametrize(
    ("name", "words"),
    [("CarWish", {"car", "wish"}), ("_DEED_KINDS", {"deed", "kinds"}), ("theToy2", {"the", "toy"})],
)
def test_the_words_of_a_name_are_found(name: str, words: set[str]) -> None:
    assert words_of(name) == words


if __name__ == "__main__":  # what stands: `python -m tests.house.test_glossary`
    for found in (old_modules(), old_names()):
        print({word: len(places) for word, places in sorted(found.items())})
        print(*(f"  {word}: {place}" for word in sorted(found) for place in found[word]), sep="\n")
