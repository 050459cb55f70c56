"""What is on record of a conversation whose holder died: for the process that goes on with it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from voice.call.recovery import output_id
from voice.call.transcript import Caption
from voice.models import Line, Session

TYPED = "item_typed_"


@dataclass(frozen=True)
class PastCall:
    call_id: str
    name: str
    arguments: str
    position: int
    output: str | None  # None: it was running

    @property
    def item(self) -> dict[str, Any]:
        """As the provider would tell of it."""
        said = {"call_id": self.call_id, "name": self.name, "arguments": self.arguments}
        return {"type": "function_call", "status": "completed", **said}


@dataclass(frozen=True)
class Past:
    captions: tuple[Caption, ...] = ()
    calls: tuple[PastCall, ...] = ()
    usage: dict[str, Any] = field(default_factory=dict)

    @property
    def unanswered(self) -> tuple[PastCall, ...]:
        """Calls since the agent last spoke: what they brought may never have been voiced."""
        spoke = max((c.position for c in self.captions if c.role == Line.Role.AGENT), default=-1)
        return tuple(call for call in self.calls if call.position > spoke)

    @property
    def positions(self) -> dict[str, int]:
        said = {caption.item_id: caption.position for caption in self.captions}
        return said | {call.call_id: call.position for call in self.calls}

    @property
    def items(self) -> set[str]:
        return {c.item_id for c in self.captions} | {output_id(call.call_id) for call in self.calls}

    @property
    def typed(self) -> int:
        """The highest number of a typed item: numbers are not given twice."""
        numbers = [c.item_id.removeprefix(TYPED) for c in self.captions if c.item_id.startswith(TYPED)]
        return max((int(number) for number in numbers if number.isdigit()), default=0)


def of(session: Session) -> Past:
    captions = [
        Caption(line.item_id, line.role, line.text, line.position, line.final, line.interrupted)
        for line in session.lines.all()
    ]
    calls = [
        PastCall(
            call.call_id,
            call.name,
            call.arguments.get("unparsed") or json.dumps(call.arguments, ensure_ascii=False),
            call.position,
            None if call.result is None else json.dumps(call.result, ensure_ascii=False),
        )
        for call in session.tool_calls.all()
    ]
    return Past(tuple(captions), tuple(calls), dict(session.usage))
