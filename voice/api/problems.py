"""Renders errors of the talking half as problem+json, without DRF."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from reservations.errors import ReservationError


def rendered(problem: ReservationError, request: HttpRequest) -> JsonResponse:
    language = str(getattr(request, "LANGUAGE_CODE", "ja"))
    return JsonResponse(
        problem.as_problem(language), status=problem.status, content_type="application/problem+json"
    )
