"""A caller talks on over the engine's time limit, and notices nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.e2e.conversation import (
    AGENT_CAPTION,
    WITNESS,
    agent_captions,
    await_callers_turn,
    captions,
    complaints,
    practise,
    say_and_read,
    say_line,
)

LASTS = 30  # seconds; the page is asked for another connection 7.5 seconds before
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.long,
    pytest.mark.product_with(ENGINE_SESSION_SECONDS=str(LASTS)),
]

PEERS = """
window.peers = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...rest) {
    super(...rest);
    window.peers.push(this);
  }
};
// The page's policy forbids evaluating code from strings, so the waiting is done here.
window.renewed = () =>
  new Promise((resolve) => {
    const watch = setInterval(() => {
      if (peers.length < 2 || peers[0].connectionState !== "closed") return;
      clearInterval(watch);
      resolve(true);
    }, 50);
  });
"""


@pytest.mark.sound
def test_a_call_goes_on_over_the_time_limit_and_knows_what_was_said(open_page: Open) -> None:
    # Heard alike however the packets are cut: 「朝9時」 of this voice is 「朝口」 in every other one.
    where, when = "すみません、東京駅前店をお願いします", "来週の土曜日の10時から18時までです"
    for line in (where, when):  # not while the call lasts: the next limit would cut what is then said
        practise(line, "ja")
    page = open_page("/", script=WITNESS + PEERS)
    page.get_by_test_id("call").click()
    await_callers_turn(page)
    say_line(page, where, "ja")
    expect(page.get_by_test_id("captions")).to_contain_text("東京駅前")
    page.evaluate("renewed()")
    say_line(page, when, "ja")
    expect(page.get_by_test_id("captions")).to_contain_text("土曜日")
    said = captions(page)
    print(said)
    states = page.evaluate("peers.map((peer) => peer.connectionState)")
    # The limit may be met more than once while a sentence is said, and the next connection be in the making.
    assert "connected" in states, states
    assert set(states[: states.index("connected")]) == {"closed"}, states
    assert page.evaluate("document.body.dataset.state") in {"listening", "thinking", "speaking", "checking"}
    assert sum("お電話ありがとうございます" in words for words in agent_captions(page)) == 1, said
    assert "店舗" not in said[-1], said  # it knows the shop that was named before
    assert complaints(page) == []


def test_where_the_page_runs_the_tools_the_limit_ends_a_call_but_not_the_conversation(
    open_page: Open,
) -> None:
    page = open_page("/?tools=browser", script=WITNESS)
    say_and_read(page, "新宿店で12月14日の10時から18時まで、SUVをお願いします", "お名前")
    before = page.locator(AGENT_CAPTION).count()
    page.locator(AGENT_CAPTION).nth(before).wait_for(timeout=1000 * (LASTS + 40))
    assert "お名前" in agent_captions(page)[before], captions(page)  # asked again
    say_and_read(page, "田中一郎です", "よろしいでしょうか")
    said = captions(page)
    assert "新宿" in said[-1], said
    assert sum("お電話ありがとうございます" in words for words in said) == 1, said
    assert complaints(page) == []
