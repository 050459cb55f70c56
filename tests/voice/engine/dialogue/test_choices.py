"""A first choice and what would do instead; a model, which is no class: said in any words, at any stage."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet
from voice.engine.dialogue.nlu.classes import rank_classes, recognise_classes
from voice.engine.dialogue.nlu.models import recognise_models
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit

JA = {"compact": "コンパクト", "suv": "SUV", "minivan": "ミニバン", "sedan": "セダン"}
EN = {"compact": "compact", "suv": "SUV", "minivan": "minivan", "sedan": "sedan"}
RANKED_JA = [
    "第一希望は{0}、だめなら{1}で",
    "{0}がいいんですけど、なかったら{1}でもいいです",
    "できれば{0}、埋まってたら{1}で",
    "{0}希望ですが、満車でしたら{1}でお願いします",
    "{0}、{0}が無理なら{1}",
    "第一候補が{0}で、第二候補が{1}です",
    "{1}でもいいです、{0}が空いてなければ",
    "{0}で、もしなければ{1}にしてください",
    "{0}が取れなければ{1}でお願いできますか",
]
RANKED_EN = [
    "A {0} if you have one, otherwise a {1}.",
    "Preferably the {0}, but a {1} would do if it's gone.",
    "First choice a {0}, second choice a {1}.",
    "A {0} or failing that a {1}.",
    "If there's no {0} I'll take the {1}.",
    "I'd settle for a {1} if the {0} isn't available.",
    "a {0}, or if you're out of those, a {1}",
    "A {0} please, with a {1} as a back-up.",
]
NOT_RANKED = [
    "{0}かSUVで迷ってます",
    "{0}じゃなくてSUVがいいです",
    "{0}とSUVを1台ずつ",
    "{0}がないなら結構です",
    "a {0} or an SUV",
    "not a {0}, an SUV",
]
SAID = {
    "ja": ("12月5日の10時から18時、東京駅前店で", "山田太郎です", "はい、お願いします"),
    "en": ("At Tokyo Station on December 5 from 10 AM to 6 PM.", "John Smith", "Yes, please."),
}
SHOP = "tokyo-ekimae"


@pytest.mark.parametrize(("language", "names"), [("ja", JA), ("en", EN)])
def test_the_order_of_choices_is_told_whatever_the_words(language: str, names: dict[str, str]) -> None:
    for words in RANKED_JA if language == "ja" else RANKED_EN:
        for one, two in permutations(names, 2):
            utterance = read_utterance(words.format(names[one], names[two]))
            assert rank_classes(utterance, recognise_classes(utterance)) == (one, two), utterance.raw


def test_a_last_choice_may_be_any_class() -> None:
    for words in ("ミニバン、なければ何でもいいです", "A minivan, otherwise anything will do."):
        utterance = read_utterance(words)
        assert rank_classes(utterance, recognise_classes(utterance)) == ("minivan", "any")


@pytest.mark.parametrize("words", NOT_RANKED)
def test_words_that_tell_no_second_choice_have_no_order(words: str) -> None:
    utterance = read_utterance(words.format("セダン" if not words.isascii() else "sedan"))
    assert rank_classes(utterance, recognise_classes(utterance)) == ()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("first_is_free", [True, False])
def test_the_first_choice_that_is_free_is_booked_and_the_other_told(
    language: str, first_is_free: bool
) -> None:
    words = RANKED_JA[1] if language == "ja" else RANKED_EN[0]
    names = JA if language == "ja" else EN
    free = {(SHOP, "SUV"): 2, (SHOP, "コンパクト"): 2} | ({(SHOP, "ミニバン"): 1} if first_is_free else {})
    call = Rehearsal(Fleet(free=free).run, language)
    call.start()
    where, name, yes = SAID[language]
    told = call.say(f"{where}{words.format(names['minivan'], names['suv'])}")
    later = [call.say(name), call.say(yes)]
    assert [each["vehicleType"] for each in call.booked] == ["ミニバン" if first_is_free else "SUV"]
    if not first_is_free:
        assert {"ja": "空きがございません", "en": "no minivan free"}[language] in told
    assert not any("空きがございません" in each or "no minivan free" in each for each in later), later


@pytest.mark.parametrize(
    ("words", "models"),
    [
        ("アルファードをお願いしたい", ["アルファード"]),
        ("アルファードじゃなくてヤリスがいいです", ["アルファード", "ヤリス"]),
        ("トヨタのノアありますか", ["トヨタのノア"]),
        ("a Ford Mustang please", ["Ford Mustang"]),
        ("have you got a Toyota Yaris?", ["Toyota Yaris"]),
        ("a Tesla Model 3", ["Tesla Model 3"]),
        ("can I have a Prius", ["Prius"]),
        ("コンパクトで", []),
        ("本田さんの紹介で", []),
        ("a compact that will fit four", []),
        ("トヨタレンタカーさんですか", []),
        ("ノートパソコンを忘れました", []),
    ],
)
def test_makes_and_models_are_told_from_other_words(words: str, models: list[str]) -> None:
    assert [span.value for span in recognise_models(read_utterance(words))] == models


@pytest.mark.parametrize(
    ("language", "wish", "model", "after"),
    [
        ("ja", "アルファードをお願いします", "アルファード", "コンパクトで"),
        ("ja", "やっぱりランドクルーザーにしてください", "ランドクルーザー", "コンパクトで"),
        ("en", "Actually, make it a Ford Mustang.", "Ford Mustang", "The compact, then."),
        ("en", "I'd rather have a Tesla Model 3.", "Tesla Model 3", "A compact."),
    ],
)
@pytest.mark.parametrize("at", ["class", "read-back"])
def test_a_model_is_told_to_be_none_of_ours_and_the_class_asked(
    language: str, wish: str, model: str, after: str, at: str
) -> None:
    call = Rehearsal(Fleet(free={(shop["id"], "コンパクト"): 3 for shop in SHOPS}).run, language)
    call.start()
    where, name, yes = SAID[language]
    call.say(where)
    if at == "read-back":
        call.say("コンパクトで" if language == "ja" else "A compact.")
        call.say(name)
    told = call.say(wish)
    assert model in told, told
    call.say(after)
    if at == "class":
        call.say(name)
    assert not call.booked
    call.say(yes)
    assert [each["vehicleType"] for each in call.booked] == ["コンパクト"]


class ModelFleet(Fleet):
    """Tells the model of each car, as the company writes it."""

    def get_availability(self, *given: Any, **named: Any) -> dict[str, Any]:
        models = {"ミニバン": "シエンタ", "セダン": "Prius", "軽自動車": "N-BOX"}
        found = super().get_availability(*given, **named)
        for car in found.get("availableVehicles", []):
            car["vehicleModel"] = models.get(car["vehicleType"], "")
        return found


@pytest.mark.parametrize(
    ("language", "at", "wish", "model", "car"),
    [
        ("ja", "first", "シエンタを借りたいんですが", "シエンタ", "ミニバン"),
        ("ja", "class", "トヨタのプリウスってありますか", "プリウス", "セダン"),
        ("ja", "class", "N-BOXがいいな", "N-BOX", "軽自動車"),
        ("ja", "name", "やっぱりシエンタがいいです", "シエンタ", "ミニバン"),
        ("en", "first", "Could I have a Sienta?", "Sienta", "ミニバン"),
        ("en", "class", "The Prius.", "Prius", "セダン"),
        ("en", "name", "I'd rather have a Toyota Prius, please.", "Prius", "セダン"),
    ],
)
def test_a_model_that_the_shop_has_comes_to_its_class_and_is_not_promised(
    language: str, at: str, wish: str, model: str, car: str
) -> None:
    free = {(SHOP, name): 2 for name in ("コンパクト", "ミニバン", "セダン", "軽自動車")}
    call = Rehearsal(ModelFleet(free=free).run, language)
    call.start()
    where, name, yes = SAID[language]
    if at == "name":
        call.say(where + ("コンパクト" if language == "ja" else " A compact."))
        told = call.say(wish)
    elif at == "class":
        call.say(where)
        told = call.say(wish)
    else:
        told = call.say(f"{wish} {where}" if language == "en" else f"{wish}。{where}")
    assert model in told
    assert {"ja": "お約束はいたしかね", "en": "cannot promise"}[language] in told, told
    call.say(name)
    call.say(yes)
    assert [each["vehicleType"] for each in call.booked] == [car]


class WholeFleet(ModelFleet):
    """Tells of the models that it has for hire, too, free or not."""

    def location_details(self, locationId: str) -> dict[str, Any]:  # noqa: N803
        has = [("シエンタ", "ミニバン"), ("フリード", "ミニバン"), ("ヴェゼル", "SUV")]
        models = [{"vehicleModel": m, "vehicleType": car, "vehicleTypeEn": CARS[car]} for m, car in has]
        return {"success": True, "locationId": locationId, "weeklyHours": [], "vehicleModels": models}


def ask_whole_fleet(language: str, wish: str, *, free: tuple[str, ...]) -> tuple[Rehearsal, str]:
    tools = (*TOOLS, "location_details")
    call = Rehearsal(WholeFleet(free={(SHOP, car): 1 for car in free}).run, language, tools=tools)
    call.start()
    return call, call.say(f"{wish} {SAID[language][0]}")


@pytest.mark.parametrize(
    ("language", "wish", "out"),
    [
        ("ja", "ヴェゼルをお願いします。", "ヴェゼルはその時間、出払って"),
        ("en", "I'd love a Vezel.", "the Vezel is out at that time"),
    ],
)
def test_a_model_whose_class_is_all_out_is_said_to_be_out(language: str, wish: str, out: str) -> None:
    call, told = ask_whole_fleet(language, wish, free=("コンパクト", "ミニバン"))
    assert out in told, told
    assert "お約束できません" not in told
    assert "SUV" in told
    assert not call.booked
    call.say("コンパクトで" if language == "ja" else "A compact, then.")
    call.say(SAID[language][1])
    call.say(SAID[language][2])
    assert [each["vehicleType"] for each in call.booked] == ["コンパクト"]


@pytest.mark.parametrize(
    ("language", "wish", "out"),
    [
        ("ja", "フリードをお願いします。", "フリードはその時間、出払って"),
        ("en", "I'd love a Freed.", "The Freed is out at that time"),
    ],
)
def test_while_a_model_is_out_another_car_of_its_class_is_offered(language: str, wish: str, out: str) -> None:
    call, told = ask_whole_fleet(language, wish, free=("コンパクト", "ミニバン"))
    assert out in told, told
    assert {"ja": "ミニバン", "en": "minivan"}[language] in told
    call.say(SAID[language][1])
    call.say(SAID[language][2])
    assert [each["vehicleType"] for each in call.booked] == ["ミニバン"]


@pytest.mark.parametrize(("language", "wish"), [("ja", "ポルシェで。"), ("en", "A Jeep Wrangler, please.")])
def test_a_model_that_the_shop_has_not_is_refused_though_its_fleet_is_known(language: str, wish: str) -> None:
    _, told = ask_whole_fleet(language, wish, free=("コンパクト", "ミニバン"))
    assert {"ja": "お約束できません", "en": "have no Jeep Wrangler"}[language] in told, told


@pytest.mark.parametrize(("language", "wish"), [("ja", "ポルシェで"), ("en", "A Jeep Wrangler, please.")])
def test_a_model_that_no_class_has_is_refused_once_it_is_known_what_is_free(language: str, wish: str) -> None:
    call = Rehearsal(ModelFleet(free={(SHOP, "コンパクト"): 2, (SHOP, "ミニバン"): 1}).run, language)
    call.start()
    told = call.say(f"{wish} {SAID[language][0]}")
    assert {"ja": "お約束できません", "en": "have no Jeep Wrangler"}[language] in told, told
    assert {"ja": "コンパクト", "en": "compact"}[language] in told


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_offer_that_was_taken_stands_for_the_choices(language: str) -> None:
    words = "ミニバン、なければSUVで" if language == "ja" else "A minivan, otherwise an SUV."
    call = Rehearsal(Fleet(free={("shinjuku", "コンパクト"): 1}).run, language)
    call.start()
    where, name, yes = SAID[language]
    for each in (f"{where}{words}", yes, name, yes):
        call.say(each)
    assert [each["vehicleType"] for each in call.booked] == ["コンパクト"]


@pytest.mark.parametrize(
    ("language", "words", "more"),
    [
        ("ja", "ミニバン、なければSUVで", "もう1台、同じ日にお願いします"),
        ("en", "A minivan, otherwise an SUV.", "I'd like to book another car for the same time."),
    ],
)
def test_choices_are_for_one_booking(language: str, words: str, more: str) -> None:
    call = Rehearsal(Fleet(free={(SHOP, "SUV"): 2, (SHOP, "コンパクト"): 2}).run, language)
    call.start()
    where, name, yes = SAID[language]
    for each in (f"{where}{words}", name, yes):
        call.say(each)
    told = call.say(more)
    assert {"ja": "コンパクト", "en": "compact"}[language] in told, told


IN_ORDER = {
    "ja": ["{0}、なければ{1}で", "できれば{0}で、だめなら{1}", "{0}がいっぱいだったら{1}でもいいです"],
    "en": ["in {0}, or {1} if that's full", "at {0}, failing that {1}", "If {0} has nothing, {1} will do"],
}
SHOP_NAMES = {"ja": ("新宿", "品川"), "en": ("Shinjuku", "Shinagawa")}


@pytest.mark.parametrize(
    ("language", "words"), [(lang, each) for lang, all_ in IN_ORDER.items() for each in all_]
)
@pytest.mark.parametrize("first_is_free", [True, False])
def test_the_first_shop_that_has_a_car_is_taken_and_the_other_told(
    language: str, words: str, first_is_free: bool
) -> None:
    free = {("shinagawa", "コンパクト"): 1} | ({("shinjuku", "コンパクト"): 1} if first_is_free else {})
    call = Rehearsal(Fleet(free=free).run, language)
    call.start()
    where = words.format(*SHOP_NAMES[language])
    told = call.say(
        f"12月5日の10時から18時、{where}。コンパクトをお願いします"
        if language == "ja"
        else f"A compact on December 5 from 10 AM to 6 PM. {where[0].upper()}{where[1:]}."
    )
    for each in SAID[language][1:]:
        call.say(each)
    assert [each["locationId"] for each in call.booked] == ["shinjuku" if first_is_free else "shinagawa"], (
        told
    )
    missed = "新宿店は空きがございません" if language == "ja" else "Shinjuku has none free"
    assert (missed in told) is not first_is_free, told


ELSEWHERE = {
    "ja": ["ほかの店舗にはありますか", "別のお店ならありますか"],
    "en": [
        "Have any of your other branches got one?",
        "Is there one at another shop?",
        "Anywhere else, then?",
    ],
}


@pytest.mark.parametrize(
    ("language", "words"), [(lang, each) for lang, all_ in ELSEWHERE.items() for each in all_]
)
def test_who_asks_for_another_shop_is_told_which_one_has_the_class(language: str, words: str) -> None:
    free = {("shinjuku", "SUV"): 1, ("shinagawa", "コンパクト"): 1}
    call = Rehearsal(Fleet(free=free).run, language)
    call.start()
    call.say(
        "12月5日の10時から18時、品川でSUVをお願いします"
        if language == "ja"
        else "An SUV at Shinagawa on December 5 from 10 AM to 6 PM."
    )
    told = call.say(words)
    assert ("品川店は空きがございません" if language == "ja" else "Shinagawa has none free") in told, told
    for each in SAID[language][1:]:
        call.say(each)
    assert [each["locationId"] for each in call.booked] == ["shinjuku"], told


@pytest.mark.parametrize("language", ["ja", "en"])
def test_who_keeps_to_a_class_that_is_out_is_told_what_can_be_done(language: str) -> None:
    call = Rehearsal(Fleet(free={("shinagawa", "コンパクト"): 1, ("shinagawa", "セダン"): 1}).run, language)
    call.start()
    call.say(
        "12月5日の10時から18時、品川でSUVをお願いします"
        if language == "ja"
        else "An SUV at Shinagawa on December 5 from 10 AM to 6 PM."
    )
    insisting = "SUVです" if language == "ja" else "The SUV."
    told = [call.say(insisting) for _ in range(5)]
    assert ("ほかの店舗" if language == "ja" else "another shop or another time") in told[0], told
    asked = "どの" if language == "ja" else "Which"
    assert sum(asked in each for each in told) < 5, told
    assert call.booked == []


def test_where_no_shop_of_the_order_has_a_car_the_first_is_told_to_have_none() -> None:
    call = Rehearsal(Fleet(free={("sapporo", "コンパクト"): 1}).run)
    call.start()
    told = call.say("12月5日の10時から18時、新宿、なければ品川でコンパクトをお願いします")
    assert "空車がございません" in told, told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "11時か17時"),
        ("ja", "夕方5時か夜9時です"),
        ("ja", "午後1時か午後7時"),
        ("en", "Eleven or five o'clock."),
        ("en", "At 4 pm or at 5 pm"),
    ],
)
def test_of_two_times_that_are_named_the_agent_asks_which_and_takes_neither(
    language: str, words: str
) -> None:
    rehearsal = Rehearsal(Fleet().run, language)
    rehearsal.start()
    begun = {"ja": "東京駅前店で12月5日の10時から", "en": "A car at Tokyo Station on December 5 from 10 am"}
    rehearsal.say(begun[language])
    asked = {"ja": "どちらでございましょうか", "en": "Which of the two is it"}
    again = {"ja": "お返しは何時", "en": "What time will you return it"}
    said = rehearsal.say(words)
    assert asked[language] in said
    assert again[language] in said


CHEAPER = (
    "もう少し安いのないですか", "ちょっと高いですね、もっと安いのありますか", "もうちょっと安い車がいいです",
    "他に安いのってあります？",
    "Do you have anything cheaper?", "Is there a cheaper one?",
)  # fmt: skip


@pytest.mark.parametrize("wish", CHEAPER)
def test_who_wants_a_cheaper_one_at_the_read_back_is_offered_the_smaller_ones(wish: str) -> None:
    language = "ja" if wish[0] > "z" else "en"
    rehearsal = Rehearsal(Fleet().run, language=language)
    rehearsal.start()
    if language == "ja":
        rehearsal.say("東京駅前店で12月5日の10時から18時までミニバン、山田太郎です")
    else:
        rehearsal.say("A minivan at Tokyo Station on December 5 from 10 AM to 6 PM, John Smith")
    said = rehearsal.say(wish)
    assert ("コンパクト" if language == "ja" else "ompact") in said
    assert rehearsal.booked == []
    yes = rehearsal.say("はい" if language == "ja" else "Yes")
    assert [booking["vehicleType"] for booking in rehearsal.booked] in ([], ["コンパクト"]), yes


@pytest.mark.parametrize("words", ["軽とコンパクト、2台お願いします", "コンパクトと軽を二台"])
def test_of_two_classes_for_two_cars_one_is_asked_for(words: str) -> None:
    assert set(find_named(words)) == {"kei", "compact"}


@pytest.mark.parametrize(
    "words", ["軽", "軽で", "軽とか", "軽も", "軽一台", "軽や", "軽かな", "軽っていうの", "軽ならいい"]
)
def test_kei_in_short(words: str) -> None:
    assert find_named(words) == ["kei"]


@pytest.mark.parametrize(
    "words",
    ["軽く食べて", "軽井沢まで", "気軽に", "手軽なの", "軽トラ", "軽食", "身軽に", "軽やかに", "軽め"],
)
def test_no_kei_in_other_words(words: str) -> None:
    assert find_named(words) == []


def find_named(words: str) -> list[str]:
    return [str(span.value) for span in recognise_classes(read_utterance(words))]


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("ja", "品川店で12月5日の10時から18時、N-BOXに乗りたいんですが", "N-BOXも含めて空車がございません"),
        ("en", "An N-BOX at Shinagawa on December 5 from 10 AM to 6 PM, please", "the N-BOX included"),
    ],
)
def test_a_model_is_named_where_nothing_is_free(language: str, words: str, told: str) -> None:
    rehearsal = Rehearsal(Fleet().run, language)
    rehearsal.start()
    assert told in rehearsal.say(words)


@pytest.mark.parametrize(
    "words",
    [
        "Hang on, is a compact the big one? I want the SUV.",
        "What's a compact? No, an SUV for us.",
        "Is the compact small? The SUV, then.",
    ],
)
def test_of_two_classes_the_one_that_is_not_asked_about_is_wished(words: str) -> None:
    free = {("shinagawa", "SUV"): 1, ("shinagawa", "コンパクト"): 1}
    call = Rehearsal(Fleet(free=free).run, "en")
    call.start()
    call.say("A compact at Shinagawa on December 5 from 10 AM to 6 PM, John Smith.")
    call.say(words)
    call.say("Yes, please.")
    assert [each["vehicleType"] for each in call.booked] == ["SUV"]
