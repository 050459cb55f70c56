"""The official SDK's own client against the product: over HTTP as it is served, and over stdio."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from reservations.tools import TOOLS, definitions
from tests.product import ROOT, Product, running
from voice.mcp.server import IDEMPOTENCY_META

MORNING = {
    "locationId": "tokyo-ekimae",
    "startDate": "2026-12-12T10:00:00",
    "endDate": "2026-12-12T18:00:00",
}
CUSTOMER = {"customerName": "佐藤花子", "customerPhone": "090-1234-5678"}
REQUEST = {**MORNING, "vehicleType": "コンパクト", **CUSTOMER}
MAKE_KEYS = """
from voice.mcp import keys
from voice.mcp.models import PartnerKey
for name, fields in {
    "writes": dict(scope="write"),
    "reads": dict(scope="read", language="en"),
    "narrow": dict(scope="write", calls_per_minute=2),
    "other": dict(scope="write"),
}.items():
    print(name, keys.issue(PartnerKey(name=name, **fields)))
"""
READ_CALLS = """
from voice.models import PartnerCall
for call in PartnerCall.objects.filter(key__name="writes").order_by("id"):
    print(call.tool, call.outcome, call.number or "-")
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """With a provider that nobody calls: nothing has to warm up."""
    with running(tmp_path_factory.mktemp("mcp"), VOICE_PROVIDER="openai", OPENAI_API_KEY="none") as product:
        yield product


@pytest.fixture(scope="module")
def keys(product: Product) -> dict[str, str]:
    printed = product.manage("shell", "--verbosity", "0", "-c", MAKE_KEYS)
    return dict(line.split() for line in printed.splitlines() if " ukp_" in line)


@asynccontextmanager
async def connected(product: Product, secret: str, mode: str = "auto", *hooks: Any) -> AsyncIterator[Client]:
    """`hooks` are called with each response of HTTP."""
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx2.AsyncClient(headers=headers, timeout=30, event_hooks={"response": [*hooks]}) as http:
        transport = streamable_http_client(f"{product.url}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


async def call(client: Client, name: str, meta: Any = None, **given: Any) -> dict[str, Any]:
    """The structured answer; that the text says the same, and the flag whether it was refused, is checked."""
    result = await client.call_tool(name, given, meta=meta)
    answer: dict[str, Any] = result.structured_content
    assert result.is_error is not answer["success"]
    assert answer["spoken"] in result.content[0].text  # type: ignore[union-attr]
    return answer


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_client_connects_in_both_generations_of_the_protocol(
    product: Product, keys: dict[str, str], mode: str
) -> None:
    async with connected(product, keys["writes"], mode) as client:
        listed = (await client.list_tools()).tools
        assert client.server_info
        assert client.server_info.name == "uketsuke"
        assert "confirmationToken" in (client.instructions or "")
    declared = {each["name"]: each for each in definitions("ja", needs_consent=True)}
    assert [tool.name for tool in listed] == list(TOOLS)
    for tool in listed:
        assert tool.input_schema == declared[tool.name]["parameters"]
        assert tool.title
        assert tool.annotations
        assert tool.annotations.read_only_hint is not TOOLS[tool.name].writes
    destructive = [tool.name for tool in listed if tool.annotations and tool.annotations.destructive_hint]
    assert destructive == ["change_reservation", "cancel_reservation"]


async def test_booking_takes_two_steps_and_is_changed_and_cancelled_by_who_knows_the_name(
    product: Product, keys: dict[str, str]
) -> None:
    async with connected(product, keys["writes"]) as client:
        free = await call(client, "get_availability", **MORNING)
        assert free["availableVehicles"]
        asked = await call(client, "create_reservation", **REQUEST)
        assert asked["needsConfirmation"]
        token = asked["confirmationToken"]
        booked = await call(client, "create_reservation", **REQUEST, confirmationToken=token)
        again = await call(client, "create_reservation", **REQUEST, confirmationToken=token)
        assert (booked["status"], again["number"]) == ("confirmed", booked["number"])

        number = booked["number"]
        unproven = await call(client, "find_reservation", number=number)
        assert unproven["code"] == "second_fact_needed"
        later = {"number": number, "customerName": "佐藤", "endDate": "2026-12-12T19:00:00"}
        offered = await call(client, "change_reservation", **later)
        changed = await call(
            client, "change_reservation", **later, confirmationToken=offered["confirmationToken"]
        )
        assert changed["period"]["endDate"] == "2026-12-12T19:00:00"

        fee = await call(client, "cancel_reservation", number=number, customerName="佐藤")
        assert fee["needsConfirmation"]
        cancelled = await call(
            client,
            "cancel_reservation",
            number=number,
            customerName="佐藤",
            confirmationToken=fee["confirmationToken"],
        )
        assert cancelled["status"] == "cancelled"
    [row] = [each for each in product.reservations() if each["number"] == number]
    assert (row["createdBy"], row["status"]) == ("partner", "cancelled")
    kept = product.manage("shell", "--verbosity", "0", "-c", READ_CALLS).splitlines()
    assert f"create_reservation done {number}" in kept
    assert f"cancel_reservation asked {number}" in kept
    assert f"cancel_reservation done {number}" in kept
    log = (product.var / "serve.log").read_text()
    assert "create_reservation, done" in log
    assert not any(secret in log for secret in ("佐藤", "1234-5678", "12345678", keys["writes"]))


async def test_token_of_one_key_is_none_of_another(product: Product, keys: dict[str, str]) -> None:
    request = {**REQUEST, "customerName": "鈴木一郎", "startDate": "2026-12-14T10:00:00"}
    request["endDate"] = "2026-12-14T18:00:00"
    async with connected(product, keys["writes"]) as client:
        asked = await call(client, "create_reservation", **request)
    async with connected(product, keys["other"]) as client:
        taken = await call(
            client, "create_reservation", **request, confirmationToken=asked["confirmationToken"]
        )
    assert taken["code"] == "hold_expired"


async def test_sent_idempotency_key_answers_once(product: Product, keys: dict[str, str]) -> None:
    request = {**REQUEST, "customerName": "田中次郎", "startDate": "2026-12-15T10:00:00"}
    request["endDate"] = "2026-12-15T18:00:00"
    sent = {IDEMPOTENCY_META: "order-1"}
    async with connected(product, keys["other"]) as client:
        first, second = [await call(client, "create_reservation", sent, **request) for _i in "12"]
        reused = await call(client, "create_reservation", sent, **{**request, "vehicleType": "ミニバン"})
    assert first == second
    assert reused["code"] == "key_reused"


async def test_refusal_tells_what_to_say_and_what_could_be_had(
    product: Product, keys: dict[str, str]
) -> None:
    async with connected(product, keys["writes"]) as client:
        refused = await call(
            client,
            "create_reservation",
            **{**REQUEST, "startDate": "2026-12-12T06:00:00", "customerName": "高橋"},
        )
    assert refused["code"] == "outside_opening_hours"
    assert refused["alternatives"]


async def test_key_that_reads_is_shown_no_writes_and_refused_them(
    product: Product, keys: dict[str, str]
) -> None:
    async with connected(product, keys["reads"]) as client:
        listed = (await client.list_tools()).tools
        refused = await call(client, "create_reservation", **REQUEST)
    assert "create_reservation" not in {tool.name for tool in listed}
    assert {tool.title for tool in listed} >= {"List the shops", "Check which cars are free"}
    assert (refused["code"], refused["status"]) == ("read_only_key", 403)


async def test_own_limit_of_a_key_is_met(product: Product, keys: dict[str, str]) -> None:
    async with connected(product, keys["narrow"]) as client:
        answers = [await call(client, "location_details", locationId="tokyo-ekimae") for _i in range(3)]
    assert [answer["success"] for answer in answers] == [True, True, False]
    assert answers[-1]["code"] == "key_limit_met"
    assert answers[-1]["retryAfter"] > 0


async def test_unknown_tool_is_an_error_of_the_protocol(product: Product, keys: dict[str, str]) -> None:
    async with connected(product, keys["reads"]) as client:
        with pytest.raises(MCPError, match="no tool"):
            await client.call_tool("sell_car", {})


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_client_with_a_wrong_key_is_not_connected(product: Product, mode: str) -> None:
    statuses: list[int] = []

    async def note(response: httpx2.Response) -> None:
        statuses.append(response.status_code)

    with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
        async with connected(product, "ukp_abcdefgh_wrong", mode, note):
            pass
    assert set(statuses) == {401}


async def test_program_on_this_machine_is_served_over_stdio(product: Product, keys: dict[str, str]) -> None:
    program = StdioServerParameters(
        command=sys.executable,
        args=[str(Path(ROOT) / "manage.py"), "mcp"],
        env={**product.environment, "MCP_KEY": keys["other"]},
        cwd=str(ROOT),
    )
    async with Client(program) as client:
        assert len((await client.list_tools()).tools) == len(TOOLS)
        shops = await call(client, "list_locations")
        asked = await call(client, "cancel_reservation", number="R-000-0000", customerName="佐藤")
    assert shops["locations"]
    assert asked["code"] == "unknown_reservation"
