"""Katakana readings to the phonemes that Kokoro's Japanese voices were trained on. A table, and no more."""

from __future__ import annotations

_ROWS = {
    "アイウエオ": "a i ɯ e o",
    "カキクケコ": "ka kʲi kɯ ke ko",
    "ガギグゲゴ": "ɡa ɡʲi ɡɯ ɡe ɡo",
    "サシスセソ": "sa ɕi sɨ se so",
    "ザジズゼゾ": "ʣa ʥi zɨ ʣe ʣo",
    "タチツテト": "ta ʨi ʦɨ te to",
    "ダヂヅデド": "da ʥi zɨ de do",
    "ナニヌネノ": "na ɲi nɯ ne no",
    "ハヒフヘホ": "ha çi ɸɯ he ho",
    "バビブベボ": "ba bʲi bɯ be bo",
    "パピプペポ": "pa pʲi pɯ pe po",
    "マミムメモ": "ma mʲi mɯ me mo",
    "ラリルレロ": "ɾa ɾʲi ɾɯ ɾe ɾo",
    "ヤユヨワヲ": "ja jɯ jo βa o",
    "ヴヰヱヵヶ": "vɯ i e ka ke",
}
_KANA = {kana: said for row, sounds in _ROWS.items() for kana, said in zip(row, sounds.split(), strict=True)}
# A small kana replaces the vowel: キ + ョ.
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o", "ャ": "a", "ュ": "ɨ", "ョ": "o", "ヮ": "βa"}
_GLIDES = {"ウ": "β", "ク": "kᵝ", "グ": "ɡᵝ", "テ": "tʲ", "デ": "dʲ", "ト": "t", "ド": "d", "イ": "j"}
_NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))


def phonemes(kana: str) -> str:
    said: list[str] = []
    for at, letter in enumerate(kana):
        before = kana[at - 1] if at else ""
        if letter in _SMALL and before in _KANA:
            said[-1] = _GLIDES.get(before, _KANA[before][:-1]) + _SMALL[letter]
        elif letter == "ー":
            said.append("ː")
        elif letter == "ッ":
            said.append("ʔ")
        elif letter == "ン":
            said.append(_nasal(_KANA.get(kana[at + 1 : at + 2], "")))
        else:
            said.append(_KANA.get(letter, ""))
    return "".join(said)


def _nasal(following: str) -> str:
    return next((said for starts, said in _NASALS if following and following[0] in starts), "ɴ")
