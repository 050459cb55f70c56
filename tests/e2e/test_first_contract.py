"""The first contract's client, request for request, against the product as a stranger runs it.

That client was published with the proof of concept: it asks for a session, posts its SDP offer to
`realtimeUrl` with the secret as Bearer, and posts the model's calls to `/api/functions/{name}`. It reads the
fields named here. The product may answer with more of them, never with fewer.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from tests.caller import stay_on_loopback
from tests.e2e.test_browser_tools import in_a_loop_of_its_own
from tests.product import Product

pytestmark = pytest.mark.e2e

DAY = {"startDate": "2026-12-22T10:00:00+09:00", "endDate": "2026-12-22T18:00:00+09:00"}
# Of each document in the proof of concept's database.
LOCATION_FIELDS = {"id", "name", "address", "phone", "timezone"}
VEHICLE_FIELDS = {"vehicleId", "vehicleType", "registration", "manufacturer", "vehicleModel"}


def ask_for_session(product: Product, method: str) -> dict[str, Any]:
    path = f"{product.url}/api/realtime/session"
    if method == "GET":
        response = httpx.get(path, params={"toolMode": "browser"}, timeout=30)
    else:
        response = httpx.post(path, json={"toolMode": "browser"}, timeout=30)
    assert response.status_code == 200, response.text
    granted: dict[str, Any] = response.json()
    return granted


def call_function(product: Product, token: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    response = httpx.post(
        f"{product.url}/api/functions/{name}",
        json=arguments,
        headers={"X-Session-Token": token},
        timeout=30,
    )
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    assert answer["success"] is True
    return answer


async def exchange_descriptions(granted: dict[str, Any]) -> None:
    """Offer, answer, and a data channel named `oai-events` that opens."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver("audio", direction="recvonly")
    opened = asyncio.Event()
    peer.createDataChannel("oai-events").on("open", opened.set)
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {granted['client_secret']}"}
    try:
        async with httpx.AsyncClient(timeout=30) as http:
            answer = await http.post(
                granted["realtimeUrl"], content=peer.localDescription.sdp, headers=headers
            )
        assert answer.is_success, answer.text
        await peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        await asyncio.wait_for(opened.wait(), 20)
    finally:
        await peer.close()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_session_gives_a_secret_that_opens_a_call(product: Product, method: str) -> None:
    stay_on_loopback()
    granted = ask_for_session(product, method)
    assert isinstance(granted["client_secret"], str)
    assert granted["realtimeUrl"].startswith("http")
    in_a_loop_of_its_own(exchange_descriptions(granted))


def test_its_three_functions_book_a_car_in_one_step_each(product: Product) -> None:
    token = ask_for_session(product, "POST")["sessionToken"]
    listed = call_function(product, token, "list_locations", {})["locations"]
    assert all(location.keys() >= LOCATION_FIELDS for location in listed)
    place = {"locationId": listed[0]["id"], **DAY}

    free = call_function(product, token, "get_availability", place)
    assert (free["locationId"], free["period"]) == (place["locationId"], DAY)
    assert all(vehicle.keys() >= VEHICLE_FIELDS for vehicle in free["availableVehicles"])

    kind = free["availableVehicles"][0]["vehicleType"]
    alike = call_function(product, token, "get_availability", {**place, "vehicleType": kind})
    assert {vehicle["vehicleType"] for vehicle in alike["availableVehicles"]} == {kind}

    customer = {"customerName": "山田太郎", "vehicleType": kind}
    booked = call_function(product, token, "create_reservation", {**place, **customer})
    stored = {row["number"]: row for row in product.booked_by_agent()}[booked["number"]]
    assert {name: stored[name] for name in customer} == customer
    assert stored["locationId"] == place["locationId"]


def test_a_car_can_be_booked_without_naming_its_type(product: Product) -> None:
    token = ask_for_session(product, "GET")["sessionToken"]
    shop_id = call_function(product, token, "list_locations", {})["locations"][1]["id"]
    wanted = {"locationId": shop_id, **DAY, "customerName": "佐藤花子"}
    assert call_function(product, token, "create_reservation", wanted)["number"]


def test_locations_are_listed_for_the_arguments_of_its_example(product: Product) -> None:
    token = ask_for_session(product, "GET")["sessionToken"]
    example = {"region": "tokyo", "date_preference": "weekend"}
    assert call_function(product, token, "list_locations", example)["locations"]


@pytest.mark.product_with(PAGE_TOOLS="0")
def test_client_that_ignores_who_runs_the_tools_talks_and_writes_nothing_itself(product: Product) -> None:
    """It asks for "browser", and reads no `toolMode`: its call is held, its own writes are not."""
    stay_on_loopback()
    granted = ask_for_session(product, "GET")
    assert granted["client_secret"].startswith("uk_"), "no key of the provider's"
    in_a_loop_of_its_own(exchange_descriptions(granted))
    token = ask_for_session(product, "POST")["sessionToken"]
    (shop, *_others) = call_function(product, token, "list_locations", {})["locations"]
    place = {"locationId": shop["id"], **DAY}
    assert call_function(product, token, "get_availability", place)["availableVehicles"]
    wanted = {**place, "vehicleType": "compact", "customerName": "山田太郎"}
    status, refused = product.post("/api/functions/create_reservation", wanted, X_Session_Token=token)
    assert (status, refused["code"]) == (409, "tools_on_server")
    assert product.booked_by_agent() == []
