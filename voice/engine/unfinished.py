"""Whether a caller who has paused will go on: told by the last of the words so far. Pure text.

Only what plainly wants more counts: who is taken for unfinished waits a second longer for the answer.
"""

from __future__ import annotations

import re
import unicodedata


def _set_of(line: str) -> set[str]:
    return set(line.split())


# Particles that a noun or a verb must follow. が and けど end polite requests (借りたいのですが), まで whole
# answers (10時から18時まで); で and から end answers too, but more often a verb is still to come.
_JA_OPEN = re.compile(
    r"(?:[をにへのもや]|(?:帰り|返し|返却|名前|番号|電話|それ|こちら|私|わたし)は|(?<!ま)で|から|と|または|あるいは|それから|それと|あと|(?<![すんた])が)$"
)
_JA_WHOLE = re.compile(
    r"(?:もの|いの|るの|たの|どうも|とても|でも|[いう]に|なに|いくつも|ですから|ますから|ので)$"
)
# A polite request is over, though a recogniser hears a voice that stays up and puts a comma there.
_JA_REQUEST = re.compile(r"(?:です|ます|ん|だ|い)(?:が|けど|けれど|けども|けれども)、$")
_JA_FILLER = re.compile(
    r"(?:^|[、。\s])(?:えっ?ー?と[ぉー]*|えー+|ええ?っと|あの[ーう]+|う?ー?んー?と[ー]*|そのー+)$"
)
_EN_OPEN = _set_of(
    "a an the my our your from to at in of for with by between and or but so because if until till is are am "
    "was i'd i'm i'll we'd we'll need want about around um uh er hmm uhm erm"
)
_EN_WHOLE = re.compile(
    r"\b(?:come in|what for|where from|where to|want to|need to|i am|it is|am i|are|i'd like to)$"
)
# A telephone number begins with a zero, a booking's with an R, and callers pause between their groups. The
# shortest has so many digits; fewer than three behind other words may be anything.
_IN_NUMBERS = "0123456789 -のー、,.・"
_TELEPHONE, _BOOKING, _LEAST = 10, 7, 3
_NO_NUMBER_BEFORE = re.compile(r"[:年月時]$")


def is_unfinished(text: str, language: str) -> bool:
    """Whether `text`, as far as it was said, wants more: in `language`, "ja" or "en"."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain.endswith(("?", "!")):
        return False
    if language == "ja" and _JA_REQUEST.search(plain):
        return False
    if plain.endswith(("、", ",", "…", "...", "-", "—")):
        return True
    plain = plain.rstrip("。.」 ")
    before = plain.rstrip(_IN_NUMBERS)
    if digits := re.sub(r"\D", "", plain[len(before) :]):
        return _is_number_unfinished(digits, before)
    if language == "ja":
        return bool(_JA_FILLER.search(plain) or (_JA_OPEN.search(plain) and not _JA_WHOLE.search(plain)))
    words = plain.split()
    return bool(words) and words[-1] in _EN_OPEN and not _EN_WHOLE.search(plain)


def _is_number_unfinished(digits: str, before: str) -> bool:
    """Whether a row of digits at the end, with these words before it, is the first part of a number."""
    if re.search(r"(?:^|[^a-z])r$", before):
        return len(digits) < _BOOKING
    is_told = not before or (len(digits) >= _LEAST and not _NO_NUMBER_BEFORE.search(before))
    return is_told and digits.startswith("0") and len(digits) < _TELEPHONE
