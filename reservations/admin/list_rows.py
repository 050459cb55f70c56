"""Fields in the rows of a list: each says which row and column it is of, as no label stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin, ModelForm = object, forms.ModelForm


class RowForm(ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:  # of an empty list: Django wants its scripts, and it has no name
            return
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{self.instance}: {capfirst(str(field.label))}"


class EditableRowsMixin(ModelAdmin):
    """Of an admin with `list_editable`."""

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})
