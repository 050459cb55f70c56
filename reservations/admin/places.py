"""The places of the staff site beside Django's tables: the board, the calls, the reports.

An app names its places once, when Django starts; the site serves each under `/admin/` as `admin:<name>`, and
the bar at the top leads to those that the user may see. What is registered as a model needs none of this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise

View = Callable[..., HttpResponseBase]


def is_by_script(request: HttpRequest) -> bool:
    """Does a script of our pages ask? It gets a status and words, where a page is led on to another."""
    return request.headers.get("X-Requested-With") == "fetch"


@dataclass(frozen=True)
class Place:
    """One address of the staff site."""

    name: str  # of its URL, in the namespace "admin"
    route: str  # under /admin/, as `django.urls.path` takes it: "board/", "calls/<uuid:session_id>/"
    label: str | Promise  # what the bar calls it, in the clerk's language
    view: View  # takes the request, and what the route captures
    permission: str = (
        ""  # "app_label.codename" without which the place is neither served nor shown; "": any staff
    )
    in_bar: bool = True  # has a link in the bar; its route then captures nothing


@dataclass(frozen=True)
class Link:
    """A place in the bar."""

    name: str
    label: str | Promise
    url: str
    is_here: bool  # the page that is being looked at belongs to it


_places: dict[str, Place] = {}


def register_place(place: Place) -> None:
    """For an app's admin module or its AppConfig.ready, before the first request. The bar keeps the order.

    Raises ValueError where another place has the name already.
    """
    if _places.setdefault(place.name, place) != place:
        raise ValueError(f"There is a place {place.name!r} already. Give this one another name.")


def list_places() -> list[Place]:
    """All that were registered, in their order; for the URLs, and for tests that visit each."""
    return list(_places.values())


def list_links(request: HttpRequest) -> list[Link]:
    """What the bar shows to the user of `request`."""
    shown = [place for place in _places.values() if place.in_bar and may_see(place, request)]
    return [
        Link(place.name, place.label, url := reverse(f"admin:{place.name}"), request.path.startswith(url))
        for place in shown
    ]


def may_see(place: Place, request: HttpRequest) -> bool:
    return not place.permission or request.user.has_perm(place.permission)


def guard(place: Place) -> View:
    """The view of `place`, for whoever may see it; the site has asked for a login before."""

    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(place, request):
            raise PermissionDenied
        return place.view(request, *args, **kwargs)

    return update_wrapper(inner, place.view)
