"""What the caller's new words are about, as far as it may be acted upon: a question, trouble, a booking."""

from __future__ import annotations

import re
from collections.abc import Callable

from voice.engine.dialogue.nlu import classes, digits, main_clause, places, yes_no
from voice.engine.dialogue.nlu.calling_off import CANCEL
from voice.engine.dialogue.nlu.concern import (
    ACTS,
    EMERGENCIES,
    OF_BOOKINGS,
    PLAIN,
    UNREADABLE,
    Verdict,
    judge_concern,
    name_company_topic,
)
from voice.engine.dialogue.nlu.dates.period import read_period, recognise_dates
from voice.engine.dialogue.nlu.extras import recognise_extras
from voice.engine.dialogue.nlu.given_up import leave_out_given_up
from voice.engine.dialogue.nlu.language import (
    LATIN_WORD,
    find_wished_language,
    is_japanese,
    is_of_another_language,
)
from voice.engine.dialogue.nlu.name_words import COMMON_EN
from voice.engine.dialogue.nlu.new_phone import renews_phone
from voice.engine.dialogue.nlu.other_events import OFF
from voice.engine.dialogue.nlu.own_bookings import speaks_of_earlier
from voice.engine.dialogue.nlu.topics import ASKS_EN, CLAUSES, QUESTIONS, find_topics, only_requests_a_car
from voice.engine.dialogue.nlu.utterance import Reading, Span, Utterance, read_utterance
from voice.engine.dialogue.nlu.what_was import leave_out_what_was
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.new_times import RUNS_LATE
from voice.engine.dialogue.state.opening_hours import tells_by_opening
from voice.engine.dialogue.state.reservation_case import TOOLS
from voice.engine.dialogue.state.slot_filling import ASKING_NAMES, NAME_WORD

# Concerns that are answered as topics are, whether the rules found the topic or not.
ALSO_TOPICS = frozenset({"injection", "private", "driver", "robot", "repeat"})
# Questions that the shops' own data answers, by the topic of their words.
LOOKED_UP = {"question.hours": "hours", "question.phone": "phone"}
# Who gives the number of a booking wants something of it, unless it is plain that there is trouble.
OF_NO_NUMBER = frozenset({*EMERGENCIES, "complaint", "lost-property"})
# One word tells of these topics, but less than the sense of all of them does.
LISTED_WORDS = frozenset({"price", "where", "hours", "phone"})
# Of the probability: so likely, it is better than to say that nothing is known.
GUESSED = 0.3
# Who tells all of a rental wishes for it, whatever these sound like in its words.
BESIDE_A_RENTAL = frozenset({"receipt", "complaint", "lost-property"})
WAS_RENTED = re.compile(
    r"(?:借り|使い?|返し|返却し|乗っ|レンタルし|利用し|予約し)(?:て(?:い)?)?(?:た(?![いくらか])|まし|ちゃ|ったん|っ?たん)"
    r"|\b(?:rented|hired|had|returned|brought|left|lost|did"
    r"|(?:was|were)(?! (?:parked|stolen|cancelled|canceled|told|written off)))\b"
)
# In characters. What is longer, and judged to be of something else, is no name.
LONGEST_NAME, LONGEST_NAME_EN = 14, 26
# The form of a question, its mark aside: recognition writes one after a name, too. No verb is one; but
# somebody may be called Will, May, Can or Do.
ASKING = re.compile(
    r"(?:ます|です|でしょう|ません|える|れる|ない|ある|ん)か(?:ね|な|しら)?$"
    r"|^(?:(?:and|but|so|well|um|uh|oh)[, ]+){0,2}(?:(?:is|are|does|did|could|would|have|has|should|must|am)"
    r" \w|(?:what|how|when|where|which|who)(?:'?s)? \w|(?:do|can|will|may) (?:there|it|that|this|you|your|i"
    r"|we|my|our|they|the|a|an|any|one|he|she|some|somebody|someone|anybody|anyone|people|two|both)\b)"
)
# A shop, before the shops are known.
NAMES_PLACE = re.compile(
    rf"(?:{places.KNOWN_REGION.pattern})(?:駅?前?店?| Station\b| Airport\b| shop\b)"
    r"|[一-鿿ァ-ヶー]{1,8}(?:駅前?|空港|店)",
    re.IGNORECASE,
)
OUR_PHONE = re.compile(r"電話|連絡先|問い合わせ|\b(?:phone|telephone|call|ring|reach|contact)\b")
# "Do you want my number as well?" asks for none of ours.
OWN_PHONE = re.compile(r"\bmy (?:own )?(?:\w+ )?(?:number|phone|mobile|cell)\b", re.IGNORECASE)
# A flat that is moved is a home, and no tyre; so is one that is helped with.
MOVES_HOME = re.compile(
    r"\bmov(?:e|es|ed|ing) (?:\w+ ){0,3}(?:flats?|apartments?|house|home|office)\b", re.IGNORECASE
)
TAKES_CLASS = re.compile(
    r"(?:(?:um|uh|er|oh|well|so|ok|okay|then|yes|yeah)[, ]+){0,3}(?:(?:can|could|may|shall) (?:i|we)"
    r"(?: please)?|i'll|we'll|i'd like to|let's) (?:have|get|take|go (?:for|with)|do|try|rent|book)\b"
)
OWN_SLIP = re.compile(
    r"(?:間違え|まちがえ)て(?:予約|取|と[っり]|入れ)|予約を?(?:間違え|まちがえ)"
    r"|\b(?:i|we)(?:'ve| have)? (?:booked|put|picked|chose|chosen|gave|entered|got|made)\b[^.!?]{0,24}"
    r"\b(?:wrong|by mistake|mistake)\b"
)
# 「9時って言いましたよね」 may be what the caller said; 「おっしゃいました？」 is of us.
OF_WHAT_WAS_READ = re.compile(
    r"(?:(?:あれ|えっ?と|すみません|すいません|ごめんなさい|ちなみに)[、,。\s]{1,2})?[^、。,っ]{1,20}"
    r"(?:(?:でした|だった|だ|やった)っけ|(?:って|と)おっしゃいました(?:か|っけ)?)[?？。]*"
    r"|(?:(?:sorry|wait|hang on|hold on|um|uh|oh|and|excuse me)[,.]? ){0,2}"
    r"(?:did you (?:just )?say|did i hear(?: you say)?|was that|was it|what (?:was|were) the)\b"
    r"[^.;!?,]{1,40}[?.]*",
    re.IGNORECASE,
)
WHICH_VALUE = re.compile(
    r"何|なん|なに|いくら|いつ|どこ|誰|\bwhat (?:was|were) the (?:price|day|date|time|name|car|shop)"
)
# To drop what was asked about: 「ガソリンの件はもういいです」.
# A question (「保険の件は大丈夫ですか」) drops nothing.
DROPS = re.compile(
    r"(?P<ja>[^、。,.!?]{1,16})の(?:件|話|こと|質問|説明)(?:は|なら|について(?:は)?|も)?、?(?:もう|やっぱり?|とりあえず){0,2}、?"
    r"(?:いい|良い|結構|けっこう|大丈夫|だいじょうぶ|忘れて|気にし(?:ない|なく)|聞かなく)[^、。,.!?]{0,10}(?<!か)(?<!かね)[、。,.!]*"
    r"|(?:(?:and|so|but|ok|okay|oh|right)[, ]+)?(?:never mind|forget|don't worry)(?: about)? (?:the|my|that)"
    r" (?P<en>[a-z ]{1,20}) (?:question|thing|stuff|bit|part)[,.!]*",
    re.IGNORECASE,
)
# These are no side matter: without them nothing is left.
MAIN_MATTER = re.compile(
    r"予約|変更|取り?消|^お?車$|キャンセル|レンタ|借り|全部|すべて|今日|今回|\b(?:book|reserv|rent|car|chang|cancel|whole|entire)",
    re.IGNORECASE,
)
# Who asks for another language says so in English.
LANGUAGES = re.compile(
    r"\b(?:speak\w*|talk\w*|languages?|interpreter|translat\w+|english|[a-z]+ese|spanish|french|german|korean"
    r"|italian|russian|arabic|thai|hindi|tagalog|indonesian|dutch|polish|turkish|[a-z]+ speaker)\b",
    re.IGNORECASE,
)
# What is scratched there is no car.
TAKES_BACK = re.compile(
    r"\b(?:scratch|strike) (?:that|this)\b(?=[,.!;]|$| (?:and|make|i|it)\b)", re.IGNORECASE
)
# Nobody says these of anything else than an accident; and what trouble with a car is told in.
HURT = re.compile(
    r"(?:けが|ケガ|怪我)(?:人|を?し(?:て(?:い)?(?:る|ます)|た|まし))|負傷|血が(?:出|止)|意識が(?:な|戻)|救急車"
    r"|\b(?:someone|somebody|people|passenger|driver|he|she|i|we|person)"
    r"(?:'s| is|'re| are|'m| am| was| were| has been)? (?:been )?(?:badly |seriously )?"
    r"(?:hurt|injured|bleeding|unconscious)\b|\bneed an ambulance\b"
)
# So is what has happened to the car, unless it is only imagined.
CRASHED = re.compile(
    r"(?:ぶつけ(?:られ)?|当てられ|追突(?:され|し)|衝突し|巻き込まれ|へこ(?:まされ|ませ))(?:た|て|ちゃ|まし)"
    r"|(?:ぶつか|擦|こす|かす|へこんで|事故)(?:った|って(?!も)|っちゃ|りまし)|ぶつかられ|当て逃げ(?:さ|に)"
    r"|事故(?:を?起こし|に(?:遭|あ)(?:っ|い)|が?起き)"
    r"|\b(?:dinged|dented|scraped|rear-ended|sideswiped|bumped) (?:my|the|our|your|this|me|us|it)\b"
    r"|\b(?:somebody|someone|a (?:car|truck|bike|bus)|i|we)(?:'ve| have|'s| has)? (?:just )?"
    r"(?:hit|crashed|backed into|drove into|ran into|pranged|clipped|totalled|(?:gone|went|driven"
    r"|smashed|bumped|backed|reversed|run|slid)"
    r" (?:straight |right )?into (?:the (?:back|front|side|rear)|my|our|us|me)\b)"
)
IMAGINED = re.compile(
    r"た(?:こと|経験)が?(?:あ|な)|もし|万が?一|仮に|場合|(?:ぶつけ|こす|擦|事故|られ|た)(?:っ|ちゃ){0,4}(?:た(?:ら|とき|時)|れば|なら|る(?:と|の))"
    r"|\b(?:if|in case|suppose|what happens when)\b"
)
# What it would cost, and not what to do, is asked of an accident that has not happened.
OF_ITS_COST = re.compile(
    r"費用|料金|いくら|保険|補償|免責|払|負担|修理代|どうなり|\b(?:cost|pay|cover|insur\w+|charge\w*)\b"
)
# Of a train that stands still no car is broken.
OF_A_TRAIN = re.compile(
    r"(?:電車|列車|新幹線|飛行機|バス|フェリー|モノレール|地下鉄|フライト|\d便|線)(?:が|は|も)?[^、。]{0,12}"
    r"(?:止ま|停ま|遅れ|遅延|動か|動いて|運休|運転見合|欠航|事故)"
)
# Somebody else's rental: when, where or whether they have a car.
PRYING = re.compile(
    r"(?<![皆客屋係母父])(?<!スタッフ)(?<!店員)(?:さん|様|氏)(?:って|という(?:人|方)|は|が|、)[^。]{0,14}(?:いつ|何時|何日|どこ|何に乗|どの車|どんな車)"
    r"[^。]{0,16}(?:借り|返|戻|乗|予約|来|出)|借りて(?:い)?る[^、。はがを]{1,8}(?:さん|様)(?!です)"
)
# Who is asked for by name, or what shop it is: another number was meant.
MEANT_ANOTHER = re.compile(
    r"[^、。]{2,12}さん(?:の(?:お店|お?電話|番号|お宅))?(?:じゃ|では)(?:ない|あり?ません|なかった)[^、。]{0,6}(?:か|\?|？)?[。]?$"
    r"|[^、。]{2,12}さん(?:の(?:お店|お?電話|番号|お宅))?(?:です|でしょう)か[。?？]?$|(?:かけ|掛け|電話|番号を?)間違え(?:た|まし|て)"
)
OF_OURS = re.compile(r"レンタ|車|クルマ|予約|受付|お店の方|担当|店員|スタッフ|係")
IN_TROUBLE = re.compile(
    r"事故|ぶつ[けか]|衝突|追突|けが|ケガ|怪我|救急|警察|故障|パンク|動かな|エンジン|煙|炎|立ち往生|レッカー"
    r"|\b(?:crash\w*|accident|hurt|injur\w*|ambulance|police|br(?:oke|eak)\w*|smok\w*|flat|won't start"
    r"|stuck|hit|tow\w*)\b"
)


def judge_turn(d: Dialogue, text: str, beside_name: str) -> None:
    """What the words are about; nothing else is sought in words that answer the question as a whole.

    `beside_name` is what was said beside a name; "" where none was given.
    """
    if d.turn.whole:
        return
    if only_requests_a_car(text):
        d.turn.topics -= QUESTIONS
        d.turn.concerns, d.turn.matter, d.matter_known = frozenset({"book"}), "book", True
        return
    verdict = judge_concern(TAKES_BACK.sub("no wait", text))
    concerns = verdict.names
    d.turn.matter = verdict.whole.name if verdict.whole.is_sure else ""
    d.turn.guess = verdict.whole.name if verdict.whole.probability >= GUESSED else ""
    if verdict.whole.probability >= PLAIN and name_company_topic(verdict.whole.name):
        d.turn.topics -= LISTED_WORDS  # "directions" asks for a navigation system here, and "cost" for a fee
    if d.asked not in ASKING_NAMES and is_of_another_language(text):
        concerns |= {"other-language"}
    if PRYING.search(text):
        concerns |= {"private"}
    if d.begun or d.case or digits.find_number(text)[0]:  # what is wrong is a number that was given
        concerns -= {"wrong-number"}
    if "other-language" in concerns and _is_english(text):
        concerns -= {"other-language"}
    if "private" in concerns and _speaks_of_own(d, text, beside_name):
        concerns -= {"private"}
    if name_company_topic(d.turn.matter):  # "before that, does it include insurance?" asks for nothing again
        concerns -= {"repeat"}
    concerns = _leave_out_of_no_number(text, concerns, verdict)
    concerns = _leave_out_unfit(d, text, concerns, is_plain=verdict.is_plain)
    if d.helped and "goodbye" in concerns:  # 「もういいです、電話します」, once the number was told
        d.turn.topics |= {"bye"}
    if d.asked in ASKING_NAMES:
        concerns = _leave_names_out(text, beside_name, concerns, is_plain=verdict.is_plain)
    concerns = _weigh_emergency(d, text, concerns)
    if (
        MEANT_ANOTHER.search(text)
        and not OF_OURS.search(text)
        and not d.begun
        and d.asked not in ASKING_NAMES
    ):
        concerns |= {"wrong-number"}
    if _means_another_number(d, text):
        concerns -= {"question.phone"}
        d.turn.matter = d.turn.matter.replace("question.phone", "")
    if "switch-language" in concerns and (wished := find_wished_language(text)):
        d.language = wished
        d.turn.topics |= {"language"}
    if "none" not in d.turn.topics:  # 「聞きたかっただけです」 sounds like a wish to hear it again
        d.turn.topics |= concerns & ALSO_TOPICS
    by_opening = tells_by_opening(text) and "question" not in d.turn.topics
    if by_opening:
        d.turn.topics -= {"hours"}  # "from when you open until three" asks for nothing
    elif d.turn.matter in LOOKED_UP:
        d.turn.topics |= {LOOKED_UP[d.turn.matter]}
    if d.turn.matter == "quit" and _may_give_up(d, text):
        d.turn.topics = d.turn.topics - {"price", "question"} | {"quit"}
    d.matter_known = d.matter_known or bool(concerns & ACTS)
    d.turn.concerns = concerns | (d.turn.topics & {"human"})


def _leave_out_of_no_number(text: str, concerns: frozenset[str], verdict: Verdict) -> frozenset[str]:
    """Without trouble that is hardly told, in words that give the number of a booking."""
    if not digits.find_number(text)[0] or IN_TROUBLE.search(text.lower()):
        return concerns
    plain = {each.name for each in (verdict.whole, *verdict.clauses) if each.probability >= PLAIN}
    return concerns - (OF_NO_NUMBER - plain)


def _leave_out_unfit(d: Dialogue, text: str, concerns: frozenset[str], *, is_plain: bool) -> frozenset[str]:
    """Those of the concerns that this call leaves room for. `is_plain`: there is hardly a doubt."""
    if digits.find_number(text)[0]:  # "can you help? I need to …": of a booking, and to us
        concerns -= {"human"}
    if not is_plain and (d.case or d.booking or d.last) and CANCEL.search(text.lower()):
        concerns -= {"injection"}  # "just cancel the whole thing", which nothing does without a yes
    if concerns & UNREADABLE and _says_values_alone(d, text):
        d.turn.guess, concerns = "", concerns - (UNREADABLE - {*EMERGENCIES})
    if concerns & BESIDE_A_RENTAL and _asks_for_whole_rental(d, text):
        concerns -= BESIDE_A_RENTAL
    left = leave_out_what_was(text) if concerns & BESIDE_A_RENTAL else text
    if left != text and _asks_for_whole_rental(d, left) and not judge_concern(left).names & BESIDE_A_RENTAL:
        concerns -= BESIDE_A_RENTAL  # 「前回ミニバンを借りたんですけど、今度は…」
    if OWN_SLIP.search(text.lower()):  # whoever has booked the wrong day complains of nobody
        concerns -= {"complaint"}
    if d.asked == "class" and classes.find_class(text):  # "a people carrier" asks for no people of ours,
        concerns -= {"human"}
        takes = TAKES_CLASS.match(text.lower())
        if takes and not ASKS_EN.search(text.lower(), takes.end()):
            # And "could we have the compact one?" asks for nothing.
            concerns = frozenset(each for each in concerns if not each.startswith("question."))
            d.turn.topics -= QUESTIONS
            d.turn.guess = ""
    if d.begun and main_clause.differ(classes.recognise_classes(read_utterance(text))):
        concerns -= {"complaint"}  # "the minivan was no good last time, so the SUV" chooses
    if d.asked in ("number", "customer", "code"):  # what was forgotten is the number
        concerns -= {"lost-property"}
    if d.asked == "code":  # and what has not come is the code
        concerns -= {"complaint"}
    return concerns


def _asks_for_whole_rental(d: Dialogue, text: str) -> bool:
    """Whether a rental to come is told with its day and hours, before there is any: what else is said of it
    (「領収書が欲しいのですが」) is no reason to book none."""
    if d.case or d.booking or d.last or WAS_RENTED.search(text.lower()):
        return False
    found = read_period(text, d.today)
    return found.start_day is not None and bool(found.start_time and (found.end_time or found.length))


def _says_values_alone(d: Dialogue, text: str) -> bool:
    """Whether the words are a day or a time and nothing but what may stand beside it in a booking: such words
    complain of nothing, whatever they sound like (「今度の土曜の2週間後に東京駅前店で」)."""
    utterance = read_utterance(text)
    dates = recognise_dates(utterance, d.today)
    places_named = [Span("place", each[0], *each.span()) for each in NAMES_PLACE.finditer(utterance.plain)]
    found = (*dates, *classes.recognise_classes(utterance), *places_named)
    return bool(dates) and not asks_in_words(text) and not Reading(utterance, found).residue


def _leave_names_out(
    text: str, beside_name: str, concerns: frozenset[str], *, is_plain: bool
) -> frozenset[str]:
    """Those of the concerns that an answer to "your name?" may have: names sound like anything (Crash Davis,
    Bill Driver). `is_plain`: there is hardly a doubt about them."""
    in_words = asks_in_words(text)
    told = is_plain or len(text) > (LONGEST_NAME if is_japanese(text) else LONGEST_NAME_EN)
    asked = {concern for concern in concerns if concern.startswith("question.")}
    left = (UNREADABLE - OF_BOOKINGS if told else set()) | (asked if told or in_words else set())
    if beside_name and not in_words and not Reading(read_utterance(beside_name), ()).residue:
        # Nothing else was said: Ivy Smoke asks for no smoking. "Engine smoke" may be no name, though.
        left &= set() if NAME_WORD.search(text) else set(EMERGENCIES)
    return concerns & left


def _means_another_number(d: Dialogue, text: str) -> bool:
    """Whether the number spoken of is not ours: the caller's own, or a booking's that was forgotten."""
    forgotten = speaks_of_earlier(text) and OUR_PHONE.search(text.lower()) is None
    own = "own_phone" in d.turn.topics or OWN_PHONE.search(text) is not None
    return forgotten or own or renews_phone(text)


def asks_in_words(text: str) -> bool:
    return ASKING.search(text.lower().rstrip(" 。.?？")) is not None


def _may_give_up(d: Dialogue, text: str) -> bool:
    """Whether such words may give up a booking under way: they ask nothing, and name no other value."""
    under_way = d.begun and d.purpose != "ask" and not d.case  # whoever has only asked just goes
    if not under_way or asks_in_words(text) or yes_no.guess_answer(text) == "yes":
        return False
    return not names_value(d, read_utterance(text))


def names_value(d: Dialogue, utterance: Utterance) -> bool:
    """Whether a class, a day or a time is named, or where the car is brought back: who names one wants it."""
    returned = d.slots.return_shop and places.brings_it_back(utterance.plain)
    return bool(returned or classes.recognise_classes(utterance) or read_period(utterance, d.today))


def leave_out_dropped(d: Dialogue, text: str) -> str:
    """The text without clauses that drop a question asked before: they object to nothing and give nothing up.
    What may be booked, a class, a day or an extra, is no such question. Nor has it a wish that is given up in
    the same breath, once a rental stands."""
    if d.key and not d.case and not d.booking and d.asked in (*ASKING_NAMES, "confirm", "change", "class"):
        text = leave_out_given_up(text, names_value=names_value(d, read_utterance(text)))
    left = leave_out_given_up(text, names_value=True)
    if "human" in find_topics(text.removesuffix(left)):
        text = left  # "can I speak to someone? No, never mind, …"

    def drops(clause: str) -> bool:
        found = DROPS.fullmatch(clause.strip())
        if not found or MAIN_MATTER.search(found["ja"] or found["en"]):
            return False
        utterance = read_utterance(clause)
        return not (recognise_extras(utterance) or names_value(d, utterance))

    return leave_out_clauses(text, drops).strip()


def leave_out_declined_extras(d: Dialogue, text: str) -> str:
    """The text without clauses that decline an extra which nobody booked: they object to nothing."""

    def declines(clause: str) -> bool:
        extras = [span.value for span in recognise_extras(read_utterance(clause))]
        return bool(extras) and not any(each.wanted or each.name in d.slots.extras for each in extras)

    return leave_out_clauses(text, declines) or text


def leave_out_injections(text: str) -> str:
    """The text without the sentences that would have the agent be another."""
    sentences = [*re.split(r"(?<=[。.!?！？])", text)]
    return "".join(each for each in sentences if not _is_injection(each)).strip()


def _is_injection(sentence: str) -> bool:
    return "injection" in find_topics(sentence) or judge_concern(sentence).whole.name == "injection"


def leave_out_clauses(text: str, is_left_out: Callable[[str], bool]) -> str:
    """The text without the clauses that `is_left_out` is true of."""
    return "".join(clause for clause in CLAUSES.split(text) if not is_left_out(clause))


def _is_english(text: str) -> bool:
    """Whether it is English, however broken ("I want rent car"), and does not speak of languages."""
    words = LATIN_WORD.findall(text.lower())
    known = sum(word in COMMON_EN for word in words)
    return known * 4 >= len(words) * 3 > 0 and text.isascii() and LANGUAGES.search(text) is None


def _weigh_emergency(d: Dialogue, text: str, concerns: frozenset[str]) -> frozenset[str]:
    """Plain words of an accident tell of one, however unsure the classifier is. Words that hold a booking, or
    ask what was said, tell of none without them."""
    low = text.lower()
    is_told = concerns & {*EMERGENCIES} or CRASHED.search(low) or HURT.search(low)
    if is_told and _requests_a_car(d, text):
        return concerns - set(EMERGENCIES)
    crashed = CRASHED.search(low) and not IMAGINED.search(low) and d.asked not in ASKING_NAMES
    if crashed and not OF_A_TRAIN.search(low):
        return concerns | {"accident"}
    if IMAGINED.search(low) and OF_ITS_COST.search(low) and not HURT.search(low):
        return concerns - set(EMERGENCIES)
    if (OF_A_TRAIN.search(low) or MOVES_HOME.search(low)) and not HURT.search(low):
        return concerns - set(EMERGENCIES)
    if HURT.search(low) and d.asked not in ASKING_NAMES and "question" not in d.turn.topics:
        return concerns | {"accident"}
    if d.begun and classes.recognise_classes(read_utterance(text)) and not IN_TROUBLE.search(low):
        return concerns - set(EMERGENCIES)  # 「SUVって空いてます？空いてたらSUVで」
    if RUNS_LATE.search(low) or "repeat" in d.turn.topics or _holds_a_booking(d, text) or OFF.search(low):
        return concerns if IN_TROUBLE.search(low) else concerns - set(EMERGENCIES)
    return concerns


def _requests_a_car(d: Dialogue, text: str) -> bool:
    """Whether a whole rental is told, or a class wished for of which it was asked: what has happened to the
    caller, or to another car, is only the reason."""
    if d.case or d.booking or d.last:
        return False
    utterance = read_utterance(text)
    takes = any(classes.is_taken(utterance, span) for span in classes.recognise_classes(utterance))
    return (takes and d.slots.start_day is not None) or _asks_for_whole_rental(d, text)


def _speaks_of_own(d: Dialogue, text: str, beside_name: str) -> bool:
    """Whether it is the caller's own affair, whoever is named: the number of a booking, whose second fact is
    asked for then; an hour that cannot be kept; a name that is given; a car, or a day with its hours, that is
    wished for."""
    if digits.find_number(text)[0] or RUNS_LATE.search(text.lower()):
        return True
    wishes = classes.recognise_classes(read_utterance(text)) or _holds_a_booking(d, text)
    return "question" not in d.turn.topics and bool(wishes or beside_name)


def _holds_a_booking(d: Dialogue, text: str) -> bool:
    found = read_period(text, d.today)
    return found.start_day is not None and bool(found.start_time or found.length)


def is_unreadable(d: Dialogue, text: str) -> bool:
    """Whether no value may be read in the words: they are about an accident, a complaint, somebody else."""
    found = d.turn.concerns & UNREADABLE
    if d.begun or d.case or d.booking or d.last or TOOLS["change"] in d.tools:
        found -= OF_BOOKINGS
    if found or not d.in_emergency:
        return bool(found)
    # Whoever has told of an accident goes on telling of it, until a booking is spoken of. What was begun
    # before goes on with a plain answer: the verdict may have been wrong.
    goes_on = d.begun and d.turn.answer == "yes"
    return not (d.turn.concerns & ACTS or _holds_a_booking(d, text) or goes_on)


def asks_what_was_read(d: Dialogue, text: str) -> bool:
    """Whether the whole of `text` asks what was just read out: "did you say Friday?" wishes for nothing."""
    text = text.strip()
    if not OF_WHAT_WAS_READ.fullmatch(text):
        return False
    return WHICH_VALUE.search(text.lower()) is not None or names_value(d, read_utterance(text))
