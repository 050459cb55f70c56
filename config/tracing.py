"""Sends traces to an OpenTelemetry collector, where OTEL_EXPORTER_OTLP_ENDPOINT names one.

A trace goes from the page's request, or from the call, to the tool, to each statement of the database, and to
the provider with the id by which its support finds the request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from reservations import tracing

LONGEST_STATEMENT = 500  # characters; values are not in it, Django sends them apart


def start() -> Any:
    """The provider of tracers, whose `shutdown` sends what is left; None where nobody collects."""
    if not settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        return None
    # The packages are an extra's.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "uketsuke"}))
    exporter = OTLPSpanExporter(endpoint=f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracing.use_tracer(provider.get_tracer("uketsuke"))
    connection_created.connect(watch_connection)
    return provider


def watch_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if trace_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(trace_statement)


def trace_statement(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    with tracing.span(f"database {sql.split(maxsplit=1)[0]}", is_part=True) as span:
        if span:
            span.set_attribute("db.system", context["connection"].vendor)
            span.set_attribute("db.query.text", sql[:LONGEST_STATEMENT])
        return execute(sql, params, many, context)
