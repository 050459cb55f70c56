"""What an evaluation found: a table for the terminal, a JSON document, and a page to read failed calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from django.template.loader import render_to_string

from voice.evaluation import hearing
from voice.evaluation.grading import Outcome
from voice.evaluation.hearing import Tally, Utterance
from voice.evaluation.scenario import Scenario
from voice.protocol.shapes import JsonObject


@dataclass(frozen=True)
class Result:
    """One scenario, played as often as was asked for."""

    scenario: Scenario
    outcomes: tuple[Outcome, ...]

    @property
    def passes(self) -> int:
        return sum(outcome.has_passed for outcome in self.outcomes)

    @property
    def wrong(self) -> int:
        return sum(bool(outcome.wrong_writes) for outcome in self.outcomes)


@dataclass(frozen=True)
class Row:
    """`pass_1` is the share of all plays that passed, `pass_k` that of scenarios that passed every time."""

    family: str
    language: str
    scenarios: int
    pass_1: float
    pass_k: float
    wrong: int


@dataclass(frozen=True)
class Report:
    """The results of all scenarios; each was played `repeat` times."""

    results: tuple[Result, ...]
    repeat: int = 1

    @cached_property
    def total(self) -> Row:
        return self._count_row("all", "", self.results)

    @cached_property
    def rows(self) -> list[Row]:
        """By language and family, in the order of the files."""
        groups: dict[tuple[str, str], list[Result]] = {}
        for result in self.results:
            key = (result.scenario.language, result.scenario.family)
            groups.setdefault(key, []).append(result)
        return [self._count_row(family, language, group) for (language, family), group in groups.items()]

    @cached_property
    def languages(self) -> list[Row]:
        names = dict.fromkeys(result.scenario.language for result in self.results)
        return [
            self._count_row(
                "all", name, [result for result in self.results if result.scenario.language == name]
            )
            for name in names
        ]

    @cached_property
    def faults(self) -> Mapping[str, int]:
        """How many plays had a fault of each kind."""
        plays = [outcome for result in self.results for outcome in result.outcomes]
        return Counter(kind for play in plays for kind in {fault.kind for fault in play.faults})

    @cached_property
    def latency(self) -> Mapping[str, float]:
        """Seconds until a reply: the median and the 95th percentile."""
        median, slow = hearing.find_percentiles(
            [
                exchange.reply.seconds
                for result in self.results
                for outcome in result.outcomes
                for exchange in outcome.exchanges
            ]
        )
        return {"p50": median, "p95": slow}

    @cached_property
    def tallies(self) -> list[Tally]:
        """How callers who speak were heard, by the language that they spoke; empty where nobody spoke."""
        spoken = [
            utterance
            for result in self.results
            for outcome in result.outcomes
            for exchange in outcome.exchanges
            for utterance in exchange.reply.utterances
        ]
        languages = dict.fromkeys(utterance.language for utterance in spoken)
        return [hearing.tally(language, spoken) for language in languages]

    @cached_property
    def failed(self) -> list[Outcome]:
        """The first failed play of each scenario, those with a wrong booking first."""
        firsts = [
            next(outcome for outcome in result.outcomes if not outcome.has_passed)
            for result in self.results
            if result.passes < len(result.outcomes)
        ]
        return sorted(firsts, key=lambda outcome: not outcome.wrong_writes)

    def _count_row(self, family: str, language: str, results: Sequence[Result]) -> Row:
        plays = sum(len(result.outcomes) for result in results)
        return Row(
            family,
            language,
            len(results),
            sum(result.passes for result in results) / plays if plays else 0.0,
            sum(result.passes == len(result.outcomes) for result in results) / len(results)
            if results
            else 0.0,
            sum(result.wrong for result in results),
        )


def write_table(report: Report) -> str:
    """By language and family, as plain text; widths count letters, so families are named in English."""
    every = f"pass^{report.repeat}"
    lines = [f"{'language':9} {'family':28} {'scenarios':>9} {'pass^1':>8} {every:>8} {'wrong':>6}"]
    for row in (*report.rows, *report.languages, report.total):
        if row.family == "all":
            lines += ["-" * len(lines[0])] if not lines[-1].startswith("-") and not row.language else []
        lines.append(
            f"{row.language:9} {row.family:28} {row.scenarios:>9} {row.pass_1:>8.1%} {row.pass_k:>8.1%} "
            f"{row.wrong:>6}"
        )
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(report.faults.items())) or "none"
    latency = report.latency
    lines += ["", f"Faults by kind: {kinds}."]
    lines += [f"A reply took {latency['p50']:.3f} s (median), {latency['p95']:.3f} s (95th percentile)."]
    lines += [line for tally in report.tallies for line in ("", *_describe(tally))]
    return "\n".join(lines)


def _describe(tally: Tally) -> Iterable[str]:
    unit = "characters" if tally.language == "ja" else "words"
    sound = f" ({tally.sound_error_rate:.1%} of its kana)" if tally.language == "ja" else ""
    yield (
        f"Spoken {tally.language}: {tally.exact} of {tally.lines} lines heard exactly; "
        f"{tally.error_rate:.1%} of {unit} wrong{sound}; {tally.unheard} unheard, {tally.split} split."
    )
    median, slow = tally.wait
    if slow:  # of who was waited for
        yield f"  End of speech to first sound: {median:.2f} s (median), {slow:.2f} s (95th percentile)."
    if tally.barge_ins:
        yield (
            f"  Barge-in to silence: {tally.silence:.2f} s (median) of {tally.barge_ins}, "
            f"{tally.missed_barge_ins} missed."
        )
    if tally.disturbed:
        yield f"  The agent was stopped {tally.disturbed} times while the caller was silent."


def write_json(report: Report) -> JsonObject:
    """All of it, for programs."""
    return {
        "repeat": report.repeat,
        "total": _describe_row(report.total),
        "families": [_describe_row(row) for row in report.rows],
        "faults": dict(report.faults),
        "latency": dict(report.latency),
        "heard": [asdict(tally) for tally in report.tallies],
        "scenarios": [
            {
                "id": result.scenario.id,
                "family": result.scenario.family,
                "language": result.scenario.language,
                "file": f"{result.scenario.path}:{result.scenario.line}",
                "passes": result.passes,
                "plays": [_describe_outcome(outcome) for outcome in result.outcomes],
            }
            for result in report.results
        ],
    }


def write_html(report: Report) -> str:
    """A page that needs no other file: the table, then each failed call with its faults."""
    return render_to_string("evaluation/report.html", {"report": report})


def _describe_row(row: Row) -> JsonObject:
    return {
        "family": row.family,
        "language": row.language,
        "scenarios": row.scenarios,
        "pass^1": round(row.pass_1, 4),
        "pass^k": round(row.pass_k, 4),
        "wrongBookings": row.wrong,
    }


def _describe_outcome(outcome: Outcome) -> JsonObject:
    return {
        "passed": outcome.has_passed,
        "faults": [{"kind": fault.kind, "why": fault.why} for fault in outcome.faults],
        "wrongWrites": list(outcome.wrong_writes),
        "unanswered": list(outcome.unanswered),
        "seconds": round(outcome.seconds, 3),
        "dialogue": list(_describe_dialogue(outcome)),
    }


def _describe_dialogue(outcome: Outcome) -> Iterable[JsonObject]:
    for exchange in outcome.exchanges:
        if exchange.said:
            aloud = [_describe_utterance(utterance) for utterance in exchange.reply.utterances]
            yield {
                "who": "caller",
                "said": exchange.said.text,
                "ownLine": exchange.said.own_line,
                **({"aloud": aloud} if aloud else {}),
            }
        calls = [{"name": call.name, "arguments": dict(call.arguments)} for call in exchange.reply.calls]
        yield {"who": "agent", "said": exchange.reply.spoken, "calls": calls}


def _describe_utterance(utterance: Utterance) -> JsonObject:
    return {
        "voice": utterance.voice,
        "heard": list(utterance.heard),
        "errors": utterance.errors[0],
        "wait": utterance.wait,
        **({"silence": utterance.silence} if utterance.barged_in else {}),
        **({"disturbed": utterance.disturbed} if utterance.disturbed else {}),
    }
