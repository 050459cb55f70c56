"""Writes words in Latin letters as kana, so that a Japanese voice says a name instead of its letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from voice.engine.tts.english import find_moras

# The phonemes of an English word, as `Pronouncer.list_sounds` has them.
Sounds = Callable[[str], Sequence[str]]

_VOWELS = "aiueo"
_SYLLABLES = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ",
    "t": "タ ティ トゥ テ ト", "d": "ダ ディ ドゥ デ ド", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "b": "バビブベボ",     "p": "パピプペポ", "m": "マミムメモ", "y": "ヤ イ ユ イェ ヨ", "r": "ラリルレロ",
    "w": "ワ ウィ ウ ウェ ウォ",
    "f": "ファ フィ フ フェ フォ", "v": "ヴァ ヴィ ヴ ヴェ ヴォ", "sh": "シャ シ シュ シェ ショ",
    "ch": "チャ チ チュ チェ チョ", "j": "ジャ ジ ジュ ジェ ジョ", "ts": "ツァ ツィ ツ ツェ ツォ",
    "ky": "キャ キ キュ キェ キョ", "gy": "ギャ ギ ギュ ギェ ギョ", "ny": "ニャ ニ ニュ ニェ ニョ",
    "hy": "ヒャ ヒ ヒュ ヒェ ヒョ", "by": "ビャ ビ ビュ ビェ ビョ", "py": "ピャ ピ ピュ ピェ ピョ",
    "my": "ミャ ミ ミュ ミェ ミョ", "ry": "リャ リ リュ リェ リョ",
}  # fmt: skip
_KANA = {
    consonant + vowel: kana
    for consonant, row in _SYLLABLES.items()
    for vowel, kana in zip(_VOWELS, row.split() if " " in row else row, strict=True)
}
# As Hepburn's and the government's spellings have them; foreign words keep ティ and トゥ.
_ROMAJI = {**_KANA, "ti": "チ", "tu": "ツ", "di": "ジ", "du": "ズ", "hu": "フ", "si": "シ", "zi": "ジ"}
_ROMAJI_CONSONANTS = {"sy": "sh", "ty": "ch", "jy": "j"}


def romaji_to_kana(moras: Sequence[str]) -> str:
    """The kana of what `find_moras` has found."""
    said = []
    for mora in moras:
        if mora[-1] not in _VOWELS:
            said.append("ン")
            continue
        consonant, vowel = mora[:-1], mora[-1]
        if len(consonant) > 1 and (consonant[0] == consonant[1] or consonant == "tch"):
            said.append("ッ")
            consonant = consonant[1:]
        said.append(_ROMAJI[_ROMAJI_CONSONANTS.get(consonant, consonant) + vowel])
    return "".join(said)


# American sounds, as the lexicon writes them: the vowel that carries the consonant, and what follows it.
_SOUNDS = {
    "ɑ": ("a", ""), "æ": ("a", ""), "ə": ("a", ""), "ʌ": ("a", ""), "ɚ": ("a", "ー"), "ɝ": ("a", "ー"),
    "ɛ": ("e", ""), "ɪ": ("i", ""), "i": ("i", "ー"), "ɔ": ("o", "ー"), "u": ("u", "ー"), "ʊ": ("u", ""),
    "eɪ": ("e", "イ"), "aɪ": ("a", "イ"), "aʊ": ("a", "ウ"), "oʊ": ("o", "ー"), "ɔɪ": ("o", "イ"),
}  # fmt: skip
_CONSONANTS = {
    "ɡ": "g", "ɹ": "r", "l": "r", "ʃ": "sh", "tʃ": "ch", "dʒ": "j", "ʒ": "j", "θ": "s", "ð": "z", "j": "y",
    "ŋ": "ng", "ɾ": "r",
}  # fmt: skip
_NASALS = {("m", "b"), ("m", "p"), ("ŋ", "k"), ("ŋ", "ɡ")}
# A consonant that no vowel follows.
_ALONE = {
    "t": "ト",
    "d": "ド",
    "n": "ン",
    "ng": "ング",
    "ch": "チ",
    "j": "ジ",
    "sh": "シュ",
    "h": "",
    "y": "イ",
}


def sounds_to_kana(sounds: Sequence[str]) -> str:
    """English phonemes in kana, as a Japanese ear has them."""
    bare = [sound.lstrip("ˈˌ").replace("͡", "") for sound in sounds]
    said: list[str] = []
    for at, sound in enumerate(bare):
        before = bare[at - 1] if at else ""
        after = bare[at + 1] if at + 1 < len(bare) else ""
        consonant = _CONSONANTS.get(sound, sound)
        if sound in _SOUNDS:
            vowel, rest = _SOUNDS[sound]
            carried = "" if not at or before in _SOUNDS else _CONSONANTS.get(before, before)
            carried = "g" if carried == "ng" else carried
            said.append(_KANA.get(carried + vowel, _KANA[vowel]) + rest)
        elif after in _SOUNDS:
            # It is said with its vowel; of "singer" the nose's part comes first.
            said += ["ン"] if consonant == "ng" else []
        elif sound == "ɹ" and before in _SOUNDS:
            said.append("ー")
        elif (sound, after) in _NASALS:
            said.append("ン")
        else:
            said.append(_ALONE.get(consonant, _KANA.get(consonant + "u", "")))
    return re.sub("ー{2,}", "ー", "".join(said))


_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_WORD = rf"[{_LETTER}][{_LETTER}'’]+"
# Not the pieces of an address or of a hyphenated word: the voice's dictionary has those that matter.
_NAME = re.compile(
    rf"(?<![{_LETTER}0-9@._'’-]){_WORD}(?:[ ・]{_WORD})*(?![{_LETTER}0-9@_'’-]|\.[{_LETTER}])"
    r"(?P<title>\s*(?:様|さま|さん))?"
)
_SILENT_E = re.compile("[^aeiou]{1,2}[aiu][kntv]e")  # Kate, Mike, Jane
_ABBREVIATED = 3  # so many capitals are letters (SUV, ETC), unless they are a person's (LEE様)


def write_names(text: str, *, is_known: Callable[[str], bool], sounds: Sounds) -> str:
    """`text` with its words in Latin letters as kana, but for abbreviations and for what the voice's
    dictionary knows (`is_known`). `sounds` are the phonemes of an English word.
    """

    def write(match: re.Match[str]) -> str:
        title = match["title"] or ""
        words = re.split("[ ・]", match[0].removesuffix(title))
        return "・".join(write_word(word, is_person=bool(title)) for word in words) + title.strip()

    def write_word(word: str, *, is_person: bool) -> str:
        if word.isupper() and len(word) <= _ABBREVIATED and not is_person:
            return word
        plain = unicodedata.normalize("NFKD", word.replace("’", "'")).encode("ascii", "ignore").decode()
        plain = plain.lower()
        if is_known(plain.capitalize()):
            return plain.capitalize()
        if (moras := find_moras(plain)) and not _SILENT_E.fullmatch(plain):
            return romaji_to_kana(moras)
        return sounds_to_kana(sounds(plain)) or word

    return _NAME.sub(write, text)
