"""The customer's name in what was said. Something must speak for it, and it is never just what is left.

A name that is asked for may stand alone; one that comes unasked must be introduced as a name, or be a known
family and given name. At the read-back a part of the name can be mended. What is plausible only is marked as
unsure: the caller is then asked whether it is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from voice.engine.dialogue.nlu import names_en, names_ja, places
from voice.engine.dialogue.nlu.described_halves import (
    find_descriptions,
    write_described_given,
    write_described_half,
    write_halves_in_kanji,
)
from voice.engine.dialogue.nlu.language import JAPANESE, is_japanese
from voice.engine.dialogue.nlu.name_parts import (
    BARE,
    HALF_KNOWN,
    INTRODUCED,
    KNOWN,
    SAID,
    PersonName,
    Piece,
    compose,
    is_like,
    join_names,
)
from voice.engine.dialogue.nlu.name_spelling import (
    WITH,
    find_spellings,
    read_characters,
    rewrite_known,
    write_capitals,
)
from voice.engine.dialogue.nlu.normalise import squeeze, unify
from voice.engine.dialogue.nlu.readings import count_edits, find_reading, write_katakana
from voice.engine.dialogue.nlu.utterance import Span, Utterance

# "asked": the words answer the question for it; "asked_again": nothing in the last answer was known as a
# name, so that it may be one that nobody knows; "part": they answer the question for the half of it that is
# missing. "mending": it was read back, and may be put right.
Situation = Literal["asked", "asked_again", "part", "mending", "unasked"]
SPAN = "name"
# No name is written with them, but a script or a query is.
SCRIPT = re.compile(r"[<>{}\[\]=\\|`$^]|'\s?\)|'\s?;|;\s?--|\bdrop table\b", re.IGNORECASE)
MISSING = re.compile(r"名前|なまえ|氏名|名義|\bnames?\b", re.IGNORECASE)
OF_OTHERS = re.compile(r"\s?(?:さん|様|さま|氏|君|くん|ちゃん)(?!です|で、|でお願い|の名前|名義)")
CORRECTION = re.compile(
    r"(?:あ、?|えっと、?|すみません、?){0,3}(?:やっぱり?|やはり|いや|違|ちが)"
    r"|(?:oh,? |um,? |no,? ){0,3}(?:actually"
    r"|no|wait|sorry)\b",
    re.IGNORECASE,
)
WRONG_SHOP = re.compile(
    r"(?:店|場所|支店)[^。]{0,8}(?:違|間違)|\b(?:wrong|other|different) (?:shop|branch|place|location|one)\b",
    re.IGNORECASE,
)
SAID_TO_US = re.compile(r"って(?:言|伝え|お?伝え)")  # 「札幌って言いました？」 speaks of the shop
KANA_ALONE = re.compile(r"[ぁ-ゖァ-ヺー]+")
IN_KANA = re.compile(r"ひらがな|平仮名|カタカナ|片仮名|かな(?:で|書)|カナ")
SURE_SOUNDS = 4  # of a shorter half one sound more or less is another name
LONGEST_CORRECTION = 200  # characters: searched for each piece, so it is bounded
# So many pieces of a terse utterance must there be for a family name to stand among them without a word.
FEWEST_PIECES = 3
# Whose name follows: 「夫は田辺修一です。私は田辺ゆきです」.
OWNER = re.compile(
    r"(?:夫|旦那(?:さん)?|主人|妻|家内|嫁(?:さん)?|母|父|息子|娘|兄|弟|姉|妹|彼女|彼氏?|上司|社長|部長|同僚|友人|友達"
    r"|私|わたし|わたくし|僕|俺|自分|運転手|運転者|予約者|代表者)(?:の名前)?[はがも]、?\Z"
)
NOT_THIS = re.compile(r"(?P<said>[^、。\s]{1,16})(?:じゃ|では)な(?:くて?|い)、?\Z")
# "In my husband's name, please": of the names that follow it is not the caller's own.
IN_ANOTHERS_NAME = re.compile(
    r"(?:夫|旦那(?:さん)?|主人|妻|家内|嫁(?:さん)?|母|父|息子|娘|兄|弟|姉|妹|彼女|彼氏?|上司|社長|部長|同僚|友人|友達)"
    r"の(?:お?名前|名義)で"
    r"|\b(?:(?:husband|wife|partner|mother|father|mum|mom|dad|son|daughter|brother|sister|boss|friend|colleague)'s"
    r"|his|her|their) name\b",
    re.IGNORECASE,
)
OF_THE_CALLER = re.compile(
    r"(?:私|わたし|わたくし|僕|俺|自分)の?(?:名前|ほう|方)?[はがも]、?\Z"
    r"|\b(?:i'm|i am|this is|mine(?:'s| is)) \Z",
    re.IGNORECASE,
)
# Of two cars: 「片方は高梨浩、もう片方は高梨洋介で」.
OF_THE_OTHER = re.compile(
    r"(?:もう(?:片方|一方|[1一]台)|[2二]台目|残り)(?:の?(?:名前|名義|ほう|方))?[はがも]、?\Z"
    r"|\bthe (?:other|second)(?: (?:one|car))?(?:'s| is)?(?: (?:for|under|in the name of))? \Z",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:^|[.,;!?]\s)(?P<part>[A-Z][\w'-]+)(?=[.,;!?])")
LIST_MARK = re.compile(r"[,.;] ?")


HALF = re.compile(
    r"\b(?:(?P<family>(?:last|family) name|surname)|(?:first|given|christian) name|forename)\b", re.IGNORECASE
)


def recognise_name(
    utterance: Utterance, situation: Situation, known: PersonName | None = None, shops: Iterable[str] = ()
) -> list[Span]:
    """The pieces of the utterance that give the name, the first with the whole `PersonName` as its value.

    The others (a spelling, a reading, a company) have None. `known` is the name that was given before, of
    which a part may be mended; `shops` are names of places, which are no persons unless they are introduced
    as such. Empty where there is no name.
    """
    plain = _part_denied(utterance.plain, known)
    if SCRIPT.search(plain):
        return []
    pieces: Sequence[Piece] = _read_pieces(
        plain, asked=situation != "unasked", loosely=situation in ("part", "asked_again")
    )
    where, named_another = squeeze(" ".join(shops)), False
    if situation == "mending" and known and (described := write_described_half(plain, known)):
        return [Span(SPAN, described, 0, len(plain))]
    if situation == "unasked":
        pieces = [
            piece if stands else replace(piece, is_odd=True)
            for piece in pieces
            if (
                stands := _stands_unasked(piece, plain, where, len(pieces))
                or _closes_a_list(piece, plain, where)
            )
            or _is_other_half(piece, pieces, where)
        ]
    elif situation == "mending":
        named_another = any(piece.frame == SAID and not piece.role for piece in pieces)
        pieces = [piece for piece in pieces if _may_mend(piece, pieces, plain, where, known)]
    else:
        pieces = [piece for piece in pieces if not _corrects_the_place(piece, plain, where)]
    pieces = _leave_out_the_caller(pieces, plain)
    name = compose(pieces, known if situation != "part" else None)
    if name is None:
        if situation == "mending" and known and (spelled := _spell_half(plain, known)):
            return [Span(SPAN, spelled, 0, len(plain))]
        # "It's Zuckerbrot, with a D" is no remark on what was read back.
        is_remark = situation == "mending" and known and not named_another
        return _recognise_remark(plain, known) if is_remark and known else []
    if _tells_two_persons(pieces, plain):
        name = replace(name, is_sure=False)
    main = next((piece for piece in reversed(pieces) if piece.role not in ("note", "reading")), pieces[-1])
    others = [Span(SPAN, None, piece.start, piece.end) for piece in pieces if piece is not main]
    if situation == "asked":
        others += _find_parts_said_alone(plain, name, pieces)
        name = write_halves_in_kanji(plain, write_described_given(plain, name))
        found = [Span(SPAN, name, main.start, main.end), *others]
        told = [Span(SPAN, None, *span) for span in find_descriptions(plain, name)]
        others += [span for span in told if not span.overlaps(found)]
    return [Span(SPAN, name, main.start, main.end), *others]


def _part_denied(plain: str, known: PersonName | None) -> str:
    """ "Not John Smith Tom Baker": with a comma behind the name that is denied, in place of the space."""
    if known is None or not known.text.isascii():
        return plain
    denied = re.search(
        rf"\b(?:not|isn't|instead of|rather than) {re.escape(known.text)}(?P<gap> )(?=[^\W\d_])",
        plain,
        re.IGNORECASE,
    )
    return f"{plain[: denied.start('gap')]},{plain[denied.end('gap') :]}" if denied else plain


def _find_parts_said_alone(plain: str, name: PersonName, pieces: Sequence[Piece]) -> list[Span]:
    """ "Friday. Joe Friday.": of the name too, and no day. `pieces` are those found already."""
    return [
        Span(SPAN, None, said.start("part"), said.end("part"))
        for said in _ALONE.finditer(plain)
        if said["part"] in name.text.split()
        and not any(piece.start < said.end("part") and said.start("part") < piece.end for piece in pieces)
    ]


def _leave_out_the_caller(pieces: Sequence[Piece], plain: str) -> Sequence[Piece]:
    """Without the caller's own name, where the booking is to be in that of another who is named too; and
    without the name that another car is for, as one is booked at a time."""
    first = [
        piece for piece in pieces if not OF_THE_OTHER.search(plain[max(0, piece.start - 14) : piece.start])
    ]
    if any(piece.is_whole for piece in first):
        pieces = first
    if not IN_ANOTHERS_NAME.search(plain):
        return pieces
    told_at = {piece: max(piece.start, plain.find(piece.text, piece.start)) for piece in pieces}
    others = [piece for piece, at in told_at.items() if not OF_THE_CALLER.search(plain[max(0, at - 10) : at])]
    return others if any(piece.is_whole for piece in others) else pieces


def _tells_two_persons(pieces: Sequence[Piece], plain: str) -> bool:
    """Whether the names of two persons are told, each with whose it is: which one books must be asked."""
    whole = [piece for piece in pieces if piece.is_whole and not piece.is_denied]
    owned = [piece for piece in whole if OWNER.search(plain[max(0, piece.start - 10) : piece.start])]
    return len({piece.text for piece in (owned if len(owned) != 1 else whole)}) > 1


def _recognise_remark(plain: str, known: PersonName) -> list[Span]:
    """ "With a T at the end", 「斉は難しいほうの齋です」, said of the name that was read back."""
    if described := {old: new for old, new in read_characters(plain).items() if old in known.text}:
        table = str.maketrans(described)
        text, family, given = (part.translate(table) for part in (known.text, known.family, known.given))
        name = PersonName(text, family, given, known.is_whole, is_amended=True)
        return [Span(SPAN, name, 0, len(plain))]
    remarks = [*WITH.finditer(plain)]
    wrong, right = rewrite_known(known.text, remarks) if known.text.isascii() else ("", "")
    if not right:
        return []
    swap = {wrong: right}
    text, family, given = (
        " ".join(swap.get(word, word) for word in part.split())
        for part in (known.text, known.family, known.given)
    )
    name = PersonName(text, family, given, known.is_whole, is_amended=True)
    return [Span(SPAN, name, remarks[0].start(), remarks[0].end())]


def _spell_half(plain: str, known: PersonName) -> PersonName | None:
    """ "Surname's wrong. K-A-T-Z.": which half is spelled is said; the other stands."""
    label = HALF.search(plain)
    spelled = [*find_spellings(plain[label.end() :])] if label else []
    if label is None or len(spelled) != 1 or not (known.family and known.given):
        return None
    word = write_capitals(spelled[0].word)
    family, given = (word, known.given) if label["family"] else (known.family, word)
    return PersonName(join_names(family, given), family, given, is_amended=True)


def is_denied(text: str, known: PersonName) -> bool:
    """Whether the words say that the name which was read back, or a part of it, is not right."""
    pieces = _read_pieces(unify(text), asked=True)
    parts = {squeeze(known.text), *(squeeze(part) for part in known.text.split())}
    return any(piece.is_denied and squeeze(piece.text) in parts for piece in pieces)


def insists(text: str) -> bool:
    """Whether the caller says that the part of the name that was given is all there will be."""
    return names_ja.insists(text) or names_en.insists(text)


@lru_cache(maxsize=256)
def split_name(text: str) -> PersonName:
    """A name as it is written somewhere, in its parts as far as they can be told."""
    return compose(_read_pieces(unify(text), asked=True), None) or PersonName(text)


def join_parts(known: PersonName, more: PersonName) -> PersonName:
    """The name of a caller who gave one half, was asked for the other, and gave `more`."""
    if more.is_whole or more.text == known.text:
        return more
    if known.text.isascii() and not (known.family or known.given):
        given, family = (more.text, known.text) if more.given else (known.text, more.text)
        return PersonName(join_names(family, given), family, given)
    if known.family and not (more.family and more.is_sure and not more.given and not more.text.isascii()):
        family, given = known.family, more.text
    elif known.given:
        family, given = more.text, known.given
    else:
        return more
    return PersonName(join_names(family, given), family, given)


# A call is replayed from its beginning at each turn, so the same words are read again and again.
@lru_cache(maxsize=1024)
def _read_pieces(plain: str, *, asked: bool, loosely: bool = False) -> tuple[Piece, ...]:
    if not is_japanese(plain):
        return tuple(names_en.read_pieces(plain, asked=asked))
    native = names_ja.read_pieces(plain, asked=asked, loosely=loosely)
    hidden = re.sub(r"[、。]", ",", JAPANESE.sub(",", plain))
    latin = names_en.read_pieces(hidden, asked=asked) if names_en.WORD.search(hidden) else []
    latin = [_read_frame_behind(piece, plain) for piece in latin if not _is_abbreviation(piece)]
    introduced = [mark.end() for mark in names_en.INTRODUCTION.finditer(plain)]
    native = [replace(piece, frame=INTRODUCED) if piece.start in introduced else piece for piece in native]
    return tuple(sorted([*native, *latin], key=lambda piece: piece.start))


def _read_frame_behind(piece: Piece, plain: str) -> Piece:
    """ "John Smithと申します": a Latin name in a Japanese sentence."""
    behind = plain[piece.end : piece.end + 12].lstrip(" ,、")
    if re.match(r"と(?:申|言|い)|の名前|名義", behind):
        return replace(piece, frame=INTRODUCED)
    return replace(piece, frame=max(piece.frame, SAID)) if re.match(r"です|でお願い", behind) else piece


def _is_abbreviation(piece: Piece) -> bool:
    return piece.role != "note" and len(piece.text) <= 4 and (piece.text.isupper() or " " not in piece.text)


def _stands_unasked(piece: Piece, plain: str, shops: str, count: int) -> bool:
    """Whether a piece is a name although nobody asked for one."""
    if piece.role in ("note", "reading"):
        return count > 1
    if piece.role == "company":
        return piece.frame == INTRODUCED
    if piece.frame == INTRODUCED:
        return not piece.is_place or piece.is_whole
    if OF_OTHERS.search(plain, piece.start, piece.end + 4) or _is_a_place(piece, shops):
        return False
    if piece.is_whole:
        return piece.certainty >= (HALF_KNOWN if piece.frame == SAID or not piece.text.isascii() else KNOWN)
    if piece.certainty < KNOWN or not piece.family or piece.text.isascii():
        return False
    alone = piece.frame == BARE and len(re.findall(r"[^\s、,]+", plain)) >= FEWEST_PIECES
    return (piece.frame == SAID and _ends_with_copula(plain[piece.start : piece.end])) or alone


def _closes_a_list(piece: Piece, plain: str, shops: str) -> bool:
    """ "Compact, Shinjuku, the 9th, 10 to 4, Ewa Wojcik.": what closes a list of wishes is a name, though
    nobody knows it: it is read back with them."""
    if piece.frame != BARE or not piece.is_whole or not piece.text.isascii() or _is_a_place(piece, shops):
        return False
    closes = not plain[piece.end :].strip(" .,!") and piece.certainty >= HALF_KNOWN and not piece.is_odd
    return closes and len(LIST_MARK.findall(plain[: piece.start])) >= FEWEST_PIECES - 1


def _is_other_half(piece: Piece, pieces: Sequence[Piece], shops: str) -> bool:
    """ "It's Wojcik, first name Ewa": the half that is introduced speaks for what may be the other one."""
    introduced = {other.role for other in pieces if other.frame == INTRODUCED} & {"family", "given"}
    is_spelled = any(other.role == "note" and 0 <= other.start - piece.end <= 2 for other in pieces)
    may_be_half = piece.is_half_unknown and (piece.frame == SAID or is_spelled)
    return len(introduced) == 1 and may_be_half and not _is_a_place(piece, shops)


def _ends_with_copula(clause: str) -> bool:
    return re.search(r"です|でございます|と申|や[がけで]?|だけど", clause) is not None


def _corrects_the_place(piece: Piece, plain: str, shops: str) -> bool:
    """ "Actually, Shinjuku" in answer to "your name?": one of our places alone, and nobody's full name."""
    is_ours = squeeze(piece.text) in shops and not piece.is_whole and piece.role == ""
    if not is_ours:
        return False
    corrects = CORRECTION.match(plain) or WRONG_SHOP.search(plain, 0, LONGEST_CORRECTION)
    return corrects is not None or (piece.frame == BARE and piece.text.isascii())


def _is_a_place(piece: Piece, shops: str) -> bool:
    if piece.is_place:
        return True
    if piece.text.isascii():
        return any(
            places.find_known_region(word) or squeeze(word) in shops
            for word in piece.text.split()
            if len(word) > 2
        )
    return squeeze(piece.text) in shops or places.find_known_region(piece.text) == piece.text


def _stands_for_another(before: str, known: PersonName) -> bool:
    """Whether what comes is said in place of something that is no part of the name, by its sound: who says
    「いい月曜じゃなくて、カヨなんです」 was heard badly, and speaks of no Kayo."""
    denied = NOT_THIS.search(before)
    if denied is None:
        return False
    heard = find_reading(denied["said"])
    return not any(find_reading(part) in heard for part in (known.family, known.given, known.text) if part)


def _only_reads(piece: Piece, known: PersonName) -> bool:
    """Whether a piece in kana tells no more than how a half in kanji is read: 「なかじまです」, of a 中島."""
    if not KANA_ALONE.fullmatch(piece.text):
        return False
    heard = write_katakana(piece.text)
    halves = [
        half for half in (known.family, known.given, known.text) if half and not KANA_ALONE.search(half)
    ]
    return any(count_edits(find_reading(half), heard) <= (len(heard) >= SURE_SOUNDS) for half in halves)


def _may_mend(
    piece: Piece, pieces: Sequence[Piece], plain: str, shops: str, known: PersonName | None
) -> bool:
    """Whether a piece puts the name right that was read back."""
    if piece.role == "note":
        return any(other.role not in ("note", "reading") for other in pieces)
    if piece.is_denied:
        return known is not None and squeeze(piece.text) in squeeze(known.text)
    denied = any(
        other.is_denied and not _is_a_place(other, shops) for other in pieces
    )  # "not Sapporo, Shinagawa"
    if known and not IN_KANA.search(plain) and _only_reads(piece, known):
        return False
    if piece.frame == INTRODUCED:
        return not (_is_a_place(piece, shops) and SAID_TO_US.search(plain, piece.start, piece.end + 4))
    if known and _stands_for_another(plain[: piece.start], known):
        return False
    if MISSING.search(plain) or denied:
        return True
    if _is_a_place(piece, shops):
        return False
    if piece.is_whole:
        return piece.certainty >= HALF_KNOWN
    if not piece.text.isascii():
        return piece.certainty == KNOWN
    near = known is not None and any(
        is_like(part, piece.text.lower()) and squeeze(part) != squeeze(piece.text)
        for part in known.text.split()
        if part.isascii()
    )
    # "It's Grant", of Peter Gran: what sounds like a part of the name is meant for it, known or not.
    noted = any(other.role == "note" for other in pieces)
    return near and (piece.certainty >= HALF_KNOWN or piece.frame == SAID or noted)
