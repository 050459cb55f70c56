"""Of a decoder's accounts of a short answer the one that answers the question is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voice.engine.interfaces import NOTHING_EXPECTED, Expectation
from voice.engine.stt.choice import choose_account, choose_among
from voice.engine.stt.hallucination_filter import judge
from voice.engine.stt.whisper import Decoded

pytestmark = pytest.mark.unit

HOURS = {f"{hour}時": str(hour) for hour in range(1, 25)}


def accounts(*texts: str, log: float = -0.9, language: str = "ja") -> list[Decoded]:
    return [Decoded(text, language, log - 0.1 * at, 0.01) for at, text in enumerate(texts)]


def expecting(values: dict[str, str], *refused: str) -> Expectation:
    return Expectation(
        context={"ja": "何時ですか。", "en": "What time?"},
        answers=lambda _language: tuple(values),
        read=lambda text: values.get(text.strip("。.?"), ""),
        is_refused=lambda text: text in refused,
    )


def choose(first: list[Decoded], told: list[Decoded], expected: Expectation) -> Decoded:
    return choose_account(first, lambda: told, expected)


def test_where_nothing_was_asked_the_likeliest_stands() -> None:
    first = accounts("こじ", "9時")
    assert choose(first, [], NOTHING_EXPECTED) == first[0]


def test_a_clear_answer_is_believed_without_a_second_look() -> None:
    def refuse() -> list[Decoded]:
        raise AssertionError("it was clear")

    chosen = choose_account(accounts("10時", log=-0.2), refuse, expecting(HOURS))
    assert (chosen.text, chosen.answers) == ("10時", True)


def test_the_account_that_answers_is_believed_though_another_is_likelier() -> None:
    chosen = choose(accounts("くじよ", "9時"), accounts("9時", "くじよ"), expecting(HOURS))
    assert (chosen.text, chosen.answers) == ("9時", True)


def test_an_answer_is_found_by_its_sound_where_no_account_spells_it() -> None:
    told = accounts("にじゅうじよ", "日々")
    chosen = choose(accounts("にじゅうじ", "にちゅうじ"), told, expecting(HOURS))
    assert (chosen.text, chosen.answers) == ("20時", True)


def test_a_question_whose_answers_nobody_lists_is_heard_too() -> None:
    expected = replace(expecting({"Ten": "10"}), answers=lambda _language: ())
    first = accounts("Tan.", "Ten", language="en")
    assert choose(first, accounts("Ten.", "Tan.", language="en"), expected).text.startswith("Ten")


def test_between_two_values_that_sound_as_near_none_is_chosen() -> None:
    chosen = choose(accounts("こじ", "くじ", "ごじ"), accounts("こじ"), expecting(HOURS))
    assert (chosen.text, chosen.answers) == ("こじ", False)


DAYS = {f"{day}日": f"day {day}" for day in range(1, 32)}
CLOCKS = {f"{hour}時": f"time {hour}" for hour in range(1, 25)}


@pytest.mark.parametrize(("one", "other"), [("4日", "8日"), ("11時", "17時"), ("1時", "7時")])
def test_of_two_values_that_a_sound_tells_apart_the_caller_is_asked_which(one: str, other: str) -> None:
    values = DAYS | CLOCKS
    expected = expecting(values)
    chosen = choose(accounts(one, other, log=-0.7), accounts(other, one, log=-0.7), expected)
    assert {*chosen.text.split("か")} == {one, other}
    assert chosen.answers
    clear = accounts(one, other, log=-0.1)
    assert choose(clear, accounts(other), expected).text == one


@pytest.mark.parametrize("heard", ["いいね。", "いいえい", "いえいえ"])
def test_a_yes_that_sounds_like_a_refusal_is_asked_about(heard: str) -> None:
    values = {heard.strip("。"): "yes", "いいえ": "no", "いえ": "no"}
    chosen = choose(accounts(heard, log=-0.5), accounts(heard, log=-0.5), expecting(values))
    assert chosen.text.endswith("…?")


def test_a_name_that_the_told_decoder_makes_of_others_is_asked_for_again() -> None:
    expected = expecting({"Anna Clark": "name annaclark"})
    first = accounts("And a Clark.", "I'm a Clark.", log=-0.4, language="en")
    chosen = choose(first, accounts("Anna Clark.", log=-0.4, language="en"), expected)
    assert chosen.text == "Anna Clark…?"
    clear = accounts("Anna Clark.", log=-0.4, language="en")
    assert choose(clear, clear, expected).text == "Anna Clark."


def test_what_only_the_told_decoder_hears_is_not_believed() -> None:
    chosen = choose(accounts("夜の寿司屋"), accounts("10時", "11時"), expecting(HOURS))
    assert not chosen.answers


def test_answers_of_the_prompt_are_not_taken_for_words_where_they_answer_nothing() -> None:
    first, told = accounts("いいえ、違います。", "にじゅうじ", log=-0.7), accounts("にじゅうじ", "何時")
    assert choose(first, told, expecting(HOURS)).text == "20時"
    clear = [Decoded("いいえ、違います。", "ja", -0.1, 0.1)]
    assert choose(clear, accounts("何時"), expecting(HOURS)).text == "いいえ、違います。"
    assert choose(first, told, expecting({"いいえ、違います": "no"})).text == "いいえ、違います。"


def test_what_the_caller_has_called_wrong_is_not_heard_again() -> None:
    days = {"12月7日": "7", "12月17日": "17"}
    first, told = accounts("12月7日", "12月17日", log=-0.1), accounts("12月7日", "12月17日")
    assert choose(first, told, expecting(days)).text == "12月7日"
    assert choose(first, told, expecting(days, "12月7日")).text == "12月17日"


@pytest.mark.parametrize(
    ("first", "told"), [(("where", "はい"), ("いいえ", "はい")), (("んっ", "うん"), ("ううん", "うん"))]
)
def test_a_yes_that_may_be_a_no_is_neither_believed_nor_dropped(
    first: tuple[str, ...], told: tuple[str, ...]
) -> None:
    values = {"はい": "yes", "ええ": "yes", "うん": "yes", "いいえ": "no", "ううん": "no"}
    chosen = choose(accounts(*first, log=-1.4), accounts(*told, log=-1.4), expecting(values))
    assert chosen.text.endswith("…?")
    assert chosen.text.rstrip("…?") in values
    assert judge(chosen, vocabulary="", seconds=0.5, asked=True).text == chosen.text


def hold(*shares: tuple[str, float], language: str = "ja") -> list[Decoded]:
    return [Decoded(text, language, share, 0.01) for text, share in shares]


CLASSES = {"sedan": "class sedan", "suv": "class suv", "no": "no", "a sedan": "class sedan"}
PLAIN = hold(("sedan", -0.1), ("suv", -6.0), language="en")


@pytest.mark.parametrize(
    ("held", "free", "chosen"),
    [
        (PLAIN, accounts("Zedan.", log=-0.3), "sedan"),
        # What is not among the accounts is less likely than the last of them,
        (hold(("sedan", -0.1), ("sedan", -5.9)), accounts("Zedan.", log=-0.3), "sedan"),
        (hold(("sedan", -0.1), ("sedan", -2.0)), accounts("Zedan.", log=-0.3), ""),
        # and of two spellings of one value each speaks for it.
        (hold(("sedan", -0.7), ("a sedan", -0.7), ("suv", -5.05)), accounts("Sedan", log=-0.3), "sedan"),
        # Another is near,
        (hold(("sedan", -0.1), ("suv", -4.0)), accounts("Zedan.", log=-0.3), ""),
        # it sounds like nothing that was heard, or what was heard is mere noise;
        (PLAIN, accounts("Never mind.", log=-0.1), ""),
        (PLAIN, accounts("Zedan.", log=-0.6), ""),
        # a yes or a no must have been heard, and what was called wrong is not said again.
        (hold(("no", -0.1), ("suv", -9.0)), accounts("no", log=-0.1), ""),
        (hold(("suv", -0.1), ("sedan", -9.0)), accounts("suv", log=-0.1), ""),
        (hold(("hm", -0.1)), accounts("hm", log=-0.1), ""),
    ],
)
def test_of_answers_alone_the_plain_one_is_chosen(
    held: list[Decoded], free: list[Decoded], chosen: str
) -> None:
    found = choose_among(held, free, expecting(CLASSES, "suv"))
    assert (found.text if found else "") == chosen
