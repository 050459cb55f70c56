"""A rental company that also finds, changes and cancels: a double for tests of existing bookings."""

from __future__ import annotations

# ruff: noqa: N803  (arguments are named as on the wire)
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS, Fleet, find, problem

DESK_TOOLS = (*TOOLS, "find_reservation", "change_reservation", "cancel_reservation")
BY_CUSTOMER = "find_reservation_by_customer"
NUMBER = "R-402-7311"
OWNERS = {"ja": "山田太郎", "en": "John Smith"}
Row = dict[str, Any]
# The extras that it lends, by name.
KEYS = {"チャイルドシート": "child-seat", "ETCカード": "etc", "スタッドレスタイヤ": "winter-tyres"}


def row(number: str = NUMBER, **other: Any) -> Row:
    return {
        "number": number,
        "shop": "tokyo-ekimae",
        "start": "2026-12-05T10:00:00",
        "end": "2026-12-05T18:00:00",
        "car": "コンパクト",
        "name": "山田太郎",
        "phone": "5678",
        "status": "confirmed",
        "extras": [],
        "back": "",
    } | other


def held(desk: Desk, *lines: str, language: str = "ja") -> tuple[Rehearsal, list[str]]:
    """A conversation, and the agent's part of it, its greeting first."""
    rehearsal = Rehearsal(desk.run, language, tools=DESK_TOOLS)
    return rehearsal, [rehearsal.start(), *(rehearsal.say(line) for line in lines)]


def play(language: str, *lines: str) -> tuple[Desk, Rehearsal, str]:
    """The desk and the call after `lines` of one of `OWNERS`, with what was said last. The booking is of
    December 16 from ten to six; today is December 1."""
    free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
    booked = row(name=OWNERS[language], start="2026-12-16T10:00:00", end="2026-12-16T18:00:00")
    desk = Desk(free=free, known={NUMBER: booked}, spoken=language == "ja")
    rehearsal = Rehearsal(desk.run, language, today="2026-12-01 (Tuesday), Asia/Tokyo", tools=DESK_TOOLS)
    rehearsal.start()
    return desk, rehearsal, [rehearsal.say(line) for line in lines][-1]


def called(rehearsal: Rehearsal, name: str) -> list[dict[str, object]]:
    return [dict(call.arguments) for call in rehearsal.calls if call.name == name]


@dataclass
class Desk(Fleet):
    """`known` are the reservations by number; `spoken` False leaves the words to the dialogue."""

    known: dict[str, Row] = field(default_factory=lambda: {NUMBER: row()})
    fee: int = 2200
    spoken: bool = True
    tokens: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    wrong: int = 0
    own: set[str] = field(default_factory=set)
    # Where not "", a change and a cancellation want it besides.
    code: str = ""

    def create_reservation(
        self, locationId: str, startDate: str, endDate: str, customerName: str, vehicleType: str = ""
    ) -> dict[str, Any]:
        made = super().create_reservation(locationId, startDate, endDate, customerName, vehicleType)
        if made["success"]:
            last = self.bookings[-1]
            self.known[made["number"]] = row(made["number"], **last)
            self.own.add(made["number"])
        return made

    def status(self, number: str = NUMBER) -> str:
        return str(self.known[number]["status"])

    def times(self, number: str = NUMBER) -> tuple[str, str]:
        kept = self.known[number]
        return kept["start"][5:16], kept["end"][5:16]

    def find_reservation(self, **given: Any) -> dict[str, Any]:
        kept = self._proven(given)
        return kept if "code" in kept else self._document(kept, "のご予約を承っております。")

    def find_reservation_by_customer(
        self, customerName: str, customerPhone: str, pickupDay: str
    ) -> dict[str, Any]:
        facts = (customerName, customerPhone[-4:], pickupDay)
        for kept in self.known.values():
            if (kept["name"], kept["phone"], kept["start"][:10]) == facts:
                return self._document(kept, "のご予約を承っております。")
        return problem("unknown_reservation") | self.spoken_item("見つかりません。もう一度お願いできますか？")

    def cancel_reservation(self, confirmationToken: str = "", **given: Any) -> dict[str, Any]:
        kept = self._allowed(given)
        if "code" in kept:
            return kept
        if kept["status"] != "confirmed":
            return problem("illegal_move")
        answer = {"success": True, "number": kept["number"], "fee": self.fee}
        if not confirmationToken:
            token = self._token("cancel", kept["number"])
            which = self._document(kept, "のご予約ですね。").get("spoken", "")
            words = f"{which}キャンセル料は{self.fee:,}円です。取り消してよろしいでしょうか？"
            return answer | {"needsConfirmation": True, "confirmationToken": token, **self.spoken_item(words)}
        if self.tokens.pop(confirmationToken, None) != ("cancel", kept["number"]):
            return problem("hold_expired")
        kept["status"] = "cancelled"
        return answer | {
            "status": "cancelled",
            **self.spoken_item(f"ご予約 {kept['number']} を取り消しました。"),
        }

    def change_reservation(
        self,
        startDate: str = "",
        endDate: str = "",
        vehicleType: str = "",
        newCustomerName: str = "",
        locationId: str = "",
        returnLocationId: str = "",
        extras: list[str] | None = None,
        confirmationToken: str = "",
        **given: Any,
    ) -> dict[str, Any]:
        kept = self._allowed(given)
        if "code" in kept:
            return kept
        new = kept | {
            "extras": kept["extras"] if extras is None else extras,
            "back": returnLocationId or kept["back"],
            "start": startDate or kept["start"],
            "end": endDate or kept["end"],
            "car": vehicleType or kept["car"],
            "name": newCustomerName or kept["name"],
            "shop": locationId or kept["shop"],
        }
        if not 8 <= datetime.fromisoformat(new["start"]).hour < 20:
            return problem("outside_opening_hours") | self.spoken_item(
                "営業時間は8時から20時までです。何時になさいますか？"
            )
        other = (new["car"], new["shop"]) != (kept["car"], kept["shop"])
        if other and not self.free.get((new["shop"], new["car"])):
            return problem("no_vehicle_available") | {"alternatives": self._other_times(new)}
        asked = ("change", *(str(value) for value in new.values()))
        if not confirmationToken:
            shown = self._document(new, "に変更いたします。よろしいでしょうか？")
            return shown | {"needsConfirmation": True, "confirmationToken": self._token(*asked)}
        if self.tokens.pop(confirmationToken, None) != asked:
            return problem("hold_expired")
        kept.update(new)
        return self._document(kept, "に変更いたしました。")

    def _proven(self, given: dict[str, Any]) -> Row:
        kept = self.known.get(given.get("number", ""))
        name, four = given.get("customerName", ""), given.get("phoneLastFour", "")
        if kept and kept["number"] in self.own:
            return kept
        if self.wrong >= 3:
            return problem("too_many_attempts") | self.spoken_item(
                "何度か確認できませんでした。店舗までお電話ください。"
            )
        if not name and not four:
            return problem("second_fact_needed")
        if kept is None or (name != kept["name"] and four != kept["phone"]):
            self.wrong += 1
            return problem("unknown_reservation")
        return kept

    def _allowed(self, given: dict[str, Any]) -> Row:
        kept, told = self._proven(given), given.get("identityCode", "")
        if "code" in kept or kept["number"] in self.own or told == self.code:
            return kept
        if not told:
            words = "末尾5678のお電話に6桁の番号をお送りしました。読み上げていただけますか？"
            return problem("code_needed") | self.spoken_item(words)
        return problem("wrong_code") | self.spoken_item("番号が違うようです。もう一度お願いできますか？")

    def _other_times(self, new: Row) -> list[dict[str, Any]]:
        later = {"startDate": "2026-12-06T10:00:00", "endDate": "2026-12-06T18:00:00"}
        here = find(new["shop"]) or {}
        names = {"locationId": here["id"], "locationName": here["name"], "locationNameEn": here["nameEn"]}
        away = {"locationId": "osaka", "locationName": "新大阪駅前店", "locationNameEn": "Shin-Osaka"}
        car = {"vehicleType": new["car"], "vehicleTypeEn": CARS[new["car"]], "count": 1}
        self.free[new["shop"], new["car"]] = 1
        return [{**away, **later, **car}, {**names, **later, **car}]

    def _token(self, *what: Any) -> str:
        token = f"{0xC0 + len(self.tokens):08x}"
        self.tokens[token] = what
        return token

    def spoken_item(self, words: str) -> dict[str, str]:
        return {"spoken": words if self.spoken else ""}

    def _document(self, kept: Row, tail: str) -> dict[str, Any]:
        shop = find(kept["shop"]) or {}
        start, end = (datetime.fromisoformat(kept[name]) for name in ("start", "end"))
        words = f"{shop['name']}、{start:%-m月%-d日}{start:%-H時}から{end:%-H時}、{kept['car']}{tail}"
        return {
            "success": True,
            "reservationId": "1",
            "number": kept["number"],
            "status": kept["status"],
            "locationId": shop["id"],
            "locationName": shop["name"],
            "locationNameEn": shop["nameEn"],
            "address": shop["address"],
            "phone": shop["phone"],
            "period": {"startDate": kept["start"], "endDate": kept["end"]},
            "vehicleType": kept["car"],
            "vehicleTypeEn": CARS[kept["car"]],
            "customerName": kept["name"],
            **({"extras": [KEYS[name] for name in kept["extras"]]} if kept["extras"] else {}),
            **({"returnLocationId": kept["back"]} if kept["back"] not in ("", kept["shop"]) else {}),
            "price": {
                "total": 8800,
                "currency": "JPY",
                "taxIncluded": True,
                "lines": [{"key": KEYS[name], "name": name, "amount": 550} for name in kept["extras"]],
            },
            **self.spoken_item(words),
        }
