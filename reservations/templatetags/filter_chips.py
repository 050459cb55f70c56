"""`{% filter_chips cl %}`: the filters of a list as a row of chips above it, each with its choices inside."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.admin.views.main import ChangeList

from reservations.admin.booking_list import FromDayFilter

register = template.Library()


@register.inclusion_tag("admin/counter/filter_chips.html")
def filter_chips(cl: ChangeList) -> dict[str, Any]:
    """Its choices are links, as Django's own filters have them; the first of each takes the filter away. One
    by day has a form beside them, which keeps the other filters."""
    filters = []
    for spec in cl.filter_specs:
        choices: list[Any] = list(spec.choices(cl))
        chosen = next((choice for choice in choices if choice["selected"]), None)
        is_active = bool(choices) and chosen is not choices[0]
        given = {"title": spec.title, "choices": choices, "chosen": chosen if is_active else None}
        if isinstance(spec, FromDayFilter):
            given |= {"name": spec.parameter_name, "value": spec.value() or "", "kept": keep(cl, spec)}
        filters.append(given)
    return {"filters": filters, "clear": cl.clear_all_filters_qs if cl.has_active_filters else ""}


def keep(cl: ChangeList, spec: FromDayFilter) -> list[tuple[str, str]]:
    """What a form that sets the filter `spec` sends beside it."""
    return [(name, str(value)) for name, value in cl.params.items() if name != spec.parameter_name]
