"""Half of a Japanese name that was read back, written anew by telling its characters.

「由美の字が違う、優しいに美しいで優美」 names the half and how it is to be written.
"""

from __future__ import annotations

import re
from dataclasses import replace

from voice.engine.dialogue.nlu.name_parts import PersonName
from voice.engine.dialogue.nlu.readings import find_reading, write_katakana, write_long_vowels

_KANJI = "㐀-鿿豈-﫿々"
# Each character by a word that has it: 「優しいに美しい」, 「優しいの優に美しいの美」.
_WORD = rf"(?:[{_KANJI}]{{1,4}}[ぁ-ん]{{0,3}}の[{_KANJI}]|[{_KANJI}][しいらきかれ]{{1,3}})"
# One character alone: 「まことは誠実の誠です」.
_BY_ONE_WORD = re.compile(
    rf"(?:^|[は、がの])(?P<word>[{_KANJI}]{{2,4}})の(?P<one>[{_KANJI}])(?=です|で[、。]|、|。|$)"
)
_BY_WORDS = re.compile(rf"(?P<one>{_WORD})(?:に|と)(?P<two>{_WORD})(?=で|って|と書|です|、|。|$)")
_BY_CHARACTER = re.compile(
    rf"(?:(?<=[にとはがで])|(?<![{_KANJI}ぁ-ん]))[{_KANJI}ぁ-ん]{{1,8}}?の(?P<one>[{_KANJI}])(?=に|と|、|で|って|です|の|。|$)"
)
_KANA = re.compile(r"[ぁ-ゖー]{1,6}")
_KANJI_WORD = re.compile(rf"[{_KANJI}]{{1,4}}")
_LONGEST_GIVEN = 3
_OF_A_NAME = re.compile(r"名前|名字|苗字|字[がはをもで]")
# The name itself, behind how it is written.
_NAMED = re.compile(
    rf"(?:で|(?<=[{_KANJI}])の|(?:と|って)書(?:いて|きます|く)(?:の)?)、?(?P<name>[{_KANJI}]{{1,4}})"
    r"(?=です|だ|に(?:して|なり|$)|で|と(?:読|書|申|言)|、|。|なん|$)"
)
_GIVEN = re.compile(r"下の(?:名前|ほう|方)|名前の(?:ほう|方)|ファーストネーム")
_FAMILY = re.compile(r"名字|苗字|姓(?!名)|上の(?:名前|ほう|方)")
_READING = re.compile(r"(?P<kana>[ぁ-ゖァ-ヺ]{2,6})(?:は|の(?:漢?字|ほう|方)|って)")


def write_described_half(plain: str, known: PersonName) -> PersonName | None:
    """`known` with the half that `plain` describes written anew; None where it describes none, or where it
    cannot be told of which half it is."""
    if not (known.family and known.given) or known.text.isascii():
        return None
    written = _find_written(plain, known)
    if not written:
        return None
    is_given = _is_of_given(plain, written, known)
    if is_given is None or written == (known.given if is_given else known.family):
        return None
    family, given = (known.family, written) if is_given else (written, known.given)
    return PersonName(f"{family}{given}", family, given, is_amended=True)


def write_described_given(plain: str, name: PersonName) -> PersonName:
    """`name` with its given name in the characters that are told behind it, where it is in kana and they
    sound like it: 「山本りえです。りえは理科の理に恵むの恵です」."""
    begin = plain.find(name.given) if name.family and _KANA.fullmatch(name.given) else -1
    if begin < 0:
        return name
    told = [each for each in _BY_CHARACTER.finditer(plain, begin) if each["one"] not in name.family]
    written = "".join(each["one"] for each in told)
    if not 0 < len(written) <= _LONGEST_GIVEN:
        return name
    if write_long_vowels(find_reading(written)) != write_long_vowels(write_katakana(name.given)):
        return name
    return replace(name, text=f"{name.family}{written}", given=written)


def write_halves_in_kanji(plain: str, name: PersonName) -> PersonName:
    """`name` with each half that is in kana as it is named in kanji beside it, where both sound alike:
    「ふじもとあきらです。藤本は普通の藤本です」."""
    if not (name.family and name.given):
        return name
    words = [run[0] for run in _KANJI_WORD.finditer(plain)]
    parts = [part for word in words for at in range(len(word)) for part in (word[: at + 1], word[at:])]
    parts.append("".join(each["one"] for each in _BY_CHARACTER.finditer(plain)))
    family, given = (_write_in_kanji(half, parts) for half in (name.family, name.given))
    if (family, given) == (name.family, name.given):
        return name
    return replace(name, text=f"{family}{given}", family=family, given=given)


def _write_in_kanji(half: str, words: list[str]) -> str:
    """The longest of `words` that is read as `half`, a name in kana; else `half` itself."""
    if not _KANA.fullmatch(half):
        return half
    sound = write_long_vowels(write_katakana(half))
    alike = (word for word in words if word and write_long_vowels(find_reading(word)) == sound)
    return max(alike, key=len, default=half)


def find_descriptions(plain: str, name: PersonName) -> list[tuple[int, int]]:
    """Where the words tell how a character of the name is written: 「大きいの大」 wishes for no large car."""
    return [each.span() for each in _BY_CHARACTER.finditer(plain) if each["one"] in name.text]


def _find_written(plain: str, known: PersonName) -> str:
    """The name that stands behind a description of all its characters, or that one of a name makes."""
    for named in _NAMED.finditer(plain):
        if plain[named.start()] == "の" and len(named["name"]) == 1:
            continue  # 「野原の野」 is one character of it
        if all(character in plain[: named.start()] for character in named["name"]):
            return named["name"]
    alone = [told["one"] for told in _BY_ONE_WORD.finditer(plain) if told["one"] in told["word"]]
    sounds = {write_katakana(told["kana"]) for told in _READING.finditer(plain)}
    if len(alone) == 1 and any(
        len(half) == 1 and {find_reading(half), find_reading(alone[0])} & sounds
        for half in (known.family, known.given)
    ):
        return alone[0]
    described = [*_BY_WORDS.finditer(plain)]
    halves = known.family in plain or known.given in plain
    if len(described) != 1 or not (halves or _OF_A_NAME.search(plain) or _READING.search(plain)):
        return ""
    return "".join(word[-1] if "の" in word else word[0] for word in described[0].group("one", "two"))


def _is_of_given(plain: str, written: str, known: PersonName) -> bool | None:
    """Whether it is of the given name: as is said, as the wrong half is named, or by its sound and form."""
    if _GIVEN.search(plain) or known.given in plain:
        return True
    if _FAMILY.search(plain) or known.family in plain:
        return False
    sounds = {write_katakana(told["kana"]) for told in _READING.finditer(plain)} | {find_reading(written)}
    halves = find_reading(known.family) in sounds, find_reading(known.given) in sounds
    if halves[0] != halves[1]:
        return halves[1]
    shared = [bool(set(written) & set(half)) for half in (known.family, known.given)]
    if shared[0] != shared[1]:
        return shared[1]
    fits = [len(written) == len(half) for half in (known.family, known.given)]
    return fits[1] if fits[0] != fits[1] else None
