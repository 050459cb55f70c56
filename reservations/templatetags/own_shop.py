"""`{% lacks_shop as is_lost %}`: whether the user sees nothing because no shop is assigned to them."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def lacks_shop(context: dict[str, Any]) -> bool:
    """Of staff who are logged in; the page of a login, or of an error, has no user."""
    from reservations.admin import scope  # the admin's site, whose pages these are, is made by then

    request = context.get("request")
    return bool(request and getattr(request, "user", None) and scope.lacks_shop(request))
