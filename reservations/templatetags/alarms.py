"""`{% unseen_alarms as alarms %}`: what staff are to be told on every page of the admin."""

from __future__ import annotations

from typing import Any

from django import template

from reservations.limits import alarms
from reservations.models import Alarm

register = template.Library()


@register.simple_tag(takes_context=True)
def unseen_alarms(context: dict[str, Any]) -> list[Alarm]:
    """For whoever may look at them; the page of a login, or of an error, has no user."""
    user = getattr(context.get("request"), "user", None)
    return alarms.list_unseen() if user and user.has_perm("reservations.view_alarm") else []
