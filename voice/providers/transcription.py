"""What writes down what callers say: what it is told, and what happens where a vendor refuses it.

A call without captions is better than no call: whoever refuses transcription is asked once more without it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from voice.protocol.shapes import JsonObject, SessionConfig
from voice.providers import model_table
from voice.providers.base import Response, Untranscribed, blames_transcription, read_error
from voice.providers.model_table import Hints, Model

log = logging.getLogger(__name__)

_LIVING = [model.name for model in model_table.TRANSCRIPTION if not model.retired_on]
REPLACE = (
    f"set REALTIME_TRANSCRIPTION_MODEL to {', '.join(_LIVING[:-1])} or {_LIVING[-1]} (on Azure: to a "
    "deployment of one), or leave it empty."
)
SEPARATORS = {"ja": "、", "en": ", "}
# A refusal that is about who asks, or how often, is not about what was asked for.
_ABOUT_THE_CALLER = frozenset({401, 407, 408, 429})


def describe(model: str, *, family: str = "", language: str, words: Sequence[str]) -> JsonObject:
    """The `transcription` of a session: `model` (or deployment) hears `language` and expects `words`.

    `words` come most useful first. `family`: the model in the table, where the name `model` does not say it.
    """
    row = model_table.ENGINE if family == model_table.ENGINE.name else find(model, family)
    if row.hints is Hints.KEYWORDS:
        keywords = list(select_keywords(words))
        return {"model": model, "languages": [language], **({"keywords": keywords} if keywords else {})}
    told = {"model": model, "language": language}
    if row.hints is Hints.PROMPT and (prompt := join_words(words, SEPARATORS.get(language, ", "))):
        return {**told, "prompt": prompt}
    return told


def find(model: str, family: str = "") -> Model:
    """What is known of a model that transcribes, by `family` where a deployment's name does not say."""
    return model_table.find_transcription(family or model)


def join_words(words: Iterable[str], separator: str, limit: int = model_table.PROMPT_CHARACTERS) -> str:
    """Whole words in their order, as many as `limit` characters hold."""
    kept: list[str] = []
    left = limit
    for word in _clean(words):
        cost = _length(word) + (_length(separator) if kept else 0)
        if cost <= left:
            kept.append(word)
            left -= cost
    return separator.join(kept)


def select_keywords(words: Iterable[str]) -> Iterator[str]:
    """Words in their order, as many as may be sent; one that the vendor would refuse is left out whole.

    A refused keyword refuses the session (model_table.COOKBOOK: one line each, without angle brackets).
    """
    fit = (word for word in _clean(words) if _length(word) <= model_table.KEYWORD_CHARACTERS)
    allowed = (word for word in fit if "<" not in word and ">" not in word)
    for _, word in zip(range(model_table.MOST_KEYWORDS), allowed, strict=False):
        yield word


def _clean(words: Iterable[str]) -> Iterator[str]:
    """Each once, on one line."""
    yield from dict.fromkeys(clean for word in words if (clean := " ".join(word.split())))


def _length(text: str) -> int:
    """Characters as the strictest reader counts them: in UTF-16, where a rare kanji is two."""
    # "surrogatepass", because half a character must not end a session's start.
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def remove(session: SessionConfig) -> SessionConfig | None:
    """The session with nobody writing down what the caller says; None when it is so already."""
    audio = session.get("audio", {})
    if "transcription" not in audio.get("input", {}):
        return None
    hearing = {key: value for key, value in audio["input"].items() if key != "transcription"}
    return {**session, "audio": {**audio, "input": hearing}}


def refuses(response: Response) -> bool:
    """Whether a session may be had without transcription: it is named, or the vendor fails on all of it."""
    status = response.status_code
    if status == 500:  # so some regions answer to any transcription model
        return True
    return (
        400 <= status < 500 and status not in _ABOUT_THE_CALLER and blames_transcription(read_error(response))
    )


@dataclass(frozen=True)
class Transcriber:
    """The model that a provider was set to transcribe with."""

    vendor: str  # "azure" or "openai" in the table; another has no dates there
    model: str
    family: str = ""

    async def mint(
        self, ask: Callable[[SessionConfig], Awaitable[Response]], session: SessionConfig
    ) -> tuple[Response, Untranscribed | None]:
        """What `ask` is answered for `session`; once more without transcription where that is refused."""
        response = await ask(session)
        if not refuses(response) or (plain := remove(session)) is None:
            return response, None
        error = read_error(response)
        what = " ".join(str(error[name]) for name in ("code", "param", "message") if error.get(name))
        found = Untranscribed(
            f"{self.vendor} refuses to transcribe with {self.model} ({response.status_code} {what}".rstrip()
            + "): callers are served without captions of what they say",
            self.advise(),
        )
        log.warning("%s. To mend: %s", found.detail, found.remedy)
        # Once more only: what is refused now is not about transcription.
        return await ask(plain), found

    def advise(self) -> str:
        """What an operator does about a model that is refused."""
        row = find(self.model, self.family)
        if row is model_table.UNKNOWN:
            return (
                f"Check that there is a transcription model or deployment named {self.model}; if there is, "
                "say which model it is of in REALTIME_TRANSCRIPTION_FAMILY."
            )
        if (ends := self.retired_on()) is not None:
            return f"{row.name} is switched off on {ends}: {REPLACE}"
        deployment = "a deployment's name, not a model's" if self.vendor == "azure" else "a model's name"
        return (
            f"Check REALTIME_TRANSCRIPTION_MODEL={self.model}: it must be {deployment}, in the same resource "
            "and region; or leave it empty, for calls without captions."
        )

    def retired_on(self) -> date | None:
        return find(self.model, self.family).retired_on.get(self.vendor)
