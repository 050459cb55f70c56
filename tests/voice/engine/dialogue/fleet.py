"""A small in-memory rental company that answers the three tools as the real toolbox does."""

from __future__ import annotations

# ruff: noqa: N803  (arguments are named as on the wire)
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

CARS = {"コンパクト": "Compact", "ミニバン": "Minivan", "SUV": "SUV", "セダン": "Sedan", "軽自動車": "Kei"}


def place(key: str, name: str, name_en: str, region: str, region_en: str) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "nameEn": name_en,
        "region": region,
        "regionEn": region_en,
        "address": f"{region}1-1",
        "phone": "+81-3-1234-0001",
        "timezone": "Asia/Tokyo",
        "openingHours": "08:00-20:00",
        "vehicleTypes": list(CARS),
    }


SHOPS = [
    place("tokyo-ekimae", "東京駅前店", "Tokyo Station", "東京", "Tokyo"),
    place("shinjuku", "新宿店", "Shinjuku", "東京", "Tokyo"),
    place("shinagawa", "品川店", "Shinagawa", "東京", "Tokyo"),
    place("osaka", "新大阪駅前店", "Shin-Osaka", "大阪", "Osaka"),
    place("sapporo", "札幌駅前店", "Sapporo Station", "札幌", "Sapporo"),
]


@dataclass
class Fleet:
    """`free` counts cars by (shop, class); `fail` gives codes to answer with, in turn, by tool."""

    free: dict[tuple[str, str], int] = field(
        default_factory=lambda: {
            ("tokyo-ekimae", "コンパクト"): 2,
            ("tokyo-ekimae", "ミニバン"): 1,
            ("shinjuku", "SUV"): 1,
            ("osaka", "コンパクト"): 1,
        }
    )
    fail: dict[str, list[str]] = field(default_factory=dict)
    bookings: list[dict[str, Any]] = field(default_factory=list)
    # After so many days a shop has a car of the class back, by (shop, class).
    back: dict[tuple[str, str], int] = field(default_factory=dict)

    def run(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if self.fail.get(name):
            return problem(self.fail[name].pop(0))
        return dict(getattr(self, name)(**arguments))

    def list_locations(self, region: str = "", date_preference: str = "") -> dict[str, Any]:
        found = [shop for shop in SHOPS if not region or region in (shop["region"], shop["regionEn"])]
        return {"success": True, "locations": found, "spoken": f"{len(found)}つの店舗がございます。"}

    def get_availability(
        self, locationId: str, startDate: str, endDate: str, vehicleType: str = ""
    ) -> dict[str, Any]:
        shop = find(locationId)
        if shop is None:
            return problem("unknown_location")
        if datetime.fromisoformat(endDate) <= datetime.fromisoformat(startDate):
            return problem("ends_before_start")
        if not (8 <= datetime.fromisoformat(startDate).hour < 20):
            return problem("outside_opening_hours")
        counts = {
            car: n
            for (where, car), n in self.free.items()
            if where == shop["id"] and n and vehicleType in ("", car)
        }
        found: dict[str, Any] = {
            "success": True,
            "locationId": shop["id"],
            "locationName": shop["name"],
            "period": {"startDate": startDate, "endDate": endDate},
            "availableVehicles": [
                {"vehicleId": "v", "vehicleType": car} for car, n in counts.items() for _ in range(n)
            ],
            "classes": [
                {"vehicleType": car, "vehicleTypeEn": CARS[car], "count": n} for car, n in counts.items()
            ],
        }
        if not counts:
            found["alternatives"] = self.alternatives(shop["id"], startDate, endDate)
            if vehicleType:
                found["alternatives"] += self.name_later(shop["id"], startDate, endDate, vehicleType)
        return found

    def name_later(self, shop: str, start: str, end: str, car: str) -> list[dict[str, Any]]:
        """The next day on which the shop has such a car back, where `back` says so."""
        days = self.back.get((shop, car))
        if days is None:
            return []
        moved = [
            (datetime.fromisoformat(moment) + timedelta(days=days)).isoformat() for moment in (start, end)
        ]
        return [
            {**each, "startDate": moved[0], "endDate": moved[1]} for each in self.list_free({(shop, car): 1})
        ]

    def alternatives(self, shop: str, start: str, end: str) -> list[dict[str, Any]]:
        elsewhere = {(where, car): n for (where, car), n in self.free.items() if where != shop and n}
        return [{**each, "startDate": start, "endDate": end} for each in self.list_free(elsewhere)]

    def list_free(self, free: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
        return [
            {
                "locationId": where,
                "locationName": (find(where) or {})["name"],
                "locationNameEn": (find(where) or {})["nameEn"],
                "vehicleType": car,
                "vehicleTypeEn": CARS[car],
                "count": n,
            }
            for (where, car), n in free.items()
        ]

    def create_reservation(
        self,
        locationId: str,
        startDate: str,
        endDate: str,
        customerName: str,
        vehicleType: str = "",
    ) -> dict[str, Any]:
        shop = find(locationId)
        if shop is None:
            return problem("unknown_location")
        if not self.free.get((shop["id"], vehicleType)):
            return problem("no_vehicle_available") | {
                "alternatives": self.alternatives(shop["id"], startDate, endDate)
            }
        self.free[shop["id"], vehicleType] -= 1
        made = {
            "shop": shop["id"],
            "start": startDate,
            "end": endDate,
            "name": customerName,
            "car": vehicleType,
        }
        self.bookings.append(made)
        return {
            "success": True,
            "reservationId": "1",
            "number": f"R-402-{7314 + len(self.bookings)}",
            "status": "confirmed",
            "locationId": shop["id"],
            "locationName": shop["name"],
            "locationNameEn": shop["nameEn"],
            "phone": shop["phone"],
            "period": {"startDate": startDate, "endDate": endDate},
            "vehicleType": vehicleType,
            "customerName": customerName,
        }


def find(key: str) -> dict[str, Any] | None:
    return next((shop for shop in SHOPS if key in (shop["id"], shop["name"], shop["nameEn"])), None)


def problem(code: str) -> dict[str, Any]:
    return {
        "success": False,
        "code": code,
        "status": 400,
        "title": code,
        "detail": code,
        "error": code,
        "type": f"/problems/{code}",
        "spoken": "",
        "alternatives": [],
    }
