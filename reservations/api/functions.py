"""POST /api/functions/{name}: the toolbox over HTTP, for the holder of a session token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import ViewSet

from reservations.api.parsing import BoundedJSONParser
from reservations.api.problems import problem_response
from reservations.errors import MissingToken
from reservations.tools import Caller, Tool

View = Callable[..., HttpResponseBase]
HEADERS = [
    OpenApiParameter("X-Session-Token", str, OpenApiParameter.HEADER, required=True),
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER),
]


class FunctionViewSet(ViewSet):
    """`tool_name` is a tool's; a tool that does not exist is answered like any other problem."""

    tool_name = ""
    parser_classes = [BoundedJSONParser]
    serializer_class: type[Serializer[Any]] | None = None

    def create(self, request: Request, name: str = "") -> Response:
        run = import_string(settings.TOOL_RUNNER)
        answer = run(
            self.tool_name or name,
            request.data,
            caller=caller_of(request),
            key=request.headers.get("Idempotency-Key"),
        )
        return Response(answer) if answer["success"] else problem_response(answer)


def caller_of(request: Request) -> Caller:
    token = request.headers.get("X-Session-Token")
    if not token:
        raise MissingToken
    caller: Caller = import_string(settings.TOKEN_READER)(token)
    return caller


def view_of(tool: Tool) -> View:
    described = extend_schema_view(
        create=extend_schema(
            operation_id=tool.name,
            description=str(tool.description),
            parameters=HEADERS,
            request=tool.arguments,
            responses={
                200: OpenApiTypes.OBJECT,
                (422, "application/problem+json"): OpenApiResponse(OpenApiTypes.OBJECT, "RFC 9457 problem"),
            },
        )
    )
    viewset: type[FunctionViewSet] = described(
        type(f"{tool.name}_viewset", (FunctionViewSet,), {"tool_name": tool.name})
    )
    return viewset.as_view({"post": "create"})


@extend_schema_view(create=extend_schema(exclude=True))
class UnknownFunction(FunctionViewSet):
    pass


unknown: View = UnknownFunction.as_view({"post": "create"})
