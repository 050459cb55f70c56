"""The class that is wished for by its size, or by no more than that any will do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, Fleet
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.nlu.classes import rank_classes, recognise_classes
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit

WHERE = {
    "ja": "12月5日の10時から18時、東京駅前店で",
    "en": "At Tokyo Station on December 5 from 10 AM to 6 PM.",
}


@pytest.mark.parametrize("words", ["店はどれでもいいです", "any shop will do", "一番近い店で"])
def test_any_shop_is_no_class(words: str) -> None:
    assert not classes.any_car_will_do(words)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("the smallest you've got", "kei"),
        ("whatever is smallest", "kei"),
        ("your biggest car", "minivan"),
        ("一番小さい車で", "kei"),
        ("いちばん大きいやつ", "minivan"),
        ("最大のクラスで", "minivan"),
    ],
)
def test_the_smallest_and_the_largest_are_choices_by_size(words: str, first: str) -> None:
    utterance = read_utterance(words)
    ranked = rank_classes(utterance, recognise_classes(utterance))
    assert (ranked[0], sorted(ranked)) == (first, sorted(classes.SIZES))


@pytest.mark.parametrize(
    "words",
    [
        "車はなんでもいいです、安ければ",
        "安ければどれでも",
        "値段優先で",
        "安ければいいです",
        "どれでもいいけど安ければ",
    ],
)
def test_any_class_that_is_cheap_is_the_cheapest(words: str) -> None:
    assert classes.wants_cheapest(read_utterance(words))


@pytest.mark.parametrize("words", ["ミニバンが安ければミニバン", "高くてもいい"])
def test_a_price_that_is_only_hoped_for_chooses_no_class(words: str) -> None:
    assert not classes.wants_cheapest(read_utterance(words))


@pytest.mark.parametrize(
    ("had", "wish"),
    [
        *(
            (had, "軽でお願いします")
            for had in (
                "友達はミニバンを借りてたけど、",
                "前はミニバンに乗ったので今回は",
                "ミニバンは大きかったから、",
            )
        ),
        *(
            (had, "the kei will do.")
            for had in (
                "Our friends had the minivan but ",
                "My brother took a minivan, ",
                "We rented your minivan, ",
            )
        ),
    ],
)
def test_a_class_that_somebody_had_before_is_not_wished_for(had: str, wish: str) -> None:
    utterance = read_utterance(had + wish)
    spans = recognise_classes(utterance)
    assert [span.value for span in classes.list_had_before(utterance, spans)] == ["minivan"]


@pytest.mark.parametrize(
    "words", ["前回コンパクトを借りました、同じので", "We had a compact, that again please."]
)
def test_classes_that_nobody_had_before_are_wished_for(words: str) -> None:
    utterance = read_utterance(words)
    assert not classes.list_had_before(utterance, recognise_classes(utterance))


@pytest.mark.parametrize(
    "words",
    [
        "コンパクト以外で",
        "コンパクトじゃないのがいい",
        "前回コンパクトで狭かったので、ひとつ上のにします",
        "Anything but a compact.",
        "The compact was tight, so one size up please.",
    ],
)
def test_a_class_that_is_refused_is_not_taken_by_its_sound(words: str) -> None:
    language = "en" if words.isascii() else "ja"
    call = Rehearsal(Fleet().run, language)
    call.say(WHERE[language])
    offered = call.say(words)
    assert ("ミニバン" if language == "ja" else "minivan") in offered
    assert ("コンパクト" if language == "ja" else "compact") not in offered


def test_what_somebody_had_last_time_asks_for_no_hours() -> None:
    call = Rehearsal(Fleet().run, "en")
    call.say(WHERE["en"])
    asked = call.say("Last time we had a compact and it was tight, so one size up please.")
    assert "open from" not in asked
    assert "Which class" in asked


@pytest.mark.parametrize(("words", "car"), [("大きいやつ", "minivan"), ("小さいやつで", "compact")])
def test_no_no_is_heard_in_an_adjective(words: str, car: str) -> None:
    """In 「大きいやつ」 there is 「いや」, which refused the class."""
    utterance = read_utterance(words)
    settled = settle(utterance, recognise_classes(utterance))
    assert ([span.value for span in settled.standing], settled.excluded) == ([car], [])


@pytest.mark.parametrize(
    "words",
    [
        "車はなんでもいいです",
        "どの車でもいいです",
        "クラスは、おまかせで",
        "any car is fine",
        "I don't mind which car",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_any_car_will_do_whatever_was_asked(words: str, first: bool) -> None:
    """Beside the other facts, in answer to the greeting, which asks for a place."""
    language = "en" if words.isascii() else "ja"
    where = WHERE[language]
    call = Rehearsal(Fleet(free={("tokyo-ekimae", "コンパクト"): 2}).run, language)
    call.start()
    told = call.say(f"{words}。{where}" if first else f"{where}。{words}")
    assert {"ja": "お名前", "en": "name"}[language] in told, told


@pytest.mark.parametrize(
    "words", ["not the biggest one", "the biggest minivan", "一番大きい荷物が入るセダン"]
)
def test_a_size_of_another_thing_orders_no_classes(words: str) -> None:
    utterance = read_utterance(words)
    assert rank_classes(utterance, recognise_classes(utterance)) == ()


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("SUVかミニバン", "安いほうで"),
        ("SUVかミニバン", "安い方がいいです"),
        ("SUVかミニバンの安いほう", ""),
        ("SUVかミニバン、安いほうでお願いします", ""),
        ("An SUV or a minivan, whichever is cheaper", ""),
        ("An SUV or a minivan", "the cheaper one please"),
    ],
)
@pytest.mark.parametrize("dear", ["SUV", "ミニバン"])
def test_the_cheaper_is_of_those_that_were_named(words: str, then: str, dear: str) -> None:
    language = "en" if words.isascii() else "ja"
    prices = {"コンパクト": 5000, "SUV": 9000, "ミニバン": 9000, dear: 9900}
    fleet = Fleet(free={("tokyo-ekimae", name): 1 for name in prices})

    def run(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name != "quote_price":
            return fleet.run(name, arguments)
        quotes = [
            {"vehicleType": each, "vehicleTypeEn": CARS[each], "price": {"total": prices[each]}}
            for each in prices
        ]
        return {"success": True, "quotes": quotes, "spoken": ""}

    call = Rehearsal(run, language, tools=(*TOOLS, "quote_price"))
    call.start()
    told = call.say(f"{WHERE[language]}{words}" if language == "ja" else f"{WHERE[language]} {words}")
    told = call.say(then) if then else told
    assert "9,000" in told, told


@pytest.mark.parametrize(
    "frame",
    [
        "a {size} car, {name}", "I think we want a {size} car, like a {name}", "a {name}, a {size} one",
        "maybe a {size} one. A {name}.", "a {size} car, something like a {name}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", ["bigger", "big", "small", "little"])
@pytest.mark.parametrize("name", ["SUV", "sedan", "kei car"])
def test_a_named_class_makes_plain_which_size_was_meant(frame: str, size: str, name: str) -> None:
    utterance = read_utterance(frame.format(size=size, name=name))
    settled = settle(utterance, recognise_classes(utterance))
    assert ([classes.name_class(span.value, "en") for span in settled.standing], settled.excluded) == (
        [name],
        [],
    )


@pytest.mark.parametrize(
    ("words", "standing", "excluded"),
    [
        ("大きい車、SUVで", ["suv"], []),
        ("小さい車で、軽", ["kei"], []),
        ("大きい車じゃなくて、軽で", ["kei"], ["minivan"]),
        ("not a big car, a compact", ["compact"], ["minivan"]),
        ("a big car, not an SUV", ["minivan"], ["suv"]),
        ("a small car or an SUV", ["compact", "suv"], []),
    ],
)
def test_a_size_that_is_refused_or_chosen_from_stays(
    words: str, standing: list[str], excluded: list[str]
) -> None:
    utterance = read_utterance(words)
    settled = settle(utterance, recognise_classes(utterance))
    assert [span.value for span in settled.standing] == standing
    assert [span.value for span in settled.excluded] == excluded


@pytest.mark.parametrize(
    "frame", ["{} that isn't one of those tiny {}s", "{} but not a {}, please", "{}, no {}"]
)
@pytest.mark.parametrize("size", ["whatever's smallest", "the smallest", "your biggest"])
@pytest.mark.parametrize(
    ("name", "refused"), [("kei car", "kei"), ("minivan", "minivan"), ("sedan", "sedan")]
)
def test_the_smallest_or_largest_is_none_that_is_refused(
    frame: str, size: str, name: str, refused: str
) -> None:
    utterance = read_utterance(frame.format(size, name))
    order = classes.SIZES[::-1] if "big" in size else classes.SIZES
    assert rank_classes(utterance, recognise_classes(utterance)) == tuple(k for k in order if k != refused)


class Informed(Fleet):
    """A company that answers whatever it is asked."""

    def answer_question(self, question: str, locationId: str = "") -> dict[str, Any]:  # noqa: N803
        told = [{"topic": "model", "title": "Models", "answer": "車種", "answerEn": "A class, no model."}]
        return {"success": True, "known": True, "answers": told, "spoken": "A class, no model."}


def ask_class(language: str, words: str, *, informed: bool = True) -> tuple[Rehearsal, str]:
    """What is said to the words, where the class was asked for."""
    tools = (*TOOLS, "answer_question") if informed else TOOLS
    rehearsal = Rehearsal(Informed().run, language, tools=tools)
    rehearsal.start()
    assert "?" in rehearsal.say(WHERE[language]) or language == "ja"
    return rehearsal, rehearsal.say(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "What's a minivan?"),
        ("en", "Sorry, what is a minivan exactly?"),
        ("ja", "ミニバンって何ですか"),
        ("ja", "ミニバンというのはどんな車ですか"),
    ],
)
def test_who_asks_what_a_class_is_does_not_wish_for_it(language: str, words: str) -> None:
    _rehearsal, said = ask_class(language, words, informed=False)
    assert "8" in said
    assert ("full name" if language == "en" else "お名前") not in said


@pytest.mark.parametrize(
    "frame", ["Could we have the {} one, please?", "Can I take the {}?", "May I have a {} please"]
)
@pytest.mark.parametrize("name", ["compact", "minivan"])
def test_a_class_that_is_asked_for_politely_is_taken_and_nothing_is_asked(frame: str, name: str) -> None:
    rehearsal, said = ask_class("en", frame.format(name))
    assert "full name" in said
    assert all(call.name != "answer_question" for call in rehearsal.calls)


@pytest.mark.parametrize("words", ["A people carrier", "people carrier please", "The people mover."])
def test_a_people_carrier_is_no_person_to_talk_to(words: str) -> None:
    _rehearsal, said = ask_class("en", words)
    assert "full name" in said
    assert "03-1234" not in said


@pytest.mark.parametrize("words", ["The last one", "the last one, please"])
def test_the_last_of_the_classes_is_the_last_that_was_read_out(words: str) -> None:
    rehearsal, said = ask_class("en", words)
    assert "full name" in said
    rehearsal.say("John Smith")
    rehearsal.say("Yes, please.")
    assert [each["vehicleType"] for each in rehearsal.booked] == ["ミニバン"]
