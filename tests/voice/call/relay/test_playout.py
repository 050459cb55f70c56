"""What of the agent's audio is under way to a page, and what of it a caller has heard."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.call.relay.intake import LARGEST_FRAME, Intake, Spoken, is_frame
from voice.call.relay.playout import BYTES_PER_MS, Heard, Playout

pytestmark = pytest.mark.unit


def audio(ms: int, value: int = 0) -> bytes:
    return bytes([value]) * (ms * BYTES_PER_MS)


def milliseconds(pieces: list[bytes]) -> int:
    return sum(map(len, pieces)) // BYTES_PER_MS


def speaking(ms: int = 1000, item_id: str = "item_a") -> Playout:
    playout = Playout()
    playout.add(item_id, audio(ms))
    playout.take_ready()
    return playout


def test_what_a_page_can_play_soon_is_sent_at_once_and_the_rest_as_it_plays() -> None:
    playout = Playout(window_ms=400)
    for _ in range(10):
        playout.add("item_a", audio(200))
    assert milliseconds(playout.take_ready()) == 400
    assert playout.take_ready() == []
    playout.note_played(0, 150)
    assert milliseconds(playout.take_ready()) == 200
    playout.note_played(0, 600)
    assert milliseconds(playout.take_ready()) == 400


def test_a_page_that_plays_nothing_does_not_fill_our_memory() -> None:
    playout = Playout(window_ms=100, most_held_ms=500)
    taken = [playout.add("item_a", audio(100)) for _ in range(10)]
    assert taken == [True] * 5 + [False] * 5


def test_an_item_is_cut_where_the_caller_stopped_hearing_it() -> None:
    playout = speaking(1000)
    assert playout.interrupt() == 1
    assert playout.confirm_cut(1, 321.6) == [Heard("item_a", 321)]
    assert not playout.is_sounding


def test_who_speaks_while_the_agent_is_silent_cuts_nothing() -> None:
    assert Playout().interrupt() is None
    playout = speaking(1000)
    playout.note_played(0, 1000)
    assert playout.interrupt() is None


@pytest.mark.parametrize("samples", [1, 12_345, 24_007])
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_who_heard_all_as_a_page_counts_it_has_heard_all(samples: int, rate: int) -> None:
    playout = Playout()
    playout.add("item_a", bytes(2 * samples))
    playout.take_ready()
    playout.note_played(0, math.ceil(samples * rate / 24_000) / rate * 1000)
    assert not playout.is_unplayed
    assert playout.interrupt() is None


def test_an_item_that_was_played_to_its_end_stands() -> None:
    playout = speaking(500, "item_a")
    playout.add("item_b", audio(500))
    playout.add("item_c", audio(500))
    playout.take_ready()
    playout.interrupt()
    assert playout.confirm_cut(1, 700) == [Heard("item_b", 200), Heard("item_c", 0)]


def test_what_still_comes_of_an_item_that_was_cut_is_not_played() -> None:
    playout = speaking(1000, "item_a")
    playout.interrupt()
    assert not playout.add("item_a", audio(20))
    assert playout.add("item_b", audio(20))
    assert milliseconds(playout.take_ready()) == 20


def test_the_next_answer_is_counted_from_the_cut_even_if_the_page_has_not_made_it_yet() -> None:
    playout = speaking(1000, "item_a")
    playout.interrupt()
    playout.add("item_b", audio(1000))
    playout.take_ready()
    playout.note_played(0, 300)  # told before the page heard of the cut
    assert playout.interrupt() == 2
    assert playout.confirm_cut(1, 340) == [Heard("item_a", 340)]
    assert playout.confirm_cut(2, 100) == [Heard("item_b", 100)]
    assert playout.confirm_cut(2, 100) == []


def test_no_page_can_have_heard_more_than_was_sent() -> None:
    playout = Playout(window_ms=200)
    for _ in range(5):
        playout.add("item_a", audio(200))
    playout.take_ready()
    playout.interrupt()
    assert playout.confirm_cut(1, 10_000) == [Heard("item_a", 200)]


def test_a_page_that_left_without_answering_had_heard_what_it_said_last() -> None:
    playout = speaking(1000)
    playout.note_played(0, 250)
    playout.interrupt()
    assert playout.give_up_cuts() == [Heard("item_a", 250)]
    assert playout.give_up_cuts() == []


def test_a_page_that_comes_back_hears_the_rest() -> None:
    playout = Playout(window_ms=400)
    for _ in range(5):
        playout.add("item_a", audio(200))
    playout.take_ready()
    playout.note_played(0, 250)
    assert playout.rewind() == 1
    assert milliseconds(playout.take_ready()) == 550  # what it had not played of 200 to 400, and 400 more
    playout.interrupt()
    assert playout.confirm_cut(2, 100) == [Heard("item_a", 350)]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 300), st.integers(0, 400)), max_size=20))
def test_however_a_page_plays_comes_back_and_is_cut_what_it_heard_adds_up(
    happenings: list[tuple[str, int, int]],
) -> None:
    playout = Playout(window_ms=500)
    whole: dict[str, int] = {}
    for item_id, ms, plays in happenings:
        if playout.add(item_id, audio(ms)):
            whole[item_id] = whole.get(item_id, 0) + ms
        playout.take_ready()
        playout.note_played(playout.stretch.number, playout.stretch.played / BYTES_PER_MS + plays)
        if plays > 300:
            playout.rewind()
    cut = playout.interrupt()
    heard = playout.confirm_cut(cut, playout.ending[cut].played / BYTES_PER_MS) if cut else []
    assert all(0 <= entry.ms < whole[entry.item_id] for entry in heard)


def test_a_frame_is_whole_samples_and_not_too_many() -> None:
    assert is_frame(audio(20))
    assert not is_frame(b"")
    assert not is_frame(b"abc")
    assert not is_frame(bytes(LARGEST_FRAME + 2))


def test_what_waits_for_a_slow_provider_goes_as_one_piece_without_its_oldest() -> None:
    intake = Intake(most_ms=100)
    for number in range(8):
        intake.add(bytes([number]) * 20 * BYTES_PER_MS)
    assert intake.dropped == 3 * 20 * BYTES_PER_MS
    waiting = intake.take()
    assert (len(waiting), waiting[0], waiting[-1]) == (100 * BYTES_PER_MS, 3, 7)
    intake.add(audio(20))
    assert intake.take() == audio(20)


def test_a_turn_is_kept_until_its_words_have_come() -> None:
    spoken = Spoken(onset_ms=100, longest_ms=1000)
    for value in range(10):
        spoken.add(audio(40, value))
    spoken.note({"type": "input_audio_buffer.speech_started", "item_id": "item_u"})
    for value in range(10, 20):
        spoken.add(audio(40, value))
    spoken.note({"type": "response.done"})  # the one that was interrupted
    spoken.note({"type": "input_audio_buffer.speech_stopped", "item_id": "item_u"})
    spoken.add(audio(40, 20))
    kinds = "conversation.item.input_audio_transcription"
    again = Spoken(onset_ms=100, longest_ms=1000)
    again.add(spoken.take())
    assert again.take() == b"".join(audio(40, value) for value in range(7, 21))
    assert spoken.take() == b""
    spoken.note({"type": "input_audio_buffer.speech_stopped", "item_id": "item_u"})
    spoken.note({"type": f"{kinds}.completed", "item_id": "item_u"})
    for value in range(10):
        spoken.add(audio(40, value))
    assert spoken.take() == b"".join(audio(40, value) for value in range(7, 10))


def test_a_turn_without_an_end_does_not_fill_our_memory() -> None:
    spoken = Spoken(onset_ms=100, longest_ms=1000)
    spoken.note({"type": "input_audio_buffer.speech_started", "item_id": "item_u"})
    for value in range(100):
        spoken.add(audio(40, value))
    assert len(spoken.take()) == len(audio(1000))
