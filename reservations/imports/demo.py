"""The demo company: five shops, 36 cars, and bookings by the calendar, so that it looks alive."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from reservations.values import Document

SHOPS: list[tuple[str, str, str, str, str, str, str, str, str]] = [
    ("tokyo-ekimae", "東京駅前店", "Tokyo Station", "東京", "Tokyo", "東京都千代田区丸の内1-9-1",
     "1-9-1 Marunouchi, Chiyoda-ku, Tokyo", "+81-3-5555-0101", "品川"),
    ("shinjuku", "新宿店", "Shinjuku", "東京", "Tokyo", "東京都新宿区西新宿1-1-3",
     "1-1-3 Nishi-Shinjuku, Shinjuku-ku, Tokyo", "+81-3-5555-0102", "練馬"),
    ("shinagawa", "品川店", "Shinagawa", "東京", "Tokyo", "東京都港区高輪3-26-27",
     "3-26-27 Takanawa, Minato-ku, Tokyo", "+81-3-5555-0103", "品川"),
    ("shin-osaka", "新大阪駅前店", "Shin-Osaka Station", "大阪", "Osaka", "大阪府大阪市淀川区西中島5-16-1",
     "5-16-1 Nishinakajima, Yodogawa-ku, Osaka", "+81-6-5555-0104", "なにわ"),
    ("sapporo", "札幌駅前店", "Sapporo Station", "札幌", "Sapporo", "北海道札幌市北区北6条西4-1",
     "4-1 Kita 6-jo Nishi, Kita-ku, Sapporo", "+81-11-555-0105", "札幌"),
]  # fmt: skip
CARS = {
    "コンパクト": [("トヨタ", "ヤリス"), ("ホンダ", "フィット"), ("日産", "ノート"), ("マツダ", "MAZDA2")],
    "SUV": [("トヨタ", "ライズ"), ("ホンダ", "ヴェゼル")],
    "ミニバン": [("トヨタ", "シエンタ"), ("ホンダ", "フリード")],
    "セダン": [("トヨタ", "カローラ"), ("マツダ", "MAZDA3")],
    "軽自動車": [("ホンダ", "N-BOX"), ("スズキ", "スペーシア")],
}
FLEETS = {
    "tokyo-ekimae": {"コンパクト": 4, "SUV": 2, "ミニバン": 2, "セダン": 1, "軽自動車": 1},
    "shinjuku": {"コンパクト": 2, "SUV": 1, "ミニバン": 2, "セダン": 1, "軽自動車": 1},
    "shinagawa": {"コンパクト": 2, "SUV": 1, "ミニバン": 1, "セダン": 1, "軽自動車": 1},
    "shin-osaka": {"コンパクト": 2, "SUV": 1, "ミニバン": 2, "セダン": 1, "軽自動車": 1},
    "sapporo": {"コンパクト": 2, "SUV": 2, "ミニバン": 1, "軽自動車": 1},
}
WAYS = {
    "tokyo-ekimae": (
        "丸の内南口を出て左へ徒歩3分、郵便局の隣です。",
        "Leave by the Marunouchi South exit and walk three minutes to the left, next to the post office.",
    ),
    "shinjuku": ("西口から徒歩5分です。", "Five minutes on foot from the West exit."),
    "shinagawa": ("高輪口を出て正面、徒歩2分です。", "Two minutes on foot, straight from the Takanawa exit."),
    "shin-osaka": ("東口から徒歩4分です。", "Four minutes on foot from the East exit."),
    "sapporo": ("北口から徒歩3分です。", "Three minutes on foot from the North exit."),
}
LETTERS = {"コンパクト": "c", "SUV": "s", "ミニバン": "m", "セダン": "d", "軽自動車": "k"}
# weekday (Monday is 0), car, from, to, customer.
# On Saturdays 東京駅前店 keeps two compacts and one minivan free.
WEEK: list[tuple[int, str, int, int, str]] = [
    (0, "tokyo-ekimae-c1", 9, 18, "鈴木一郎"),
    (1, "shinjuku-m1", 10, 19, "高橋美咲"),
    (2, "tokyo-ekimae-s1", 8, 12, "田中健"),
    (2, "tokyo-ekimae-s1", 12, 20, "Emily Brown"),
    (3, "shinagawa-d1", 9, 17, "伊藤誠"),
    (4, "shin-osaka-c1", 13, 20, "渡辺由美"),
    (5, "tokyo-ekimae-c3", 9, 19, "中村大輔"),
    (5, "tokyo-ekimae-c4", 8, 18, "小林直子"),
    (5, "tokyo-ekimae-m2", 8, 20, "加藤翔太"),
    (5, "tokyo-ekimae-s2", 9, 15, "David Wilson"),
    (5, "shinjuku-c1", 10, 18, "吉田さくら"),
    (5, "shinagawa-m1", 8, 18, "山本恵子"),
    (5, "sapporo-s1", 9, 17, "佐々木剛"),
    (6, "shin-osaka-m1", 9, 18, "松本陽子"),
    (6, "sapporo-k1", 10, 16, "井上修"),
]
DAYS = range(-3, 29)


def describe_shops(today: date) -> list[Document]:
    """The demo company's location documents, with the New Year holidays next to `today`."""
    return [{**describe_shop(*shop), "exceptions": [describe_new_year(today)]} for shop in SHOPS]


def describe_new_year(today: date) -> Document:
    """Closed from New Year's Eve to January 3rd, as a family business is: the coming one, or the present."""
    year = today.year if today > date(today.year, 1, 3) else today.year - 1
    return {
        "firstDay": date(year, 12, 31).isoformat(),
        "lastDay": date(year + 1, 1, 3).isoformat(),
        "closed": True,
        "reason": "年末年始",
        "reasonEn": "New Year holidays",
    }


def describe_shop(
    pk: str, name: str, name_en: str, region: str, region_en: str, address: str, address_en: str, phone: str,
    plate: str,
) -> Document:  # fmt: skip
    inventory = [
        {
            "vehicleId": f"{pk}-{LETTERS[kind]}{n + 1}",
            "vehicleType": kind,
            "registration": make_registration(plate, pk, kind, n),
            "manufacturer": CARS[kind][n % len(CARS[kind])][0],
            "vehicleModel": CARS[kind][n % len(CARS[kind])][1],
        }
        for kind, count in FLEETS[pk].items()
        for n in range(count)
    ]
    return {
        "id": pk, "name": name, "nameEn": name_en, "region": region, "regionEn": region_en,
        "address": address, "addressEn": address_en, "phone": phone, "timezone": "Asia/Tokyo",
        "directions": WAYS[pk][0], "directionsEn": WAYS[pk][1],
        "mapUrl": f"https://www.openstreetmap.org/search?query={quote(address)}",
        "inventory": inventory,
    }  # fmt: skip


def make_registration(plate: str, pk: str, kind: str, n: int) -> str:
    """A car's plate, always the same for the same car; わ is the letter of cars for hire."""
    digits = 1000 + uuid5(NAMESPACE_URL, f"{pk} {kind} {n}").int % 9000
    return f"{plate} {580 if kind == '軽自動車' else 500 + n} わ {digits // 100}-{digits % 100:02}"


def describe_reservations(today: date) -> list[Document]:
    """A day's bookings depend on its date alone: seeding again adds new days and touches no old one."""
    closed = describe_new_year(today)
    days = [
        day
        for day in (today + timedelta(days=ahead) for ahead in DAYS)
        if not closed["firstDay"] <= day.isoformat() <= closed["lastDay"]
    ]
    return [
        {
            "id": str(uuid5(NAMESPACE_URL, f"demo {day} {car} {start}")),
            "locationId": car.rsplit("-", 1)[0],
            "vehicleId": car,
            "startDate": f"{day}T{start:02}:00:00",
            "endDate": f"{day}T{end:02}:00:00",
            "customerName": customer,
            "status": "returned" if day < today else "confirmed",
        }
        for day in days
        for weekday, car, start, end, customer in WEEK
        if weekday == day.weekday()
    ]
