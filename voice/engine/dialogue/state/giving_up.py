"""Whether the caller wants no car any more, or leaves for later whether one is booked."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import consent, places, putting_off, topics, yes_no
from voice.engine.dialogue.nlu.concern import judge_concern
from voice.engine.dialogue.nlu.extras import does_without
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.turn_concern import leave_out_clauses, names_value

# What may be said beside a refusal of an extra, and is more than why.
_SAYS_MORE = re.compile(
    r"\d|予約|借り|車|クラス|店|名前|時間|キャンセル|はい|ええ|お願い|それで|[?？]"
    r"|\b(?:book\w*|reserv\w*|rent\w*|cars?|cancel\w*|whole|everything|yes|yeah|sure|please|go ahead|time|day"
    r"|name|shop)\b"
)
# At these questions a rental is begun, and none is there that words would undo.
_BEFORE_THE_READ_BACK = ("class", "name")


def leave_out_declined_extra(d: Dialogue, text: str) -> str:
    """The words without those that decline the extra of which the agent has just told, "" where they do no
    more: 「じゃあ結構です。自分で持っていきます」 gives up no booking."""
    if not d.told_extra or d.told_extra in d.slots.extras or d.case:
        return text
    rest = leave_out_clauses(text, does_without)
    if rest == text:
        return text
    d.told_extra = ""
    return rest if _SAYS_MORE.search(rest.lower()) else ""


def gives_up(d: Dialogue, text: str, brought_up: frozenset[str]) -> bool:
    """Whether no car is wanted any more. There is nothing yet that it would undo; and who names another value
    ("forget it, make it a minivan") wants one."""
    concern = judge_concern(text).whole
    refuses = putting_off.REFUSES_TO_BOOK.search(text) is not None
    is_judged = concern.name == "quit" and concern.is_sure and not putting_off.BOOKS_NOW.search(text)
    is_judged = is_judged and yes_no.guess_answer(text) != "yes"
    is_said = refuses or topics.gives_up(text) or putting_off.puts_off(text) or is_judged
    if not is_said or ("question" in brought_up and not refuses) or consent.supposes(text):
        return False
    return not _names_another_value(d, text)


def leaves_for_later(d: Dialogue, text: str, brought_up: frozenset[str]) -> bool:
    """Whether, before a rental is read back, nothing is to be booked in this call: "not today, thanks"."""
    is_begun = d.slots.start_day is not None and not d.case and not d.booking
    return (
        is_begun
        and d.asked in _BEFORE_THE_READ_BACK
        and putting_off.puts_off(text)
        and "question" not in brought_up
        and not _names_another_value(d, text)
    )


def _names_another_value(d: Dialogue, text: str) -> bool:
    utterance = read_utterance(putting_off.leave_out_days_of_deciding(text))
    named_shops = places.recognise_places(utterance, list(d.shops.values()), loose=False)
    return bool(named_shops) or names_value(d, utterance)
