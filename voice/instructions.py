"""The prompt of a session: who the agent is, what day it is, how it talks, and the tools it really has.

Knows the tools only by their definitions. Three lines are read by machines too: Today, Language, Shop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reservations import clock
from voice.prompts import en, ja
from voice.protocol.shapes import ToolDefinition

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PROMPTS = {"ja": ja, "en": en}


@dataclass(frozen=True)
class Shop:
    """The shop whose page was opened."""

    id: str
    name: str
    timezone: str

    @property
    def line(self) -> str:
        """Its name in one line: a line of its own would read as a fact of ours, or as a rule."""
        return " ".join(self.name.split())


def build_prompt(
    *, language: str, tools: Sequence[ToolDefinition], timezone: str, shop: Shop | None = None
) -> str:
    """The instructions of a session: facts, role, rules and what its tools are for. Without a shop its clock
    is that of `timezone`."""
    zone = shop.timezone if shop else timezone
    words = PROMPTS[language]
    booking = words.BOOK_IN_TWO_STEPS if books_in_two_steps(tools) else words.BOOK_AT_ONCE
    sections = [
        state_facts(language, zone, shop),
        words.ROLE,
        words.TONE,
        words.OPENING,
        words.LANGUAGE,
        words.PREAMBLES,
        f"{words.TOOLS.format(booking=booking)}\n{list_tools(tools)}",
        words.UNCLEAR_AUDIO,
        words.ENTITY_CAPTURE,
        words.EXTRAS,
        words.ESCALATION,
    ]
    if shop:
        sections.insert(2, words.SHOP.format(name=shop.line))
    return "\n\n".join(section.strip() for section in sections)


def books_in_two_steps(tools: Sequence[ToolDefinition]) -> bool:
    """Does the tool that makes a reservation take the token of a summary?"""
    declared = {tool["name"]: tool.get("parameters") or {} for tool in tools}
    return "confirmationToken" in (declared.get("create_reservation", {}).get("properties") or {})


def state_facts(language: str, zone: str, shop: Shop | None) -> str:
    """What the model cannot know: the day and hour at the shop, the language, the shop."""
    today = clock.today(ZoneInfo(zone))
    lines = [
        "# Facts",
        f"Today: {today.isoformat()} ({WEEKDAYS[today.weekday()]}), {zone}",
        f"Time: {clock.local(clock.now(), zone):%H:%M}",
        f"Language: {language}",
    ]
    if shop:
        lines.append(f"Shop: {shop.id} {shop.line}")
    return "\n".join(lines)


def list_tools(tools: Sequence[ToolDefinition]) -> str:
    """From the definitions that the session declares: a tool named but absent invites invented calls."""
    lines = []
    for tool in tools:
        parameters = tool.get("parameters") or {}
        required = ", ".join(parameters.get("required") or [])
        needs = f" ({required})" if required else ""
        lines.append(f"- {tool['name']}{needs}: {tool['description']}")
    return "\n".join(lines)
