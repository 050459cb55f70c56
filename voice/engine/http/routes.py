"""The endpoints over HTTP: client secrets, calls, hanging up; and the deprecated preview pair."""

from __future__ import annotations

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from voice.engine import ids, session_config, validation
from voice.engine.faults import missing
from voice.engine.http import bodies
from voice.engine.http.access import LONGEST, SHORTEST, USUAL
from voice.engine.http.engine import Engine
from voice.engine.webrtc.call import Call
from voice.protocol import preview
from voice.protocol.shapes import SessionConfig

_LIFETIME = validation.fields(
    {"anchor": validation.one_of("created_at"), "seconds": validation.number(SHORTEST, LONGEST, whole=True)}
)
_PREVIEW_SECONDS = 60


async def client_secrets(request: Request) -> Response:
    """A secret for one session's configuration; for the server's key alone."""
    engine = Engine.of(request)
    engine.access.server_only(request)
    body = await bodies.read_json(request)
    lifetime = _LIFETIME(body.get("expires_after") or {}, "expires_after")
    config = session_config.create(body.get("session") or {"type": "realtime"})
    secret = engine.secrets.mint(config, lifetime.get("seconds", USUAL))
    session = {**config, "id": ids.new("sess"), "object": "realtime.session", "expires_at": 0}
    return JSONResponse({"value": secret.value, "expires_at": int(secret.expires_at), "session": session})


async def calls(request: Request) -> Response:
    """An offer: bare with a secret (or the server's key), or in a form with the session it is to have."""
    engine = Engine.of(request)
    if bodies.kind(request) == "multipart/form-data":
        engine.access.server_only(request)
        form = await bodies.read_form(request)
        if "sdp" not in form:
            raise missing("sdp")
        asked = bodies.parse_json(form["session"]) if "session" in form else {"type": "realtime"}
        offer, config = bodies.text(form["sdp"], "sdp"), session_config.create(asked)
    else:
        config = engine.access.session_of(request) or default_session(request)
        offer = bodies.text(await bodies.whole(request), "sdp")
    filtered = request.query_params.get("webrtcfilter") == "on"
    call, answer = await engine.switchboard.answer(offer, config, filtered=filtered)
    return answer_with_sdp(call, answer)


async def hang_up(request: Request) -> Response:
    """Ends a call; for the server's key alone. 404 where no such call is in progress."""
    engine = Engine.of(request)
    engine.access.server_only(request)
    await engine.switchboard.call(request.path_params["call_id"]).close()
    return Response(status_code=200)


def default_session(connection: HTTPConnection) -> SessionConfig:
    """The session of a server that asked for none: defaults, and the `?model=` it named."""
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
    config = session_config.create(preview.session_to_ga(await bodies.read_json(request)))
    secret = engine.secrets.mint(config, _PREVIEW_SECONDS)
    named = {"id": ids.new("sess"), "object": "realtime.session", "expires_at": 0}
    return JSONResponse(
        {
            **preview.session_to_preview({**config, **named}),
            "client_secret": {"value": secret.value, "expires_at": int(secret.expires_at)},
        }
    )


async def preview_calls(request: Request) -> Response:
    """An SDP offer with a secret; its call then has preview events."""
    engine = Engine.of(request)
    config = engine.access.session_of(request) or default_session(request)
    offer = bodies.text(await bodies.whole(request), "sdp")
    call, answer = await engine.switchboard.answer(offer, config, as_preview=True)
    return answer_with_sdp(call, answer)
