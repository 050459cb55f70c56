"""What recognition is told of the question that stands, and what an answer comes to."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.benchmarks import short_answers
from tests.benchmarks.short_answers import stand_at
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from voice.engine.dialogue import expect
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.readings import find_reading
from voice.engine.dialogue.short_answers import is_bare_yes_or_no
from voice.engine.interfaces import NOTHING_EXPECTED, Expectation, Prompt

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 23)  # the rehearsals'

ALL_JA = "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です"
ALL_EN = "A compact at Tokyo Station on December 5 from 10 to 6 pm, my name is John Smith"
# What was said before, and spellings of one answer to the question that then stands.
JA = {
    "車を借りたい": ("札幌", "札幌です", "札幌でお願いします"),
    "車を借りたいのですが": ("横浜", "横浜です"),
    "東京で借りたいのですが": ("新宿", "新宿店です", "新宿でお願いします"),
    "東京駅前店で12月5日に借りたい": ("9時", "九時です", "9時。"),
    "東京駅前店で10時から18時まで借りたい": ("明日", "あした", "明日です"),
    "東京駅前店で12月5日の10時から18時まで": (
        "セダン",
        "セダンで",
        "セダンをお願いします",
        "セダンクラスでお願いします",
        "セダンタイプ",
    ),
    "東京駅前店で12月5日の10時から18時までコンパクト": ("鈴木次郎", "鈴木二郎です", "すずきじろう"),
    ALL_JA: ("はい", "ええ", "はい、お願いします"),
}
EN = {
    "I'd like to book a car": ("Sapporo", "In Sapporo, please."),
    "I'd like a car in Tokyo": ("Shinjuku", "Shinjuku, please."),
    "A car at Tokyo Station on December 5": ("Nine", "nine o'clock.", "At 9."),
    "A car at Tokyo Station from 10 am to 6 pm": ("Tomorrow", "tomorrow, please"),
    "Tokyo Station on December 5 from 10 am to 6 pm": ("A sedan.", "sedan, please"),
    ALL_EN: ("Yes.", "Yes, please.", "sure"),
}
NO_ANSWERS = ("こじん", "有機関", "足だよ", "Johat CD", "What was that?", "", "。")


def standing(language: str, *lines: str) -> Expectation:
    rehearsal = Rehearsal(Fleet().run, language)
    rehearsal.start()
    for line in lines:
        rehearsal.say(line)
    return expect(as_prompt(rehearsal))


def as_prompt(rehearsal: Rehearsal) -> Prompt:
    tools = [rehearsal.definition(name) for name in rehearsal.tools]
    return Prompt(rehearsal.instructions, tools, rehearsal.items, rehearsal.language)


@pytest.mark.parametrize(
    ("language", "before", "spellings"),
    [(language, *each) for language, cases in (("ja", JA), ("en", EN)) for each in cases.items()],
)
def test_an_answer_comes_to_the_same_however_it_is_spelt(
    language: str, before: str, spellings: tuple[str, ...]
) -> None:
    expected = standing(language, before)
    assert len({expected.read(spelling) for spelling in spellings}) == 1
    assert expected.read(spellings[0])
    if "name" not in expected.read(spellings[0]):  # names may be written in any way
        assert not [words for words in NO_ANSWERS if expected.read(words)]


@pytest.mark.parametrize("before", [*JA])
def test_what_was_asked_is_shown_to_the_decoder_in_the_language_that_is_spoken(before: str) -> None:
    expected = standing("ja", before)
    assert expected.language == "ja"
    assert expected.context["ja"].index("。") > 0
    assert expected.context["en"].isascii()


def test_an_answer_is_listed_so_that_it_can_be_found_by_its_sound() -> None:
    assert "20時" in standing("ja", "東京駅前店で12月5日に借りたい").answers("ja")
    assert "品川店" in standing("ja", "東京で借りたいのですが").answers("ja")
    assert "Shinagawa" in standing("en", "I'd like a car in Tokyo").answers("en")


def test_no_yes_is_ever_found_by_its_sound_alone() -> None:
    for language, before in (("ja", ALL_JA), ("en", ALL_EN)):
        expected = standing(language, before)
        assert not any(expected.read(answer) == "yes" for answer in expected.answers(language))


def test_shops_are_in_latin_letters_for_english() -> None:
    english = standing("ja", "東京で借りたいのですが").vocabulary["en"]
    assert "Shinagawa" in english
    assert english.isascii()


@pytest.mark.parametrize("again", ["いいえ、12月5日です", "いいえ、コンパクトです", "いいえ、東京駅前店です"])
def test_who_says_no_does_not_say_what_was_understood(again: str) -> None:
    expected = standing("ja", ALL_JA)
    assert expected.is_refused(again)
    assert not expected.is_refused(again.removeprefix("いいえ、"))
    assert not expected.is_refused("いいえ、12月15日です")


def test_what_is_to_be_changed_is_not_heard_as_it_stands() -> None:
    expected = standing("ja", ALL_JA, "いいえ、違います")
    assert expected.is_refused("12月5日")
    assert not expected.is_refused("12月15日")


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("ようやくしたいのですが", "予約したいのですが"),
        ("ようやくの確認をお願いしたいんですが", "予約の確認をお願いしたいんですが"),
        ("新宿じゃなくて死ながわだった", "新宿じゃなくて品川だった"),
        ("ゴールでミークに家族で出かけるので", "ゴールデンウィークに家族で出かけるので"),
        ("ライスの金曜日です", "来週の金曜日です"),
        ("足だの10時からお願いします", "明日の10時からお願いします"),
        ("こんばくとでお願いします", "コンパクトでお願いします"),
        ("しなかわでお願いします", "品川でお願いします"),
        ("市大阪でお願いします", "新大阪でお願いします"),
    ],
)
def test_a_word_of_the_trade_is_mended_by_its_sound(heard: str, meant: str) -> None:
    assert standing("ja", "東京で借りたいのですが").mend(heard) == meant


HOURS = [f"{hour}時" for hour in range(1, 25)]
WRITTEN_FOR = {"か": "家", "すい": "水", "もく": "木", "よう": "用", "じゅう": "上", "じ": "字"}


@pytest.mark.parametrize("day", range(1, 32))
def test_a_day_and_its_weekday_are_found_by_the_syllables_that_were_written(day: int) -> None:
    expected = standing("ja", "東京駅前店で借りたいのですが", "10時から18時まで")
    said = [answer for answer in expected.answers("ja") if re.match(rf"(?:\d+月)?{day}日の.曜$", answer)]
    found = [expected.read(expected.mend(f"{write_syllables(answer)}です")) for answer in said]
    right = [expected.read(answer) for answer in said]
    assert all(each in ("", wanted) for each, wanted in zip(found, right, strict=True))
    assert any(found)  # 「いちにちの家用」 may be a Tuesday or a Friday, 「12月1日の家用」 may not


@pytest.mark.parametrize("day", range(1, 32))
def test_no_day_is_mended_to_another(day: int) -> None:
    """A sound that may be two days is none: 「よか」 is the 4th or the 8th."""
    expected = standing("ja", "東京駅前店で借りたいのですが", "10時から18時まで")
    mended = expected.mend(f"{write_syllables(f'{day}日')}です")
    assert expected.read(mended) in ("", expected.read(f"{day}日"))


@pytest.mark.parametrize(
    "hour", [f"{part}{hour}" for part in ("", "朝", "午前", "夜") for hour in HOURS[:12]] + HOURS[12:]
)
def test_an_hour_that_was_written_in_syllables_is_itself_or_none(hour: str) -> None:
    expected = standing("ja", "東京駅前店で12月5日に借りたい")
    heard = f"{write_syllables(hour)}から20時まで"
    assert expected.read(expected.mend(heard)) in ("", expected.read(f"{hour}から20時まで"))


@pytest.mark.parametrize("weekday", "月火水木金土日")
def test_a_weekday_is_mended_behind_a_date_and_alone(weekday: str) -> None:
    expected = standing("ja", "東京駅前店で借りたいのですが")
    written = write_syllables(f"{weekday}曜")
    assert expected.mend(f"来週の{written}の10時から") == f"来週の{weekday}曜の10時から"


def write_syllables(words: str) -> str:
    """As a recogniser writes words that it does not know: by the kanji of their syllables."""
    kana = find_reading(words).translate({ord("ァ") + at: ord("ぁ") + at for at in range(86)})
    kana = kana.replace("よー", "よう").replace("じゅー", "じゅう")
    for syllable, kanji in WRITTEN_FOR.items():
        kana = kana.replace(syllable, kanji)
    return kana


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("ここの家の9時から17時まで", "9日の9時から17時まで"),
        ("12月22日の上時から18時まで", "12月22日の10時から18時まで"),
        ("22日の10時からに、13日の18時まで", "22日の10時から23日の18時まで"),
        ("12月20、4日でお願いします", "12月24日でお願いします"),
        ("12月20日、4日間です", "12月20日、4日間です"),
        ("12月12日、日の10時から18時まで", "12月12日か12月22日の10時から18時まで"),
        ("27日日の10時から", "27日か17日の10時から"),
        ("土曜日の朝口から、日曜日の朝口までです", "土曜日の朝9時から、日曜日の朝9時までです"),
        ("12月5日の午前口から18時まで", "12月5日の午前9時から18時まで"),
    ],
)
def test_a_date_within_a_sentence_is_mended_by_its_sound(heard: str, meant: str) -> None:
    assert standing("ja", "東京駅前店で借りたいのですが").mend(heard) == meant


AFTER_TOMORROW = (
    "妙午日",
    "名後日",
    "苗合日",
    "廟後日",
    "秒5日",
    "両5日",
    "みょう5日",
    "みようご日",
    "妙語位置",
)


@pytest.mark.parametrize("heard", AFTER_TOMORROW)
def test_the_day_after_tomorrow_is_heard_by_its_formal_name(heard: str) -> None:
    at_the_day = standing("ja", "東京駅前店で借りたいのですが")
    assert at_the_day.mend(f"{heard}の10時からお願いします") == "明後日の10時からお願いします"


@pytest.mark.parametrize(
    "words", ["2名5日から", "大宮5日の10時", "丸5日借りたい", "明日の10時から", "25日の10時から"]
)
def test_a_day_behind_another_word_is_itself(words: str) -> None:
    assert standing("ja", "東京駅前店で借りたいのですが").mend(words) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "No, that's all, thank you."),
        ("en", "That will be everything, thanks very much."),
        ("ja", "いえ、それだけです、ありがとうございました"),
        ("ja", "特にないです、どうもありがとうございます"),
    ],
)
def test_however_politely_nothing_more_is_wanted_it_is_a_no(language: str, words: str) -> None:
    asked = short_answers.JA["else"] if language == "ja" else short_answers.EN["else"]
    assert standing(language, *asked[0]).read(words) == "no"


@pytest.mark.parametrize("car", ["コンパクト", "セダン", "ミニバン", "SUV", "軽自動車", "ワゴン"])
@pytest.mark.parametrize(
    "rest",
    ["顔願いします", "可お願いします", "家を願いします", "顔で願いします", "化お願い", "カオ願いします",
     "過用願いします", "課用で願いします", "水用願いします", "欲お願いします", "火を願います",
     "果曜願いします"],
)  # fmt: skip
def test_the_end_of_a_request_is_never_mended_to_a_day(car: str, rest: str) -> None:
    """「コンパクトカーをお願いします」 became 「コンパクト火曜願いします」, and was booked until Tuesday."""
    heard = f"来週の土曜日の朝10時から夕方6時まで、東京駅前店で{car}{rest}"
    mended = standing("ja").mend(heard)
    assert read_period(mended, TODAY) == read_period(heard.removesuffix(rest), TODAY)


@pytest.mark.parametrize("day", range(11, 30))
def test_a_day_whose_count_was_lost_is_asked_for(day: int) -> None:
    """Never taken as it was written: the caller would have to notice it in the read-back."""
    if day == 20:
        return
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run, "ja")
    rehearsal.start()
    rehearsal.say("東京駅前店で借りたいのですが")
    heard = expect(as_prompt(rehearsal)).mend(f"12月{day}日、日の10時から18時まで")
    assert "どちらの日にちでしょうか" in rehearsal.say(heard)


@pytest.mark.parametrize(
    "heard", ["東京の木曜", "東京の金曜日です", "コンパクトの4日", "昨日です", "1日です。東京"]
)
def test_what_nobody_asked_for_is_no_answer_to_the_day(heard: str) -> None:
    assert standing("ja", "東京駅前店で借りたいのですが", "10時から18時まで").read(heard) == ""


@pytest.mark.parametrize(
    "words",
    [
        "友達と海に行きます",
        "ここの店は何時までですか",
        "家に帰ります",
        "よかった",
        "友達と水族館に行きます",
        "保険に入っていますか",
        "予約したいのですが",
        "鈴木次郎と申します",
        "来週の金曜日の10時から18時まで",
        "やっぱりミニバンじゃなくてセダンで",
        "車が故障しました",
        "出口まで車で行きます",
        "駅の東口からは遠いですか",
        "日にちは13日で、車はミニバンにしてください",
        "16日に一日、新宿で車を使いたいんですけど",
        "ないのか、じゃあ普通ので",
        "I'd like a compact, please.",
        "",
    ],
)
def test_what_is_no_word_of_the_trade_stays(words: str) -> None:
    assert standing("ja", "東京で借りたいのですが").mend(words) == words
    assert standing("ja").mend(words) == words


def test_a_session_with_other_tools_expects_nothing() -> None:
    tools = [{"type": "function", "name": "get_weather", "parameters": {"type": "object"}}]
    assert expect(Prompt("Weather only.", tools)) == NOTHING_EXPECTED


@pytest.mark.parametrize(
    ("language", "before", "heard", "named"),
    [
        ("ja", ALL_JA, "うん?", "「うん」"),
        ("ja", ALL_JA, "うん…?", "「うん」"),
        ("ja", ALL_JA, "うん、お願い…?", "「うん、お願い」"),
        ("ja", ALL_JA, "いいえ?", "「いいえ」"),
        ("en", ALL_EN, "Yeah?", '"Yeah"'),
    ],
)
def test_a_yes_or_no_that_was_hardly_heard_is_named_and_asked_again(
    language: str, before: str, heard: str, named: str
) -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run, language)
    rehearsal.start()
    rehearsal.say(before)
    said = rehearsal.say(heard)
    assert named in said
    assert said.endswith(("?", "。"))
    assert not fleet.bookings
    rehearsal.say("はい" if language == "ja" else "Yes")
    assert len(fleet.bookings) == 1


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("高橋県一です", "タカハシケンイチです"),
        ("山だたろう。", "ヤマダタロウ"),
        ("砂糖花子と申します", "サトウハナコと申します"),
        ("糸をまことです", "イトウマコトです"),
        ("かと弓です", "カトウユミです"),
        ("鈴木次郎です", "鈴木次郎です"),
        ("佐々木希", "佐々木希"),
        ("すずきじろうです", "すずきじろうです"),
        ("もう一度お願いします", "もう一度お願いします"),
        ("なかじまりようです。", "ナカジマリョウです"),
        ("札幌駅位置と申します。", "札幌駅位置と申します…?"),
        ("佐藤花粉です", "佐藤花粉です…?"),
        ("株式会社山田です", "株式会社山田です"),
        ("ジョン・スミスです", "ジョン・スミスです"),
        ("John Smith", "John Smith"),
    ],
)
def test_a_name_that_is_known_by_its_sound_alone_is_kept_in_kana(heard: str, kept: str) -> None:
    asked_for_it = "東京駅前店で12月5日の10時から18時までコンパクト"
    assert standing("ja", asked_for_it).mend(heard) == kept
    assert standing("ja", ALL_JA).mend(heard) == heard


def test_a_name_that_nobody_has_is_no_answer_to_the_question_for_it() -> None:
    expected = standing("ja", "東京駅前店で12月5日の10時から18時までコンパクト")
    assert expected.read("佐藤花子です") == expected.read("さとうはなこ") == expected.read("砂糖花子") != ""
    assert expected.read("佐藤花粉") == expected.read("大阪駅前知") == ""


ASKED_FOR_NAME_EN = "A compact at Tokyo Station on December 5 from 10 am to 6 pm"


@pytest.mark.parametrize(
    ("heard", "again", "booked"),
    [
        ("Eme Clarke.", "It's Emma Clark.", "Emma Clark"),
        ("Eme Clarke.", "It's Eme Clarke.", "Eme Clarke"),
        ("Eme Clarke.", "Yes, that's right.", "Eme Clarke"),
        ("David Milo.", "David Miller.", "David Miller"),
        ("Jansmith", "J-O-H-N, John Smith.", "John Smith"),
        ("Adaeze Okonkwo.", "No, Adaeze Okonkwo.", "Adaeze Okonkwo"),
    ],
)
def test_a_name_that_few_have_is_heard_twice(heard: str, again: str, booked: str) -> None:
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run, "en")
    rehearsal.start()
    rehearsal.say(ASKED_FOR_NAME_EN)
    asked = rehearsal.say(expect(as_prompt(rehearsal)).mend(heard))
    assert "once more, or spell it" in asked
    rehearsal.say(expect(as_prompt(rehearsal)).mend(again))
    rehearsal.say("Yes, please.")
    assert [made["customerName"] for made in rehearsal.booked] == [booked]


@pytest.mark.parametrize(
    "heard", ["John Smith.", "My name is Kei Tanaka.", "It's Wojcik, W-O-J-C-I-K, first name Ewa.", "No."]
)
def test_a_name_that_many_have_or_that_was_spelled_is_taken_as_heard(heard: str) -> None:
    assert standing("en", ASKED_FOR_NAME_EN).mend(heard) == heard


def test_a_japanese_name_that_nobody_has_is_asked_for_again() -> None:
    rehearsal = Rehearsal(Fleet().run, "ja")
    rehearsal.start()
    rehearsal.say("東京駅前店で12月5日の10時から18時までコンパクト")
    said = rehearsal.say(expect(as_prompt(rehearsal)).mend("札幌駅位置と申します。"))
    assert "お名前をもう一度" in said
    rehearsal.say(expect(as_prompt(rehearsal)).mend("佐藤健一です。"))
    rehearsal.say("はい")
    assert [made["customerName"] for made in rehearsal.booked] == ["佐藤健一"]


def test_a_name_that_was_heard_in_many_ways_is_typed() -> None:
    rehearsal = Rehearsal(Fleet().run, "en")
    rehearsal.start()
    rehearsal.say(ASKED_FOR_NAME_EN)
    for heard in ("Eme Clarke…?", "Emme Clarky…?"):
        said = rehearsal.say(heard)
    assert "type" in said
    assert not rehearsal.booked


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("asked", ["start", "end", "day", "class", "shop", "place"])
def test_short_answers_are_made_of_the_words_that_a_decoder_may_be_held_to(language: str, asked: str) -> None:
    before, lines = (short_answers.JA if language == "ja" else short_answers.EN)[asked]
    expected = stand_at(language, before)
    wordings = expected.wordings(language)
    values = {expected.read(wording) for wording in wordings}
    missing = [line for line in lines if expected.read(line) not in values]
    assert len(set(wordings)) == len(wordings)
    # 「12月17日」 alone and 「夜の七時」 have other forms than those that are listed.
    assert len(missing) <= 1, missing


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("asked", ["name", "confirm", "else"])
def test_nobody_is_held_to_a_name_or_a_yes(language: str, asked: str) -> None:
    before, _ = (short_answers.JA if language == "ja" else short_answers.EN)[asked]
    assert not stand_at(language, before).wordings(language)


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("No.", True),
        ("いいえ…?", True),
        ("うん", True),
        ("Nine.", False),
        ("いいえ、9時です", False),
        ("", False),
    ],
)
def test_a_bare_yes_or_no_is_no_misheard_answer(text: str, is_bare: bool) -> None:
    assert is_bare_yes_or_no(text) == is_bare
