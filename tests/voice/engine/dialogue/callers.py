"""Callers put together at random, in both languages, and what each of them wants.

A caller says facts in any order and grouping, between fillers, begins anew, corrects, asks, talks of other
things with numbers in them, and changes a wish when it is read back. `Wanted` is what a person would
understand: it is made first, and the words for it after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from tests.voice.engine.dialogue.fleet import CARS, SHOPS
from tests.voice.engine.dialogue.read_backs import each

Chosen = TypeVar("Chosen")
TODAY = date(2026, 11, 23)
WEEKDAYS_JA, WEEKDAYS_EN = (
    "月火水木金土日",
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
)
MONTHS_EN = {11: "November", 12: "December", 1: "January"}
NAMES = {
    "ja": ["山田太郎", "佐藤花子", "鈴木一郎", "高橋美咲", "渡辺健", "伊藤さくら"],
    "en": ["John Smith", "Mary Jones", "Peter Brown", "Susan Clark", "Thomas Baker", "Emily Turner"],
}
CARS_EN = {
    "コンパクト": "compact",
    "ミニバン": "minivan",
    "SUV": "SUV",
    "セダン": "sedan",
    "軽自動車": "kei car",
}
FACTS = ("place", "day", "times", "car", "name")


@dataclass(frozen=True)
class Wanted:
    """What the caller wants: a shop's id, a day, hours of it, a class and a name."""

    place: str
    day: date
    start: int
    end: int
    car: str
    name: str

    @property
    def arguments(self) -> dict[str, Any]:
        """Of `create_reservation`."""
        return {
            "locationId": self.place,
            "startDate": f"{self.day}T{self.start:02}:00:00",
            "endDate": f"{self.day}T{self.end:02}:00:00",
            "customerName": self.name,
            "vehicleType": self.car,
        }


@dataclass
class Caller:
    """`choose` picks one of a sequence: what a test draws, or a seeded `random.Random.choice`."""

    language: str
    choose: Callable[[Sequence[Any]], Any]
    wanted: Wanted = field(init=False)

    def __post_init__(self) -> None:
        start = self.pick(range(8, 15))
        self.wanted = Wanted(
            place=self.pick(SHOPS)["id"],
            day=TODAY + timedelta(days=self.pick(range(1, 45))),
            start=start,
            end=start + self.pick(range(2, 6)),
            car=self.pick(list(CARS)),
            name=self.pick(NAMES[self.language]),
        )

    def pick(self, among: Sequence[Chosen]) -> Chosen:
        return self.choose(among)  # type: ignore[no-any-return]

    # --- one fact ----------------------------------------------------------------------------------

    def word_day(self, day: date, *, to_change: bool) -> str:
        """`to_change`: by its date alone, as what counts from a day may count from the one that changes."""
        days = (day - TODAY).days
        week = (
            (TODAY + timedelta(days=7 - TODAY.weekday()))
            <= day
            < TODAY + timedelta(days=14 - TODAY.weekday())
        )
        ja, en = WEEKDAYS_JA[day.weekday()], WEEKDAYS_EN[day.weekday()]
        nth = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
        month = MONTHS_EN[day.month]
        if self.language == "ja":
            words = [
                f"{day.month}月{day.day}日",
                f"{day.month}月{day.day}日の{ja}曜日",
                f"{day.month}月の{day.day}日",
            ]
            words += {1: ["明日", "あした"], 2: ["あさって", "明後日"]}.get(
                days, [f"{days}日後"] if days < 10 and not to_change else []
            )
            words += [f"来週の{ja}曜日", f"来週の{ja}曜"] if week and not to_change else []
        else:
            words = [f"{month} {day.day}", f"{month} {day.day}{nth}", f"the {day.day}{nth} of {month}"]
            words += [f"{en}, {month} {day.day}{nth}", f"{day.day} {month}"]
            words += {1: ["tomorrow"], 2: ["the day after tomorrow"]}.get(days, [])
            words += [f"{en} next week", f"next week {en}"] if week and not to_change else []
        return self.pick(words)

    def word_hour(self, hour: int) -> str:
        twelve = hour % 12 or 12
        if self.language == "en":
            half = "AM" if hour < 12 else "PM"
            words = [f"{twelve} {half}", f"{twelve}{half.lower()}", f"{twelve} {half.lower()}"]
            return self.pick([*words, *(["noon"] if hour == 12 else [f"{twelve} o'clock {half}"])])
        words = [f"{hour}時", f"午前{hour}時" if hour < 12 else f"午後{hour - 12}時" if hour > 12 else "正午"]
        words += [f"朝{hour}時", f"朝の{hour}時"] if hour < 11 else []
        words += [f"夕方{hour - 12}時"] if 16 <= hour < 19 else []
        return self.pick(words)

    def word_times(self, wanted: Wanted, *, to_change: bool) -> str:
        start, end = self.word_hour(wanted.start), self.word_hour(wanted.end)
        forms = (
            ["{}から{}まで", "{}から{}", "{}に借りて{}に返します"]
            if self.language == "ja" and not to_change
            else ["{}から{}まで"]  # 「11時から13時に」 may move the one to the other
            if self.language == "ja"
            else ["from {} to {}", "{} to {}", "from {} until {}", "pick up at {} and back at {}"]
        )
        return self.pick(forms).format(start, end)

    def word_car(self, car: str) -> str:
        if self.language == "en":
            return f"a {CARS_EN[car]}" if car != "SUV" else "an SUV"
        return self.pick([car, f"{car}カー"]) if car == "コンパクト" else car

    def word_place(self, key: str) -> str:
        shop = next(each for each in SHOPS if each["id"] == key)
        return str(shop["name"] if self.language == "ja" else shop["nameEn"])

    def word(self, fact: str, wanted: Wanted, *, to_change: bool = False) -> str:
        """The bare words of a fact."""
        match fact:
            case "place":
                return self.word_place(wanted.place)
            case "day":
                return self.word_day(wanted.day, to_change=to_change)
            case "times":
                return self.word_times(wanted, to_change=to_change)
            case "car":
                return self.word_car(wanted.car)
            case _:
                return wanted.name

    def alter(self, fact: str) -> Wanted:
        """The same wish, with another value for `fact`."""
        now = self.wanted
        match fact:
            case "place":
                return replace(
                    now, place=self.pick([shop["id"] for shop in SHOPS if shop["id"] != now.place])
                )
            case "day":
                moved = self.pick([days for days in range(1, 45) if TODAY + timedelta(days=days) != now.day])
                return replace(now, day=TODAY + timedelta(days=moved))
            case "times":
                start = self.pick([hour for hour in range(8, 15) if hour != now.start])
                return replace(now, start=start, end=start + self.pick(range(2, 6)))
            case "car":
                return replace(now, car=self.pick([car for car in CARS if car != now.car]))
            case _:
                return replace(
                    now, name=self.pick([name for name in NAMES[self.language] if name != now.name])
                )

    # --- a turn ------------------------------------------------------------------------------------

    def frame(self, fact: str, words: str) -> str:
        """A clause that says just this."""
        forms = FRAMES[self.language][fact]
        return self.pick(forms).format(words)

    def say_fact(self, fact: str) -> str:
        """The fact as it is wished, said plainly, or begun with another one and taken back."""
        words = self.word(fact, self.wanted)
        if self.pick(range(6)) == 0 and fact != "name":
            other = self.word(fact, self.alter(fact))
            words = self.pick(RESTARTS[self.language]).format(other, words)
        return self.frame(fact, words)

    def say(self, facts: Sequence[str]) -> str:
        clauses = [self.say_fact(fact) for fact in facts]
        filler = self.pick(["", "", *FILLERS[self.language]])
        end = self.pick(["", "", *ENDS[self.language]])
        return f"{filler}{self.pick(JOINTS[self.language]).join(clauses)}{end}"

    def change(self, fact: str) -> str:
        """Words that change a fact which was said before; the wish is another from here on."""
        old, self.wanted = self.wanted, self.alter(fact)
        forms = CHANGES[self.language]
        return self.pick(forms).format(
            old=self.word(fact, old), new=self.word(fact, self.wanted, to_change=True)
        )

    def object_to_it(self) -> str:
        """A yes, and what takes it back, in either order."""
        yes, objection = self.pick(YES[self.language]), self.pick(OBJECTIONS[self.language])
        parts = self.pick([(yes, objection), (objection, yes)])
        return self.pick(["、", "。"] if self.language == "ja" else [", ", ". ", " "]).join(parts)


FRAMES = {
    "ja": {
        "place": ["{}で", "{}でお願いします", "お店は{}で", "場所は{}です"],
        "day": ["{}に", "{}です", "{}でお願いします", "日にちは{}で"],
        "times": ["{}で", "{}です", "時間は{}で", "{}でお願いします"],
        "car": ["{}で", "{}をお願いします", "{}がいいです", "車種は{}で"],
        "name": ["{}です", "名前は{}です", "{}と申します", "名前は{}"],
    },
    "en": {
        "place": ["at {}", "from {}", "at the {} shop", "at your {} branch"],
        "day": ["on {}", "for {}", "it's for {}"],
        "times": ["{}", "{} please", "that's {}"],
        "car": ["{}", "{} please", "I'd like {}", "I need {}"],
        "name": ["my name is {}", "the name is {}", "it's under {}", "name: {}"],
    },
}
RESTARTS = {
    "ja": ["{}、じゃなくて{}", "{}、あ、違う、{}", "{}、いや、{}", "{}…じゃない、{}", "{}、すみません、{}"],
    "en": ["{}, no wait, {}", "{}, sorry, {}", "{}, I mean {}", "{}, no, {}", "{}, scratch that, {}"],
}
FILLERS = {
    "ja": ["えーっと、", "あの、", "えー、", "すみません、", "はい、", "そうですね、"],
    "en": ["um, ", "well, ", "so, ", "okay, ", "hi, ", "uh, "],
}
ENDS = {"ja": ["", "。", "、お願いします。"], "en": ["", ".", ", please.", ", thanks."]}
# 「それから4日後」 would count from a day that was said before.
JOINTS = {"ja": ["、", "。", "、あと、", "、それと"], "en": [", ", ". ", " and ", ", and "]}
CHANGES = {
    "ja": each("""
やっぱり{new}にしてください|{old}じゃなくて{new}で|{new}に変更してください
すみません、{new}に変えてもらえますか|はい、でも{new}でお願いします|あ、{new}の方がいいです"""),
    "en": each("""
actually, make it {new}|not {old}, {new}|yes, but {new} please|could you change that to {new}?
sorry, I meant {new}|{new} instead, please|no, {new}"""),
}
# Said beside the booking: numbers, people and wishes that are none of its facts.
ASIDES = {
    "ja": each("""
免許は10年持ってます|これで3回目の電話です|30分前にも電話しました|家族と行きます|妻が運転します
犬も連れて行きます|保険は入ってますか|駐車場はありますか|ちょっと待ってください|ねえ、静かにして
電車が来ました|今日は寒いですね|友達に勧められました|35歳です|カードで払います|ありがとうございます
聞こえますか|えーと|初めて借ります|空港から歩けますか|昨日も使いました|来年も使いたいです
子供はまだ小さいです|上司に頼まれまして|もしもし"""),
    "en": each("""
I've had my licence for 10 years|this is my third call|I called 30 minutes ago|my wife will drive|I'm 35
does that include insurance?|is there parking?|hang on a second|be quiet, kids|the train is coming
it's cold today|a friend recommended you|I'll pay by card|thank you|can you hear me?|um
it's my first time|I used you yesterday|my boss asked me to call|can I bring my dog?
we're a family of four|there are two of us|I have two suitcases|hello?|he said it was easy"""),
}
YES = {
    "ja": [
        "はい",
        "はい、お願いします",
        "それでお願いします",
        "ええ、大丈夫です",
        "はい、その内容で予約してください",
    ],
    "en": ["yes", "Yes, please.", "go ahead", "that's right, book it", "sounds good, thanks"],
}
# Joined with a yes they agree to nothing.
OBJECTIONS = {
    "ja": each("""
でも|ちょっと待って|かもしれません|妻に聞いてから|もし安ければ|と言いたいところですが|いや|いくらですか
ではなくて|まだ決めてません|と夫が言ってます|明日電話します|たぶん|嘘です"""),
    "en": each("""
but|hold on|maybe|if my wife agrees|I'd say, if it were cheaper|no|how much is it?|not yet
says my husband|I'll call back tomorrow|I guess|just kidding|not really|unless it rains"""),
}
