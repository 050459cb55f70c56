"""POST /api/functions/{name}: the tools over HTTP, for the holder of a session token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSet

from reservations.tools import TOOLS, Caller, Tool
from voice import browser_record, sessions
from voice.api import addresses, requests
from voice.api.problems import CONTENT_TYPE, keep_private, render_problem
from voice.errors import MalformedJson, MissingToken
from voice.protocol.wire_json import read_json_exactly

# Of the errors' tree, and of the framework before it: another method, or another content type.
REFUSALS = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 502, 503)
PROBLEM = OpenApiResponse(OpenApiTypes.OBJECT, "RFC 9457 problem")
View = Callable[..., HttpResponseBase]
HEADERS = [
    OpenApiParameter("X-Session-Token", str, OpenApiParameter.HEADER, required=True),
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER),
]


class ArgumentsParser(BaseParser):
    """Reads the arguments. Raises RequestTooLarge, MalformedJson."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return read_json_exactly(requests.read_body(stream))
        except ValueError as error:
            raise MalformedJson(f"JSON parse error - {error}") from error


class FunctionViewSet(ViewSet):
    """Runs the tool `tool_name`, or the one that the path names: an unknown one is a problem as any other."""

    tool_name = ""
    parser_classes = [ArgumentsParser]
    serializer_class: type[Serializer[Any]] | None = None

    def create(self, request: Request, name: str = "") -> HttpResponse:
        result = browser_record.run(
            self.tool_name or name,
            request.data,
            caller=read_caller(request),
            key=request.headers.get("Idempotency-Key"),
        )
        return Response(result) if result["success"] else render_problem(result)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        keep_private(answer)
        return answer


def read_caller(request: Request) -> Caller:
    """Who holds the token of the request; raises MissingToken, InvalidToken."""
    token = request.headers.get("X-Session-Token")
    if not token:
        raise MissingToken
    caller = sessions.read_token(token)
    requests.note_session(request, caller.session_id)
    return replace(caller, origin=addresses.read_origin(request))


def build_view(tool: Tool[Any]) -> View:
    """A view of `tool` alone, so that OpenAPI describes its own arguments."""
    described = extend_schema_view(
        create=extend_schema(
            operation_id=tool.name,
            description=str(tool.description),
            parameters=HEADERS,
            request=tool.serializer,
            responses={
                200: OpenApiTypes.OBJECT,
                **{(status, CONTENT_TYPE): PROBLEM for status in REFUSALS},
            },
        )
    )
    viewset: type[FunctionViewSet] = described(
        type(f"{tool.name}_viewset", (FunctionViewSet,), {"tool_name": tool.name})
    )
    return viewset.as_view({"post": "create"})


@extend_schema_view(create=extend_schema(exclude=True))
class UnknownFunction(FunctionViewSet):
    """Any name that is no tool's."""


urlpatterns: list[URLPattern] = [
    *(path(f"api/functions/{tool.name}", build_view(tool), name=tool.name) for tool in TOOLS.values()),
    path("api/functions/<str:name>", UnknownFunction.as_view({"post": "create"})),
]
