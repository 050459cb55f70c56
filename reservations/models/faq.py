"""What the company answers to customers' questions: insurance, pets, licences, whatever staff add."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from reservations.models.shops import Location


class Answer(models.Model):
    """One topic, found by the words that callers use for it; a shop's own answer goes before the company's.

    An answer may hold prices and fees of the tariff, such as {child-seat}; questions.py fills them in.
    """

    topic = models.SlugField(_("ID"), max_length=40)
    location = models.ForeignKey(
        Location, models.CASCADE, related_name="answers", verbose_name=_("shop"), null=True, blank=True
    )
    title = models.CharField(_("topic"), max_length=100)
    title_en = models.CharField(_("topic (English)"), max_length=100, blank=True)
    words = models.TextField(
        _("words that callers use"), help_text=_("In both languages, parted by commas or new lines")
    )
    answer = models.TextField(_("answer"), help_text=_("As the agent says it: one to three sentences"))
    answer_en = models.TextField(_("answer (English)"), blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        ordering = ["topic", "location"]
        constraints = [
            models.UniqueConstraint(
                "topic",
                Coalesce("location", models.Value("")),
                name="one_answer",
                violation_error_message=_("There is an answer to this topic already."),
            )
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.title, self.location) if part)
