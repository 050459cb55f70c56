"""The endpoints over HTTP: client secrets, calls, hanging up; and the deprecated preview pair."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from voice.engine import ids, session_config, validation
from voice.engine.faults import Fault, missing
from voice.engine.http.access import LONGEST, SHORTEST, USUAL, Admitted
from voice.engine.http.engine import Engine
from voice.engine.webrtc.call import Call
from voice.protocol import preview, wire_json
from voice.protocol.shapes import JsonObject, SessionConfig

_LIFETIME = validation.fields(
    {"anchor": validation.one_of("created_at"), "seconds": validation.number(SHORTEST, LONGEST, whole=True)}
)
# The preview API has no `expires_after`: its secrets last one minute.
_PREVIEW_SECONDS = 60
MOST_BODY = 1024 * 1024  # bytes, as of one message on a socket


async def client_secrets(request: Request) -> Response:
    """A secret for one session's configuration; for the server's key alone."""
    engine = Engine.of(request)
    engine.access.server_only(request)
    body = await read_json(request)
    lifetime = _LIFETIME(body.get("expires_after") or {}, "expires_after")
    config = session_config.create(body.get("session") or {"type": "realtime"})
    secret = engine.secrets.mint(config, lifetime.get("seconds", USUAL))
    session = {**config, "id": ids.make_id("sess"), "object": "realtime.session", "expires_at": 0}
    return JSONResponse({"value": secret.value, "expires_at": int(secret.expires_at), "session": session})


async def calls(request: Request) -> Response:
    """An offer: bare with a secret (or the server's key), or in a form with the session it is to have."""
    engine = Engine.of(request)
    filtered = request.query_params.get("webrtcfilter") == "on"
    if find_media_type(request) != "multipart/form-data":
        return await answer_offer(request, filtered=filtered)
    engine.access.server_only(request)
    form = await read_form(request)
    if "sdp" not in form:
        raise missing("sdp")
    asked = parse_json(form["session"]) if "session" in form else {"type": "realtime"}
    offer, config = decode_text(form["sdp"], "sdp"), session_config.create(asked)
    return answer_with_sdp(*await engine.switchboard.answer(offer, config, filtered=filtered))


async def answer_offer(request: Request, *, filtered: bool = False, as_preview: bool = False) -> Response:
    """A bare offer. Its secret is used up by a call that begins, and by nothing else."""
    engine = Engine.of(request)
    admitted = engine.access.admit(request)
    try:
        call, answer = await engine.switchboard.answer(
            decode_text(await read_body(request), "sdp"),
            choose_session(admitted, request),
            caller=admitted.caller,
            filtered=filtered,
            obeys=request.query_params.get("commands") != "off",
            as_preview=as_preview,
        )
    except BaseException:
        engine.access.give_back(admitted)
        raise
    return answer_with_sdp(call, answer)


async def hang_up(request: Request) -> Response:
    """Ends a call; for the server's key alone. 404 where no such call is in progress."""
    engine = Engine.of(request)
    engine.access.server_only(request)
    await engine.switchboard.call(request.path_params["call_id"]).close()
    return Response(status_code=200)


def choose_session(admitted: Admitted, connection: HTTPConnection) -> SessionConfig:
    """The secret's; of a server that asked for none: defaults, and the `?model=` it named."""
    if admitted.secret:
        return admitted.secret.session
    return session_config.create({"type": "realtime"}, model=connection.query_params.get("model", "realtime"))


def answer_with_sdp(call: Call, answer: str) -> Response:
    """201 with the answer and where the call is, as the vendors do."""
    location = {"Location": f"/v1/realtime/calls/{call.id}"}
    return PlainTextResponse(answer, 201, headers=location, media_type="application/sdp")


# --- the deprecated preview pair: a flat session for a secret, an offer answered with preview events ---


async def preview_sessions(request: Request) -> Response:
    """A secret for a flat preview session, of a minute; for the server's key alone."""
    engine = Engine.of(request)
    engine.access.server_only(request)
    config = session_config.create(preview.session_to_ga(await read_json(request)))
    secret = engine.secrets.mint(config, _PREVIEW_SECONDS)
    named = {"id": ids.make_id("sess"), "object": "realtime.session", "expires_at": 0}
    return JSONResponse(
        {
            **preview.session_to_preview({**config, **named}),
            "client_secret": {"value": secret.value, "expires_at": int(secret.expires_at)},
        }
    )


async def preview_calls(request: Request) -> Response:
    """An SDP offer with a secret; its call then has preview events."""
    return await answer_offer(request, as_preview=True)


# --- request bodies: bounded, and read as JSON, SDP or a form of both ---


async def read_body(request: Request) -> bytes:
    """All of the body. Raises a Fault (413) as soon as it is over MOST_BODY bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise Fault("The request is too large.", code="request_too_large", status=413)
    return bytes(body)


async def read_json(request: Request) -> JsonObject:
    """The body's object; an empty body is {}. Raises a Fault where it is no JSON object."""
    return parse_json(await read_body(request) or b"{}")


def parse_json(body: bytes | str) -> JsonObject:
    """The object in a JSON text. Raises a Fault where it is none."""
    try:
        value = wire_json.read_json(body)
    except ValueError as error:
        raise Fault(f"The body is not JSON: {error}.", code="invalid_json") from error
    if not isinstance(value, dict):
        raise Fault("The body must be a JSON object.", code="invalid_json")
    return value


def find_media_type(request: Request) -> str:
    """The body's media type, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def decode_text(body: bytes, what: str) -> str:
    """A body as text; `what` names it in the Fault for what is empty or no UTF-8."""
    try:
        decoded = body.decode()
    except UnicodeDecodeError as error:
        raise Fault(f"The {what} is not UTF-8 text.", code="invalid_offer", param=what) from error
    if not decoded.strip():
        raise missing(what)
    return decoded


async def read_form(request: Request) -> dict[str, bytes]:
    """The parts of a multipart form by name. (Starlette's own reader needs one more package for this.)"""
    header = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=policy.HTTP).parsebytes(header + await read_body(request))
    parts: dict[str, bytes] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            parts[name] = content
    return parts
