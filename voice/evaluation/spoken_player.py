"""The player to whom callers speak: a provider's realtime socket, with sound in both directions."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from voice import providers
from voice.evaluation import voices
from voice.evaluation.caller import find_topics
from voice.evaluation.hearing import Utterance
from voice.evaluation.mouth import Conditions, Mouth
from voice.evaluation.player import (
    CALLS_IN_A_ROW,
    REPLY_SECONDS,
    PlayerFailed,
    Reply,
    ToolCall,
    ToolRunner,
    configure,
    connect_to,
    read_arguments,
    read_words,
    write_result,
)
from voice.evaluation.scenario import Scenario
from voice.evaluation.telephone import Answer, LineBroke, Telephone
from voice.protocol import client
from voice.protocol.shapes import Item

# So long a caller waits for the agent, when nothing is heard of what was said, before saying it again.
UNANSWERED_SECONDS = 6.0
# An answer that began before the line was over may be stopped by the rest of the line.
CUT_IN_SECONDS = 2.0
# From the agent's last sound to the caller's first: people take about so long.
REACTION_SECONDS = 0.3
# Who interrupts has heard so much of what the agent says; and so much is left, or it is no interruption.
INTO_THE_REPLY_SECONDS, LEFT_SECONDS = 1.0, 0.7
# What is read back or offered must be heard before it can be agreed to.
HEARD_OUT = {"consent", "alternative"}
TRIES = 3
# A provider may call a tool before it tells the words that it answers; they are worth waiting for so long.
WORDS_SECONDS = 5.0
NOT_TRANSCRIBED = "(not transcribed)"
# The agent asks for what was just said.
SAY_AGAIN = re.compile(
    r"聞き取れ|聞こえ(?:ない|ませ)|(?:catch|hear) (?:that|you)|say (?:that|it) again|repeat that",
    re.IGNORECASE,
)


class SpokenPlayer:
    """The provider of VOICE_PROVIDER over its realtime socket, spoken to in real time."""

    def __init__(self, scenario: Scenario, session_id: str, conditions: Conditions) -> None:
        self.conditions = conditions
        self.language = scenario.language
        self.mouth = Mouth(conditions, scenario)
        self.tools = ToolRunner(scenario, session_id)
        self.previous = ""  # what the agent said last
        self.told_turns = 0  # how many of the caller's turns the tools know of
        self.stops = 0  # how often the agent was stopped until the end of the last line
        form = conditions.form
        try:
            noise = self.mouth.make_street()
        except voices.VoiceMissing as error:
            raise PlayerFailed(str(error)) from error
        provider = providers.get_current()
        session = configure(scenario, session_id, provider.name)
        sound = session["audio"]
        for direction in ("input", "output"):
            sound[direction] = {**sound[direction], "format": form}
        endpoint, socket = connect_to(provider, session)
        self.line = Telephone(socket, endpoint, form, noise)

    def greet(self) -> Reply:
        try:
            self.line.line_ended_at = time.monotonic()
            self.line.ask()
            spoken, made = self._hear_out()
        except LineBroke as error:
            raise PlayerFailed(str(error)) from error
        self.previous = spoken
        return Reply(spoken, tuple(made), max(0.0, self.line.answered_at - self.line.line_ended_at))

    def say(self, text: str) -> Reply:
        """Aloud, once the agent has been heard out, and again where it was not heard."""
        try:
            spoken, made, utterances = [], [], []
            for _attempt in range(TRIES if text else 1):
                utterance, said, calls = self._say_once(text)
                spoken.append(said)
                made += calls
                utterances.append(utterance)
                if not (utterance.is_unheard and not said) and not SAY_AGAIN.search(said):
                    break
        except (LineBroke, voices.VoiceMissing) as error:
            raise PlayerFailed(str(error)) from error
        # A caller who hears nothing is still where the agent was.
        self.previous = spoken[-1] or self.previous
        first = utterances[0].wait or 0.0
        return Reply("\n".join(filter(None, spoken)) or self.previous, tuple(made), first, tuple(utterances))

    def hang_up(self) -> None:
        self.line.close()

    # --- one line ---------------------------------------------------------------------------------

    def _say_once(self, text: str) -> tuple[Utterance, str, list[ToolCall]]:
        speech = self.mouth.say(text)
        line = self.line
        barged_in = self._take_the_floor()
        disturbed, turns_before = line.stops - self.stops, len(line.list_turns())
        line.say(speech)
        spoken, made = self._hear_out()
        turns = line.list_turns()[turns_before:]
        was_stopped = barged_in and line.stopped_at > line.line_began_at
        self.stops = line.stops
        language = voices.find_language(text, self.language)
        utterance = Utterance(
            said=text,
            language=language,
            voice=self.mouth.voices.get_name(language),
            heard=tuple(words or "" for words in turns),
            wait=max(0.0, line.answered_at - line.line_ended_at) if line.answered_at else None,
            barged_in=barged_in,
            silence=line.stopped_at - line.line_began_at if was_stopped else None,
            disturbed=disturbed,
        )
        return utterance, spoken, made

    def _take_the_floor(self) -> bool:
        """Waits until it is the caller's turn, or an interrupter's; whether the agent is interrupted."""
        line = self.line
        if self.conditions.interrupts and not HEARD_OUT & {*find_topics(self.previous, self.language)}:
            self._wait_until(lambda: line.sound.began_at + INTO_THE_REPLY_SECONDS)
            if line.sound.ends_at - time.monotonic() > LEFT_SECONDS:
                return True
        self._wait_until(lambda: line.sound.ends_at + REACTION_SECONDS)
        return False

    def _wait_until(self, find_moment: Callable[[], float]) -> None:
        """A moment of the agent's speech, which more speech may put off."""
        with self.line.changed:
            while (left := find_moment() - time.monotonic()) > 0 and not self.line.trouble:
                self.line.changed.wait(left)
        self.line.check()

    # --- the agent's turn -------------------------------------------------------------------------

    def _hear_out(self) -> tuple[str, list[ToolCall]]:
        """All that the agent says and does until it is the caller's turn; tools are run meanwhile."""
        spoken: list[str] = []
        made: list[ToolCall] = []
        answer_began = 0.0  # of the last response that stands, and asks for no tools
        while len(made) < CALLS_IN_A_ROW:
            response = self._wait_for_response(answer_began)
            if response is None:
                self._tell_turns()
                return "\n".join(spoken), made
            output = response.output
            spoken += [text for item in output if (text := read_words(item))]
            calls = [item for item in output if item.get("type") == "function_call"]
            self._run(calls, made)
            stands = response.status != "cancelled" and not calls
            answer_began = response.began_at if stands else 0.0
            if calls or self.line.is_refused:
                self.line.is_refused = False
                self.line.ask()
        raise PlayerFailed(f"{CALLS_IN_A_ROW} tool calls in a row, the last one {made[-1].name}")

    def _wait_for_response(self, answer_began: float) -> Answer | None:
        """The next that is over; None where the provider has nothing to say any more. Raises LineBroke."""
        line = self.line
        with line.changed:
            while True:
                line.check()
                if line.responses:
                    return line.responses.popleft()
                if line.is_busy:
                    left = line.last_news + REPLY_SECONDS - time.monotonic()
                    if left <= 0:
                        raise LineBroke(f"no reply in {REPLY_SECONDS:.0f} s")
                else:
                    left = self._find_end_of_patience(answer_began) - time.monotonic()
                    if left <= 0:
                        return None
                line.changed.wait(left)

    def _find_end_of_patience(self, answer_began: float) -> float:
        line = self.line
        if answer_began >= line.line_ended_at:
            return 0.0
        cut_in = answer_began >= line.line_began_at
        return max(line.last_news, line.line_ended_at) + (CUT_IN_SECONDS if cut_in else UNANSWERED_SECONDS)

    def _run(self, calls: list[Item], made: list[ToolCall]) -> None:
        if calls:
            with self.line.changed:
                self.line.changed.wait_for(lambda: None not in self.line.turns.values(), WORDS_SECONDS)
            self._tell_turns()
        for item in calls:
            done = self.tools.run(item["name"], read_arguments(item))
            made.append(done)
            self.line.send(client.function_call_output(item["call_id"], write_result(done)))

    def _tell_turns(self) -> None:
        """To the tools, which write only after the caller has spoken again: by what was heard."""
        turns = self.line.list_turns()
        for words in turns[self.told_turns :]:
            self.tools.hear(NOT_TRANSCRIBED if words is None else words)
        self.told_turns = len(turns)
