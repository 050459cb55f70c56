"""RFC 9457: whatever goes wrong over HTTP is the same problem object that tools answer with."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.utils import translation
from rest_framework import exceptions
from rest_framework.response import Response

from reservations.errors import Internal, InvalidArguments, MalformedJson, RequestTooLarge, ReservationError

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"


def problem_response(problem: dict[str, Any]) -> Response:
    response = Response(problem, status=problem["status"], content_type=CONTENT_TYPE)
    if problem["status"] == 503:
        response["Retry-After"] = "1"
    return response


def handle(raised: Exception, context: dict[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER."""
    error = translated(raised)
    if isinstance(error, Internal):
        log.error("a request failed", exc_info=raised)
    return problem_response(error.as_problem(translation.get_language()))


def translated(raised: Exception) -> ReservationError:
    if isinstance(raised, ReservationError):
        return raised
    if isinstance(raised, exceptions.ParseError):
        return MalformedJson(str(raised.detail))
    if isinstance(raised, RequestDataTooBig):
        return RequestTooLarge()
    if isinstance(raised, exceptions.ValidationError):
        return InvalidArguments(str(raised.detail))
    if isinstance(raised, Http404):
        return titled("not_found", 404, "Not found")
    if isinstance(raised, exceptions.APIException):
        return titled(str(raised.default_code), raised.status_code, str(raised.detail))
    return Internal()


def titled(code: str, status: int, title: str) -> ReservationError:
    error = ReservationError()
    error.code, error.status, error.title = code, status, title
    return error
