"""What passed in a conversation while nobody listened: what to ask the provider, what its answers mean.

The protocol has no list of items. But an item can be fetched by its id, and an added one is told with the id
of the one before it: so a note that is put last finds the latest item, whoever made it. All is pure but
`Recovery`, which sends the questions and waits for the answers.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterable

from voice.protocol import client, server
from voice.protocol.shapes import Event

AWAY = "resp_away"  # a response that began and ended unseen
# Each is a message to the provider while the caller waits: of more than this the oldest are left out.
MOST_QUESTIONS = 16
ANSWER_SECONDS = 1.0  # what is not answered by then is taken for unknown
NOTE = (
    "The line to the tools was interrupted for a moment. A call of yours that has no result was not carried "
    "out: make it again if it is still wanted. Do not mention this."
)


def output_id(call_id: str) -> str:
    """The id of a call's result: with one of our own, it can be asked whether the provider holds it."""
    # Vendors take ids of up to 32 characters; 24 of a hash are beyond any chance of a collision.
    return "fo_" + hashlib.sha256(call_id.encode()).hexdigest()[:24]


class ConversationTracker:
    """Follows a conversation, so that after a gap it is known what to ask for."""

    def __init__(self, items: Iterable[str] = ()) -> None:
        self.items: set[str] = set(items)
        self.response: str | None = None  # in progress, as far as we heard
        self.made: dict[str, bool] = {}  # its items, and whether each is complete
        self.wordless: dict[str, None] = {}  # turns of the caller whose words have not come (ordered)

    def forget(self) -> None:
        """What was in progress will not be finished: its call is lost."""
        self.response, self.made, self.wordless = None, {}, {}

    def receive(self, event: Event) -> None:
        item = event.get("item") or {}
        item_id = item.get("id") or event.get("item_id") or ""
        match event.get("type"):
            case server.RESPONSE_CREATED:
                self.response, self.made = (event.get("response") or {}).get("id"), {}
            case server.RESPONSE_DONE:
                if (event.get("response") or {}).get("id") == self.response:
                    self.response, self.made = None, {}
            case server.OUTPUT_ITEM_ADDED:
                self.items.add(item_id)
                self.made[item_id] = False
            case server.OUTPUT_ITEM_DONE:
                self.items.add(item_id)
                self.made[item_id] = True
            case server.INPUT_COMMITTED:
                self.items.add(item_id)
                self.wordless[item_id] = None
            case server.ITEM_ADDED | server.ITEM_CREATED | server.ITEM_DONE:
                self.items.add(item_id)
            case server.TRANSCRIPTION_COMPLETED | server.TRANSCRIPTION_FAILED:
                self.wordless.pop(item_id, None)


class GapQuestions:
    """One round of questions after a gap."""

    def __init__(self, tracker: ConversationTracker, sent: Iterable[str], name: str) -> None:
        """`sent`: ids of items of ours that were not confirmed. `name` tells rounds apart."""
        self.tracker = tracker
        self.note = f"item_back_{name}"
        self.prefix = f"uketsuke_back_{name}_"
        self.latest: str | None = None  # the conversation's last item
        self.missed_latest = False  # and we had not heard of it
        self.found: dict[str, Event] = {}
        self.waiting: dict[str, str] = {}  # the event id of each question: the item that it is about
        self.open = [item_id for item_id, complete in tracker.made.items() if not complete]
        self.asked = [*dict.fromkeys([*self.open, *sent, *tracker.wordless])][-MOST_QUESTIONS:]

    @property
    def done(self) -> bool:
        return not self.waiting

    def questions(self) -> list[Event]:
        content = [{"type": "input_text", "text": NOTE}]
        note = {"id": self.note, "type": "message", "role": "system", "content": content}
        event_id = self._waits_for(self.note)
        return [self._fetch(item_id) for item_id in self.asked] + [
            client.item_create(note, event_id=event_id)
        ]

    def hear(self, event: Event) -> list[Event]:
        """Takes an answer; what else is to be sent."""
        match event.get("type"):
            case server.ITEM_RETRIEVED:
                item = event.get("item") or {}
                self.found[item.get("id") or ""] = item
                self._settle(item.get("id") or "")
            case server.ITEM_ADDED | server.ITEM_CREATED:
                if (event.get("item") or {}).get("id") == self.note and self.note in self.waiting.values():
                    return self._note_place(event.get("previous_item_id"))
            case "error":
                self.waiting.pop((event.get("error") or {}).get("event_id") or "", None)
        return []

    def _note_place(self, before: str | None) -> list[Event]:
        self._settle(self.note)
        self.latest = before
        self.missed_latest = bool(before) and before not in self.tracker.items
        if before and self.missed_latest and before not in self.asked:
            return [self._fetch(before)]
        return [] if self.missed_latest else [client.item_delete(self.note)]  # nothing was missed

    def _fetch(self, item_id: str) -> Event:
        return client.item_retrieve(item_id, event_id=self._waits_for(item_id))

    def _waits_for(self, item_id: str) -> str:
        event_id = f"{self.prefix}{len(self.waiting) + 1}"
        # The count goes down as answers come, so a number can come round while its question still waits.
        while event_id in self.waiting:
            event_id += "_"
        self.waiting[event_id] = item_id
        return event_id

    def _settle(self, item_id: str) -> None:
        self.waiting = {question: about for question, about in self.waiting.items() if about != item_id}

    # --- what it means -----------------------------------------------------------------------------

    @property
    def going_on(self) -> str | None:
        """The response that was in progress before the gap, if it still is."""
        unfinished = any(item.get("status") == "in_progress" for item in self._responses_items())
        return self.tracker.response if unfinished else None

    @property
    def is_answering(self) -> bool:
        """Has the agent begun something that we had not heard of, or not to its end?"""
        return bool(self._responses_items())

    def list_missed(self) -> list[Event]:
        """The events that would have told what passed, as far as it can be known."""
        made = self._responses_items()
        over = bool(made or self.tracker.made) and not any(i.get("status") == "in_progress" for i in made)
        response_id = self.tracker.response or AWAY
        others = [item for item in self.found.values() if item not in made]
        events = [event for item in others for event in retell(item, response_id)]
        if over and self.tracker.response is None:
            events.append({"type": server.RESPONSE_CREATED, "response": {"id": AWAY}})
        events += [event for item in made for event in retell(item, response_id)]
        if over:
            cut = any(item.get("status") == "incomplete" for item in made)
            response: Event = {
                "id": response_id,
                "status": "cancelled" if cut else "completed",
                "output": [],
            }
            events.append({"type": server.RESPONSE_DONE, "response": response})
        return events

    def _responses_items(self) -> list[Event]:
        """What was found of the response that was in progress, or of one that we never heard of."""
        ids = [*self.open, *([self.latest] if self.missed_latest and self.latest else [])]
        found = [self.found[item_id] for item_id in dict.fromkeys(ids) if item_id in self.found]
        return [i for i in found if i.get("type") == "function_call" or i.get("role") == "assistant"]


class Recovery:
    """A round of questions under way: sent at once, over when all are answered or a second has passed."""

    def __init__(
        self,
        tracker: ConversationTracker,
        sent: Iterable[str],
        *,
        send: Callable[[Event], None],
        give_up: Callable[[], None],
    ) -> None:
        """`sent`: ids of items of ours that were not confirmed. `send`: puts an event before the provider.
        `give_up` is called when not all was answered in time."""
        self.questions = GapQuestions(tracker, sent, secrets.token_hex(4))
        self.send = send
        for question in self.questions.questions():
            send(question)
        self.timer = asyncio.get_running_loop().call_later(ANSWER_SECONDS, give_up)

    def receive(self, event: Event) -> None:
        for question in self.questions.hear(event):
            self.send(question)

    @property
    def is_done(self) -> bool:
        return self.questions.done

    def stop(self) -> None:
        """Wait no longer."""
        self.timer.cancel()


def retell(item: Event, response_id: str) -> list[Event]:
    """As the provider would have told of this item."""
    item_id = item.get("id") or ""
    events: list[Event] = [{"type": server.ITEM_ADDED, "item": item}]
    if item.get("type") == "function_call":
        complete = {**item, "status": item.get("status") or "completed"}
        events.append({"type": server.OUTPUT_ITEM_DONE, "response_id": response_id, "item": complete})
    elif item.get("type") == "message" and item.get("status") != "in_progress":
        events += [event for part in item.get("content") or [] for event in retell_words(item_id, part)]
        if item.get("role") == "assistant":
            events.append({"type": server.OUTPUT_ITEM_DONE, "response_id": response_id, "item": item})
    return events


def retell_words(item_id: str, part: Event) -> list[Event]:
    match part.get("type"):
        case "output_audio" if part.get("transcript"):
            kind, field = server.TRANSCRIPT_DONE, "transcript"
        case "output_text" if part.get("text"):
            kind, field = server.TEXT_DONE, "text"
        case "input_audio" if part.get("transcript"):
            kind, field = server.TRANSCRIPTION_COMPLETED, "transcript"
        case _:
            return []
    return [{"type": kind, "item_id": item_id, field: part[field]}]
