"""What the agent does where the caller's concern is no booking, in both languages."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from tests.soak import size
from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from voice.engine.dialogue.nlg import concerns_en, concerns_ja, wording
from voice.engine.dialogue.nlu.concern import EMERGENCIES, TROUBLE, read_sentences

pytestmark = [pytest.mark.unit, pytest.mark.engine, pytest.mark.long]

PHONE = "03-1234-0001"
# A question that leads to a booking.
BOOKING = (
    "地域|店舗をご希望|日にち|何時から|フルネーム|ご予約してよろしい"
    "|Which|What day|What time|full name|book it"
)
COUNTS = size(12, whole=1000)
# Words that are in no sentence of the classifier in this order.
ACCIDENTS = {
    "ja": (
        ("", "あの、", "すみません、", "もしもし、", "えっと", "大変なんです、"),
        ("今", "さっき", "ついさっき", "十分前に", "高速で", "駐車場で", "駅前の交差点で"),
        ("そちらの車で", "借りてる車で", "お借りした車を", "レンタカーで"),
        (
            "事故を起こしました",
            "ぶつけてしまいました",
            "追突されました",
            "人にぶつかってしまって",
            "電柱にぶつけちゃって",
        ),
        ("", "どうしたらいいですか", "助けてください", "怪我はないんですけど"),
    ),
    "en": (
        ("", "um ", "hello, ", "oh my god, ", "excuse me, "),
        ("we've just", "I've just", "ten minutes ago we've", "on the highway I've"),
        (
            " had an accident",
            " crashed into another car",
            " been hit by a lorry",
            " run into a wall",
            " hit a cyclist",
        ),
        (" with your car", " in the rental car", " with the car I rented from you"),
        ("", ", what should I do", ", please help", ", nobody is hurt I think"),
    ),
}


def open_call(language: str, tools: tuple[str, ...] = TOOLS) -> Rehearsal:
    rehearsal = Rehearsal(Fleet().run, language=language, tools=tools)
    rehearsal.start()
    return rehearsal


def matches(pattern: str, text: str) -> bool:
    return any(word in text for word in pattern.split("|"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_accident_ends_with_a_question_that_leads_to_a_booking(language: str) -> None:
    every = ["".join(parts) for parts in itertools.product(*ACCIDENTS[language])]
    for words in random.Random(7).sample(every, COUNTS):
        rehearsal = open_call(language)
        reply = rehearsal.say(words)
        assert "119" in reply, words
        assert "110" in reply, words
        assert PHONE in reply, words
        assert not matches(BOOKING, reply), words
        assert [call.name for call in rehearsal.calls] == ["list_locations"], words


@pytest.mark.parametrize(
    ("language", "booking", "words"),
    [
        ("ja", "12月12日10時から18時、東京駅前店でコンパクト", "待って、いま後ろの車に追突されました"),
        (
            "en",
            "A compact at Tokyo Station on December 12 from 10 AM to 6 PM",
            "Wait, somebody just crashed into us",
        ),
    ],
)
def test_an_accident_while_the_name_is_due_becomes_no_name(language: str, booking: str, words: str) -> None:
    rehearsal = open_call(language)
    rehearsal.say(booking)
    reply = rehearsal.say(words)
    assert PHONE in reply
    assert not matches(BOOKING, reply)
    rehearsal.say("はい、お願いします" if language == "ja" else "Yes, please.")
    assert "create_reservation" not in [call.name for call in rehearsal.calls]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_more_words_after_an_accident_are_about_the_accident(language: str) -> None:
    rehearsal = open_call(language)
    rehearsal.say("事故を起こしました" if language == "ja" else "I've had an accident")
    reply = rehearsal.say(
        "相手の方がとても怒っていて" if language == "ja" else "the other man is shouting at me"
    )
    assert PHONE in reply
    assert not matches(BOOKING, reply)
    leaving = rehearsal.say(
        "わかりました、ありがとうございます" if language == "ja" else "okay, thank you, bye"
    )
    assert leaving == (concerns_ja if language == "ja" else concerns_en).goodbye_in_trouble()


@pytest.mark.parametrize(
    "trouble",
    [("事故を起こしました", "I've had an accident"), ("車が故障しました", "The car has broken down")],
)
@pytest.mark.parametrize(
    ("language", "where"),
    [("ja", "新宿"), ("ja", "新宿です"), ("ja", "新宿店"), ("en", "Shinjuku"), ("en", "in Shinjuku")],
)
def test_a_bare_place_after_an_accident_gets_the_telephone(
    trouble: tuple[str, str], language: str, where: str
) -> None:
    rehearsal = open_call(language)
    rehearsal.say(trouble[language == "en"])
    reply = rehearsal.say(where)
    assert PHONE in reply
    assert ("新宿" if language == "ja" else "Shinjuku") in reply
    assert not matches(BOOKING, reply)
    asked = rehearsal.say("車を予約したいです" if language == "ja" else "I'd like to book a car, please")
    assert matches(BOOKING, asked)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_trouble_is_told_a_telephone_number_at_once(language: str) -> None:
    """Of twenty sentences one may be left unsure: of those that say too little by themselves."""
    trouble = [sentence for name, sentence in read_sentences(languages=language) if name in TROUBLE]
    replies = [open_call(language).say(sentence) for sentence in trouble[:: size(5, whole=1)]]
    assert sum(PHONE in reply for reply in replies) / len(replies) >= 0.95


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("concern", TROUBLE)
def test_each_trouble_has_words_in_both_languages(language: str, concern: str) -> None:
    say = wording.concern_phrases(language)
    assert say.open_concern(concern, again=False)
    assert say.call_for_help("", "", urgent=concern in EMERGENCIES)


def test_both_languages_have_the_same_functions_and_openings() -> None:
    def functions(module: object) -> set[str]:
        return {name for name in dir(module) if callable(getattr(module, name))}

    assert functions(concerns_ja) == functions(concerns_en)
    assert concerns_ja.OPENINGS.keys() == concerns_en.OPENINGS.keys() == set(TROUBLE)
    assert concerns_ja.AGAIN.keys() == concerns_en.AGAIN.keys()


@pytest.mark.parametrize(
    ("language", "words", "phone"),
    [
        ("ja", "新宿店の人につないでもらえますか", "0002"),
        ("en", "Can you connect me to the Shinjuku shop?", "0002"),
        ("ja", "昨日返した車に財布を忘れました。札幌の店です", "0005"),
        ("en", "I left my wallet in the car yesterday, in Sapporo", "0005"),
    ],
)
def test_the_shop_that_is_named_is_the_one_to_call(language: str, words: str, phone: str) -> None:
    fleet = Fleet()

    def run(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Each shop has a number of its own, the second one that with a 2."""
        output = fleet.run(name, arguments)
        shops = [shop | {"phone": f"03-1234-000{at}"} for at, shop in enumerate(output["locations"], start=1)]
        return output | {"locations": shops}

    rehearsal = Rehearsal(run, language=language)
    rehearsal.start()
    assert f"03-1234-{phone}" in rehearsal.say(words)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_a_list_of_shops_the_papers_have_the_number(language: str) -> None:
    rehearsal = open_call(language, tools=("get_availability", "create_reservation"))
    reply = rehearsal.say("事故を起こしました" if language == "ja" else "I've had an accident")
    assert ("貸渡証" if language == "ja" else "rental papers") in reply


@pytest.mark.parametrize(
    ("language", "booking", "aside", "question"),
    [
        ("ja", "12月12日10時から18時、東京駅前店でコンパクト", "人に代わってもらえますか", "フルネーム"),
        (
            "ja",
            "12月12日10時から18時、東京駅前店でコンパクト",
            "この前の車、すごく汚かったんですけど",
            "フルネーム",
        ),
        (
            "en",
            "A compact at Tokyo Station on December 12 from 10 AM to 6 PM",
            "Let me talk to a person",
            "full name",
        ),
    ],
)
def test_after_the_number_the_standing_question_returns(
    language: str, booking: str, aside: str, question: str
) -> None:
    rehearsal = open_call(language)
    rehearsal.say(booking)
    reply = rehearsal.say(aside)
    assert PHONE in reply
    assert question in reply


@pytest.mark.parametrize(
    "words",
    [
        "안녕하세요, 차를 빌리고 싶어요",
        "你好，我想租车",
        "Bonjour, je voudrais louer une voiture",
        "¿Habla usted español?",
        "Здравствуйте",
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_other_languages_are_told_in_both_which_ones_there_are(language: str, words: str) -> None:
    reply = open_call(language).say(words)
    assert "日本語" in reply
    assert "English" in reply


@pytest.mark.parametrize("language", ["ja", "en"])
def test_another_language_gets_the_telephone_the_second_time_and_then_the_call_ends(language: str) -> None:
    rehearsal = open_call(language)
    first, second = rehearsal.say("你好，我想租车"), rehearsal.say("请问可以吗")
    assert PHONE not in first
    assert PHONE in second
    assert ("失礼いたします" if language == "ja" else "Goodbye") in rehearsal.say("谢谢你们")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "妻の佐藤花子の予約R-402-7311を、わたしが代わりに確認したいんですけど"),
        ("ja", "今日そちらで借りてる山田太郎ですけど、渋滞で18時に間に合いそうになくて"),
        ("ja", "名前は鈴木一郎。12月3日の14時に借りて5日の夕方4時に返しますです"),
        ("en", "My colleague Mary Jones needs an SUV, same time and place."),
    ],
)
def test_who_speaks_of_the_own_affair_is_told_of_no_other_customers(language: str, words: str) -> None:
    reply = open_call(language).say(words)
    assert "ほかのお客様" not in reply
    assert "other customers" not in reply


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("ja", "English, please.", "en"),
        ("ja", "英語でお願いできますか", "en"),
        ("ja", "すみません、英語で話せますか", "en"),
        ("en", "日本語でお願いします", "ja"),
        ("en", "Japanese please", "ja"),
        ("en", "Could we switch to Japanese?", "ja"),
    ],
)
def test_the_language_follows_a_wish(language: str, words: str, expected: str) -> None:
    reply = open_call(language).say(words)
    assert any("ぁ" <= letter <= "ん" for letter in reply) == (expected == "ja")


def test_abuse_is_met_calmly_once_then_warned_with_the_number() -> None:
    rehearsal = open_call("ja")
    assert concerns_ja.calm_down() in rehearsal.say("この役立たずの機械が")
    assert concerns_ja.warn() in rehearsal.say("黙れ、ばか")
    assert "店舗" in rehearsal.say("東京で借りたいです")


def test_a_wrong_number_ends_kindly() -> None:
    rehearsal = open_call("ja")
    assert concerns_ja.wrong_number() in rehearsal.say("あれ、ピザ屋さんじゃないんですか？")
    assert rehearsal.say("すみません、間違えました") == concerns_ja.goodbye_wrong_number()
    rehearsal = open_call("en")
    assert concerns_en.wrong_number() in rehearsal.say("Isn't this the pizza place?")
    assert rehearsal.say("Sorry, wrong number") == concerns_en.goodbye_wrong_number()


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "うーんとですね、あれなんですけど"), ("en", "well it's about the thing")]
)
def test_where_nothing_is_understood_the_agent_asks_with_choices(language: str, words: str) -> None:
    assert wording.concern_phrases(language).ask_matter() in open_call(language).say(words)


@pytest.mark.parametrize(
    "name",
    [
        "Crash Davis",
        "Bill Driver",
        "Rob Banks",
        "Dan Ger",
        "Hurt, William Hurt",
    ],
)
def test_a_name_that_means_something_is_a_name(name: str) -> None:
    rehearsal = open_call("en")
    rehearsal.say("A compact at Tokyo Station on December 12 from 10 AM to 6 PM")
    assert name.rsplit(", ", maxsplit=1)[-1] in rehearsal.say(name)


@pytest.mark.parametrize("name", ["Mercedes Lost", "Ivy Smoke"])
def test_a_name_that_might_be_a_sentence_is_asked_about(name: str) -> None:
    """A word of sentences in it makes a name unsure (`nlu/names_en.py`); but no trouble, and no question."""
    rehearsal = open_call("en")
    rehearsal.say("A compact at Tokyo Station on December 12 from 10 AM to 6 PM")
    reply = rehearsal.say(name)
    assert f"I have the name {name}. Is that right?" in reply
    assert PHONE not in reply


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_sentence_of_the_classifier_is_a_consent(language: str) -> None:
    """Whatever concern it has, words are a yes only where the rules of consent say so: here none is."""
    others = [
        sentence
        for name, sentence in read_sentences(languages=language)
        if name
        not in ("answer.reply", "answer.name", "answer.when", "answer.place", "answer.car", "correction")
    ]
    for sentence in random.Random(3).sample(others, size(8, whole=300)):
        rehearsal = open_call(language)
        rehearsal.say(
            "12月12日10時から18時、東京駅前店でコンパクト、名前は山田太郎です"
            if language == "ja"
            else "A compact at Tokyo Station on December 12 from 10 AM to 6 PM, my name is John Smith"
        )
        rehearsal.say(sentence)
        assert "create_reservation" not in [call.name for call in rehearsal.calls], sentence


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "けが人が出ています"),
        ("ja", "友達がけがをしました"),
        ("ja", "血が止まらないんです"),
        ("en", "Somebody's hurt"),
        ("en", "the driver is bleeding"),
        ("en", "we need an ambulance"),
    ],
)
def test_plain_words_of_an_injury_are_an_emergency(language: str, words: str) -> None:
    assert "119" in open_call(language).say(words)


@pytest.mark.parametrize(
    ("language", "booking", "words"),
    [
        (
            "ja",
            "12月12日10時から18時、東京駅前店でコンパクト、山田太郎です",
            "え？すいません、電波が悪くて、もっかいお願いします",
        ),
        ("ja", "", "大人5人と赤ちゃん1人で動くんで、全員乗れる車を東京駅前店で、12月14日10時から16時"),
        (
            "en",
            "A compact at Tokyo Station on December 12 from 10 AM to 6 PM, John Smith",
            "Sorry, you're breaking up, what was that?",
        ),
        ("en", "", "six of us and a baby, something for everybody on December 14 from 10 to 4"),
    ],
)
def test_what_holds_a_booking_or_asks_again_is_no_emergency(language: str, booking: str, words: str) -> None:
    rehearsal = open_call(language)
    if booking:
        rehearsal.say(booking)
    assert "119" not in rehearsal.say(words)


CRASHES = (
    "ぶつけられちゃって", "ぶつけちゃったんですけど", "擦っちゃったみたいで", "こすってしまって",
    "追突されまして", "当て逃げされました",
    "事故っちゃって", "事故に遭いまして", "へこませちゃいました",
)  # fmt: skip
AFTERWARDS = ("、どうしたらいいですか", "、何をしたらいいでしょうか", "、どこに電話すれば", "")


@pytest.mark.parametrize("crash", CRASHES)
@pytest.mark.parametrize("behind", AFTERWARDS)
def test_what_has_happened_to_the_car_is_an_accident_also_in_a_question(crash: str, behind: str) -> None:
    for before in ("あの、今", "借りてる車、駐車場で", "そちらの車なんですが、さっき"):
        assert PHONE in open_call("ja").say(f"{before}{crash}{behind}"), (before, crash, behind)


@pytest.mark.parametrize(
    "words",
    [
        "もし車をぶつけちゃったらどうなりますか", "事故った場合の保険ってどうなってますか",
        "擦っちゃったときの費用はいくらですか",
        "万が一事故に遭ったら修理代は払うんですか",
    ],
)  # fmt: skip
def test_an_accident_that_is_only_imagined_is_a_question(words: str) -> None:
    assert "119" not in open_call("ja").say(words)


@pytest.mark.parametrize(
    "train", ["電車が止まってて", "新幹線が遅れていて", "バスが動かなくて", "飛行機が遅延してまして"]
)
def test_a_train_that_stands_still_is_no_breakdown(train: str) -> None:
    assert "ガードレール" not in open_call("ja").say(f"{train}、9時に間に合いそうにないんです")


OTHERS = ("佐藤花子さん", "山本さん", "高橋様")
PRYING = (
    "そちらで車借りてる{}って、いつ返す予定になってます？", "そちらで借りてる{}って、いつまで借りてますか",
    "{}は何時に車を返しに来ますか",
    "{}って、どこのお店で借りてるんですか", "{}という人がどんな車に乗ってるか教えて",
)  # fmt: skip


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("question", PRYING)
def test_nobody_is_told_of_another_customers_rental(other: str, question: str) -> None:
    said = open_call("ja").say(question.format(other))
    assert said.startswith("申し訳ございません。ほかのお客様の情報はお答えできません。")
    assert not any(word in said for word in ("地域", "日にち", "店舗をご希望"))


@pytest.mark.parametrize("place", ["来々軒さん", "田中さんのお宅", "中央クリニックさん", "ピザ屋さん"])
@pytest.mark.parametrize(
    "asked", ["{}じゃないですか", "あれ、{}ではありませんか", "{}ですか", "もしもし、{}でしょうか"]
)
def test_who_asks_for_another_place_is_told_what_this_is(place: str, asked: str) -> None:
    said = open_call("ja").say(asked.format(place))
    assert "こちらはレンタカーの自動受付でございます" in said
    assert "地域" not in said


@pytest.mark.parametrize("opening", ["Hello. ", "Good day, ", "Please, ", ""])
@pytest.mark.parametrize(
    "wish", ["I want rent car.", "I need take car.", "I like to have one car.", "me want car for day."]
)
def test_broken_english_is_no_other_language(opening: str, wish: str) -> None:
    reply = open_call("en").say(opening + wish)
    assert "Japanese" not in reply


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "新宿"),
        ("ja", "えっと、新宿です"),
        ("ja", "新宿でお願いします"),
        ("en", "Shinjuku."),
        ("en", "In Shinjuku, please."),
    ],
)
@pytest.mark.parametrize("greets", [False, True])
def test_a_shop_alone_is_an_answer_before_any_shop_is_known(greets: bool, language: str, words: str) -> None:
    call = open_call(language)
    if greets:
        call.say({"ja": "もしもし、レンタカー屋さんですか", "en": "Hello, is this the car rental?"}[language])
    said = call.say(words)
    assert wording.concern_phrases(language).ask_matter() not in said
    assert "list_locations" in [each["name"] for each in call.items if each["type"] == "function_call"]
