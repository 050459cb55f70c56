"""A person's name, and how it is put together of the pieces in which it was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from voice.engine.dialogue.nlu.readings import find_reading

Role = Literal["", "family", "given", "reading", "company", "note"]
# How much speaks for a piece being a name at all.
PLAUSIBLE, HALF_KNOWN, KNOWN = 1, 2, 3
# What introduces it: nothing, 「…です」 and "it's …", or what only names have: 「…と申します」, "my name is".
BARE, SAID, INTRODUCED = 0, 1, 2
# How a family name may end, and hardly a given one.
LIKE_A_FAMILY = re.compile(
    r".{2}(?:[oe]va?|s[kc]i|sky|cki|wicz|vi[ck]h?|enko|chuk|s?sen|s?son|[aeo]z|[iy]an|idis|poulos|berg|stein|mann"
    r"|baum|feld|wala|nathan|swamy|moto|mura|oglu)$"
    r"|^(?:o'|mc|fitz)[a-z]{3}|^(?:von|van|de|del|della|al|el|ben|ibn)[ -]",
    re.IGNORECASE,
)
LONG = 4  # characters
SAME_BEGINNING = 3  # letters that Boyle and Boyd share


@dataclass(frozen=True)
class Piece:
    """A part of an utterance that may be a name or a part of one."""

    text: str
    start: int
    end: int
    family: str = ""
    given: str = ""
    certainty: int = PLAUSIBLE
    frame: int = BARE
    role: Role = ""
    # 「山田じゃなくて」: the name that it is not.
    is_denied: bool = False
    # It may as well be a place: a family name that stands alone and unasked is none then.
    is_place: bool = False
    # Nothing else was said in its clause.
    is_alone: bool = True
    # A word of sentences is a part of it, so that the caller is asked whether it is a name at all.
    is_odd: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it has a family and a given name, or a company's."""
        return bool(self.family and self.given) or self.role == "company"

    @property
    def is_half_unknown(self) -> bool:
        """Whether nobody can say which half of a name it is."""
        return not (self.family or self.given or self.role)


@dataclass(frozen=True)
class PersonName:
    """The name for a booking. It is taken where it is sure; otherwise the caller is asked about it."""

    text: str
    family: str = ""
    given: str = ""
    # False where only a family or a given name was said.
    is_whole: bool = True
    is_sure: bool = True
    # A correction of a part of the name that was known.
    is_amended: bool = False


def compose(pieces: Sequence[Piece], known: PersonName | None) -> PersonName | None:
    """The name that the pieces make, in the order in which they were said; a later one mends an earlier one.

    `known` is the name that the caller has given before: "直樹じゃなくて直子" mends its half.
    """
    denied = [piece for piece in pieces if piece.is_denied]
    company = next((piece for piece in pieces if piece.role == "company"), None)
    said = [
        piece for piece in pieces if not piece.is_denied and piece.role not in ("company", "reading", "note")
    ]
    readings = [piece for piece in pieces if piece.role == "reading"]
    result: Piece | None = None
    for piece in said:
        result = piece if result is None else _join(result, piece)
    if result is None and readings and not company:
        result = readings[-1]
    if result is None:
        return _name_of(company) if company else None
    if company and company.frame == INTRODUCED:  # the company books, the person answers for it
        return replace(_name_of(result), text=f"{company.text}{result.text}", is_whole=True)
    if known and not result.is_whole:
        amended = _amend(known, result, denied)
        if amended:
            return amended
    return _name_of(result)


def _name_of(piece: Piece) -> PersonName:
    is_sure = piece.certainty >= HALF_KNOWN or (piece.frame == INTRODUCED and piece.certainty >= PLAUSIBLE)
    is_sure = is_sure and not piece.is_odd
    # Of an unknown name nobody can say where the family name ends; a long one is taken as both.
    is_unknown = not (piece.family or piece.given or piece.text.isascii()) and len(piece.text) >= LONG
    is_whole = piece.is_whole or is_unknown
    return PersonName(piece.text, piece.family, piece.given, is_whole, is_sure or piece.role == "company")


def join_names(family: str, given: str) -> str:
    """Family and given name as they are written in their script."""
    if family.isascii() and given.isascii():
        return f"{given} {family}"
    return f"{family}{given}"


def _join(before: Piece, now: Piece) -> Piece:
    """Two pieces in a row: "Yamada … Taro Yamada", 「山田、太郎です」, or one in place of the other."""
    start, end = before.start, now.end
    if (heard := _write_reading(before, now)) is not None:
        return replace(heard, start=start, end=end)
    # Two halves that fit speak for each other.
    certainty = max(before.certainty, now.certainty, HALF_KNOWN)
    frame = max(before.frame, now.frame)
    if now.is_whole:
        is_its_reading = (
            before.is_whole and before.text != now.text and _is_kana(now.text) and not _is_kana(before.text)
        )
        return replace(before if is_its_reading else now, start=start, end=end)
    if before.is_whole:
        if now.text in before.text:
            return replace(before, start=start, end=end)
        if now.role in ("family", "given"):  # 「さとうゆみ、ゆみは由来の由に美しいで由美です」
            family, given = (now.text, before.given) if now.role == "family" else (before.family, now.text)
            joined = join_names(family, given)
            return replace(before, text=joined, family=family, given=given, start=start, end=end)
        if now.certainty < KNOWN and now.frame < INTRODUCED:
            return replace(before, start=start, end=end)
        return replace(now, start=start, end=end)
    if now.text == before.text:
        return replace(now, start=start, end=end, certainty=certainty, frame=frame)
    family, given = _pair(before, now)
    if family and given:
        foreign = given == before.text and _is_katakana(f"{family}{given}")
        joined = f"{given}・{family}" if foreign else join_names(family, given)
        return replace(
            now, text=joined, family=family, given=given, start=start, end=end, certainty=certainty,
            frame=frame, role="", is_place=False,
        )  # fmt: skip
    return replace(now, start=start, end=end)


def _write_reading(before: Piece, now: Piece) -> Piece | None:
    """The name of a half said in kana and in kanji: 「森田です、もりたたくや」, 「拓也」; or None."""
    in_kana = _is_kana(now.text)
    if in_kana and now.is_whole and before.family and not (before.given or _is_kana(before.family)):
        is_same = find_reading(before.family) == find_reading(now.family)
        text = join_names(before.family, now.given)
        return replace(now, text=text, family=before.family) if is_same else None
    if before.is_whole and _is_kana(before.given) and now.given and not (now.family or in_kana):
        return replace(before, text=join_names(before.family, now.given), given=now.given)
    return None


def _pair(before: Piece, now: Piece) -> tuple[str, str]:
    """Family and given name, if the two are a pair; Latin letters put the given name first."""
    if before.family and now.given:
        return before.family, now.given
    if before.given and now.family:
        return now.family, before.given
    if (
        before.role in ("family", "given")
        and now.is_half_unknown
        and not sounds_like(before.text, now.text.lower())
    ):
        return (before.text, now.text) if before.role == "family" else (now.text, before.text)
    if (
        before.is_half_unknown
        and now.is_half_unknown
        and LIKE_A_FAMILY.search(before.text)
        and not LIKE_A_FAMILY.search(now.text)
    ):
        return before.text, now.text  # "Kuznetsov, Aleksei", "O'Shaughnessy, Declan"
    if before.is_half_unknown and (now.family or now.is_half_unknown) and before.text.isascii():
        return now.family or now.text, before.text
    if before.is_half_unknown and now.given and (now.role == "given" or not before.text.isascii()):
        return before.text, now.given  # "Wojcik, first name Ewa"; 「運転 太郎です」, said twice
    if before.is_half_unknown and now.given and before.frame in (BARE, SAID) and now.frame == BARE:
        return before.text, now.given  # "Ito-Walsh, Naomi", as it stands in a list, or after "it's"
    if before.family and now.role != "family" and now.certainty < KNOWN:
        return before.family, now.text
    if before.given and now.role != "given" and now.certainty < KNOWN and now.text.isascii():
        return now.text, before.given
    return "", ""


def _is_kana(text: str) -> bool:
    return all("ぁ" <= character <= "ヿ" or character in " 　" for character in text)


def _is_katakana(text: str) -> bool:
    return all("ァ" <= character <= "ヿ" for character in text)


def _amend(known: PersonName, piece: Piece, denied: Sequence[Piece]) -> PersonName | None:
    """The known name with one of its parts mended; None where the piece mends none of them."""
    for wrong in denied:
        if wrong.text == known.family or (wrong.text in known.family and known.family):
            return _put_together(known, family=piece.text)
        if wrong.text and wrong.text in known.given:
            return _put_together(known, given=piece.text)
    if not (known.family and known.given):
        return None
    half = _find_half(known, piece)
    if half == "family":
        return _put_together(known, family=piece.text)
    return _put_together(known, given=piece.text) if half == "given" else None


def _find_half(known: PersonName, piece: Piece) -> str:
    """Which half of the known name the piece mends; "" where nobody can tell."""
    alike = [
        half
        for half, part in (("family", known.family), ("given", known.given))
        if piece.text.isascii() and is_like(part, piece.text.lower())
    ]
    if len(alike) == 1:
        return alike[0]
    return "" if bool(piece.family) == bool(piece.given) else "family" if piece.family else "given"


def sounds_like(word: str, spelled: str) -> bool:
    """Whether the letters `spelled` may be how `word`, as it was heard, is written."""
    low = re.sub(r"[^a-zà-ɏ]", "", word.lower())
    if low == spelled:
        return True
    shared = sum(min(low.count(letter), spelled.count(letter)) for letter in set(spelled))
    return low[:1] == spelled[:1] and shared * 3 >= 2 * max(len(low), len(spelled))


def is_like(word: str, meant: str) -> bool:
    """Whether `word` was heard where `meant` was said: it sounds like it, or begins as it does."""
    return sounds_like(word, meant) or word[:SAME_BEGINNING].lower() == meant[:SAME_BEGINNING]


def _put_together(known: PersonName, *, family: str = "", given: str = "") -> PersonName:
    family, given = family or known.family, given or known.given
    return PersonName(
        join_names(family, given), family, given, is_whole=bool(family and given), is_amended=True
    )
