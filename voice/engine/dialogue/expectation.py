"""What the standing question lets recognition expect: words like the answer, and what an answer comes to.

A decoder hears one-word answers badly; who knows the question hears them better. Nothing here hears: the
session hands it to speech to text (`Expectation`), which may do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cache
from itertools import product

from voice.engine.dialogue.accounts import join_texts
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu import classes, consent, name_forms_ja, names, places, topics, yes_no
from voice.engine.dialogue.nlu.dates.period import read_period, recognise_dates
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.name_parts import KNOWN, PersonName
from voice.engine.dialogue.nlu.name_spelling import find_spellings
from voice.engine.dialogue.nlu.names_en import is_common_name
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.nlu.readings import (
    find_reading,
    romanise,
    write_katakana,
    write_long_vowels,
)
from voice.engine.dialogue.nlu.sounds import compare_with_all, spell_sound
from voice.engine.dialogue.nlu.utterance import Reading, Span, Utterance, read_utterance
from voice.engine.dialogue.short_answers import list_answers, list_days, list_times, list_wordings
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.repetitions import put_question
from voice.engine.dialogue.state.slot_filling import ASKING_NAMES
from voice.engine.dialogue.state.slots import write_period
from voice.engine.dialogue.state.update import find_operation
from voice.engine.interfaces import Expectation

LANGUAGES = ("ja", "en")
# The question that stands, and the kinds of spans one of which must be in an answer to it.
WANTED = {
    "start": ("time",),
    "end": ("time",),
    "times": ("time",),
    "day": ("day",),
    "when": ("day", "time"),
    "place": ("shop", "region"),
    "shop": ("shop", "region"),
    "return": ("shop", "region"),
    "class": ("class",),
    "name": ("name",),
    "name_part": ("name",),
    "name_check": ("name",),
    "change": ("day", "time", "length", "shift", "class", "shop", "region"),
    "confirm": ("day", "time", "length", "shift", "class", "shop", "region"),
    "new": ("day", "time", "length", "shift", "class"),
}
# Those of which every answer is made of few words. A name may be any, and a yes must have been heard.
OF_FEW_WORDS = ("start", "end", "times", "day", "place", "shop", "return", "class")
# Answers that show a decoder what is likely: the forms of it, not all values.
EXAMPLES = {
    "ja": {
        "time": "11時です。午後2時半です。朝7時。",
        "day": "今日です。11月5日です。来週の月曜日。3日。",
        "name": "山本一郎です。渡辺由美子と申します。",
        "yes": "はい、お願いします。いいえ、違います。ええ。うん。",
    },
    "en": {
        "time": "Eleven o'clock. Two thirty p.m. At seven.",
        "day": "Today. November fifth. Next Monday. The third.",
        "name": "Peter Johnson. My name is Anna Lee.",
        "yes": "Yes, please. No, thank you. Sure. That's right.",
    },
}
# What helps where it was measured: hours alone, in Japanese.
LEAD_INS = {"time": {"ja": "時間は"}}
PERIOD = frozenset({"day", "time", "length", "shift"})
# Words of the trade, and of days, for which a recogniser writes others that sound alike (予約 → ようやく).
TRADE = """
    予約 変更 取り消し キャンセル 返却 出発 料金 免責補償 乗り捨て 店舗 営業時間 レンタカー チャイルドシート
""".split()  # noqa: SIM905
DAYS = """
    今日 明日 明後日 今週 来週 再来週 来月 午前 午後 夕方 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日
    月曜 火曜 水曜 木曜 金曜 土曜 日曜 ゴールデンウィーク クリスマスイブ 大晦日
""".split()  # noqa: SIM905
# A shorter sound is near to too many words; one that is further off is another word.
SHORTEST_SOUND, NEAR, NEARER = 4, 0.13, 0.08
# What sounds just so needs less: the longer the words, the less one sound of them counts.
JUST_SO, LEAST_APART = 0.02, 0.03
# Particles that are also how a day begins: にじゅういちにち, とおか, はつか.
FIRST_SOUNDS = "にとは"
BETWEEN_WORDS = re.compile(r"(?:から|まで|じゃ(?:なく)?て?|でなく|だっ?た?|です|[のをにがはでもとへ])+")
# Where a day can stand. A piece that hangs on another word is the rest of that: 「コンパクトカーをお願い」
# was no 火曜.
AHEAD_OF_A_DAY = re.compile(r"(?:^|[、。\sのはがをにへとでもや日月週年]|から|まで)$")
BEHIND_A_DAY = re.compile(
    r"$|[、。?？\s\dのにはがもとへで午朝昼夕夜]|から|まで|です|だと|を?お願い|くらい|ぐらい|ごろ|頃"
)
BEHIND_A_TIME = re.compile(r"から|まで|に(?:借|返|戻|お願)")
# 「10時からに、13日」 is 「10時から23日」: から is followed by no に.
SPLIT_DAY = re.compile(r"(?<=から)に、?1(\d)日")
# 「20、4日」: a recogniser that heard にじゅうよっか wrote its two halves.
HALVED_DAY = re.compile(r"(?<!\d)20[、.・ ]\s?([1-9])日")
# 「12月12日、日の10時」: a recogniser that heard にじゅうににち lost its count.
STUTTERED_DAY = re.compile(r"(\d{1,2}月)?(?<!\d)(1[1-9]|2[1-9])日、?日(?=の|に|から|、|。|$)")
# みょうごにち, as voices read 明後日: a recogniser that does not expect it writes its syllables (妙午日,
# 秒5日). 「2名5日から」, 「大宮5日」 are themselves.
DAY_AFTER_TOMORROW = re.compile(
    r"(?:(?:み[ょよ]う|びょう|[妙苗廟秒両])(?:ご|[後語午合五5])|[名病命明][後語午合])"
    r"(?:日|にち|(?:[市一1]|位置)(?=[のにはをで、。]))"
)
# These are themselves: 「日にちは13日で」 was 「1日は13日で」, and 「ないのか」 the seventh.
SOUNDS_LIKE_A_DAY = re.compile(r"[ごお]?日にち|一日|日[付程]|ないの?か?")
MIDDLE = 20
SOUNDS_OF_O = "オコソトノホモヨロゴゾドボポョ"
LONGEST_FAMILY = 4  # kana, of those that a recogniser makes shorter
SMALL_KANA = {"ヤ": "ャ", "ユ": "ュ", "ヨ": "ョ"}
CONTRACTED = re.compile(r"([キシチニヒミリギジビピ])([ヤユヨ])(?=ウ)")
KATAKANA = re.compile(r"[ァ-ヶー]+")
KANA_ALONE = re.compile(r"[ぁ-ゖー]+")
COMPANY = re.compile(r"会社|法人|組合|商[店事]|工業")
BEHIND_A_NAME = re.compile(r"(?:です|でございます|と(?:申し|言い|いい)ます|で?お願いします)[。.]?$")
MOST_MARKS = 5  # in one piece that nobody understands: what is longer is no misheard word
LONGEST_REST = 3  # characters of it that may look like fillers
LEAVE_TAKING = frozenset({"none", "thanks", "bye"})
# Letters: what is longer says more than yes or no.
LONGEST_ANSWER = {"ja": 10, "en": 16}


def describe_expectation(d: Dialogue) -> Expectation:
    """What recognition may expect of the caller's next words; nothing where no question of ours stands."""
    asked = d.asked if d.half_asked is None else d.half_asked
    wanted = WANTED.get(asked, ())
    takes_yes = asked in ("else", "name_check") or find_operation(d) is not None
    if not (wanted or takes_yes):
        return Expectation(
            language=d.language,
            vocabulary=_list_vocabulary(d),
            mend=lambda text: mend_words(d, text),
            join=lambda first, second: join_texts(d, first, second),
        )
    kinds = ("class", "yes") if asked == "class" else ("yes",) if takes_yes else wanted[:2]
    return Expectation(
        language=d.language,
        vocabulary=_list_vocabulary(d),
        context={language: _show_answers(d, asked, kinds, language) for language in LANGUAGES},
        lead_in=LEAD_INS.get(kinds[0], {}),
        answers=lambda language: _list_answers(d, kinds, language),
        wordings=lambda language: _list_wordings(d, kinds, language) if asked in OF_FEW_WORDS else (),
        read=lambda text: _read_answer(d, text, wanted, takes_yes=takes_yes),
        is_refused=lambda text: _says_the_same(d, text),
        mend=lambda text: mend_words(d, text),
        join=lambda first, second: join_texts(d, first, second),
    )


def _list_vocabulary(d: Dialogue) -> dict[str, str]:
    """In the words of each language, what callers of this company name: its shops and its classes of cars."""
    shops = list(d.shops.values()) or ([d.home] if d.home else [])
    words: dict[str, list[str]] = {}
    for language in LANGUAGES:
        named = [_write_name(shop.name_in(language), language) for shop in shops]
        regions = [_write_name(shop.area(language), language) for shop in shops]
        cars = [classes.name_class(key, language) for key in classes.CLASSES]
        words[language] = [word for word in dict.fromkeys([*named[:1], *regions, *cars, *named[1:]]) if word]
    return {"ja": "、".join(words["ja"]), "en": ", ".join(words["en"])}


@cache
def _write_name(name: str, language: str) -> str:
    """In Latin letters for English: a decoder that hears English does not write kanji."""
    if language == "en" and is_japanese(name):
        return romanise(find_reading(name.removesuffix("店"))).capitalize()
    return name


def _show_answers(d: Dialogue, asked: str, kinds: Sequence[str], language: str) -> str:
    space = " " if language == "en" else ""
    shown = [wording.question(language, asked)]
    for kind in kinds:
        if kind == "class" or (kind == "shop" and d.shops):
            named = _list_answers(d, (kind,), language)
            shown += [f"{name}." if language == "en" else f"{name}。" for name in named]
        else:
            shown.append(EXAMPLES[language].get(kind, ""))
    return space.join(part for part in shown if part)


def _list_answers(d: Dialogue, kinds: Sequence[str], language: str) -> tuple[str, ...]:
    """Whole short answers, to be compared by sound with what was heard."""
    listed: list[str] = []
    for kind in kinds:
        if kind == "class":
            listed += [classes.name_class(key, language) for key in classes.CLASSES]
        elif kind in ("shop", "region"):
            shops = d.nearby or list(d.shops.values())
            listed += [_write_name(shop.name_in(language), language) for shop in shops]
            listed += [_write_name(shop.area(language), language) for shop in shops]
            if not shops:  # before the shops are known: where in Japan
                listed += places.REGIONS if language == "ja" else places.REGIONS_EN
        elif language == "ja":
            listed += list_answers(kind, d.today)
    return tuple(dict.fromkeys(word for word in listed if word))


def _list_wordings(d: Dialogue, kinds: Sequence[str], language: str) -> tuple[str, ...]:
    """What a decoder may be held to."""
    named = kinds[0] in ("class", "shop", "region")
    listed = _list_answers(d, kinds, language) if named or language == "ja" else ()
    return list_wordings(kinds, language, d.today, listed)


def _read_answer(d: Dialogue, text: str, wanted: Sequence[str], *, takes_yes: bool) -> str:
    """What `text` comes to where the whole of it answers the question, the same for all its spellings."""
    if not squeeze(text):
        return ""
    if takes_yes and (verdict := _judge_yes(d, text)):
        return verdict
    utterance = read_utterance(respell_name(text) if "name" in wanted else text)
    spans = list(_find_spans(d, utterance, wanted))
    kinds = {span.kind for span in spans}
    # What nobody asked for is more likely misheard: 「東京の木曜」 is the 10th.
    allowed = PERIOD.union(wanted) if PERIOD.issuperset(wanted) else wanted
    if not kinds.intersection(wanted) or not kinds.issubset(allowed):
        return ""
    if Reading(utterance, tuple(spans)).residue or any(_is_past(d, span) for span in spans):
        return ""
    return " ".join(sorted({f"{span.kind} {_describe_value(span)}" for span in spans}))


def _is_past(d: Dialogue, span: Span) -> bool:
    """Whether it is a day that nobody books for: 「昨日」 was 「金曜」."""
    day = getattr(getattr(span.value, "value", None), "day", None)
    return span.kind == "day" and day is not None and day < d.today


def _judge_yes(d: Dialogue, text: str) -> str:
    operation = find_operation(d)
    if operation is not None:
        return consent.judge(text, put_question(d, operation))
    found = topics.find_topics(text) if d.asked == "else" else frozenset()
    if "none" in found and found <= LEAVE_TAKING:  # politeness makes it long: "No, that's all, thank you"
        return "no"
    if len(squeeze(text)) > LONGEST_ANSWER["ja" if is_japanese(text) else "en"]:
        return ""
    return yes_no.guess_answer(text)


def _find_spans(d: Dialogue, utterance: Utterance, wanted: Sequence[str]) -> Iterator[Span]:
    if "name" in wanted:
        spans = names.recognise_name(utterance, "asked")
        if spans and _is_known_name(spans[0].value):
            yield from spans
            return
    yield from recognise_dates(utterance, d.today, asked_time="time" in wanted)
    yield from classes.recognise_classes(utterance, d.free or [])
    if d.shops:
        found = places.recognise_places(utterance, list(d.shops.values()), loose="shop" in wanted)
        yield from (span for span in found if span.kind != "unknown")
    if "region" in wanted:  # one where there is no shop is an answer too: the caller is told so
        for match in places.KNOWN_REGION.finditer(utterance.plain):
            yield Span("region", match[0].lower(), *match.span())


def _describe_value(span: Span) -> str:
    value = span.value
    if span.kind == "name":
        return _spell_name(value.text) if value else ""
    return repr(getattr(value, "value", value))


def _is_known_name(name: PersonName) -> bool:
    """Whether people have it, as far as the dictionary knows: a recogniser invents others (佐藤花粉)."""
    if not is_japanese(name.text):
        return name.is_sure and (name.is_amended or is_common_name(name.text))
    piece = name_forms_ja.judge(name.text)
    return piece is not None and piece.certainty >= KNOWN


def respell_name(text: str) -> str:
    """`text`, which is to give a name, with the name in kana where it is known by its sound alone; marked as
    hardly heard where nobody has it, so that the agent asks for it again.

    高橋県一 is written by guess; タカハシケンイチ was heard.
    """
    plain = text.strip(" 。.、")
    if plain and not is_japanese(plain):
        return _mark_odd_name(text)
    spans = names.recognise_name(read_utterance(plain), "asked") if is_japanese(plain) else []
    if not plain or (spans and _is_known_name(spans[0].value)):
        return text
    name = spans[0].value.text if spans else BEHIND_A_NAME.sub("", plain)
    kana = write_long_vowels(find_reading(name))
    for spelling in (kana, CONTRACTED.sub(_contract, kana), *_lengthen_family(kana)):
        if name and _is_known_name(PersonName(spelling)):
            return plain.replace(name, spelling, 1)
    if not spans or COMPANY.search(name) or yes_no.guess_answer(text):
        return text
    return f"{text.rstrip(' 。.、')}…?"


def _lengthen_family(kana: str) -> Iterator[str]:
    """With the long o of a family name, which a recogniser cuts short (かと弓) or writes を (糸をまこと)."""
    yield kana.replace("ヲ", "ウ", 1)
    for at in range(1, min(len(kana), LONGEST_FAMILY)):
        if kana[at - 1] in SOUNDS_OF_O and kana[at] != "ウ":
            yield f"{kana[:at]}ウ{kana[at:]}"


def _contract(match: re.Match[str]) -> str:
    """リヨウ is how リョウ may be written."""
    return match[1] + SMALL_KANA[match[2]]


def _mark_odd_name(text: str) -> str:
    """A name in Latin letters that few people have, marked as hardly heard: the agent asks for it again."""
    utterance = read_utterance(text)
    if yes_no.guess_answer(text):
        return text
    spans = names.recognise_name(utterance, "asked")
    is_spelled = any(span.value and span.value.is_amended for span in spans) or any(
        find_spellings(utterance.plain)
    )
    if not spans or spans[0].value is None or is_spelled or is_common_name(spans[0].value.text):
        return text
    return f"{text.rstrip(' .!?')}…?"


def _spell_name(name: str) -> str:
    """By its sound, for one name is written in many ways."""
    if not is_japanese(name):
        return squeeze(name)
    kana = write_katakana(name)  # kana as they are: the は of はなこ is no particle
    return romanise(kana if KATAKANA.fullmatch(kana) else find_reading(name))


def _says_the_same(d: Dialogue, text: str) -> bool:
    """Whether a caller who corrects us would, by `text`, say just what we have understood already."""
    if d.asked not in ("change", "new", "name_check") and yes_no.guess_answer(text) != "no":
        return False
    utterance, w = read_utterance(text), copy(d.slots)
    when = read_period(utterance, d.today, asked_time=True)
    named = names.recognise_name(utterance, "asked") if d.asked == "name_check" else []
    cars = {span.value for span in classes.recognise_classes(utterance, d.free or [])}
    shops = {
        one
        for span in places.recognise_places(utterance, list(d.shops.values()), loose=False)
        if span.kind == "shop"
        for one in span.value
    }
    said = [bool(when), bool(cars), bool(shops), bool(named)]
    new = [
        bool(when) and write_period(w, when, today=d.today, asked=d.asked, hours=""),
        bool(cars - {w.car}),
        bool(shops - {w.shop}),
        bool(named) and named[0].value.text != w.name,
    ]
    return any(said) and not any(new)


def mend_words(d: Dialogue, text: str) -> str:
    """`text` with what nobody understands replaced by the word of the trade that sounds just so, if one does;
    a name that was asked for as `respell_name` has it.

    Only Japanese, where a recogniser writes a word that it does not know as others.
    """
    if d.asked in ASKING_NAMES:
        return respell_name(text)
    text = DAY_AFTER_TOMORROW.sub("明後日", text)
    utterance = read_utterance(text)
    if utterance.language != "ja":
        return text
    spans = [*_find_spans(d, utterance, ()), *names.recognise_name(utterance, "unasked")]
    plain, read = utterance.plain, Reading(utterance, tuple(spans))
    # 「じゅうさんにちの家用」: a number in kana sounds on in what nobody understands behind it.
    spans = [
        span
        for span in spans
        if span.kind not in PERIOD
        or not (KANA_ALONE.fullmatch(plain, span.start, span.end) and read.touches_residue(span))
    ]
    for piece in reversed(Reading(utterance, tuple(spans)).residue):
        pieces = [
            (start, end) for start in _list_starts(plain, piece) for end in _list_ends(plain, piece, spans)
        ]
        near = [(*_find_term(d, plain, start, end), start, end) for start, end in pieces]
        if min(near)[0] > NEAR:
            near += [each for each in _find_terms_within(d, plain, piece) if each[0] <= NEARER]
        # Of those that sound the same the longest: in 「に上いちにち」 (21日) there is an 11日.
        distance, term, start, end = min(near, key=lambda each: (each[0], each[2] - each[3]))
        if distance <= NEAR:
            plain = plain[:start] + term + plain[end:]
    plain = STUTTERED_DAY.sub(_offer_both_days, HALVED_DAY.sub(r"2\1日", SPLIT_DAY.sub(r"2\1日", plain)))
    return text if plain == utterance.plain else plain


def _offer_both_days(match: re.Match[str]) -> str:
    """12 or 22, so that the agent asks which."""
    month, day = match[1] or "", int(match[2])
    other = day + 10 if day < MIDDLE else day - 10
    return f"{month}{day}日か{month}{other}日"


def _find_terms_within(d: Dialogue, plain: str, piece: Span) -> Iterator[tuple[float, str, int, int]]:
    """The words between particles of a longer piece: 「ようやくの確認」 speaks of a 予約."""
    marks = [*BETWEEN_WORDS.finditer(plain, piece.start, piece.end)][:MOST_MARKS]
    starts = [piece.start, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), piece.end]
    for start, end in product(starts, ends):
        if marks and start < end:
            yield (*_find_term(d, plain, start, end), start, end)


def _list_starts(plain: str, piece: Span) -> list[int]:
    """Where it may begin: what looks like a particle may be the first sound of a number."""
    begins_earlier = piece.start and plain[piece.start - 1] in FIRST_SOUNDS
    return [piece.start - 1, piece.start] if begins_earlier else [piece.start]


def _list_ends(plain: str, piece: Span, spans: Sequence[Span]) -> list[int]:
    """Where the misheard word may end: a part of it may look like a filler, or like a place (市大阪)."""
    ends = [piece.end]
    covered = {at for span in spans for at in range(span.start, span.end)}
    for end in range(piece.end, min(len(plain), piece.end + LONGEST_REST)):
        if end in covered or not is_japanese(plain[end]):
            break
        ends.append(end + 1)
    return ends + [span.end for span in spans if span.start == piece.end and span.kind in ("region", "shop")]


def _find_term(d: Dialogue, plain: str, start: int, end: int) -> tuple[float, str]:
    """The word of the trade that sounds nearest to this piece of `plain`, and how far it is; 1 where it is
    none or several. A day or a time only where what stands about it can be about one."""
    piece, behind = plain[start:end], plain[end:]
    sound = spell_sound(piece)
    if len(sound) < SHORTEST_SOUND or not is_japanese(piece) or SOUNDS_LIKE_A_DAY.fullmatch(piece):
        return 1.0, ""
    shops = [name for shop in d.shops.values() for name in (shop.name, shop.region)]
    cars = [name for name, *_ in classes.CLASSES.values()]
    terms = [*TRADE, *shops, *cars, *(places.ENDS_OF_NAMES.sub("", shop) for shop in shops)]
    if AHEAD_OF_A_DAY.search(plain[:start]) and BEHIND_A_DAY.match(behind):
        terms += [*DAYS, *list_days(d.today)]
    terms += list_times() if BEHIND_A_TIME.match(behind) else ()
    listed = tuple(dict.fromkeys(filter(None, terms)))
    distances = compare_with_all(piece, listed)
    distance, at = min(zip(distances, range(len(listed)), strict=True))
    term, sounds = listed[at], spell_sound(listed[at])
    rivals = [
        other
        for other, word in zip(distances, listed, strict=True)
        if spell_sound(word) != sounds and not (word.startswith(term) or term.startswith(word))
    ]
    apart = LEAST_APART if distance <= JUST_SO else NEARER
    return (distance, term) if min(rivals) - distance >= apart and term not in piece else (1.0, "")
