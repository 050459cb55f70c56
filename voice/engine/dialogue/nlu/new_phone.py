"""The new telephone number of a booking, apart from the one that proves whose it is."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.contact import cut_out, recognise_contact
from voice.engine.dialogue.nlu.utterance import read_utterance

# That the number is to be another, whoever says to which.
_RENEWS = re.compile(
    r"(?:電話|携帯|連絡先|スマホ|番号)(?:の)?(?:番号)?(?:が|を|も|は|の)?、?[^、。\d]{0,6}(?:変わ[りっ]|変え|変更|替え|替わ|新し[いく])"
    r"|新し[いく](?:い)?(?:電話|携帯|番号|連絡先|の(?:は|が))"
    r"|\b(?:new|changed?|changing|different|update|another)\b[^.;!?\d]{0,20}\b(?:phone|mobile|cell|number|telephone)\b"
    r"|\b(?:phone|mobile|cell|telephone|my)(?: number)?(?:'s)?\b[^.;!?\d]{0,20}"
    r"\b(?:new|changed?|changing|different)\b",
    re.IGNORECASE,
)
_NEW = re.compile(r"新し|\bnew\b|\bto\b", re.IGNORECASE)
_LONGEST_LEAD = 16  # characters: what says which number it is stands nearer
_OF_A_BOOKING = re.compile(r"予約番号|\b(?:booking|reservation) number\b", re.IGNORECASE)


def renews_phone(text: str) -> bool:
    """Whether the words wish, or tell, that the caller's telephone number is another."""
    return _RENEWS.search(_OF_A_BOOKING.sub(" ", read_utterance(text).plain)) is not None


def find_new_phone(text: str) -> tuple[str, str]:
    """The new number as it is dialled, "" where the words give none, and the text without it. Of several the
    one that is said to be new, else the last."""
    utterance = read_utterance(text)
    spans = [span for span in recognise_contact(utterance) if span.kind == "phone"]
    if not spans or not renews_phone(text):
        return "", text
    plain = utterance.plain
    said_so = [span for span in spans if _NEW.search(plain, max(0, span.start - _LONGEST_LEAD), span.start)]
    new = (said_so or spans)[-1]
    return new.value, cut_out(utterance, [new])
