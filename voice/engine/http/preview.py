"""The deprecated preview pair: a flat session for a secret, and an offer answered with preview events."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from voice.engine import ids, session_config
from voice.engine.engine import Engine
from voice.engine.http import bodies
from voice.engine.http.routes import answered, default_session
from voice.protocol import preview

_SECONDS = 60


async def sessions(request: Request) -> Response:
    engine = Engine.of(request)
    engine.access.server_only(request)
    config = session_config.created(preview.session_to_ga(await bodies.read_json(request)))
    secret = engine.secrets.mint(config, _SECONDS)
    named = {"id": ids.new("sess"), "object": "realtime.session", "expires_at": 0}
    return JSONResponse(
        {
            **preview.session_to_preview({**config, **named}),
            "client_secret": {"value": secret.value, "expires_at": int(secret.expires_at)},
        }
    )


async def calls(request: Request) -> Response:
    engine = Engine.of(request)
    config = engine.access.session_of(request) or default_session(request)
    offer = bodies.text(await bodies.whole(request), "sdp")
    call, answer = await engine.switchboard.answer(offer, config, as_preview=True)
    return answered(call, answer)
