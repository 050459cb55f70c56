"""Reads out what a tool would do and asks whether it shall: whole again until it was heard."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import quotes
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import Quote
from voice.engine.dialogue.state.reservation_case import Case


def ask_agreement(d: Dialogue, case: Case, before: list[str], quote: Quote, words: str) -> Reply:
    known = case.heard == quote.token and d.asked == "agree"
    if known and d.trouble and not d.turn.topics & {"repeat", "question", "price"}:
        # What was heard need not be said again: only the answer was not understood.
        unsure = (
            [str(wording.booking_phrases(d.language).unsure_of_answer())]
            if d.turn.text and d.trouble == 1
            else []
        )
        again = wording.question(d.language, "agree", d.trouble)
        return Reply([*before, *unsure, again], asked="agree", quote=quote)
    question = "" if quotes.asks(words) else wording.question(d.language, "agree")
    return Reply([*before, words, question], asked="agree", quote=quote, words=words)
