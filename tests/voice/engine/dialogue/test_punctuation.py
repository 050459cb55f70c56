"""The same words mean the same, wherever a recogniser or a typist puts the commas."""

from __future__ import annotations

import re

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from voice.engine.dialogue.nlu.punctuation import spell_out

pytestmark = pytest.mark.unit

# The caller's lines of a call, one after the other.
CALLS = [
    ("東京駅前店で16日に借りて17日の18時に返したいです",),
    ("16日の10時から18時まで東京駅前店でコンパクトをお願いします", "返却を18時から19時半にしてください"),
    ("16日の10時から18時まで東京駅前店でコンパクトをお願いします", "日にちを16日から17日に変更してください"),
    ("16日の10時から18時まで東京駅前店でコンパクトをお願いします", "前日に取りやめたらいくらかかりますか"),
    ("20日に会議があって次の日に東京駅前店で車を借りたいんです", "9時から17時まで"),
    ("今日から15日後に東京駅前店でお願いします",),
    ("今度の土曜の2週間後に東京駅前店で",),
    ("東京駅前店でミニバンを26日木曜の8時から20時まで",),
    ("東京駅前店でコンパクトを26日に一日、10時から18時まで",),
    ("東京駅で借りて品川で返すことはできますか", "12月12日の10時から18時まで"),
]
KANJI = {2: "二", 8: "八", 9: "九", 10: "十", 12: "十二", 15: "十五", 16: "十六", 17: "十七", 18: "十八"}
KANJI |= {19: "十九", 20: "二十", 26: "二十六"}
BREATHS = re.compile(r"(?<=[日時店京川ー度後])((?:から|まで)|[でにを])(?=[\w])")
CLAUSES = [
    "25日が誕生日なんですが、その2日前に東京駅前店でコンパクトをお願いします",
    "18日は雨みたいですけど、18日で東京駅前店お願いします",
    "渋滞で18時には戻れそうもなくて、19時半に返したいです",
    "16日なんですけど、10時から18時まで東京駅前店で",
    "山田太郎です、東京駅前店で16日にお願いします",
    "15日までに返す荷物があってですね、13日の10時から東京駅前店で",
    "来週の木曜に参りますの、それで翌日の金曜に東京駅前店で",
    "14日の、あ、待って、15日の10時から東京駅前店で",
]


CALLS_EN = [
    ("From 10 to six on the 17th at Tokyo Station, please.",),
    ("A compact at Shinjuku on Friday from half nine until noon.",),
    ("Tokyo Station on the 16th for four and a half hours from 10.",),
    ("I need it the day after the 20th from nine to five at Tokyo Station.",),
    ("A minivan for a week from December 7th at Tokyo Station.", "From nine."),
]
BREATHS_EN = re.compile(r"\b(from|to|until|on|at|the|for) ", re.IGNORECASE)


def converse(*lines: str, language: str = "ja") -> str:
    call = Rehearsal(Fleet().run, language)
    call.start()
    return "\n".join(call.say(line) for line in lines)


@pytest.mark.parametrize("lines", CALLS)
def test_a_breath_behind_a_particle_says_nothing(lines: tuple[str, ...]) -> None:
    breathless = [BREATHS.sub(r"\1、", line) for line in lines]
    assert breathless != list(lines)
    assert converse(*breathless) == converse(*lines)


@pytest.mark.parametrize("lines", CALLS_EN)
@pytest.mark.parametrize("pause", [", ", "... ", "… "])
def test_a_breath_before_a_value_says_nothing(lines: tuple[str, ...], pause: str) -> None:
    breathless = [BREATHS_EN.sub(rf"\1{pause}", line) for line in lines]
    assert converse(*breathless, language="en") == converse(*lines, language="en")


@pytest.mark.parametrize(
    "line",
    [
        "A compact at Tokyo Station on the 16th, ten to four, Tom Ridley.",
        "Tokyo Station on the 16th from 10 AM to 6 PM, compact, Mary Jane Watson",
        "A minivan at Tokyo Station on Friday from nine until noon, Declan O'Shaughnessy.",
    ],
)
def test_a_name_needs_no_comma(line: str) -> None:
    assert converse(line.replace(",", ""), language="en") == converse(line, language="en")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("R-402-7311 Tom Ridley.", "R-402-7311, Tom Ridley."),
        ("Tom Ridley R-402-7311, can I move it?", "Tom Ridley, R-402-7311, can I move it?"),
        ("Cancel R-402-7311 please", "Cancel R-402-7311 please"),
        ("R-402-7311 We only need one night.", "R-402-7311. We only need one night."),
        ("10 to 4 on Friday December 11", "10 to 4 on Friday December 11"),
    ],
)
def test_a_name_beside_a_number_is_parted_from_it(said: str, written: str) -> None:
    assert spell_out(said, naming=False) == written


@pytest.mark.parametrize("lines", CALLS)
def test_kanji_of_dates_and_hours_say_what_figures_do(lines: tuple[str, ...]) -> None:
    in_kanji = [re.sub(r"\d+(?=[時日月週])", lambda found: KANJI[int(found[0])], line) for line in lines]
    assert in_kanji != list(lines)
    assert converse(*in_kanji) == converse(*lines)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("十七日と二十日に予約してます", "17日と20日に予約してます"),
        ("十二月一日の十時十分", "12月1日の10時10分"),
        *((said, said) for said in ("丸一日", "それで十分です", "四日市から一時的に", "一番安いの")),
        ("Saturday the twelfth", "Saturday the 12th"),
        ("from December seventeenth to the twentieth", "from December 17th to the 20th"),
        ("the second of January", "the 2th of January"),
        *((said, said) for said in ("the second car", "first thing on the third", "the second Saturday")),
    ],
)
def test_a_date_in_words_is_written_in_figures(said: str, written: str) -> None:
    assert spell_out(said, naming=False) == written


@pytest.mark.parametrize("lines", CALLS_EN)
@pytest.mark.parametrize("sound", ["um, ", "uh, ", "er... ", "erm "])
def test_a_sound_of_thinking_says_nothing(lines: tuple[str, ...], sound: str) -> None:
    thinking = [BREATHS_EN.sub(rf"\1 {sound}", line) for line in lines]
    assert converse(*thinking, language="en") == converse(*lines, language="en")


@pytest.mark.parametrize("lines", CALLS)
@pytest.mark.parametrize("sound", ["えーと、", "えっと、", "あのー、", "うーんと、", "あのですね、"])
def test_a_japanese_sound_of_thinking_says_nothing(lines: tuple[str, ...], sound: str) -> None:
    thinking = [sound + BREATHS.sub(rf"\1、{sound}", line) for line in lines]
    assert converse(*thinking) == converse(*lines)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Um, Robert J. er, Miller", "Robert J. Miller"),
        ("the 14th, er, nine to five", "the 14th, nine to five"),
        ("はい、えっと、お願いします", "はい、お願いします"),
        *((said, said) for said in ("えっと", "うーん、はい", "はい、んー、お願いします", "覚えっと、")),
        *((said, said) for said in ("えー、高いですね", "ええ、と言いました", "江藤です")),
        *((said, said) for said in ("uh-huh", "um", "Um Jihoon", "her summer")),
    ],
)
def test_no_answer_and_no_name_is_a_sound_of_thinking(said: str, written: str) -> None:
    assert spell_out(said, naming=True) == written


def test_a_name_that_was_asked_for_is_no_date() -> None:
    assert spell_out("三日月十日です", naming=True) == "三日月十日です"


@pytest.mark.parametrize("line", CLAUSES)
def test_clauses_are_told_apart_without_a_comma(line: str) -> None:
    assert converse(line.replace("、", "")) == converse(line)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("20日って日曜かじゃあ22日に", "20日って日曜か、じゃあ22日に"),
        (
            "取り消していや取り消さんでええわ時間だけ11時から",
            "取り消して、いや、取り消さんでええわ、時間だけ11時から",
        ),
        ("小野寺結衣ですあETCはいらないです", "小野寺結衣です、あ、ETCはいらないです"),
        ("大丈夫ですか？あ名前は河野です", "大丈夫ですか？あ、名前は河野です"),
        ("借りたいんですけどもし空いてたら", "借りたいんですけど、もし空いてたら"),
        ("わからないですけどもう一度", "わからないですけど、もう一度"),
        ("会議だったわ15日の朝9時から", "会議だったわ、15日の朝9時から"),
        ("ミニバンチャイルドシートふたつ", "ミニバン、チャイルドシートふたつ"),
        *((said, said) for said in ("変えなくていいです", "そうじゃあないんです", "いやな天気", "日曜かな")),
    ],
)
def test_a_japanese_clause_ends_where_the_next_word_begins_anew(said: str, written: str) -> None:
    assert spell_out(said, naming=False) == written


@pytest.mark.parametrize("lines", CALLS)
@pytest.mark.parametrize("greeting", ["もしもし、", "あ、どうも、", "お世話になっております。"])
def test_a_greeting_before_words_says_nothing(lines: tuple[str, ...], greeting: str) -> None:
    assert converse(*(greeting + line for line in lines)) == converse(*lines)


@pytest.mark.parametrize("lines", CALLS_EN)
@pytest.mark.parametrize("greeting", ["Hi there, ", "Good morning. ", "Hello, hi, "])
def test_an_english_greeting_before_words_says_nothing(lines: tuple[str, ...], greeting: str) -> None:
    assert converse(*(greeting + line for line in lines), language="en") == converse(*lines, language="en")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("もしもし、はい、お願いします", "はい、お願いします"),
        ("お世話になります、株式会社みどり工務店です", "株式会社みどり工務店です"),
        ("Good morning, yes please", "yes please"),
        # Alone it is greeted, and the line is asked about.
        *((said, said) for said in ("もしもし？", "もしもし、聞こえますか", "もしもし、はい", "どうも")),
        *((said, said) for said in ("Hello?", "Hello? Can you hear me?", "Hi", "どうもありがとう")),
    ],
)
def test_only_a_greeting_before_words_is_left_out(said: str, written: str) -> None:
    assert spell_out(said, naming=False) == written
