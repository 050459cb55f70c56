"""A vendor of short messages that keeps what it was given; `before` is called in the middle of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar


class Vendor:
    given: ClassVar[list[tuple[str, str, str]]] = []
    before: ClassVar[Callable[[], None] | None] = None

    def send(self, to: str, text: str, key: str) -> None:
        if Vendor.before:
            Vendor.before()
        Vendor.given.append((to, text, key))
