"""Where a page's browser finds a way through its network: the STUN and TURN servers of ICE_SERVERS.

A TURN server carries traffic for whoever has its password. So none is shared: coturn, told `use-auth-secret`,
accepts a name that says until when it holds, with a password that only its secret can have made
(draft-uberti-behave-turn-rest). Both are made for one conversation, and hold as long as it may last.
"""

from __future__ import annotations

import base64
import hmac
import time

from django.conf import settings

from voice.protocol.shapes import JsonObject


def mint(session_id: str) -> list[JsonObject]:
    """The grant's `iceServers`, as a browser's RTCPeerConnection takes them."""
    stun = [url for url in settings.ICE_SERVERS if not is_turn(url)]
    turn = [url for url in settings.ICE_SERVERS if is_turn(url)]
    servers: list[JsonObject] = [{"urls": stun}] if stun else []
    if turn:
        # The TURN server knows no pinned clock.
        name = f"{int(time.time()) + settings.SESSION_MAX_MINUTES * 60}:{session_id}"
        made = hmac.digest(settings.TURN_SECRET.encode(), name.encode(), "sha1")
        password = base64.b64encode(made).decode()
        servers.append({"urls": turn, "username": name, "credential": password})
    return servers


def is_turn(url: str) -> bool:
    """Whether it relays sound, and so asks for a password; a STUN server does not."""
    return url.startswith(("turn:", "turns:"))
