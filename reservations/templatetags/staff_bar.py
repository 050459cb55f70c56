"""`{% staff_bar as bar %}`: what stands in the top bar of the staff's pages for whoever looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reservations.admin import own_shop
from reservations.admin.formats import current_language
from reservations.admin.places import Link
from reservations.values import Shop

register = template.Library()
# As a clerk's day goes; what an app adds beside these comes last.
ORDER = ("index", "board", "bookings", "calls", "vehicles", "reports")


@dataclass(frozen=True)
class Bar:
    """links: the places, in order. shop: the clerk's own, if the company has one; shop_name: in the language
    of the page. choices: the shops that it can be changed for, with their names."""

    links: list[Link]
    shop: Shop | None
    shop_name: str
    choices: list[tuple[Shop, str]]
    may_look_up: bool
    may_book: bool


@register.simple_tag(takes_context=True)
def staff_bar(context: dict[str, Any]) -> Bar | None:
    """None for whoever is not logged in as staff. At most one query."""
    request, user = context.get("request"), context.get("user")
    if request is None or not context.get("has_permission") or user is None:
        return None
    links = sorted([*list_tables(request, user), *context.get("places", ())], key=rank)
    shop, language = own_shop.find_shop(request), current_language()
    return Bar(
        links,
        shop,
        shop.name_in(language) if shop else "",
        [(each, each.name_in(language)) for each in own_shop.list_shops(request)],
        may_look_up=any(link.name == "bookings" for link in links),
        may_book=user.has_perm("reservations.add_reservation"),
    )


def list_tables(request: HttpRequest, user: Any) -> Iterator[Link]:
    """Today's page, and the tables that a clerk uses all day."""
    today = reverse("admin:index")
    yield Link("index", pgettext_lazy("place", "Today"), today, request.path == today)
    for name, label, model in (
        ("bookings", _("Bookings"), "reservation"),
        ("vehicles", _("Cars"), "vehicle"),
    ):
        url = reverse(f"admin:reservations_{model}_changelist")
        if user.has_perm(f"reservations.view_{model}") or user.has_perm(f"reservations.change_{model}"):
            yield Link(name, label, url, request.path.startswith(url))


def rank(link: Link) -> tuple[int, str]:
    return (ORDER.index(link.name) if link.name in ORDER else len(ORDER), link.name)
