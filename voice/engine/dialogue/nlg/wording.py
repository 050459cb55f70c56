"""Chooses the wording: the language, the way to ask again, and whose sentence is spoken."""

from __future__ import annotations

from types import ModuleType

from voice.engine.dialogue.nlg import concerns_en, concerns_ja, english, japanese
from voice.engine.dialogue.nlg.questions import QUESTIONS
from voice.engine.dialogue.nlu import yes_no
from voice.engine.dialogue.state import quotes

# Asked twice and not understood: the keyboard is offered, for the microphone may be the trouble.
LAST_TRY = 2
HARDLY_HEARD = {
    "ja": "「{}」と聞こえましたが、はっきりいたしませんでした。",
    "en": 'I think I heard "{}", but I am not sure.',
}
# About a name, by what is missing of it ("rest" where nobody can say which half it is); "" asks whether it
# was heard right.
ABOUT_NAME = {
    "ja": {
        "": "お名前は、{name}様でよろしいでしょうか。",
        "again": "お名前は{name}様と聞こえました。恐れ入りますが、お名前をもう一度お願いいたします。",
        "given": "{name}様、下のお名前もお願いできますでしょうか。",
        "family": "{name}様、名字も合わせて、お名前をもう一度お願いいたします。",
        "rest": "{name}様、フルネームでお名前をお願いできますでしょうか。",
    },
    "en": {
        "": "I have the name {name}. Is that right?",
        "again": "I heard {name}. Please say your name once more, or spell it.",
        "given": "Thank you. And your first name, {name}?",
        "family": "Thank you. And your last name, {name}?",
        "rest": "Thank you. May I have your full name, {name}, first and last?",
    },
}
# Why a day that was said is not used, where that is no refusal of a tool.
DOUBTED = {
    "ja": {
        "several": "ご予約は1件ずつ承っております。「{}」のうち、まず1件目のご利用日からお願いいたします。",
        "far": "お返しが{}ですと、2週間を超えるご利用になります。",
        "count": "「{}」は、日にちと日数のどちらでしょうか。",
        "choice": "「{}」の、どちらでございましょうか。",
        "passing": "「{}」と伺いましたが、ご利用のお時間のことでしょうか。念のため、お伺いいたします。",
    },
    "en": {
        "several": 'I can make one reservation at a time. Of "{}", let us begin with the first day.',
        "count": 'Is "{}" a date, or how long you need it?',
        "choice": "Which of the two is it: {}?",
        "passing": 'You said "{}". I am not sure whether that is about the times of your rental.',
        "far": "If you returned it on {}, you would have it for more than two weeks.",
    },
}


DIRECTION = {
    "ja": {
        "day": (
            "日にちは、早めるのと遅らせるのと、どちらでしょうか。",
            "日にちを、前と後ろのどちらにずらしましょうか。",
        ),
        "time": (
            "お時間は、早めるのと遅らせるのと、どちらでしょうか。",
            "お時間を、前と後ろのどちらにずらしましょうか。",
        ),
    },
    "en": {
        "day": ("Should the date be earlier or later?", "Shall I move the date earlier or later?"),
        "time": (
            "Should the time be earlier or later?",
            "What time would you need it instead: earlier or later?",
        ),
    },
}


def phrases(language: str) -> ModuleType:
    """All sentences in the language of a conversation; `english` and `japanese` have the same functions."""
    return english if language == "en" else japanese


def concern_phrases(language: str) -> ModuleType:
    """What is said where the concern is no booking; both modules have the same functions."""
    return concerns_en if language == "en" else concerns_ja


def question(language: str, asked: str, trouble: int = 0) -> str:
    """The question, in other words when it was not answered, at last with the keyboard offered."""
    texts = QUESTIONS[language].get(asked)
    if texts is None:
        return ""
    if trouble >= LAST_TRY:
        return str(phrases(language).offer_typing(texts[2]))
    return str(texts[1 if trouble else 0])


def doubt_answer(language: str, text: str) -> str:
    """That it is not sure what `text` answered. A yes or no that was hardly heard ("yes?") is named."""
    bare = yes_no.cut_doubt(text)
    named = bare and yes_no.guess_answer(bare)
    return HARDLY_HEARD[language].format(bare) if named else str(phrases(language).unsure_of_answer())


def explain_doubt(language: str, kind: str, words: str) -> str:
    """Why a day or time that was said is not used."""
    text = DOUBTED[language].get(kind)
    return text.format(words) if text else str(phrases(language).trouble(kind, words))


def ask_which_day(language: str, words: str, days: list[str]) -> str:
    """Which of the days it is that the caller's `words` may mean."""
    if language == "en":
        return f'By "{words}", which day do you mean: {" or ".join(days)}?'
    return f"「{words}」は、{'、'.join(days)}の、どちらの日にちでしょうか。"


def ask_day_of_rental(language: str, stands: str, named: str) -> str:
    """Whether the rental is on the day that `stands`, or on another that was `named` beside it."""
    if language == "en":
        return f"Which day do you need the car: {stands}, as before, or {named}?"
    return f"ご利用日は、{stands}のままと、{named}の、どちらでしょうか。"


def ask_which_return(language: str, days: list[str]) -> str:
    """On which of the days the car comes back."""
    if language == "en":
        return f"Will you return it on {' or on '.join(days)}, and at what time?"
    return f"お返しは、{'と'.join(days)}の、どちらの何時でしょうか。"


def ask_direction(language: str, about: str, trouble: int) -> str:
    """Which way the day or the times (`about`) are to be moved, in other words where unanswered."""
    return DIRECTION[language][about][1 if trouble else 0]


def ask_end_day(language: str) -> str:
    """The day and time of the return, where the day was not understood."""
    if language == "en":
        return "On what day, and at what time, will you return it?"
    return "お返しの日と時間をお聞かせください。"


def ask_new_hour(language: str, *, of_return: bool) -> str:
    """To what hour an end moves that cannot be kept."""
    if language == "en":
        return f"To what time would you like to change the {'return' if of_return else 'pickup'}?"
    return f"{'お返し' if of_return else 'ご出発'}は、何時に変更なさいますか。"


def ask_new_name(language: str, trouble: int) -> str:
    """To what the name of a booking is to be changed, in other words where unanswered."""
    if language == "en":
        return "How would you like to change the name?" + (" Please say the new name." if trouble else "")
    return f"お名前は、どのように変更なさいますか。{'新しいお名前をお願いいたします。' if trouble else ''}"


def invite_to_book(language: str, *, shop_known: bool) -> str:
    """After an answer to whoever has only asked: the question of the greeting, without taking a wish for
    granted."""
    if language == "en":
        where = "" if shop_known else "where and "
        return f"If you would like to book a car, please tell me {where}when you need it."
    return f"ご予約をご希望でしたら、{'' if shop_known else '場所と'}日時をお聞かせください。"


def offer_hours(language: str, words: str, hours: list[str]) -> str:
    """The hours that the caller's `words` for a time may mean, before the time is asked for."""
    if language == "en":
        return f'For "{words}" there is {" or ".join(hours)}.'
    return f"「{words}」ですと、{'、'.join(hours)}などがございます。"


def ask_about_name(language: str, name: str, missing: str) -> str:
    """The question for the half of the name that is `missing`, ("") whether `name` is right, or ("again") to
    say it once more."""
    return ABOUT_NAME[language][missing].format(name=name)


def select_tool_sentence(spoken: str, language: str) -> str:
    """A tool's own sentence, where it is in the language of the conversation; "" elsewhere."""
    if not quotes.is_in_language(spoken, language):
        return ""
    return spoken if language == "ja" or spoken.endswith((".", "!", "?")) else f"{spoken}."


def join_sentences(language: str, sentences: list[str]) -> str:
    """One text of them, with the space that the language wants; empty ones leave nothing."""
    return (" " if language == "en" else "").join(sentence for sentence in sentences if sentence)
