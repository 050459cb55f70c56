"""A rental company where `create_reservation` holds the car first (BOOKING_CONFIRMATION=required)."""

from __future__ import annotations

# ruff: noqa: N803  (arguments are named as on the wire)
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.voice.engine.dialogue.fleet import Fleet, find, problem

PRICE = "8,800円"


def say_time(sent: str) -> str:
    """ "2026-12-05T10:00:00" as the tool says it: 12月5日10時, with minutes where there are some."""
    at = datetime.fromisoformat(sent)
    return f"{at.month}月{at.day}日{at.hour}時" + (f"{at.minute}分" if at.minute else "")


@dataclass
class TwoStepFleet(Fleet):
    """`lapses` counts the holds that expire before they are confirmed, `unheard` the answers to a summary
    that the server has not seen."""

    lapses: int = 0
    unheard: int = 0
    price: str = PRICE
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    holds: int = 0

    def create_reservation(
        self,
        locationId: str,
        startDate: str,
        endDate: str,
        customerName: str,
        vehicleType: str = "",
        confirmationToken: str = "",
    ) -> dict[str, Any]:
        wanted = (locationId, startDate, endDate, customerName, vehicleType)
        if confirmationToken and self.unheard:
            self.unheard -= 1
        elif confirmationToken:
            hold = self.held.pop(confirmationToken, None)
            if hold is None or hold["wanted"] != wanted or self.lapses:
                self.lapses -= 1
                return problem("hold_expired")
            return super().create_reservation(*wanted)
        if not self.free.get((locationId, vehicleType)):
            return super().create_reservation(*wanted)
        self.holds += 1
        token = f"{0xA0 + self.holds:08x}"
        self.held = {token: {"wanted": wanted}}
        shop = find(locationId) or {}
        return {
            "success": True,
            "number": "R-111-1111",
            "status": "held",
            "needsConfirmation": True,
            "confirmationToken": token,
            "expiresAt": "2026-11-23T10:05:00",
            "locationId": locationId,
            "locationName": shop["name"],
            "period": {"startDate": startDate, "endDate": endDate},
            "spoken": f"{shop['name']}、{say_time(startDate)}から{say_time(endDate)}、{vehicleType}、"
            f"{customerName}様、"
            f"料金は{self.price}です。こちらでよろしいでしょうか？",
        }
