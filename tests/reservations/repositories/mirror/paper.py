"""Documents as the record has them, for a mirror that is tried without one."""

from __future__ import annotations

from typing import Any

from reservations.values import Document


def event(number: int, action: str, at: str = "2026-12-01T00:00:00Z", **data: Any) -> Document:
    return {
        "id": f"{number:032x}",
        "at": at,
        "action": action,
        "actor": "agent",
        "who": "",
        "sessionId": "s1",
        "callId": "",
        "data": data,
    }


def booking(number: int = 1, **other: Any) -> Document:
    """A booking of c1 on Saturday, as our store writes it; `number` makes its id."""
    return {
        "id": f"rsv-{number:032x}",
        "docType": "reservation",
        "schemaVersion": 1,
        "locationId": "ekimae",
        "reservationNumber": f"R-{number:03}-0000",
        "status": "confirmed",
        "vehicleId": "c1",
        "vehicleType": "コンパクト",
        "startUtc": "2026-12-12T01:00:00Z",
        "endUtc": "2026-12-12T09:00:00Z",
        "blockedUntilUtc": "2026-12-12T09:00:00Z",
        "customerName": "山田太郎",
        "customerEmail": "taro@example.com",
        "channel": "agent",
        "revision": 1,
        "events": [event(number * 100, "created")],
        "_etag": f'"{number}-1"',
        **other,
    }


def later(document: Document, revision: int, *events: Document, **other: Any) -> Document:
    """The same, written anew."""
    etag = f'{document["_etag"].rpartition("-")[0]}-{revision}"'
    told = [*document["events"], *events]
    return {**document, "revision": revision, "_etag": etag, "events": told, **other}


class Paper:
    """A record that is asked by id, and counts how often."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {(each["locationId"], each["id"]): each for each in documents}
        self.asked: list[str] = []

    def __call__(self, location_id: str, document_id: str) -> Document | None:
        self.asked.append(document_id)
        return self.documents.get((location_id, document_id))
