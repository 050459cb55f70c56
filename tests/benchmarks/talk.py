"""How the conversation feels: the wait before an answer, and how fast the agent yields."""

from __future__ import annotations

import numpy as np

from tests.caller import AUDIBLE, RATE, Caller, calling
from tests.voice.engine.callers import caller_speech

INTO_THE_SENTENCE_S = 0.6
LINES = {
    "ja": [
        "来週の土曜日に東京でレンタカーを借りたいのですが",
        "東京駅前店でお願いします。朝の10時から夕方6時まで使いたいです",
        "コンパクトカーでお願いします",
        "山田太郎です",
        "はい、お願いします",
    ],
    "en": [
        "I would like to rent a car in Tokyo next Saturday.",
        "The Tokyo Station shop, please. From ten in the morning until six in the evening.",
        "A compact car, please.",
        "My name is John Smith.",
        "Yes, please.",
    ],
}


async def response_delays(url: str, language: str, conversations: int) -> list[float]:
    """Seconds from the last sample of each of the caller's lines to the first audible one of the answer."""
    delays: list[float] = []
    for _ in range(conversations):
        async with calling(url, language) as caller:
            await caller.quiet()
            delays += [await answered(caller, line, language) for line in LINES[language]]
    return delays


async def answered(caller: Caller, line: str, language: str) -> float:
    """Say `line`, wait until the whole answer was heard; how long the caller waited for its start."""
    since = len(caller.events)
    caller.microphone.say(caller_speech(line, language, rate=RATE))
    await caller.microphone.spoken.wait()
    ended = caller.microphone.ended_at
    delay = await caller.first_sound(after=ended) - ended
    await caller.quiet(since=since)
    return delay


async def barge_in_silences(url: str, interruptions: int) -> list[float]:
    """Seconds from the caller's first sample to the agent's last audible one."""
    speech = caller_speech("すみません、ちょっと待ってください", "ja", rate=RATE)
    speech = speech[int(np.argmax(np.abs(speech) > 600)) :]  # its own lead-in is no speech
    silences: list[float] = []
    async with calling(url, "ja") as caller:
        answered_from = 0
        for _ in range(interruptions):
            started = await caller.event("output_audio_buffer.started", since=answered_from)
            await caller.first_sound(after=started["heard_at"] + INTO_THE_SENTENCE_S)
            answered_from = len(caller.events)
            caller.microphone.say(speech)
            await caller.microphone.spoken.wait()
            began = caller.microphone.began_at
            audible = [at for at, level in caller.loudness if at > began and level > AUDIBLE]
            silences.append((last_of_first_run(audible) or began) - began)
    return silences


def last_of_first_run(moments: list[float], gap: float = 0.25) -> float | None:
    """The end of the first stretch without a gap: what is heard later is the next answer."""
    last: float | None = None
    for moment in moments:
        if last is not None and moment - last > gap:
            break
        last = moment
    return last
