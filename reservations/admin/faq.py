"""The company's answers to customers' questions: written by staff, and shown as they will be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reservations import questions, shops
from reservations.admin import scope
from reservations.admin.formats import current_language
from reservations.admin.list_rows import EditableRowsMixin
from reservations.admin.stale_forms import StaleFormMixin
from reservations.models import Answer

if TYPE_CHECKING:  # generic for mypy alone
    AnswerModelAdmin = admin.ModelAdmin[Answer]
    AnswerModelForm = forms.ModelForm[Answer]
else:
    AnswerModelAdmin = admin.ModelAdmin
    AnswerModelForm = forms.ModelForm


class AnswerForm(AnswerModelForm):
    """What stands in braces must be a figure that there is: the agent would else leave the answer out."""

    def clean_answer(self) -> str:
        return check_figures(self.cleaned_data["answer"])

    def clean_answer_en(self) -> str:
        return check_figures(self.cleaned_data["answer_en"])


def check_figures(text: str) -> str:
    if unknown := questions.find_unknown_figures(text):
        message = _("Unknown: %(unknown)s. There are: %(known)s")
        known = [f"{{{name}}}" for name in questions.list_figures()]
        raise forms.ValidationError(
            message, params={"unknown": ", ".join(unknown), "known": ", ".join(known)}
        )
    return text


@admin.register(Answer)
class AnswerAdmin(StaleFormMixin, EditableRowsMixin, scope.OwnShopMixin, AnswerModelAdmin):
    form = AnswerForm
    list_display = ("title", "where", "spoken_text", "active")
    list_editable = ("active",)
    list_filter = ("active", ("location", scope.OwnShopFilter))
    list_select_related = ("location",)
    search_fields = ("topic", "title", "title_en", "words", "answer", "answer_en")
    readonly_fields = ("spoken_text", "spoken_text_en")

    def get_fieldsets(self, request: Any, obj: Answer | None = None) -> Any:
        known = " ".join(f"{{{name}}}" for name in questions.list_figures())
        return (
            (
                None,
                {
                    "fields": ("topic", "location", ("title", "title_en"), "words", "active"),
                    "description": _(
                        "An answer without a shop applies at all shops; a shop's own takes precedence. Of "
                        "two words in a question that overlap, the longer one counts."
                    ),
                },
            ),
            (
                _("Answers"),
                {
                    "fields": ("answer", "answer_en", "spoken_text", "spoken_text_en"),
                    "description": _(
                        "Prices and fees are filled in from the tariff where their names stand in braces:"
                    )
                    + f" {known}",
                },
            ),
        )

    @admin.display(description=_("shop"), ordering="location")
    def where(self, row: Answer) -> str:
        return str(row.location or _("all shops"))

    @admin.display(description=_("as it is said"))
    def spoken_text(self, row: Answer) -> str:
        return say(row, "ja")

    @admin.display(description=_("as it is said (English)"))
    def spoken_text_en(self, row: Answer) -> str:
        return say(row, "en")

    def get_ordering(self, request: Any) -> tuple[str, ...]:
        return ("title_en" if current_language() == "en" else "title", "location")


def say(row: Answer, language: str) -> str:
    """Empty where it is not written, or the tariff lacks its figure: the agent then knows no answer."""
    found = questions.read_answer(row, shops.of(row.location) if row.location else None)
    return found.text_in(language) if found else ""
