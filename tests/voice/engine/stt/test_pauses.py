"""A sentence with a long pause in it, said in real time to the real detector and recogniser, is one turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import numpy as np
import pytest

from tests.voice.engine.callers import caller_speech, converted
from tests.voice.engine.fakes import ToneTextToSpeech
from voice.engine import session_config
from voice.engine.audio import Encoder, make_silence
from voice.engine.commands import Client
from voice.engine.interfaces import STT_RATE, TTS_RATE, Call, Pcm, Prompt, Say
from voice.engine.models.pool import ModelPool
from voice.engine.session import Session
from voice.engine.settings import EngineSettings
from voice.engine.stt.local import LocalSpeechToText
from voice.protocol.shapes import AudioFormat, Event

pytestmark = [pytest.mark.engine, pytest.mark.long]

PCM: AudioFormat = {"type": "audio/pcm", "rate": 24_000}
TELEPHONE: AudioFormat = {"type": "audio/pcmu"}
PAUSE_S = 1.2
SENTENCES = [
    ("ja", ("来週の土曜日の10時から", "コンパクトカーでお願いします"), ("土曜日", "コンパクト")),
    ("en", ("I would like to rent a car from", "Tokyo Station, please."), ("rent a car", "Tokyo Station")),
]


def answer(prompt: Prompt) -> Sequence[Say | Call]:
    return [Say("Yes.", "en")]


@pytest.mark.parametrize("form", [PCM, TELEPHONE])
@pytest.mark.parametrize(("language", "pieces", "words"), SENTENCES)
async def test_a_long_pause_inside_a_sentence_is_waited_for(
    real_stt: LocalSpeechToText,
    language: str,
    pieces: tuple[str, str],
    words: tuple[str, str],
    form: AudioFormat,
) -> None:
    real_stt.warm()
    first, second = (spoken(piece, language) for piece in pieces)
    told = await turns_of(
        real_stt, language, form, np.concatenate([first, make_silence(round(PAUSE_S * STT_RATE)), second])
    )
    (transcript,) = told
    # Its arithmetic differs from processor to processor: on some it writes "Tokyo station".
    assert all(word.casefold() in transcript.casefold() for word in words), transcript


async def test_short_pauses_split_no_sentence_by_telephone(real_stt: LocalSpeechToText) -> None:
    pieces = [spoken(piece, "ja") for piece in ("山田太郎です", "コンパクトカーでお願いします")]
    pause = make_silence(round(0.35 * STT_RATE))
    assert len(await turns_of(real_stt, "ja", TELEPHONE, np.concatenate([pieces[0], pause, pieces[1]]))) == 1


def spoken(line: str, language: str) -> Pcm:
    """Without the silence at its ends: the pause is as long as it says."""
    speech = caller_speech(line, language)
    loud = np.flatnonzero(np.abs(speech.astype(int)) > 500)
    return speech[loud[0] : loud[-1]]


async def turns_of(stt: LocalSpeechToText, language: str, form: AudioFormat, speech: Pcm) -> list[str]:
    """The transcripts of what a caller says in real time, until it has been answered."""
    models = ModelPool(EngineSettings(api_key="k"), stt=stt, dialogue=answer, tts=ToneTextToSpeech())
    audio = {"input": {"format": form, "transcription": {"model": "whisper", "language": language}}}
    session = Session(
        session_config.create({"type": "realtime", "audio": audio}),
        models,
        language=language,
        lasts=60,
        idle=60,
    )
    transcripts, answered = list[str](), asyncio.Event()

    def listen(event: Event) -> None:
        if event["type"] == "conversation.item.input_audio_transcription.completed":
            transcripts.append(event["transcript"])
        elif event["type"] == "response.done" and event["response"]["status"] == "completed":
            answered.set()

    session.join(listen)
    client, encoder = Client(session, listen), Encoder(form)
    heard = converted(np.concatenate([speech, make_silence(2 * STT_RATE)]), STT_RATE, TTS_RATE)
    began, step = time.monotonic(), TTS_RATE // 25
    for start in range(0, len(heard), step):
        await asyncio.sleep(max(0.0, began + start / TTS_RATE - time.monotonic()))
        sent = encoder.encode(heard[start : start + step])
        await client.say({"type": "input_audio_buffer.append", "audio": sent})
    await asyncio.wait_for(answered.wait(), 30)
    session.close()
    return transcripts
