"""A caller who speaks while the agent does is let speak."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenWithRecording
from tests.e2e.conversation import WITNESS, captions, levels, microphone_of

pytestmark = [pytest.mark.e2e, pytest.mark.sound]

SPEAKING = 0.01  # root mean square of full scale 1.0
PAUSE_MS = 250  # a gap between words is shorter
LIMIT_MS = 1500  # `make bench` holds the median to 300; here: the agent yields, with seconds left to say


def test_the_agent_falls_silent_when_the_caller_speaks(
    open_with_recording: OpenWithRecording, tmp_path: Path
) -> None:
    # The greeting is longer than the lead-in of the recording, so the first line falls into its middle.
    recording = microphone_of(tmp_path / "caller.wav", ["すみません、東京駅前店をお願いします"], [-2.0], "ja")
    page = open_with_recording("/", recording, WITNESS)
    page.get_by_test_id("call").click()
    expect(page.get_by_test_id("captions")).to_contain_text("東京駅前", timeout=30_000)

    milliseconds_to_silence = yielded_after(levels(page))
    print(f"barge-in → silence in the browser: {milliseconds_to_silence:.0f} ms")
    assert milliseconds_to_silence < LIMIT_MS, captions(page)


def yielded_after(rows: np.ndarray) -> float:
    """Milliseconds from the caller's first sound to the agent's last one before a real pause."""
    at, caller, agent = rows.T
    began = at[np.argmax(caller > SPEAKING)]
    speaking_before = agent[(at > began - 1000) & (at <= began)]
    assert (speaking_before > SPEAKING).any(), "the agent was not speaking when the caller began"
    sounds = at[(agent > SPEAKING) & (at > began)]
    if not sounds.size:
        return 0.0
    breaks = np.flatnonzero(np.diff(sounds) > PAUSE_MS)
    last = sounds[breaks[0]] if breaks.size else sounds[-1]
    return float(last - began)
