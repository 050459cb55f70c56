"""Spans of a trace (OpenTelemetry), for who works on a request or a call; nothing where nobody collects.

Who deploys sets the tracer (`config/tracing.py`). Attributes are ids and kinds: never a customer, nor words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

_tracer: Tracer | None = None


def use_tracer(tracer: Tracer | None) -> None:
    """From now on, in this process; None: no spans."""
    global _tracer
    _tracer = tracer


@contextmanager
def span(name: str, *, is_part: bool = False, **attributes: str) -> Iterator[Span | None]:
    """Around what is done; spans in it, in other tasks and threads of it too, are its children. None where
    nobody collects, or where it `is_part` of something that is not there (a sweep's statement, say). An error
    that leaves it is noted by its kind alone: its words may be a customer's."""
    if _tracer is None or (is_part and not is_inside()):
        yield None
        return
    about = {f"uketsuke.{key}": value for key, value in attributes.items() if value}
    with _tracer.start_as_current_span(
        name, attributes=about, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            raise


def is_inside() -> bool:
    from opentelemetry.trace import get_current_span

    return bool(get_current_span().is_recording())
