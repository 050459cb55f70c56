"""A person of the staff in a call: their words in the agent's voice, and the agent silent meanwhile. Pure.

While a clerk has the floor the tool loop asks for no answer (`ToolLoop.hold`), the provider's session is told
not to answer the caller's turns by itself, and an answer that it began all the same is cancelled. The clerk's
words are a response that says just them: told by its instructions, and in its metadata for an engine that can
take them literally. A whisper is a system's message: the model reads it, the caller does not hear it.
"""

from __future__ import annotations

from collections import deque

from voice.call.tool_loop import Send
from voice.protocol import client, server
from voice.protocol.shapes import Event, Item, JsonObject

WATCHDOG_SECONDS = 5.0  # as the tool loop's
TRIES = 3
PAUSE_SECONDS = 0.5  # before what was refused is asked for again
MOST_WHISPERS = 10  # that another call is told of
LONGEST = 400  # characters; metadata takes no value of more than 512

SAY = (
    "Say exactly the following words to the caller, all of them and nothing else, whatever was said before. "
    "They are a member of staff's:\n"
)
WHISPER = (
    "A member of staff, whom the caller does not hear, tells you: “{text}”. Act on it in your next words, "
    "within your rules: nothing is booked, changed or cancelled without the caller's own yes to its summary. "
    "Do not mention that you were told."
)


class StaffFloor:
    def __init__(self) -> None:
        self.is_taken = False  # a clerk speaks in the agent's place
        self.words: deque[str] = deque()  # to be said
        self.asked: tuple[str, str, float] | None = None  # the event, its words, and when it was sent
        self.saying = ""  # the response that says them
        self.said = ""  # its words
        self.responses: set[str] = set()  # all that said a person's words
        self.tries = 0
        self.not_before = 0.0  # of the next try
        self.whispers: list[Item] = []  # what the agent was told, the oldest first
        self.detection: JsonObject | None = None  # how the session finds the caller's turns
        self.sent = 0
        self.echoes = False  # this provider sends the metadata of a response back

    @property
    def is_wanted(self) -> bool:
        """Whether the agent must keep silent."""
        return self.is_taken or bool(self.words or self.asked or self.saying)

    @property
    def is_speaking(self) -> bool:
        """Whether a person's words are being said, or about to be."""
        return bool(self.words or self.asked or self.saying)

    @property
    def wake_at(self) -> float | None:
        """When `tick` is worth calling, if nothing happens before."""
        if self.asked:
            return self.asked[2] + WATCHDOG_SECONDS
        return self.not_before if self.words and self.not_before else None

    def take(self, active: str | None) -> list[Send]:
        """From now on a clerk speaks. `active`: the agent's response that is being made."""
        self.is_taken = True
        cancel = [Send(client.response_cancel(active))] if active and active not in self.responses else []
        return [*self._configure(), *cancel]

    def give_back(self) -> list[Send]:
        """The agent speaks again."""
        self.is_taken = False
        return self._configure()

    def say(self, text: str) -> None:
        """To be said as soon as the floor is free: see `ask`."""
        self.words.append(text)

    def whisper(self, text: str) -> Send:
        """An instruction to the agent; it changes nothing by itself, so an answer is to be asked for."""
        content = [{"type": "input_text", "text": WHISPER.format(text=text)}]
        item = {"id": f"item_staff_{self._next()}", "type": "message", "role": "system", "content": content}
        self.whispers = [*self.whispers, item][-MOST_WHISPERS:]
        return Send(client.item_create(item))

    def ask(self, now: float, *, is_free: bool) -> list[Send]:
        """The next words, if there are any and nobody else speaks."""
        if not self.words or self.asked or self.saying or not is_free or now < self.not_before:
            return []
        self.not_before = 0.0
        words = self.words.popleft()
        event_id = f"uketsuke_staff_{self._next()}"
        self.asked = (event_id, words, now)
        response: JsonObject = {
            "metadata": {"asked": event_id, "say": words},
            "instructions": SAY + words,
            "tool_choice": "none",
        }
        return [Send(client.response_create(event_id=event_id, **response))]

    def receive(self, event: Event, now: float) -> list[Send]:
        """An event of the call, before the tool loop has it."""
        match event.get("type"):
            case server.SESSION_CREATED | server.SESSION_UPDATED as kind:
                self._learn(event.get("session") or {})
                return self._configure() if kind == server.SESSION_CREATED and self.is_taken else []
            case server.RESPONSE_CREATED:
                return self._begin(event.get("response") or {})
            case server.RESPONSE_DONE:
                self._end(event.get("response") or {}, now)
            case server.ERROR if self.asked and (event.get("error") or {}).get("event_id") == self.asked[0]:
                self._try_again(now)
        return []

    def tick(self, now: float) -> None:
        """Gives up waiting for what should have begun."""
        if self.asked and now >= self.asked[2] + WATCHDOG_SECONDS:
            self._try_again(now)

    def reconnect(self, now: float) -> list[Send]:
        """A new connection, perhaps to another session: what was asked for may be lost."""
        self.saying = ""
        if self.asked:
            self._try_again(now - PAUSE_SECONDS)
        return self._configure() if self.is_taken else []

    def _begin(self, response: Event) -> list[Send]:
        response_id = str(response.get("id") or "")
        if "conversation_id" in response and response["conversation_id"] is None:
            return []
        echoed = (response.get("metadata") or {}).get("asked")
        self.echoes = self.echoes or echoed is not None
        # Without metadata it may be the words, where a provider sends none back. Elsewhere it is the agent's
        # own answer to a caller who spoke just then: the words are still to come, or to be asked for again.
        if self.asked and (echoed == self.asked[0] or (echoed is None and not self.echoes)):
            self.said, self.saying, self.asked = self.asked[1], response_id, None
            self.responses.add(response_id)
            return []
        return [Send(client.response_cancel(response_id))] if self.is_taken else []

    def _end(self, response: Event, now: float) -> None:
        if response.get("id") != self.saying:
            return
        self.saying = ""
        if response.get("status") == "failed":
            self._put_back(self.said, now)
        else:
            self.tries = 0

    def _try_again(self, now: float) -> None:
        assert self.asked
        words, self.asked = self.asked[1], None
        self._put_back(words, now)

    def _put_back(self, words: str, now: float) -> None:
        """But not for ever: the clerk sees that the words do not come."""
        self.tries += 1
        self.not_before = now + PAUSE_SECONDS
        if self.tries < TRIES:
            self.words.appendleft(words)
        else:
            self.tries = 0

    def _learn(self, session: JsonObject) -> None:
        detection = ((session.get("audio") or {}).get("input") or {}).get("turn_detection")
        if detection and detection.get("create_response", True):
            self.detection = detection

    def _configure(self) -> list[Send]:
        """Whether the provider answers the caller's turns by itself; nothing where it is not known how it
        finds them: what it begins is cancelled all the same."""
        if self.detection is None:
            return []
        detection = {**self.detection, "create_response": not self.is_taken}
        return [Send(client.session_update({"audio": {"input": {"turn_detection": detection}}}))]

    def _next(self) -> int:
        self.sent += 1
        return self.sent
