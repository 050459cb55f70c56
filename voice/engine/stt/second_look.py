"""Whether a turn is heard again by a larger model, and what to make of both accounts. Pure.

The two hardly ever mistake one value for the same other one. What both say is believed; what one of them
says is believed where it is sure of it; where they part the agent asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from voice.engine.dialogue.nlu.language import EITHER
from voice.engine.interfaces import Expectation, Heard
from voice.engine.stt.choice import NAME, UNSURE, YES_OR_NO, mark_unsure

# The first account is enough above this log probability. Days and hours sound like others of their kind:
# of 150 lines that base heard so clearly none was wrong, and 3 of 60 at -0.2.
ENOUGH, ENOUGH_OF_PERIOD = -0.3, -0.15
PERIOD = re.compile(r"(?:^| )(?:day|time|length|shift) ")
# What only one of the models made anything of must be this likely; where it is a yes or a no, this.
SURE_ALONE, SURE_ANSWER = -0.85, -0.4


@dataclass(frozen=True)
class Account:
    """What one model heard, and how likely it is; 0 is the surest."""

    heard: Heard
    log_probability: float
    is_written: bool = True
    """By the decoder itself: else it was put together of answers that sound like what it wrote."""


def is_enough(first: Account, expected: Expectation) -> bool:
    """Whether nobody need listen again."""
    if not first.heard.text:
        return False
    value = expected.read(first.heard.text)
    if expected.context and not value:
        return False
    if value.startswith(NAME) and first.heard.text.endswith(UNSURE):
        return False
    may_be_another = PERIOD.search(value) or not expected.context
    return first.log_probability > (ENOUGH_OF_PERIOD if may_be_another else ENOUGH)


def join_accounts(first: Account, second: Account, expected: Expectation) -> Heard:
    """What to believe of both.

    Two whole sentences that contradict each other are asked for once more, unless the second is beyond doubt:
    the caller would say just the same again, and what was understood is read back before anything is booked.
    """
    one, two = first.heard, second.heard
    values = expected.read(one.text), expected.read(two.text)
    if values[0] == values[1] != "":
        # A name that one of them was not sure of is sure once the other has it too.
        return replace(two, text=two.text.removesuffix(UNSURE)) if values[0].startswith(NAME) else two
    if all(value in YES_OR_NO for value in values):
        return replace(two, text=mark_unsure(two.text))
    if any(values) and not all(values):
        value = values[0] or values[1]
        sure, other = (first, second) if values[0] else (second, first)
        is_other_half = any(expected.read(part) == value for part in EITHER.split(other.heard.text))
        enough = SURE_ANSWER if value in YES_OR_NO else SURE_ALONE
        return sure.heard if is_other_half or sure.log_probability > enough else other.heard
    if not (one.text and two.text):
        return one if one.text else two
    text = expected.join(one.text, two.text)
    if text or second.log_probability > ENOUGH_OF_PERIOD:
        return replace(two, text=text or two.text)
    return Heard("", two.language, 0.0, "two accounts", has_voice=True)
