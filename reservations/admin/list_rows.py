"""Fields in the rows of a list: each says which row and column it is of, as no label stands beside it.

A list is sent whole, however old it is. So each field carries what it showed: written is what the clerk has
changed, and nothing over what another one has changed meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

from reservations.admin.formats import current_language
from reservations.errors import ChangedMeanwhile

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin, ModelForm = object, forms.ModelForm


class RowForm(ModelForm):
    """What nobody has typed stays as it is by now; what somebody else has changed meanwhile is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:  # of an empty list: Django wants its scripts, and it has no name
            return
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{self.instance}: {capfirst(str(field.label))}"
            # What is sent without it, by no page of ours, counts as changed.
            field.show_hidden_initial = not self.is_bound or self.add_initial_prefix(name) in self.data

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if name not in cleaned or not field.show_hidden_initial:
                continue
            if name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
            elif self.is_stale(name):
                self.show_present(name)
                self.add_error(name, ChangedMeanwhile().as_problem(current_language())["detail"])
        return cleaned

    def is_stale(self, name: str) -> bool:
        """Is the value by now another than the page showed, and than was typed?"""
        shown = self.data[self[name].html_initial_name]
        present = self.get_initial_for_field(self.fields[name], name)
        return present not in {self.fields[name].to_python(shown), self.cleaned_data[name]}

    def show_present(self, name: str) -> None:
        """The page that comes back was shown the value by now: sent once more, it is agreed to."""
        present = self.get_initial_for_field(self.fields[name], name)
        said = "" if present is None else str(present)
        data: Any = self.data
        data = data.copy()  # that of a request is not to be written
        data[self[name].html_initial_name] = said
        self.data = data


class EditableRowsMixin(ModelAdmin):
    """Of an admin with `list_editable`."""

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})
