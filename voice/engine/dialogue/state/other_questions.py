"""Questions about another matter than the rental: the days, hours and classes in them are none of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.engine.dialogue.nlu import what_was
from voice.engine.dialogue.nlu.classes import find_class, is_taken, recognise_classes
from voice.engine.dialogue.nlu.concern import Concern, judge_clauses, judge_concern
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.resolution import read_open_minutes
from voice.engine.dialogue.nlu.dates.tokens import Clock
from voice.engine.dialogue.nlu.extras import recognise_extras
from voice.engine.dialogue.nlu.topics import QUESTIONS, find_topics
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue

# Questions about the rental itself: their days and times are wished for.
ASKED_OF_CARS = frozenset(
    f"question.{matter}" for matter in ("price", "discount", "free", "classes", "place", "one-way", "other")
)
# Nor is a class named in passing there: "may I park my own minivan?" The others are about cars.
OF_THE_CAR = ASKED_OF_CARS | frozenset(
    f"question.{matter}"
    for matter in ("seats", "luggage", "model", "electric", "transmission", "four-wheel-drive", "accessible")
)
CHANGES = re.compile(
    r"変え|替え|変更|ずら[さしすせ]|動か[さしすせ]|移[さしすせ](?!動)|に(?:し|でき)|のほうが|の方が|やっぱ|いや(?![つす])|じゃなく"
    r"|\b(?:chang|switch|swap|instead|rather|make it|upgrad"
    r"|(?<!open )(?<!opens )(?<!close )(?<!closes )(?:later|earlier)\b)"
)
SUPPOSED = re.compile(
    r"もし|たら|なら|れば|場合|いくら|料金|違い|(?:何|なん)(?:人|名|です)|\b(?:if|unless|what|how|which|difference|cost|price)\b"
)
# What would become of it: 「もし返却が19時になったらどうなりますか」.
WHAT_IF = re.compile(
    r"(?:たら|場合は?|れば)、?[^、。]{0,4}どう(?:な|す|し[たま])|^もし(?!で|可|良|よ|空)[^、。]*(?:たら|場合は?)[、。]*$"
)
WANTS_TO = re.compile(r"(?:借り|使い|予約し|乗り|お願いし)た[いく]")
OF_THE_HOURS = ("question.hours", "question.closed-hours", "question.early-return", "question.late-return")
# Without any of these nothing is asked: 「返すの17時でいいです」 wishes, whatever the classifier says.
ASKS_SOMETHING = re.compile(
    r"か(?:[。、?？ねな]|しら|$)|[?？]|いくら|どう|どこ|何|いつ|教え|知り|っけ|(?:ます|です|だ)よね|けど[。、]?$|の[。]?$"
    r"|\b(?:what|when|how|where|can|could|may|must|should|is|are|do|does|did|will|would|if|until|any)\b"
)
# It has the form of a question, and is none.
STATES_A_REQUEST = re.compile(
    r"\bwhat (?:i|we)(?:'d|'m|'re| would| am| are)? (?:need|want|like|after|looking for)\b.{0,12}\bis\b"
)
GETS_A_CAR = re.compile(
    r"\b(?:can|could|may|might) (?:i|we)(?: please| possibly| maybe| just)?"
    r" (?:pick up|collect|get|book|rent|reserve|hire|take|have) an? "
)
# Of the car that is known: fetched, kept or brought back.
HANDLES_IT = re.compile(
    r"\b(?:can|could|may|might) (?:i|we)(?: please| possibly| maybe| just)?"
    r" (?:get|have|pick|collect|fetch|take|keep|bring|drop|return|leave|give)(?: up| off| back)?"
    r" (?:it|her|the car|the van|that)\b"
)
# What may be done, or would be: no date is named by it, whatever the classifier's doubts.
ASKS_LEAVE = re.compile(
    r"(?:て|で)も(?:いい|良い|よい|大丈夫|平気|構わない|かまわない|問題ない)(?:ん|の)?(?:です|でしょう)?か"
    r"|\b(?:is it|would it be|be) (?:ok|okay|alright|all right|fine|allowed|a problem) (?:if|to)\b"
)
# Of an hour that is not the one: 「20時を過ぎてもいいですか」.
BEYOND = re.compile(r"過ぎ|以降|より(?:遅|後)|\b(?:past|later than)\b")
ENDS_SENTENCE = re.compile(r"[.!?。？]\s*$")


def leave_out_other_questions(d: Dialogue, text: str) -> str:
    """The text for those who read the class of the car: without questions that are about no car."""
    text = what_was.leave_out_first_choice(what_was.leave_out_what_was(text))
    # Once there is a class, whoever asks what it has wishes for no other: 「四駆ってあります？」
    chosen = d.slots.car and d.asked != "class" and not CHANGES.search(text.lower())
    clauses, kept = leave_out_questions(d, text, ASKED_OF_CARS if chosen else OF_THE_CAR)
    of_price = "price" in d.turn.topics  # "what would a minivan come to?" is of that class
    # Nothing is asked by a sentence that ends in a wish: 「コンパクトだと小さいかな、ミニバンで」.
    stated = [
        each
        for sentence in _part_sentences(clauses)
        if not find_topics(sentence[-1]) & QUESTIONS
        for each in sentence
    ]
    kept = [
        each
        for each in clauses
        if each in kept or takes_car(each) or (find_class(each) and (of_price or each in stated))
    ]
    return text if kept == clauses else "、".join(kept)


def takes_car(clause: str) -> bool:
    """Whether the clause wishes for a class of car, and supposes nothing."""
    utterance = read_utterance(clause)
    spans = recognise_classes(utterance)
    return not SUPPOSED.search(clause.lower()) and any(is_taken(utterance, span) for span in spans)


def leave_out_questions(
    d: Dialogue, text: str, but: frozenset[str], *, but_frames: bool = False
) -> tuple[list[str], list[str]]:
    """All clauses, and those that ask about no other matter than `but`. Once a day is known, a clause of a
    question that nobody could tell from the rest of its sentence is a part of that; with `but_frames` not
    where it has no day or time: it may tell of what the next one is (「返すの、翌朝9時でも…」)."""
    judged = judge_clauses(text)
    sentences = _part_sentences([clause for clause, _ in judged])
    asking = [d.slots.start_day is not None and _is_a_question(d, "".join(each), but) for each in sentences]
    asks = [asks for asks, sentence in zip(asking, sentences, strict=True) for _ in sentence]
    kept = [
        clause
        for (clause, concern), of_question in zip(judged, asks, strict=True)
        if not _asks_another_matter(d, clause, concern, but)
        and (concern.is_sure or not of_question or (but_frames and not read_period(clause, d.today)))
    ]
    return [clause for clause, _ in judged], kept


def _part_sentences(clauses: Sequence[str]) -> list[list[str]]:
    """The clauses by the sentences that they make; one that supposes belongs to the next: "what if I come at
    eleven? Is there a fee?"."""
    sentences: list[list[str]] = [[]]
    for clause in clauses:
        sentences[-1].append(clause)
        if ENDS_SENTENCE.search(clause) and not SUPPOSED.search("".join(sentences[-1]).lower()):
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def _is_a_question(d: Dialogue, sentence: str, but: frozenset[str]) -> bool:
    concern = judge_concern(sentence).whole
    return concern.is_sure and _asks_another_matter(d, sentence, concern, but)


def _asks_another_matter(d: Dialogue, clause: str, concern: Concern, but: frozenset[str]) -> bool:
    if d.slots.start_time and WHAT_IF.search(clause):
        return True
    if (
        not concern.name.startswith("question.")
        or concern.name in but
        or STATES_A_REQUEST.search(clause.lower())
    ):
        return False
    if concern.name in OF_THE_HOURS and GETS_A_CAR.search(clause.lower()) and find_class(clause):
        return False  # "Can I pick up an SUV on Friday evening?" wishes for it
    if find_class(clause) and any(span.value.wanted for span in recognise_extras(read_utterance(clause))):
        return False  # 「チャイルドシート2つとミニバン」 wishes for both
    of_a_car = WANTS_TO.search(clause.lower()) or find_class(clause) or not d.slots.start_day
    if of_a_car and _tells_both_hours(d, clause):
        return False  # 「10時から18時でお借りしたいのですが可能でしょうか」
    hours = _list_hours(d, clause)
    if d.slots.start_time and not SUPPOSED.search(clause.lower()) and read_period(clause, d.today).shift:
        return False  # 「受け取りを1時間早くできますか」
    wished = CHANGES.search(clause.lower()) or not ASKS_SOMETHING.search(clause.lower())
    # 「19時まで借りられますか」, of a rental that is known: the shop is open then, and nothing is asked.
    is_known = d.slots.start_day is not None and d.slots.start_time is not None
    if concern.name in OF_THE_HOURS and (wished or (hours and is_known and _are_open(d, hours))):
        return False  # 「返すのだけ翌日の9時にできますか」 wishes for it
    if concern.name in OF_THE_HOURS and _tells_day_of_return(d, clause):
        return False  # 「返すのは翌朝一番でもいいですか」, before the pickup is known, wishes for it too
    if concern.name == "question.hours" and not d.slots.start_day:
        return False  # whoever asks for the hours of a day, before naming any, means to come then
    if is_known and hours and HANDLES_IT.search(clause.lower()) and not ASKS_LEAVE.search(clause.lower()):
        return False  # "could I drop it off at four?"
    # 「返却は19時でもいいですか」 wishes for it, whatever the classifier's doubts.
    tells_an_end = d.slots.start_day is not None and bool(hours)
    return concern.is_sure or (ASKS_LEAVE.search(clause.lower()) is not None and not tells_an_end)


def _tells_day_of_return(d: Dialogue, clause: str) -> bool:
    """Whether the clause says on which day the car comes back, and not what is beyond an hour."""
    return not BEYOND.search(clause.lower()) and read_period(clause, d.today).end_day is not None


def _list_hours(d: Dialogue, clause: str) -> list[Clock]:
    """Those that may be the rental's; none where what is beyond one is asked about."""
    if BEYOND.search(clause.lower()):
        return []
    told = read_period(clause, d.today)
    return [clock for clock in (told.start_time, told.end_time, told.loose) if clock]


def _are_open(d: Dialogue, clocks: Sequence[Clock]) -> bool:
    """Whether the shop is open at each of them."""
    opens, closes = read_open_minutes(d.shop.hours if d.shop else "")
    return all(opens <= clock.hour * 60 + clock.minute <= closes for clock in clocks)


def _tells_both_hours(d: Dialogue, clause: str) -> bool:
    told = read_period(clause, d.today)
    return told.start_time is not None and told.end_time is not None
