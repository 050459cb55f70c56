"""Said before the agent could answer what came before: each is heard in turn, all are answered at once."""

from __future__ import annotations

from voice.engine.dialogue.policy.leaving import STAYING
from voice.engine.dialogue.state.dialogue import Dialogue, Turn


def join(d: Dialogue, before: Turn, trouble: int | None) -> None:
    """`d.turn` is what was just heard, `before` what still waits for its answer. `trouble` is how much there
    was of that; None where the agent has tried to answer, so that what comes now counts by itself."""
    now = d.turn
    d.turn = _both(before, now, noisy=d.trouble > 1)
    if trouble is not None and (before.text or before.unheard):
        useful = not d.turn.unheard and (d.turn.progress or d.turn.topics - {"question"})
        d.trouble = 0 if useful else max(trouble, min(d.trouble, 1))


def _both(before: Turn, now: Turn, *, noisy: bool) -> Turn:
    if now.unheard and before.text:
        # A noise once: what it broke off is answered anew. After that the noise itself is the trouble.
        return now if noisy else before
    return Turn(
        text=" ".join(text for text in (before.text, now.text) if text),
        answer=now.answer if now.judged else _answer(before, now),
        topics=_still(before, now) | now.topics,
        progress=before.progress or now.progress,
        unheard=now.unheard,
        unknown_place=now.unknown_place or before.unknown_place,
        odd_name=(before.odd_name or now.odd_name) and not now.progress,
        gave=before.gave | now.gave,
        day=now.day or before.day,
        judged=now.judged,
        whole=now.whole,
        typed=now.typed and (before.typed or not before.text),
    )


def _answer(before: Turn, now: Turn) -> str:
    return "no" if "no" in (before.answer, now.answer) else now.answer or before.answer


def _still(before: Turn, now: Turn) -> frozenset[str]:
    """Who asks for a moment and goes on, or gives up and then asks something, is to be answered."""
    void = {"wait"} if now.text else set()
    return before.topics - void - ({"quit"} if now.topics & STAYING else set())
