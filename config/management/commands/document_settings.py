"""`manage.py document_settings`: writes docs/settings.md from config/settings/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.environment import KNOBS, Knob

PAGE = settings.BASE_DIR / "docs" / "settings.md"
HEAD = """# Settings

Every setting is an environment variable with a working default. A secret `NAME` may also be read from the
file that `NAME_FILE` names. What is no number, word, address, zone or folder, and a name that is nearly one
of these, is refused at the start, all of it at once and with what to do; so are wrong combinations. This
page is made by `manage.py document_settings`.

| name | default | what it is |
|---|---|---|
"""


class Command(BaseCommand):
    help = "Write docs/settings.md from the settings themselves."

    def handle(self, *args: Any, **options: Any) -> str:
        PAGE.write_text(page(), encoding="utf-8")
        return f"{len(KNOBS)} settings written to docs/settings.md"


def page() -> str:
    return HEAD + "".join(row(knob) for knob in KNOBS.values())


def row(knob: Knob) -> str:
    """The default without this machine's own folders and port."""
    default = knob.default.replace(str(settings.BASE_DIR) + "/", "").replace(str(Path.home()), "~")
    default = default.replace(f":{settings.PORT}", ":PORT") if knob.name != "PORT" else default
    return f"| `{knob.name}` | {f'`{default}`' if default else '–'} | {knob.about} |\n"
