"""`manage.py evaluate`: plays scenarios of callers against the dialogue, and grades it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from voice import chat_endpoint
from voice.engine import dialogue
from voice.evaluation import company, grading, report
from voice.evaluation.caller import Caller, ScriptedCaller
from voice.evaluation.model_caller import ModelCaller, forget_moments
from voice.evaluation.player import PLAYERS, OpenCall
from voice.evaluation.report import Report, Result
from voice.evaluation.scenario import FOLDER, LANGUAGES, Scenario, ScenarioError, read_all


class Command(BaseCommand):
    help = "Play scenarios of callers against the dialogue, on a database of their own, and grade them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("places", nargs="*", type=Path, help="files or folders; our own if none")
        parser.add_argument("--language", choices=LANGUAGES)
        parser.add_argument("--family", help="only this family")
        parser.add_argument("--only", metavar="ID", action="append", help="only this scenario (repeatable)")
        parser.add_argument(
            "--player",
            choices=PLAYERS,
            default="text",
            help="`text`: the embedded dialogue itself; `socket`: the provider of VOICE_PROVIDER, typed to",
        )
        parser.add_argument(
            "--caller",
            choices=("scripted", "model"),
            default="scripted",
            help="who calls: `scripted`, by the words of the scenario; `model`, played by DIALOGUE_URL",
        )
        parser.add_argument("--repeat", type=int, default=1, metavar="K", help="play each K times (pass^K)")
        parser.add_argument("--pass-rate", type=float, default=0.98, help="the least pass^1, 0 to 1")
        parser.add_argument("--max-latency", type=float, metavar="SECONDS", help="longest wait for a reply")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write all results there")
        parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with the failed calls")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["repeat"] < 1:
            raise CommandError("--repeat must be 1 or more.")
        chosen = choose(options)
        build_caller: Callable[[Scenario], Caller] = ScriptedCaller
        if options["caller"] == "model":
            chosen, build_caller = [forget_moments(scenario) for scenario in chosen], find_model_caller()
        dialogue.warm()  # else the first call would be measured with the loading of the dictionary
        with company.use_throwaway_database():
            found = evaluate(
                chosen,
                PLAYERS[options["player"]],
                repeat=options["repeat"],
                max_latency=options["max_latency"],
                build_caller=build_caller,
            )
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
) -> Report:
    """Play each scenario `repeat` times on the connection's database, which is as it was afterwards."""
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
    results.sort(key=lambda result: order[result.scenario.id])
    return Report(tuple(results), repeat)
