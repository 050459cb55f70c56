"""Django's own admin, tuned for the staff of a rental shop: one module a screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reservations.admin import (
    alarms,
    blocks,
    board,
    booking,
    booking_search,
    calendar_feeds,
    faq,
    outbox,
    own_shop,
    quarantine,
    reports,
    shop_change,
    shops,
    tariff,
    vehicles,
    view_log,
)
from reservations.admin.booking import register_panel
from reservations.admin.counter import quick_booking, sheets
from reservations.admin.places import Place, register_place

__all__ = [
    "alarms",
    "blocks",
    "board",
    "booking",
    "calendar_feeds",
    "faq",
    "outbox",
    "quarantine",
    "register_panel",
    "reports",
    "shops",
    "tariff",
    "vehicles",
    "view_log",
]

register_place(
    Place(
        "quick_booking",
        "book/",
        _("New booking"),
        quick_booking.show_quick_booking,
        "reservations.add_reservation",
        in_bar=False,
    )
)
register_place(
    Place(
        "offers",
        "book/offers/",
        _("Which class"),
        quick_booking.show_offers,
        "reservations.add_reservation",
        in_bar=False,
    )
)
register_place(
    Place(
        "sheet",
        "sheet/<uuid:pk>/<slug:key>/",
        _("Hand-over sheet"),
        sheets.show_sheet,
        "reservations.change_reservation",
        in_bar=False,
    )
)
register_place(
    Place(
        "shop_change",
        "other-shop/<uuid:pk>/",
        _("Move the booking to another shop"),
        shop_change.show_shop_change,
        "reservations.change_reservation",
        in_bar=False,
    )
)
register_place(Place("own_shop", "own-shop/", _("Shop"), own_shop.choose_shop, in_bar=False))
register_place(
    Place(
        "search",
        "search/",
        _("Search"),
        booking_search.search_bookings,
        "reservations.view_reservation",
        in_bar=False,
    )
)
