"""Models that book without asking book nothing, beside a call and through the relay; an honest one books."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from pytest_django import Settings

from reservations.models import Location, Rate, Reservation, Vehicle
from tests.fakes.realtime import FakeRealtime, Sideband
from tests.voice.call.relay.conftest import Caller, caller
from tests.voice.call.test_recovery import cut
from tests.voice.calls import Call, Page
from voice import sessions
from voice.call import call_record, page_messages, registry, tool_executor
from voice.call.relay.playout import BYTES_PER_MS
from voice.models import Session

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("azure")]

CREATE, CHANGE, CANCEL = "create_reservation", "change_reservation", "cancel_reservation"
REQUEST = {
    "locationId": "ekimae",
    "startDate": "2026-12-12T10:00:00",
    "endDate": "2026-12-12T18:00:00",
    "vehicleType": "コンパクト",
    "customerName": "山田太郎",
}
YES = "はい、お願いします"
Output = dict[str, Any]


@pytest.fixture(autouse=True)
def shop(settings: Settings, transactional_db: None) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    location = Location.objects.create(id="ekimae", name="東京駅前店", name_en="Tokyo Station")
    for number in range(3):
        Vehicle.objects.create(
            id=f"c{number}", location=location, vehicle_class="compact", registration=f"わ {number}"
        )
    prices = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 7000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **prices)


class Model:
    """A model that does what it is told to, honest or not, over a provider's socket.

    An answer with `needsConfirmation` is a success too: `has_done` tells what was done.
    """

    def __init__(self, socket: Sideband, session_id: str, page: Caller | None) -> None:
        """`page`: that of a relayed call, which plays the voice."""
        self.socket, self.session_id, self.page = socket, session_id, page
        self.number = self.cuts = self.played = 0
        self.is_due = False  # we are asked for an answer

    async def read(self, kind: str) -> dict[str, Any]:
        """The next thing of this kind; an answer may be asked for before it."""
        while True:
            event = await asyncio.wait_for(self.socket.inbox.get(), 5)
            self.is_due = self.is_due or event["type"] == "response.create"
            if event["type"] == kind:
                return event
            assert event["type"] == "response.create", event

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}_{self.number}"

    async def make(self, *calls: tuple[str, Output], words: str = "") -> list[Output]:
        """One response that says these words, if any, and makes these calls; what they are answered."""
        response, self.is_due = self.name("resp"), False
        await self.socket.send("response.created", response={"id": response})
        if words:
            await self.voice(response, words)
        for tool, arguments in calls:
            call_id = self.name("call")
            item = {"id": f"item_{call_id}", "type": "function_call", "call_id": call_id, "name": tool}
            item |= {"status": "completed", "arguments": json.dumps(arguments)}
            await self.socket.send("response.output_item.done", response_id=response, item=item)
        await self.end(response)
        return [await self.output() for _call in calls]

    async def output(self) -> Output:
        event = await self.read("conversation.item.create")
        await self.socket.send("conversation.item.added", item=event["item"])
        result: Output = json.loads(event["item"]["output"])
        return result

    async def end(self, response: str) -> None:
        await self.socket.send(
            "response.done", response={"id": response, "status": "completed", "output": []}
        )

    async def voice(self, response: str, words: str) -> None:
        item = f"item_{response}"
        if self.page:
            delta = base64.b64encode(bytes(100 * BYTES_PER_MS)).decode()
            told = {"response_id": response, "item_id": item, "delta": delta}
            await self.socket.send("response.output_audio.delta", **told)
            self.page.audio.clear()
        else:
            await self.socket.send("output_audio_buffer.started", response_id=response)
        told = {"response_id": response, "item_id": item, "transcript": words}
        await self.socket.send("response.output_audio_transcript.done", **told)

    async def begin_to_say(self, words: str) -> str:
        """The answer to what is due: all but its sound is there."""
        if not self.is_due:
            await self.read("response.create")
        response, self.is_due = self.name("resp"), False
        await self.socket.send("response.created", response={"id": response})
        await self.voice(response, words)
        await self.end(response)
        return response

    async def say(self, words: str) -> None:
        """The same, heard to its end."""
        response = await self.begin_to_say(words)
        if self.page:
            await self.page.hears(100 * BYTES_PER_MS)
            self.played += 100
            await self.page.say("played", cut=self.cuts, ms=self.played)
            # What the page says is read before what it sends next.
            await self.page.speak(bytes(20 * BYTES_PER_MS))
            await self.read("input_audio_buffer.append")
        else:
            await self.socket.send("output_audio_buffer.stopped", response_id=response)

    async def interrupt(self, response: str, heard_ms: int = 40) -> None:
        """The caller speaks into it."""
        await self.socket.send("input_audio_buffer.speech_started", item_id=self.name("item_u"))
        if self.page:
            await self.page.until("clear")
            self.cuts, self.played = self.cuts + 1, 0
            await self.page.say("cleared", cut=self.cuts, ms=heard_ms)
            event = await self.read("conversation.item.truncate")
            assert event["item_id"] == f"item_{response}"
        else:
            await self.socket.send("conversation.item.truncated", item_id=f"item_{response}")
            await self.socket.send("output_audio_buffer.cleared", response_id=response)

    async def hear(self, words: str = YES, *, transcribed: bool = True) -> str:
        """A turn of the caller's; the id of its item."""
        item_id = self.name("item_u")
        await self.socket.send("input_audio_buffer.speech_started", item_id=item_id)
        await self.socket.send("input_audio_buffer.speech_stopped", item_id=item_id)
        await self.socket.send("input_audio_buffer.committed", item_id=item_id)
        item = {"id": item_id, "type": "message", "role": "user", "content": [{"type": "input_audio"}]}
        await self.socket.send("conversation.item.added", item=item)
        if transcribed:
            await self.transcribe(item_id, words)
        return item_id

    async def transcribe(self, item_id: str, words: str) -> None:
        kind = "conversation.item.input_audio_transcription.completed"
        await self.socket.send(kind, item_id=item_id, transcript=words)

    async def read_typed(self, words: str) -> None:
        """The caller's typed turn, of who has seen on the page all that was said."""
        await self.settle()
        group = page_messages.holder_group(self.session_id)
        await get_channel_layer().group_send(group, {"type": "text", "text": words})
        event = await self.read("conversation.item.create")
        await self.socket.send("conversation.item.added", item=event["item"])
        await self.read("response.create")

    async def settle(self) -> None:
        """Until all that was sent has been read."""
        line = Page(self.session_id)
        await line.listen()
        kind, item_id = "conversation.item.input_audio_transcription.delta", self.name("item_marker")
        await self.socket.send(kind, item_id=item_id, delta="…")
        while (await line.until("caption"))["itemId"] != item_id:
            pass

    async def ask(self, tool: str = CREATE, **given: Any) -> Output:
        """A first step, whose answer is due now."""
        (asked,) = await self.make((tool, given or REQUEST))
        assert asked["needsConfirmation"], asked
        return asked

    async def book(self, **given: Any) -> Output:
        """As it should be: asked, heard, answered, done."""
        asked = await self.ask(CREATE, **(given or REQUEST))
        await self.say(asked["spoken"])
        await self.hear()
        return await self.confirm(asked, **given)

    async def confirm(self, asked: Output, tool: str = CREATE, **given: Any) -> Output:
        told = {**(given or REQUEST), "confirmationToken": asked["confirmationToken"]}
        (answer,) = await self.make((tool, told))
        return answer


@pytest_asyncio.fixture(params=["beside a call", "through the relay"])
async def model(request: pytest.FixtureRequest, fake: FakeRealtime) -> AsyncIterator[Model]:
    if request.param == "beside a call":
        call = Call(fake)
        yield Model(await call.begin(), call.session.id, None)
        await call.end()
        return
    async with caller() as page:
        grant = await sessions.start(language="ja")
        await page.hello(grant.token)
        socket = await fake.sideband()
        await socket.send("session.created", session={})
        await page.until("ready")
        model = Model(socket, grant.session.id, page)
        await socket.next("response.create")
        await model.make()
        yield model


def has_done(answer: Output) -> bool:
    return bool(answer["success"]) and "needsConfirmation" not in answer


@sync_to_async
def rentals() -> list[tuple[str, str]]:
    return list(Reservation.objects.order_by("created_at").values_list("status", "customer_name"))


@sync_to_async
def row() -> Reservation:
    return Reservation.objects.select_related("location").get()


# --- honest -----------------------------------------------------------------------------------------


async def test_an_honest_model_books_once_and_the_callers_words_are_kept(model: Model) -> None:
    asked = await model.ask()
    assert "6,000円" in asked["spoken"]
    assert await rentals() == [("held", "山田太郎")]
    await model.say(asked["spoken"])
    line = await model.hear()
    done = await model.confirm(asked)
    assert has_done(done)
    booked = await row()
    assert (booked.status, booked.number) == ("confirmed", done["number"])
    (consent,) = booked.consents
    assert (consent["action"], consent["words"], consent["line"]) == ("confirmed", YES, line)
    assert consent["summary"] == asked["spoken"]
    assert datetime.fromisoformat(consent["at"]).isoformat() == "2026-12-01T00:00:00+00:00"


async def test_a_typed_yes_is_one(model: Model) -> None:
    asked = await model.ask()
    await model.begin_to_say(asked["spoken"])
    await model.read_typed("予約してください")
    assert has_done(await model.confirm(asked))
    assert (await row()).consents[0]["words"] == "予約してください"


async def test_words_that_come_after_the_call_are_waited_for(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_executor, "WORDS_SECONDS", 5)
    asked = await model.ask()
    await model.say(asked["spoken"])
    line = await model.hear(transcribed=False)
    response = model.name("resp")
    await model.socket.send("response.created", response={"id": response})
    told = json.dumps({**REQUEST, "confirmationToken": asked["confirmationToken"]})
    item = {"type": "function_call", "call_id": "call_late", "name": CREATE, "arguments": told}
    item |= {"id": "item_late", "status": "completed"}
    await model.socket.send("response.output_item.done", response_id=response, item=item)
    await model.end(response)
    await model.transcribe(line, YES)
    assert has_done(await model.output())
    assert (await row()).consents[0]["words"] == YES


async def test_words_that_never_come_are_not_waited_for(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_executor, "WORDS_SECONDS", 0.01)
    asked = await model.ask()
    await model.say(asked["spoken"])
    line = await model.hear(transcribed=False)
    assert has_done(await model.confirm(asked))
    (consent,) = (await row()).consents
    assert (consent["words"], consent["line"]) == ("", line)


async def test_a_change_and_a_cancellation_are_agreed_to_each(model: Model) -> None:
    booked = await model.book()
    later = {"number": booked["number"], "startDate": "2026-12-12T11:00:00"}
    await model.say(booked["spoken"])
    await model.hear("11時からにしてください")
    asked = await model.ask(CHANGE, **later)
    await model.say(asked["spoken"])
    await model.hear("それでいいです")
    changed = await model.confirm(asked, CHANGE, **later)
    assert changed["period"]["startDate"] == "2026-12-12T11:00:00"
    await model.say(changed["spoken"])
    await model.hear("やっぱり取り消します")
    asked = await model.ask(CANCEL, number=booked["number"])
    await model.say(asked["spoken"])
    await model.hear("取り消してください")
    assert (await model.confirm(asked, CANCEL, number=booked["number"]))["status"] == "cancelled"
    kept = [(each["action"], each["words"]) for each in (await row()).consents]
    assert kept == [("confirmed", YES), ("changed", "それでいいです"), ("cancelled", "取り消してください")]


# --- dishonest --------------------------------------------------------------------------------------


async def test_booking_without_asking_books_nothing(model: Model) -> None:
    asked = await model.ask()
    refused = await model.confirm(asked)
    assert refused["needsConfirmation"]
    assert "confirmationToken" in refused["notDone"]
    assert await rentals() == [("held", "山田太郎")]


async def test_nor_with_a_token_made_up(model: Model) -> None:
    await model.hear("予約したいのですが")
    (answer,) = await model.make((CREATE, {**REQUEST, "confirmationToken": "0a1b2c3d"}))
    assert answer["needsConfirmation"]
    assert await rentals() == [("held", "山田太郎")]


async def test_nor_with_two_calls_in_one_response(model: Model) -> None:
    asked = await model.ask()
    await model.say(asked["spoken"])
    told = {**REQUEST, "confirmationToken": asked["confirmationToken"]}
    answers = await model.make((CREATE, told), (CREATE, told))
    assert all(answer["needsConfirmation"] for answer in answers)
    assert await rentals() == [("held", "山田太郎")]


async def test_two_calls_with_one_yes_book_once(model: Model) -> None:
    asked = await model.ask()
    await model.say(asked["spoken"])
    await model.hear()
    told = {**REQUEST, "confirmationToken": asked["confirmationToken"]}
    await model.make((CREATE, told), (CREATE, told))
    assert [status for status, _name in await rentals()] == ["confirmed"]


async def test_after_its_own_words_alone_nothing_is_booked(model: Model) -> None:
    asked = await model.ask()
    await model.say(asked["spoken"])
    assert (await model.confirm(asked))["needsConfirmation"]
    assert await rentals() == [("held", "山田太郎")]


async def test_nor_in_the_same_breath(model: Model) -> None:
    asked = await model.ask()
    await model.read("response.create")
    told = {**REQUEST, "confirmationToken": asked["confirmationToken"]}
    (answer,) = await model.make((CREATE, told), words=asked["spoken"])
    assert answer["needsConfirmation"]


async def test_nor_after_a_summary_that_the_caller_cut_short(model: Model) -> None:
    asked = await model.ask()
    response = await model.begin_to_say(asked["spoken"])
    if model.page:
        await model.page.hears(100 * BYTES_PER_MS)
    await model.interrupt(response)
    await model.hear("ちょっと待って")
    refused = await model.confirm(asked)
    assert refused["needsConfirmation"]
    await model.say(refused["spoken"])
    await model.hear()
    assert has_done(await model.confirm(refused))


async def test_nor_when_nobody_said_a_word(model: Model) -> None:
    asked = await model.ask()
    await model.say(asked["spoken"])
    await model.hear("")
    assert (await model.confirm(asked))["needsConfirmation"]


@pytest.mark.parametrize(
    "other",
    [{"customerName": "佐藤花子"}, {"startDate": "2026-12-12T11:00:00"}, {"vehicleType": "ミニバン"}],
)
async def test_what_was_not_in_the_summary_is_not_booked(model: Model, other: dict[str, str]) -> None:
    asked = await model.ask()
    await model.say(asked["spoken"])
    await model.hear()
    answer = await model.confirm(asked, **{**REQUEST, **other})
    assert not has_done(answer)
    assert await rentals() == [("held", "山田太郎")]


async def test_a_yes_to_a_later_summary_books_not_the_earlier_one(model: Model) -> None:
    first = await model.ask()
    await model.say(first["spoken"])
    await model.hear("やっぱり13日で")
    other = {**REQUEST, "startDate": "2026-12-13T10:00:00", "endDate": "2026-12-13T18:00:00"}
    second = await model.ask(CREATE, **other)
    await model.say(second["spoken"])
    await model.hear()
    assert (await model.confirm(first))["needsConfirmation"]
    assert {status for status, _name in await rentals()} == {"held"}


async def test_a_token_used_twice_books_once_and_is_answered_as_before(model: Model) -> None:
    asked = await model.ask()
    await model.say(asked["spoken"])
    await model.hear()
    done = await model.confirm(asked)
    await model.say(done["spoken"])
    await model.hear("ありがとう")
    assert await model.confirm(asked) == done
    assert [status for status, _name in await rentals()] == ["confirmed"]
    assert len((await row()).consents) == 1


async def test_another_sessions_token_is_none(model: Model, fake: FakeRealtime) -> None:
    call = Call(fake)
    another = Model(await call.begin(), call.session.id, None)
    stolen = await another.ask()
    asked = await model.ask(CREATE, **{**REQUEST, "customerName": "佐藤花子"})
    await model.say(asked["spoken"])
    await model.hear()
    assert (await model.confirm(stolen))["needsConfirmation"]
    assert "confirmed" not in {status for status, _name in await rentals()}
    await call.end()


@pytest.mark.parametrize("tool", [CHANGE, CANCEL])
async def test_a_change_and_a_cancellation_without_a_yes_are_not_made(model: Model, tool: str) -> None:
    booked = await model.book()
    await model.say(booked["spoken"])
    await model.hear("ありがとう")
    given = {"number": booked["number"], **({"startDate": "2026-12-12T11:00:00"} if tool == CHANGE else {})}
    asked = await model.ask(tool, **given)
    assert (await model.confirm(asked, tool, **given))["needsConfirmation"]
    kept = await row()
    assert (kept.status, kept.pickup_local.hour, len(kept.consents)) == ("confirmed", 10, 1)


# --- connections ------------------------------------------------------------------------------------


async def test_a_connection_that_is_renewed_keeps_what_was_heard(call: Call) -> None:
    model = Model(await call.begin(), call.session.id, None)
    asked = await model.ask()
    await model.say(asked["spoken"])
    model.socket = await cut(call)
    await model.socket.recalls(None)
    await model.socket.next("conversation.item.delete")
    await model.hear()
    assert has_done(await model.confirm(asked))
    await call.end()


@pytest.mark.parametrize("was_said", [True, False])
async def test_a_process_that_takes_the_call_up_has_the_summary_said_again(
    call: Call, fake: FakeRealtime, was_said: bool
) -> None:
    model = Model(await call.begin(), call.session.id, None)
    asked = await model.ask()
    if was_said:
        await model.say(asked["spoken"])
    await model.settle()
    call.task.cancel()
    await asyncio.wait([call.task])
    session = await Session.objects.aget(pk=call.session.id)
    recorded = await sync_to_async(call_record.load)(session)
    call.task = registry.attend_sideband(session, recorded=recorded)
    model.socket = call.socket = await fake.sideband()
    await model.socket.send("session.created", session={})
    await model.socket.recalls(None)
    await model.read("conversation.item.delete")
    if was_said:
        await model.hear()
        asked = await model.confirm(asked)
        assert asked["needsConfirmation"]
    else:
        assert (await model.output())["confirmationToken"] == asked["confirmationToken"]
    await model.say(asked["spoken"])
    await model.hear()
    assert has_done(await model.confirm(asked))
    await call.end()
