"""What came of a conversation: a booking, a change, a cancellation, an enquiry; or it broke off.

Kept with the conversation as it happens, because what was said and answered is forgotten one day
(`voice.privacy`), and the sums of the month are not.
"""

from __future__ import annotations

from collections.abc import Iterable

from voice.call import consent
from voice.models import Line, Session
from voice.protocol.shapes import ToolOutput

Outcome = Session.Outcome
# By the tool that does it, the weightiest first: a call that booked and then cancelled is a booking.
WRITES = {
    "create_reservation": Outcome.BOOKED,
    "change_reservation": Outcome.CHANGED,
    "cancel_reservation": Outcome.CANCELLED,
}
# Whatever else was said, a call that ended so was not ended by its caller.
BROKEN_OFF = frozenset(
    {
        Session.EndReason.SIDEBAND_LOST,
        Session.EndReason.SIDEBAND_FAILED,
        Session.EndReason.SESSION_EXPIRED,
        Session.EndReason.PAGE_INTERFERED,
        Session.EndReason.ABANDONED,
    }
)
WEIGHTS = {outcome: weight for weight, outcome in enumerate(reversed(WRITES.values()), start=1)}


def read_outcome(results: Iterable[tuple[str, ToolOutput | None]]) -> str:
    """What these tools (name, answer) have done; "" where none has written. A question, such as a summary
    that waits for the caller's yes, has done nothing."""
    done = [WRITES[name] for name, result in results if name in WRITES and consent.is_done(result or {})]
    return max(done, key=WEIGHTS.__getitem__, default="")


def judge_end(*, reason: str, failed: bool, caller_spoke: bool) -> str:
    """The outcome of a call in which nothing was written."""
    dropped = failed or reason in BROKEN_OFF or not caller_spoke
    return Outcome.DROPPED if dropped else Outcome.ENQUIRY


def note_results(session_id: str, results: Iterable[tuple[str, ToolOutput | None]]) -> None:
    """Keep what these answers of tools mean for the conversation, and which shop they are about. Blocks on
    the database."""
    results = list(results)
    named = [str(result["locationId"]) for _name, result in results if result and result.get("locationId")]
    if named:
        Session.objects.filter(pk=session_id).update(about_shop=named[-1])
    if found := read_outcome(results):
        lighter = [outcome for outcome, weight in WEIGHTS.items() if weight < WEIGHTS[Outcome(found)]]
        open_yet = ["", Outcome.ENQUIRY, Outcome.DROPPED]
        Session.objects.filter(pk=session_id, outcome__in=[*lighter, *open_yet]).update(outcome=found)


def settle(session_id: str) -> None:
    """Judge a conversation that is over and in which nothing was written. May be done again: the record of
    what was said is written behind the call. Blocks on the database."""
    session = Session.objects.filter(pk=session_id, outcome__in=["", Outcome.DROPPED]).first()
    if session is None or not session.is_over:
        return
    caller_spoke = session.lines.filter(role=Line.Role.CALLER).exclude(text="").exists()
    failed = session.status == Session.Status.FAILED
    found = judge_end(reason=session.end_reason, failed=failed, caller_spoke=caller_spoke)
    Session.objects.filter(pk=session_id, outcome__in=["", Outcome.DROPPED]).update(outcome=found)
