"""A write has the caller's consent only if they answered its summary: which order of events says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from voice.call.consent import Agreement, ConsentLedger

pytestmark = pytest.mark.unit

NOON = datetime(2026, 12, 1, 3, tzinfo=UTC)
BOOK, CANCEL = "create_reservation", "cancel_reservation"
SUMMARY = "東京駅前店、12月12日、6,000円です。よろしいですか。"


class Call:
    """A call's events, as a provider that plays the voice itself would tell them (`plays`), or does not."""

    def __init__(self, *, plays: bool = True, page_plays: bool = False) -> None:
        self.ledger = ConsentLedger(page_plays=page_plays)
        self.plays = plays
        self.at = NOON
        self.number = 0

    def tell(self, kind: str, **fields: Any) -> None:
        self.at += timedelta(seconds=1)
        self.ledger.receive({"type": kind, **fields}, self.at)

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}_{self.number}"

    def begin(self) -> str:
        response = self.name("resp")
        self.tell("response.created", response={"id": response})
        return response

    def call(self, response: str) -> str:
        call_id = self.name("call")
        item = {"type": "function_call", "call_id": call_id, "status": "completed"}
        self.tell("response.output_item.done", response_id=response, item=item)
        return call_id

    def end(self, response: str, status: str = "completed") -> None:
        self.tell("response.done", response={"id": response, "status": status})

    def ask(self, token: str = "0a1b2c3d", name: str = BOOK, *, response: str = "") -> str:
        """A first step; the id of its call."""
        made_by = response or self.begin()
        call_id = self.call(made_by)
        if not response:
            self.end(made_by)
        self.ledger.ask(call_id, name, {"needsConfirmation": True, "confirmationToken": token})
        return call_id

    def show(self, call_id: str) -> None:
        self.tell("conversation.item.added", item={"type": "function_call_output", "call_id": call_id})

    def start_to_say(self, words: str = SUMMARY) -> tuple[str, str]:
        response, item = self.begin(), self.name("item")
        if self.plays:
            self.tell("output_audio_buffer.started", response_id=response)
        said = {"response_id": response, "item_id": item}
        self.tell("response.output_audio_transcript.done", **said, transcript=words)
        return response, item

    def say(self, words: str = SUMMARY) -> str:
        response, item = self.start_to_say(words)
        self.end(response)
        if self.plays:
            self.tell("output_audio_buffer.stopped", response_id=response)
        return item

    def answer(self, words: str | None = "はい、お願いします") -> None:
        item_id = self.name("item")
        self.tell("input_audio_buffer.committed", item_id=item_id)
        content = [{"type": "input_audio"}]
        item = {"id": item_id, "type": "message", "role": "user", "content": content}
        self.tell("conversation.item.added", item=item)
        if words is not None:
            kind = "conversation.item.input_audio_transcription.completed"
            self.tell(kind, item_id=item_id, transcript=words)

    def type_words(self, words: str = "はい", item_id: str = "") -> None:
        item_id = item_id or self.name("item_typed")
        content = [{"type": "input_text", "text": words}]
        item = {"id": item_id, "type": "message", "role": "user", "content": content}
        self.tell("conversation.item.added", item=item)

    def confirm(self, token: str = "0a1b2c3d", name: str = BOOK, *, response: str = "") -> Agreement | None:
        made_by = response or self.begin()
        call_id = self.call(made_by)
        return self.ledger.take(call_id, name, {"confirmationToken": token})


@pytest.fixture(params=["the provider tells what is played", "it does not"])
def call(request: pytest.FixtureRequest) -> Call:
    return Call(plays=request.param == "the provider tells what is played")


def asked(call: Call, token: str = "0a1b2c3d", name: str = BOOK) -> None:
    """Its summary is in the conversation."""
    call.show(call.ask(token, name))


def test_a_turn_after_the_summary_is_consent_with_its_words_and_its_moment(call: Call) -> None:
    asked(call)
    call.say()
    call.answer()
    agreement = call.confirm(" 0A1B2C3D ")
    assert agreement is not None
    assert (agreement.turn.words, agreement.said) == ("はい、お願いします", SUMMARY)
    assert NOON < agreement.turn.at < call.at


def test_typed_words_are_a_turn_as_soon_as_the_summary_is_written(call: Call) -> None:
    asked(call)
    response, _item = call.start_to_say()
    call.end(response)  # it may be played for some seconds still
    call.type_words()
    agreement = call.confirm()
    assert agreement is not None
    assert agreement.turn.words == "はい"


def test_a_question_between_does_not_take_the_summary_away(call: Call) -> None:
    asked(call)
    call.say()
    call.answer("保険はいくらですか")
    call.say("1日1,100円です。")
    call.answer("では予約してください")
    agreement = call.confirm()
    assert agreement is not None
    assert (agreement.turn.words, agreement.said) == ("では予約してください", SUMMARY)


# --- what is no consent -----------------------------------------------------------------------------


def test_nothing_was_asked(call: Call) -> None:
    call.say()
    call.answer()
    assert call.confirm() is None


def test_nobody_has_answered(call: Call) -> None:
    asked(call)
    call.say()
    assert call.confirm() is None


def test_the_call_is_made_in_the_breath_that_says_the_summary(call: Call) -> None:
    asked(call)
    response, _item = call.start_to_say()
    assert call.confirm(response=response) is None
    call.answer()
    call.end(response)
    assert call.confirm(response=response) is None


def test_the_answer_came_before_the_summary(call: Call) -> None:
    call.answer()
    asked(call)
    call.answer()  # while nothing was said yet
    call.say()
    assert call.confirm() is None


def test_the_answer_came_while_the_summary_was_said(call: Call) -> None:
    asked(call)
    response, _item = call.start_to_say()
    call.answer()
    call.type_words()
    call.end(response)
    call.tell("output_audio_buffer.stopped", response_id=response)
    assert call.confirm() is None


def test_words_typed_before_the_summary_and_told_of_after_it(call: Call) -> None:
    asked(call)
    call.ledger.note_sent("item_typed_9")
    call.say()
    call.type_words(item_id="item_typed_9")
    assert call.confirm() is None


def test_the_model_decided_before_the_answer_was_there(call: Call) -> None:
    asked(call)
    call.say()
    response = call.begin()
    call.answer()
    assert call.confirm(response=response) is None


def test_the_response_began_before_the_summary_was_there(call: Call) -> None:
    call_id = call.ask()
    response, _item = call.start_to_say("少々お待ちください")
    call.show(call_id)
    call.end(response)
    call.tell("output_audio_buffer.stopped", response_id=response)
    call.answer()
    assert call.confirm() is None


def test_it_was_not_made_to_its_end(call: Call) -> None:
    asked(call)
    response, _item = call.start_to_say()
    call.end(response, "cancelled")
    call.answer()
    call.type_words()
    assert call.confirm() is None


def test_it_was_cut_short_by_the_caller(call: Call) -> None:
    asked(call)
    response, item = call.start_to_say()
    call.end(response)
    call.tell("input_audio_buffer.speech_started", item_id="item_u")
    call.tell("conversation.item.truncated", item_id=item)
    call.tell("output_audio_buffer.cleared", response_id=response)
    call.answer()
    assert call.confirm() is None
    call.say()  # once more, and to its end
    call.answer()
    assert call.confirm() is not None


def test_what_was_said_was_beside_another_call(call: Call) -> None:
    asked(call)
    response, _item = call.start_to_say("少々お待ちください")
    call.call(response)
    call.end(response)
    call.tell("output_audio_buffer.stopped", response_id=response)
    call.answer()
    assert call.confirm() is None


def test_nothing_was_said(call: Call) -> None:
    asked(call)
    call.end(call.begin())
    call.answer()
    assert call.confirm() is None


def test_noise_and_a_time_out_are_no_answer(call: Call) -> None:
    asked(call)
    call.say()
    call.answer(" ")
    call.tell("input_audio_buffer.timeout_triggered", item_id="item_silence")
    call.tell("input_audio_buffer.committed", item_id="item_silence")
    assert call.confirm() is None
    call.answer("はい")
    assert call.confirm() is not None


def test_out_of_band_nobody_hears_a_word(call: Call) -> None:
    asked(call)
    call.tell("response.created", response={"id": "resp_beside", "conversation_id": None})
    said = {"response_id": "resp_beside", "item_id": "item_beside"}
    call.tell("response.output_audio_transcript.done", **said, transcript=SUMMARY)
    call.end("resp_beside")
    call.answer()
    assert call.confirm() is None


# --- tokens -----------------------------------------------------------------------------------------


def test_a_token_counts_once(call: Call) -> None:
    asked(call)
    call.say()
    call.answer()
    first = call.confirm()
    assert first is not None
    assert call.confirm() is None
    call.ledger.settle(first, "call_x", BOOK, {"confirmationToken": "0a1b2c3d"}, done=True)
    call.answer()
    assert call.confirm() is None
    assert call.ledger.find_done(BOOK, {"confirmationToken": "0a1b2c3d"}) == "call_x"
    assert call.ledger.find_done(BOOK, {"confirmationToken": "0a1b2c3d", "vehicleType": "suv"}) is None


def test_what_failed_may_be_tried_again(call: Call) -> None:
    asked(call)
    call.say()
    call.answer()
    first = call.confirm()
    assert first is not None
    call.ledger.settle(first, "call_x", BOOK, {}, done=False)
    assert call.confirm() is not None


def test_it_is_for_its_own_tool_alone(call: Call) -> None:
    asked(call)
    call.say()
    call.answer()
    assert call.confirm(name=CANCEL) is None


def test_a_later_summary_takes_the_place_of_the_earlier_one(call: Call) -> None:
    asked(call, "0000000a")
    call.say()
    call.answer("やっぱり11時で")
    asked(call, "0000000b")
    call.say()
    call.answer()
    assert call.confirm("0000000a") is None
    assert call.confirm("0000000b") is not None


def test_the_same_summary_asked_again_is_to_be_said_again(call: Call) -> None:
    asked(call)
    call.say()
    call.answer()
    asked(call)
    assert call.confirm() is None


def test_two_summaries_that_were_asked_together_stand_together(call: Call) -> None:
    response = call.begin()
    calls = [call.ask(token, response=response) for token in ("0000000a", "0000000b")]
    call.end(response)
    for call_id in calls:
        call.show(call_id)
    call.say()
    call.answer()
    assert call.confirm("0000000a") is not None
    assert call.confirm("0000000b") is not None


# --- connections ------------------------------------------------------------------------------------


def test_what_was_heard_before_a_gap_stays_heard(call: Call) -> None:
    asked(call)
    call.say()
    call.ledger.enter_gap(None)
    call.ledger.leave_gap()
    call.answer()
    assert call.confirm() is not None


def test_what_was_said_in_a_gap_is_not_known_to_be_heard(call: Call) -> None:
    asked(call)
    response, _item = call.start_to_say()
    call.ledger.enter_gap(None)
    call.end(response)
    call.ledger.leave_gap()
    call.answer()
    assert call.confirm() is None


def test_what_goes_on_after_a_gap_is_heard_to_its_end(call: Call) -> None:
    asked(call)
    response, _item = call.start_to_say()
    call.ledger.enter_gap(response)
    call.ledger.leave_gap()
    call.end(response)
    call.tell("output_audio_buffer.stopped", response_id=response)
    call.answer()
    assert call.confirm() is not None


def test_another_call_goes_on_with_what_was_heard(call: Call) -> None:
    call_id = call.ask()
    call.show(call_id)
    call.say()
    call.ledger.go_over(lost=False)
    call.show(call_id)  # it is told what was said and done
    call.answer()
    assert call.confirm() is not None


def test_after_a_loss_the_last_words_must_be_said_again(call: Call) -> None:
    asked(call)
    call.say()
    call.ledger.go_over(lost=True)
    call.answer()
    assert call.confirm() is None
    call.say()
    call.answer()
    assert call.confirm() is not None


def test_after_a_loss_what_was_answered_already_stands(call: Call) -> None:
    asked(call)
    call.say()
    call.answer()
    call.ledger.go_over(lost=True)
    assert call.confirm() is not None


def list_told(*tokens: str) -> list[dict[str, Any]]:
    """The items of a call whose process died after it asked for each of these, in this order."""
    items: list[dict[str, Any]] = []
    for token in tokens:
        output = json.dumps({"needsConfirmation": True, "confirmationToken": token})
        items.append({"type": "function_call", "call_id": f"old_{token}", "name": BOOK, "arguments": "{}"})
        items.append({"type": "function_call_output", "call_id": f"old_{token}", "output": output})
    return items


def test_what_another_process_asked_last_is_said_again_and_may_be_answered(call: Call) -> None:
    told = list_told("aaaa0000", "bbbb0000")
    call.ledger.learn_told(told)
    for item in told:
        call.tell("conversation.item.added", item=item)
    call.answer()  # to nothing that this process has heard
    assert call.confirm("bbbb0000") is None
    call.say()
    call.answer()
    assert call.confirm("aaaa0000") is None
    assert call.confirm("bbbb0000") is not None


def test_a_ledger_that_heard_the_call_keeps_what_it_knows(call: Call) -> None:
    asked(call)
    call.say()
    call.ledger.learn_told(list_told("aaaa0000"))
    call.answer()
    assert call.confirm() is not None


@pytest.mark.parametrize("page_plays", [False, True])
def test_sound_goes_on_in_another_call_only_where_the_page_plays_it(page_plays: bool) -> None:
    call = Call(page_plays=page_plays)
    asked(call)
    response, _item = call.start_to_say()
    call.end(response)
    call.ledger.go_over(lost=False)
    call.say("ほかに")  # of the next call
    call.answer()
    agreement = call.confirm()
    assert agreement is not None
    assert (agreement.said == SUMMARY) is page_plays


def test_a_short_answer_may_begin_to_sound_after_it_was_made() -> None:
    call = Call()
    asked(call)
    response, item = call.begin(), "item_short"
    call.tell("response.output_audio_transcript.done", response_id=response, item_id=item, transcript="はい?")
    call.end(response)
    call.tell("output_audio_buffer.started", response_id=response)
    call.answer()
    assert call.confirm() is None
    call.tell("output_audio_buffer.stopped", response_id=response)
    call.answer()
    assert call.confirm() is not None


def test_the_end_of_one_answers_sound_is_not_that_of_the_next() -> None:
    call = Call()
    asked(call)
    first, _item = call.start_to_say("では、")
    call.end(first, "cancelled")
    second = call.begin()
    said = {"response_id": second, "item_id": "item_second"}
    call.tell("response.output_audio_transcript.done", **said, transcript=SUMMARY)
    call.end(second)
    call.tell("output_audio_buffer.stopped", response_id=first)
    call.answer()
    assert call.confirm() is None
    call.tell("output_audio_buffer.started", response_id=second)
    call.tell("output_audio_buffer.stopped", response_id=second)
    call.answer()
    assert call.confirm() is not None
