"""How a name is written: letters that are spelled, "with a y", 「渡辺の渡」, 「はしごだか」."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from voice.engine.dialogue.nlu.name_parts import KNOWN, SAID, Piece
from voice.engine.dialogue.nlu.name_words import GIVEN_NAMES_EN

# They stand inside a name in lower case.
PARTICLES = frozenset(
    "van von der den de da di del della du la le el al bin ibn binti ter dos das e y san st st.".split()  # noqa: SIM905
)
LONGEST_INTRODUCTION = 40  # characters of "that's spelled "
NATO = dict(
    zip(
        [
            "alpha",
            "alfa",
            "bravo",
            "charlie",
            "delta",
            "echo",
            "foxtrot",
            "golf",
            "hotel",
            "india",
            "juliet",
            "juliett",
            "kilo",
            "lima",
            "mike",
            "november",
            "oscar",
            "papa",
            "quebec",
            "romeo",
            "sierra",
            "tango",
            "uniform",
            "victor",
            "whiskey",
            "whisky",
            "xray",
            "x-ray",
            "yankee",
            "zulu",
        ],
        "a a b c d e f g h i j j k l m n o p q r s t u v w w x x y z".split(),  # noqa: SIM905
        strict=True,
    )
)
_CODE = "|".join(sorted(NATO, key=len, reverse=True))
_EXAMPLE = r"(?:,? (?:as in|for|like(?: in)?)(?: the)? [A-Za-z]+)"
# One letter that is spelled: "S", "S as in Sierra", "double L", "Sierra".
UNIT = re.compile(
    rf"\b(?:capital )?(?P<double>double[ -]|two )?(?:(?P<code>{_CODE})\b"
    rf"|(?<![\w'.])(?P<letter>[A-Za-z])(?![\w'])(?P<example>{_EXAMPLE})?)",
    re.IGNORECASE,
)
BETWEEN_UNITS = re.compile(r"(?:[ ,-]|\b(?:and|then)\b)*")
SPELLED_AS = re.compile(
    r"(?:that'?s|which is|it'?s|and|spelled|spelt|spelling is|spell(?:s|ed)? (?:it|that)|i spell it"
    r"|it is|:|,|\s){1,12}$",
    re.IGNORECASE,
)
FEWEST_UNITS = 3  # with fewer, and no hyphen between them, they are initials or an article
# "with a y", "without an h", "ending in e": how a name that was said is written.
WITH = re.compile(
    r",?\s?\b(?:spelled |spelt |that'?s )?(?P<how>with|without|no)(?: an?| the| one| two| double"
    r"| just one)? (?:letter )?(?P<letter>[A-Za-z]{1,2}?)(?:'?s)?\b(?: (?:at the end|in it"
    r"|in the middle|not an? [A-Za-z]))?"
    r"|,?\s?\b(?:ending (?:in|with)|ends (?:in|with))(?: an?)? (?P<last>[A-Za-z]{1,2})\b"
    r"|,?\s?\b(?P<double>double|two) (?P<doubled>[A-Za-z])(?:'?s)?\b",
    re.IGNORECASE,
)
# What sounds the same and is written otherwise.
SOUND_ALIKE = {
    "y": "i",
    "i": "y",
    "k": "c",
    "c": "k",
    "z": "s",
    "s": "z",
    "j": "g",
    "g": "j",
    "f": "v",
    "v": "f",
    "e": "a",
    "a": "e",
}
DESCRIPTION = re.compile(
    r"の[^、。]{1,6}?(?:は|が|を).{0,14}?(?:の(?:ほう|方|字|やつ|$)|はしごだか|はしご高|はしごの高|難し"
    r"|むずかし|簡単|旧字|古い|新しい|異体|俗字|斉しい|ひとしい|サイ|つくり|さんずい|にんべん|きへん"
    r"|こざと)"
    r"|(?:はしごだか|はしご高|梯子高|たつさき|立つ崎|さんずい|にんべん|ごんべん|きへん|くさかんむり"
    r"|しんにょう|こざとへん|旧字体?|新字体?|難しい(?:ほう|方|字)|簡単な(?:ほう|方|字)|普通の(?:ほう|方"
    r"|字))"
    r"|^(?:漢字は|字は)|(?:の字|という字|って字|っていう字|と同じ字|と同じ漢字)(?:です|で|を|に|$)"
)
# 「渡辺の渡」: a character that the word before it has.
CHARACTER_OF_WORD = re.compile(r"([^\s、。の]{1,6})の(.)(?=[はがにでとっ字、]|です|$)")
LADDER = re.compile(r"はしごだか|はしご高|梯子高|はしごの高")
STANDING = re.compile(r"たつさき|立つ崎|たつ崎|立つさき")


@dataclass(frozen=True)
class Spelling:
    word: str
    start: int
    end: int


def find_spellings(plain: str) -> Iterator[Spelling]:
    run: list[re.Match[str]] = []
    for unit in UNIT.finditer(plain):
        if run and BETWEEN_UNITS.fullmatch(plain, run[-1].end(), unit.start()) is None:
            yield from _read_run(plain, run)
            run = []
        run.append(unit)
    yield from _read_run(plain, run)


def _read_run(plain: str, run: list[re.Match[str]]) -> Iterator[Spelling]:
    """The words that a row of letters spells: hyphens hold the letters of one word together."""
    while run and run[0]["code"] and any(unit["letter"] for unit in run):
        run = run[1:]  # "Mike, M-I-K-E": the name itself
    if not run:
        return
    gaps = [plain[one.end() : two.start()] for one, two in pairwise(run)]
    hyphened = any("-" in gap for gap in gaps)
    is_spelled = len(run) >= FEWEST_UNITS or hyphened or any(unit["example"] for unit in run)
    if not is_spelled:
        return
    words = [[run[0]]]
    for gap, unit in zip(gaps, run[1:], strict=False):
        parted = hyphened and "-" not in gap and len(words[-1]) > 1
        words.append([unit]) if parted else words[-1].append(unit)
    if len(words) > 1 and len(words[-1]) == 1:
        words[-2] += words.pop()
    lead = SPELLED_AS.search(plain[: run[0].start()][-LONGEST_INTRODUCTION:])
    begin = run[0].start() - (len(lead[0]) if lead else 0)
    for word in words:
        letters = "".join(
            (NATO[unit["code"].lower()] if unit["code"] else unit["letter"].lower())
            * (2 if unit["double"] else 1)
            for unit in word
        )
        yield Spelling(letters, begin, word[-1].end())
        begin = word[-1].end()


def write_spelled(pieces: list[Piece], spellings: list[Spelling], *, asked: bool) -> list[Piece]:
    """A name said and spelled is written as spelled; a name that was only spelled is one as well."""
    result = list(pieces)
    for spelling in spellings:
        if len(spelling.word) == 1:
            result.append(Piece(spelling.word, spelling.start, spelling.end, role="note"))
            continue
        match = next(
            ((at, word) for at, piece in enumerate(result) if piece.role != "note"
             for word in piece.text.split() if sounds_like(word, spelling.word)), None,
        )  # fmt: skip
        if match:
            at, word = match
            result[at] = _replace_word(result[at], word, _keep_case(word, spelling.word))
            result.append(Piece(spelling.word, spelling.start, spelling.end, role="note"))
        elif asked:
            written = spelling.word.capitalize()
            follows_a_name = any(piece.role != "note" for piece in result)
            given = written if written.lower() in GIVEN_NAMES_EN else ""
            family = written if follows_a_name and not given else ""
            span = (spelling.start, spelling.end)
            result.append(Piece(written, *span, family, given, certainty=KNOWN, frame=SAID))
    return sorted(result, key=lambda piece: piece.start)


def sounds_like(word: str, spelled: str) -> bool:
    """Whether the letters `spelled` may be how `word`, as it was heard, is written."""
    low = re.sub(r"[^a-zà-ɏ]", "", word.lower())
    if low == spelled:
        return True
    shared = sum(min(low.count(letter), spelled.count(letter)) for letter in set(spelled))
    return low[:1] == spelled[:1] and shared * 3 >= 2 * max(len(low), len(spelled))


def _keep_case(word: str, spelled: str) -> str:
    if re.sub(r"[^a-zà-ɏ]", "", word.lower()) == spelled:
        return word
    return write_capitals(spelled)


def _replace_word(piece: Piece, word: str, by: str) -> Piece:
    def swap(text: str) -> str:
        return " ".join(by if part == word else part for part in text.split())

    return replace(
        piece, text=swap(piece.text), family=swap(piece.family), given=swap(piece.given), certainty=KNOWN
    )


def write_remarks(piece: Piece, remarks: Sequence[re.Match[str]]) -> Piece:
    """ "Smith with a y" is Smyth; where the name has the letter already, nothing is to be done."""
    for remark in remarks:
        if remark.start() < piece.start or piece.is_denied:
            continue
        for word in reversed(piece.text.split()):
            mended = _rewrite(word, remark)
            if mended != word:
                piece = _replace_word(piece, word, mended)
                break
    return piece


def _rewrite(word: str, remark: re.Match[str]) -> str:
    low, letter = word.lower(), (remark["letter"] or remark["doubled"] or "").lower()
    if remark["how"] and remark["how"].lower() in ("without", "no"):
        if "end" in remark[0].lower():
            return word[:-1] if low.endswith(letter) else word
        return write_capitals(low.replace(letter, "", 1)) if letter in low[1:] else word
    if remark["doubled"]:
        is_needed = low.count(letter) == 1
        return write_capitals(low.replace(letter, letter * 2)) if is_needed else word
    if remark["how"] and letter not in low and low.count(SOUND_ALIKE.get(letter, "?")) == 1:
        return write_capitals(low.replace(SOUND_ALIKE[letter], letter))
    return word


def write_capitals(word: str) -> str:
    """With capitals where a transcript or a hasty hand left them out."""
    if word.lower() in PARTICLES and word.islower():
        return word
    if any(letter.isupper() for letter in word):
        return word.title() if word.isupper() and len(word) > 3 and "'" not in word else word
    capitals = re.sub(r"(^|[-'])([^\W\d_])", lambda part: part[1] + part[2].upper(), word)
    capitals = re.sub(r"'([A-Z])$", lambda part: "'" + part[1].lower(), capitals)
    return re.sub(r"^Mc([a-z])", lambda part: "Mc" + part[1].upper(), capitals)


def describes_a_character(clause: str) -> bool:
    """Whether a clause only tells how a character of the name is written."""
    return DESCRIPTION.search(clause) is not None or any(
        found[2] in found[1] for found in CHARACTER_OF_WORD.finditer(clause)
    )


def write_described_characters(pieces: list[Piece], plain: str) -> list[Piece]:
    """「高橋の高ははしごだか」 writes 髙橋; any other description says what was written anyway."""
    swaps = {}
    if LADDER.search(plain):
        swaps["高"] = "髙"
    if STANDING.search(plain):
        swaps["崎"] = "﨑"
    if not swaps:
        return pieces
    table = str.maketrans(swaps)
    return [
        piece
        if piece.role == "note"
        else replace(
            piece, text=piece.text.translate(table), family=piece.family.translate(table), given=piece.given
        )
        for piece in pieces
    ]
