"""The tool `answer_question`: what the company's staff wrote down for customers' questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reservations import lookup, questions, shops, speech
from reservations.phones import format_phone
from reservations.tools.arguments import Arguments, Text
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels
from reservations.values import Shop


@dataclass(frozen=True, kw_only=True)
class AnswerQuestion(Arguments):
    question: Annotated[
        str, Text(_("The question in the caller's own words, or the ID of a topic"), longest=500)
    ]
    location_id: Annotated[
        str | None, Text(_("The shop that the caller asks about, by id or name, if there is one"))
    ] = None


def answer_question(given: AnswerQuestion, caller: Caller, _key: str) -> ToolAnswer:
    """What the company answers to the question; where nobody wrote an answer, the topics that there are, and
    whom to ask."""
    shop = lookup.find_shop(given.location_id) if given.location_id else None
    found = questions.find_answers(given.question, shop=shop)
    told = [each for each in found if each.text_in(caller.language)]
    if told:
        joint = " " if caller.language == "en" else ""
        spoken = joint.join(each.text_in(caller.language) for each in told)
        return {"success": True, "known": True, "answers": list(map(describe_answer, told)), "spoken": spoken}
    topics = questions.list_topics(shop)
    return {
        "success": True,
        "known": False,
        "answers": [],
        "topics": [
            {"topic": topic, "title": title, "titleEn": title_en} for topic, title, title_en in topics
        ],
        "spoken": say_unanswered(shop, caller.language),
    }


def describe_answer(found: questions.Answered) -> ToolAnswer:
    """A topic's answer in both languages."""
    return {
        "topic": found.topic,
        "title": found.title,
        "titleEn": found.title_en,
        "answer": found.text,
        "answerEn": found.text_en,
    }


def say_unanswered(shop: Shop | None, language: str) -> str:
    """With the telephone of the shop, or of the first that has one."""
    asked = [shop] if shop else shops.every()
    told = next((each for each in asked if each.phone), None)
    say = speech.of(language)
    if told is None:
        return say.say_unanswered("", "")
    return say.say_unanswered(told.name_in(language), format_phone(told.phone))


TOOL = Tool(
    "answer_question",
    _(
        "What the company says about renting here: insurance, child seats, licences, age, pets, smoking, "
        "one-way, fees, payment and the like. Never answer such a question without it"
    ),
    AnswerQuestion,
    answer_question,
    labels(_("Looking up the answer"), _("Looked up the answer"), _("Could not look up the answer")),
    title=_("Answer a question"),
)
