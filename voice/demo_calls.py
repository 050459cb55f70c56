"""The calls of the demo company's day: made-up words, but each tool is really run, at its own time then.

`seed --demo-day` has them written (`reservations.imports.demo_replay`): `VoiceConfig` registers this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reservations import clock, tools
from reservations.imports.demo_day import ZONE
from reservations.imports.demo_replay import SESSION_PREFIX
from reservations.tools import Caller
from reservations.values import Consent
from voice import budget
from voice.call import outcome
from voice.call.call_record import ToolCallRecord, write_calls, write_lines
from voice.call.transcript import Caption
from voice.models import Line, Session
from voice.protocol.shapes import Arguments, JsonObject, ToolOutput

Role, EndReason = Line.Role, Session.EndReason
# Seconds: a spoken line by its length, and what a tool takes.
SECONDS_A_LETTER = {"ja": 0.13, "en": 0.06}
PAUSE, TOOL_SECONDS = 1.2, 0.4


class CannotBeHad(Exception):
    """A tool of the script was refused (a holiday, no car left): the call is left out."""


@dataclass
class DemoCall:
    """One conversation as it is played: every line and tool moves its own clock on.

    session_id, language: as the record has them. at: the present moment of the call.
    """

    session_id: str
    language: str
    at: datetime
    lines: list[tuple[Caption, datetime]] = field(default_factory=list)
    calls: list[ToolCallRecord] = field(default_factory=list)

    def say(self, role: str, text: str) -> None:
        position = len(self.lines) + len(self.calls)
        answers = role == Role.AGENT and position > 0
        waited_ms = 480 + 90 * (position % 5) if answers else None
        caption = Caption(f"item_demo_{position}", role, text, position, final=True, waited_ms=waited_ms)
        self.lines.append((caption, self.at))
        self.at += timedelta(seconds=PAUSE + len(text) * SECONDS_A_LETTER[self.language])

    def agent(self, text: str) -> None:
        self.say(Role.AGENT, text)

    def caller(self, text: str) -> None:
        self.say(Role.CALLER, text)

    def run(self, name: str, arguments: Arguments, *, may_fail: bool = False) -> ToolOutput:
        """The tool's answer, said by the agent. Raises CannotBeHad, unless it `may_fail`."""
        position = len(self.lines) + len(self.calls)
        call_id = f"call_demo_{position}"
        asker = Caller("agent", self.session_id, self.language, True, self.find_consent())
        with clock.replay_at(self.at):
            result = tools.run(name, arguments, caller=asker, key=call_id)
        ok = bool(result["success"])
        if not (ok or may_fail):
            raise CannotBeHad(name)
        milliseconds = round(TOOL_SECONDS * 1000) + 7 * position
        self.calls.append(
            ToolCallRecord(call_id, name, arguments, self.at, position, result, ok, milliseconds)
        )
        self.at += timedelta(milliseconds=milliseconds)
        self.agent(str(result["spoken"]))
        return result

    def find_consent(self) -> Consent | None:
        """The caller's last words, to the agent's before them."""
        if len(self.lines) < 2 or self.lines[-1][0].role != Role.CALLER:
            return None
        (summary, _at), (words, at) = self.lines[-2:]
        return Consent(words.text, at, words.item_id, summary.text)


def book_in_japanese(call: DemoCall) -> str:
    day = call.at.astimezone(ZONE).date() + timedelta(days=3)
    call.agent("お電話ありがとうございます。自動音声の予約受付でございます。ご用件をお聞かせください。")
    call.caller(f"{day.month}月{day.day}日に、新大阪でミニバンを借りたいのですが。朝の7時から夕方までで。")
    wanted = {"locationId": "新大阪駅前店", "vehicleType": "ミニバン", "endDate": f"{day}T18:00:00"}
    call.run("get_availability", {**wanted, "startDate": f"{day}T07:00:00"}, may_fail=True)
    call.caller("では9時から18時まででお願いします。チャイルドシートも一つ。")
    wanted["startDate"] = f"{day}T09:00:00"
    call.run("get_availability", dict(wanted))
    call.caller("はい、それで。名前は大野美穂です。")
    booking = {**wanted, "customerName": "大野美穂", "extras": ["child-seat"]}
    summary = call.run("create_reservation", booking)
    call.caller("はい、お願いします。")
    call.run("create_reservation", {**booking, "confirmationToken": summary["confirmationToken"]})
    call.caller("ありがとうございます。")
    call.agent("お電話ありがとうございました。お気をつけてお越しくださいませ。")
    return EndReason.HUNG_UP


def book_in_english(call: DemoCall) -> str:
    day = call.at.astimezone(ZONE).date() + timedelta(days=2)
    call.agent("Thank you for calling. This is the automated booking desk. How may I help you?")
    call.caller(f"Hi, I need an SUV in Sapporo on {day:%B} {day.day}, from ten in the morning until six.")
    wanted = {
        "locationId": "sapporo",
        "vehicleType": "SUV",
        "startDate": f"{day}T10:00:00",
        "endDate": f"{day}T18:00:00",
    }
    call.run("get_availability", dict(wanted))
    call.caller("Great, I'll take it. My name is Hannah Taylor.")
    booking = {**wanted, "customerName": "Hannah Taylor"}
    summary = call.run("create_reservation", booking)
    call.caller("Yes, please go ahead.")
    call.run("create_reservation", {**booking, "confirmationToken": summary["confirmationToken"]})
    call.caller("Do I need winter tyres?")
    call.run("answer_question", {"question": "Do I need winter tyres?", "locationId": "sapporo"})
    call.caller("Thanks, bye.")
    return EndReason.HUNG_UP


def ask_in_japanese(call: DemoCall) -> str:
    call.agent("お電話ありがとうございます。自動音声の予約受付でございます。ご用件をお聞かせください。")
    call.caller("予約ではないのですが、返すときガソリンは満タンですか。")
    call.run("answer_question", {"question": "返すときガソリンは満タンですか"})
    call.caller("あと、東京駅前店の場所を教えてください。")
    call.run("location_details", {"locationId": "東京駅前店"})
    call.caller("わかりました。どうも。")
    return EndReason.HUNG_UP


def drop_in_english(call: DemoCall) -> str:
    call.agent("Thank you for calling. This is the automated booking desk. How may I help you?")
    call.caller("Hello, can you hear me? I'm on the train and")
    return EndReason.SIDEBAND_LOST


# Which call, in which language, how long ago.
SCRIPTS: list[tuple[Callable[[DemoCall], str], str, timedelta]] = [
    (ask_in_japanese, "ja", timedelta(hours=5)),
    (book_in_english, "en", timedelta(hours=3, minutes=10)),
    (book_in_japanese, "ja", timedelta(minutes=95)),
    (drop_in_english, "en", timedelta(minutes=25)),
]


def add_demo_calls(now: datetime) -> Counter[str]:
    """The calls of the day of `now`, once; what was made. In the transaction that makes the demo's day."""
    day = now.astimezone(ZONE).date()
    if Session.objects.filter(pk__startswith=name_session(day, "")).exists():
        return Counter()
    return Counter(
        calls=sum(
            play(script, DemoCall(name_session(day, str(index)), language, now - before))
            for index, (script, language, before) in enumerate(SCRIPTS)
        )
    )


def name_session(day: date, index: str) -> str:
    return f"{SESSION_PREFIX}{day:%Y%m%d}-{index}"


def play(script: Callable[[DemoCall], str], call: DemoCall) -> bool:
    """Was it played to its end? Of one that cannot be had nothing is written, as it asks before it books."""
    begun = call.at
    try:
        reason = script(call)
    except CannotBeHad:
        return False
    usage = estimate_usage(call)
    Session.objects.create(
        id=call.session_id,
        created_at=begun - timedelta(seconds=2),
        answered_at=begun,
        ended_at=call.at,
        status=Session.Status.ENDED,
        end_reason=reason,
        language=call.language,
        provider="embedded",  # costs nothing: a demo spends nobody's budget
        model="demo",
        usage=usage,
        cost=budget.price(usage),
    )
    write_lines(call.session_id, call.lines)
    write_calls(call.session_id, call.calls)
    outcome.settle(call.session_id)
    return True


def estimate_usage(call: DemoCall) -> JsonObject:
    """As a realtime provider would tell it: ten tokens a second heard, twenty a second said."""
    heard = said = 0
    for caption, _at in call.lines:
        seconds = len(caption.text) * SECONDS_A_LETTER[call.language]
        if caption.role == Role.AGENT:
            said += round(20 * seconds)
        else:
            heard += round(10 * seconds)
    return {
        "input_tokens": heard,
        "output_tokens": said,
        "input_token_details": {"audio_tokens": heard},
        "output_token_details": {"audio_tokens": said},
    }
