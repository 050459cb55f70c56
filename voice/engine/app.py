"""The engine as an ASGI application, on the vendors' paths. Without a lifespan: models load at first use."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Scope

from voice.engine.faults import Fault
from voice.engine.http import routes, sockets
from voice.engine.http.access import Access, ClientSecrets, read_peer
from voice.engine.http.engine import Engine
from voice.engine.interfaces import SpeechToText, TextToSpeech
from voice.engine.models.pool import ModelPool, Respond
from voice.engine.settings import EngineSettings
from voice.engine.switchboard import Switchboard
from voice.engine.webrtc.call import offer_only

# A page from another origin may offer a call with its secret, and read where the call is. Which headers it
# sends is its library's choice (OpenAI's adds `x-openai-agents-sdk`). Minting needs the server's key, which
# no page has: other origins may not ask for it.
_FROM_PAGES = [
    Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["POST"],
        allow_headers=["*"],
        expose_headers=["Location"],
    )
]
_GA = "/openai/v1/realtime"


def build(
    settings: EngineSettings,
    *,
    stt: SpeechToText | None = None,
    dialogue: Respond | None = None,
    tts: TextToSpeech | None = None,
    read_address: Callable[[Scope], str] = read_peer,
) -> Starlette:
    """`read_address`: whose a connection is, from its ASGI scope, where proxies stand before the engine.

    `app.state.warm()` loads the models (it blocks); without it they load when the first caller comes."""
    offer_only(settings.ice_addresses)
    models = ModelPool(settings, stt=stt, dialogue=dialogue, tts=tts)
    secrets = ClientSecrets()
    app = Starlette(
        routes=[
            Route(f"{_GA}/client_secrets", routes.client_secrets, methods=["POST"]),
            Route(f"{_GA}/calls", routes.calls, methods=["POST", "OPTIONS"], middleware=_FROM_PAGES),
            Route(f"{_GA}/calls/{{call_id}}/hangup", routes.hang_up, methods=["POST"]),
            WebSocketRoute(_GA, sockets.realtime),
            Route("/openai/realtimeapi/sessions", routes.preview_sessions, methods=["POST"]),
            WebSocketRoute("/openai/realtime", sockets.preview_realtime),
            Route(
                "/v1/realtimertc", routes.preview_calls, methods=["POST", "OPTIONS"], middleware=_FROM_PAGES
            ),
        ],
        exception_handlers={Fault: _refuse, HTTPException: _no_such_door, Exception: _broken},
    )
    app.state.engine = Engine(
        settings, models, secrets, Access(settings, secrets, read_address), Switchboard(settings, models)
    )
    app.state.warm = models.warm
    return app


async def _refuse(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Fault)
    # Nobody knows when a line is free again: soon enough for one who waits, seldom enough for many.
    headers = {"Retry-After": "5"} if fault.status == 429 else None
    return JSONResponse({"error": fault.as_error()}, fault.status, headers=headers)


async def _no_such_door(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = f"Invalid URL ({request.method} {request.url.path})"
    fault = Fault(message, code="unknown_url", status=error.status_code)
    return JSONResponse({"error": fault.as_error()}, fault.status, headers=error.headers)


async def _broken(request: Request, error: Exception) -> Response:
    """The error itself is logged by the server, and is nothing for a caller."""
    fault = Fault("The engine failed.", code="server_error", kind="server_error", status=500)
    return JSONResponse({"error": fault.as_error()}, fault.status)
