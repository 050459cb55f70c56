"""Where WebRTC is blocked a caller talks by way of our server, and need not know."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open, unhurried
from tests.e2e.conversation import (
    AGENT_CAPTION,
    WITNESS,
    await_callers_turn,
    captions,
    complaints,
    levels,
    practise,
    say,
)
from tests.e2e.test_booking import ENGLISH, assert_booked_by_talking
from tests.e2e.test_interruption import PAUSE_MS, SPEAKING
from tests.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.sound, unhurried]

RELAY_WITNESS = WITNESS + (Path(__file__).parent / "relay_witness.js").read_text(encoding="utf-8")
LIMIT_MS = 1500  # `make bench` measures; here: the agent yields, with seconds left to say
# Offers go out and answers come back, but no packet ever arrives.
BLOCKED = """
RTCPeerConnection.prototype.setRemoteDescription = async () => {};
"""


def test_a_caller_whose_network_blocks_webrtc_books_by_talking_all_the_same(
    open_page: Open, product: Product
) -> None:
    """In English; who types over the relay books in test_each_provider.py."""
    before = product.booked_by_agent()
    page = open_page(ENGLISH.path, script=RELAY_WITNESS + BLOCKED)
    page.get_by_test_id("call").click()
    expect(page.get_by_test_id("captions")).to_contain_text("through our server", timeout=20_000)
    await_callers_turn(page)
    expect(page.locator(AGENT_CAPTION)).to_have_count(1)  # greeted once, though called twice
    assert_booked_by_talking(page, product, ENGLISH, before)


def test_the_agent_falls_silent_over_the_relay_when_the_caller_speaks(open_page: Open) -> None:
    line = "すみません、東京駅前店をお願いします"
    practise(line, "ja")
    page = open_page("/?transport=relay", script=RELAY_WITNESS)
    page.get_by_test_id("call").click()
    expect(page.locator("body")).to_have_attribute("data-state", "speaking", timeout=20_000)
    expect(page.get_by_test_id("captions")).to_contain_text("サーバー経由")
    say(page, line, "ja")
    expect(page.get_by_test_id("captions")).to_contain_text("東京駅前", timeout=60_000)
    expect(page.locator(AGENT_CAPTION).first).to_contain_text("…", timeout=10_000)  # told as cut short
    milliseconds = milliseconds_to_silence(levels(page))
    print(f"barge-in → silence in the browser, by the relay: {milliseconds:.0f} ms")
    assert milliseconds < LIMIT_MS, captions(page)
    assert complaints(page) == []


def milliseconds_to_silence(rows: np.ndarray) -> float:
    """From the caller's first sound to the agent's last one before a real pause; 0 if it was silent."""
    at, caller, agent = rows.T
    began = at[np.argmax(caller > SPEAKING)]
    sounds = np.array([began, *at[(agent > SPEAKING) & (at > began)]])
    return float(sounds[np.argmax(np.diff(sounds, append=np.inf) > PAUSE_MS)] - began)
