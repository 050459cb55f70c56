"""A session has one live call, in every mode: whatever begins another one, those before it are hung up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.test import AsyncClient
from pytest_django import Settings

from tests.fakes.realtime import FakeRealtime, Sideband
from tests.voice.calls import Call, let_go
from voice import sessions
from voice.call import handover, registry
from voice.call.relay import page
from voice.errors import SessionEnded, TooManyCalls
from voice.models import Session

pytestmark = [
    pytest.mark.db,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure", "uncollected_static_files"),
]

OFFER = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n"
MANY = 30


@pytest.fixture(params=["azure", "openai"])
def provider(request: pytest.FixtureRequest, fake: FakeRealtime, settings: Settings) -> None:
    settings.VOICE_PROVIDER = request.param
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-1", fake.endpoint


@pytest.fixture
def unlimited(settings: Settings) -> None:
    settings.CALLS_PER_MINUTE = settings.RENEWALS_PER_HOUR = 1000


async def granted(mode: str = "server") -> Session:
    return (await sessions.start(language="ja", tool_mode=mode)).session


async def post(session: Session, path: str) -> Any:
    headers = {"X-Session-Token": sessions.issue_token(session.id, "ja")}
    return await AsyncClient().post(
        f"/api/realtime/{path}", OFFER, content_type="application/sdp", headers=headers
    )


def hung_up(fake: FakeRealtime) -> set[str]:
    return {posted.path.split("/")[-2] for posted in fake.posted_to("/hangup")}


def begun(fake: FakeRealtime) -> set[str]:
    return {f"rtc_{number + 1}" for number in range(len(fake.posted_to("/calls")))}


async def let_go_of(session: Session) -> None:
    if holding := registry.list_held().get(session.id):
        holding.cancel()
        await let_go(session.id)


@pytest.mark.usefixtures("provider", "unlimited")
@pytest.mark.parametrize("mode", ["server", "browser"])
async def test_many_offers_at_once_end_in_one_call(fake: FakeRealtime, mode: str) -> None:
    session = await granted(mode)
    answers = await asyncio.gather(*(post(session, "calls") for _ in range(MANY)))
    assert {answer.status_code for answer in answers} == {201}
    row = await Session.objects.aget(pk=session.id)
    assert len(begun(fake)) == MANY
    assert begun(fake) - hung_up(fake) == {row.call_id}
    await let_go_of(session)


@pytest.mark.usefixtures("unlimited")
async def test_the_call_that_the_row_names_is_the_one_that_is_held(fake: FakeRealtime) -> None:
    session = await granted()
    await asyncio.gather(*(post(session, "calls") for _ in range(10)))
    row = await Session.objects.aget(pk=session.id)
    async with asyncio.timeout(5):
        while (await fake.sideband()).path.rpartition("call_id=")[2] != row.call_id:
            pass  # one that was held for a moment
    await let_go_of(session)


@pytest.mark.usefixtures("provider")
async def test_few_of_many_offers_reach_the_provider(fake: FakeRealtime, settings: Settings) -> None:
    settings.CALLS_PER_MINUTE = 4
    session = await granted("browser")
    answers = [await post(session, "calls") for _ in range(20)]
    assert [answer.status_code for answer in answers].count(201) == 4
    problem = json.loads(answers[-1].content)
    assert (problem["code"], problem["status"]) == ("too_many_calls", 429)
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert problem["spoken"]
    assert len(begun(fake)) == 4
    assert len(begun(fake) - hung_up(fake)) == 1
    assert (await post(await granted("browser"), "calls")).status_code == 201  # another caller's


@pytest.mark.usefixtures("provider", "unlimited")
async def test_many_renewals_by_a_page_leave_one_call(fake: FakeRealtime) -> None:
    session = await granted("browser")
    assert (await post(session, "calls")).status_code == 201
    answers = await asyncio.gather(*(post(session, "renewal?lost=true") for _ in range(MANY)))
    assert {answer.status_code for answer in answers} == {201}
    assert len(begun(fake)) == MANY + 1
    assert len(begun(fake) - hung_up(fake)) == 1
    await post(session, "hangup")
    assert begun(fake) == hung_up(fake)


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("lost", [False, True])
async def test_renewals_that_nobody_goes_over_to_are_hung_up(
    fake: FakeRealtime, call: Call, lost: bool
) -> None:
    await call.begin()
    for _ in range(10):
        await handover.answer_renewal(await Session.objects.aget(pk=call.session.id), OFFER, lost=lost)
    assert begun(fake) - hung_up(fake) <= {"rtc_1", "rtc_11"}
    ended = await call.end_by_hand()
    assert ended.end_reason == "hung_up"
    assert begun(fake) == hung_up(fake)


async def test_the_last_of_several_renewals_is_gone_over_to(fake: FakeRealtime, call: Call) -> None:
    await call.begin()
    for _ in range(3):
        await handover.answer_renewal(await Session.objects.aget(pk=call.session.id), OFFER, lost=True)
    socket = await last_socket(fake, "rtc_4")
    await socket.send("session.created", session={"id": "sess_4"})
    await call.page.until("renewed")
    row = await Session.objects.aget(pk=call.session.id)
    assert (row.call_id, row.offered_call_id) == ("rtc_4", "")
    call.socket = socket
    await call.end_by_hand()
    assert begun(fake) == hung_up(fake)


async def last_socket(fake: FakeRealtime, call_id: str) -> Sideband:
    while True:
        socket = await fake.sideband()
        if socket.path.endswith(f"call_id={call_id}"):
            return socket


async def test_renewals_are_limited_by_the_hour(fake: FakeRealtime, call: Call, settings: Settings) -> None:
    settings.RENEWALS_PER_HOUR = 2
    session = await granted("browser")
    await sessions.answer(session, OFFER)
    for _ in range(2):
        await handover.answer_renewal(session, OFFER, lost=True)
    with pytest.raises(TooManyCalls):
        await handover.answer_renewal(session, OFFER, lost=True)
    assert len(begun(fake)) == 3


async def test_an_offer_that_is_answered_after_the_end_is_hung_up(fake: FakeRealtime) -> None:
    session = await granted("browser")
    stale = await Session.objects.aget(pk=session.id)
    await sessions.hang_up(session)
    with pytest.raises(SessionEnded):
        await sessions.answer(stale, OFFER)
    assert begun(fake) == hung_up(fake) == {"rtc_1"}


async def test_an_offer_for_a_return_that_ends_meanwhile_is_hung_up(fake: FakeRealtime) -> None:
    session = await granted("browser")
    await sessions.answer(session, OFFER)
    stale = await Session.objects.aget(pk=session.id)
    await sessions.hang_up(session)
    with pytest.raises(SessionEnded):
        await handover.answer_renewal(stale, OFFER, lost=True)
    assert begun(fake) == hung_up(fake)


async def test_a_relayed_call_takes_the_place_of_the_one_before(fake: FakeRealtime) -> None:
    session = await granted()
    await post(session, "calls")
    stale = [await Session.objects.aget(pk=session.id) for _ in range(5)]
    calls = await asyncio.gather(*(page.open_call(each) for each in stale))
    assert len({id(call) for call in calls}) == 1
    assert begun(fake) == hung_up(fake)
    socket = await relayed_socket(fake)
    assert socket.path.endswith("model=gpt-realtime")
    await sync_to_async(Session.objects.get)(pk=session.id, call_id="", status="active")
    await let_go_of(session)
    assert fake.attached.empty()


async def relayed_socket(fake: FakeRealtime) -> Sideband:
    while True:
        socket = await fake.sideband()
        if "model=" in socket.path:
            return socket


@pytest.mark.usefixtures("unlimited")
async def test_an_address_has_so_many_live_calls_whatever_tokens_it_brings(
    fake: FakeRealtime, settings: Settings
) -> None:
    settings.LIVE_CALLS_PER_ADDRESS = 3
    grants = [await sessions.start(language="ja", tool_mode="browser", origin="here") for _ in range(12)]
    answers = await asyncio.gather(*(post(grant.session, "calls") for grant in grants))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [429] * 9
    refused = next(json.loads(answer.content) for answer in answers if answer.status_code == 429)
    assert refused["code"] == "too_many_live_calls"
    assert len(begun(fake) - hung_up(fake)) == 3
    other = (await sessions.start(language="ja", tool_mode="browser", origin="there")).session
    assert (await post(other, "calls")).status_code == 201
    found = {answer.status_code: grant.session for grant, answer in zip(grants, answers, strict=True)}
    assert (await post(found[201], "calls")).status_code == 201, "its own call is no other one"
    await post(found[201], "hangup")
    assert (await post(found[429], "calls")).status_code == 201


async def test_who_hangs_up_is_hung_up_at_the_provider_while_the_channel_layer_is_away(
    call: Call, fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    await call.begin()

    async def fail(_group: str, _message: object) -> None:
        raise ConnectionError("Redis is away")

    with monkeypatch.context() as away:
        away.setattr(get_channel_layer(), "group_send", fail)
        await sessions.hang_up(await Session.objects.aget(pk=call.session.id))
    assert fake.posted_to("/rtc_1/hangup")
    assert (await call.end()).end_reason == "hung_up"
