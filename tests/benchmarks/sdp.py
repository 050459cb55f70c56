"""What our relay adds to an offer's answer, beside an offer that goes straight to the same provider."""

from __future__ import annotations

import asyncio
import time

import httpx
import numpy as np

from tests.product import Product

OFFERS = 100
OFFER = "v=0\r\n" + "a=candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host\r\n" * 60
PATH = "/realtime/calls"
LIMIT_MS = 15.0
REST_S = 0.05


async def answers(product: Product, provider: str) -> None:
    """In turns; each relayed offer is of a session of its own."""
    direct, relayed = [], []
    async with httpx.AsyncClient(timeout=30) as client:
        for _ in range(OFFERS):
            granted = await client.post(f"{product.url}/api/realtime/session", json={"language": "ja"})
            key = {"Authorization": "Bearer k"}
            direct.append(await offered(client, f"{provider}/openai/v1{PATH}", key))
            token = {"X-Session-Token": granted.json()["sessionToken"]}
            relayed.append(await offered(client, f"{product.url}/api{PATH}", token))
            await asyncio.sleep(REST_S)  # callers do not come in a row, and this one's sideband begins
    left, right = np.median(direct), np.median(relayed)
    added = float(np.median(np.subtract(relayed, direct)))
    verdict = "ok" if added <= LIMIT_MS else "OVER"
    figures = f"{OFFERS:>6} {left:>7.2f} {right:>8.2f} {added:>7.2f} {LIMIT_MS:>6.1f} {verdict}"
    print(f"{'SDP answer, p50':<24} {figures}", flush=True)


async def offered(client: httpx.AsyncClient, url: str, who: dict[str, str]) -> float:
    """Milliseconds until the answer."""
    began = time.perf_counter()
    answer = await client.post(url, content=OFFER, headers={"Content-Type": "application/sdp", **who})
    passed = time.perf_counter() - began
    assert answer.status_code == 201, answer.text
    return passed * 1000
