"""The frame of the call: greets, resumes after a break, asks to wait or to repeat, and says goodbye."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu.topics import STAYING
from voice.engine.dialogue.policy import booking
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def open_or_resume(d: Dialogue) -> Reply | None:
    """Greets; where nobody spoke since, ends what was broken off, or asks the standing question again."""
    if not d.greeted and not d.spoken_to:
        return Reply([greet(d), _invite(d)], asked="when" if d.home else "place")
    if d.new_words or d.undone:
        return None
    if d.unsaid and d.half_asked is None:
        return Reply(d.unsaid, asked=d.asked)
    if d.greeted and d.told and not d.pending and not d.agreed:
        there = str(wording.phrases(d.language).are_you_there())
        return booking.ask_again(d, [there], trouble=1)
    return None


def greet(d: Dialogue) -> str:
    """The first sentence of every call: who answers, and that it is a machine."""
    return str(wording.phrases(d.language).greeting(d.home.name_in(d.language) if d.home else ""))


def _invite(d: Dialogue) -> str:
    return str(wording.phrases(d.language).how_can_i_help(shop_known=d.home is not None))


def ask_to_wait(d: Dialogue) -> Reply | None:
    """The caller speaks while a tool still runs: the words are kept, and nothing is called twice."""
    if not d.pending:
        return None
    return Reply([str(wording.phrases(d.language).still_checking())])


def ask_again_after_noise(d: Dialogue) -> Reply | None:
    """Something was said that could not be understood: apologises and asks the same again, shorter each time.

    What it broke off is said again whole, once: a noise must not cost the caller the list of shops.
    """
    if not d.turn.unheard:
        return None
    apologies = wording.phrases(d.language).UNHEARD
    apology = str(apologies[min(d.trouble, len(apologies)) - 1])
    # Once only: whoever cannot hear us would get the same long answer again and again.
    if d.unsaid and d.trouble <= 1:
        return Reply([apology, *d.unsaid], asked=d.asked)
    return booking.ask_again(d, [apology], trouble=max(1, d.trouble))


def pause_or_leave(d: Dialogue) -> Reply | None:
    """The caller wants to pause, to give up, or to go."""
    say, turn = wording.phrases(d.language), d.turn
    if not turn.text or (d.answer and d.answer.known):  # who asks something does not go
        return None
    if "wait" in turn.topics and not turn.gave:
        return Reply([str(say.take_your_time())])
    existing = "existing" in turn.topics and not d.begun
    if "quit" in turn.topics and not turn.gave and not d.booking and not existing:
        return Reply([str(say.confirm_dropped()), wording.question(d.language, "else")], asked="else")
    if is_leaving(d):
        return Reply([str(say.goodbye(booked=d.booking is not None))], asked="else", over=True)
    return None


def is_leaving(d: Dialogue) -> bool:
    """Whether the caller says goodbye, or needs nothing more."""
    turn = d.turn
    only_asked = d.purpose == "ask" and bool(turn.topics & {"thanks", "none"})
    going = "bye" in turn.topics or only_asked or (d.asked == "else" and _needs_nothing_more(d))
    if d.in_emergency and d.begun and turn.answer == "yes":
        return False  # it goes on where the emergency broke it off
    return bool(turn.text) and going and not turn.gave and not turn.topics & STAYING


def _needs_nothing_more(d: Dialogue) -> bool:
    """ "大丈夫です" to "anything else?" means that all is well, though elsewhere it is a yes."""
    return bool(d.turn.answer) or bool(d.turn.topics & {"thanks", "none"})
