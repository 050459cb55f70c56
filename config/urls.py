"""Every path of the product but the two of `probes`."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

admin.site.site_header = "受付 Uketsuke"
admin.site.site_title = "Uketsuke"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("", include("voice.urls")),
]
