"""Both models on callers' voices: a line that base mishears is heard, or asked about, and never believed."""

from __future__ import annotations

import pytest

from tests.benchmarks.short_answers import EN, JA, VOCABULARY, stand_at
from tests.voice.engine.callers import caller_speech
from voice.engine.interfaces import Heard
from voice.engine.models.known_weights import WHISPER_SMALL
from voice.engine.models.weights import find_cache_directory
from voice.engine.stt.local import LocalSpeechToText, build

pytestmark = [pytest.mark.engine, pytest.mark.long]

# `make small`, of which `make test` is made too, puts it there where its registry can be reached.
CACHE = find_cache_directory(None)


@pytest.fixture(scope="module")
def both() -> LocalSpeechToText:
    if not (CACHE / WHISPER_SMALL.name).is_file():
        pytest.skip("Whisper small could not be fetched here")
    return build("base+small", CACHE)


def hear(stt: LocalSpeechToText, language: str, asked: str, line: str, voice: str) -> tuple[Heard, str, str]:
    """The words, what they come to, and what the line comes to."""
    expected = stand_at(language, (JA if language == "ja" else EN)[asked][0])
    speech = caller_speech(line, language, voice=voice)
    heard = stt.transcribe(speech, language=language, vocabulary=VOCABULARY[language], expected=expected)
    return heard, expected.read(heard.text), expected.read(line)


@pytest.mark.parametrize(
    ("language", "asked", "line", "voice"),
    [
        ("ja", "end", "17時です", "jm_kumo"),
        ("ja", "day", "18日", "jm_kumo"),
        ("en", "end", "Half past five.", "slt"),
        ("en", "class", "Sedan.", "awb"),
        # Neither hears it unless it may write nothing but answers.
        ("en", "end", "At eight.", "awb"),
    ],
)
def test_what_base_does_not_hear_small_does(
    both: LocalSpeechToText, language: str, asked: str, line: str, voice: str
) -> None:
    heard, value, said = hear(both, language, asked, line, voice)
    assert value == said, heard


@pytest.mark.parametrize(
    ("language", "line", "voice"),
    [
        ("ja", "12月22日の10時から23日の18時まで、札幌駅前店でセダンをお願いします", "jm_kumo"),
        ("en", "A minivan at Tokyo Station on December 20 from 10 a.m. to 6 p.m., please", "slt"),
    ],
)
def test_a_whole_wish_is_heard_word_for_word(
    both: LocalSpeechToText, language: str, line: str, voice: str
) -> None:
    expected = stand_at(language, ())
    speech = caller_speech(line, language, voice=voice)
    heard = both.transcribe(speech, language=language, vocabulary=VOCABULARY[language], expected=expected)
    written = (
        heard.text.replace(" ", "").replace("、", "").replace("。", "").replace(",", "").replace(".", "")
    )
    assert written.casefold() == "".join(letter for letter in line if letter.isalnum()).casefold()


@pytest.mark.parametrize(
    ("line", "voice", "told"),
    [
        ("予約をキャンセルしたいんです。R-402-7320です", "jf_tebukuro", "4027320"),
        ("急で悪いんですけど、今日の午後って借りられます？2時から6時。新宿で", "jf_gongitsune", "26"),
    ],
)
def test_a_sentence_that_small_leaves_out_is_heard(
    both: LocalSpeechToText, line: str, voice: str, told: str
) -> None:
    """Its decoder stopped behind the first sentence, and the rest was dropped without a word."""
    expected = stand_at("ja", ())
    speech = caller_speech(line, "ja", voice=voice)
    heard = both.transcribe(speech, language="ja", vocabulary=VOCABULARY["ja"], expected=expected)
    assert "".join(filter(str.isdigit, heard.text)) == told, heard


def test_a_no_is_no_hour_though_a_decoder_is_held_to_hours(both: LocalSpeechToText) -> None:
    """It heard "Nine" in it, far likelier than any other hour."""
    expected = stand_at("en", EN["start"][0])
    speech = caller_speech("No.", "en", voice="rms")
    heard = both.transcribe(speech, language="en", vocabulary=VOCABULARY["en"], expected=expected)
    assert not expected.read(heard.text), heard


@pytest.mark.parametrize(
    ("language", "line", "text", "would"),
    [
        ("ja", "12月22日から23日までお願いします", "12月22日から23日まで、お願いします。", True),
        ("ja", "12月22日から23日までお願いします", "12月21日から23日までお願いします。", False),
        ("ja", "12月22日から23日までお願いします", "12月22日から", False),
        ("en", "Tomorrow at ten, please.", "Tomorrow at 10, please", True),
        ("en", "Tomorrow at ten, please.", "Tomorrow at eight, please.", False),
        ("en", "Tomorrow at ten, please.", "Tomorrow", False),
        ("en", "Tomorrow at ten, please.", "", False),
        ("ja", "12月22日から23日までお願いします", "。", False),
    ],
)
def test_small_reads_along_whether_it_hears_these_words_and_no_more(
    both: LocalSpeechToText, language: str, line: str, text: str, would: bool
) -> None:
    small = both._second_whisper
    assert small
    sound = small.listen(caller_speech(line, language), language=language, voiced_ms=0)
    assert small.would_write(sound, text, VOCABULARY[language]) is would
