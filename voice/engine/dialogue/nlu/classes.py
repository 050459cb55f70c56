"""Vehicle classes by the many words callers have for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.engine.dialogue.facts import Offer
from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import cut_at_corrections
from voice.engine.dialogue.nlu.readings import count_edits, find_reading, write_katakana

# class: Japanese name, English name, Japanese words, English words
CLASSES: dict[str, tuple[str, str, str, str]] = {
    "kei": (
        "軽自動車",
        "kei car",
        r"軽自動車|(?<!気)軽(?=[でがをにの、。]|$|乗|ク)|けい自動車|軽四",
        r"\bkei\b|\bk[- ]car\b|\bmicro ?car\b",
    ),
    "minivan": (
        "ミニバン",
        "minivan",
        r"ミニバン|ミニヴァン|ワンボックス|[78]人乗り|ファミリーカー|大きい車|大きな車|大きめ",
        r"\b(?:mini[- ]?)?vans?\b|\b[78][- ]seater\b|\bmpv\b|\b(?:larger?|big|bigger) (?:car|one)\b",
    ),
    "suv": (
        "SUV",
        "SUV",
        r"s\.?u\.?v|エス[・ ]?ユー[・ ]?[ブビヴ][イィー]?|四駆|4wd",
        r"\bs\.? ?u\.? ?v\.?s?\b|\b4x4\b|\b4wd\b",
    ),
    "sedan": ("セダン", "sedan", r"セダン", r"\bsedans?\b|\bsaloon\b"),
    "compact": (
        "コンパクト",
        "compact",
        r"コンパクト|小さい車|小さな車|小さめ|小型|小さいの",
        r"\bcompacts?\b|\b(?:small|smaller|smallest|little|economy) (?:car|one)\b|\beconomy\b",
    ),
}
ANY_JA = re.compile(r"(?:どれ|何|なん|どちら|どっち)でも|お?任せ|おまかせ|こだわら|こだわりは")
ANY_EN = re.compile(
    r"\bany(?:thing)?(?: one| car| of them)?\b(?! ?(?:else|time))|\bwhatever\b|\bwhichever\b|\beither\b"
    r"|\bdon'?t (?:mind|care)\b|\byou (?:choose|pick|decide)\b|\bdoesn'?t matter\b|\bno preference\b"
)
# A name of fewer sounds is one sound away from ordinary words.
FUZZY_FROM = 4


def find_class(text: str, offers: Sequence[Offer] = ()) -> str:
    """The class named last in what was said; "" where none is. A class only this company has counts too."""
    for part in reversed(cut_at_corrections(text)):
        found = _find_in_part(part, offers)
        if found:
            return found
    return ""


def _find_in_part(part: str, offers: Sequence[Offer]) -> str:
    low = part.lower()
    places: list[tuple[int, str]] = []
    for key, (_, _, ja, en) in CLASSES.items():
        places += [(m.start(), key) for m in re.finditer(ja if is_japanese(part) else f"{en}|{ja}", low)]
    for offer in offers:
        for name in (offer.car, offer.car_en):
            if name and name.lower() in low:
                places.append((low.rindex(name.lower()), key_of(offer)))
    return max(places)[1] if places else ""


def sounds_like(text: str) -> str:
    """For an answer to "which class?": the class whose name sounds like this, one sound wrong at most."""
    heard = find_reading(text) if is_japanese(text) else ""
    for key, (name, *_) in CLASSES.items():
        sound = write_katakana(name) if key != "kei" else "ケージドーシャ"
        if heard and len(sound) >= FUZZY_FROM and count_edits(sound, heard) <= 1:
            return key
    return ""


def any_will_do(text: str) -> bool:
    """Whether the caller leaves the class to us."""
    return bool(ANY_JA.search(text) or ANY_EN.search(normalise.unify_english(text)))


def key_of(offer: Offer) -> str:
    """The same class whichever of its names the company uses."""
    low = f"{offer.car} {offer.car_en}".lower()
    for key, (ja_name, en_name, ja, en) in CLASSES.items():
        if ja_name.lower() in low or re.search(ja, low) or re.search(en, low) or en_name.lower() in low:
            return key
    return offer.car


def name_class(key: str, language: str) -> str:
    """A class by our name for it; a class only this company has is its own name."""
    names = CLASSES.get(key)
    return key if names is None else names[1 if language == "en" else 0]
