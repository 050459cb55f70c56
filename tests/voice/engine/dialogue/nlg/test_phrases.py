"""What the receptionist says exists in both languages, and each phrase is said somewhere."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.test_sizes import ROOT, text_at
from voice.engine.dialogue.nlg import concerns_en, concerns_ja, english, japanese
from voice.engine.dialogue.nlg.questions import QUESTIONS
from voice.engine.dialogue.policy.side_questions import REFUSALS

pytestmark = pytest.mark.unit
PAIRS = [(japanese, english), (concerns_ja, concerns_en)]


def list_phrases(module: ModuleType) -> dict[str, list[str]]:
    """The names of the parameters of each public function that the module defines."""
    return {
        name: list(inspect.signature(function).parameters)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


@pytest.mark.parametrize(("ja", "en"), PAIRS)
def test_both_languages_have_the_same_phrases(ja: ModuleType, en: ModuleType) -> None:
    assert list_phrases(ja) == list_phrases(en)


def test_both_languages_ask_the_same_questions() -> None:
    assert list(QUESTIONS["ja"]) == list(QUESTIONS["en"])


@pytest.mark.parametrize(("ja", "en"), PAIRS)
def test_each_phrase_is_said_somewhere(ja: ModuleType, en: ModuleType) -> None:
    own = {Path(str(module.__file__)) for module in (ja, en)}
    engine = [path for path in (ROOT / "voice/engine").rglob("*.py") if path not in own]
    said = "\n".join(map(text_at, engine))
    unsaid = [name for name in list_phrases(en) if f".{name}(" not in said and name not in REFUSALS]
    assert unsaid == []


@pytest.mark.parametrize(
    ("say", "said"),
    [(japanese, "空港店の営業時間は24時間でございます。"), (english, "空港店 is open around the clock.")],
)
def test_door_that_never_closes_is_said_so(say: ModuleType, said: str) -> None:
    assert say.hours("空港店", say.span("00:00", "00:00")) == said
