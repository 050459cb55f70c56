"""`{% filter_chips cl %}`: the filters of a list as a row of chips above it, each with its choices inside."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.views.main import ChangeList

register = template.Library()


@register.inclusion_tag("admin/counter/filter_chips.html")
def filter_chips(cl: ChangeList) -> dict[str, Any]:
    """Its choices are links, as Django's own filters have them; the first of each takes the filter away."""
    filters = []
    for spec in cl.filter_specs:
        choices: list[Any] = list(spec.choices(cl))
        chosen = next((choice for choice in choices if choice["selected"]), None)
        is_active = bool(choices) and chosen is not choices[0]
        filters.append({"title": spec.title, "choices": choices, "chosen": chosen if is_active else None})
    return {"filters": filters, "clear": cl.clear_all_filters_qs if cl.has_active_filters else ""}
