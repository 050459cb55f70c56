"""Chooses among a decoder's accounts of a short answer the one that answers what was asked.

An account counts by what it comes to, however it is spelt, and a value also by its sound: 「ごごい知事」 in
answer to "what time?" is 「午後1時」. Where two values are as likely none is chosen: a wrong one books a car.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from voice.engine.dialogue.nlu.language import join_by_or
from voice.engine.dialogue.nlu.sounds import compare_sounds, compare_with_all
from voice.engine.interfaces import Expectation
from voice.engine.stt.whisper import SIGNS, Decoded

# A first account that answers the question, this likely, is believed at once.
SURE = -0.6
# What a value may cost, and by how much it must beat the next: a sound that is far off is no answer, and one
# that is as near to two of them would be a guess. What is a decoder's own first word, or sounds just so,
# needs less. Found with `make bench BENCH="--only short-answers"`.
MOST = 0.5
MARGIN, MARGIN_OF_PLAIN, MARGIN_OF_ITS_WORD = 0.22, 0.08, 0.03
PLAIN = 0.1
# The word of a decoder that was told the question is worth less the farther it is from what was heard.
NOT_FAR, MARGIN_OF_ITS_FAR_WORD = 0.3, 0.12
# What `Expectation.read` makes of them. They are as short as words can be, and never dropped without a word.
YES_OR_NO, NAME = ("yes", "no"), "name "
# How words end that were hardly heard.
UNSURE = "…?"
# A step in log probability costs so much: the decoder's own order counts as well as the sound.
PER_LIKELIHOOD = 0.35
PER_SOUND = 2.0
# A decoder that was told the question also invents answers to it: its word counts for less than the sound.
TOLD = 0.5
# So many of the accounts are compared by sound; behind them they hardly differ.
COMPARED = 6
POLITE = re.compile(r"、?(?:です|でお願いします|お願いします|でございます|, please)$")
# An answer whose sound is farther from what was written is not what was meant.
FARTHEST = 0.5
# Two answers that are told apart by one sound (11時 and 17時, 4日 and 8日): a recogniser takes one for the
# other, so that more must speak for either. Not by more than this, or they would all be twins.
TWIN = 0.12
# What has a twin is believed at once only where it is this likely.
SURE_OF_TWIN = -0.25
TWIN_OF_NO = 0.2
MARGIN_OF_TWIN = 0.12
# A name that costs more is asked for again.
SURE_NAME = 0.05
# Of a decoder that is held to the answers: the best must be so much likelier than the next value (in log
# probability of the whole text), and one of the first accounts of a free one must sound like it, or anything
# at all (「田中です」, "Never mind") would be an answer: of 290 such lines a few were at 3.5.
SURE_AMONG = 5.0
NEAR_BY_SOUND = 0.15
FREE = 3
# A free account that is less likely was made of noise (2日の月曜日 for 22日 in a street).
LIKELY = -0.5
# What was heard as clearly as this is what was said.
CLEAR = -0.15
# Values of which a caller can be asked which one was meant.
ASKABLE = ("day", "time")
BOTH = 2


def choose_account(
    first: Sequence[Decoded], ask_again: Callable[[], Sequence[Decoded]], expected: Expectation
) -> Decoded:
    """The account to be believed, marked where the whole of it answers the question that stands.

    `first` are the accounts of the sound by itself, likeliest first; `ask_again` makes those of a decoder
    that was told the question. Where nothing fits, the likeliest is returned as it is.
    """
    if not expected.context:
        return first[0]
    first = [each for each in first if expected.read(each.text) or not each.recites_prompt] or first
    best = first[0]
    value = "" if expected.is_refused(best.text) else expected.read(best.text)
    if value == "yes" and best.log_probability < SURE_OF_TWIN and _may_be_a_no(best, expected):
        return _doubt(best)
    has_twin = bool(value) and _has_twin(best, value, expected)
    if value and best.log_probability > (SURE_OF_TWIN if has_twin else SURE):
        return replace(best, answers=True)
    told = ask_again()
    if value and not has_twin and value == expected.read(told[0].text):
        return replace(best, answers=True)
    costs = count_costs(first, told, expected)
    if not costs:
        return next((account for account in first if not expected.is_refused(account.text)), best)
    (value, (cost, chosen)), *others = sorted(costs.items(), key=lambda each: each[1][0])
    if cost > MOST:
        return best
    is_its_word = value == expected.read(told[0].text)
    of_its_word = MARGIN_OF_ITS_WORD if cost <= NOT_FAR else MARGIN_OF_ITS_FAR_WORD
    margin = of_its_word if is_its_word else MARGIN if cost > PLAIN else MARGIN_OF_PLAIN
    if _has_twin(chosen, value, expected):
        margin = max(margin, MARGIN_OF_TWIN)
    if value == "yes":  # something is written upon it
        margin = MARGIN if is_its_word else math.inf
    near = [other for other, (their_cost, _) in others if their_cost - cost < margin]
    if not near:
        # Of names there are many that sound so: "And a Clark" was Emma, not Anna.
        is_guess = value.startswith(NAME) and cost > SURE_NAME
        return _doubt(chosen) if is_guess else replace(chosen, answers=True)
    if value in YES_OR_NO:
        return _doubt(chosen)
    return _offer_both(chosen, [value, *near], expected) or best


def choose_among(held: Sequence[Decoded], free: Sequence[Decoded], expected: Expectation) -> Decoded | None:
    """The answer that was said, by the accounts of a decoder that may write nothing but answers; None where
    it is not plain. `free` are those of one that may write anything, and was told the question."""
    shares: dict[str, float] = {}
    texts: dict[str, Decoded] = {}
    for account in sorted(held, key=lambda each: -each.log_probability):
        if value := expected.read(account.text):
            shares[value] = float(np.logaddexp(shares.get(value, -np.inf), account.log_probability))
            texts.setdefault(value, account)
    if not shares:
        return None
    best, *others = sorted(shares, key=lambda value: -shares[value])
    chosen = texts[best]
    # What is not among the accounts is less likely than the last of them.
    rival = shares[others[0]] if others else min(account.log_probability for account in held)
    margin = shares[best] - rival
    if best in YES_OR_NO or margin < SURE_AMONG or expected.is_refused(chosen.text):
        return None
    if free[0].log_probability < LIKELY:
        return None
    plain = _leave_politeness(chosen.text)
    is_heard = any(
        compare_sounds(plain, _leave_politeness(account.text)) <= NEAR_BY_SOUND for account in free[:FREE]
    )
    return replace(chosen, answers=True) if is_heard else None


def _has_twin(account: Decoded, value: str, expected: Expectation) -> bool:
    """Whether another answer sounds so nearly the same that one may have been taken for the other."""
    answers = tuple(expected.answers(account.language))
    distances = compare_with_all(_leave_politeness(account.text), answers)
    return any(
        distance <= TWIN and expected.read(answer) != value
        for answer, distance in zip(answers, distances, strict=True)
    )


def _may_be_a_no(account: Decoded, expected: Expectation) -> bool:
    """Whether a refusal sounds nearly like this yes: 「いいね」 is what is heard for 「いいえ」."""
    return any(
        compare_sounds(answer, account.text) <= TWIN_OF_NO and expected.read(answer) == "no"
        for answer in expected.answers(account.language)
    )


def _leave_politeness(text: str) -> str:
    return POLITE.sub("", text.rstrip(" 。.")).rstrip("、,")


def _offer_both(account: Decoded, values: Sequence[str], expected: Expectation) -> Decoded | None:
    """Either of two values, so that the agent asks which; None where there are more, or they are no such."""
    short = {expected.read(answer): answer for answer in reversed(expected.answers(account.language))}
    texts = [short.get(value, "") for value in values]
    if len(texts) != BOTH or not all(texts) or not all(value.startswith(ASKABLE) for value in values):
        return None
    return replace(account, text=join_by_or(account.language, texts), answers=True, is_written=False)


def _doubt(account: Decoded) -> Decoded:
    """A yes or no that may be the other, as an unsure question: that agrees to nothing and is asked about."""
    return replace(account, text=mark_unsure(account.text), answers=True, is_written=False)


def mark_unsure(text: str) -> str:
    """As an unsure question: that agrees to nothing, and is asked about."""
    return text.rstrip(SIGNS) + UNSURE


def count_costs(
    first: Sequence[Decoded], told: Sequence[Decoded], expected: Expectation
) -> dict[str, tuple[float, Decoded]]:
    """What each possible answer costs, with the account that gives it best; 0 were it heard beyond doubt."""
    found: dict[str, tuple[float, Decoded]] = {}
    for account in _list_possible(first, told, expected):
        value = expected.read(account.text)
        if not value or expected.is_refused(account.text):
            continue
        cost = _compare(account.text, first) + TOLD * _compare(account.text, told)
        if value not in found or cost < found[value][0]:
            found[value] = (cost, account)
    return found


def _list_possible(
    first: Sequence[Decoded], told: Sequence[Decoded], expected: Expectation
) -> Iterator[Decoded]:
    yield from told
    yield from first
    likeliest = first[0]
    answers = tuple(expected.answers(likeliest.language))
    distances = [compare_with_all(_leave_politeness(account.text), answers) for account in first[:3]]
    for answer, *apart in zip(answers, *distances, strict=True):
        if min(apart) < FARTHEST:
            yield replace(likeliest, text=answer, is_written=False)


def _compare(text: str, accounts: Sequence[Decoded]) -> float:
    best, plain = accounts[0].log_probability, _leave_politeness(text)
    return min(
        PER_SOUND * compare_sounds(plain, _leave_politeness(account.text))
        + PER_LIKELIHOOD * (best - account.log_probability)
        for account in accounts[:COMPARED]
    )
