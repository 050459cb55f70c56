"""Every path of the product but the two of `probes`."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from reservations.calendar_feed import send_calendar

urlpatterns = [
    path("admin/", admin.site.urls),
    path("calendar/<slug:secret>.ics", send_calendar, name="calendar_feed"),
    path("i18n/", include("django.conf.urls.i18n")),  # the switch of the staff's pages
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("", include("voice.urls")),
]
