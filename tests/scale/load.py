"""Pages that book over HTTP as fast as they are answered, and ask again what nobody answered."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx

CUSTOMER = "負荷太郎"
SHOP_COUNT = 3
FIRST_DAY = date(2026, 12, 7)
HOURS = (9, 11, 13, 15, 17)  # of a booking's start; each takes two
NOBODY_ANSWERED = frozenset({502, 503, 504})


@dataclass
class Load:
    url: str
    clients: int
    first_day: date = FIRST_DAY
    booked: dict[str, str] = field(default_factory=dict)  # by idempotency key: the reservation's number
    refused: list[dict[str, Any]] = field(default_factory=list)
    asked_again: int = 0
    is_over: bool = False
    began: float = 0.0

    async def run(self) -> None:
        """Until `is_over`; each client has answers to all that it asked."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(base_url=self.url, timeout=30, limits=limits) as client:
            listed = await self.ask(client, "/api/functions/list_locations", await self.open(client), {}, "")
            shops = [shop["id"] for shop in listed["locations"]][:SHOP_COUNT]
            tokens = [await self.open(client) for _ in range(self.clients)]
            self.began = time.monotonic()
            await asyncio.gather(
                *(self.book(client, number, token, shops) for number, token in enumerate(tokens))
            )

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    async def open(self, client: httpx.AsyncClient) -> str:
        wanted = {"language": "ja", "toolMode": "browser"}
        grant = await self.ask(client, "/api/realtime/session", "", wanted, "")
        return str(grant["sessionToken"])

    async def book(self, client: httpx.AsyncClient, number: int, token: str, shops: list[str]) -> None:
        for count, (shop, day, hour) in enumerate(self.list_slots(number, shops)):
            if self.is_over:
                return
            key = f"client-{number}-{count}"
            start, end = (f"{day}T{at:02}:00:00" for at in (hour, hour + 2))
            request = {
                "locationId": shop,
                "customerName": CUSTOMER,
                "vehicleType": "compact",
                "startDate": start,
                "endDate": end,
            }
            answer = await self.ask(client, "/api/functions/create_reservation", token, request, key)
            if answer.get("success"):
                self.booked[key] = answer["number"]
            elif answer["code"] != "closed_that_day":
                self.refused.append(answer)

    def list_slots(self, number: int, shops: list[str]) -> Iterator[tuple[str, date, int]]:
        """Of this client alone, so that each can be booked."""
        for round_number in itertools.count():
            day = self.first_day + timedelta(days=number + round_number * self.clients)
            yield from ((shop, day, hour) for shop in shops for hour in HOURS)

    async def ask(
        self, client: httpx.AsyncClient, path: str, token: str, body: dict[str, Any], key: str
    ) -> dict[str, Any]:
        """The answer, to the same question asked again where nobody gave one."""
        headers = {"X-Session-Token": token, "Idempotency-Key": key}
        while True:
            try:
                response = await client.post(
                    path, json=body, headers={name: text for name, text in headers.items() if text}
                )
            except httpx.TransportError:
                pass
            else:
                assert response.status_code != 500, response.text
                if response.status_code not in NOBODY_ANSWERED:
                    answer: dict[str, Any] = response.json()
                    return answer
            self.asked_again += 1
            await asyncio.sleep(0.05)
