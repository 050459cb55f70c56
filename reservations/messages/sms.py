"""The port for short messages: whoever can send one, found by SMS_SENDER. Comes with a folder for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


class Sender(Protocol):
    def send(self, to: str, text: str, key: str) -> None:
        """Send `text` to `to` (E.164), or raise. The same `key` again is the same message: pass it on as
        the vendor's idempotency key."""


class Folder:
    """Short messages as files under VAR_DIR/sms, one for each key: until a vendor is chosen."""

    def send(self, to: str, text: str, key: str) -> None:
        folder = Path(settings.VAR_DIR) / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w-]", "-", key)
        (folder / f"{name}.txt").write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")


def sender() -> Sender:
    return cast("Sender", import_string(settings.SMS_SENDER)())
