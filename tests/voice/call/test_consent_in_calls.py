"""Models that book without asking book nothing, beside a call and through the relay; an honest one books."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from pytest_django import Settings

from reservations.models import Location, Rate, Reservation, Vehicle
from tests.fakes.realtime import FakeRealtime
from tests.voice.call.relay.conftest import caller
from tests.voice.call.scripted_model import CANCEL, CHANGE, CREATE, REQUEST, YES, Model, has_done
from tests.voice.call.test_recovery import cut
from tests.voice.calls import Call
from voice import sessions
from voice.call import call_record, registry, tool_executor
from voice.call.relay.playout import BYTES_PER_MS
from voice.models import Session

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]


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


@pytest.mark.parametrize(("mode", "steps"), [("server", [2]), ("browser", [1, 2])])
async def test_a_model_is_told_of_the_steps_that_its_tools_take(
    fake: FakeRealtime, mode: str, steps: list[int]
) -> None:
    """One whose page ran the tools has them run here, when it comes to the relay: by a key for these."""
    grant = await sessions.start(language="ja", tool_mode=mode)
    async with caller() as page:
        await page.hello(grant.token)
        socket = await fake.sideband()
        await socket.send("session.created", session={})
        await page.until("ready")
        declared = [posted.json["session"]["tools"] for posted in fake.posted_to("/client_secrets")]
        taken = [
            [
                "confirmationToken" in tool["parameters"]["properties"]
                for tool in tools
                if tool["name"] == CREATE
            ]
            for tools in declared
        ]
        assert taken == [[step == 2] for step in steps]
        assert socket.headers["authorization"] == f"Bearer ek_{len(steps)}"
