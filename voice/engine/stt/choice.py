"""Chooses among a decoder's accounts of a short answer the one that answers what was asked.

An account counts by what it comes to, however it is spelt, and a value also by its sound: 「ごごい知事」 in
answer to "what time?" is 「午後1時」. Where two values are as likely none is chosen: a wrong one books a car.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from voice.engine.dialogue.nlu.sounds import measure_distance, spell_sound
from voice.engine.interfaces import Expectation
from voice.engine.stt.whisper import Decoded

# A first account that answers the question, this likely, is believed at once.
SURE = -0.6
# What a value may cost, and by how much it must beat the next: a sound that is far off is no answer, and one
# that is as near to two of them would be a guess. What is a decoder's own first word, or sounds just so,
# needs less. Found with `make bench BENCH="--only short-answers"`.
MOST = 0.6
MARGIN, MARGIN_OF_PLAIN, MARGIN_OF_ITS_WORD = 0.22, 0.08, 0.03
PLAIN = 0.1
# What `Expectation.read` makes of them. They are as short as words can be, and never dropped without a word.
YES_OR_NO = ("yes", "no")
# A step in log probability costs so much: the decoder's own order counts as well as the sound.
PER_LIKELIHOOD = 0.35
PER_SOUND = 2.0
# A decoder that was told the question also invents answers to it: its word counts for less than the sound.
TOLD = 0.5
# So many of the accounts are compared by sound; behind them they hardly differ.
COMPARED = 6


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
    if expected.read(best.text) and not expected.is_refused(best.text) and best.log_probability > SURE:
        return replace(best, answers=True)
    told = ask_again()
    value = expected.read(best.text)
    if value and value == expected.read(told[0].text) and not expected.is_refused(best.text):
        return replace(best, answers=True)
    costs = count_costs(first, told, expected)
    if not costs:
        return next((account for account in first if not expected.is_refused(account.text)), best)
    (value, (cost, chosen)), *others = sorted(costs.items(), key=lambda each: each[1][0])
    if cost > MOST:
        return best
    is_its_word = value == expected.read(told[0].text)
    margin = MARGIN_OF_ITS_WORD if is_its_word else MARGIN if cost > PLAIN else MARGIN_OF_PLAIN
    if value == "yes":  # something is written upon it
        margin = MARGIN if is_its_word else math.inf
    if others and others[0][1][0] - cost < margin:
        return _doubt(chosen) if value in YES_OR_NO else best
    return replace(chosen, answers=True)


def _doubt(account: Decoded) -> Decoded:
    """A yes or no that may be the other, as an unsure question: that agrees to nothing and is asked about."""
    return replace(account, text=account.text.rstrip(" 。.,、!！?？") + "…?", answers=True)


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
    for answer in expected.answers(likeliest.language):
        sound = spell_sound(answer)
        if min(measure_distance(sound, spell_sound(account.text)) for account in first[:3]) < 0.5:
            yield replace(likeliest, text=answer)


def _compare(text: str, accounts: Sequence[Decoded]) -> float:
    best, sound = accounts[0].log_probability, spell_sound(text)
    return min(
        PER_SOUND * measure_distance(sound, spell_sound(account.text))
        + PER_LIKELIHOOD * (best - account.log_probability)
        for account in accounts[:COMPARED]
    )
