"""How the log is written: lines for people or JSON for machines, with the ids of what each line is about.

Of an error: where and what kind, and never the words that it was about. A database names the whole row that
it refuses, and a value that cannot be read stands in the message of the error: a customer's name, a
telephone, what was said. Their places in the code are enough to mend them.
"""

from __future__ import annotations

import traceback
from types import TracebackType

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

# By name, as every driver's (PEP 249) and Django's are alike. Those that are left speak of connections.
QUOTING_DATABASE_ERRORS = frozenset(
    {"DataError", "IntegrityError", "InternalError", "NotSupportedError", "ProgrammingError"}
)
WITHHELD = "(its message may name a customer and is left out)"
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
HEAD = ("timestamp", "level", "logger", "event", "exception")  # of a line; the rest are ids


def build_formatter(*, as_json: bool) -> ProcessorFormatter:
    """For logging's handlers. Each line has what is bound in its context: request, session, call, booking
    (`structlog.contextvars`). JSON is one object a line, in UTC; a line for people has local time."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper("iso" if as_json else "%Y-%m-%d %H:%M:%S", utc=as_json),
        describe_exception,
    ]
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else render_line
    return ProcessorFormatter(
        foreign_pre_chain=before, processors=[ProcessorFormatter.remove_processors_meta, render]
    )


def describe_exception(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    info: ErrorInfo | None = line.pop("exc_info", None)
    if info and info[1]:
        line["exception"] = describe_error(info[1])
    return line


def render_line(_logger: WrappedLogger, _method: str, line: EventDict) -> str:
    ids = " ".join(f"{name}={value}" for name, value in line.items() if name not in HEAD)
    text = f"{line['timestamp']} {line['level'].upper()} {line['logger']}: {line['event']}"
    return "\n".join(filter(None, [f"{text} [{ids}]" if ids else text, line.get("exception")]))


def describe_error(error: BaseException) -> str:
    """The traceback of `error` and of what led to it, each with its message where that quotes no value."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return "\nwhich led to\n".join(describe_one(each) for each in reversed(chain))


def describe_one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    state = f" {code}" if (code := getattr(error, "sqlstate", None)) else ""
    return f"Traceback (most recent call last):\n{frames}{kind}{state}: {read_message(error)}"


def read_message(error: BaseException) -> str:
    """What the error says; not where it may quote the value that it is about."""
    names = {each.__name__ for each in type(error).__mro__}
    quotes = isinstance(error, ValueError) or not names.isdisjoint(QUOTING_DATABASE_ERRORS)
    return WITHHELD if quotes else str(error)
