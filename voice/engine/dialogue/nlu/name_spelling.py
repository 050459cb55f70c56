"""How a name is written: letters that are spelled, "with a y", 「渡辺の渡」, 「はしごだか」."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from voice.engine.dialogue.nlu.name_parts import KNOWN, SAID, Piece, Role, sounds_like
from voice.engine.dialogue.nlu.name_words import FAMILY_NAMES_EN, GIVEN_NAMES_EN

_KNOWN = GIVEN_NAMES_EN | FAMILY_NAMES_EN  # in lower case
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
# As a recogniser writes the letters' own names; those of the second row are words of sentences too.
LETTERS = {
    "bee": "b", "cee": "c", "dee": "d", "eff": "f", "ef": "f", "gee": "g", "aitch": "h", "haitch": "h",
    "jay": "j", "kay": "k", "el": "l", "ell": "l", "em": "m", "en": "n", "pee": "p", "cue": "q", "queue": "q",
    "ar": "r", "ess": "s", "tee": "t", "vee": "v", "double you": "w", "double u": "w", "ex": "x", "wye": "y",
    "zee": "z", "zed": "z",
    "be": "b", "see": "c", "sea": "c", "eye": "i", "oh": "o", "are": "r", "tea": "t", "you": "u", "why": "y",
}  # fmt: skip
WORDS_TOO = frozenset({"be", "see", "sea", "eye", "oh", "are", "tea", "you", "why"})
_CODE = "|".join(sorted(NATO, key=len, reverse=True))
_LETTER = "|".join(sorted(LETTERS, key=len, reverse=True))
_EXAMPLE = r"(?:,? (?:as in|for|like(?: in)?)(?: the)? [A-Za-z]+)"
# One letter that is spelled: "S", "S as in Sierra", "double L", "Sierra", "bee as in bravo".
UNIT = re.compile(
    rf"\b(?:capital )?(?P<double>double[ -](?!you?\b)|two )?(?:(?P<code>{_CODE})\b"
    rf"|(?<![\w'.])(?P<letter>{_LETTER}|[A-Za-z])(?![\w'])(?P<example>{_EXAMPLE})?)",
    re.IGNORECASE,
)
BETWEEN_UNITS = re.compile(r"(?:[ ,-]|\b(?:and|then|apostrophe|hyphen|dash)\b)*")
SPELLED_AS = re.compile(
    r"(?:that'?s|which is|it'?s|and|spelled|spelt|spelling is|spell(?:s|ed)? (?:it|that)|i spell it"
    r"|it is|:|,|\s){1,12}$",
    re.IGNORECASE,
)
FEWEST_UNITS = 3  # with fewer, and no hyphen between them, they are initials or an article
# "with a y", "without an h", "ending in e": how a name that was said is written.
WITH = re.compile(
    r",?\s?\b(?:spelled |spelt |that'?s |it'?s )?"
    r"(?P<how>with(?:out)?|no|has no|there'?s no|(?:it )?(?:has|needs|takes)|there(?:'?s| is| should be)"
    r"|missing)(?: an?| the|(?P<twice> two| double)|(?P<once>(?: just| only)? one))? (?:(?:letter|silent) )?"
    r"(?!(?:an|to|it|me|my|us|in|on|no|so|be|do|is|up|or|of|at|by|we|he)\b)"
    # "There's a dog", "no I want eleven": an article, and the caller.
    r"(?![ai](?:'| (?!(?:at|on|in|not|and|instead|please)\b)\w))(?P<letter>[A-Za-z]{1,2}?)(?:'?s)?\b"
    r"(?: (?:(?:at|on) the end|in it|in the middle|not an? [A-Za-z]))?(?: in(?= [A-Z]))?"
    r"|,?\s?\b(?:it )?(?:ending (?:in|with)|ends (?:in|with))(?: an?)? (?P<last>[A-Za-z]{1,2})\b"
    r"|,?\s?\b(?P<double>double|two) (?P<doubled>[A-Za-z])(?:'?s)?\b",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"\b([^\W\d_]{1,20})[ ,]{0,3}\Z")
_DESCRIBED_WORD = re.compile(r"([^\W\d_][\w'-]{0,30})(?:,?\s(?:with|has|is|spelled|spelt))?,?\s?$")
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
# 「斉藤の斉は難しいほうの齋です」: a character, and how it is written instead.
WRITTEN_SO = re.compile(
    r"(?:^|[の、])(?P<old>[㐀-鿿豈-﫿])(?:という字|の字)?(?:は|が)[^。]{0,14}?[のい、](?P<new>[㐀-鿿豈-﫿]|[𠀀-𪛟])"
    r"(?:という字|の字)?(?=です|で[、。]|の(?:ほう|方)|[、。]|$)"
)
# 「浩二のじは二じゃなくて次のほう」
INSTEAD_OF_CHARACTER = re.compile(
    r"(?<![㐀-鿿豈-﫿々])(?P<old>[㐀-鿿豈-﫿])(?:の(?:ほう|方|字))?(?:じゃ|では?)な(?:く(?:って|て)?|い(?:ほう|方)の?)"
    r"、?(?P<new>[㐀-鿿豈-﫿])(?=の(?:ほう|方|字)|という字|です|で[、。]|[、。]|$)"
)
# Behind what tells how it is written stands the name itself: 「渡辺の渡に部活の部で渡部です」.
_BEHIND_HOW = re.compile(
    r"で(?=(?P<name>[㐀-鿿豈-﫿々]{1,4})(?:さん)?(?:です|と(?:申|言|い|書)|でお願|に$|$))"
)
# 「難しいほうの齋藤に」
_BEHIND_KIND = re.compile(
    r"^(?:えっと|ええと|あの|はい)?、?(?:[㐀-鿿豈-﫿々]{2,4}(?:の字|の漢字)?(?:は|って)、?)?(?:一番|いちばん|よく(?:ある|いる)|画数の多い|画数が多い)?"
    r"(?:難しい|むずかしい|簡単な|かんたんな|普通の|ふつうの|旧字の|新字の|一般的な)?"
    r"(?:(?<=[いなのるう])(?:ほう|方|字|漢字|やつ)の|(?<=[ののなる]))"
    r"(?=(?P<name>[㐀-鿿豈-﫿々]{2,4})(?:です|に$|で$|$))"
)
# Which half it is of: by its name, or by how it is read: 「ゆうこは優しい子で優子です」.
_OF_GIVEN = re.compile(r"^(?:下(?:の(?:名前|ほう|方))?|名|ファーストネーム)[はが]")
_OF_FAMILY = re.compile(r"^(?:(?:名字|苗字|姓|上)(?:の(?:名前|ほう|方))?|ラストネーム)[はが]")
_OF_READING = re.compile(r"^(?P<reading>[ぁ-ゖァ-ヺー]{2,8})は")
LADDER = re.compile(r"はしごだか|はしご高|梯子高|はしごの高")
STANDING = re.compile(r"たつさき|立つ崎|たつ崎|立つさき")


@dataclass(frozen=True)
class Described:
    """A name behind the words that tell how it is written."""

    name: str
    start: int  # in the clause
    role: Role
    # How it is read, where that was said of it.
    reading: str


@dataclass(frozen=True)
class Spelling:
    word: str
    start: int
    end: int


def find_spellings(plain: str) -> Iterator[Spelling]:
    run: list[re.Match[str]] = []
    ends = False
    for unit in UNIT.finditer(plain):
        if run and (ends or BETWEEN_UNITS.fullmatch(plain, run[-1].end(), unit.start()) is None):
            yield from _read_run(plain, run)
            run = []
        ends = _is_likened(unit)
        run.append(unit)
    yield from _read_run(plain, run)


def _is_likened(unit: re.Match[str]) -> bool:
    """Whether what the name is like stands behind the letter, and no word for it: "P-A-R-K like where you
    park a car"."""
    example = (unit["example"] or "").lower()
    return "like" in example and not example.split()[-1].startswith(_read_letter(unit["letter"]))


def _read_run(plain: str, run: list[re.Match[str]]) -> Iterator[Spelling]:
    """The words that a row of letters spells: hyphens hold the letters of one word together."""
    while run and _is_a_word(run[0]) and not all(map(_is_a_word, run)):
        run = run[1:]  # "Mike, M-I-K-E", "Bee, B as in Bravo": the name itself
    if not run:
        return
    gaps = [plain[one.end() : two.start()] for one, two in pairwise(run)]
    hyphened = any("-" in gap for gap in gaps)
    is_spelled = len(run) >= FEWEST_UNITS or hyphened or any(unit["example"] for unit in run)
    # "Why are you" is no spelling, and "I see" none of an example.
    if not is_spelled or all((unit["letter"] or "").lower() in WORDS_TOO | {"a", "i"} for unit in run):
        return
    words = [[run[0]]]
    for gap, unit in zip(gaps, run[1:], strict=False):
        parted = hyphened and "-" not in gap and len(words[-1]) > 1
        words.append([unit]) if parted else words[-1].append(unit)
    if len(words) > 1 and len(words[-1]) == 1 and not gaps[-1].strip(" -"):
        last = words.pop()
        words[-1] += last
    lead = SPELLED_AS.search(plain[: run[0].start()][-LONGEST_INTRODUCTION:])
    begin = run[0].start() - (len(lead[0]) if lead else 0)
    for word in words:
        letters = "".join(
            (NATO[unit["code"].lower()] if unit["code"] else _read_letter(unit["letter"]))
            * (2 if unit["double"] else 1)
            for unit in word
        )
        yield Spelling(letters, begin, word[-1].end())
        begin = word[-1].end()


def _is_a_word(unit: re.Match[str]) -> bool:
    return bool(unit["code"]) or (len(unit["letter"]) > 1 and not unit["example"])


def _read_letter(said: str) -> str:
    return LETTERS.get(said.lower(), said.lower())


def write_spelled(pieces: list[Piece], spellings: list[Spelling], *, asked: bool) -> list[Piece]:
    """A name said and spelled is written as spelled; a name that was only spelled is one as well."""
    result = list(pieces)
    for spelling in spellings:
        if len(spelling.word) == 1:
            result.append(Piece(spelling.word, spelling.start, spelling.end, role="note"))
            continue
        match = next(
            ((at, word) for at, piece in enumerate(result) if piece.role != "note" and not piece.is_denied
             for word in piece.text.split() if sounds_like(word, spelling.word)), None,
        )  # fmt: skip
        if match:
            at, word = match
            result[at] = _replace_word(result[at], word, _keep_case(word, spelling.word))
            result.append(Piece(spelling.word, spelling.start, spelling.end, role="note"))
        elif any(piece.is_whole and piece.role != "note" for piece in result):
            # "Katarzyna Wójcik, W-O-with-an-accent-J-C-I-K": letters that fit nothing take no name's place.
            result.append(Piece(spelling.word, spelling.start, spelling.end, role="note"))
        elif asked:
            written = spelling.word.capitalize()
            follows_a_name = any(piece.role != "note" for piece in result)
            given = written if written.lower() in GIVEN_NAMES_EN else ""
            family = written if follows_a_name and not given else ""
            span = (spelling.start, spelling.end)
            result.append(Piece(written, *span, family, given, certainty=KNOWN, frame=SAID))
    return sorted(result, key=lambda piece: piece.start)


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
        words = [*reversed(_choose_words(piece, remark))]
        if any(_has_lost(word, remark) for word in words):
            continue
        letter = (remark["letter"] or "").lower()
        is_with = bool(letter) and (remark["how"] or "").lower() in ("with", "has")
        changes = []
        for word in words:
            if (new := _rewrite(word, remark)) != word:
                changes.append((word, new))
            elif is_with and letter in word.lower():
                break  # "Clive Barrow-Smythe, Smythe with a y" is written so already
        known = [change for change in changes if change[1].lower() in _KNOWN]
        for word, new in (known or changes)[:1]:
            piece = _replace_word(piece, word, new)
    return piece


def list_own_remarks(
    piece: Piece, pieces: Sequence[Piece], remarks: Sequence[re.Match[str]]
) -> list[re.Match[str]]:
    """Those of the remarks that are not said right behind another piece, which sounds like none of this one's
    words: "Stephen with a PH, and Moore with an E" writes each of the two."""

    def is_of(other: Piece, remark: re.Match[str]) -> bool:
        return not remark.string[other.end : remark.start()].strip(" ,") and other.end <= remark.start()

    own = piece.text.split()
    others = [
        other
        for other in pieces
        if other.role != "note"
        and not any(sounds_like(one, two) for one in own for two in other.text.lower().split())
    ]
    return [remark for remark in remarks if not any(is_of(other, remark) for other in others)]


def _has_lost(word: str, remark: re.Match[str]) -> bool:
    """Whether the word, a known name, is told without the letter that another has: "Jon Smith, no H"."""
    low, letter, how = word.lower(), (remark["letter"] or "").lower(), (remark["how"] or "").lower()
    if letter in low or low not in _KNOWN or not (how == "without" or how.endswith("no")):
        return False
    return any(low[:at] + letter + low[at:] in _KNOWN for at in range(1, len(low) + 1))


def _choose_words(piece: Piece, remark: re.Match[str]) -> list[str]:
    """The words of the name that the remark may be about: none where another word before it becomes one of
    them by it ("Jun, June without the e"), the one alone that is said again ("… Clark, Clark with an e")."""
    words = piece.text.split()
    said = _WORD_BEFORE.search(remark.string[: remark.start()])
    if said is None or said.start() < piece.end:
        return words
    if again := [word for word in words if word.lower() == said[1].lower()]:
        return again
    if _rewrite(said[1], remark).lower() in {word.lower() for word in words}:
        return []
    alike = [word for word in words if sounds_like(word, said[1].lower())]
    return alike if len(alike) == 1 else words


def _rewrite(word: str, remark: re.Match[str]) -> str:
    low, letter = word.lower(), (remark["letter"] or remark["doubled"] or remark["last"] or "").lower()
    how, at_end = (remark["how"] or "").lower(), "end" in remark[0].lower()
    if how == "without" or how.endswith("no"):
        if at_end:
            return word[:-1] if low.endswith(letter) else word
        return write_capitals(low.replace(letter, "", 1)) if letter in low[1:] else word
    if remark["once"] and letter * 2 in low:
        return write_capitals(low.replace(letter * 2, letter))
    if remark["doubled"] or remark["twice"]:
        is_needed = low.count(letter) == 1
        return write_capitals(low.replace(letter, letter * 2)) if is_needed else word
    if at_end or how == "missing":
        return write_capitals(low + letter) if letter and not low.endswith(letter) else word
    if how and letter == "e" and letter not in low and (with_e := _write_with_e(low)):
        return write_capitals(with_e)
    if how and letter not in low and low.count(SOUND_ALIKE.get(letter, "?")) == 1:
        return write_capitals(low.replace(SOUND_ALIKE[letter], letter))
    return word


def _write_with_e(low: str) -> str:
    """Clarke, Browne, Hansen; "" where the E stands for another letter, as in Grey."""
    if low.replace("a", "e", 1) in _KNOWN or not low[-1:].isalpha() or low[-1:] in "aiouy":
        return ""
    return f"{low[:-2]}en" if low.endswith("son") else f"{low}e"


def rewrite_known(text: str, remarks: Sequence[re.Match[str]]) -> tuple[str, str]:
    """The word of a known name that the remarks are about, and how it is written by them; "" where there is
    none. A letter at the end is the family name's; else "" too where two words might be meant."""
    mended = {}
    for word in text.split():
        new = word
        for remark in remarks:
            if heard := _find_said_instead(word, remark):
                return word, write_capitals(heard)
            new = _rewrite(new, remark) if _is_about(word, text, remark) else new
        if new != word:
            mended[word] = new
    at_end = any("end" in remark[0].lower() or "missing" in remark[0].lower() for remark in remarks)
    return [*mended.items()][-1] if len(mended) == 1 or (mended and at_end) else ("", "")


def _find_said_instead(word: str, remark: re.Match[str]) -> str:
    """ "Jeff with a J", of a Geoff: what is said before the remark, where it begins with the letter and is a
    name that sounds like `word`; "" where there is no such word."""
    said, letter = _WORD_BEFORE.search(remark.string[: remark.start()]), (remark["letter"] or "").lower()
    if said is None or not letter or letter in word.lower() or not said[1].lower().startswith(letter):
        return ""
    is_heard = said[1].lower() in _KNOWN and said[1].lower()[1:2] == word.lower()[1:2]
    return said[1] if is_heard else ""


def _is_about(word: str, name: str, remark: re.Match[str]) -> bool:
    """Whether the remark may be of this word of the name: "Hart with no E" says nothing of an Oliver."""
    before = _DESCRIBED_WORD.search(remark.string[: remark.start()])
    named = before[1].lower() if before else ""
    return named == word.lower() or named not in name.lower().split()


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


def find_described_names(clause: str) -> Iterator[Described]:
    """What may be a name behind a description of its characters; the caller judges whether it is one."""
    role: Role = "given" if _OF_GIVEN.search(clause) else "family" if _OF_FAMILY.search(clause) else ""
    reading = _OF_READING.search(clause)
    is_told = bool(role or reading) or describes_a_character(clause)
    for found in (*_BEHIND_HOW.finditer(clause), *_BEHIND_KIND.finditer(clause)):
        if is_told:
            yield Described(found["name"], found.end(), role, reading["reading"] if reading else "")


def read_characters(plain: str) -> dict[str, str]:
    """By each character that the words describe, how it is written instead."""
    described = (*WRITTEN_SO.finditer(plain), *INSTEAD_OF_CHARACTER.finditer(plain))
    swaps = {found["old"]: found["new"] for found in described if found["old"] != found["new"]}
    if LADDER.search(plain):
        swaps["高"] = "髙"
    if STANDING.search(plain):
        swaps["崎"] = "﨑"
    return swaps


def write_described_characters(pieces: list[Piece], plain: str) -> list[Piece]:
    """「高橋の高ははしごだか」 writes 髙橋; any other description says what was written anyway."""
    swaps = read_characters(plain)
    if not swaps:
        return pieces
    table = str.maketrans(swaps)
    return [
        piece
        if piece.role == "note"
        else replace(
            piece,
            text=piece.text.translate(table),
            family=piece.family.translate(table),
            given=piece.given.translate(table),
        )
        for piece in pieces
    ]
