"""The clerk's own shop: whose day, board and bookings the staff's pages show, remembered in the session."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from reservations import shops
from reservations.admin import scope
from reservations.admin.steps import read_next
from reservations.values import Shop

# The key of the session, and of an address (`?shop=`) that is about another shop for once.
KEY = "shop"


def list_shops(request: HttpRequest) -> list[Shop]:
    """The shops that this clerk may choose among (admin/scope.py), without their hours; two queries a
    request at most."""
    kept = vars(request)
    if "clerks_shops" not in kept:
        ids = scope.find_shop_ids(request)
        kept["clerks_shops"] = [shop for shop in shops.every() if ids is None or shop.id in ids]
    return list(kept["clerks_shops"])


def find_shop(request: HttpRequest) -> Shop | None:
    """The shop that a form was opened for (its field `shop`) or that the address names (`?shop=`), else the
    remembered one, else the first; None where the company, or the clerk, has none.

    Raises PermissionDenied for a form of a shop that is not the clerk's: it is for no other shop.
    """
    by_id = {shop.id: shop for shop in list_shops(request)}
    if opened_for := request.POST.get(KEY):
        if opened_for not in by_id:
            raise PermissionDenied
        return by_id[opened_for]
    for wanted in (request.GET.get(KEY), request.session.get(KEY)):
        if wanted in by_id:
            return by_id[wanted]
    return next(iter(by_id.values()), None)


def choose_shop(request: HttpRequest) -> HttpResponse:
    """Remembers the shop that was sent, and goes back to the page that sent it."""
    chosen = request.POST.get(KEY)
    if request.method == "POST" and chosen in {shop.id for shop in list_shops(request)}:
        request.session[KEY] = chosen
    return HttpResponseRedirect(read_next(request) or reverse("admin:index"))
