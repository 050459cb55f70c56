"""A car is booked through the engine's own socket by a chat endpoint, and for a caller whom one plays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from pytest_django import DjangoDbBlocker, Settings

from tests.fakes.chat import MODEL, ChatEndpoint, Cut, Reply, Request, answer, calling, say
from tests.house.test_sizes import ROOT
from tests.voice.engine.conftest import Server, serving
from voice import chat_endpoint
from voice.evaluation import company, grading
from voice.evaluation.caller import CallerFailed
from voice.evaluation.company import Book
from voice.evaluation.grading import Outcome
from voice.evaluation.model_caller import HANG_UP, TRIES, ModelCaller, forget_moments, write_prompt
from voice.evaluation.player import SocketPlayer, TextPlayer
from voice.evaluation.scenario import CLOCK, FOLDER, Scenario, read, read_all
from voice.management.commands.evaluate import find_model_caller

pytestmark = [pytest.mark.engine, pytest.mark.long]

SCENARIO = """\
family: plain
language: ja
answers: {place: 東京駅前店, day: 12月12日, times: 10時から18時, class: コンパクト, name: 山田太郎です}
scenarios:
  one:
    lines: [車を借りたいんですが]
    goal: {created: ["tokyo-ekimae, 2026-12-12 10:00 to 18:00, compact, 山田太郎"]}
    must: [{said: 東京駅前店, reply_to: 1}]
    must_not: [{said: 札幌, after: 2}, 沖縄]
  nothing:
    lines: [料金はいくらですか, {at: consent, say: いえ、結構です}]
    about: 値段だけ聞きたい
"""
WHEN = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
WANTED = {"locationId": "tokyo-ekimae", "vehicleType": "コンパクト", **WHEN}
SUMMARY = "東京駅前店で12月12日10時から18時、コンパクト、山田太郎様。こちらでご予約してよろしいでしょうか。"
GREETING = answer("お電話ありがとうございます。", "ご用件をお聞かせください。")
DETAILS = answer("ご利用の場所と日時、車種とお名前をお聞かせください。")
LOOK = calling(("get_availability", WANTED), words="空き状況をお調べします。")
HOLD = calling(("create_reservation", {**WANTED, "customerName": "山田太郎"}))
Play = Callable[..., Outcome]


def book(request: Request) -> Reply:
    """With the token that the last call was answered with."""
    results = [json.loads(made["content"]) for made in request.messages if made["role"] == "tool"]
    token = results[-1]["confirmationToken"]
    return calling(("create_reservation", {**WANTED, "customerName": "山田太郎", "confirmationToken": token}))


@pytest.fixture
def scenarios(tmp_path: Path) -> dict[str, Scenario]:
    path = tmp_path / "calls.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return {scenario.id: scenario for scenario in read(path)}


@pytest.fixture
def scenario(scenarios: dict[str, Scenario]) -> Scenario:
    return scenarios["ja/one"]


@pytest.fixture
def endpoint(settings: Settings) -> Iterator[ChatEndpoint]:
    with ChatEndpoint().running() as endpoint:
        settings.DIALOGUE_URL, settings.DIALOGUE_MODEL = endpoint.url, MODEL
        yield endpoint


@pytest.fixture
def engine(endpoint: ChatEndpoint) -> Iterator[Server]:
    """Its dialogue the endpoint decides. Each test has its own: one that failed is left alone for a while."""
    with serving("--real-dialogue", "--chat-url", endpoint.url) as server:
        yield server


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Book]:
    """The demo company once for all tests here: each undoes its own."""
    with django_db_blocker.unblock(), company.open_company(CLOCK) as book:
        yield book


@pytest.fixture
def play(
    endpoint: ChatEndpoint, engine: Server, settings: Settings, seeded: Book, db: None, scenario: Scenario
) -> Play:
    """The scripted caller types to the engine."""
    settings.VOICE_PROVIDER = "embedded"
    settings.ENGINE_URL, settings.ENGINE_API_KEY = engine.url, engine.key

    def begin(*replies: Reply | Callable[[Request], Reply]) -> Outcome:
        endpoint.script(*replies)
        return grading.play(scenario, SocketPlayer, seeded, session_id="chat")

    return begin


def test_a_chat_endpoint_books_a_car(play: Play, endpoint: ChatEndpoint) -> None:
    told = answer("ご予約が完了いたしました。ほかにご用件はございますか。")
    outcome = play(GREETING, DETAILS, LOOK, HOLD, answer(SUMMARY), book, told, answer("失礼いたします。"))
    assert outcome.faults == ()
    assert [kept.name for kept in outcome.writes.created] == ["山田太郎"]
    summary = next(exchange for exchange in outcome.exchanges if SUMMARY in exchange.reply.spoken)
    assert summary.reply.spoken.startswith("空き状況をお調べします。")
    result = endpoint.requests[3].messages[-1]
    assert (result["role"], '"success": true' in result["content"]) == ("tool", True)
    offered = [tool["function"]["name"] for tool in endpoint.requests[0].body["tools"]]
    assert {"list_locations", "get_availability", "create_reservation"} <= set(offered)


@pytest.mark.parametrize(("failing", "asked"), [("reads back", 1), ("books", 2), ("tells", 1)])
def test_an_endpoint_that_fails_in_the_call_costs_no_booking_and_makes_none_twice(
    play: Play, failing: str, asked: int
) -> None:
    """The rules finish what it began: they ask for a yes of their own, unless it has booked."""
    down = Reply(["overloaded"], 503, "text/plain", {"Retry-After": "0"})
    broken = Reply([*say("お調べしました。", "東京駅"), Cut()])
    replies: dict[str, list[Reply | Callable[[Request], Reply]]] = {
        "reads back": [GREETING, DETAILS, LOOK, broken, down],
        "books": [GREETING, DETAILS, LOOK, HOLD, answer(SUMMARY), down],
        "tells": [GREETING, DETAILS, LOOK, HOLD, answer(SUMMARY), book, down],
    }
    outcome = play(*replies[failing])
    assert [(kept.name, kept.shop) for kept in outcome.writes.created] == [("山田太郎", "tokyo-ekimae")]
    assert outcome.wrong_writes == ()
    agreed = [said for exchange in outcome.exchanges if (said := exchange.said) and "consent" in said.topics]
    print(
        [(e.said and e.said.text, e.reply.spoken, [c.name for c in e.reply.calls]) for e in outcome.exchanges]
    )
    assert len(agreed) == asked
    assert [fault for fault in outcome.faults if fault.kind in {"state", "broken", "circle"}] == []


def listen_to_clerk(scenario: Scenario, endpoint: ChatEndpoint, *replies: Reply) -> ModelCaller:
    endpoint.script(*replies)
    chat = chat_endpoint.read_settings()
    assert chat
    return ModelCaller(scenario, chat)


def test_a_caller_whom_a_model_plays_books_with_the_rules(
    endpoint: ChatEndpoint, scenario: Scenario, seeded: Book, db: None
) -> None:
    endpoint.script(
        answer("車を借りたいんですけど。"),
        answer("東京駅前店でお願いします。"),
        answer("12月12日の10時から18時までです。"),
        answer("コンパクトで。"),
        answer("山田太郎です。"),
        answer("はい、お願いします。"),
        answer("いえ、大丈夫です。", "[HANG UP]"),
    )
    build = find_model_caller()
    outcome = grading.play(
        forget_moments(scenario), TextPlayer, seeded, session_id="model", build_caller=build
    )
    assert outcome.faults == ()
    assert [kept.name for kept in outcome.writes.created] == ["山田太郎"]
    assert outcome.exchanges[-1].said is not None
    assert outcome.exchanges[-1].said.last
    assert outcome.exchanges[-1].said.text == "いえ、大丈夫です。"
    last = endpoint.requests[-1].messages
    assert last[0]["content"] == write_prompt(forget_moments(scenario))
    assert [message["role"] for message in last[1:4]] == ["user", "assistant", "user"]
    assert last[2]["content"] == "車を借りたいんですけど。"


def test_the_command_has_a_model_call(endpoint: ChatEndpoint, tmp_path: Path) -> None:
    """In a process of its own: it makes a database and throws it away."""
    path = tmp_path / "calls.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    endpoint.script(answer("料金はいくらですか。"), answer("そうですか、結構です。", HANG_UP))
    command = [
        sys.executable,
        "manage.py",
        "evaluate",
        str(path),
        "--only",
        "ja/nothing",
        "--caller",
        "model",
    ]
    own = {"VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": ""}
    told = {"DIALOGUE_URL": endpoint.url, "DIALOGUE_MODEL": MODEL}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **own, **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "100.0%" in done.stdout
    assert len(endpoint.requests) == 2
    assert "いくら" in endpoint.requests[1].messages[2]["content"]


def test_a_caller_who_only_hangs_up_says_nothing(endpoint: ChatEndpoint, scenario: Scenario) -> None:
    caller = listen_to_clerk(scenario, endpoint, answer("[HANG UP]"))
    assert caller.listen("ご用件をどうぞ。") is None


def test_a_caller_whose_endpoint_fails_once_is_asked_again(
    endpoint: ChatEndpoint, scenario: Scenario
) -> None:
    busy = Reply(["busy"], 429, "text/plain", {"Retry-After": "0"})
    caller = listen_to_clerk(scenario, endpoint, busy, answer("もしもし。"))
    said = caller.listen("")
    assert said
    assert said.text == "もしもし。"
    assert endpoint.requests[-1].messages[-1]["content"] == "(silence)"


def test_a_caller_without_words_is_no_fault_of_the_agents(
    endpoint: ChatEndpoint, scenario: Scenario, seeded: Book, db: None
) -> None:
    caller = listen_to_clerk(scenario, endpoint, Reply(["no"], 400, "text/plain"))
    with pytest.raises(CallerFailed, match=r"the caller's endpoint failed: .* answered 400: no"):
        caller.listen("ご用件をどうぞ。")
    assert len(endpoint.requests) == TRIES
    outcome = grading.play(scenario, TextPlayer, seeded, session_id="x", build_caller=find_model_caller())
    assert outcome.faults[0].kind == "broken"
    assert "the caller's endpoint failed" in outcome.faults[0].why


def test_a_model_is_told_all_that_the_scenario_says_of_the_caller(scenarios: dict[str, Scenario]) -> None:
    told = write_prompt(scenarios["ja/one"])
    for words in (
        "Speak Japanese",
        "Tuesday, 2026-12-01 09:00",
        "車を借りたいんですが",
        "- name: 山田太郎です",
        "tokyo-ekimae, Saturday 2026-12-12 10:00 to Saturday 2026-12-12 18:00, compact, for 山田太郎",
    ):
        assert words in told
    told = write_prompt(scenarios["ja/nothing"])
    assert "Later, when you are asked for consent: いえ、結構です" in told
    assert "値段だけ聞きたい" in told
    assert "agree to no such thing" in told


@pytest.mark.parametrize("scenario", read_all(FOLDER)[::20], ids=lambda scenario: scenario.id)
def test_every_scenario_can_be_told_to_a_model(scenario: Scenario) -> None:
    told = write_prompt(scenario)
    assert scenario.lines[0].text in told
    assert "{" not in told


def test_what_depends_on_a_line_is_not_asked_of_a_model(scenario: Scenario) -> None:
    graded = forget_moments(scenario)
    assert [(check.said, check.after, check.until) for check in graded.must] == [("東京駅前店", 0, 999)]
    assert [check.said for check in graded.must_not] == ["沖縄"]


def test_without_an_endpoint_no_model_can_call(settings: Settings) -> None:
    settings.DIALOGUE_URL = ""
    with pytest.raises(CommandError, match="set DIALOGUE_URL and DIALOGUE_MODEL"):
        find_model_caller()
