"""What the caller's words change: one utterance at a time, all that it says, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from voice.engine.dialogue.facts import Problem
from voice.engine.dialogue.nlu import classes, consent, places, topics, yes_no
from voice.engine.dialogue.nlu.concern import ACTS
from voice.engine.dialogue.nlu.dates.tokens import Clock, When
from voice.engine.dialogue.nlu.language import (
    choose_language,
)
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.nlu.other_rentals import leave_out_left_to_others
from voice.engine.dialogue.nlu.punctuation import spell_out
from voice.engine.dialogue.nlu.topics import CLAUSES, STAYING
from voice.engine.dialogue.nlu.utterance import Span, Utterance, read_utterance
from voice.engine.dialogue.state import failures, repetitions, reservation_intent, reservation_update
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.asked_days import is_only_asked, note_asked_days
from voice.engine.dialogue.state.car_choice import set_car
from voice.engine.dialogue.state.contact_details import leave_out_right_phone, take_contact
from voice.engine.dialogue.state.corrected_figures import write_out_days
from voice.engine.dialogue.state.dialogue import Dialogue, Turn
from voice.engine.dialogue.state.giving_up import gives_up, leave_out_declined_extra, leaves_for_later
from voice.engine.dialogue.state.kept_ends import find_kept_end, keep_end, leave_kept_end, leave_known_days
from voice.engine.dialogue.state.other_questions import leave_out_other_questions
from voice.engine.dialogue.state.other_rental import (
    begin_another,
    leave_out_second_rental,
    note_likeness,
    part_other_rental,
)
from voice.engine.dialogue.state.passing_values import leave_out_passing
from voice.engine.dialogue.state.reopening import names_detail_alone, reopen_details, reopen_on_request
from voice.engine.dialogue.state.slot_filling import (
    ASKING_NAMES,
    find_name,
    leave_out,
    leave_shop_open,
    locate,
    look_elsewhere,
    looks_nearby,
    set_extras,
    set_name,
    set_period,
)
from voice.engine.dialogue.state.slots import Slots, complete_shift
from voice.engine.dialogue.state.supposed_rental import weigh_price
from voice.engine.dialogue.state.turn_concern import (
    asks_in_words,
    asks_what_was_read,
    is_unreadable,
    judge_turn,
    leave_out_declined_extras,
    leave_out_dropped,
    leave_out_injections,
)
from voice.engine.dialogue.state.weekday_remarks import leave_out_weekday_remarks

# Concerns to which the agent has an answer of its own, so that the words were not in vain.
ANSWERED = frozenset({"abuse", "other-language", "switch-language", "small-talk", "wrong-number"})
# So often may the caller speak while a tool runs; then it counts as failed, as it may never answer.
PATIENCE = 2
OPERATIONS: dict[str, consent.Operation] = {
    "confirm": "book",
    "change": "amend",
    "class": "offer",
    "alternative": "offer",
    "retry": "retry",
}
# Before these all of it is read out.
READ_OUT = ("book", "change", "cancel")
# So many alternatives are offered one after the other; then the caller is asked what else would do.
MOST_OFFERS = 2
# Where a no costs nothing but a question, an objection in any words is one.
OPEN_TO_OBJECTIONS = ("confirm", "change", "class", "alternative", "retry")
OPEN_TO_PLACES = ("place", "shop", "change", "confirm", "alternative", "")
OPEN_TO_BARE_TIMES = ("times", "start", "end", "confirm", "change")
SENTENCE_END = re.compile(r"[.!?。？](?=\s|$)|(?<=[。？！])|(?<=[!?])(?=[^\x00-\x7f])")
# What turns round something, though nobody knows what.
TURNED = re.compile(
    r"\b(?:make (?:it|that)|instead|rather|should (?:be|have been)|(?:i|we) (?:said|meant|asked for)"
    r"|supposed to be|not the|change|switch|swap|mistake|mix-?up|otherwise|different)\b"
)
# Of more than was booked, it is no refusal: "actually, another one for my wife", 「あと、来週じゃなく…」.
TURNS_ROUND = re.compile(
    r"(?:oh,? |um,? |and |well,? )?(?:actually|wait|hold on|sorry|hang on)\b"
    r"|(?:あ、?|えっと、?)?(?:それと|あと|それから|ついでに|もう[1一][台件つ])"
)


def update_from_words(d: Dialogue, text: str, *, typed: bool = False) -> None:
    """Take one user item into the dialogue; the agent may owe an answer to those before it too."""
    before, trouble = d.turn, d.trouble if d.half_asked is None else None
    if d.half_asked is not None:
        d.asked, d.half_asked = d.half_asked, None
    _understand(d, text, typed=typed)
    join_turns(d, before, trouble)


def _understand(d: Dialogue, text: str, *, typed: bool) -> None:
    d.spoken_to, d.new_words, d.answer, d.undone = True, True, None, False
    text = spell_out(text.strip(), naming=d.asked in ASKING_NAMES)
    if d.pending:
        _lose_patience(d)
    if not re.search(r"[\w?？]", text):  # a question mark alone is a question: it takes back a yes before it
        d.turn = Turn(unheard=True)
        d.trouble += 1
        d.cut_read_backs = 0  # a noise has heard nothing: only a caller who cuts in knows what it is about
        return
    d.language = choose_language(d.language, text, naming=d.asked in ASKING_NAMES)
    said, text = text, _leave_out_unmeant(d, text)
    if not text or (find_operation(d) in READ_OUT and asks_what_was_read(d, text)):
        _say_again(d, said, typed=typed)
        return
    if _is_about_the_line(d, text):
        _say_again(d, text, typed=typed)
        d.turn.topics |= {"line"} if topics.asks_whether_heard(text) else set()
        return
    bare, contact = take_contact(d, text)  # first: figures, and what introduces them, are nobody's name
    spans = find_name(d, bare)
    rest = leave_out(bare, spans)
    d.turn = _judge_answer(d, text, rest, typed=typed)
    if bare != text:
        d.turn.topics -= {"phone", "own_phone", "none"}  # it is theirs, not ours that is asked for
    judge_turn(d, text, rest if spans else "")
    if "other-language" in d.turn.concerns and not d.slots.name:
        spans, rest = [], bare  # words that we do not know look like names, but nobody asked for one
    if spans and d.turn.guess.startswith("question.") and asks_in_words(_find_sentence(text, spans)):
        spans, rest = [], bare  # 「貸してもらえますか」, "is there room": a question holds no name
    text = rest if contact else text
    note_asked_days(d, text)
    wants_no_more = d.turn.answer == "no" and not TURNS_ROUND.match(text.lower())
    if d.booking and not wants_no_more and reservation_intent.describes_another(d, text):
        d.turn.topics |= {"another"}
    taken = weigh_price(d, text)
    if "injection" in d.turn.topics:
        _refuse_injection(d, text, typed=typed)
        return
    if is_unreadable(d, text):
        d.trouble = 0
        _take_back_agreement(d)  # a yes, and then an accident before it was acted upon: no yes
        return
    if _take_into_case(d, text, typed=typed):
        return
    if not wants_no_more:
        begin_another(d, text)
    before = replace(d.slots)
    gave = (
        contact | taken | (set() if d.booking or d.turn.whole or d.supposed else _fill_slots(d, rest, spans))
    )
    d.turn.gave = frozenset(gave)
    d.purpose = _find_purpose(d)
    progress = not d.booking and _take_answer(d, text, gave)
    progress = progress or (bool(gave) and not _only_doubts_again(before, d.slots))
    d.turn.progress = progress or d.asked == "else"
    note_trouble(d, text)


def _leave_out_unmeant(d: Dialogue, text: str) -> str:
    """`text` without what wishes for nothing of this rental, and with its bare figures as days."""
    text = leave_out_declined_extra(d, leave_out_right_phone(d, text))
    text = leave_out_left_to_others(leave_out_weekday_remarks(text, d.today))
    return leave_out_dropped(d, write_out_days(d, leave_out_second_rental(d, text)))


def _refuse_injection(d: Dialogue, text: str, *, typed: bool) -> None:
    """It is told that this cannot be, and what stood goes on, or the whole rental that was told beside it."""
    harmless = leave_out_injections(text)
    if harmless != text and reservation_intent.describes_rental(d, harmless):
        _understand(d, harmless, typed=typed)
        d.turn.topics |= {"injection"}
        return
    d.turn.topics &= {"injection"}
    d.turn.answer, d.turn.concerns, d.agreed = "", d.turn.concerns & {"injection"}, None


def _is_about_the_line(d: Dialogue, text: str) -> bool:
    """ "Hello? Yes, I can hear you", while a question of ours stands: it is no answer to that."""
    is_talking = d.greeted and bool(d.texts or d.case or d.booking or d.turn.unheard)
    return bool(d.asked) and is_talking and topics.is_about_the_line(text)


def _take_into_case(d: Dialogue, text: str, *, typed: bool) -> bool:
    """Take the words into the reservation that they are about; False where they are about none. A new rental
    that is wished for besides waits."""
    of_case, other = (text, "") if d.turn.whole else part_other_rental(d, text)
    if other and not of_case:
        _keep_for_later(d, other)
        _say_again(d, text, typed=typed)  # first what was read out is to be settled
        return True
    if of_case != text:
        d.turn.topics -= {"another"}
    if not (d.case or not d.turn.whole) or not reservation_update.update_case(d, of_case):
        return False
    if other:
        _keep_for_later(d, other)
    d.wants_price = False  # that of the reservation is told with it
    note_trouble(d, text)
    return True


def _keep_for_later(d: Dialogue, text: str) -> None:
    """Take the wish for a new rental into the booking that waits until the case is done with."""
    if d.case is None:
        return
    stands, asked, turn = d.slots, d.asked, d.turn
    d.slots, d.asked, d.turn = d.case.before or Slots(), "", Turn(text=text)  # it cancels nothing
    _fill_slots(d, text, [])
    d.case.before, d.slots, d.asked, d.turn = d.slots, stands, asked, turn
    note_likeness(d.case, text)


def _say_again(d: Dialogue, text: str, *, typed: bool) -> None:
    """`text` drops a question asked before, or asks what was read out: what stood is asked once more."""
    d.turn = Turn(text=text, topics=frozenset({"repeat"}), judged=True, whole=True, typed=typed)
    _take_back_agreement(d)
    note_trouble(d, text)


def _take_back_agreement(d: Dialogue) -> None:
    d.agreed = None
    if d.case:
        d.case.agreed = ""


def _find_sentence(text: str, spans: Sequence[Span]) -> str:
    """The one in which the first of the spans stands."""
    begin = max((end.end() for end in SENTENCE_END.finditer(text, 0, spans[0].start)), default=0)
    return text[begin : spans[-1].end].strip()


def _only_doubts_again(before: Slots, now: Slots) -> bool:
    """Whether a turn changed only what it leaves the choice of: 「22日か20日」, then 「21日か20日」.

    Such an answer brings the call no further, however often it is given, and the question must change.
    """
    is_same_doubt = bool(before.doubt and now.doubt) or bool(before.among and now.among)
    return is_same_doubt and replace(before, doubt=now.doubt, among=now.among) == now


def note_trouble(d: Dialogue, text: str) -> None:
    """Count the turns in a row that brought the call no further: to say the same once more is no help."""
    same, d.last_words = squeeze(text) == d.last_words, squeeze(text)
    answered = d.turn.topics & (topics.ANSWERED | {"question"}) or d.turn.concerns & ANSWERED
    helped = (answered or topics.only_requests_a_car(text)) and not same
    d.trouble = 0 if d.turn.progress or helped else d.trouble + 1


def _judge_answer(d: Dialogue, text: str, rest: str, *, typed: bool) -> Turn:
    """What the words are to the question that stands.

    Where a yes to it would be acted upon, all that was said since it was asked is one answer: a yes in one
    breath and a "but" in the next agree to nothing. `rest` is the text without the name in it: a Mr Price
    asks for no price.
    """
    brought_up = topics.find_topics(rest)
    asked = find_operation(d)
    if leaves_for_later(d, text, brought_up):
        return Turn(text=text, answer="no", topics=frozenset({"quit"}), judged=True, whole=True, typed=typed)
    if asked is None:
        if consent.supposes(text):
            brought_up -= {"quit"}
        return Turn(text=text, answer=yes_no.guess_answer(rest), topics=brought_up, typed=typed)
    spoken = not typed or bool(d.turn.text and not d.turn.typed)
    question = repetitions.put_question(d, asked, spoken=spoken)
    if _is_doubtful(text, question):
        return Turn(text=text, judged=True, whole=True, typed=typed)
    said = leave_out_declined_extras(d, text)
    said = said if typed or not repetitions.is_end_of(d.turn.text, said) else ""
    verdict = consent.judge("、".join(filter(None, (d.turn.text, said))), question)
    if verdict == "yes":
        return Turn(text=text, answer="yes", judged=True, whole=d.asked != "class", typed=typed)
    clauses = _judge_clauses(text, question) if verdict == "" else []
    given_up = asked in ("book", "amend") and gives_up(d, text, brought_up)
    given_up = (given_up and clauses[-1:] != ["yes"]) or (
        all(clauses) and clauses[-1:] == ["dropped"]
    )  # 「はい、キャンセルで」
    if verdict == "" and asked == "cancel" and _ends_in_no(text, question):
        return Turn(text=text, answer="no", judged=True, whole=True, typed=typed)
    if given_up or verdict == "dropped":
        return Turn(text=text, answer="no", topics=frozenset({"quit"}), judged=True, whole=True, typed=typed)
    if verdict == "short" and not (d.trouble and "bye" in brought_up):
        # Nobody else reads it: 「名前は合ってます」 gives no name. Who takes leave twice may go.
        return Turn(text=text, judged=True, whole=True, typed=typed)
    if clauses[-1:] == ["yes"]:  # "hang on … yes, that's good" waits for nothing more
        brought_up -= {"wait"}
    if verdict != "no" and asked != "offer":  # to leave an offer costs nothing
        brought_up -= {"quit"}
    if topics.IMAGINED.search(text.lower()):
        brought_up |= {"question"}
    if not verdict and d.asked in OPEN_TO_OBJECTIONS:
        objects = yes_no.objects(text)
        if objects:  # 「ちょっと違うかな」 asks nothing, and "hang on, that's wrong" does not ask to wait
            brought_up -= {*topics.QUESTIONS, "wait"}
        # "No, that's all fine, please book it" is no plain no.
        asks = "question" in brought_up or clauses[-1:] == ["yes"]
        refuses = not asks and yes_no.guess_answer(text) == "no"
        verdict = "no" if objects or refuses else ""
        return Turn(text=text, answer=verdict, topics=brought_up, judged=True, typed=typed)
    whole = verdict == "no" and d.asked != "class"
    return Turn(text=text, answer=verdict, topics=brought_up, judged=True, whole=whole, typed=typed)


def _judge_clauses(text: str, question: consent.Question) -> list[consent.Verdict]:
    return [consent.judge(clause, question) for clause in CLAUSES.split(text) if clause.strip()]


def _ends_in_no(text: str, question: consent.Question) -> bool:
    """ "What if I kept it? No, leave it": the last sentence is a no, and no clause a yes. To leave a booking
    as it is costs nothing."""
    ends = [end.end() for end in SENTENCE_END.finditer(text.rstrip(" .!。"))]
    last = text[ends[-1] :].strip() if ends else ""
    return consent.judge(last, question) == "no" and "yes" not in _judge_clauses(text, question)


def _is_doubtful(text: str, question: consent.Question) -> bool:
    """Whether it is a yes or no and no more, hardly heard: recognition then writes it as a question."""
    bare = yes_no.cut_doubt(text)
    return bool(bare and not consent.judge(text, question) and consent.judge(bare, question))


def _find_purpose(d: Dialogue) -> str:
    """What the call has been for, with the newest words. Who has only asked may go without a booking."""
    turn = d.turn
    asks = turn.asks_company or turn.topics & topics.ASKED_FOR_ITSELF
    if (
        d.purpose == "book"
        or turn.concerns & ACTS
        or turn.gave - ({"place", "car", "period"} if asks else set())
    ):
        return "book"
    return "ask" if asks else d.purpose


def find_operation(d: Dialogue) -> consent.Operation | None:
    """What a yes to the question that stands would do; None where a yes does nothing."""
    agreed_already = d.case and d.case.agreed and d.asked != "retry"
    if d.asked == "agree" or agreed_already:
        return "change" if d.case and d.case.intent == "change" else "cancel"
    return OPERATIONS.get(d.asked)


def _lose_patience(d: Dialogue) -> None:
    """A tool that never answers must not hold the line for ever: it counts as failed."""
    d.waited += 1
    if d.waited > PATIENCE:
        for name, arguments in d.pending.values():
            failures.count_as_failed(d, name, arguments)
            d.problem = Problem(name, "internal", retryable=True)
        d.pending.clear()


def _fill_slots(d: Dialogue, text: str, spans: Sequence[Span]) -> set[str]:
    """What `text` gave, from which the name (`spans`) was left out."""
    gave = set()
    d.texts.append(text)
    utterance = read_utterance(text)
    # While the name is due a word that is no part of one may well be another shop: it is read back.
    open_to_places = not d.slots.shop or d.asked in OPEN_TO_PLACES or (d.asked == "name" and not spans)
    if locate(d, utterance, loose=open_to_places, listed=d.asked == "shop" and not d.slots.shop):
        gave.add("place")
    told = leave_out_passing(d, text)
    found = read_rental_period(
        d, told.text, asked_time=d.asked in OPEN_TO_BARE_TIMES, asked_day=d.asked in ("day", "when")
    )
    found = told.complete(found)
    if is_only_asked(d):
        found = When()  # a day that is asked about is no slot
    found = leave_known_days(d.slots, found, text, d.today)
    found = leave_kept_end(found, text) or When(shift=complete_shift(d.slots, text, d.today))
    stood = d.period
    if found and set_period(d, found):
        keep_end(d.slots, find_kept_end(text.lower()), stood, d.period)
        gave.add("period")
    if set_car(d, read_utterance(leave_out_other_questions(d, text))):
        gave.add("car")
    if not gave & {"place", "period"} and look_elsewhere(d, text):
        gave.add("place")
    if not gave and looks_nearby(d, text):
        gave.add("car")
    if set_extras(d, utterance, asks="asks" in d.turn.topics):
        gave.add("extras")
    if set_name(d, text, spans, gave):
        gave.add("name")
    if d.asked == "change" and not gave and _names_what_stands(d, utterance, spans):
        gave.add("name" if spans else "car")  # it is read back again
    return gave


def _names_what_stands(d: Dialogue, utterance: Utterance, name: Sequence[Span]) -> bool:
    """Whether the name, the class or the shop is said once more, as it is."""
    shops = places.recognise_places(utterance, list(d.shops.values()), loose=False)
    return bool(name or classes.recognise_classes(utterance) or any(d.slots.shop in s.value for s in shops))


def _take_answer(d: Dialogue, text: str, gave: set[str]) -> bool:
    """A yes or no (or "the time is wrong") to what was asked."""
    answer = d.turn.answer
    if d.asked == "alternative" and answer == "yes" and d.alternatives and not gave & {"place", "period"}:
        _accept(d)
        return True
    if gave:
        d.agreed = None  # a yes, and something else before it was acted upon
    if d.asked == "retry":
        d.retrying = answer == "yes" or bool(gave)
        return bool(answer or gave)
    if gave:
        return False
    if reopen_on_request(d, text):
        return True
    if d.asked == "confirm" and not answer and not d.turn.whole and _leaves_something(d, text):
        d.turn.answer = "no"  # what was not understood may change it: a yes is not asked for again
        return False
    if d.asked == "confirm" and answer == "yes" and d.read_back and d.read_back == d.details:
        d.agreed = d.read_back
        d.agreed_words = d.quote.spoken if d.quote else ""
        return True
    d.agreed = None
    if d.asked == "alternative" and answer == "no" and d.alternatives:
        d.alternatives = d.alternatives[1:MOST_OFFERS]
        return True
    named_only = d.asked == "confirm" and names_detail_alone(text)
    if d.asked == "change" or named_only or (d.asked == "confirm" and answer == "no"):
        return reopen_details(d, text) or d.asked == "confirm"
    if d.asked in ("shop", "place") and d.nearby and places.accepts_any(text):
        leave_shop_open(d)
        return True
    return False


def _leaves_something(d: Dialogue, text: str) -> bool:
    """Whether what is no yes and asks nothing turns round something that was not understood. A figure or a
    day alone may be of anything: "I have two suitcases", "it's cold today"."""
    others = {each for each in d.turn.concerns if not each.startswith("answer.")} - {"correction", *ACTS}
    if others or d.turn.topics & {*topics.QUESTIONS, *topics.ANSWERED}:
        return False
    return TURNED.search(read_utterance(text).plain.lower()) is not None


def _accept(d: Dialogue) -> None:
    taken, w = d.alternatives[0], d.slots
    w.shop, w.car, w.choices = taken.shop_id, classes.key_of(taken.offer), ()
    w.start_day, w.end_day = taken.start.date(), taken.end.date()
    w.start_time = Clock(taken.start.hour, taken.start.minute, True)
    w.end_time = Clock(taken.end.hour, taken.end.minute, True)
    w.nights = w.minutes = None
    d.offers.setdefault((w.shop, taken.start.isoformat(), taken.end.isoformat()), []).append(taken.offer)
    d.alternatives = []


def join_turns(d: Dialogue, before: Turn, trouble: int | None) -> None:
    """`d.turn` is what was just heard, `before` what still waits for its answer. `trouble` is how much there
    was of that; None where the agent has tried to answer, so that what comes now counts by itself."""
    now = d.turn
    d.turn = _merge_turns(before, now, noisy=d.trouble > 1)
    if trouble is not None and (before.text or before.unheard):
        useful = not d.turn.unheard and (d.turn.progress or d.turn.topics & topics.ANSWERED)
        d.trouble = 0 if useful else max(trouble, min(d.trouble, 1))


def _merge_turns(before: Turn, now: Turn, *, noisy: bool) -> Turn:
    if now.unheard and before.text:
        # A noise once: what it broke off is answered anew. After that the noise itself is the trouble.
        return now if noisy else before
    return Turn(
        text=" ".join(text for text in (before.text, now.text) if text),
        answer=now.answer if now.judged else _merge_answers(before, now),
        topics=_keep_topics(before, now) | now.topics,
        progress=before.progress or now.progress,
        unheard=now.unheard,
        unknown_place=now.unknown_place or before.unknown_place,
        seats_of=now.seats_of or before.seats_of,
        model=now.model or before.model,
        odd_name=(before.odd_name or now.odd_name) and not now.progress,
        gave=before.gave | now.gave,
        day=now.day or before.day,
        last_day=now.last_day if now.day else before.last_day,
        shop=now.shop or before.shop,
        asks_again=now.asks_again,
        judged=now.judged,
        whole=now.whole,
        typed=now.typed and (before.typed or not before.text),
        concerns=before.concerns | now.concerns,
        guess=now.guess,
    )


def _merge_answers(before: Turn, now: Turn) -> str:
    return "no" if "no" in (before.answer, now.answer) else now.answer or before.answer


def _keep_topics(before: Turn, now: Turn) -> frozenset[str]:
    """Who asks for a moment and goes on, or gives up and then asks something, is to be answered."""
    void = {"wait"} if now.text else set()
    return before.topics - void - ({"quit"} if now.topics & STAYING else set())
