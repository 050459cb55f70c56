"""What is to be told after a booking: written in its transaction, sent after it, once for each key."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations import clock
from reservations.models.booking import Reservation


class Message(models.Model):
    """A message to a customer: written in the booking's transaction, sent by a worker."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")

    # The pauses between them grow fivefold: the last try is 13 hours after the first. Then it is left for the
    # staff, as is what was held back.
    TRIES = 6

    # Says what is told to whom about which operation: the same is never written twice.
    key = models.CharField(_("key"), max_length=200, unique=True, editable=False)
    reservation = models.ForeignKey(
        Reservation, models.CASCADE, related_name="messages", verbose_name=_("booking")
    )
    kind = models.CharField(_("kind"), max_length=32)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    to = models.CharField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    calendar = models.TextField(_("calendar entry"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    # When a worker may take it: later after each failure, and while another worker has it in hand.
    due_at = models.DateTimeField(_("due at"), default=clock.now)
    # When a worker last took it: from then on it may have arrived, whatever is known of it. None: never.
    taken_at = models.DateTimeField(_("last attempt at"), null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=models.Q(sent_at__isnull=True)),
            models.Index(fields=["created_at"], name="message_written"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.to}"
