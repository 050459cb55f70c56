"""How many one-word answers are heard: by several voices, each to the question that it answers.

Right is what the dialogue reads the same in what was said and in what was heard: 「九時」 is "9時".
"""

from __future__ import annotations

import time
from collections import Counter

from tests.voice.engine.callers import ENGINE_CACHE, VOICES, caller_speech
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from voice.engine.dialogue import expect
from voice.engine.interfaces import Expectation, Prompt
from voice.engine.stt import local

# What the caller has said before the question stands, and the answers to it.
Answers = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
JA: Answers = {
    "place": (("車を借りたいのですが",), ("札幌", "大阪です", "横浜")),
    "start": (
        ("東京駅前店で12月5日に借りたい",),
        ("10時", "九時", "午後一時", "朝8時", "正午", "4時半"),
    ),
    "end": (("東京駅前店で12月5日の10時から借りたい",), ("18時", "五時", "夜の七時", "二十時")),
    "day": (
        ("東京駅前店で借りたいのですが", "10時から18時まで"),
        ("明日", "明後日", "二十日", "12月17日", "来週の金曜日", "8日", "あさって"),
    ),
    "class": (
        ("東京駅前店で12月5日の10時から18時まで",),
        ("コンパクト", "セダン", "ミニバン", "軽自動車", "SUV"),
    ),
    "shop": (("東京で借りたいのですが",), ("新宿", "品川店", "新大阪")),
    "name": (
        ("東京駅前店で12月5日の10時から18時までコンパクト",),
        ("鈴木次郎", "佐藤花子", "高橋健一"),
    ),
    "confirm": (
        ("東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",),
        ("はい", "うん", "ええ", "いいえ", "お願いします", "違います"),
    ),
    "else": (
        ("東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です", "はい"),
        ("いいえ", "大丈夫です", "ないです"),
    ),
}
EN: Answers = {
    "place": (("I'd like to book a car",), ("Sapporo.", "In Osaka.", "Yokohama.")),
    "start": (
        ("A car at Tokyo Station on December 5",),
        ("Ten.", "Nine o'clock.", "One p.m.", "Noon."),
    ),
    "end": (
        ("A car at Tokyo Station on December 5 from 10 am",),
        ("Six.", "Half past five.", "At eight."),
    ),
    "day": (
        ("A car at Tokyo Station", "from 10 am to 6 pm"),
        ("Tomorrow.", "The twentieth.", "December seventeenth.", "Next Friday."),
    ),
    "class": (
        ("Tokyo Station on December 5 from 10 am to 6 pm",),
        ("Compact.", "Sedan.", "A minivan.", "SUV."),
    ),
    "shop": (("I'd like a car in Tokyo",), ("Shinjuku.", "Shinagawa.", "Shin-Osaka.")),
    "name": (
        ("A compact at Tokyo Station on December 5 from 10 am to 6 pm",),
        ("John Smith.", "Mary Brown."),
    ),
    "confirm": (
        ("A compact at Tokyo Station on December 5 from 10 am to 6 pm, my name is John Smith",),
        ("Yes.", "No.", "Yeah.", "Sure.", "That's right."),
    ),
    "else": (
        ("A compact at Tokyo Station on December 5 from 10 am to 6 pm, my name is John Smith", "yes"),
        ("No.", "No, thanks."),
    ),
}
VOCABULARY = {
    "ja": "東京駅前店、東京、大阪、札幌、軽自動車、コンパクト、セダン、SUV、ミニバン、新宿店、品川店、"
    "新大阪駅前店、札幌駅前店",
    "en": "Tokyo Station, Tokyo, Osaka, Sapporo, kei car, compact, sedan, SUV, minivan, Shinjuku, Shinagawa, "
    "Shin-Osaka, Sapporo Station",
}


def short_answers(model: str, voices: int) -> None:
    """Print a row a question: of how many answers the value was heard, another one, none, or nothing."""
    stt = local.build(model, ENGINE_CACHE)
    stt.warm()
    print(
        f"{'question':<12} {'n':>4} {'right':>6} {'wrong':>6} {'unclear':>8} {'unheard':>8} {'processor':>10}"
    )
    for language, answers in (("ja", JA), ("en", EN)):
        total: Counter[str] = Counter()
        for asked, (before, lines) in answers.items():
            expected = stand_at(language, before)
            found: Counter[str] = Counter()
            for line in lines:
                for voice in VOICES[language][:voices]:
                    found += _hear(stt, line, language, voice, expected)
            _print_row(f"{language} {asked}", found)
            total += found
        _print_row(f"{language} all", total)


def stand_at(language: str, before: tuple[str, ...]) -> Expectation:
    """What is expected of a caller's words once those before have been answered."""
    rehearsal = Rehearsal(Fleet().run, language)
    rehearsal.start()
    for line in before:
        rehearsal.say(line)
    tools = [rehearsal.definition(name) for name in rehearsal.tools]
    return expect(Prompt(rehearsal.instructions, tools, rehearsal.items, language))


def _hear(
    stt: local.LocalSpeechToText, line: str, language: str, voice: str, expected: Expectation
) -> Counter[str]:
    speech = caller_speech(line, language, voice=voice)
    began = time.process_time()
    heard = stt.transcribe(speech, language=language, vocabulary=VOCABULARY[language], expected=expected)
    spent = time.process_time() - began
    said, got = expected.read(line), expected.read(heard.text)
    assert said, f"{line} is no answer"
    verdict = "right" if got == said else "wrong" if got else "unclear" if heard.text else "unheard"
    if verdict != "right":
        print(f"    {line} ({voice}): {heard.text or heard.why_empty}", flush=True)
    return Counter({verdict: 1, "ms": round(spent * 1000)})


def _print_row(name: str, found: Counter[str]) -> None:
    verdicts = [found[verdict] for verdict in ("right", "wrong", "unclear", "unheard")]
    n = sum(verdicts)
    right, wrong, unclear, unheard = verdicts
    print(
        f"{name:<12} {n:>4} {right:>6} {wrong:>6} {unclear:>8} {unheard:>8} {found['ms'] / n / 1000:>8.2f} s"
    )
