"""Who may use the tools with a program of their own, and what they did: never what they asked."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations import clock


class PartnerKey(models.Model):
    """`secret_hash`: all that is kept of the secret, which is shown once, when the key is made."""

    class Scope(models.TextChoices):
        READ = "read", _("Look up only")
        WRITE = "write", _("Look up and book")

    name = models.CharField(_("partner"), max_length=80, validators=[MinLengthValidator(2)])
    public_id = models.CharField(_("begins with"), max_length=16, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    scope = models.CharField(_("may"), max_length=8, choices=Scope, default=Scope.READ)
    language = models.CharField(
        _("language of the answers"),
        max_length=8,
        default="ja",
        choices=[("ja", _("Japanese")), ("en", _("English"))],
    )
    calls_per_minute = models.PositiveIntegerField(
        _("calls a minute"), null=True, blank=True, help_text=_("Empty: as the settings say. 0 forbids it.")
    )
    writes_per_hour = models.PositiveIntegerField(
        _("writes an hour"), null=True, blank=True, help_text=_("A booking in two steps is two of them.")
    )
    bookings_per_day = models.PositiveIntegerField(_("bookings a day"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), editable=False)
    created_by = models.CharField(_("made by"), max_length=150, blank=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("partner's key")
        verbose_name_plural = _("partners' keys")
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id}…)"

    @property
    def is_valid(self) -> bool:
        """Neither withdrawn nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > clock.now())

    @property
    def may_write(self) -> bool:
        return self.scope == self.Scope.WRITE

    # --- its own limits, or else those of the settings

    @property
    def most_calls(self) -> int:
        """A minute."""
        return choose(self.calls_per_minute, settings.PARTNER_CALLS_PER_MINUTE)

    @property
    def most_writes(self) -> int:
        """An hour."""
        return choose(self.writes_per_hour, settings.PARTNER_WRITES_PER_HOUR)

    @property
    def most_bookings(self) -> int:
        """In 24 hours."""
        return choose(self.bookings_per_day, settings.PARTNER_BOOKINGS_PER_DAY)


def choose(own: int | None, otherwise: int) -> int:
    return otherwise if own is None else own


class PartnerCall(models.Model):
    """One call of a tool. `outcome`: "done", "asked" (the first of two steps), or the code of the refusal."""

    key = models.ForeignKey(
        PartnerKey, verbose_name=_("partner's key"), on_delete=models.PROTECT, related_name="calls"
    )
    at = models.DateTimeField(_("at"))
    tool = models.CharField(_("tool"), max_length=64)
    outcome = models.CharField(_("outcome"), max_length=64)
    number = models.CharField(_("booking number"), max_length=32, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))

    class Meta:
        verbose_name = _("partner's call")
        verbose_name_plural = _("partners' calls")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["key", "at"], name="voice_partner_call_key"),
            models.Index(fields=["at"], name="voice_partner_call_at"),
        ]

    def __str__(self) -> str:
        return f"{self.tool}: {self.outcome}"
