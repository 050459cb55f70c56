"""`/api/realtime/*`: grant a session, relay the offer, keep a page's record, hang up; or problem+json."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from reservations.errors import ReservationError
from voice import browser_record, ice_servers, providers, sessions
from voice.api import addresses, requests
from voice.api.problems import keep_private, render_error
from voice.call import handover, page_messages, registry
from voice.errors import MethodNotAllowed
from voice.models import Session

ANSWER_SECONDS = 0.005  # the answer is out before its sideband begins: the caller waits for no socket of ours
Answering = Coroutine[Any, Any, HttpResponse]
View = Callable[[HttpRequest, bytes], Answering]


def build_view(*methods: str) -> Callable[[View], Callable[[HttpRequest], Answering]]:
    """A Django view of a function that takes the request and its whole body. Errors become problems.

    No cookie is read here, so no other site can ride on one: tokens instead of CSRF.
    """

    def decorate(view: View) -> Callable[[HttpRequest], Answering]:
        @csrf_exempt
        @wraps(view)
        async def answer_request(request: HttpRequest) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise MethodNotAllowed()
                response = await finish_despite_cancel(view(request, requests.read_body(request)))
            except ReservationError as problem:
                response = render_error(problem, str(getattr(request, "LANGUAGE_CODE", "ja")))
            keep_private(response)
            if response.status_code == MethodNotAllowed.status:
                response.headers["Allow"] = ", ".join(methods)
            return response

        return answer_request

    return decorate


async def finish_despite_cancel(answering: Answering) -> HttpResponse:
    """The answer, worked out to its end even if the client goes away: then Django cancels the view.

    A page that hangs up as it is closed waits for nothing, and an offer that the provider has taken is a call
    that somebody must hold or end.
    """
    task = asyncio.create_task(answering)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])  # the request's database thread is ours only until the request ends
        raise


@build_view("GET", "POST")
async def start_session(request: HttpRequest, body: bytes) -> HttpResponse:
    """Grant a conversation to whoever asks from our page or with no browser at all; 200 with the grant."""
    requests.refuse_cross_site(request)
    wanted = requests.read_session_request(request, body)
    await requests.limit_sessions(request, wanted)
    grant = await sessions.start(
        language=wanted.language,
        tool_mode=wanted.tool_mode,
        location_id=wanted.location_id,
        origin=addresses.read_origin(request),
    )
    requests.note_session(request, grant.session.id)
    return JsonResponse(
        {
            "client_secret": grant.secret.value,
            "realtimeUrl": request.build_absolute_uri(grant.calls_url),
            "expiresAt": grant.secret.expires_at,
            "sessionId": grant.session.id,
            "sessionToken": grant.token,
            "model": grant.session.model,
            "toolMode": grant.session.tool_mode,
            "dialect": providers.get(grant.session.provider).capabilities.dialect,
            "iceServers": ice_servers.mint(grant.session.id),
        }
    )


def hold_call(session: Session, *, typed: int) -> None:
    """Hold the call in this process; `typed`: how many messages its page has for us."""
    registry.attend_sideband(session, typed=typed, after=ANSWER_SECONDS)


@build_view("POST")
async def answer_offer(request: HttpRequest, body: bytes) -> HttpResponse:
    """In server tool mode the browser's offer comes here: so the call's id is known, and no key leaves."""
    held = await requests.find_holder(request)
    typed = page_messages.read_typed_count(request.GET.get("typed"))
    hold = partial(hold_call, typed=typed) if held.tool_mode == Session.ToolMode.SERVER else None
    answered = await sessions.answer(held, requests.read_offer(body), hold=hold)
    response = HttpResponse(answered.sdp, status=201, content_type="application/sdp")
    response.headers["Location"] = answered.location
    return response


@build_view("POST")
async def answer_renewal(request: HttpRequest, body: bytes) -> HttpResponse:
    """A new connection for a conversation that goes on: the page was asked for it, or has lost the first."""
    lost = request.GET.get("lost") == "true"
    held = await requests.find_holder(request)
    answered = await handover.answer_renewal(held, requests.read_offer(body), lost=lost)
    return HttpResponse(answered.sdp, status=201, content_type="application/sdp")


@build_view("POST")
async def hang_up(request: HttpRequest, body: bytes) -> HttpResponse:
    """The holder ends the conversation: 204, also when it is over already."""
    await sessions.hang_up(await requests.find_holder(request))
    return HttpResponse(status=204)


@build_view("POST")
async def keep_report(request: HttpRequest, body: bytes) -> HttpResponse:
    """What was said in a conversation that the page holds alone."""
    held = await requests.find_holder(request)
    await sync_to_async(browser_record.keep)(held, requests.read_report(body))
    return HttpResponse(status=204)
