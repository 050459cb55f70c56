"""Answers customers' questions from what staff wrote down, with prices and fees of the present tariff.

A question is matched by the words that its topic lists. Who wrote nothing about it is told so: nothing is
guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from reservations import speech, tariff
from reservations.models import Answer, CancellationFee, DropOff, Rate
from reservations.phones import format_phone
from reservations.pricing import FeeStep
from reservations.values import Shop

# Two things may be asked in one breath; who listens keeps no more in mind.
AT_MOST = 2
FIGURE = re.compile(r"\{([\w-]{1,40})\}")
SEPARATORS = re.compile(r"[,、，\n\r]+")
# Japanese is compared in hiragana: タバコ, たばこ.
HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
PLURAL = r"(?:'?s|es)?"


@dataclass(frozen=True)
class Answered:
    """A topic's answer as the agent says it; empty in a language in which it cannot be given."""

    topic: str
    title: str
    title_en: str
    text: str
    text_en: str

    def text_in(self, language: str) -> str:
        return self.text_en if language == "en" else self.text


class NoFigure(Exception):
    """The tariff does not know (any more) what an answer would tell."""


def find_answers(question: str, *, shop: Shop | None) -> list[Answered]:
    """What the company answers to a question in a caller's words, or to the ID of a topic.

    At most AT_MOST, in the order of the question; none where nobody wrote an answer to it, or the tariff has
    no figure for it any more. A `shop`'s own answers go before the company's.
    """
    rows = load_answers(shop)
    topics = [question] if question in rows else match_topics(question, rows.values())
    return [found for topic in topics if (found := read_answer(rows[topic], shop))]


def list_topics(shop: Shop | None) -> list[tuple[str, str, str]]:
    """ID, name and English name of each topic that has an answer."""
    return [(topic, row.title, row.title_en or row.title) for topic, row in load_answers(shop).items()]


def load_answers(shop: Shop | None) -> dict[str, Answer]:
    """By topic; in one query."""
    where = Q(location=None) | Q(location=shop.id) if shop else Q(location=None)
    rows = Answer.objects.filter(where, active=True)
    return {row.topic: row for row in sorted(rows, key=lambda row: row.location_id is not None)}


def match_topics(question: str, rows: Iterable[Answer]) -> list[str]:
    """The topics whose words are in it: of words over one another the longer one counts."""
    text = fold(question)
    hits = [
        (start, end, row.topic) for row in rows for word in list_words(row) for start, end in find(word, text)
    ]
    taken: list[tuple[int, int, str]] = []
    for start, end, topic in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit)):
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, topic))
    return list(dict.fromkeys(topic for _start, _end, topic in sorted(taken)))[:AT_MOST]


def list_words(row: Answer) -> Iterator[str]:
    """What calls for a topic: its own words and its titles, folded."""
    for word in SEPARATORS.split(f"{row.words},{row.title},{row.title_en}"):
        if folded := fold(word).strip():
            yield folded


def fold(text: str) -> str:
    """One spelling for width, case and kind of kana."""
    return (
        unicodedata.normalize("NFKC", text)
        .casefold()
        .translate(HIRAGANA)
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )


def find(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Where `word` stands in `text`; Latin letters only as whole words, in the plural too."""
    return (found.span() for found in compile_word(word).finditer(text))


@lru_cache(maxsize=4096)  # one topic has twenty words: `re` keeps 512 patterns for the whole process
def compile_word(word: str) -> re.Pattern[str]:
    """The pattern of a folded word; of one in Latin letters only whole words match, the plural too."""
    pattern = re.escape(word)
    if word[0].isascii() and word[0].isalnum():
        pattern = rf"(?<![a-z0-9]){pattern}"
    if word[-1].isascii() and word[-1].isalnum():
        pattern = rf"{pattern}{PLURAL}(?![a-z0-9])"
    return re.compile(pattern)


def read_answer(row: Answer, shop: Shop | None) -> Answered | None:
    """The answer with its figures; None where it lacks one."""
    try:
        text, text_en = (
            fill_figures(written, shop, language)
            for written, language in ((row.answer, "ja"), (row.answer_en, "en"))
        )
    except NoFigure:
        return None
    return Answered(row.topic, row.title, row.title_en or row.title, text, text_en)


def fill_figures(written: str, shop: Shop | None, language: str) -> str:
    """Raises NoFigure."""
    return FIGURE.sub(lambda found: say_figure(found[1], shop, language), written.strip())


# --- figures ---------------------------------------------------------------------------------------------


def list_figures() -> list[str]:
    """The names that an answer may hold in braces."""
    return [*FIGURES, *(extra.pk for extra in tariff.list_extras())]


def find_unknown_figures(text: str) -> list[str]:
    """The names in braces in `text` that are none."""
    known = list_figures()
    return [f"{{{name}}}" for name in FIGURE.findall(text) if name not in known]


def say_figure(name: str, shop: Shop | None, language: str) -> str:
    """Raises NoFigure."""
    if name in FIGURES:
        return FIGURES[name](shop, language)
    extra = next((extra for extra in tariff.list_extras() if extra.pk == name), None)
    if extra is None:
        raise NoFigure(name)
    per_day = extra.per == extra.Per.DAY
    return speech.of(language).say_charge(extra.amount, per_day=per_day, most=extra.cap)


def say_cancellation_fees(_shop: Shop | None, language: str) -> str:
    """The steps of the cancellation fee."""
    rows = CancellationFee.objects.order_by("-days_before")
    steps = [FeeStep(row.days_before, row.percent, row.cap) for row in rows]
    return speech.of(language).say_cancellation_fees(steps)


def say_one_way_fees(shop: Shop | None, language: str) -> str:
    """The range of the fees for a return elsewhere: from `shop`, or from all shops. Raises NoFigure."""
    pairs = DropOff.objects.filter(fee__isnull=False)
    fees = (
        (pairs.filter(origin=shop.id) if shop else pairs).order_by().values_list("fee", flat=True).distinct()
    )
    return say_range(fees, language)


def say_extra_hours(shop: Shop | None, language: str) -> str:
    """The range of what an extra hour costs, at `shop` or anywhere. Raises NoFigure."""
    where = Q(location=None) | Q(location=shop.id) if shop else Q(location=None)
    rates = Rate.objects.filter(where, season=None).order_by()
    return say_range(rates.values_list("extra_hour", flat=True).distinct(), language)


def say_range(amounts: Iterable[int | None], language: str) -> str:
    """From the least to the most of these amounts, in yen; raises NoFigure where there is none."""
    known = [amount for amount in amounts if amount is not None]
    if not known:
        raise NoFigure
    return speech.of(language).say_amounts(min(known), max(known))


def say_phone(shop: Shop | None, language: str) -> str:
    """The shop's telephone; raises NoFigure without one."""
    if not (shop and shop.phone):
        raise NoFigure
    return format_phone(shop.phone)


FIGURES: dict[str, Callable[[Shop | None, str], str]] = {
    "cancellation-fees": say_cancellation_fees,
    "one-way-fees": say_one_way_fees,
    "extra-hours": say_extra_hours,
    "phone": say_phone,
}
