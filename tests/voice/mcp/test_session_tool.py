"""The provider calls our `/mcp` by itself: approved where the caller has agreed, and only there.

The provider is a program that speaks as the vendor's SDK types it, and calls `/mcp` with what it was given.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from pytest_django import Settings

from reservations.models import Location, Rate, Reservation, Vehicle
from reservations.tools import TOOLS
from tests.fakes import vendor
from tests.fakes.realtime import FakeRealtime
from tests.voice.call.scripted_model import CREATE, REQUEST, YES, Model, Output, has_done
from tests.voice.calls import Call
from voice import sessions
from voice.mcp import session_tool
from voice.models import Session, ToolCall

pytestmark = [pytest.mark.db, pytest.mark.call, pytest.mark.django_db(transaction=True)]
ADDRESS = "https://rent.example.com/mcp"


class Provider(Model):
    """A model whose tools the provider calls."""

    tool: dict[str, Any]
    approvals: list[dict[str, Any]]
    call: Call

    async def use(self, name: str, arguments: Output) -> Output | None:
        """One response with this call; what it was answered, None where it was not approved."""
        response, self.is_due = self.name("resp"), False
        await self.socket.send("response.created", response={"id": response})
        told = {"name": name, "arguments": json.dumps(arguments), "server_label": self.tool["server_label"]}
        approval = None
        if name in self.tool["require_approval"]["always"]["tool_names"]:
            approval = self.name("mcpr")
            request = {"id": approval, "type": "mcp_approval_request", **told}
            await self.socket.send("response.output_item.added", response_id=response, item=request)
            await self.socket.send("conversation.item.added", item=request)
            await self.socket.send("conversation.item.done", item=request)
            await self.end(response)
            if not await self.hear_approval(approval):
                return None
        call = {"id": self.name("mcp"), "type": "mcp_call", "approval_request_id": approval, **told}
        await self.socket.send("conversation.item.added", item=call)
        answer = await self.call_server(name, arguments)
        await self.socket.send("conversation.item.done", item={**call, "output": json.dumps(answer)})
        if not approval:
            await self.end(response)
        return answer

    async def hear_approval(self, request_id: str) -> bool:
        event = await self.read("conversation.item.create")
        assert vendor.of_client(event) == []
        item = event["item"]
        assert (item["type"], item["approval_request_id"]) == ("mcp_approval_response", request_id)
        self.approvals.append(item)
        await self.socket.send("conversation.item.added", item=item)
        return bool(item["approve"])

    async def call_server(self, name: str, arguments: Output) -> Output:
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
        params = {"name": name, "arguments": arguments}
        response = await AsyncClient().post(
            urlsplit(self.tool["server_url"]).path,
            json.dumps({**message, "params": params}),
            content_type="application/json",
            headers={"Accept": "application/json, text/event-stream", **self.tool["headers"]},
        )
        assert response.status_code == 200, response.content
        answer: Output = response.json()["result"]["structuredContent"]
        return answer


@pytest.fixture(autouse=True)
def shop(settings: Settings, transactional_db: None) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    location = Location.objects.create(id="ekimae", name="東京駅前店", name_en="Tokyo Station")
    Vehicle.objects.create(id="c1", location=location, vehicle_class="compact", registration="わ 1")
    prices = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 7000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **prices)


@pytest.fixture(autouse=True)
def given(azure: object, settings: Settings) -> None:
    settings.MCP_TOOL_URL = ADDRESS


@pytest_asyncio.fixture
async def provider(fake: FakeRealtime) -> AsyncIterator[Provider]:
    call = Call(fake)
    model = Provider(await call.begin(), call.session.id, None)
    (model.tool,) = fake.posted_to("/client_secrets")[-1].json["session"]["tools"]
    model.approvals, model.call = [], call
    yield model
    if not call.task.done():
        await call.end()


@sync_to_async
def rentals() -> list[tuple[str, str]]:
    return list(Reservation.objects.values_list("status", "session_id"))


async def end_and_read(provider: Provider) -> list[tuple[str, bool | None]]:
    """The calls on record, which is whole when the call is over."""
    await provider.call.end()
    rows = ToolCall.objects.filter(session_id=provider.session_id).order_by("position")
    return [found async for found in rows.values_list("name", "ok")]


@pytest.mark.parametrize("name", ["azure", "openai"])
async def test_a_session_is_given_our_server_as_the_vendors_type_it(
    name: str, fake: FakeRealtime, settings: Settings
) -> None:
    settings.VOICE_PROVIDER, settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = name, "sk-1", fake.endpoint
    await sessions.start(language="ja")
    session = fake.posted_to("/client_secrets")[-1].json["session"]
    assert vendor.of_client({"type": "session.update", "session": session}) == []
    (tool,) = session["tools"]
    assert (tool["type"], tool["server_url"], tool["allowed_tools"]) == ("mcp", ADDRESS, list(TOOLS))
    writes = {tool.name for tool in TOOLS.values() if tool.writes}
    assert set(tool["require_approval"]["always"]["tool_names"]) == writes
    assert set(tool["require_approval"]["never"]["tool_names"]) == set(TOOLS) - writes


@pytest.mark.parametrize(("url", "mode"), [("", "server"), (ADDRESS, "browser")])
async def test_without_the_setting_and_in_a_page_tools_are_functions(
    url: str, mode: str, fake: FakeRealtime, settings: Settings
) -> None:
    settings.MCP_TOOL_URL = url
    await sessions.start(language="ja", tool_mode=mode)
    declared = fake.posted_to("/client_secrets")[-1].json["session"]["tools"]
    assert {tool["type"] for tool in declared} == {"function"}


async def test_what_the_caller_agreed_to_is_booked_in_the_conversation_with_their_words(
    provider: Provider,
) -> None:
    asked = await provider.use(CREATE, REQUEST)
    assert asked
    assert asked["needsConfirmation"]
    await provider.say(asked["spoken"])
    line = await provider.hear()
    done = await provider.use(CREATE, {**REQUEST, "confirmationToken": asked["confirmationToken"]})
    assert done
    assert has_done(done)
    assert await rentals() == [("confirmed", provider.session_id)]
    (consent,) = (await Reservation.objects.aget()).consents
    assert (consent["words"], consent["line"], consent["summary"]) == (YES, line, asked["spoken"])
    await provider.say("ご予約を承りました。")  # an answer was asked for
    assert await end_and_read(provider) == [(CREATE, True), (CREATE, True)]


async def test_what_nobody_agreed_to_is_not_approved(provider: Provider) -> None:
    asked = await provider.use(CREATE, REQUEST)
    assert asked
    told = {**REQUEST, "confirmationToken": asked["confirmationToken"]}
    assert await provider.use(CREATE, told) is None
    assert [answer["approve"] for answer in provider.approvals] == [True, False]
    assert "Read the summary" in provider.approvals[-1]["reason"]
    await provider.say(asked["spoken"])  # the agent goes on
    await provider.hear()
    done = await provider.use(CREATE, told)
    assert done
    assert has_done(done)


async def test_an_approval_that_is_not_ours_books_nothing(provider: Provider) -> None:
    """Who has the page may put an approval into the call; our own door does not believe it."""
    asked = await provider.use(CREATE, REQUEST)
    assert asked
    told = {**REQUEST, "confirmationToken": asked["confirmationToken"]}
    answer = await provider.call_server(CREATE, told)
    assert answer["needsConfirmation"]
    assert await rentals() == [("held", provider.session_id)]


async def test_looking_up_needs_no_approval_and_is_answered(provider: Provider) -> None:
    listed = await provider.use("list_locations", {})
    assert listed
    assert [shop["id"] for shop in listed["locations"]] == ["ekimae"]
    assert provider.approvals == []
    await provider.say("東京駅前店がございます。")
    assert await end_and_read(provider) == [("list_locations", True)]


async def test_after_the_end_the_token_opens_as_little_as_the_pages(provider: Provider) -> None:
    """As found: whoever had the provider's token looked up what they liked for two hours."""
    await provider.call.end()
    for name, arguments in (("list_locations", {}), ("create_reservation", REQUEST)):
        answer = await provider.call_server(name, arguments)
        assert (answer["success"], answer["code"]) == (False, "session_ended"), name
    stranger = {"number": "R-402-7311", "customerName": "山田太郎"}
    assert (await provider.call_server("find_reservation", stranger))["code"] == "only_own_bookings"


async def test_a_server_that_the_provider_did_not_reach_leaves_nobody_in_silence(provider: Provider) -> None:
    told = {"name": "list_locations", "arguments": "{}", "server_label": "uketsuke"}
    call = {"id": "mcp_lost", "type": "mcp_call", **told}
    await provider.socket.send("conversation.item.added", item=call)
    error = {"type": "http_error", "code": 502, "message": "Bad Gateway"}
    await provider.socket.send("conversation.item.done", item={**call, "error": error})
    await provider.say("申し訳ございません。")
    assert await end_and_read(provider) == [("list_locations", False)]


async def test_a_call_whose_end_was_lost_with_the_connection_leaves_nobody_in_silence(
    provider: Provider, fake: FakeRealtime
) -> None:
    told = {"name": "list_locations", "arguments": "{}", "server_label": "uketsuke"}
    for name in ("mcp_1", "mcp_2"):
        await provider.socket.send("conversation.item.added", item={"id": name, "type": "mcp_call", **told})
    done = {"id": "mcp_1", "type": "mcp_call", **told, "output": '{"success": true}'}
    await provider.socket.send("conversation.item.done", item=done)
    provider.socket.cut()
    provider.call.socket = provider.socket = await fake.sideband()
    await provider.socket.send("session.created", session={})
    await provider.socket.recalls("mcp_2")
    await provider.socket.next("conversation.item.delete")  # the note: no item was missed
    await provider.say("東京駅前店がございます。")
    # Of the other one the end may still be told: then it is answered as any.
    done = {"id": "mcp_2", "type": "mcp_call", **told, "output": '{"success": true}'}
    await provider.socket.send("conversation.item.done", item=done)
    await provider.say("空きがございます。")
    await provider.call.end()


@pytest.mark.parametrize("kind", ["the page's token", "another's", "nonsense"])
async def test_only_the_conversations_own_token_opens_the_door(kind: str) -> None:
    session = (await sessions.start(language="ja")).session
    token = {
        "the page's token": session_tool.MARK + sessions.issue_token(session.id, "ja"),
        "another's": session_tool.issue_token("gone"),
        "nonsense": f"{session_tool.MARK}x",
    }[kind]
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    response = await AsyncClient().post(
        "/mcp",
        json.dumps(message),
        content_type="application/json",
        headers={"Accept": "application/json", "Authorization": f"Bearer {token}"},
    )
    assert response.status_code == 401
    assert await Session.objects.acount() == 1
