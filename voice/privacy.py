"""Forgets what was said: of one customer's conversations, and of all that are old enough.

That there was a conversation, when, how long and what it cost stays: sums are made of it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from reservations.privacy import for_each_batch
from voice.models import Line, PartnerCall, Session, StaffAct, ToolCall

TOLD = ~Q(arguments={}) | Q(result__isnull=False)
SAID = ~Q(text="")


def find_sessions(spellings: Collection[str], numbers: Collection[str] = ()) -> set[str]:
    """The conversations in which one of these texts (a telephone, an address) was said, or told to a tool,
    and those that a tool showed one of the bookings with these numbers."""
    found: set[str] = set()
    calls = ToolCall.objects.annotate(
        told=Cast("arguments", TextField()), answered=Cast("result", TextField())
    )
    for text in spellings:
        found |= set(Line.objects.filter(text__icontains=text).values_list("session_id", flat=True))
        named = calls.filter(Q(told__icontains=text) | Q(answered__icontains=text))
        found |= set(named.values_list("session_id", flat=True))
        found |= set(StaffAct.objects.filter(text__icontains=text).values_list("session_id", flat=True))
    for number in numbers:
        shown = calls.filter(ok=True, answered__contains=f'"{number}"')
        found |= set(shown.values_list("session_id", flat=True))
    return found


def count_traces(session_ids: Collection[str]) -> dict[str, int]:
    """What `scrub` would touch, by kind."""
    return {
        "lines of transcripts": Line.objects.filter(session__in=session_ids).count(),
        "tool calls": ToolCall.objects.filter(TOLD, session__in=session_ids).count(),
        "words of the staff": StaffAct.objects.filter(SAID, session__in=session_ids).count(),
    }


def scrub(session_ids: Collection[str]) -> dict[str, int]:
    """Forget what was said in these conversations, and by whose address; how much of each kind that was."""
    counts = count_traces(session_ids)
    forget_words(Line.objects.filter(session__in=session_ids))
    forget_arguments(ToolCall.objects.filter(TOLD, session__in=session_ids))
    forget_staff_words(StaffAct.objects.filter(SAID, session__in=session_ids))
    Session.objects.filter(pk__in=session_ids).update(origin="", secret_hash="")
    return counts


def purge(before: datetime) -> dict[str, int]:
    """The same of every conversation that began `before`; in batches, each a transaction of its own."""
    old = Q(session__created_at__lt=before)
    counts = {
        "lines of transcripts": forget_words(Line.objects.filter(old)),
        "tool calls": forget_arguments(ToolCall.objects.filter(TOLD, old)),
        "words of the staff": forget_staff_words(StaffAct.objects.filter(SAID, old)),
    }
    known = Session.objects.filter(created_at__lt=before).exclude(origin="", secret_hash="")
    for_each_batch(known, lambda batch: batch.update(origin="", secret_hash=""))
    return counts


def forget_words(lines: QuerySet[Line]) -> int:
    return for_each_batch(lines, lambda batch: batch.delete()[0])


def forget_arguments(calls: QuerySet[ToolCall]) -> int:
    """Which tool was called, when, and whether it succeeded stays."""
    return for_each_batch(calls, lambda batch: batch.update(arguments={}, result=None))


def forget_staff_words(acts: QuerySet[StaffAct]) -> int:
    """That a clerk stepped in, who, when and how stays."""
    return for_each_batch(acts, lambda batch: batch.update(text=""))


def forget_partner_calls(before: datetime) -> int:
    """Which key called which tool; no customer is named in it, only the number of a reservation."""
    return for_each_batch(PartnerCall.objects.filter(at__lt=before), lambda batch: batch.delete()[0])
