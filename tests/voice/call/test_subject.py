"""What a conversation's words say of it: the caller's language, and the shop that was named."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reservations import clock
from reservations.models import Location, Message, Reservation, Vehicle
from tests.reservations.conftest import REQUEST, tuesday_morning
from tests.voice.calls import open_session
from voice import sessions
from voice.call.call_record import ToolCallRecord, write_calls, write_lines
from voice.call.subject import judge_language
from voice.call.transcript import Caption
from voice.models import Session
from voice.protocol.shapes import ToolOutput
from voice.tool_access import run_tool

__all__ = ["tuesday_morning"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("said", "page", "expected"),
    [
        (["Hello, I would like to rent a car.", "Yes.", "Taro Yamada"], "ja", "en"),
        (["Yes, please, on Saturday."], "ja", "en"),
        (["もしもし", "はい", "Yamada Taro desu"], "ja", "ja"),
        (["OK", "090-1234-5678", "R-402-7315"], "ja", "ja"),
        (["Taro Yamada"], "ja", "ja"),
        (["もしもし、日本語でいいですか"], "en", "ja"),
        (["東京駅前店", "On Saturday at ten, please.", "A compact car, please."], "en", "en"),
        (["英語でお願いします", "I would like a car."], "ja", "ja"),
        ([], "en", "en"),
    ],
)
def test_language_is_that_of_most_utterances_that_tell_one(
    said: Sequence[str], page: str, expected: str
) -> None:
    assert judge_language(said, page) == expected


@pytest.fixture
def shops(db: None) -> None:
    Location.objects.create(id="ekimae", name="東京駅前店", name_en="Tokyo Station", region="東京")
    Location.objects.create(id="shinjuku", name="新宿店", name_en="Shinjuku", region="東京")


def say(session: Session, role: str, *texts: str) -> Session:
    """Recorded behind a call, one after the other."""
    for text in texts:
        position = session.lines.count()
        line = Caption(f"i{position}", role, text, position, final=True)
        write_lines(session.id, [(line, clock.now())])
    return Session.objects.get(pk=session.id)


def ask(session: Session, location_id: str, result: ToolOutput | None) -> Session:
    arguments = {"locationId": location_id}
    record = ToolCallRecord("c1", "get_availability", arguments, clock.now(), 9, result, ok=bool(result))
    write_calls(session.id, [record])
    return Session.objects.get(pk=session.id)


@pytest.mark.db
@pytest.mark.usefixtures("shops")
def test_english_on_a_japanese_page_is_heard_as_english() -> None:
    session = say(open_session("s1", language="ja"), "agent", "お電話ありがとうございます。")
    assert session.callers_language == "ja"
    session = say(session, "caller", "Hi, do you speak English?")
    session = say(session, "agent", "はい、英語で承ります。")
    assert (session.language, session.callers_language) == ("ja", "en")
    session = say(session, "caller", "やっぱり日本語で", "大丈夫です")
    assert session.callers_language == "ja"


@pytest.mark.db
@pytest.mark.usefixtures("shops")
def test_shop_that_is_named_is_what_a_call_is_about_until_a_tool_says_more() -> None:
    session = say(open_session("s1"), "agent", "東京駅前店と新宿店がございます。")
    assert session.about_shop == ""
    session = say(session, "caller", "新宿店でお願いします")
    assert session.about_shop == "shinjuku"
    session = ask(session, "ekimae", {"success": True, "locationId": "ekimae"})
    session = say(session, "caller", "新宿店は何時までですか")
    assert session.about_shop == "ekimae"


@pytest.mark.db
@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(
    ("asked", "expected"), [("shinjuku", "shinjuku"), ("Tokyo Station", "ekimae"), ("大阪", "")]
)
def test_shop_whose_tool_refused_is_what_a_call_is_about(asked: str, expected: str) -> None:
    session = ask(open_session("s1"), asked, {"success": False, "code": "closed_that_day"})
    assert session.about_shop == expected


@pytest.mark.db
@pytest.mark.usefixtures("shops")
def test_staff_name_no_shop() -> None:
    assert say(open_session("s1"), "staff", "新宿店の田中です").about_shop == ""


@pytest.mark.db
@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize(("said", "language"), [("Hello, do you speak English?", "en"), ("もしもし", "ja")])
def test_message_of_a_booking_is_in_the_callers_language(said: str, language: str) -> None:
    Vehicle.objects.create(id="c1", location_id="ekimae", vehicle_class="compact")
    session = say(open_session("s1", language="ja", status="active"), "caller", said)
    wanted = {**REQUEST, "customerName": "Emma Clark", "customerEmail": "emma@example.com"}
    answer = run_tool("create_reservation", wanted, caller=sessions.get_caller(session), key="k1")
    assert answer["success"], answer
    assert Reservation.objects.get().language == language
    (message,) = Message.objects.all()
    assert ("Thank you" in message.body) == (language == "en")
