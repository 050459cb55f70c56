"""A scripted caller in a real browser, and what a witness of the call can say of it."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page, expect

from tests.e2e import microphone
from tests.voice.engine.callers import caller_speech

WITNESS = (Path(__file__).parent / "witness.js").read_text(encoding="utf-8")
AGENT_CAPTION = "[data-testid=caption][data-role=agent]"
Pcm = npt.NDArray[np.int16]


def microphone_of(path: Path, lines: Sequence[str], agent_seconds: Sequence[float], language: str) -> Path:
    """A WAV of the caller's `lines`; before each, room for the agent's turn of that many seconds."""
    spoken = [
        microphone.Line(seconds, caller_speech(line, language, rate=microphone.RATE))
        for line, seconds in zip(lines, agent_seconds, strict=True)
    ]
    return microphone.write(path, spoken)


def captions(page: Page) -> list[str]:
    return page.get_by_test_id("caption").all_inner_texts()


def await_booking(page: Page, seconds: float) -> str:
    """The reservation number on the page's card, once it is there."""
    number = page.get_by_test_id("booking-number")
    expect(number).to_be_visible(timeout=seconds * 1000)
    digits = re.sub(r"\D", "", number.inner_text())
    return f"R-{digits[:3]}-{digits[3:]}"


def heard(page: Page) -> Pcm:
    """All that the browser received of the agent's voice, 16 kHz mono."""
    recording = base64.b64decode(page.evaluate("window.witness.recording()"))
    resampler = av.AudioResampler(format="s16", layout="mono", rate=16_000)
    pieces = []
    with av.open(io.BytesIO(recording), "r") as container:
        for frame in container.decode(audio=0):
            pieces += [piece.to_ndarray().reshape(-1) for piece in resampler.resample(frame)]
    return np.concatenate(pieces).astype(np.int16)


def complaints(page: Page) -> list[str]:
    """Script errors and breaches of the content security policy that the browser saw."""
    seen: list[str] = page.evaluate("window.witness.errors")
    return seen


def levels(page: Page) -> npt.NDArray[Any]:
    """Rows of (milliseconds, caller's loudness, agent's loudness), one every 10 ms or so."""
    return np.array(page.evaluate("window.witness.levels"))


def await_callers_turn(page: Page, captions_before: int = 0, seconds: float = 120) -> None:
    """Until the agent has answered, its voice has ended, and the page awaits the caller."""
    page.evaluate("([before, seconds]) => witness.turnIsOver(before, seconds)", [captions_before, seconds])


def practise(line: str, language: str) -> Pcm:
    """The sound of `line`, which is made once and kept: who must speak at a moment makes it before."""
    return caller_speech(line, language, rate=microphone.RATE)


def say(page: Page, line: str, language: str) -> None:
    """Say `line` into the microphone of `page`, to its last sample."""
    speech = practise(line, language)
    page.evaluate("speech => say(speech)", base64.b64encode(speech.astype("<i2").tobytes()).decode())


def say_line(page: Page, line: str, language: str) -> None:
    """Say `line` and await the agent's whole spoken answer."""
    before = page.locator(AGENT_CAPTION).count()
    say(page, line, language)
    await_callers_turn(page, before)


def type_line(page: Page, line: str) -> None:
    """Type `line` and await the agent's whole spoken answer."""
    before = page.locator(AGENT_CAPTION).count()  # now: the answer may be as quick as the line
    page.get_by_test_id("text-input").fill(line)
    page.get_by_test_id("text-input").press("Enter")
    expect(page.get_by_test_id("captions")).to_contain_text(line, timeout=20_000)
    await_callers_turn(page, before)


def agent_captions(page: Page) -> list[str]:
    return page.locator(AGENT_CAPTION).all_inner_texts()


def say_and_read(page: Page, line: str, answer: str) -> None:
    """Type `line`; await a new caption of the agent that holds `answer`: who reads is before the voice."""
    answers = page.locator(AGENT_CAPTION).filter(has_text=answer)
    before = answers.count()
    page.get_by_test_id("text-input").fill(line)
    page.get_by_test_id("text-input").press("Enter")
    expect(answers.nth(before)).to_be_visible(timeout=90_000)
