"""Japanese callers who rent for several days, say what nobody has a notion of, and book once more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tests.voice.engine.dialogue.callers import WEEKDAYS_JA, Caller, Wanted
from tests.voice.engine.dialogue.read_backs import each

FACTS = ("place", "period", "car", "name")


@dataclass
class Traveller(Caller):
    """A Japanese `Caller` who brings the car back `nights` later."""

    nights: int = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.nights = self.pick([1, 1, 2, 3, 4])

    @property
    def last_day(self) -> date:
        return self.wanted.day + timedelta(days=self.nights)

    @property
    def arguments(self) -> dict[str, Any]:
        """Of `create_reservation`."""
        return self.wanted.arguments | {"endDate": f"{self.last_day}T{self.wanted.end:02}:00:00"}

    def word_period(self) -> str:
        start, end, nights = self.wanted.day, self.last_day, self.nights
        first, last = f"{start.month}月{start.day}日", f"{end.month}月{end.day}日"
        near = (
            [f"{end.day}日", f"{end.day}日の{WEEKDAYS_JA[end.weekday()]}曜日"]
            if start.month == end.month
            else []
        )
        days = {
            "first": self.pick([first, f"{first}の{WEEKDAYS_JA[start.weekday()]}曜日"]),
            "last": self.pick([last, *near]),
            "behind": self.pick({1: ["翌日", "次の日"], 2: ["翌々日"]}.get(nights, [last])),
        }
        hours = {"from_": self.word_hour(self.wanted.start), "to": self.word_hour(self.wanted.end)}
        return self.pick(PERIODS).format(**days, **hours, nights=nights, days=nights + 1)

    def tell(self, fact: str) -> str:
        """A clause that says the fact, plainly or begun with another one and taken back."""
        if fact != "period":
            return self.say_fact(fact)
        return self.pick(["{}", "{}で", "{}です", "{}でお願いします"]).format(self.word_period())

    def tell_all(self, facts: list[str]) -> str:
        clauses = [self.tell(fact) for fact in facts]
        if self.pick([True, False, False]):
            clauses.insert(self.pick(range(len(clauses) + 1)), self.pick(UNKNOWN))
        return self.pick(["", "", "あの、", "すみません、"]) + self.pick(["、", "。"]).join(clauses)

    def book_again(self) -> tuple[str, Wanted]:
        """Words for one more booking after this one, and what it is to be in the end."""
        other = Traveller(self.language, self.choose).wanted
        kept = self.pick(list(AGAIN))
        match kept:
            case "all but the day":
                wanted = replace(self.wanted, day=other.day)
            case "all but the car":
                wanted = replace(self.wanted, car=other.car, name=other.name)
            case "nothing":
                wanted = other
            case _:
                wanted = self.wanted
        words = self.pick(AGAIN[kept])
        return self.pick(["あと、", "それと、", "すみません、"]) + words.format(
            day=f"{wanted.day.month}月{wanted.day.day}日", car=wanted.car
        ), wanted


PERIODS = each("""
{first}の{from_}から{last}の{to}まで|{first}{from_}から{last}{to}|{first}から{last}まで、{from_}から{to}
{first}の{from_}に借りて{last}の{to}に返します|{first}の{from_}から{behind}の{to}まで
{first}から{nights}泊{days}日で、{from_}から{to}|{first}の{from_}から{nights}泊{days}日、{to}返却
{first}出発{last}返却で、時間は{from_}と{to}|借りるのが{first}の{from_}、返すのが{last}の{to}
{first}の{from_}から{days}日間、返却は{to}|出発は{first}の{from_}で、返却は{last}の{to}
{last}の{to}に返したいんですけど、借りるのは{first}の{from_}です""")
# What the receptionist has no notion of, and need not have.
UNKNOWN = each("""
ガソリンの件はもういいです|去年のあれです|例のやつなんですけど|うちの部長がそう言うので
前の車は車検なので|まあ、なんていうか|とりあえずって感じで|親戚が来るもんですから|荷物が多いんです
おたくは評判がいいと聞きました|ネットで見たんですけど|いまちょうど駅に着いたところで""")
# Of the booking before, what is to be the same.
AGAIN = {
    "all": ["まったく同じ内容でもう1台お願いします", "同じ内容でもう一台お願いします"],
    "all but the day": ["{day}も同じ内容で予約お願いします", "{day}もまったく同じ内容でお願いします"],
    "all but the car": [
        "同じ店で同じ日の同じ時間に{car}をもう1台お願いします",
        "同じ日の同じ時間に{car}ももう1台お願いします",
    ],
    "nothing": ["別の予約もお願いしたいんですが", "もう1件予約したいです", "もう一つ予約をお願いします"],
}
