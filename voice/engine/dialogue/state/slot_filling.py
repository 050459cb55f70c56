"""Writes what was said to the slots: the place, the period, the car and the name, each open to correction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlu import classes, names, normalise, places
from voice.engine.dialogue.nlu.concern import Concern, judge_clauses
from voice.engine.dialogue.nlu.contact import cut_out, declines, mend_phone, recognise_contact
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.tokens import When
from voice.engine.dialogue.nlu.extras import ExtraRequest, recognise_extras, takes_what_was_told
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.name_parts import PersonName
from voice.engine.dialogue.nlu.utterance import Reading, Span, Utterance, read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.slots import Slots, write_period

STARTS_ANEW = re.compile(
    r"(?:あ、?|えっと、?|すみません、?){0,3}(?:やっぱり?|やはり|いや(?!ま)|違|ちが)"
    r"|(?:oh,? |um,? )?(?:actually|no|wait|sorry)\b"
)
# Questions about the rental itself: their days and times are wished for.
ASKED_OF_CARS = frozenset(
    f"question.{matter}" for matter in ("price", "discount", "free", "classes", "place", "one-way", "other")
)
# What may be done, or would be: no date is named by it, whatever the classifier's doubts.
ASKS_LEAVE = re.compile(
    r"(?:て|で)も(?:いい|良い|よい|大丈夫|平気|構わない|かまわない|問題ない)(?:ん|の)?(?:です|でしょう)?か"
    r"|\b(?:is it|would it be|be) (?:ok|okay|alright|all right|fine|allowed|a problem) (?:if|to)\b"
)
# What is said only to hear that it is so.
ASKS_TO_AGREE = re.compile(
    r"(?:です|だ|でした|だった)(?:よね|っけ)[。?？、]*$|\b(?:is|are|was)(?:n't| not) (?:it|that|they)\b"
)
# Where a reason ends, or begins; and what is of the rental all the same: 「12日だから土曜の…」 says its day.
REASON_CUT = re.compile(r"(?<=ので)|(?<=んで)|(?<=[だるい]から)|[\s,]{1,3}(?=(?:so|because|since) )")
REASON_JA = re.compile(r"(?:ので|んで|[だるい]から)[、。]?$")
OF_RENTING = re.compile(
    r"借り|使|返|予約|お願い|受け取|出発|乗[りるっ]|レンタル|[日曜時](?:だから|なので|なんで)"
    r"|\b(?:rent|car|book|reserv|pick|need|want|like|return|bring|back)"
)
# These count from a day that was said before.
COUNTS_ON = re.compile(r"その(?:また|翌|次|前)|翌日|\bthat\b|\bthe day (?:after|before)\b|\bnext day\b")
NAME_WORD = re.compile(r"名前|\bname\b")
# The questions that a name answers.
ASKING_NAMES = ("name", "name_part", "name_check")


def locate(d: Dialogue, utterance: Utterance, *, loose: bool, listed: bool = False) -> bool:
    """Set region and shop from what was said, as far as the shops are known by now."""
    before = (d.slots.region, d.slots.shop, d.slots.among)
    back = (d.slots.return_shop, d.slots.return_among)
    if d.shops:
        answered = _choose_place(d, utterance, loose=loose, listed=listed)
        changed = before != (d.slots.region, d.slots.shop, d.slots.among)
        return answered or changed or back != (d.slots.return_shop, d.slots.return_among)
    region = places.find_known_region(utterance.plain) if d.asked not in ASKING_NAMES else ""
    if region and not d.slots.shop:
        d.slots.region = region
    elif d.home and d.slots.shop and _names_elsewhere(utterance, region, d.home):
        d.slots.region, d.slots.shop = region, ""
    if "list_locations" not in d.tools and not d.slots.shop:
        _take_the_words(d, utterance.plain)
    return before != (d.slots.region, d.slots.shop, d.slots.among)


def _may_be_a_name(d: Dialogue, utterance: Utterance, span: Span) -> bool:
    """In answer to "your name?" only a place that is brought up as a correction, or wished for, is one."""
    corrects = STARTS_ANEW.match(utterance.text) is not None
    return d.asked in ASKING_NAMES and not corrects and not places.is_wished(utterance, span)


def _choose_place(d: Dialogue, utterance: Utterance, *, loose: bool, listed: bool) -> bool:
    """Set the shop that stands after all corrections, or what must be asked; whether that was answered."""
    everywhere, w = list(d.shops.values()), d.slots
    spans = places.recognise_places(utterance, everywhere, loose=loose, listed=d.nearby if listed else ())
    spans = [span for span in spans if not _may_be_a_name(d, utterance, span)]
    returned = [span for span in spans if d.asked == "return" or places.is_for_the_return(utterance, span)]
    if d.may_say("returnLocationId") and returned:
        _choose_return(d, settle(utterance, returned).standing)
    settled = settle(utterance, [span for span in spans if span not in returned])
    standing = settled.standing
    wanted, region = _weigh_places(d, standing)
    if not wanted and listed and (turn := places.find_turn(utterance.plain, d.nearby)):
        wanted = (turn.id,)
    if len(wanted) == 1:
        w.shop, w.region, w.among = wanted[0], d.shops[wanted[0]].region, ()
    elif wanted and w.shop not in wanted:
        regions = {d.shops[one].region for one in wanted}
        w.shop, w.among, w.region = "", wanted, regions.pop() if len(regions) == 1 else ""
    elif region and (d.shop is None or d.shop.region != region):
        w.region, w.shop, w.among = region, "", ()
    else:
        _leave_place(d, settled.excluded, standing)
    if w.region and not w.shop and len(d.nearby) == 1:
        w.shop = d.nearby[0].id
        d.settled = True
    return len(wanted) == 1 and d.asked == "shop"


def _choose_return(d: Dialogue, standing: list[Span]) -> None:
    """Set the shop that takes the car back, or those of which the caller must name one."""
    w, before = d.slots, (d.slots.return_shop, d.slots.return_among)
    meant = [span.value for span in standing if span.kind == "shop"]
    regions = [span.value for span in standing if span.kind == "region"]
    fitting = (
        meant[-1] if meant else tuple(s.id for s in d.shops.values() if regions and s.region == regions[-1])
    )
    if len(fitting) == 1:
        w.return_shop, w.return_among = fitting[0], ()
    elif fitting and w.return_shop not in fitting:
        w.return_shop, w.return_among = "", tuple(fitting)
    if before != (w.return_shop, w.return_among):
        d.news = (*d.news, "return")


def _weigh_places(d: Dialogue, standing: list[Span]) -> tuple[tuple[str, ...], str]:
    """The shops that are meant, all of them where it is not clear which; or the region, where it is one."""
    regions = list(dict.fromkeys(span.value for span in standing if span.kind == "region"))
    shops = [span.value for span in standing if span.kind == "shop"]
    region = regions[-1] if regions else ""
    if shops:
        return _narrow(d, tuple(dict.fromkeys(one for ids in shops for one in ids)), region), region
    if len(regions) > 1:
        return tuple(one.id for one in d.shops.values() if one.region in regions), ""
    return (), region


def _narrow(d: Dialogue, ids: tuple[str, ...], region: str) -> tuple[str, ...]:
    """Of the shops that a word fits, those in the region that was said too, or is spoken of."""
    for name in (region, d.slots.region):
        inside = tuple(one for one in ids if d.shops[one].region == name)
        if inside:
            return inside
    return ids


def _leave_place(d: Dialogue, excluded: list[Span], standing: list[Span]) -> None:
    """A shop that is not wanted after all; or a place where there is none, to be told."""
    refused = {one for span in excluded if span.kind == "shop" for one in span.value}
    if d.slots.shop in refused:
        d.slots.shop = ""
    unknown = [span.value for span in standing if span.kind == "unknown"]
    if unknown and (not d.slots.shop or d.asked in ("change", "confirm")):
        d.turn.unknown_place = unknown[-1]


def _names_elsewhere(utterance: Utterance, region: str, home: Shop) -> bool:
    """Whether another place than the page's own shop is named; which one, the list will tell."""
    spans = places.recognise_places(utterance, [home], loose=True)
    elsewhere = [span for span in spans if span.kind == "unknown"]
    return bool(region and region not in home.name) or (
        bool(elsewhere) and not any(s.kind == "shop" for s in spans)
    )


def _take_the_words(d: Dialogue, text: str) -> None:
    """Without a list, the shop is what the caller called it: tools take names too."""
    found = places.MENTION.search(text)
    if found:
        d.slots.shop = found[0]
    elif d.asked == "place" and d.slots.region:
        d.slots.shop = d.slots.region


def set_period(d: Dialogue, when: When) -> bool:
    """Merge what was said of the period; whether there was anything."""
    hours = d.shop.hours if d.shop else ""
    changed = write_period(d.slots, when, today=d.today, asked=d.asked, hours=hours)
    # After a no, what stands may be said once more: it is read back again.
    insisted = d.asked in ("confirm", "change") and d.turn.answer == "no" and bool(when)
    return changed or insisted or d.asked in ("day", "times", "start", "end", "when")


def set_car(d: Dialogue, utterance: Utterance) -> bool:
    """Take the class that was named, by name, sound or turn, or what is to decide it; whether it changed."""
    offers, w = d.free or [], d.slots
    spans = classes.recognise_classes(utterance, offers)
    settled = settle(utterance, spans)
    left_out = classes.exclude_by_size(utterance, [*settled.standing, *settled.excluded])
    named = list(dict.fromkeys(str(s.value) for s in settled.standing if s.value not in left_out))
    before = (w.car, w.any_car, w.cheapest, w.excluded, w.people)
    if named and classes.asks_seats(utterance):
        d.turn.seats_of = named[-1]
        return False
    _note_limits(w, utterance, left_out | {str(s.value) for s in settled.excluded})
    if len(named) == 1 and _is_too_small(w, named[0]):
        d.turn.seats_of = named[0]  # it is told why not; the caller may have miscounted
    elif len(named) == 1:
        _choose_car(w, named[0])
        reading = Reading(utterance, tuple(spans))
        # What was said beside it may turn it round: it is said back alone, not taken silently.
        d.car_is_doubtful = any(map(reading.touches_residue, settled.standing))
        settle_car(d)
        return before != (w.car, w.any_car, w.cheapest, w.excluded, w.people) or d.asked == "class"
    elif not named:
        _take_hints(d, utterance)
    else:
        d.named_together = tuple(named)
    settle_car(d)
    return before != (w.car, w.any_car, w.cheapest, w.excluded, w.people)


def _choose_car(w: Slots, car: str) -> None:
    w.car, w.any_car, w.cheapest = car, False, False
    w.excluded -= {car}


def _note_limits(w: Slots, utterance: Utterance, refused: set[str]) -> None:
    """What it must not be, and how many it must seat."""
    w.excluded |= refused
    w.people = classes.count_people(utterance) or w.people
    if w.car in w.excluded or _is_too_small(w, w.car):
        w.car = ""


def _is_too_small(w: Slots, car: str) -> bool:
    return classes.SEATS.get(car, w.people) < w.people


def _take_hints(d: Dialogue, utterance: Utterance) -> None:
    """No class was named: the price may decide, or we, or the turn in the list, or the sound of the word."""
    w, text = d.slots, utterance.plain
    if classes.wants_cheapest(utterance):
        w.cheapest, w.any_car, w.car = True, False, ""
    elif d.asked == "class" and d.turn.answer != "no" and (car := _guess_car(d, text)):
        _choose_car(w, car)
    elif classes.any_will_do(text) and d.asked not in ("shop", "place", *ASKING_NAMES):
        w.any_car, w.car = True, ""


def _guess_car(d: Dialogue, text: str) -> str:
    # By its sound only in answer to the question: elsewhere too many words sound alike.
    offers = d.fitting
    if car := classes.sounds_like(text) or _find_by_turn(d, text):
        return car
    return classes.key_of(offers[0]) if d.turn.answer == "yes" and len(offers) == 1 else ""


def settle_car(d: Dialogue) -> None:
    """The class of which most are free, where any will do; the only one that fits; or the cheapest."""
    w, offers, before = d.slots, d.fitting, d.slots.car
    prices = d.prices.get(d.key or ("", "", ""), {})
    if not offers:
        return
    if w.any_car:
        w.car = classes.key_of(max(offers, key=lambda offer: offer.count))
    elif w.cheapest:
        priced = [key for key in map(classes.key_of, offers) if key in prices]
        w.car = min(priced, key=lambda key: prices[key], default="")
    elif w.people and not w.car and len(offers) == 1:
        w.car = classes.key_of(offers[0])
    d.car_is_news = d.car_is_news or w.car != before


def _find_by_turn(d: Dialogue, text: str) -> str:
    for pattern, offer in zip(places.TURNS, d.fitting, strict=False):
        if re.search(pattern, text.lower()):
            return classes.key_of(offer)
    return ""


def set_extras(d: Dialogue, utterance: Utterance) -> bool:
    """Add the extras that are wished, and drop those that are not; whether that changed anything."""
    told, d.told_extra = d.told_extra, ""
    if not d.may_say("extras"):
        return False
    w, before = d.slots, d.slots.extras
    wished = recognise_extras(utterance)
    if "asks" in d.turn.topics:
        wished = [span for span in wished if span.value.requested or not span.value.wanted]
    elif told and not wished and _takes_extra(d, utterance):
        wished = [Span("extra", ExtraRequest(told, wanted=True), 0, 0)]
    if any(span.value.wanted and span.value.count > 1 for span in wished):
        d.news = (*d.news, "one-each")
    for span in wished:
        others = tuple(name for name in w.extras if name != span.value.name)
        w.extras = (*others, span.value.name) if span.value.wanted else others
    if set(w.extras) != set(before):
        d.news = (*d.news, "extras")
    return w.extras != before


def _takes_extra(d: Dialogue, utterance: Utterance) -> bool:
    """Whether the words take the extra that was just told of. A yes can mean nothing else while the name is
    due: nobody asked a question that it answers."""
    agreed = d.asked == "name" and d.turn.answer == "yes" and not Reading(utterance, ()).residue
    return agreed or takes_what_was_told(utterance)


def take_contact(d: Dialogue, text: str) -> tuple[str, set[str]]:
    """Set telephone and e-mail; what was said besides, and {"contact"} where something of it was new.

    An existing reservation is proven by digits too: there they are left to it.
    """
    if d.case or not d.may_say("customerPhone"):
        return text, set()
    utterance, w = read_utterance(text), d.slots
    spans = recognise_contact(utterance)
    before = (w.phone, w.email, d.has_no_phone)
    for span in spans:
        if span.kind == "phone":
            w.phone = span.value
        elif span.kind == "email":
            w.email = span.value
        else:
            d.has_no_phone = True
    if not spans and d.asked_contact and d.asked in ASKING_NAMES and declines(text):
        d.has_no_phone = True
    if spans:
        text = cut_out(utterance, spans)
    elif w.phone and (mended := mend_phone(utterance.plain, w.phone)):
        w.phone, text = mended
    return text, {"contact"} if before != (w.phone, w.email, d.has_no_phone) else set()


def find_name(d: Dialogue, text: str) -> list[Span]:
    """Where the text gives the customer's name, as `recognise_name` has it."""
    situation: names.Situation = "unasked"
    if d.asked in ("name", "name_check", "fact"):
        situation = "asked"
    elif d.asked == "name_part":
        situation = "part"
    elif d.asked in ("confirm", "change") and d.slots.name:
        situation = "mending"
    shops = [
        name for shop in d.shops.values() for name in (shop.name, shop.name_en, shop.region, shop.region_en)
    ]
    known = names.split_name(d.slots.name) if d.slots.name else None
    again = d.asked == "name" and d.trouble > 0
    return names.recognise_name(read_utterance(text), "asked_again" if again else situation, known, shops)


def leave_out(text: str, spans: Sequence[Span]) -> str:
    """The text for those who read no names: the pieces of the name are gone, and the clause ends there."""
    plain = normalise.unify(text)
    for span in sorted(spans, key=lambda each: -each.start):
        plain = f"{plain[: span.start]}、{plain[span.end :]}" if is_japanese(plain) else (
            f"{plain[: span.start].rstrip()}, {plain[span.end :].lstrip()}"
        )  # fmt: skip
    return plain.strip(" ,、") or "、" if spans else text


def leave_out_asides(d: Dialogue, text: str) -> str:
    """The text for those who read days and times. What asks about another matter says nothing of the rental
    (「前日に取りやめたらいくら」). Where a day of the rental is said besides, nor do 「17日って木曜ですよね」
    and a reason (「10日までは仕事なので」)."""
    judged = judge_clauses(text)
    clauses = [clause for clause, _ in judged]
    kept = [clause for clause, concern in judged if not _asks_another_matter(d, clause, concern)]
    for leave_out_some in (_leave_out_reasons, _leave_out_agreed):
        stated = leave_out_some(kept)
        if "".join(stated) != "".join(kept) and _say_as_much(d, kept, stated):
            kept = stated
    return text if kept == clauses else "、".join(kept)


def _leave_out_agreed(clauses: list[str]) -> list[str]:
    return [clause for clause in clauses if not ASKS_TO_AGREE.search(clause.lower())]


def _leave_out_reasons(clauses: list[str]) -> list[str]:
    pieces = [piece for clause in clauses for piece in REASON_CUT.split(clause) if piece.strip(" ,、")]
    behind = [*pieces, ""][1:]
    return [
        piece
        for piece, later in zip(pieces, behind, strict=True)
        if OF_RENTING.search(piece.lower())
        or not (
            REASON_JA.search(piece)
            or piece.lower().startswith(("because ", "since "))
            or later.lower().startswith("so ")
        )
    ]


def _say_as_much(d: Dialogue, clauses: list[str], stated: list[str]) -> bool:
    """Whether `stated` alone has every kind of value that all the clauses have."""
    if COUNTS_ON.search("".join(stated)):
        return False
    with_aside, alone = (read_period("、".join(each), d.today) for each in (clauses, stated))
    return bool(alone) and all(
        not any(getattr(with_aside, name) for name in names) or any(getattr(alone, name) for name in names)
        for names in (("start_day", "end_day"), ("start_time", "end_time", "loose", "length"))
    )


def _asks_another_matter(d: Dialogue, clause: str, concern: Concern) -> bool:
    if not concern.name.startswith("question.") or concern.name in ASKED_OF_CARS:
        return False
    if concern.name == "question.hours" and not d.slots.start_day:
        return False  # whoever asks for the hours of a day, before naming any, means to come then
    return concern.is_sure or ASKS_LEAVE.search(clause.lower()) is not None


def set_name(d: Dialogue, text: str, spans: Sequence[Span], gave: set[str]) -> bool:
    """Take the customer's name; whether there was one, or the old one was taken back.

    What is not sure, or only a part of a name, is marked to be asked once.
    """
    w, answer = d.slots, d.turn.answer
    name: PersonName | None = spans[0].value if spans else None
    if name is None:
        return _take_no_name(d, text, gave)
    if d.asked == "name_part":
        known = names.split_name(w.name)
        name = names.join_parts(known, name)
        w.name, w.name_doubt = name.text, ""
        return True
    before = (w.name, w.name_doubt)
    if name.text == w.name and not w.name_doubt:
        return d.asked == "name"
    repeated = d.asked in ("name", "name_check") and name.text == w.name
    w.name = name.text
    w.name_doubt = (
        ""
        if repeated or name.is_amended
        else "check"
        if not name.is_sure
        else ""
        if name.is_whole
        else "part"
    )
    if not name.is_whole and names.insists(text):
        w.name_doubt = ""
    return (w.name, w.name_doubt) != before or answer != ""


def _take_no_name(d: Dialogue, text: str, gave: set[str]) -> bool:
    """The words gave no name: they may answer a question about it, or take it back."""
    w, asides = d.slots, d.turn.topics - {"thanks"}
    if d.asked == "name_check" and d.turn.answer and not gave:
        part = "" if names.split_name(w.name).is_whole else "part"
        w.name, w.name_doubt = (w.name, part) if d.turn.answer == "yes" else ("", "")  # type: ignore[assignment]
        return True
    if d.asked == "name_part" and not gave and not asides:
        w.name_doubt = ""  # asked for once: whoever gives no more has said what is to be written
        return True
    if d.asked == "name" and not gave and not asides - {"question"}:
        d.turn.odd_name = d.turn.answer == ""
    if d.asked in ("change", "confirm") and NAME_WORD.search(text) and not gave:
        w.name, w.name_doubt = "", ""
        return True
    return False
