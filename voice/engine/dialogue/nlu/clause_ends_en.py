"""Where one English clause ends and the next begins, for who writes neither commas nor full stops.

Some type so, and some recognisers write so. All rules that read clauses go by their punctuation: it is put in
here where the words themselves tell. What is punctuated stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voice.engine.dialogue.nlu.name_words import (
    COMMON_EN,
    FAMILY_NAMES_EN,
    GIVEN_NAMES_EN,
    NAMES_AND_WORDS_EN,
)
from voice.engine.dialogue.nlu.normalise import MONTHS, ORDINALS, SMALL, TENS, WEEKDAYS_EN

_GAP = re.compile(r"(?<=[\w']) (?=[\w'+])")
_WORD = re.compile(r"[\w'@+:-]+")
# In characters: of a clause no more is looked at, from its end back.
_LOOKED_AT = 60


def _list_words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Behind these words no clause ends: something is still to come.
_OPEN = _list_words(
    """
    a an the my our your his her their its this these those some any every each no another
    of to at in on for from by with without about around before after until till between than into onto via
    per as like and or but so if because since while when where which who whose what how why that whether
    unless though although i we you he she they it there am is are was were be been being isn't aren't wasn't
    do does did don't doesn't didn't have has had haven't hasn't
    can could may might must shall should will would can't couldn't won't wouldn't
    i'm i'd i'll i've we're we'd we'll we've you're he's she's it's that's they're there's what's let's
    need want wanted say says said think thought know hope guess believe mean meant see tell ask asked sure
    wonder wondering very really quite just only even still not never maybe perhaps well r
    """
)
_CLASSES = _list_words("compact sedan suv minivan kei")
# A value that is whole, and the other words that may close a clause.
_VALUES = (
    {*SMALL, *TENS, *ORDINALS, *WEEKDAYS_EN, *(f"{day}s" for day in WEEKDAYS_EN), *MONTHS, *_CLASSES}
    | _list_words(
        """
        noon midday midnight half am pm a.m p.m o'clock today tomorrow tonight morning afternoon evening night
        nights week weekend weeks month day days hour hours van car cars station airport seat seats also sharp
        """
    )
) - {"may", "second"}
_CLOSING = _list_words(
    """
    please thanks then instead too right fine ok okay yes no yeah one it me us there here now booking
    reservation name number price phone wrong correct great perfect change mind sorry though all everything
    nothing early late earlier later cheaper pickup pick-up return drop-off collection
    """
)
_FIGURE = re.compile(r"\d{1,2}(?::\d\d)?(?:[ap]m|st|nd|rd|th|ish)?|r-\d{3}-\d{4}|\d{4,11}")
_DATE = re.compile(r"\d{1,2}(?:st|nd|rd|th)(?![\w'])")
# A day, a class, or an hour that is told as one: "five" alone may count what follows.
_OF_A_MOMENT = re.compile(
    r"(?:\d(?:st|nd|rd|th|[ap]m)|:\d\d| [ap]\.?m\.?|o'clock|today|tomorrow|also"
    rf"|{'|'.join(_CLASSES - {'kei'})}|{'|'.join(WEEKDAYS_EN)}"  # "Kei Tanaka" is a name
    rf"|(?:to|till?|until|at|by|from) (?:\d{{1,2}}|{'|'.join(SMALL)}|noon))\Z"
)
# What begins a name, and nothing else.
_SURE_GIVEN_NAMES = GIVEN_NAMES_EN - NAMES_AND_WORDS_EN
# What is no name though `COMMON_EN` does not know it.
_OF_THE_LANGUAGE = re.compile(
    r"(?:ed|ing|ly|ness|ment|tion|ous|able|ful|less|ish|wards?)$"
    r"|^(?:arvo|instant|prompt|sharp|til|gone|half|past|hours?|nights?|persons?|people|adults|others|way"
    r"|sooner|fortnight"
    r"|type|class|pal|sometime|onwards?|outta|fifteen|twenty|thirty|ish|max|latest|earliest)$"
)
# What a clause may go on to describe: "the car i had last week", "a van that's big".
_NOUNS = _list_words(
    """
    car cars van minivan compact sedan suv day days week weekend month one hour hours time booking reservation
    me number price
    """
)


@dataclass(frozen=True)
class Beginning:
    """The first words of a clause. They begin one behind any word that leaves nothing open (`behind_any`), or
    behind a value, a name and what closes a clause alone; never behind one of `never`."""

    words: re.Pattern[str]
    behind_any: bool
    never: frozenset[str]


def _begin(words: str, never: str = "") -> Beginning:
    return Beginning(re.compile(rf"(?:{words})(?![\w'])"), behind_any=True, never=_list_words(never))


def _begin_behind_value(words: str, never: str = "") -> Beginning:
    return Beginning(re.compile(rf"(?:{words})(?![\w'])"), behind_any=False, never=_list_words(never))


_BEGINNINGS = (
    _begin(
        r"i'd|i'll|i'm|i (?:don't|can't|didn't|would|will|am)|we'd|we'll|we're|we (?:don't|would|will|are)"
        # "On the 20th I think": of what is said before it.
        r"|i (?:think|guess|meant?|suppose)(?! *\Z| it was| so)",
        "everything all anything whatever ever time",
    ),
    _begin(
        r"it's|it is|it'll|there's|there are|they're|he's|she's|i've got|we've got",
        "time day hour all everything anything something ever provided given suppose seen realised",
    ),
    _begin_behind_value(
        r"i(?! (?:think|guess|meant?|suppose))|i've|we|we've|it was|it has|that's|that is|that'll|this is"
        r"|the one|my",
        " ".join(_NOUNS),
    ),
    _begin_behind_value(
        r"and (?:i|we|i'd|i'll|we'd|we'll|can|could|my|it's|also|everything|the rest"
        r"|(?:leave|keep) (?:everything|the rest|the others))"
        r"|our|whichever|whatever|everything|the rest|more like|or rather"
    ),
    _begin(
        r"(?:can|could|may|shall) (?:i|we|you|it)|(?:would|will) (?:you|it|that)|(?:do|did) (?:you|i|we|they)"
        r"|does (?:it|that)|is (?:it|that|there)|are (?:you|there|the|they)|am i|have you"
        r"|isn't (?:it|that)",
        "much long far early late soon many else only neither nor time day date hour hours whereabouts"
        " price shop"
        " size",
    ),
    _begin_behind_value(
        r"what's|what is|what are|what time|what about|how (?:much|long|do|about|many|far)|which|where's"
        r"|where is|when (?:do|can|is|does)|who",
        "me about you",
    ),
    _begin(
        r"sorry|no (?:wait|sorry|actually|hang|hold|make|it's|i|that's|not|thanks|thank)|hang on|hold on|wait"
        r"|scratch that|never mind|nevermind|oh (?:no|wait|sorry|and|actually)",
        "i'm so very oh no terribly feel am yes ah to and or um uh must yeah",
    ),
    _begin(r"thank you|thanks|cheers|bye|goodbye", "no say to many and okay"),
    _begin(
        r"make (?:it|that|the)|let's|(?:leave|keep) (?:it|the|everything)|change (?:it|that|the)"
        r"|cancel (?:it|that|the|my)|put (?:it|me|that)|book (?:it|me)|give me|call it|forget (?:it|that|the)"
        r"|go (?:with|for|ahead)",
        "please to and then so rather better might possible you they help gonna going cannot you'd they'd"
        " kindly"
        " always",
    ),
    _begin(
        r"but(?= (?:i|we|he|she|it|they|you|my|our|the|an?|can|could|is|that|there|this|now|what|how|if|only"
        r"|for)\b)",
        "anything nothing everything all none help anyone nobody last",
    ),
    _begin(r"ok|okay", "be sounds all"),
    _begin_behind_value(
        r"actually|so(?! *\Z)|because|not|yes|yeah|please (?:make|change|book|cancel|put|keep)",
        "hour minute if or and",
    ),
    _begin(r"(?:my|the|his|her) (?:(?:full|last|first|family) )?name(?:'s| is)"),
    _begin_behind_value(r"name's|my (?:phone|number|mobile|cell|telephone|email|e-mail)"),
)
# What may be said before a clause. The longest of them is looked for no further.
_LONGEST_OPENER = 24
_OPENER = re.compile(
    r"(?:(?:oh|ah|um|uh|and|well) )?(?:yes|yeah|yep|yup|no|nope|nah|ok|okay|hi|hello|hey|hiya|(?:hi"
    r"|hello) there"
    r"|right|great|perfect|lovely|hmm|ah|oh|well|alright|all right|good (?:morning|afternoon|evening|day)"
    r"|thanks"
    r"|thank you|sorry|actually|wait|fine|correct|exactly|(?:yes|yeah) please|no (?:thanks|thank you|sorry"
    r"|wait|no)"
    r"|oh (?:sorry|wait)|hang on|hold on|if not|if so|excuse me|that's (?:right|fine|correct|wrong|great"
    r"|perfect)"
    r"|sounds (?:good|great|fine)|of course|certainly|absolutely|never mind|not really|not yet)"
)
# What goes on with it as one clause: "sorry about that", "ok with me", "yes please".
_GOES_ON = re.compile(
    r"(?:please|not(?= *\Z)|now|away|thing|for|to|about|but|and|with|by|of|until|till|as|at|on|in|or|from"
    r"|a (?:minute|moment|second|sec|bit|lot)|sir|madam|maam|mate|everyone|you|thanks|thank|very|right|ever"
    r"|then|enough|so|if|it is|that's (?:right|fine|correct|it)|the same|oh|zero|double|wait|sorry|no|nope"
    r"|yes|indeed|again|after|before|there|good (?:morning|afternoon|evening))(?![\w'])"
)
# "No insurance", "no later than five": it says none of what is behind it.
_NONE_OF = re.compile(
    r"(?:later|earlier|more|less|longer|good|problem|idea|need|pets?|extras?|changes?|insurance|phone|e-?mail"
    r"|number|card|deposit|navigation|other|one|rush|hurry|matter|worries|doubt|way|smoking|kids|children"
    r"|child"
    r"|seats?)(?![\w'])"
)
# Behind a "no" that is an answer: what is to be done. "No choice", "no change" are one piece.
_DONE_INSTEAD = re.compile(r"(?:make|leave|keep|cancel|forget|go|let|actually)(?![\w'])")
# "Oh nine oh": of a telephone number.
_DIGIT = re.compile(r"(?:oh|zero|double|one|two|three|four|five|six|seven|eight|nine|\d)(?![\w'])")
# "Not the 15th the 16th": what is not meant, and what is.
_NOT_THIS = re.compile(r"not (?:the |in |at |on |from )?[\w-]+")
_BUT_THIS = re.compile(
    rf"(?!(?:{'|'.join(MONTHS)}|of|to|till?|until|sure|really)\b)(?:the )?(?:\d|[^\W\d_]{{3}})"
)
_BOOKING_NUMBER = re.compile(r"r-\d{3}-\d{4}")
_BEFORE_BOOKING_NUMBER = _list_words(
    "number booking reservation ref reference cancel change move shorten extend find code about confirmation"
)
_BEHIND_BOOKING_NUMBER = re.compile(
    r"(?:is|was|to|from|off|for|on|and|please|under|by|in|has|at|until|till|an|one|two|needs|wants)(?![\w'])"
)
# Who writes capitals but no full stop begins a sentence by them: "at ten The car".
_SENTENCE_START = re.compile(
    r"(?:The|It|It's|And|So|From|To|At|On|In|Can|Could|Would|Is|Are|Do|Does|What|What's|How|When|Where|My"
    r"|No|Not"
    r"|But|Yes|We|We're|We'd|We'll|That|That's|This|There|There's|Then|For|If|Make|Please|Sorry|Actually|Just"
    r"|Let's|You|He|She|They|Same|Back|Oh|Well|Thanks|Thank|Pick|Leave|Keep|Also|Any|Say|With|One|Two|Ten"
    r"|Nine"
    r"|Eight|Half|Everything|Pickup|Picking|Return|Returning|Drop|Collect|Collecting|New day|Car|Start"
    r"|Starting)"
    r"(?![\w'])"
)


def part_clauses_en(text: str) -> str:
    """A mark where an English clause ends without one: "a compact please can i bring a dog"."""
    low = text.lower()
    if len(low) != len(text):  # a few letters are two in lower case: their places would be wrong
        return text
    words = text.split()
    by_capitals = sum(word[0].islower() for word in words) > sum(word[0].isupper() for word in words)
    pieces, done, start, seen = [], 0, 0, 0
    for gap in _GAP.finditer(low):
        at = gap.start()
        start = max(start, *(low.rfind(mark, seen, at) + 1 for mark in ",.!?;"))
        seen = at
        if by_capitals and _SENTENCE_START.match(text, at + 1):
            mark = "."  # a comma might be taken for a breath: "the Saturday after, Same times"
        elif _is_end(low, start, at):
            mark = ","
        else:
            continue
        pieces += [text[done:at], mark]
        done, start = at, at
    return "".join([*pieces, text[done:]])


def _is_end(low: str, start: int, at: int) -> bool:
    """Whether the clause that began at `start` ends at `at`, before a space."""
    clause, begin = low[max(start, at - _LOOKED_AT) : at].lstrip(), at + 1
    if at - start <= _LONGEST_OPENER and _OPENER.fullmatch(clause):
        return not _goes_on(low, clause, begin)
    last = clause[clause.rfind(" ") + 1 :]
    if last in _OPEN or not last:
        return False
    is_value = last in _VALUES or _FIGURE.fullmatch(last) is not None
    if at - start <= _LOOKED_AT and _NOT_THIS.fullmatch(clause) and (is_value or _is_name(last)):
        return _BUT_THIS.match(low, begin) is not None
    is_whole = is_value or last in _CLOSING or _closes_name(clause)
    if _BOOKING_NUMBER.match(low, begin):
        return (is_whole or _is_name(last)) and last not in _BEFORE_BOOKING_NUMBER
    return any(
        beginning.words.match(low, begin)
        and last not in beginning.never
        and (beginning.behind_any or is_whole)
        for beginning in _BEGINNINGS
    ) or (is_whole and _begins_another_value(low, clause, last, begin))


def _goes_on(low: str, opener: str, begin: int) -> bool:
    """Whether what is said at `begin` belongs to the answer or the greeting before it."""
    if (opener == "oh" and _DIGIT.match(low, begin)) or _GOES_ON.match(low, begin):
        return True
    if not opener.endswith("no"):
        return False
    word = _WORD.match(low, begin)
    another = word is not None and (word[0] in _OPEN or word[0] in _VALUES or _FIGURE.fullmatch(word[0]))
    return not (another or _DONE_INSTEAD.match(low, begin))


def _begins_another_value(low: str, clause: str, last: str, begin: int) -> bool:
    """Whether another value or a name follows the one that `last` closes, with nothing that joins the two."""
    if _BOOKING_NUMBER.fullmatch(last):
        return not _BEHIND_BOOKING_NUMBER.match(low, begin)
    if low.startswith("no ", begin):
        return not _NONE_OF.match(low, begin + len("no "))
    if _DATE.fullmatch(last) and (_DATE.match(low, begin) or low.startswith((*WEEKDAYS_EN, "noon"), begin)):
        return True
    following = _WORD.match(low, begin)
    if following is None:
        return False
    if following[0] in _SURE_GIVEN_NAMES:
        return last not in {"name", "now"}
    return following[0] in _CLASSES and last not in _CLASSES and _OF_A_MOMENT.search(clause) is not None


def _closes_name(clause: str) -> bool:
    """Whether the last words are a person's name."""
    *_, given, family = ["", *clause.split(" ")]
    return family in FAMILY_NAMES_EN or (given in GIVEN_NAMES_EN and family not in COMMON_EN)


def _is_name(word: str) -> bool:
    """Whether it may be a person's or a place's: no word of the language is spelt so."""
    word = word.removesuffix("'s")
    known = word in COMMON_EN or word in _OPEN or _OF_THE_LANGUAGE.search(word)
    return word.isalpha() and len(word) > 2 and not known
