"""Renders errors of the talking half as problem+json, without DRF."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from reservations.errors import ReservationError
from voice.errors import TooMany


def rendered(problem: ReservationError, request: HttpRequest) -> JsonResponse:
    language = str(getattr(request, "LANGUAGE_CODE", "ja"))
    response = JsonResponse(
        problem.as_problem(language), status=problem.status, content_type="application/problem+json"
    )
    if isinstance(problem, TooMany):
        response.headers["Retry-After"] = str(problem.retry_after)
    return response
