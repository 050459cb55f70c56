"""Extras are taken only where something speaks for them, and dropped where something speaks against them."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu.extras import (
    list_taken_at_once,
    recognise_extras,
    takes_what_was_told,
)
from voice.engine.dialogue.nlu.topics import find_topics
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit
SEAT, ETC, COVER, FULL, TYRES = (
    "チャイルドシート",
    "ETCカード",
    "免責補償",
    "免責補償とNOC補償",
    "スタッドレスタイヤ",
)


VERBS_JA = [
    "{}が要るんですけど", "{}が要ります", "{}もいるんです", "{}つけといてください", "{}を追加で",
    "{}を借りたいです", "{}も付けて", "{}を貸してほしいんですが", "{}もお願いします",
    "{}が必要なんですけど", "{}を乗せてください", "{}込みで", "{}ありでお願いします",
]  # fmt: skip
VERBS_EN = [
    "I need {}", "with {}", "add {} please", "we want {}", "could you put in {}", "and {}", "I'd like {}",
    "can you include {}", "{} please", "we'll need {} as well", "including {}",
]  # fmt: skip
CALLED_JA = {
    "チャイルドシート": SEAT,
    "ベビーシート": SEAT,
    "子どもを乗せる椅子": SEAT,
    "赤ちゃん用のシート": SEAT,
    "ETCカード": ETC,
    "ETCのカード": ETC,
    "スタッドレス": TYRES,
    "冬用のタイヤ": TYRES,
    "免責補償": COVER,
}
CALLED_EN = {
    "a child seat": SEAT,
    "a booster": SEAT,
    "a car seat for my son": SEAT,
    "an ETC card": ETC,
    "a toll card": ETC,
    "winter tyres": TYRES,
    "a waiver": COVER,
}


@pytest.mark.parametrize("verb", [*VERBS_JA, *VERBS_EN])
def test_every_verb_takes_every_extra(verb: str) -> None:
    for called, name in (CALLED_EN if verb.isascii() else CALLED_JA).items():
        assert read(verb.format(called)) == [(name, True)], verb.format(called)


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("チャイルドシート2つ付きで", 2),
        ("チャイルドシートを二つお願いします", 2),
        ("チャイルドシートふたつ付けてください", 2),
        ("チャイルドシートを1つお願いします", 1),
        ("チャイルドシート3台必要です", 3),
        ("with two child seats", 2),
        ("I need 3 booster seats", 3),
        ("with a child seat", 1),
    ],
)
def test_how_many_are_wished_is_understood(said: str, count: int) -> None:
    assert [span.value.count for span in recognise_extras(read_utterance(said))] == [count]


@pytest.mark.parametrize("car", ["ミニバン", "軽自動車", "コンパクト", "SUV"])
@pytest.mark.parametrize("called", ["チャイルドシート", "スタッドレス", "ETCカード"])
def test_an_extra_is_wished_for_with_the_car_that_it_is_joined_to(car: str, called: str) -> None:
    name = CALLED_JA[called]
    for words, count in (
        ("{called}2つと{car}、新大阪で26日", 2), ("子供がいるんで、{called}と{car}を10時から", 1),
        ("{car}と{called}、あさって", 1), ("新宿で{car}1台と{called}を18日に", 1),
    ):  # fmt: skip
        said = words.format(called=called, car=car)
        wished = [span.value for span in recognise_extras(read_utterance(said))]
        assert [(each.name, each.wanted, each.count) for each in wished] == [(name, True, count)], said
    for words in ("{called}と{car}っていくらですか", "{car}と{called}はありますか？"):
        assert read(words.format(called=called, car=car)) == []


REQUESTS = [
    "ETCカードとチャイルドシートもつけてもらえますか", "チャイルドシートとETCを追加していただけますか",
    "ETCカードとチャイルドシートを付けてもいいですか", "could you add a child seat and an ETC card?",
    "Would you put in a booster and an ETC card", "can you include an ETC card and a baby seat?",
]  # fmt: skip
QUESTIONS = [
    "チャイルドシートは借りられますか", "ETCカードはいくらですか", "保険は付いてますか",
    "do you have child seats?",
    "how much is an ETC card?", "is insurance included?",
]  # fmt: skip


@pytest.mark.parametrize("said", REQUESTS)
def test_a_wish_in_the_form_of_a_question_is_a_wish(said: str) -> None:
    found = [span.value for span in recognise_extras(read_utterance(said))]
    assert {each.name for each in found} == {SEAT, ETC}
    assert all(each.wanted and each.requested for each in found)


OPENINGS = [
    "", "oh, and ", "could you ", "can we maybe ", "please ", "I was wondering if you could possibly ",
    "would it be possible to ", "any chance you could ", "I'd like you to ", "just ", "go ahead and ",
]  # fmt: skip
PUTTING = [
    "add",
    "chuck in",
    "throw in",
    "pop in",
    "stick in",
    "bung in",
    "put in",
    "include",
    "get me",
    "fit",
]
TAGS = ["", ", would you?", ", will you?", ", yeah?", ", please", ", mate"]


@pytest.mark.parametrize("putting", PUTTING)
def test_a_request_is_composed_of_an_opening_a_verb_and_a_tag(putting: str) -> None:
    for at, opening in enumerate(OPENINGS):
        for called, name in CALLED_EN.items():
            words = f"Dylan Frost. {opening}{putting} {called}{TAGS[at % len(TAGS)]}"
            found = [span.value for span in recognise_extras(read_utterance(words))]
            assert [(each.name, each.wanted, each.requested) for each in found] == [(name, True, True)], words


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_makes_no_question_of_what_is_told_to_do(tag: str) -> None:
    assert "asks" not in find_topics(f"Pop in a child seat{tag}")
    assert "question" not in find_topics(f"Pop in a child seat{tag}")
    assert "asks" in find_topics("Do you have child seats, please?")


@pytest.mark.parametrize("more", ["with that", "too", "as well", "added on top", "please"])
def test_who_may_have_an_extra_with_it_requests_it(more: str) -> None:
    for called, name in CALLED_EN.items():
        words = f"All fine, but could I get {called} {more}?"
        found = [span.value for span in recognise_extras(read_utterance(words))]
        assert [(each.name, each.requested) for each in found] == [(name, True)], words


@pytest.mark.parametrize("words", ["Can I bring my own car seat?", "We'll put in our own booster seat."])
def test_an_extra_of_their_own_is_no_wish_for_ours(words: str) -> None:
    assert read(words) == []


@pytest.mark.parametrize("said", QUESTIONS)
def test_a_question_is_no_wish(said: str) -> None:
    assert not any(span.value.requested for span in recognise_extras(read_utterance(said)))


@pytest.mark.parametrize(
    ("said", "wished"),
    [
        ("ETCカードはいりませんが、チャイルドシートは付けてください", [(ETC, False), (SEAT, True)]),
        ("チャイルドシートは付けて、ETCは自分のを使います", [(SEAT, True), (ETC, False)]),
        ("no insurance but a child seat please", [(COVER, False), (SEAT, True)]),
        ("I need a child seat but no insurance", [(SEAT, True), (COVER, False)]),
        ("without insurance, with an ETC card", [(COVER, False), (ETC, True)]),
        ("3歳の子がいるのでシートを一つ付けていただけますか", [(SEAT, True)]),
        ("補償は一番手厚いやつを付けてください", [(FULL, True)]),
    ],
)
def test_each_extra_has_its_own_polarity(said: str, wished: list[tuple[str, bool]]) -> None:
    assert read(said) == wished


TAKING = [
    "それもお願いします", "じゃあ、それもお願いします", "それ付けてください", "それもつけといて",
    "じゃあ付けます", "それも借ります", "そのシートもお願いします", "では、それを1つお願いします",
    "じゃあ付けてもらって、森田拓也です", "付けときます", "それじゃ付けてもらおうかな", "付けましょう",
    "それも追加で", "じゃあそれも", "add that please", "I'll take one of those too", "great, add it",
    "can I have one?", "I'd like that too", "yes, one please", "we'll have that as well",
    "include it please",
]  # fmt: skip
LEAVING = [
    "それはいいです", "じゃあいりません", "それならいらないです", "付けなくていいです", "I don't need that",
    "no, leave it", "山田太郎です", "John Smith", "わかりました", "I see", "それは高いですね",
    "それでお願いします", "what else?",
]  # fmt: skip


@pytest.mark.parametrize("said", TAKING)
def test_the_one_that_was_told_of_is_taken_without_its_name(said: str) -> None:
    assert takes_what_was_told(read_utterance(said))


@pytest.mark.parametrize("taken", ["じゃあ一つお願いします", "それもお願いします", "付けてください"])
@pytest.mark.parametrize("question", ["{}っていくらですか？", "{}はありますか。", "{}はいくらでしょうか、"])
def test_what_is_asked_about_and_taken_at_once_is_wished(question: str, taken: str) -> None:
    for called, name in CALLED_JA.items():
        spans = list_taken_at_once(read_utterance(question.format(called) + taken))
        assert [span.value.name for span in spans] == [name], called


@pytest.mark.parametrize("taken", ["OK, one of those then.", "I'll take one.", "Add that, please."])
@pytest.mark.parametrize("question", ["What does {} cost?", "Do you have {}?", "How much is {}?"])
def test_what_is_asked_about_and_taken_at_once_is_wished_in_english(question: str, taken: str) -> None:
    for called, name in CALLED_EN.items():
        spans = list_taken_at_once(read_utterance(f"{question.format(called)} {taken}"))
        assert [span.value.name for span in spans] == [name], called


@pytest.mark.parametrize(
    "said",
    [
        "チャイルドシートはいくらですか？ じゃあいりません",
        "チャイルドシートはいくらですか",
        "チャイルドシートはいくらですか。ETCカードもお願いします",
        "What's a child seat cost? I don't need one then.",
        "What's a child seat cost? Then add an ETC card.",
    ],
)
def test_what_is_asked_about_and_not_taken_is_no_wish(said: str) -> None:
    assert not list_taken_at_once(read_utterance(said))


@pytest.mark.parametrize("called", CALLED_JA)
def test_an_extra_far_before_its_verb_is_wished(called: str) -> None:
    name = CALLED_JA[called]
    assert read(f"{called}を、16日10時から18時、新宿のコンパクトでお願いします") == [(name, True)]
    assert not read(f"{called}を、16日10時から18時、コンパクトで借りるといくらですか")


@pytest.mark.parametrize("said", LEAVING)
def test_the_one_that_was_told_of_is_left(said: str) -> None:
    assert not takes_what_was_told(read_utterance(said))


def read(text: str) -> list[tuple[str, bool]]:
    return [(span.value.name, span.value.wanted) for span in recognise_extras(read_utterance(text))]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("チャイルドシートもお願いします", [SEAT]),
        ("チャイルドシートを1つ付けてください", [SEAT]),
        ("東京駅前店でコンパクト、ETCカード付きで", [ETC]),
        ("ETCも借りたいです", [ETC]),
        ("チャイルドシートとETCカードをお願いします", [SEAT, ETC]),
        ("スタッドレスがほしいんですけど", [TYRES]),
        ("免責補償込みで", [COVER]),
        ("保険も入りたいです", [COVER]),
        ("フルカバーでお願いします", []),
        ("フルカバーの保険をつけてください", [FULL]),
        ("ベビーシートが必要です", [SEAT]),
        ("A compact with a child seat please", [SEAT]),
        ("I need winter tires", [TYRES]),
        ("could you add an ETC card and a booster seat", [ETC, SEAT]),
        ("we'd like full insurance", [FULL]),
        ("a child seat for my daughter", [SEAT]),
    ],
)
def test_what_is_wished_is_taken(said: str, names: list[str]) -> None:
    wished = read(said)
    if names:
        assert wished == [(name, True) for name in names]
    else:
        assert (FULL, False) not in wished


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("チャイルドシートはいりません", SEAT),
        ("やっぱりETCはなしで", ETC),
        ("保険は結構です", COVER),
        ("No child seat, please", SEAT),
        ("I don't need the ETC card", ETC),
        ("without insurance", COVER),
        ("drop the winter tyres", TYRES),
    ],
)
def test_what_is_not_wished_is_dropped(said: str, name: str) -> None:
    assert read(said) == [(name, False)]


@pytest.mark.parametrize(
    "said",
    [
        "チャイルドシートの話なんですけど",
        "保険会社に勤めています",
        "my insurance company",
        "山田太郎です",
        "コンパクトで",
    ],
)
def test_what_is_only_spoken_of_is_no_wish(said: str) -> None:
    assert not any(wanted for _name, wanted in read(said))


@pytest.mark.parametrize("what", ["it", "one", "them", "those", "one of those", "two of them"])
@pytest.mark.parametrize(
    "words", ["A minivan with {} from Shinjuku.", "Then a car with {}, please.", "a kei car, plus {}"]
)
def test_a_car_with_what_was_told_takes_it(what: str, words: str) -> None:
    assert takes_what_was_told(read_utterance(words.format(what)))
    assert not takes_what_was_told(read_utterance(f"not {words.format(what)}"))


@pytest.mark.parametrize(
    "opening", ["Could I get", "Can we rent", "May I book", "Could we please have", "Can I pick up"]
)
@pytest.mark.parametrize("car", ["a compact", "an SUV", "a minivan", "a compact car"])
@pytest.mark.parametrize("joined", ["with a", "and a", "plus a"])
def test_what_is_rented_with_a_car_is_asked_for(opening: str, car: str, joined: str) -> None:
    utterance = read_utterance(f"{opening} {car} {joined} baby seat on the 13th from ten to six?")
    assert [(each.value.name, each.value.requested) for each in recognise_extras(utterance)] == [(SEAT, True)]


@pytest.mark.parametrize("opening", ["Do you have", "How much is", "Is there"])
def test_a_car_with_an_extra_may_only_be_asked_about(opening: str) -> None:
    utterance = read_utterance(f"{opening} a compact with a baby seat?")
    assert not any(each.value.requested for each in recognise_extras(utterance))


@pytest.mark.parametrize("count", ["を一つ", "ひとつ", "1台", "を2つ"])
@pytest.mark.parametrize("verb", ["をお願いします", "も付けてください", "が必要です"])
def test_an_extra_that_is_counted_and_joined_has_the_verb_of_the_next(count: str, verb: str) -> None:
    spans = recognise_extras(read_utterance(f"子供がいてチャイルドシート{count}とETCカード{verb}"))
    assert [(span.value.name, span.value.wanted) for span in spans] == [(SEAT, True), (ETC, True)]


@pytest.mark.parametrize(
    "said",
    ["じゃあひとつお願いします", "1つお願いします", "じゃあ、ふたつください", "はい、ひとつ付けてください"],
)
def test_a_count_alone_takes_what_was_told(said: str) -> None:
    assert takes_what_was_told(read_utterance(said))


@pytest.mark.parametrize(
    "said",
    ["もうひとつお願いがあります", "ひとつ聞きたいんですが", "ひとつもいらないです", "もう1台お願いします"],
)
def test_a_count_of_something_else_takes_nothing(said: str) -> None:
    assert not takes_what_was_told(read_utterance(said))
