"""What kind of name a row of Japanese characters is as a whole.

The dictionary of readings tells, the lists of names, and the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from voice.engine.dialogue.nlu import classes, yes_no
from voice.engine.dialogue.nlu.name_parts import HALF_KNOWN, KNOWN, PLAUSIBLE, Piece
from voice.engine.dialogue.nlu.name_words import (
    FAMILIES,
    FAMILIES_IN_KANA,
    GIVEN_IN_KANA,
    OTHER_WORDS,
    PLACES,
)
from voice.engine.dialogue.nlu.readings import Word, find_reading, read_words, write_katakana

# Old and variant characters, as the dictionary has them. For looking up only: the name keeps its own.
VARIANTS = str.maketrans("髙﨑濵德栁𠮷靍槗邉嵜嶋", "高崎浜徳柳吉鶴橋辺崎島")
# What stands behind a place.
PLACE_ENDS = re.compile(
    r"(?:店|駅前?|空港|港|[都道府県市区郡町村]|語|方面|周辺|付近|あたり|のほう|側|[東西南北]?口|インター|営業所"
    r"|ターミナル|本店|支店)$"
)
HONORIFIC = re.compile(r"(?:さん|様|さま|サン|サマ|君|くん|ちゃん|氏|殿)$")
# A verb, and no 「くん」 of a name: 「北海道行くんで」.
GOES = re.compile(r"[行着聞書歩働置向動続空届]くん?$")
LETTERS = re.compile(r"[぀-ヿ㐀-鿿豈-﫿𠀀-𪛟々〆ヶー・=＝]+")
KANJI = re.compile(r"[㐀-鿿豈-﫿𠀀-𪛟々〆ヶ]+")
HIRAGANA = re.compile(r"[ぁ-ゖー]+")
KATAKANA = re.compile(r"[ァ-ヺー]+")
# まり子, よし江, 美つ男: kana and kanji in one given name.
MIXED_GIVEN = re.compile(
    r"[㐀-鿿]?[ぁ-ゖ]{1,3}[子江美代恵香奈枝乃里穂世彦男夫郎太介平人也樹斗]|[㐀-鿿]{1,2}[ぁ-ゖ]{1,2}"
)
# Families of one character that are common enough to stand before a given name of two.
FAMILIES_OF_ONE = frozenset(
    "林森原堀関東西南北星岡谷辻岸畑泉菅金沢浜島橋柴柳梶桂平牧角杉松梅竹楠榎栗秦境堤滝今神榊畠旭"
)
# How a name is written, and no name: 「慎むに也」.
DESCRIBED = re.compile(r"[㐀-鿿][ぁ-ゖ]{1,4}に[㐀-鿿]$")
# Counted on the fingers: 「水木金土日」. 水木 is a family.
WEEKDAYS = re.compile(r"[月火水木金土日]{3,7}")
NO_NAME_PARTS = frozenset(
    {"助詞", "助動詞", "動詞", "形容詞", "副詞", "感動詞", "接続詞", "連体詞", "フィラー"}
)
NO_NAME_GROUPS = frozenset({"代名詞", "数", "サ変接続", "形容動詞語幹", "副詞可能", "非自立"})
LONGEST_FAMILY, LONGEST_GIVEN, LONGEST_GIVEN_KANJI, LONGEST_UNKNOWN_KANA = 6, 5, 3, 7
LONGEST = 24  # characters
STRETCHED = re.compile(r"^ー+|(?<![ァ-ヺー])ー{1,9}$")


def _trim(text: str) -> str:
    """Without 様, and what hangs on at its ends; a long vowel belongs to katakana: エミリー."""
    return HONORIFIC.sub("", STRETCHED.sub("", text.strip(" ・、。"))).strip()


@lru_cache(maxsize=4096)
def judge(text: str) -> Piece | None:
    """What kind of name `text` is as a whole; None where it is none. Offsets and frame are left at nought."""
    name = _trim(text)
    parts = [part for part in re.split(r"[ ・=＝]+", name) if part]
    if not parts or len(name) > LONGEST or not all(LETTERS.fullmatch(part) for part in parts):
        return None
    if (
        any(part in OTHER_WORDS or WEEKDAYS.fullmatch(part) or DESCRIBED.search(part) for part in parts)
        or classes.find_class(name)
        or yes_no.guess_answer(name)
    ):
        return None
    if len(parts) > 1:
        if all(KATAKANA.fullmatch(part) for part in parts):
            return Piece(name, 0, 0, parts[-1], parts[0], KNOWN)
        return judge("".join(parts))
    if KATAKANA.fullmatch(name):
        return _judge_katakana(name)
    if HIRAGANA.fullmatch(name):
        return _judge_hiragana(name)
    found = _judge_kanji(name)
    is_of_no_name = PLACE_ENDS.search(name) or GOES.search(text)
    return None if found and found.certainty < KNOWN and is_of_no_name else found


def judge_by_frame(text: str) -> Piece | None:
    """What only the words around it make a name: さくら is a flower, but 「名前はさくら」."""
    name = _trim(text)
    if name in OTHER_WORDS or not LETTERS.fullmatch(name) or PLACE_ENDS.search(name):
        return None
    if len(name) == 1 and not KANJI.fullmatch(name):
        return None
    longest = LONGEST_UNKNOWN_KANA if HIRAGANA.fullmatch(name) else LONGEST_FAMILY + LONGEST_GIVEN
    if len(name) > longest or classes.find_class(name) or yes_no.guess_answer(name):
        return None
    words = read_words(name)
    if any(word.text in OTHER_WORDS or word.part in NO_NAME_PARTS - {"フィラー", "形容詞"} for word in words):
        return None
    if any(
        word.part == "形容詞" and KANJI.match(word.text) and not KANJI.fullmatch(word.text) for word in words
    ):
        return None  # 「太いに朗らか」 tells of characters; ひろし is an adjective, too
    return Piece(name, 0, 0)


def _judge_katakana(name: str) -> Piece | None:
    words = read_words(name)
    if len(words) > 1 and all(word.kind == "人名" for word in words):
        return Piece(name, 0, 0, words[-1].text, "".join(word.text for word in words[:-1]), KNOWN)
    native = _split_kana(name)
    if native:
        return native
    if len(words) == 1 and words[0].kind == "人名":
        is_family = words[0].detail == "姓"
        return Piece(name, 0, 0, name if is_family else "", "" if is_family else name, KNOWN)
    if len(name) < 2 or any(word.part in ("動詞", "助詞") for word in words):
        return None
    is_family = _as_hiragana(name) in FAMILIES_IN_KANA
    return Piece(name, 0, 0, name if is_family else "", certainty=KNOWN if is_family else PLAUSIBLE)


def _judge_hiragana(name: str) -> Piece | None:
    split = _split_kana(name)
    if split:
        return split
    if is_kana_family(name):
        return Piece(name, 0, 0, family=name, certainty=KNOWN)
    if is_kana_given(name):
        return Piece(name, 0, 0, given=name, certainty=KNOWN)
    if unknown := _split_unknown_kana(name):
        return unknown
    words = read_words(name)
    is_plausible = (
        2 <= len(name) <= LONGEST_UNKNOWN_KANA
        and words
        and all(
            word.part in ("名詞", "フィラー", "接頭詞") and word.group not in NO_NAME_GROUPS - {"サ変接続"}
            for word in words
        )
    )
    return Piece(name, 0, 0) if is_plausible and len(words) <= 3 and not _is_common(words) else None


def _split_kana(name: str) -> Piece | None:
    """「たかはしゆい」 as family and given name. No sentence begins with one: 有馬 in 「ありません」."""
    best: Piece | None = None
    is_sentence = _is_predicate(read_words(name))  # then only names that are known as such
    for at in range(min(LONGEST_FAMILY, len(name) - 1), 0, -1):
        family, given = name[:at], name[at:]
        if not (1 <= len(given) <= LONGEST_GIVEN) or not is_kana_family(family):
            continue
        if is_kana_given(given):
            return Piece(name, 0, 0, family, given, KNOWN)
        words = read_words(given)
        formless = len(given) < 2 or (words and words[0].part in ("助詞", "助動詞", "記号"))
        if best is None and not is_sentence and not formless:
            particles = sum(word.part in ("助詞", "助動詞", "形容詞", "副詞", "感動詞") for word in words)
            best = Piece(name, 0, 0, family, given, HALF_KNOWN) if not particles else None
    return best


# 「にちようかな」: they end sentences too.
_ENDS_OF_SENTENCES = frozenset({"かな", "なの", "よね", "かも", "から", "まで", "さん"})


def _split_unknown_kana(name: str) -> Piece | None:
    """「おだぎりみほ」: a family unknown in kana, before a given name that is known. It is asked about."""
    for at in range(min(LONGEST_FAMILY, len(name) - 2), 2, -1):
        family, given = name[:at], name[at:]
        if is_kana_given(given) and given not in _ENDS_OF_SENTENCES and not _is_predicate(read_words(name)):
            return Piece(name, 0, 0, family, given, PLAUSIBLE)
    return None


def _is_predicate(words: Sequence[Word]) -> bool:
    """Whether it is a verb or an adjective with its endings, and no more: 「ありません」, 「ありますか」."""
    stem, *endings = [word.part for word in words] or [""]
    return stem in ("動詞", "形容詞") and "助動詞" in endings and set(endings) <= {"助動詞", "助詞"}


def _as_hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def is_kana_family(text: str) -> bool:
    """Whether the kana, of either kind, are a family name that is known."""
    return _as_hiragana(text) in FAMILIES_IN_KANA or (len(text) >= 3 and _find_detail(text) == "姓")


def is_kana_given(text: str) -> bool:
    """Whether the kana, of either kind, are a given name that is known."""
    plain = _as_hiragana(text)
    known = plain in GIVEN_IN_KANA or "名" in (_find_detail(plain), _find_detail(write_katakana(text)))
    return len(text) >= 2 and known


def _find_detail(text: str) -> str:
    words = read_words(text)
    return words[0].detail if len(words) == 1 and words[0].kind == "人名" else ""


def _judge_kanji(name: str) -> Piece | None:
    plain = name.translate(VARIANTS)
    words = read_words(plain)
    if len(words) == 1 and len(plain) > 1 and _is_common(words) and not _is_family(plain):
        return None  # 「修正」 is a word, though 修 is a family name and 正 a given one
    # 「慎也」 is no 慎 with the given name 也; but 「林太郎」 may be a 林.
    if len(words) == 1 and words[0].detail == "名" and plain[0] not in FAMILIES_OF_ONE:
        return Piece(name, 0, 0, given=name, certainty=KNOWN)
    for at in range(min(LONGEST_FAMILY, len(plain)), 0, -1):
        family, given = plain[:at], plain[at:]
        if not _is_family(family):
            continue
        if not given and _reads_as_given(plain):
            return Piece(name, 0, 0, given=name, certainty=KNOWN)
        if not given:
            return Piece(name, 0, 0, family=name, certainty=KNOWN, is_place=plain in PLACES)
        if certainty := _judge_given(given):
            return Piece(name, 0, 0, name[:at], name[at:], certainty)
    if len(words) == 1 and words[0].detail == "名":
        return Piece(name, 0, 0, given=name, certainty=KNOWN)
    for at in range(1, len(plain)):
        family, given = plain[:at], plain[at:]
        if KANJI.fullmatch(family) and _fits_unknown_family(family, given):
            of_place = any(word.kind == "地域" for word in read_words(family))
            return Piece(name, 0, 0, name[:at], name[at:], HALF_KNOWN, is_place=of_place)
    is_plausible = KANJI.fullmatch(plain) and len(plain) <= 6 and not _is_common(words)
    if not is_plausible:
        return None
    of_place = any(word.kind == "地域" for word in words) or plain in PLACES
    return Piece(name, 0, 0, family=name if len(plain) <= 3 else "", is_place=of_place)


def _reads_as_given(family: str) -> bool:
    """Whether it sounds as a given name, and as no family name that is common: 由紀, 純."""
    reading = _as_hiragana(find_reading(family))
    common = family in FAMILIES or family in FAMILIES_OF_ONE
    return not common and reading in GIVEN_IN_KANA and reading not in FAMILIES_IN_KANA


def _fits_unknown_family(family: str, given: str) -> bool:
    """Whether a given name makes a family name of what stands before it: a place, or a word nobody knows."""
    words = read_words(family)
    if _find_detail(given) == "名" or given in GIVEN_IN_KANA:
        return [word.kind for word in words] == ["地域"] or not _is_common(words)
    is_elsewhere = any(word.kind == "地域" or word.detail == "姓" for word in read_words(given))
    return [word.kind for word in words] == ["地域"] and not is_elsewhere and _judge_given(given) > 0


def _is_family(text: str) -> bool:
    if text in FAMILIES or _find_detail(text) == "姓":
        return True
    return KATAKANA.fullmatch(text) is not None and len(text) >= 2 and _find_detail(text) == "名"


def _judge_given(text: str) -> int:
    """How much speaks for a given name behind a family name; 0 where something speaks against it."""
    if text in OTHER_WORDS or len(text) > LONGEST_GIVEN:
        return 0
    if _find_detail(text) == "名" or is_kana_given(text):
        return KNOWN
    words = read_words(text)
    if PLACE_ENDS.search(text) or any(word.part in ("助詞", "助動詞") for word in words):
        return 0
    if KANJI.fullmatch(text):
        is_another_word = len(words) == 1 and len(text) > 1 and words[0].group in NO_NAME_GROUPS
        return (
            0
            if len(text) > LONGEST_GIVEN_KANJI or is_another_word
            else KNOWN
            if len(text) == 1
            else HALF_KNOWN
        )
    if HIRAGANA.fullmatch(text):
        is_a_sentence = any(word.part in NO_NAME_PARTS - {"動詞"} for word in words)
        return 0 if len(text) == 1 or is_a_sentence else HALF_KNOWN
    if KATAKANA.fullmatch(text):
        return HALF_KNOWN
    return HALF_KNOWN if MIXED_GIVEN.fullmatch(text) and not GOES.search(text) else 0


def _is_common(words: tuple[Word, ...]) -> bool:
    """Whether the dictionary knows words in it that no name is made of."""
    return any(
        word.part in NO_NAME_PARTS
        or word.text in OTHER_WORDS
        or (len(word.text) > 1 and word.group in NO_NAME_GROUPS)
        or (len(word.text) > 1 and word.group == "一般" and word.kind == "*" and word.part == "名詞")
        or (word.group == "数" and len(words) > 1)
        for word in words
    )
