"""The facts in a session's instructions: today's date and the shop whose page was opened."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import CONFIRMATION
from voice.engine.dialogue.state.slots import Slots
from voice.engine.interfaces import Prompt

ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SHOP = re.compile(r"^Shop:[ \t]*(\S+)[ \t]*(.*)$", re.MULTILINE)


def open_dialogue(prompt: Prompt) -> Dialogue:
    """A dialogue in which nothing has been said yet."""
    found = SHOP.search(prompt.instructions)
    home = Shop(found[1], found[2].strip() or found[1]) if found else None
    return Dialogue(
        today=read_today(prompt.instructions),
        language="en" if prompt.language == "en" else "ja",
        tools=frozenset(str(tool.get("name", "")) for tool in prompt.tools),
        home=home,
        takes={str(tool.get("name", "")): _list_arguments(tool) for tool in prompt.tools},
        two_steps=any(_takes_two_steps(tool) for tool in prompt.tools),
        slots=Slots(shop=home.id if home else ""),
    )


def _takes_two_steps(tool: Mapping[str, Any]) -> bool:
    """Whether reservations are made in two steps: the first call takes no token, the second one must."""
    return tool.get("name") == "create_reservation" and CONFIRMATION in _list_arguments(tool)


def _list_arguments(tool: Mapping[str, Any]) -> frozenset[str]:
    parameters = tool.get("parameters")
    declared = parameters.get("properties") if isinstance(parameters, Mapping) else None
    return frozenset(map(str, declared)) if isinstance(declared, Mapping) else frozenset()


def read_today(instructions: str) -> date:
    """The first ISO date in the instructions; today by the machine's clock where there is none."""
    for found in ISO_DATE.finditer(instructions):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return date(*time.localtime()[:3])
