"""`/mcp`: the door for partners' programs.

What comes in passed the middleware list as every request does; here are the size and depth of its body, the
origin, and the partner's key. The SDK reads only what is left.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse

from voice.api import addresses, requests
from voice.api.problems import render_error
from voice.api.views import build_view
from voice.errors import MissingKey, WrongKey
from voice.mcp import holders
from voice.mcp.holders import Holder


@build_view("POST")
async def answer_request(request: HttpRequest, body: bytes) -> HttpResponse:
    """What a program asks with a partner's key, or the provider with a conversation's token. A GET, which
    would open a stream, is 405."""
    requests.refuse_cross_site(request)
    authorization, origin = request.headers.get("Authorization", ""), addresses.read_origin(request)
    try:
        holder = await sync_to_async(holders.find_holder)(authorization, origin)
    except (MissingKey, WrongKey) as error:
        response = render_error(error, str(getattr(request, "LANGUAGE_CODE", "ja")))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    requests.read_object(body)  # a list, or brackets a thousand deep, is refused before the SDK reads it
    exchange = await sync_to_async(load_exchange)()
    return await exchange(holder, request, body)


def load_exchange() -> Callable[[Holder, HttpRequest, bytes], Awaitable[HttpResponse]]:
    """The SDK is imported for the first who asks, in a thread: it takes a second, and most servers and every
    command do without it."""
    from voice.mcp.exchange import exchange

    return exchange
