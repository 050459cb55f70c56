"""Every regular expression of the product takes time in proportion to its text, whatever the text is.

Python's `re` tries again from each place and holds the interpreter's lock meanwhile: where a repetition is
read anew from every character, 70 KiB of one letter stop all callers for half a minute.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import itertools
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

import config
import reservations
import voice
from tests.soak import size

pytestmark = [pytest.mark.unit, pytest.mark.long]

LENGTH = size(40_000, whole=100_000)
SCREENED = 600
# Of the processor's time. The slowest takes a third of it on a slow machine; quadratic ones take far more.
SECONDS = size(0.5, whole=1.2)
SUSPECTS = 2  # the strings that took longest, per pattern, are tried at full length
ASKED = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
NOT_LOADED = frozenset({"voice.engine.tts.kokoro"})  # needs an extra; its source is read all the same


class TooSlow(Exception):
    pass


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """By the processor's time, which a busy machine does not use up. `re` lets signals through."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# --- finding them ----------------------------------------------------------------------------------


def modules() -> Iterator[ModuleType]:
    for package in (config, reservations, voice):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name not in NOT_LOADED and ".migrations." not in found.name:
                yield importlib.import_module(found.name)


@dataclass
class Found:
    """Patterns by text and flags, and where each stands."""

    patterns: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, pattern: str, flags: int, where: str) -> None:
        self.patterns.setdefault((pattern, flags & ~re.UNICODE), where)


def in_values(value: Any, seen: set[int]) -> Iterator[re.Pattern[str]]:
    """Compiled patterns in a module's value: bare, in collections, in the fields of objects and classes."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
        return
    if id(value) in seen or isinstance(value, str | bytes | int | float | ModuleType):
        return
    seen.add(id(value))
    inner: Iterator[Any] | list[Any] = []
    if isinstance(value, dict):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = list(value)
    elif str(getattr(value, "__module__", "")).startswith(OURS) and hasattr(value, "__dict__"):
        inner = list(vars(value).values())
    for each in inner:
        yield from in_values(each, seen)


OURS = ("config", "reservations", "voice")


class Locals(dict[str, Any]):
    """What a function's own names stand for cannot be known here: for some word."""

    def __missing__(self, name: str) -> str:
        import builtins

        if hasattr(builtins, name):
            raise KeyError(name)
        return "word"


def in_source(module: ModuleType, tree: ast.Module) -> Iterator[tuple[str, int, int]]:
    """Patterns handed to `re` in a function: text, flags, line. What is computed is computed here too."""
    tables = False
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in ASKED
            and node.args
        ):
            continue
        text = evaluated(without_calls(node.args[0]), module)
        given = [*node.args[1:], *(keyword.value for keyword in node.keywords if keyword.arg == "flags")]
        flags = [value for arg in given if isinstance(value := evaluated(arg, module), re.RegexFlag)]
        if isinstance(text, str) and text != "word":
            yield text, int(flags[0]) if flags else 0, node.lineno
        elif not isinstance(text, re.Pattern):
            tables = True
    if tables:  # a name that only the function knows: any text of the module's tables may be meant
        for value in list(vars(module).values()):
            if isinstance(value, dict | list | tuple | set | frozenset):
                for told in texts(value, set()):
                    with contextlib.suppress(re.error, OverflowError):
                        re.compile(told)
                        yield told, 0, 0


def without_calls(node: ast.expr) -> ast.expr:
    """`f"\\b{name.lower()}\\b"` is known but for a word."""

    class Words(ast.NodeTransformer):
        def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
            if any(isinstance(each, ast.Call | ast.Subscript) for each in ast.walk(node.value)):
                joined = (isinstance(each, ast.Attribute) and each.attr == "join" for each in ast.walk(node))
                if not any(joined):
                    return ast.copy_location(ast.Constant("word"), node)
            return node

    changed: ast.expr = ast.fix_missing_locations(Words().visit(node))
    return changed


def evaluated(node: ast.expr, module: ModuleType) -> Any:
    try:
        code = compile(ast.Expression(node), module.__name__, "eval")
        return eval(code, {"__builtins__": __builtins__, **vars(module)}, Locals(vars(module)))  # noqa: S307
    except Exception:  # noqa: BLE001  (it names what only the function knows)
        return None


def texts(value: Any, seen: set[int]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset) and id(value) not in seen:
        seen.add(id(value))
        for each in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
            yield from texts(each, seen)


@functools.cache
def every_pattern() -> dict[tuple[str, int], str]:
    """Those that repeat something; without that, each place of a text costs the same."""
    found = Found()
    for module in modules():
        for pattern in in_values(dict(vars(module)), set()):
            found.add(pattern.pattern, pattern.flags, module.__name__)
        if module.__file__ is None:
            continue
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        for text, flags, line in in_source(module, tree):
            found.add(text, flags, f"{module.__name__}:{line}")
    return {known: where for known, where in found.patterns.items() if re.search(r"[*+{]", known[0])}


# --- texts that are hard for them --------------------------------------------------------------------

CLASSES = {"d": "07", "w": "aあ_", "s": " \n", "D": "a", "W": " -", "S": "aー", "b": " "}
CLASSES |= dict.fromkeys("ABZ", "")  # places, not letters
CONTROL = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "f": "\f", "v": "\v"}


def pieces(pattern: str) -> list[str]:
    """Its literals as whole runs, and one or two members of each of its classes."""
    found: dict[str, None] = {}
    run, place = "", 0

    def end() -> None:
        nonlocal run
        if run:
            found.update(dict.fromkeys([run, run[0], run[-1]]))
        run = ""

    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\" and place + 1 < len(pattern):
            kind = pattern[place + 1]
            place += 2
            if kind in "ux":
                digits = {"u": 4, "x": 2}[kind]
                run += chr(int(pattern[place : place + digits], 16))
                place += digits
            elif kind in CLASSES:
                end()
                found.update(dict.fromkeys(CLASSES[kind]))
            else:
                run += CONTROL.get(kind, kind)
        elif letter == "[":
            end()
            stop = pattern.index("]", place + (3 if pattern[place + 1] == "^" else 2))
            members = pattern[place + 1 : stop]
            if members.startswith("^"):  # anything but these, and these to end it
                found.update(dict.fromkeys(["a", "あ", *members[1:3].replace("\\", "")]))
            else:
                found.update(dict.fromkeys(members.replace("\\", "")[:3]))
                found.update(dict.fromkeys(members.replace("\\", "")[-1:]))
                for kind in re.findall(r"\\([dws])", members):
                    found.update(dict.fromkeys(CLASSES[kind]))
            place = stop + 1
        elif letter == "{" and (counted := re.match(r"\{\d*,?\d*\}", pattern[place:])):
            end()
            place += len(counted[0])
        elif letter == "(":
            end()
            place += len(re.match(r"\((?:\?(?:P?<\w+>|<?[=!:]|[aiLmsux]+\)?))?", pattern[place:])[0])  # type: ignore[index]
        elif letter in "|)*+?^$.":
            end()
            if letter == ".":
                found.update(dict.fromkeys("a"))
            place += 1
        else:
            run += letter
            place += 1
    end()
    return [piece for piece in found if piece]


def hostile(pattern: str, length: int) -> Iterator[str]:
    """Each piece repeated, two in turn, one after many of another; with an end that fits nothing."""
    known = pieces(pattern)[:40]
    for piece in [*known, "a", "一", "1", " ", "0"]:
        yield piece * (length // len(piece)) + "\x01"
    singles = [piece for piece in known if len(piece) <= 12][:24]
    for one, two in itertools.islice(itertools.permutations(singles, 2), 70):
        yield (one + two) * (length // len(one + two)) + "\x01"
    for one, two in itertools.islice(itertools.product(singles, [*singles, " "]), 40):
        yield one + two * (length // len(two)) + "\x01"


def used(pattern: re.Pattern[str], text: str) -> None:
    for _match in pattern.finditer(text):
        pass
    pattern.match(text)
    pattern.fullmatch(text)


def slowness(pattern: re.Pattern[str]) -> str:
    """Empty for a pattern that is linear; else the text that it cannot cope with."""
    timed: list[tuple[float, int]] = []
    for number, text in enumerate(hostile(pattern.pattern, SCREENED)):
        try:
            with within(SECONDS):
                # With a timer set on it, the clock of the process goes in ticks; that of the thread does not.
                began = time.thread_time()
                used(pattern, text)
                timed.append((time.thread_time() - began, number))
        except TooSlow:
            return f"{text[:12]!r}… × {SCREENED}"
    hardest = {number for _seconds, number in sorted(timed, reverse=True)[:SUSPECTS]}
    for number, text in enumerate(hostile(pattern.pattern, LENGTH)):
        if number in hardest:
            try:
                with within(SECONDS):
                    used(pattern, text)
            except TooSlow:
                return f"{text[:12]!r}…"
    return ""


# --- the rule ----------------------------------------------------------------------------------------

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_every_pattern_is_linear(part: int) -> None:
    mine = sorted(every_pattern().items())[part::PARTS]
    assert mine
    slow = {
        f"{where}: {text}": why for (text, flags), where in mine if (why := slowness(re.compile(text, flags)))
    }
    assert slow == {}


def test_they_are_found_wherever_they_stand() -> None:
    places = set(every_pattern().values())
    assert {
        "voice.engine.dialogue.nlu.normalise",  # bare
        "voice.engine.dialogue.nlu.topics",  # in a table of compiled ones
        "voice.engine.tts.read_japanese",  # in a tuple of rules
        "voice.evaluation.caller:0",  # a table's text, compiled where it is used
    } <= places
    inline = {place.partition(":")[0] for place in places if not place.endswith(":0") and ":" in place}
    assert {"config.environment", "voice.call.tool_loop"} <= inline


@pytest.mark.parametrize(
    "pattern",
    [
        r"[一二三]+(?=\s*時)",  # what froze the server
        r"^(?:a|aa)+$",
        r"\bnot\b[^.]*\bbut\b",
    ],
)
def test_a_pattern_that_is_not_linear_is_found_out(pattern: str) -> None:
    assert slowness(re.compile(pattern))


@pytest.mark.parametrize("pattern", [r"[一二三]{1,8}(?=\s?時)", r"\s+", r"^(?:ab)+", r"(?<!\d)\d{1,4}日"])
def test_a_linear_pattern_passes(pattern: str) -> None:
    assert slowness(re.compile(pattern)) == ""
