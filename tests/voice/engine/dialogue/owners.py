"""Japanese callers who have a booking, put together at random: what they want done with it, in their words.

As in `callers.py`, what is wanted is made first, and the words for it after. Who changes a booking tells of
its day or not, has its number or not, and says the change at once or when asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from tests.voice.engine.dialogue.desk import Row, row
from tests.voice.engine.dialogue.fleet import CARS, SHOPS
from tests.voice.engine.dialogue.read_backs import each

Chosen = TypeVar("Chosen")
TODAY = date(2026, 11, 23)
WEEKDAYS = "月火水木金土日"
NAMES = ["山田太郎", "佐藤花子", "鈴木一郎", "高橋美咲", "渡辺健", "伊藤さくら", "長谷川翔"]
PHONE = "090-1234-5678"
COUNTS = ["", "一", "二", "三"]
KINDS = ("cancel", "day", "start", "end", "hours", "shift", "later", "extend", "car", "shop", "nothing")


@dataclass
class Owner:
    """`choose` picks one of a sequence. `booked` is what stands, `wanted` how it is to stand in the end."""

    choose: Callable[[Sequence[Any]], Any]
    kind: str = ""
    booked: Row = field(init=False)
    wanted: Row = field(init=False)
    wish: str = field(init=False)

    def __post_init__(self) -> None:
        start = datetime.combine(TODAY, datetime.min.time())
        start += timedelta(days=self.pick(range(3, 40)), hours=self.pick(range(9, 14)))
        end = start + timedelta(days=self.pick([0, 0, 1, 2]), hours=self.pick(range(3, 6)))
        self.booked = row(
            f"R-{self.pick(range(201, 880))}-{self.pick(range(1111, 9888))}",
            start=start.isoformat(),
            end=end.isoformat(),
            shop=self.pick([shop["id"] for shop in SHOPS]),
            car=self.pick(list(CARS)),
            name=self.pick(NAMES),
        )
        self.kind = self.kind or self.pick(KINDS)
        self.wanted, self.wish = self._make_request(start, end)

    def pick(self, among: Sequence[Chosen]) -> Chosen:
        return self.choose(among)  # type: ignore[no-any-return]

    # --- what is wanted ----------------------------------------------------------------------------

    def _make_request(self, start: datetime, end: datetime) -> tuple[Row, str]:
        """The booking as it is to stand, and the words for the difference: "" of a cancellation."""
        match self.kind:
            case "cancel":
                return self.booked | {"status": "cancelled"}, ""
            case "nothing":
                return self.booked, ""
            case "day":
                by = timedelta(days=self.pick([days for days in range(-2, 15) if days]))
                words = self.word_day((start + by).date())
                return self._at(start + by, end + by), self.pick(TO).format(words)
            case "start":
                new = start.replace(hour=self.pick([h for h in range(8, 15) if h != start.hour]))
                new = min(new, end - timedelta(hours=1))
                words = self.pick(["出発を{}", "{}から", "受け取りを{}", "借りるのを{}"])
                return self._at(new, end), self.pick(TO).format(words.format(self.word_hour(new.hour)))
            case "end":
                new = end.replace(hour=self.pick([h for h in range(15, 20) if h != end.hour]))
                words = self.pick(["返却を{}", "返すのを{}", "{}まで", "{}返却", "返却時間を{}"])
                return self._at(start, new), self.pick(TO).format(words.format(self.word_hour(new.hour)))
            case "hours":
                a, b = self.pick([h for h in range(8, 12) if h != start.hour]), self.pick(range(16, 20))
                words = f"{self.word_hour(a)}から{self.word_hour(b)}まで"
                return self._at(start.replace(hour=a), end.replace(hour=b)), self.pick(TO).format(words)
            case "shift":
                hours = self.pick([1, 2])
                later = self.pick([True, False]) or start.hour - hours < 8
                by = timedelta(hours=hours if later else -hours)
                how = "後ろにずらし" if later else "早くし"
                return self._at(start + by, end + by), f"全体を{hours}時間{how}{self.pick(ASKED)}"
            case "later":
                days = self.pick([1, 2, 7])
                by = timedelta(days=days)
                words = f"{self.pick(LATER[days])}に{self.pick(MOVED)}{self.pick(ASKED)}"
                return self._at(start + by, end + by), words
            case "extend":
                days = self.pick([1, 2])
                new = end + timedelta(days=days)
                until = self.pick([f"{new.month}月{new.day}日", f"{new.day}日"])
                words = self.pick(
                    [
                        f"返却を{days}日延ばし",
                        f"{COUNTS[days]}日延ばして{until}までにし",
                        f"{until}まで延長し",
                        f"{days}日延長し",
                        f"返すのを{until}にし",
                        f"返却日を{until}に変更し",
                    ]
                )
                return self._at(start, new), f"{words}{self.pick(ASKED)}"
            case "car":
                car = self.pick([car for car in CARS if car != self.booked["car"]])
                words = self.pick(["車を{}", "{}", "クラスを{}", "車種を{}"]).format(car)
                return self.booked | {"car": car}, self.pick(TO).format(words)
            case _:
                shop = self.pick([shop for shop in SHOPS if shop["id"] != self.booked["shop"]])
                words = self.pick(["お店を{}", "店舗を{}", "場所を{}"]).format(shop["name"])
                return self.booked | {"shop": shop["id"]}, self.pick(TO).format(words)

    def _at(self, start: datetime, end: datetime) -> Row:
        return self.booked | {"start": start.isoformat(), "end": end.isoformat()}

    # --- words -------------------------------------------------------------------------------------

    def describe(self) -> str:
        booked, wanted = (
            " ".join(str(each[name]) for name in ("shop", "start", "end", "car"))
            for each in (self.booked, self.wanted)
        )
        return f"{self.kind}: {booked} → {wanted}"

    def word_day(self, day: date) -> str:
        return self.pick(
            [
                f"{day.month}月{day.day}日",
                f"{day.day}日",
                f"{day.month}月{day.day}日の{WEEKDAYS[day.weekday()]}曜日",
                f"{day.day}日の{WEEKDAYS[day.weekday()]}曜",
            ]
            if (day - TODAY).days < 28
            else [f"{day.month}月{day.day}日", f"{day.month}月{day.day}日の{WEEKDAYS[day.weekday()]}曜日"]
        )

    def word_hour(self, hour: int) -> str:
        words = [f"{hour}時", f"午前{hour}時" if hour < 12 else f"午後{hour - 12}時" if hour > 12 else "正午"]
        return self.pick([*words, *([f"夕方{hour - 12}時"] if 16 <= hour < 19 else [])])

    def open(self, *, with_wish: bool, with_day: bool, lost: bool) -> str:
        """The words that begin the call."""
        start = datetime.fromisoformat(self.booked["start"])
        says_how = with_wish and bool(self.wish)
        # 「予約を16日にしたい」 may as well be a new one.
        which = (
            f"{start.month}月{start.day}日の予約"
            if with_day
            else self.pick(ITS if says_how else [*ITS, "予約"])
        )
        act = "キャンセル" if self.kind == "cancel" else "確認" if self.kind == "nothing" else "変更"
        said = self.pick(REQUESTS if says_how else ACTS).format(which=which, wish=self.wish, act=act)
        missing = f"{self.pick(LOST)}、" if lost else ""
        return f"{self.pick(FILLERS)}{missing}{said}{self.pick(ENDS)}"

    def tell_number(self) -> str:
        bare = str(self.booked["number"]).removeprefix("R-")
        forms = ["R-{}", "{}", "{}です", "予約番号は{}です"]
        return self.pick(
            [*(form.format(bare) for form in forms), bare.replace("-", "の"), bare.replace("-", "")]
        )

    def tell_loss(self) -> str:
        return self.pick(["番号がわからないんです", "忘れました", "番号わかんないです", "控えてないんです"])

    def tell_fact(self) -> str:
        forms = ["{}", "{}です", "名前は{}です", "{}と申します"]
        told = [form.format(self.booked["name"]) for form in forms]
        return self.pick([*told, "下4桁は5678です", "5678です"])

    def tell_customer(self) -> str:
        phone = self.pick([PHONE, PHONE.replace("-", ""), f"電話は{PHONE}"])
        forms = ["{name}です。{phone}です", "{name}、{phone}", "{phone}、名前は{name}です"]
        return self.pick(forms).format(name=self.booked["name"], phone=phone)

    def tell_day(self) -> str:
        start = datetime.fromisoformat(self.booked["start"])
        return f"{start.month}月{start.day}日{self.pick(['', 'です', 'からです', 'に借ります'])}"

    def tell_request(self) -> str:
        return f"{self.pick(FILLERS)}{self.wish}{self.pick(ENDS)}"


ITS = ["予約している車", "そちらでしてある予約", "私の予約", "先週した予約"]
REQUESTS = ["{which}を{wish}", "{which}なんですけど、{wish}", "{which}の変更で、{wish}"]
ACTS = ["{which}を{act}したいんですけど", "{which}の{act}をお願いします", "{which}を{act}したいです"]
TO = each("""
{}に変更したいです|{}に変更できますか|{}に変えたいんですけど|{}に変えてもらえますか|{}にしたいんですが
{}にしてください|{}に変更でお願いします""")
LATER = {1: ["1日後ろ", "翌日", "次の日"], 2: ["2日後ろ", "翌々日"], 7: ["1週間後", "翌週の同じ曜日"]}
MOVED = ["ずらし", "変更し", "し", "移し"]
ASKED = ["たいんですけど", "たいです", "てもらえますか", "てください", "ていただけますか", "たいんです"]
LOST = each("""
予約番号がわからないんですけど|番号を忘れてしまったんですが|番号が手元にないんですけど
控えをなくしちゃったんですけど""")
FILLERS = ["", "", "えーっと、", "あの、", "すみません、", "もしもし、"]
ENDS = ["", "", "。"]
