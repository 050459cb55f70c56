"""`/admin/reports/calendar/`: a manager makes, renews and withdraws the calendar links of their own shops."""

from __future__ import annotations

import logging

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import calendar_feed
from reservations.admin import own_shop
from reservations.admin.formats import current_language
from reservations.admin.places import Place, register_place
from reservations.models import CalendarFeed, Location

log = logging.getLogger("uketsuke.staff")


def show(request: HttpRequest) -> HttpResponseBase:
    """The page. A POST makes a link, which its answer shows this once, or withdraws one."""
    shops = {shop.id: shop.name_in(current_language()) for shop in own_shop.list_shops(request)}
    made = ""
    if request.method == "POST":
        if (wanted := request.POST.get("shop", "")) not in shops:
            raise Http404
        shop = get_object_or_404(Location, pk=wanted)
        if "withdraw" in request.POST:
            calendar_feed.withdraw_link(shop)
            log.info("calendar link of %s withdrawn by %s", shop.pk, request.user.get_username())
            messages.success(request, gettext("The link is void."))
            return HttpResponseRedirect(request.path)
        secret = calendar_feed.make_link(
            shop, shows_names="shows_names" in request.POST, who=request.user.get_username()
        )
        log.info("calendar link of %s made by %s", shop.pk, request.user.get_username())
        made = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    feeds = CalendarFeed.objects.in_bulk(shops)
    context = {
        **admin.site.each_context(request),
        "title": _("Bookings in your own calendar"),
        "shops": [(pk, name, feeds.get(pk)) for pk, name in shops.items()],
        "made": made,
        "made_for": shops.get(request.POST.get("shop", ""), ""),
    }
    return TemplateResponse(request, "admin/reservations/calendar_feeds.html", context)


register_place(
    Place(
        "calendar_feeds",
        "reports/calendar/",
        _("Bookings in your own calendar"),
        show,
        permission="reservations.change_calendarfeed",
        in_bar=False,
    )
)
