"""The one renderer of problems over HTTP (RFC 9457): any error is the same object that tools answer with."""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from rest_framework import exceptions

from reservations.errors import DATABASE_AWAY, Busy, Internal, InvalidArguments, ReservationError
from voice.errors import MalformedJson, RequestTooLarge
from voice.metrics import PROBLEMS
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import write_json

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
JSON_TYPES = ("application/json", CONTENT_TYPE)
BUSY_SECONDS = 1  # a 503 of ours is over in about that time


def render_problem(problem: JsonObject) -> HttpResponse:
    """`problem` is what `ReservationError.as_problem` or `tools.run` gives; its status becomes the answer's.

    Its `retryAfter` becomes a header: whole seconds until another try makes sense; 1 for a 503 without it.
    """
    PROBLEMS.labels(problem["code"]).inc()
    response = HttpResponse(write_json(problem), status=problem["status"], content_type=CONTENT_TYPE)
    if retry_after := problem.get("retryAfter", BUSY_SECONDS if problem["status"] == 503 else None):
        response.headers["Retry-After"] = str(retry_after)
    return response


def keep_private(response: HttpResponseBase) -> None:
    """Customers' names and numbers are in an answer, whatever its status: nobody on the way keeps it. And who
    opens its address is given a file: no browser takes what a customer said for a page."""
    response.headers["Cache-Control"] = "no-store"
    if response.headers.get("Content-Type", "").startswith(JSON_TYPES):
        response.headers["Content-Disposition"] = 'attachment; filename="answer.json"'


def render_error(error: ReservationError, language: str | None) -> HttpResponse:
    """`error` in the words of `language` (None: the one that is active)."""
    return render_problem(error.as_problem(language))


def handle_exception(raised: Exception, context: JsonObject) -> HttpResponse:
    """DRF's EXCEPTION_HANDLER. What nobody foresaw is logged, and told without its cause."""
    error = translate_exception(raised)
    if isinstance(error, Internal) or isinstance(raised, DATABASE_AWAY):
        log.error("a request failed", exc_info=raised)
    return render_error(error, translation.get_language())


def translate_exception(raised: Exception) -> ReservationError:
    """The error of our tree that says what Django or DRF raised; Internal for anything else."""
    if isinstance(raised, ReservationError):
        return raised
    if isinstance(raised, exceptions.ParseError):
        return MalformedJson(str(raised.detail))
    if isinstance(raised, DATABASE_AWAY):
        return Busy()
    if isinstance(raised, RequestDataTooBig):
        return RequestTooLarge()
    if isinstance(raised, exceptions.ValidationError):
        return InvalidArguments(str(raised.detail))
    if isinstance(raised, Http404):
        return name_error("not_found", 404, "Not found")
    if isinstance(raised, exceptions.APIException):
        return name_error(str(raised.default_code), raised.status_code, str(raised.detail))
    return Internal()


def name_error(code: str, status: int, title: str) -> ReservationError:
    error = ReservationError()
    error.code, error.status, error.title = code, status, title
    return error
