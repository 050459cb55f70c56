"""Our paths in the OpenAPI document. They are not DRF's, so drf-spectacular is told of them by this hook."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from voice.protocol.shapes import JsonObject

Schema = JsonObject

TOKEN: Schema = {
    "name": "X-Session-Token",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The `sessionToken`; `Authorization: Bearer <client_secret>` does as well.",
}
LOST: Schema = {
    "name": "lost",
    "in": "query",
    "required": False,
    "schema": {"type": "boolean", "default": False},
    "description": "The page has lost its first connection; else it was asked for another one "
    "(a page that runs the tools never is).",
}
TYPED: Schema = {
    "name": "typed",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "default": 0, "minimum": 0, "maximum": 20},
    "description": "How many messages the caller typed before the call. The page sends them over its line; "
    "the agent waits a moment for them, to greet and answer in one.",
}
TEXT: Schema = {"type": "string"}
SDP: Schema = {"application/sdp": {"schema": TEXT}}


def describe_request() -> dict[str, Schema]:
    return {
        "language": {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]},
        "toolMode": {"type": "string", "enum": ["server", "browser"], "default": "server"},
        "locationId": {"type": "string", "description": "The shop on whose page the caller is."},
    }


def describe_grant() -> Schema:
    fields: dict[str, Schema] = {
        "client_secret": TEXT,
        "realtimeUrl": {"type": "string", "format": "uri", "description": "Where the SDP offer is posted."},
        "expiresAt": {"type": "integer", "description": "Unix seconds."},
        "sessionId": TEXT,
        "sessionToken": TEXT,
        "model": TEXT,
        "toolMode": {"type": "string", "enum": ["server", "browser"]},
        "dialect": {
            "type": "string",
            "enum": ["ga", "preview"],
            "description": "Whose event names the data channel speaks.",
        },
        "iceServers": {"type": "array", "items": {"type": "object"}},
    }
    return {"type": "object", "required": list(fields), "properties": fields}


def describe_report() -> Schema:
    place: Schema = {"type": "integer", "minimum": 0, "description": "Its place in the conversation."}
    line: Schema = {
        "type": "object",
        "required": ["itemId", "role", "text", "position"],
        "properties": {
            "itemId": TEXT,
            "role": {"type": "string", "enum": ["agent", "caller"]},
            "text": TEXT,
            "interrupted": {"type": "boolean"},
            "position": place,
        },
    }
    call: Schema = {
        "type": "object",
        "required": ["callId", "position"],
        "properties": {"callId": TEXT, "position": place},
    }
    lists = {name: {"type": "array", "items": of} for name, of in (("lines", line), ("calls", call))}
    return {"type": "object", "properties": lists}


def describe_answers(**described: Schema) -> dict[str, Schema]:
    """Those named like `s201`, and the problems that any of our paths can answer."""
    problem = {
        "description": "A problem (RFC 9457) with its `code`.",
        "content": {
            "application/problem+json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail", "code"],
                    "properties": {
                        "type": TEXT,
                        "title": TEXT,
                        "status": {"type": "integer"},
                        "detail": TEXT,
                        "code": TEXT,
                        "spoken": TEXT,
                    },
                }
            }
        },
    }
    return {**{name[1:]: answer for name, answer in described.items()}, "default": problem}


def describe_paths() -> dict[str, Schema]:
    granted = {"description": "Granted.", "content": {"application/json": {"schema": describe_grant()}}}
    answered = {"description": "The SDP answer.", "content": SDP}
    wish = {"application/json": {"schema": {"type": "object", "properties": describe_request()}}}
    told = {"application/json": {"schema": describe_report()}}
    query = [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in describe_request().items()
    ]
    return {
        "/api/realtime/session": {
            "post": {
                "tags": ["realtime"],
                "operationId": "realtime_session_create",
                "summary": "Start a conversation: a short-lived key and where to use it.",
                "requestBody": {"required": False, "content": wish},
                "responses": describe_answers(s200=granted),
            },
            "get": {
                "tags": ["realtime"],
                "operationId": "realtime_session_retrieve",
                "summary": "The same, asked by query.",
                "parameters": query,
                "responses": describe_answers(s200=granted),
            },
        },
        "/api/realtime/calls": describe_post(
            "realtime_calls_create",
            "Hand the browser's SDP offer to the provider.",
            describe_answers(s201=answered),
            SDP,
            TYPED,
        ),
        "/api/realtime/renewal": describe_post(
            "realtime_renewal_create",
            "Offer a second connection for a conversation that goes on.",
            describe_answers(s201=answered),
            SDP,
            LOST,
        ),
        "/api/realtime/transcript": describe_post(
            "realtime_transcript_create",
            "Keep what was said, where the page runs the tools.",
            describe_answers(s204={"description": "Kept."}),
            told,
        ),
        "/api/realtime/hangup": describe_post(
            "realtime_hangup_create", "End the call.", describe_answers(s204={"description": "Ended."})
        ),
    }


def describe_post(
    operation: str, summary: str, responses: dict[str, Schema], body: Schema | None = None, *more: Schema
) -> Schema:
    """A POST of who holds the session."""
    return {
        "post": {
            "tags": ["realtime"],
            "operationId": operation,
            "summary": summary,
            "parameters": [TOKEN, *more],
            **({"requestBody": {"required": True, "content": body}} if body else {}),
            "responses": responses,
        }
    }


def add_realtime_paths(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    result["paths"] = {**result.get("paths", {}), **describe_paths()}
    return result
