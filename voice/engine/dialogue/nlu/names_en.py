"""Persons' names in English: what speaks for one, and what speaks against it.

There is no dictionary of all the world's names. So a name is what is introduced as one, or what answers the
question for it, if none of its words belongs to the language of sentences and of renting a car.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from voice.engine.dialogue.nlu.name_parts import (
    BARE,
    HALF_KNOWN,
    INTRODUCED,
    PLAUSIBLE,
    SAID,
    Piece,
    Role,
)
from voice.engine.dialogue.nlu.name_spelling import (
    PARTICLES,
    WITH,
    find_spellings,
    list_own_remarks,
    write_capitals,
    write_remarks,
    write_spelled,
)
from voice.engine.dialogue.nlu.name_words import (
    COMMON_EN,
    FAMILY_NAMES_EN,
    GIVEN_NAMES_EN,
    NAMES_AND_WORDS_EN,
    ODD_NAMES_EN,
)

USUAL = GIVEN_NAMES_EN | FAMILY_NAMES_EN
SYLLABLE = (
    r"(?:(?:[kgsztdnhbpmyrwjf]|ch|sh|ts|[kgnhbpmr]y)?[aiueo]|n(?![aiueoy])|(?:kk|ss|tt|pp|cch|ssh"
    r"|tts)[aiueo]|[aou]h(?![aiueo]))"
)
ROMANISED = re.compile(rf"{SYLLABLE}{{2,7}}", re.IGNORECASE)
TITLES = re.compile(
    r"(?:mr|mrs|ms|miss|mister|dr|doctor|prof|professor|sir|lady|madam|rev|reverend|pastor|captain|colonel"
    r"|sergeant|sgt|lieutenant|commander|admiral|inspector"
    # These are names too.
    r"|(?:major|judge|father|sister)(?= [^\W\d_]+ [^\W\d_]+))\b\.?\s?",
    re.IGNORECASE,
)
HONORIFIC = re.compile(r"[- ](?:san|sama|kun|chan|sensei)\b", re.IGNORECASE)
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|junior|senior|phd|md|esq)\.?", re.IGNORECASE)
RELATION = (
    r"(?:(?:my|our|his|her|an?|one of (?:my|our)) "
    r"(?:good |dear |old |best |elder |older |younger |little |big )?"
    r"(?:(?:mother|father|brother|sister|son|daughter)-in-law|wife|husband|partner|son|daughter"
    r"|mother|father|mom|mum|dad|brother"
    r"|sister|friend|colleague"
    r"|boss|manager|co-?worker|boyfriend|girlfriend|uncle|aunt|cousin|neighbou?r|assistant|client"
    r"|guest|director|customer|visitor|flatmate|roommate"
    r"|fianc[eé]e?)s?(?: of (?:mine|ours))?)"
)
# What somebody does who is to have the car: whoever only said or advised something books nothing.
WANTS_A_CAR = re.compile(
    r",? (?:(?:also |really |just |now )?(?:needs?|wants?|requires?|wishes)|(?:would|'d) (?:like|need|love)"
    r"|(?:is|'s) (?:looking for|after|hoping|going to|to drive|driving|the driver|picking|coming to)"
    r"|(?:will|'ll) (?:need|want|drive|be|pick|collect|come)|has to have)\b",
    re.IGNORECASE,
)
# What names alone are introduced by, and what introduces many things.
INTRODUCTION = re.compile(
    r"\b(?:(?:my|the|his|her|our|driver'?s|renter'?s|customer'?s|full|first and last|booking"
    r"|whose)? ?(?:full |last |first |family |given |sur)?names?"
    r"(?:(?:'s| is| was| will be| would be| should be| to| as| of|:)|,)*(?: (?:just|actually|also|really"
    r"|still))?"
    r"|under(?: the name)?(?: of)?|contact(?: is| person is)?|attn|attention|in the name of"
    r"|(?:on|for) behalf of|call me|make it out to"
    rf"|(?:for|it's|it is|this is) {RELATION}(?:'?s?,? name)?,?|{RELATION}'?s name is"
    r"|(?:the )?(?:main )?(?:driver|renter|customer)(?: is|'s| will be| would be|'ll be)"
    r"(?: going to be)?)(?= |$|,|:)[ ,:]*",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"\b(?:this is|that is|that'?s|it'?s|it is|it was|i'?m|i am"
    r"|(?:that|it|this|which)(?:'?ll| will|'d| would|'d better| should| has to| can| could| might as well"
    r"|'?s (?:going|got) to) (?:just |probably )?be"
    r"|put (?:it|me|us|him|her|that) (?:under|down as|in as|down under)|put(?: down)?"
    r"|make it|make that|should be|for|is|write"
    r"|(?:change|switch|swap|correct|fix|alter) (?:it|that|this) (?:to|for)|i(?:'ve)? mean[t]?|i did mean"
    r"|that would be|would be|calls me|myself(?: is)?|speaking is"
    r"|you'?re speaking (?:to|with)|here is|here'?s)\s+",
    re.IGNORECASE,
)
# What more things than names are said with: it leads to one where the name was asked for.
LEAD_ASKED = re.compile(
    r"\b(?:i(?: a|')m (?:called|known as)|i go by|mine(?:'s| is)|(?:that|it)'d be"
    r"|(?:let'?s|just) say|i(?:'ve)? (?:just )?said|i told you"
    r"|i(?:'d| will|'ll| would) (?:use|go (?:with|by))|(?:they|people|everyone|everybody|friends) calls? me"
    r"|(?:you can )?use|go with|(?:(?:you could|could you|maybe|or|then|please) )?(?:try|check)"
    r"(?: (?:it|that))?(?: (?:under|with|for|as))?|(?:it )?(?:might|may|could) be(?: (?:under|in|as))?)\s+",
    re.IGNORECASE,
)
IN_WHOSE_NAME = re.compile(r"\b(?:in|under) (?P<name>[^,;\d]{2,50}?)'s? name\b", re.IGNORECASE)
# "Oliver's the first name".
WHICH_HALF = re.compile(
    r"(?:^|\b(?:and|so) )\s?(?P<name>[^,;\d]{2,24}?)(?:'s| is|'d be| would be) (?:the|my|his|her|their|our) "
    r"(?:(?P<family>(?:last|family) name|surname|last(?= ?$))|(?:first|given|christian) name|forename"
    r"|first(?= ?$))\b",
    re.IGNORECASE,
)
FILLERS = re.compile(
    r"(?:(?:um+|uh+|er+m?|ah+|oh|hm+|well|so|sure|yes|yeah|yep|yup|okay|ok|alright|all right|right"
    r"|hi|hello|hey|there|good (?:morning|afternoon|evening)|of course|certainly"
    r"|please|and|no|nope|sorry|actually|wait|i mean|excuse me|let me see|you know|like|just|also"
    r"|then|but|rather|pardon me|absolutely|no problem|with pleasure|thanks|thank you)\b[ ,.!-]*)+",
    re.IGNORECASE,
)
TRAILERS = re.compile(
    r"(?:[ ,]{0,3}\b(?:please|thanks|thank you|thank you very much|thanks a lot|is my (?:full )?name"
    r"|is the name|here|speaking|this side|on the line|desu|is fine|that'?s it|that'?s all|that'?s me|it is"
    r"|(?:would|will|could|can) you|innit|isn'?t it|love|pal|yeah|ta|cheers|okay|ok"
    r"|instead|then|in full|if you don'?t mind|for short|for the booking|on the booking"
    r"|sir|madam|ma'am|mate|calling|if you (?:like|will)|then|only"
    r"|alone|will do|is enough)){1,6}[ .!]{0,4}$",
    re.IGNORECASE,
)
OF_THEIRS = re.compile(
    r" (?:wife|husband|partner|son|daughter|mother|father|mom|mum|dad|brother|sister|friend|colleague|boss"
    r"|assistant|secretary|pa|boyfriend|girlfriend|flatmate|roommate|cousin|aunt|uncle|neighbou?r)\b",
    re.IGNORECASE,
)
# Who speaks, or for whom it is: it stands around a name, and nothing else does.
SPEAKS = re.compile(r"\b(?:here|speaking|calling|on the line|this side)\b", re.IGNORECASE)
OF_WHOM = re.compile(rf"\b{RELATION}\s*\Z", re.IGNORECASE)
LONGEST_RELATION = 60  # characters: so far back it is sought
DENIED = re.compile(r"\b(?:not|isn'?t|instead of|rather than)\s+(?=[^\W\d_])", re.IGNORECASE)
INSISTING = re.compile(
    r"\b(?:just|only) (?:\w+)|\b(?:is fine|is enough|will do|that'?s (?:all|it|fine|enough)"
    r"|only (?:one )?name|i don'?t have (?:a|one|any)|no (?:last|first|family) name|one name)\b",
    re.IGNORECASE,
)
COMPANY_ENDS = frozenset(
    [
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "llc",
        "llp",
        "plc",
        "gmbh",
        "co",
        "company",
        "trading",
        "holdings",
        "group",
        "partners",
    ]
)
CLAUSE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b[DMSJ]r)(?<!\bMrs)(?<!\bMs)(?<!\bSt)\.(?=[\s,]|$)|[,;!?:\"()]+|\s-\s|\.{2,}|\n"
)
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['.-](?=[^\W\d_]))*\.?")
COMMA = re.compile(r"\bcomma\b", re.IGNORECASE)
# How a name is written: nobody else reads "with van spelled small", in which there is no car.
WRITTEN = re.compile(
    r"\b(?:spell(?:ed|ing|s)?|spelt|capital|(?:lower|upper)[ -]?case|small letters?|hyphen(?:ated)?"
    r"|apostrophe|double[- ]barrell?ed)\b",
    re.IGNORECASE,
)
# What a name is like: "Rob Noon, as in midday".
LIKENED = re.compile(r"\s{0,3}(?:as in|as with|(?:just )?like|(?:the )?same as|no relation)\b", re.IGNORECASE)
# "Yes, that's right" is nobody's name.
CONTRACTED = re.compile(
    r"[a-z]'s|(?:i|you|he|she|it|we|they|that|this|there|here|what|who)'(?:s|re|d|ll|m|ve)"
)
MOST_WORDS = 7
ODD_WORDS = range(2, 4)  # of a name with a word of sentences in it: with more they are a sentence
LONGEST_SHORTENED = 4  # characters of "Jr." and "Wm.": behind a longer word the period ends a sentence
LONGEST = 60  # characters


def read_pieces(plain: str, *, asked: bool) -> list[Piece]:
    """The pieces of `plain` that may be a name, in the order of the text."""
    plain = COMMA.sub(lambda said: ",".ljust(len(said[0])), plain)
    spelled = [*find_spellings(plain)]
    # "M, A, double L": within what is spelled it is two letters, and no remark on a name.
    remarks = [
        mark
        for mark in (WITH.finditer(plain) if asked else ())
        if not (mark["doubled"] and any(each.start <= mark.start() < each.end for each in spelled))
    ]
    notes = [Piece(plain[m.start() : m.end()], m.start(), m.end(), role="note") for m in remarks]
    hidden = _hide(plain, [mark.span() for mark in remarks])
    spellings = [*find_spellings(hidden)]
    hidden = _hide(hidden, [(each.start, each.end) for each in spellings])
    pieces: list[Piece] = []
    for start, end in _cut_into_clauses(hidden):
        read = [*_read_clause(hidden, start, end, asked=asked)]
        if OF_WHOM.search(hidden[max(0, start - LONGEST_RELATION) : start].rstrip(" ,:-")):
            # "for my brother, Luke Carter"
            read = [
                replace(one, frame=INTRODUCED) if one.frame == BARE and one.is_whole else one for one in read
            ]
        told = WRITTEN.search(hidden, start, end) or LIKENED.match(hidden, start, end)
        if asked and not read and pieces and told:
            read = [Piece(hidden[start:end], start, end, role="note")]
        pieces += read
    pieces = [write_remarks(piece, list_own_remarks(piece, pieces, remarks)) for piece in pieces]
    return write_spelled(pieces, spellings, asked=asked) + notes


def is_common_name(name: str) -> bool:
    """Whether each of its words is a name that many people have, or all of it may be Japanese: of others
    ("Eme Clarke") a recogniser only guesses how they are written. A word of the language that is a name too
    ("Mary Brown") counts beside one that is nothing else."""
    words = [word.lower().rstrip(".") for word in name.split()]
    names = [word for word in words if word in USUAL]
    is_usual = bool(names) and all(word in USUAL | NAMES_AND_WORDS_EN for word in words)
    return is_usual or all(ROMANISED.fullmatch(word) for word in words)


def insists(text: str) -> bool:
    """Whether the caller says that the part that was given is all there will be."""
    return INSISTING.search(text) is not None


def _hide(text: str, ranges: list[tuple[int, int]]) -> str:
    for start, end in ranges:
        text = f"{text[:start]}{',' * (end - start)}{text[end:]}"
    return text


def _cut_into_clauses(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for mark in CLAUSE_END.finditer(text):
        if begin < mark.start():
            yield begin, mark.start()
        begin = mark.end()
    if begin < len(text):
        yield begin, len(text)


def _read_clause(text: str, start: int, end: int, *, asked: bool) -> Iterator[Piece]:
    clause = text[start:end]
    denied_at = [mark.end() for mark in DENIED.finditer(clause)]
    for at in denied_at:
        found = _collect(clause, at)
        if found and found.certainty >= PLAUSIBLE:
            yield replace(found, start=start + found.start, end=start + found.end, is_denied=True)
    introduced = [*_read_introduced(clause, start)]
    if introduced:
        yield from introduced
        return
    for mark in (*LEAD.finditer(clause), *(LEAD_ASKED.finditer(clause) if asked else ())):
        if mark.end() in denied_at or DENIED.match(clause, mark.end()):
            continue
        found = _collect(clause, mark.end())
        is_for = mark[0].lower().startswith(("for", "is ", "make", "put "))
        if found and (asked or (found.certainty >= HALF_KNOWN and (found.is_whole or not is_for))):
            yield replace(found, start=start + mark.start(), end=start + found.end, frame=SAID)
            return
    if not denied_at:
        yield from _read_bare(clause, start)


def _read_introduced(clause: str, offset: int) -> Iterator[Piece]:
    """ "My name is …", or "first name …" and "last name …" in one clause."""
    if whose := IN_WHOSE_NAME.search(clause):
        found = _collect(clause[: whose.end("name")], whose.start("name"), introduced=True)
        if found and found.end == whose.end("name"):
            yield replace(found, start=offset + whose.start(), end=offset + whose.end(), frame=INTRODUCED)
            return
    halves = [*_read_halves(clause, offset)]
    if halves:
        yield from halves
        return
    for mark in re.finditer(rf"\b{RELATION} ", clause, re.IGNORECASE):
        found = _collect(clause, mark.end(), introduced=True)
        if found and found.is_whole and WANTS_A_CAR.match(clause, found.end):
            yield replace(found, start=offset + found.start, end=offset + found.end, frame=INTRODUCED)
            return
    for mark in INTRODUCTION.finditer(clause):
        found = _collect(clause, mark.end(), introduced=True)
        if found is None:
            continue
        label = mark[0].lower()
        role: Role = "family" if re.search(r"last|family|sur", label) else ""
        if re.search(r"(?<!and )(?:first|given)", label) and "last" not in label:
            role = "given"
        # What tells of whom it is the name is left to those who look for a second booking.
        begin = found.start if re.search(RELATION, mark[0], re.IGNORECASE) else mark.start()
        found = replace(found, start=offset + begin, end=offset + found.end, frame=INTRODUCED)
        if role and found.role != "company":
            family, given = ("", found.text) if role == "given" else (found.text, "")
            found = replace(found, role=role, family=family, given=given)
        yield found


def _read_halves(clause: str, offset: int) -> Iterator[Piece]:
    """The names that are told to be the first or the last, behind them."""
    for told in WHICH_HALF.finditer(clause):
        found = _collect(clause[: told.end("name")], told.start("name"), introduced=True)
        if found is None or found.end != told.end("name"):
            continue
        role: Role = "family" if told["family"] else "given"
        family, given = (found.text, "") if told["family"] else ("", found.text)
        start, end = offset + told.start(), offset + told.end()
        yield replace(found, start=start, end=end, family=family, given=given, role=role, frame=INTRODUCED)


def _read_bare(clause: str, offset: int) -> Iterator[Piece]:
    """A clause that is a name as a whole, but for politeness."""
    lead = FILLERS.match(clause.lstrip())
    begin = len(clause) - len(clause.lstrip()) + (lead.end() if lead else 0)
    trail = TRAILERS.search(clause, begin)
    end = trail.start() if trail else len(clause)
    found = _collect(clause[:end], begin)
    if found and not clause[found.end : end].strip(" .,'-"):
        speaks = found.is_whole and trail is not None and SPEAKS.search(trail[0]) is not None
        yield replace(found, start=offset, end=offset + len(clause), frame=SAID if speaks else BARE)


def _collect(clause: str, begin: int, *, introduced: bool = False) -> Piece | None:
    """The name that begins there, as far as its words go."""
    fillers = FILLERS.match(clause, begin)
    begin = fillers.end() if fillers else begin
    while title := TITLES.match(clause, begin):
        begin, introduced = title.end(), True
    words, odd = _take_words(clause, begin, _may_continue), _take_words(clause, begin, _may_continue_oddly)
    is_odd = len(odd) > len(words) and _is_odd_name(odd)
    words = odd if is_odd else words
    if not words:
        return None
    after = clause[words[-1].end() :]
    found = _judge(
        [word[0] for word in words], words[0].start(), words[-1].end(), after, introduced=introduced
    )
    return replace(found, is_odd=True, certainty=PLAUSIBLE) if found and is_odd else found


def _take_words(
    clause: str, begin: int, may_continue: Callable[[str, list[re.Match[str]]], bool]
) -> list[re.Match[str]]:
    words: list[re.Match[str]] = []
    at = begin
    for word in WORD.finditer(clause, begin):
        if clause[at : word.start()].strip() or len(words) == MOST_WORDS or not may_continue(word[0], words):
            break
        words.append(word)
        at = word.end()
    while words and words[-1][0].lower() in PARTICLES - {"le", "san", "van", "e", "y"} and len(words) > 1:
        words.pop()
    return words


def _may_continue_oddly(word: str, before: list[re.Match[str]]) -> bool:
    low = word.lower().rstrip(".")
    return low in ODD_NAMES_EN or low in NAMES_AND_WORDS_EN or _may_continue(word, before)


def _is_odd_name(words: list[re.Match[str]]) -> bool:
    """ "Mercedes Lost": few words, and one of them that no sentence is made of."""
    return len(words) in ODD_WORDS and any(
        word[0].lower() not in COMMON_EN or (word[0].lower() in NAMES_AND_WORDS_EN and word[0][0].isupper())
        for word in words
        if word[0].lower() not in ODD_NAMES_EN
    )


def _may_continue(word: str, before: list[re.Match[str]]) -> bool:
    low = word.lower().rstrip(".")
    if CONTRACTED.fullmatch(low) or (low.endswith("'s") and low[:-2] in COMMON_EN):
        return False
    if low in PARTICLES and word.islower():
        return bool(before) or low not in ("e", "y", "san", "st", "al")
    if low in NAMES_AND_WORDS_EN:
        if word.islower() and before and before[-1][0][0].isupper():
            return False  # "Mary Jones will drive"
        return word[0].isupper() or low not in COMMON_EN
    return low not in COMMON_EN


def _judge(words: list[str], start: int, end: int, after: str, *, introduced: bool) -> Piece | None:
    words = [HONORIFIC.sub("", word) for word in words]
    words = [word if len(word) <= LONGEST_SHORTENED else word.rstrip(".") for word in words]
    if len(words) > 1 and words[-1].lower() in ("san", "sama"):
        words = words[:-1]
    text = " ".join(words)
    if len(text) > LONGEST or (len(text) < 2 and not introduced) or re.search(r"[^\W\d_]{2}", text) is None:
        return None
    if re.match(r" ?[\d<>{}$%#@_=*/\\|)(]", after):
        return None
    if words[-1].lower().endswith("'s") and OF_THEIRS.match(after):
        return None  # "I'm Maeve Costigan's sister"
    content = [
        word for word in words if word.lower().rstrip(".") not in PARTICLES and not SUFFIX.fullmatch(word)
    ]
    doubtful = [word for word in content if word.lower() in NAMES_AND_WORDS_EN]
    if not content or (
        len(doubtful) == len(content) == 1 and not introduced and _is_no_name_alone(content[0])
    ):
        return None
    usual = [word for word in content if _is_usual(word)]
    is_a_sentence = len(content) > 1 and content[0][0].isupper() and all(map(str.islower, content[1:]))
    if is_a_sentence and not (usual or doubtful or introduced):
        return None  # "Bit steep": the capital is the sentence's
    capitals = all(word[0].isupper() for word in content)
    if not capitals and not usual and len(doubtful) == len(content):
        return None
    certainty = PLAUSIBLE + (capitals or bool(usual) or introduced) + bool(usual)
    if len(doubtful) == len(content) and not introduced and len(content) < 3 and not usual:
        certainty = PLAUSIBLE
    written = " ".join(write_capitals(word) for word in words)
    parts = written.split()
    pure = [word for word in parts if not SUFFIX.fullmatch(word)]
    if content[-1].lower().strip(".") in COMPANY_ENDS and len(content) > 1:
        return Piece(written, start, end, certainty=certainty, role="company")
    if len(content) == 1:
        low = content[0].lower()
        family, given = (written if low in names else "" for names in (FAMILY_NAMES_EN, GIVEN_NAMES_EN))
        # Of most names of the world nobody can say which half they are.
        return Piece(written, start, end, "" if given else family, given, certainty)
    cut = next((i for i, word in enumerate(pure[1:], 1) if word.lower() in PARTICLES), len(pure) - 1)
    return Piece(written, start, end, " ".join(pure[cut:]), " ".join(pure[:cut]), certainty)


def _is_no_name_alone(word: str) -> bool:
    return word.lower() in COMMON_EN or word.lower() in (
        "will",
        "may",
        "sun",
        "sat",
        "mon",
        "thu",
        "do",
        "so",
        "no",
        "key",
        "mark",
    )


def _is_usual(word: str) -> bool:
    low = word.lower()
    return (
        low in USUAL
        or any(part in USUAL for part in re.split(r"[-']", low) if len(part) > 2)
        or (
            len(low) >= 3
            and low not in COMMON_EN
            and low not in NAMES_AND_WORDS_EN
            and ROMANISED.fullmatch(low) is not None
        )
    )
