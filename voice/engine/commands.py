"""What a client may tell a session: one function for each event. A wrong one is refused; life goes on."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from voice.engine import items, response_request, validation
from voice.engine.audio import Decoder
from voice.engine.faults import Fault, invalid, missing
from voice.engine.session import Listener, Session
from voice.protocol import client as client_events
from voice.protocol import server
from voice.protocol.shapes import AudioFormat, Event
from voice.protocol.wire_json import read_json

log = logging.getLogger(__name__)

_HERE = "*"  # stands for long audio, and is no base64
MOST_MESSAGE = 1024 * 1024
MOST_APPEND = 15 * 1024 * 1024  # of base64, at a time
_BROKEN = "The engine failed at this event; the session goes on."


class Client:
    """One connection that speaks to a session; refusals go back to it alone."""

    def __init__(self, session: Session, listener: Listener) -> None:
        self.session = session
        self._listener = listener
        self._decoding: tuple[AudioFormat, Decoder] | None = None

    async def read(self, message: str | bytes, translate: Callable[[Event], Event] | None = None) -> bool:
        """What came by the wire; `translate` is from another protocol to this one.

        False when the message was too large, and the connection is to end.
        """
        try:
            event = read_json(message) if len(message) <= MOST_MESSAGE else _long_append(message)
        except ValueError as error:
            self.session.refuse(
                Fault(f"The event is not JSON: {error}.", code="invalid_json"), self._listener
            )
            return True
        if event is None and len(message) > MOST_MESSAGE:
            self.session.refuse(too_large(), self._listener)
            return False
        await self.say(event, translate)
        return True

    async def say(self, event: Any, translate: Callable[[Event], Event] | None = None) -> None:
        event_id = event.get("event_id") if isinstance(event, dict) else None
        try:
            await self._obey(translate(event) if translate and isinstance(event, dict) else event)
        except Fault as refusal:
            self.session.refuse(refusal, self._listener, event_id)
        except Exception:
            log.exception("a client's event failed")
            fault = Fault(_BROKEN, code="server_error", kind="server_error", status=500)
            self.session.refuse(fault, self._listener, event_id)

    async def _obey(self, event: Any) -> None:
        if not isinstance(event, dict):
            raise Fault("An event is a JSON object.", code="invalid_event")
        kind = event.get("type")
        if kind is None:
            raise missing("type")
        command = _COMMANDS.get(kind) if isinstance(kind, str) else None
        if command is None:
            known = ", ".join(f"'{name}'" for name in _COMMANDS)
            raise Fault(
                f"Invalid value: '{kind}'. Supported values are: {known}.", code="invalid_value", param="type"
            )
        await command(self, event)

    def find_decoder(self) -> Decoder:
        form = self.session.config["audio"]["input"]["format"]
        if self._decoding is None or self._decoding[0] != form:
            self._decoding = (form, Decoder(form))
        return self._decoding[1]


def too_large() -> Fault:
    """What a message beyond the limits is refused with; whoever sends it ends the connection."""
    return Fault(
        "The message is too large: at most 1 MiB, or 15 MiB of audio in one input_audio_buffer.append. "
        "Send it in smaller pieces.",
        code="message_too_large",
    )


def _long_append(message: str | bytes) -> Event | None:
    """An append whose audio is long; None where anything else is. Only what is around the audio is parsed, so
    that nobody can have fifteen megabytes of brackets made into objects."""
    text = message if isinstance(message, str) else message.decode(errors="replace")
    # An append has three names and three values, which make 13 pieces. The bound keeps a message of nothing
    # but quotes cheap.
    parts = text.split('"', 64)
    longest = max(range(len(parts)), key=lambda place: len(parts[place]))
    audio, parts[longest] = parts[longest], _HERE
    if len(audio) > MOST_APPEND or sum(map(len, parts)) > MOST_MESSAGE:
        return None
    try:
        event = read_json('"'.join(parts))
    except ValueError:
        return None
    if not isinstance(event, dict) or event.get("type") != client_events.INPUT_APPEND:
        return None
    return {**event, "audio": audio} if event.get("audio") == _HERE else None


def _require(event: Event, name: str) -> Any:
    if event.get(name) is None:
        raise missing(name)
    return event[name]


async def _session_update(client: Client, event: Event) -> None:
    client.session.update(_require(event, "session"))


async def _append(client: Client, event: Event) -> None:
    _not_played_here(client)
    audio = validation.text(_require(event, "audio"), "audio")
    if len(audio) > MOST_APPEND:
        raise invalid("audio", "at most 15 MiB at a time.")
    await client.session.input_audio.hear(client.find_decoder().decode(audio))


async def _commit(client: Client, event: Event) -> None:
    client.session.input_audio.commit()


async def _clear_input(client: Client, event: Event) -> None:
    client.session.input_audio.clear()


async def _clear_output(client: Client, event: Event) -> None:
    if not client.session.audio_output.plays:
        raise Fault("Only a WebRTC call has an output audio buffer.", code="invalid_event", param="type")
    client.session.silence()


async def _item_create(client: Client, event: Event) -> None:
    session = client.session
    session.conversation.refuse_when_full()
    given = _require(event, "item")
    item = items.check(given)
    session.conversation.refuse_more_words(item)
    heard = [part for part in item.get("content", ()) if part["type"] == "input_audio" and "audio" in part]
    if len(heard) > 1:
        raise invalid("item.content", "one audio part at most.")
    pcm = [Decoder(session.config["audio"]["input"]["format"]).decode(part.pop("audio")) for part in heard]
    for part in heard:
        part["transcript"] = None
        item["content"] = [part, *(other for other in item["content"] if other is not part)]
    session.add_item(item, event.get("previous_item_id"))
    for audio in pcm:
        session.input_audio.transcribe_item(item, audio)


async def _item_retrieve(client: Client, event: Event) -> None:
    """Its words: the engine keeps no recordings."""
    item = client.session.conversation.find(_require(event, "item_id"))
    client.session.emit(server.ITEM_RETRIEVED, item=item)


async def _item_truncate(client: Client, event: Event) -> None:
    heard_ms = validation.number(0, 86_400_000, whole=True)(_require(event, "audio_end_ms"), "audio_end_ms")
    client.session.truncate(_require(event, "item_id"), heard_ms)


async def _item_delete(client: Client, event: Event) -> None:
    item_id = _require(event, "item_id")
    client.session.conversation.delete(item_id)
    client.session.emit(server.ITEM_DELETED, item_id=item_id)


async def _response_create(client: Client, event: Event) -> None:
    session = client.session
    session.turn_taking.ask(response_request.read(event.get("response"), session.conversation))


async def _response_cancel(client: Client, event: Event) -> None:
    if not client.session.turn_taking.cancel("client_cancelled", event.get("response_id")):
        raise Fault("Cancellation failed: no active response found", code=server.NOTHING_TO_CANCEL)


def _not_played_here(client: Client) -> None:
    if client.session.audio_output.plays:
        raise Fault("In a WebRTC call, audio comes by its own track.", code="invalid_event", param="type")


_COMMANDS: dict[str, Callable[[Client, Event], Awaitable[None]]] = {
    client_events.SESSION_UPDATE: _session_update,
    client_events.INPUT_APPEND: _append,
    client_events.INPUT_COMMIT: _commit,
    client_events.INPUT_CLEAR: _clear_input,
    client_events.OUTPUT_CLEAR: _clear_output,
    client_events.ITEM_CREATE: _item_create,
    client_events.ITEM_RETRIEVE: _item_retrieve,
    client_events.ITEM_TRUNCATE: _item_truncate,
    client_events.ITEM_DELETE: _item_delete,
    client_events.RESPONSE_CREATE: _response_create,
    client_events.RESPONSE_CANCEL: _response_cancel,
}
