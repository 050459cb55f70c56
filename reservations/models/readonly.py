"""Where Cosmos DB is the record, our rows only show it: who writes them by hand is refused, and told why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_mirroring: ContextVar[bool] = ContextVar("mirroring", default=False)


class MirrorIsReadOnly(RuntimeError):
    """The row would say what the record does not."""

    def __init__(self) -> None:
        super().__init__(
            "RESERVATION_STORE=cosmos: these rows mirror Cosmos DB, and are written by the mirror alone. "
            "Change the record through reservations.booking; the rows follow."
        )


@contextmanager
def mirror_writes() -> Iterator[None]:
    """Rows may be written inside it, by this thread or task: for the mirror, which copies the record."""
    token = _mirroring.set(True)
    try:
        yield
    finally:
        _mirroring.reset(token)


def check() -> None:
    """Raises MirrorIsReadOnly unless rows may be written: each `save` and `delete` of one asks it first."""
    if settings.RESERVATION_STORE == "cosmos" and not _mirroring.get():
        raise MirrorIsReadOnly
