"""How a model is to hear and speak, as the REALTIME_… settings say, and which values they may have.

Knows GA's session object, and no provider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from voice.protocol.shapes import JsonObject, SessionConfig
from voice.providers import model_table, transcription

VOICES = ("alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse")
TURN_DETECTION = ("server_vad", "semantic_vad")
EAGERNESS = ("auto", "low", "medium", "high")
# "off" is ours: the vendors write it as null, or leave it out.
NOISE_REDUCTION = ("near_field", "far_field", "off")
TRUNCATION = ("auto", "disabled")


@dataclass(frozen=True)
class Manner:
    """How a model speaks and listens: what the settings REALTIME_… say."""

    voice: str = "marin"
    speed: str = "1.0"
    transcription_model: str = ""
    transcription_family: str = ""  # the model of that deployment, where its name does not say
    turn_detection: str = "server_vad"
    eagerness: str = "auto"
    silence_ms: int = 0
    noise_reduction: str = "near_field"
    truncation: str = "0.8"
    max_output_tokens: str = "1024"

    def session(self, *, language: str, vocabulary: Sequence[str]) -> SessionConfig:
        hearing: JsonObject = {"turn_detection": self._turns()}
        if self.noise_reduction != "off":  # unsaid, it is off
            hearing["noise_reduction"] = {"type": self.noise_reduction}
        if self.transcription_model:
            hearing["transcription"] = transcription.describe(
                self.transcription_model,
                family=self.transcription_family,
                language=language,
                words=vocabulary,
            )
        # A voice of one's own is named by an object with its id, a built-in one by its name.
        speaking: JsonObject = {
            "voice": {"id": self.voice} if self.voice.startswith("voice_") else self.voice
        }
        if (speed := float(self.speed)) != 1:  # unsaid, it is the voice's own
            speaking["speed"] = speed
        most = self.max_output_tokens
        return {
            "output_modalities": ["audio"],
            "audio": {"input": hearing, "output": speaking},
            "max_output_tokens": most if most == "inf" else int(most),
            "truncation": self.truncation
            if self.truncation in TRUNCATION
            else {"type": "retention_ratio", "retention_ratio": float(self.truncation)},
        }

    def _turns(self) -> JsonObject:
        own: JsonObject = {}
        # Each kind of detection has its own field for patience, and a vendor refuses the other's.
        if self.turn_detection == "semantic_vad":
            own["eagerness"] = self.eagerness
        elif self.silence_ms:
            own["silence_duration_ms"] = self.silence_ms
        return {"type": self.turn_detection, **own, "create_response": True, "interrupt_response": True}


def read_settings() -> Manner:
    """The manner that the settings ask for."""
    return Manner(
        voice=settings.REALTIME_VOICE,
        speed=settings.REALTIME_SPEED,
        transcription_model=settings.REALTIME_TRANSCRIPTION_MODEL,
        transcription_family=settings.REALTIME_TRANSCRIPTION_FAMILY,
        turn_detection=settings.REALTIME_TURN_DETECTION,
        eagerness=settings.REALTIME_EAGERNESS,
        silence_ms=settings.REALTIME_SILENCE_MS,
        noise_reduction=settings.REALTIME_NOISE_REDUCTION,
        truncation=settings.REALTIME_TRUNCATION,
        max_output_tokens=settings.REALTIME_MAX_OUTPUT_TOKENS,
    )


def list_refused() -> Iterator[tuple[str, Any, str]]:
    """Settings whose values no provider would take: the name, the value, and what is allowed."""
    for name, (allowed, hint) in _ALLOWED.items():
        value = getattr(settings, name)
        if not allowed(value):
            yield name, value, hint


def _is_between(value: str, least: float, most: float) -> bool:
    try:
        return least <= float(value) <= most
    except ValueError:
        return False


def _is_ratio(value: str) -> bool:
    return _is_between(value, 0, 1) and float(value) > 0


def _one_of(*values: str) -> tuple[Callable[[Any], bool], str]:
    return values.__contains__, f"Set it to one of: {', '.join(values)}."


_ALLOWED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "REALTIME_VOICE": (
        lambda value: value in VOICES or value.startswith("voice_"),
        f"Set it to one of: {', '.join(VOICES)}; or to a voice of your own, by its id (voice_…).",
    ),
    "REALTIME_SPEED": (lambda value: _is_between(value, 0.25, 1.5), "Set it between 0.25 and 1.5, like 1.0."),
    "REALTIME_TRANSCRIPTION_FAMILY": (
        lambda value: not value or model_table.find_transcription(value) is not model_table.UNKNOWN,
        f"Set it to one of: {', '.join(row.name for row in model_table.TRANSCRIPTION)}; or leave it empty.",
    ),
    "REALTIME_TURN_DETECTION": _one_of(*TURN_DETECTION),
    "REALTIME_EAGERNESS": _one_of(*EAGERNESS),
    "REALTIME_SILENCE_MS": (
        lambda value: value == 0 or 50 <= value <= 10_000,
        "Set it between 50 and 10000, or to 0 for the provider's own.",
    ),
    "REALTIME_NOISE_REDUCTION": _one_of(*NOISE_REDUCTION),
    "REALTIME_TRUNCATION": (
        lambda value: value in TRUNCATION or _is_ratio(value),
        f"Set it to one of: {', '.join(TRUNCATION)}; or to the share that is kept, like 0.8.",
    ),
    "REALTIME_MAX_OUTPUT_TOKENS": (
        lambda value: value == "inf" or (value.isascii() and value.isdigit() and 1 <= int(value) <= 4096),
        "Set it between 1 and 4096, or to inf.",
    ),
}
