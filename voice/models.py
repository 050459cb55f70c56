"""What was said and done in each conversation. Knows no reservation: a booking names its session."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations import clock
from voice.mcp.models import PartnerCall, PartnerKey

__all__ = ["ALPHABET", "Line", "PartnerCall", "PartnerKey", "Session", "ToolCall", "new_id"]
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread for something else


def new_id() -> str:
    """A conversation's id, which nobody can guess."""
    return "s" + "".join(secrets.choice(ALPHABET) for _i in range(11))


class Session(models.Model):
    """A conversation, from the page's request to its end."""

    class Status(models.TextChoices):
        CREATED = "created", _("Not called yet")
        ACTIVE = "active", _("In conversation")
        ENDED = "ended", _("Ended")
        FAILED = "failed", _("Failed")

    class ToolMode(models.TextChoices):
        SERVER = "server", _("On the server")
        BROWSER = "browser", _("In the browser")

    class EndReason(models.TextChoices):
        CALL_ENDED = "call_ended", _("The line was closed")
        HUNG_UP = "hung_up", _("The caller hung up")
        SIDEBAND_LOST = "sideband_lost", _("The connection to the provider was lost")
        SIDEBAND_FAILED = "sideband_failed", _("An error on our side")
        SESSION_EXPIRED = "session_expired", _("The provider's time limit")
        STAFF_ENDED = "staff_ended", _("Ended by staff")
        PAGE_INTERFERED = "page_interfered", _("Hung up: the page put words or results into the call")
        ABANDONED = "abandoned", _("Abandoned: no server was handling the call")

    class Outcome(models.TextChoices):
        BOOKED = "booked", _("Booked a car")
        CHANGED = "changed", _("Changed a booking")
        CANCELLED = "cancelled", _("Cancelled a booking")
        ENQUIRY = "enquiry", _("Enquiry")
        DROPPED = "dropped", _("Dropped")

    id = models.CharField(_("session"), primary_key=True, max_length=32, default=new_id, editable=False)
    created_at = models.DateTimeField(_("started at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.CREATED)
    end_reason = models.CharField(_("reason for ending"), max_length=64, choices=EndReason, blank=True)
    language = models.CharField(_("language"), max_length=8, default="ja")
    # What its caller speaks (`voice.call.subject`); "": the language of the page, as far as is known.
    heard_language = models.CharField(max_length=8, blank=True, default="", db_default="", editable=False)
    location_id = models.CharField(_("shop's own page"), max_length=64, blank=True)
    provider = models.CharField(_("provider"), max_length=32)
    model = models.CharField(_("speech model"), max_length=128)
    tool_mode = models.CharField(
        _("where tools run"), max_length=16, choices=ToolMode, default=ToolMode.SERVER
    )
    call_id = models.CharField(_("call"), max_length=128, blank=True, db_index=True)
    # Begun for a page that comes back, or at a time limit; not yet (or, where the page runs the tools, not
    # known to be) the call itself.
    offered_call_id = models.CharField(max_length=128, blank=True, editable=False)
    held_by = models.CharField(max_length=96, blank=True, editable=False)
    held_until = models.FloatField(
        default=0, editable=False
    )  # seconds of the real clock, however pinned ours
    secret_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    # Whose address began it, by `policy.name_origin`: who calls from there is counted together.
    origin = models.CharField(max_length=32, blank=True, editable=False)
    usage = models.JSONField(_("usage"), default=dict, blank=True)
    # How long the calls before the present one lasted: `answered_at` is the present one's.
    earlier_seconds = models.PositiveIntegerField(default=0, editable=False)
    # Of `usage`, in thousandths of a yen, by the prices of the day (`budget.price`).
    cost = models.BigIntegerField(default=0, editable=False)
    # The shop that was spoken of last, by the tools' answers; else the one of the page. "" is any.
    about_shop = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    # The clerk who speaks in the agent's place just now, by user name; "": the agent does.
    taken_over_by = models.CharField(max_length=150, blank=True, default="", db_default="", editable=False)
    # What came of it (`voice.call.outcome`); kept here because what was said is forgotten one day.
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=Outcome, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-created_at", "id"]
        permissions = [
            ("whisper_call", _("Can give the agent instructions in a call")),
            ("take_over_call", _("Can speak in a call in the agent's place")),
            ("end_call", _("Can end a call")),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="voice_session_begun"),
            models.Index(fields=["origin", "created_at"], name="voice_session_origin"),
            models.Index(fields=["outcome", "created_at"], name="voice_session_outcome"),
            models.Index(fields=["status", "created_at"], name="voice_session_status"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def callers_language(self) -> str:
        """Which the caller speaks, whatever the page is in."""
        return self.heard_language or self.language

    @property
    def is_over(self) -> bool:
        return self.status in {self.Status.ENDED, self.Status.FAILED}

    @property
    def may_go_on(self) -> bool:
        """Neither ended by anybody, nor so old that nobody can be holding it any more."""
        oldest = clock.now() - timedelta(minutes=settings.SESSION_MAX_MINUTES)
        return not self.is_over and self.created_at > oldest


class Line(models.Model):
    """One utterance of the transcript."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        CALLER = "caller", _("Caller")
        STAFF = "staff", _("Staff")

    session = models.ForeignKey(
        Session, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="lines"
    )
    item_id = models.CharField(max_length=128)
    role = models.CharField(_("speaker"), max_length=8, choices=Role)
    text = models.TextField(_("words"), blank=True)
    final = models.BooleanField(_("final"), default=True)
    interrupted = models.BooleanField(_("interrupted"), default=False)
    # Where the page runs the tools it alone hears the call, and writes down what it likes.
    is_reported = models.BooleanField(_("told by the page"), default=False)
    at = models.DateTimeField(_("at"))
    # From the end of the caller's turn to the first of these words (`voice.call.reply_timer`).
    waited_ms = models.PositiveIntegerField(_("waited"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("transcript")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "item_id"], name="voice_line_once")]

    def __str__(self) -> str:
        return self.text


class ToolCall(models.Model):
    """A tool's call in a conversation, and its result."""

    session = models.ForeignKey(
        Session, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="tool_calls"
    )
    call_id = models.CharField(max_length=128)
    name = models.CharField(_("tool"), max_length=64)
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    result: models.JSONField[Any, Any] = models.JSONField(_("result"), null=True, blank=True)
    ok = models.BooleanField(_("succeeded"), null=True)
    started_at = models.DateTimeField(_("started at"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        verbose_name = _("tool call")
        verbose_name_plural = _("tool calls")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "call_id"], name="voice_tool_call_once")]

    def __str__(self) -> str:
        return self.name


class StaffAct(models.Model):
    """What a clerk did in a call that went on: who, what, when, and when the call's holder had done it."""

    class Kind(models.TextChoices):
        WHISPER = "whisper", _("Told the agent")
        TAKE_OVER = "take_over", _("Took the call over")
        SAY = "say", _("Had the caller told")
        GIVE_BACK = "give_back", _("Gave the call back to the agent")
        TELEPHONE = "telephone", _("Gave the caller the shop's telephone")
        END = "end", _("Ended the call")

    session = models.ForeignKey(
        Session, verbose_name=_("conversation"), on_delete=models.CASCADE, related_name="staff_acts"
    )
    kind = models.CharField(_("act"), max_length=16, choices=Kind)
    # "": nobody's; the call went back to the agent because the clerk's page was gone.
    user_name = models.CharField(_("clerk"), max_length=150, blank=True)
    text = models.TextField(_("words"), blank=True)
    at = models.DateTimeField(_("at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("act of the staff")
        verbose_name_plural = _("acts of the staff")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
