"""`manage.py evaluate`: plays scenarios of callers against the dialogue, and grades it."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import override_settings

from voice import chat_endpoint, providers
from voice.engine import dialogue
from voice.engine.interfaces import SpeechToText
from voice.engine.models.pool import ModelPool
from voice.engine.settings import EngineSettings
from voice.evaluation import company, grading, report
from voice.evaluation.caller import Caller, ScriptedCaller
from voice.evaluation.heard_player import HeardPlayer
from voice.evaluation.model_caller import ModelCaller, forget_moments
from voice.evaluation.mouth import Conditions
from voice.evaluation.player import PLAYERS, OpenCall
from voice.evaluation.report import Report, Result
from voice.evaluation.scenario import FOLDER, LANGUAGES, Scenario, ScenarioError, read_all
from voice.evaluation.spoken_player import SpokenPlayer

HEARD, SPOKEN = "heard", "spoken"
# What only callers who speak have, and its value where they have not.
SPOKEN_OPTIONS = {"noise": None, "band": "wide", "pauses": 0.0, "interrupt": False}
# And of these, what they have who are waited for.
TIMED_OPTIONS = {"interrupt": False, "calls": 1}
ENGINE_IS_READY = "Speech models are ready"
ENGINE_STOPS_SECONDS = 15.0  # a busy engine ends its sessions first


class Command(BaseCommand):
    help = "Play scenarios of callers against the dialogue, on a database of their own, and grade them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("places", nargs="*", type=Path, help="files or folders; our own if none")
        parser.add_argument("--language", choices=LANGUAGES, help="only scenarios in this language")
        parser.add_argument("--family", help="only this family")
        parser.add_argument("--only", metavar="ID", action="append", help="only this scenario (repeatable)")
        parser.add_argument(
            "--player",
            choices=(*PLAYERS, HEARD, SPOKEN),
            default="text",
            help="`text`: the embedded dialogue itself; `socket`: the provider of VOICE_PROVIDER, typed to; "
            "`heard`: the embedded engine's ear and dialogue, as fast as they can; `spoken`: the provider of "
            "VOICE_PROVIDER, spoken to in real time",
        )
        self.add_spoken_arguments(parser.add_argument_group("with --player heard or spoken"))
        parser.add_argument(
            "--caller",
            choices=("scripted", "model"),
            default="scripted",
            help="who calls: `scripted`, by the words of the scenario; `model`, played by DIALOGUE_URL",
        )
        parser.add_argument("--repeat", type=int, default=1, metavar="K", help="play each K times (pass^K)")
        parser.add_argument("--pass-rate", type=float, default=0.98, help="fail below this share of plays")
        parser.add_argument("--max-latency", type=float, metavar="SECONDS", help="longest wait for a reply")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write all results there")
        parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with the failed calls")

    def add_spoken_arguments(self, group: Any) -> None:
        group.add_argument(
            "--noise", type=float, metavar="DB", help="a street by which the caller is so much louder, as 15"
        )
        group.add_argument("--band", choices=("wide", "telephone"), default="wide")
        group.add_argument(
            "--pauses", type=float, default=0.0, metavar="SECONDS", help="a pause within each longer line"
        )
        group.add_argument("--interrupt", action="store_true", help="speak while the agent does")
        group.add_argument("--calls", type=int, default=1, metavar="N", help="so many calls at once")
        group.add_argument("--seed", type=int, default=0, help="chooses voices and noise")

    def handle(self, *args: Any, **options: Any) -> None:
        check_options(options)
        chosen = choose(options)
        build_caller: Callable[[Scenario], Caller] = ScriptedCaller
        if options["caller"] == "model":
            chosen, build_caller = [forget_moments(scenario) for scenario in chosen], find_model_caller()
        play = partial(
            evaluate,
            open_call=find_player(options),
            repeat=options["repeat"],
            max_latency=options["max_latency"],
            build_caller=build_caller,
            tell=tell_progress if options["player"] in (HEARD, SPOKEN) else None,
        )
        if options["player"] in ("text", HEARD):
            dialogue.warm()  # else the first call would be measured with the loading of the dictionary
            found = play_on_own_database(play, chosen)
        else:
            with reach_provider():
                found = evaluate_at_once(play, chosen, calls=options["calls"])
        self.stdout.write(report.write_table(found))
        if options["json"]:
            written = json.dumps(report.write_json(found), ensure_ascii=False, indent=1)
            options["json"].write_text(written, encoding="utf-8")
        if options["html"]:
            options["html"].write_text(report.write_html(found), encoding="utf-8")
        self.judge(found, options["pass_rate"])

    def judge(self, found: Report, pass_rate: float) -> None:
        """Raises CommandError, so that the exit code is 1, where it is not good enough."""
        wrong = [outcome for outcome in found.failed if outcome.wrong_writes]
        for outcome in wrong:
            self.stderr.write(f"Wrong booking in {outcome.scenario.id}: {'; '.join(outcome.wrong_writes)}")
        if wrong:
            raise CommandError(f"Wrong bookings in {len(wrong)} scenarios.")
        if found.total.pass_1 < pass_rate:
            raise CommandError(f"{found.total.pass_1:.1%} passed; {pass_rate:.1%} must.")


def find_model_caller() -> Callable[[Scenario], Caller]:
    """Raises CommandError where no endpoint is set."""
    chat = chat_endpoint.read_settings()
    if chat is None:
        raise CommandError("--caller model needs a chat endpoint: set DIALOGUE_URL and DIALOGUE_MODEL.")
    return lambda scenario: ModelCaller(scenario, chat)


def check_options(options: dict[str, Any]) -> None:
    """Raises CommandError for what contradicts itself."""
    if options["repeat"] < 1 or options["calls"] < 1:
        raise CommandError("--repeat and --calls must be 1 or more.")
    if options["player"] == SPOKEN:
        return
    without = TIMED_OPTIONS if options["player"] == HEARD else {**SPOKEN_OPTIONS, "calls": 1}
    if given := [name for name, value in without.items() if options[name] != value]:
        raise CommandError(f"--{given[0]} needs --player spoken.")


def find_player(options: dict[str, Any]) -> OpenCall:
    if options["player"] not in (HEARD, SPOKEN):
        return PLAYERS[options["player"]]
    conditions = Conditions(
        folder=settings.VAR_DIR / "callers",
        weights=settings.ENGINE_CACHE_DIR,
        agents_voice=settings.ENGINE_VOICE_JA,
        noise=options["noise"],
        is_telephone=options["band"] == "telephone",
        pause=options["pauses"],
        interrupts=options["interrupt"],
        seed=options["seed"],
    )
    if options["player"] == HEARD:
        return partial(HeardPlayer, conditions=conditions, stt=load_ear())
    return partial(SpokenPlayer, conditions=conditions)


def load_ear() -> SpeechToText:
    """The embedded engine's, as it is set here."""
    engine = EngineSettings(
        api_key=settings.ENGINE_API_KEY,
        stt_model=settings.ENGINE_STT_MODEL,
        voice_ja=settings.ENGINE_VOICE_JA,
        voice_en=settings.ENGINE_VOICE_EN,
        cache_dir=settings.ENGINE_CACHE_DIR,
    )
    return ModelPool(engine, stt=None, dialogue=None, tts=None).stt


@contextmanager
def reach_provider() -> Iterator[None]:
    """With an engine for this evaluation, where the provider is the embedded one and has no address."""
    if settings.VOICE_PROVIDER != "embedded" or not settings.ENGINE_IN_PROCESS:
        yield
        return
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "manage.py", "run_engine", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "ENGINE_API_KEY": settings.ENGINE_API_KEY}
    with subprocess.Popen(  # noqa: S603  (our own program)
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    ) as engine:
        assert engine.stdout
        # A pipe that nobody reads stops its writer when it is full.
        drain = threading.Thread(target=shutil.copyfileobj, args=(engine.stdout, sys.stderr))
        try:
            if not any(ENGINE_IS_READY in line for line in engine.stdout):
                raise CommandError("The embedded engine does not start: see above.")
            drain.start()
            with use_engine(f"http://127.0.0.1:{port}"):
                yield
        finally:
            engine.terminate()
            try:
                engine.wait(ENGINE_STOPS_SECONDS)
            except subprocess.TimeoutExpired:
                engine.kill()
            if drain.ident:
                drain.join()


@contextmanager
def use_engine(address: str) -> Iterator[None]:
    """In this process, and in those that it starts."""
    os.environ["ENGINE_URL"] = address
    providers.get.cache_clear()
    try:
        with override_settings(ENGINE_URL=address):
            yield
    finally:
        del os.environ["ENGINE_URL"]
        providers.get.cache_clear()


def tell_progress(result: Result) -> None:
    """A call takes minutes: whoever waits is told of each."""
    seconds = sum(outcome.seconds for outcome in result.outcomes)
    told = f"{result.passes} of {len(result.outcomes)} passed, {seconds:.0f} s"
    sys.stderr.write(f"{result.scenario.id}: {told}\n")


def choose(options: dict[str, Any]) -> list[Scenario]:
    """Raises CommandError where a scenario cannot be read, or none is left."""
    try:
        scenarios = read_all(*(options["places"] or [FOLDER]))
    except ScenarioError as error:
        raise CommandError(str(error)) from error
    chosen = [
        scenario
        for scenario in scenarios
        if options["language"] in (None, scenario.language)
        and options["family"] in (None, scenario.family)
        and (not options["only"] or scenario.id in options["only"])
    ]
    if not chosen:
        raise CommandError("No scenario is left to play.")
    return chosen


def evaluate(
    scenarios: Sequence[Scenario],
    open_call: OpenCall,
    *,
    repeat: int = 1,
    max_latency: float | None = None,
    build_caller: Callable[[Scenario], Caller] = ScriptedCaller,
    tell: Callable[[Result], None] | None = None,
) -> Report:
    """Play each scenario `repeat` times on the connection's database, which is as it was afterwards.

    `tell` is given each result as it is there.
    """
    order = {scenario.id: place for place, scenario in enumerate(scenarios)}
    results = []
    by_clock = sorted(scenarios, key=lambda scenario: scenario.clock)  # the company is seeded once for each
    for clock, group in groupby(by_clock, key=lambda scenario: scenario.clock):
        with company.open_company(clock) as book:
            for scenario in group:
                plays = [
                    grading.play(
                        scenario,
                        open_call,
                        book,
                        session_id=f"{order[scenario.id]}-{attempt}",
                        max_latency=max_latency,
                        build_caller=build_caller,
                    )
                    for attempt in range(repeat)
                ]
                results.append(Result(scenario, tuple(plays)))
                if tell:
                    tell(results[-1])
    results.sort(key=lambda result: order[result.scenario.id])
    return Report(tuple(results), repeat)


Play = Callable[[Sequence[Scenario]], Report]


def play_on_own_database(play: Play, scenarios: Sequence[Scenario], number: int = 0) -> Report:
    with company.use_throwaway_database(number):
        return play(scenarios)


def evaluate_at_once(play: Play, scenarios: Sequence[Scenario], *, calls: int) -> Report:
    """`calls` of them at a time, each in a process with a database and a clock of its own."""
    if calls == 1:
        return play_on_own_database(play, scenarios)
    order = {scenario.id: place for place, scenario in enumerate(scenarios)}
    shares = [share for first in range(calls) if (share := scenarios[first::calls])]
    with ProcessPoolExecutor(
        len(shares), mp_context=multiprocessing.get_context("spawn"), initializer=django.setup
    ) as pool:
        parts = list(pool.map(play_on_own_database, [play] * len(shares), shares, range(1, calls + 1)))
    results = sorted(
        (result for part in parts for result in part.results), key=lambda result: order[result.scenario.id]
    )
    return Report(tuple(results), parts[0].repeat)
