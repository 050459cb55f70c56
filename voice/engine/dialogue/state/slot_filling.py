"""Writes what was said to the slots: the place, the period, the car and the name, each open to correction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlu import classes, names, normalise, places
from voice.engine.dialogue.nlu.changing import CHANGE
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.tokens import When
from voice.engine.dialogue.nlu.extras import (
    ExtraRequest,
    list_taken_at_once,
    name_extras,
    recognise_extras,
    takes_what_was_told,
    write_out_known_extras,
)
from voice.engine.dialogue.nlu.fallbacks import rank
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.main_clause import choose_main
from voice.engine.dialogue.nlu.models import find_class_of_model, recognise_models
from voice.engine.dialogue.nlu.name_parts import PersonName
from voice.engine.dialogue.nlu.name_words import GIVEN_NAMES_EN
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.nlu.topics import CLAUSES, QUESTIONS, find_clause, find_topics
from voice.engine.dialogue.nlu.utterance import Reading, Span, Utterance, read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.other_questions import CHANGES
from voice.engine.dialogue.state.slots import write_period

STARTS_ANEW = re.compile(
    r"(?:あ、?|えっと、?|すみません、?){0,3}(?:やっぱり?|やはり|いや(?!ま)|違|ちが)"
    r"|(?:oh,? |um,? )?(?:actually|no|wait|sorry)\b"
)
# It has the form of a question, and wishes for a shop: 「新宿店でもいいですか」, "can we do Shinjuku?"
ASKS_FOR_SHOP = re.compile(
    r"(?:で|に|へ)(?:も)?、?(?:いい|良い|よ[いかくろ]|大丈夫|平気|可能|OK|ok|でき|お願い|受け?取|借り|乗|返|し(?:て|たい|ます)|行)"
    r"|(?:なら|だと)、?(?:空|あ[りる])"
    r"|\b(?:can|could|may|shall|might) (?:i|we|it be)\b|\bis it possible\b"
    r"|\bwould\b[^.;!?]{1,30}"
    r"\b(?:work|do|suit|be (?:possible|ok|okay|fine|better|easier|all right|alright))\b"
    r"|\b(?:in|at|from) [\w-]+(?: [\w-]+)?,? (?:possible|ok)"
)
# What is asked has a subject of its own, or is about what was said just before.
OTHER_SUBJECT = re.compile(r"[一-龯々ァ-ヶーa-z][いりえ]?(?:と|とか)?(?:って|は|も|が|の)|[a-z]{4}")
OF_THE_SAME = re.compile(
    r"料金|値段|いくら|費用|それ(?!から|と、)|これ|追加|付け|つけ|借り"
    r"|\b(?:how much|costs?|price|extra|charge)\b"
)
# What was said before it means another thing by these: "can I leave it at Tokyo Station? With a child seat."
THAT_ONE = re.compile(r"\b(?:it|that|one|those|them)\b")
# A question on which a wish hangs: 「付けられます？付けられるならそれで」, "can you fit one? If so, yes".
TAKES_IF_THERE = re.compile(
    r"(?:(?:付け|つけ|借り|乗せ|載せ)られる|でき|出来る|できる|ある|あれ|あった|大丈夫な|可能な|いける)(?:ん|の)?(?:なら|ば|ら)(?:ば)?、?"
    r"[^、。?？]{0,8}(?:それ|お願い|付け|つけ|ぜひ|追加|頼|借り|で[。、]?$)"
    r"|\bif (?:so|you (?:can|do|have)|it is|there is|that's (?:possible|ok|okay|fine)),? (?:then )?"
    r"(?:yes|please|add|i'll|we'll|put|that|do|go|book)"
)
# How a recogniser marks what it was not sure of.
HARDLY_HEARD = re.compile(r"(?:…|\.{3})[?？]$")
NAME_WORD = re.compile(r"名前|名字|苗字|漢字|の字[がはをもで]|字が(?:違|ちが|間違|まちが)|\bname\b")
# Where the wished class is out: "have any of your other branches got one?"
OTHER_SHOPS = re.compile(
    r"(?:他|ほか|別)の(?:お?店(?:舗)?|営業所|支店|ところ|場所)|(?:他|ほか)(?:で|に|だと|なら)(?:は|も)?、?(?:あ|な|空|借り)"
    r"|近く(?:の|に)(?:他の|別の)?お?店"
    r"|\b(?:other|another|different|nearby|neighbou?ring|any of your)(?: [\w-]+){0,2}"
    r" (?:shops?|branch(?:es)?|locations?|stores?|offices?|outlets?|places?|sites?|depots?)\b"
    r"|\b(?:elsewhere|anywhere else|somewhere else)\b"
)
# Where it is out: "when would you have one?", 「何時からなら空いてますか」.
WHEN_FREE = re.compile(
    r"(?:いつ|何日|なんにち|どの日|何時|なんじ)(?:から|ごろ|頃|まで)?(?:だと|だったら|でし?たら|なら|が|に|は)?(?:ば|、)*[^、。]{0,6}?"
    r"(?:空[いく]|あ[りる]|借り|取れ|戻|返って|大丈夫|いい|よい)"
    r"|(?:ほか|他|別)(?:に|の)(?:手|方法|日|時間|選択)[^、。]{0,6}(?:ない|あり|ある|空)"
    r"|\b(?:when|what (?:day|time)s?|which days?)\b.{0,24}\b(?:have|free|available|get|back|got|in)\b"
    r"|\bwhat else\b|\bany other (?:days?|times?|way)\b"
)
# No month is in Min-jun or Anna-May.
TWO_PART_NAME = re.compile(r"\b(?!mid-|early-|late-)\w+-\w+", re.IGNORECASE)
# The questions that a name answers.
ASKING_NAMES = ("name", "name_part", "name_check")


def locate(d: Dialogue, utterance: Utterance, *, loose: bool, listed: bool = False) -> bool:
    """Set region and shop from what was said, as far as the shops are known by now."""
    before = (d.slots.region, d.slots.shop, d.slots.among)
    back = (d.slots.return_shop, d.slots.return_among)
    if any(back) and places.brings_it_back(utterance.plain):
        d.slots.return_shop, d.slots.return_among = "", ()
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
    if not any(span.kind == "shop" and w.shop in span.value for span in spans):  # else it is put right
        spans = [span for span in spans if not _may_be_a_name(d, utterance, span)]
    returned = [span for span in spans if d.asked == "return" or places.is_for_the_return(utterance, span)]
    if returned == spans and not (w.shop or w.among or d.asked == "return"):
        returned = [span for span in returned if places.is_plainly_for_the_return(utterance, span)]
    if "hours" in d.turn.topics and not w.shop:
        returned = []  # "what's the latest I can return it to Shinjuku?" is of that shop
    if d.may_say("returnLocationId") and returned:
        choose_return(d, settle(utterance, returned).standing)
    spans = _leave_out_asked_about(d, utterance, [span for span in spans if span not in returned])
    if _choose_in_order(d, rank(utterance, [span for span in spans if span.kind == "shop"], near=True)):
        return True
    settled = settle(utterance, spans)
    main = choose_main(utterance, [span for span in settled.standing if span.kind == "shop"])
    standing = [span for span in settled.standing if span.kind != "shop" or span in main]
    named = [span for span in standing if span.kind == "shop"]
    if len(named) > 1 and places.leaves_choice(utterance, named) and _choose_in_order(d, named):
        return True
    wanted, region = _weigh_places(d, standing)
    if not wanted and listed and (turn := places.find_turn(utterance.plain, d.nearby)):
        wanted = (turn.id,)
    if len(wanted) == 1:
        w.shop, w.region, w.among, w.shop_choices = wanted[0], d.shops[wanted[0]].region, (), ()
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


def _leave_out_asked_about(d: Dialogue, utterance: Utterance, spans: list[Span]) -> list[Span]:
    """Without another shop than that of a rental which is known, where it is only asked about: 「新宿店は
    何時までやってますか」, "does Shinjuku have parking?"."""
    w, plain = d.slots, utterance.plain
    if not w.shop or not w.start_day or d.asked == "shop" or CHANGES.search(plain.lower()):
        return spans
    asked = []
    for span in spans:
        clause = find_clause(plain, span.start, span.end)
        is_another = span.kind == "shop" and w.shop not in span.value
        if is_another and find_topics(clause) & QUESTIONS and not ASKS_FOR_SHOP.search(clause.lower()):
            asked.append(span)
    if asked and len(asked[-1].value) == 1:
        d.turn.shop = asked[-1].value[0]
    return [span for span in spans if span not in asked]


def _choose_in_order(d: Dialogue, liked: Sequence[Span]) -> bool:
    """「新宿、なければ品川」: the first, and what would do instead; whether the words name such an order."""
    w, ids = d.slots, tuple(dict.fromkeys(span.value[0] for span in liked if len(span.value) == 1))
    if len(ids) < 2:
        return False
    w.shop, w.region, w.among, w.shop_choices = ids[0], d.shops[ids[0]].region, (), ids
    return True


def leave_shop_open(d: Dialogue) -> None:
    """Any of the shops in question will do: the first; of those that the caller named, the first that has
    such a car."""
    w, first = d.slots, d.nearby[0]
    w.shop_choices = tuple(shop.id for shop in d.nearby) if w.among else ()
    w.shop, w.region, w.among = first.id, first.region, ()


def look_elsewhere(d: Dialogue, text: str) -> bool:
    """Whether the words ask for another shop of ours, as this one has no car of the class that is wished for:
    those of the region are looked at in turn, and the caller is told which one has it."""
    w = d.slots
    free = any(not w.car or classes.key_of(offer) == w.car for offer in d.fitting)
    if d.free is None or free or "quit" in d.turn.topics or not OTHER_SHOPS.search(text.lower()):
        return False
    others = [one.id for one in d.shops.values() if one.region == w.region and one.id != w.shop]
    if not others:
        return False
    w.shop_choices, w.shop = (w.shop, *others), others[0]
    d.alternatives = []
    return True


def looks_nearby(d: Dialogue, text: str) -> bool:
    """Whether the words ask when a class is free that is out: what is near it is the answer."""
    if not d.class_out or d.asked not in ("class", "alternative") or not WHEN_FREE.search(text.lower()):
        return False
    d.turn.topics -= QUESTIONS
    d.turn.concerns = frozenset(each for each in d.turn.concerns if not each.startswith("question."))
    return True


def choose_return(d: Dialogue, standing: list[Span]) -> None:
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
    said_no = d.asked == "change" or (d.asked == "confirm" and d.turn.answer == "no")
    insisted = said_no and bool(when)
    # Who says the very same to the same question has not answered it.
    answers = d.asked in ("day", "times", "start", "end", "when") and squeeze(d.turn.text) != d.last_words
    return changed or insisted or answers


def set_extras(d: Dialogue, utterance: Utterance, *, asks: bool) -> bool:
    """Add the extras that are wished, and drop those that are not; whether that changed anything. `asks`: the
    words ask something."""
    told, d.told_extra = d.told_extra, ""
    w, before = d.slots, d.slots.extras
    utterance = write_out_known_extras(utterance, w.extras)
    wished = recognise_extras(utterance)
    if TAKES_IF_THERE.search(utterance.plain.lower()):
        wished = wished or [
            Span("extra", ExtraRequest(each, wanted=True), 0, 0) for each in name_extras(utterance)
        ]
    elif asks:
        wished = [
            span
            for span in wished
            if span.value.requested or not span.value.wanted or _is_apart_from_questions(utterance, span)
        ] or list_taken_at_once(utterance)
    elif told and not wished and _takes_extra(d, utterance):
        wished = [Span("extra", ExtraRequest(told, wanted=True), 0, 0)]
    if not d.may_say("extras"):
        if any(span.value.wanted for span in wished):
            d.news = (*d.news, "no-extras")
        return False
    if any(span.value.wanted and span.value.count > 1 for span in wished):
        d.news = (*d.news, "one-each")
    for span in wished:
        others = tuple(name for name in w.extras if name != span.value.name)
        w.extras = (*others, span.value.name) if span.value.wanted else others
    if set(w.extras) != set(before):
        d.news = (*d.news, "extras")
    return w.extras != before


def _is_apart_from_questions(utterance: Utterance, span: Span) -> bool:
    """Whether the clause of the extra asks nothing, and what is asked beside it is about something else:
    「ETCも借りたいんですが、ナビはついてますか」, not 「ETCを借りたいんですが、いくらですか」."""
    at, asking = 0, []
    for clause in CLAUSES.split(utterance.plain):
        if "asks" in find_topics(clause):
            if at <= span.start < at + len(clause):
                return False
            asking.append((clause.lower(), span.start < at))
        at += len(clause)
    return all(
        (OTHER_SUBJECT.search(clause) or CHANGE.search(clause))
        and not OF_THE_SAME.search(clause)
        and not (is_behind and THAT_ONE.search(clause))
        for clause, is_behind in asking
    )


def _takes_extra(d: Dialogue, utterance: Utterance) -> bool:
    """Whether the words take the extra that was just told of. A yes can mean nothing else while the name is
    due: nobody asked a question that it answers."""
    agreed = d.asked == "name" and d.turn.answer == "yes" and not Reading(utterance, ()).residue
    return agreed or takes_what_was_told(utterance)


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
    utterance = read_utterance(text)
    spans = names.recognise_name(utterance, "asked_again" if again else situation, known, shops)
    if not spans or (situation != "part" and _is_a_day(d, spans[0].value)):
        return []
    # 「お店、品川に変えられます？」: a shop that is wished for is nobody's name, nor is a car that is here.
    models = [model for offer in d.free or [] for model in offer.models]
    wished = recognise_models(utterance, models) if _is_car_here(d, spans) else []
    wished += [
        place
        for place in places.recognise_places(utterance, list(d.shops.values()), loose=True)
        if place.kind == "shop" and places.is_wished(utterance, place)
    ]
    return [span for span in spans if not span.overlaps(wished)]


def _is_a_day(d: Dialogue, name: PersonName | None) -> bool:
    """Whether what looks like a name is a day: Boxing Day. 四月一日 and 五月 are families, too."""
    if name is None or not (name.is_whole and name.text.isascii()):
        return False
    if GIVEN_NAMES_EN.issuperset(name.given.lower().split()) and not read_period(name.given, d.today):
        return False  # Joe Friday
    found = read_period(TWO_PART_NAME.sub(" ", name.text), d.today)
    return bool(found.start_day or found.stretch)


def _is_car_here(d: Dialogue, spans: Sequence[Span]) -> bool:
    return any(span.value and find_class_of_model(span.value.text, d.free or []) for span in spans)


def leave_out(text: str, spans: Sequence[Span]) -> str:
    """The text for those who read no names: the pieces of the name are gone, and the clause ends there."""
    plain = normalise.unify(text)
    for span in sorted(spans, key=lambda each: -each.start):
        plain = f"{plain[: span.start]}、{plain[span.end :]}" if is_japanese(plain) else (
            f"{plain[: span.start].rstrip()}, {plain[span.end :].lstrip()}"
        )  # fmt: skip
    return plain.strip(" ,、") or "、" if spans else text


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
        else "again"
        if HARDLY_HEARD.search(text)
        else "check"
        if not name.is_sure
        else ""
        if name.is_whole
        else "part"
    )
    if not name.is_whole and names.insists(text):
        w.name_doubt = ""
    return (w.name, w.name_doubt) != before or answer != ""


def _speaks_of_its_writing(name: str, text: str) -> bool:
    """「岡田の岡は丘のほうです」: how a letter of the name that was read out is written."""
    letters = "".join(re.findall(r"[一-龯々]", name))
    return bool(letters) and re.search(rf"の[{letters}](?:は|って|が)[^、。]", text) is not None


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
    denied = w.name and (
        names.is_denied(text, names.split_name(w.name)) or _speaks_of_its_writing(w.name, text)
    )
    if d.asked in ("change", "confirm") and (denied or NAME_WORD.search(text)) and not gave:
        w.name, w.name_doubt = "", ""
        return True
    return False
