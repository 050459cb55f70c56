"""The customer's page. Everything that it shows of a conversation comes over its own line later."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, location_id: str = "") -> HttpResponse:
    return render(request, "voice/page.html", {"location_id": location_id})
