"""The English words about time: single words, and patterns for what has figures or several words.

`composition` explains the tags. Number words are figures already: "the twenty-first" is "the 21th".
"""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.dates.lexicon_ends_en import END_PATTERNS
from voice.engine.dialogue.nlu.dates.lexicon_ja import Word
from voice.engine.dialogue.nlu.dates.tokens import Amount, DayWord, Role, Shift
from voice.engine.dialogue.nlu.normalise import MONTHS, WEEKDAY_EN, WEEKDAYS_EN

ORDINALS = ["first", "second", "third", "fourth", "fifth"]
UNITS = {
    "minute": "minute",
    "min": "minute",
    "hour": "hour",
    "hr": "hour",
    "day": "day",
    "night": "night",
    "week": "week",
    "month": "month",
}


def _read_ordinal(words: str) -> int:
    return int(re.findall(r"\d+", words)[0])


def _read_clock(words: str) -> tuple[int, int, bool]:
    hour, minute = re.findall(r"\d+", words)
    return int(hour), int(minute), hour.startswith("0")


# Where a clause ends.
_ENDS = r"(?= *(?:$|[.,;!?]|(?:and|so|but|please|till|until)\b))"
_AFTER_HOUR = r"(?<=\d)|(?<=\d )|(?<=\d-)|(?<=clock )"
# Before what is suggested: "can we do ten?".
SUGGESTS = r"(?:can|could|shall|may|might) (?:we|i|you) (?:do|say|make it)"
# What is moved: "the whole thing", "my booking".
_OBJECT = (
    r"(?: (?:it|that|this|everything|the lot|(?:the|my|our|this|that) (?:whole )?(?:thing|booking|reservation"
    r"|(?:pick[- ]?up|return|drop[- ]?off|collection)(?: times?)?|rental|hire|times?|start|lot)))?"
)
_OF_A_DAY = """
    free available possible work works suit suits still ok okay fine good great perfect better best instead
    really might sounds seems looks perhaps maybe me us safer safest easier wiser nicer ideal
""".split()  # noqa: SIM905
# No noun, so that none of them is what "the first …" counts: "it's the eleventh we need it".
_OF_SENTENCES = """
    we you they he she i'm i'll i've we're we'll we'd we've you're you'll he's she's he'll she'll they're
    they'll lads lasses girls boys guys folks
    if because as when while where who which there here do does did can could will should must shall might
    need needs want wants wanted wish hope think thought guess said say says suppose reckon pal mate love sir
    madam ma'am have has had 'cause cos cuz with without than though although unless once too also again
    then thanks thank cheers right yeah yes yep yup aye no nope definitely hopefully probably possibly
    out off away home come came coming go goes going
    actually absolutely exactly lovely brilliant that'd that'll that's it'd it'll it's was
    only really say says not're aren't isn't wasn't don't won't can't couldn't wouldn't what why how
""".split()  # noqa: SIM905
PATTERNS: list[Word] = [
    # Not about time, though it looks so: addresses, telephone numbers, model names, prices.
    (r"(?:https?://|www\.)[^\s　、。]+|[a-z0-9._+-]{1,64}@[a-z0-9.-]{1,99}", "x", None),
    (
        r"(?<![a-z\d:/])\d{4}-\d{1,2}-\d{1,2}(?![\d-])|(?<![\d/])\d{4}/\d{1,2}/\d{1,2}(?![\d/])日?",
        "y",
        lambda words: tuple(int(each) for each in re.findall(r"\d+", words)),
    ),
    (
        r"(?<![\d/-])\d{1,2}(?:/\d{1,2}/\d{4}|-\d{1,2}-20\d\d)(?![\d/-])",
        "y",
        lambda words: _order_slashes(words),
    ),
    (
        (
            r"(?![ap]m ?-?\d)(?:[a-z]{1,6}\d[a-z0-9-]{0,30}|[a-z]{1,2}-\d[a-z0-9-]{0,30})"
            r"|\d{1,5}-\d{1,5}-[\d-]{0,20}\d|\d{3}-\d{4}|\d{5,}|\+\d[\d -]{6,20}\d|24/7"
        ),
        "x",
        None,
    ),
    (r"[¥$€£]\s?\d[\d,.]{0,15}|\d{1,3},\d{3}", "x", None),
    # How many they are: "there are four of us", "a family of four", "we're five".
    (
        (
            r"\d{1,3} of (?:us|them|you)\b|(?:family|party|group|team|crowd) of \d{1,3}(?!\d|:| ?[ap]\.?m)"
            r"|\bwe(?:'re| are) \d{1,2}(?=[.,!]|$| in (?:all|total))"
        ),
        "x",
        None,
    ),
    (r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])", "y", lambda words: _order_slashes(words)),
    # Numbers and clock times
    (r"(?<![\d:.])\d{1,2}(?::|\.(?=\d\d(?! ?h(?:ou)?rs?\b)))\d{2}(?![\d:])", "k", _read_clock),
    (r"\d{1,4}\.\d{1,3}", "f", float),
    (r"\d{1,2}(?:st|nd|rd|th)(?![a-z])", "o", _read_ordinal),
    (
        r"(?<!\d)\d{3,4}(?!\d)(?: ?h(?:ours?|rs)?(?![a-z]))?",
        "h",
        lambda words: re.findall(r"\d+", words)[0] + ("h" if "h" in words else ""),
    ),
    (r"(?:oh|o|zero|0) (?=\d)", "z", None),
    # "10 hour to 16 hour" is said where o'clock is meant.
    (
        (
            r"\d{1,2} hour(?=(?: (?:in the )?(?:morning|afternoon|evening))? (?:to|until|till) \d{1,2} hour)"
            r"|(?:(?<=to )|(?<=til )|(?<=till )|(?<=until )|(?<=at ))\d{1,2} hour(?!s)"
            r"|(?<=\bat )\d{1,2} hours\b"
            r"|\d{1,2} hour(?= (?:in the )?(?:morning|afternoon|evening))"
        ),
        "k",
        lambda words: (_read_ordinal(words), 0, False),
    ),
    (r"(?:(?:oh|zero)[ -])?\d{1,2}[ -]hundred(?: hours?| hrs?)?", "C", _read_ordinal),
    (r"\d{1,2} ?-?ish(?! ?-?[a-z])", "k", lambda words: (_read_ordinal(words), 0, False)),
    (r"\d{1,2} ?-?ish", "n", _read_ordinal),
    # What is done by a bare number is done at an hour: "back December 13 by five" names one day.
    (
        (
            r"(?<=\bby )(?:[1-9]|1[0-2])(?= *(?:$|[,.;!?]|(?:on|at|in|for|please|that"
            r"|the (?:latest|next|following|same)|and(?! a)|if|so|because|or so|thanks|i|we)\b))"
        ),
        "k",
        lambda words: (int(words), 0, False),
    ),
    (r"\d{1,2}", "n", int),
    (rf"(?:{_AFTER_HOUR})a ?\.? ?m(?![a-z])\.?", "P", "am"),
    (rf"(?:{_AFTER_HOUR})p ?\.? ?m(?![a-z])\.?", "P", "pm"),
    (r"o'? ?clock", "O", None),
    (r"(?:in|in the|this|early in the) morning", "P", "am"),
    (
        r"(?:in|in the|this|early in the|late in the) (?:afternoon|evening|arvo)|(?:at|in the) night(?!s)",
        "P",
        "pm",
    ),
    (r"(?:(?<=\dst |\dnd |\drd |\dth )|(?<=day ))night(?!s)", "P", "pm"),
    (r"(?:at )?(?:(?:12 )?noon|midday|noontime)", "C", 12),
    (r"(?:at )?(?:12 )?midnight", "C", 24),
    (r"dinner ?time|all evening", "Q", None),
    (r"(?:at |around |about )?lunch(?: ?time)?", "Q", (12, 13)),
    (r"early morning", "Q", (8, 9)),
    (r"mid[- ]?morning", "Q", (10, 11)),
    (r"late morning", "Q", (11, 12)),
    (r"early afternoon", "Q", (13, 14)),
    (r"mid[- ]?afternoon", "Q", (14, 15)),
    (r"late afternoon", "Q", (16, 17)),
    (r"early evening", "Q", (17, 18)),
    (r"(?:straight |right |just )?after (?:i finish )?work(?! (?:on|at|for|in)\b)", "Q", (17, 18, 19)),
    # How exactly it is meant: "half an hour either way".
    (
        (
            r"(?:(?:half )?an hour|\d{1,2} (?:minutes?|mins?|hours?))(?: or so)?"
            r" (?:either (?:way|side)|here or there)"
            r"|give or take(?: (?:(?:half )?an hour|\d{1,2} (?:minutes?|mins?|hours?)|a bit))?"
        ),
        "_",
        None,
    ),
    # Lengths
    (r"one(?= and a half)", "n", 1),
    (r"and a half", "½", 0.5),
    (r"(?:a )?half(?: an| a)?[ -](?=hour|day)", "f", 0.5),
    (r"(?<=of )the month", "r", 0),
    (r"(?:all|whole|full|entire)[ -]day", "L", Amount(1, "day")),
    (rf"(?<=(?:day|ime|ing|oon|ght), )say(?= \d{{1,2}}(?: \d\d)?{_ENDS})", "@", None),
    (r"(?:whole|full|entire)(?= weeks?\b)|(?<=, )(?:say(?= (?:about |around )?\d)|what(?=, ?\d))", "_", None),
    (r"overnight|\b(?:a|1)[ -]night\b", "L", Amount(1, "night")),
    (r"(?:a )?couple(?: of)?(?: more)?", "n", 2),
    (r"(?:a )?(?:few|several)(?: more)?", "n", None),
    (r"(?<=day )fortnight", "u", "fortnight"),
    (r"(?:a )?fortnight", "L", Amount(2, "week")),
    (r"half a dozen|a dozen", "x", None),
    (r"after all(?! (?:the|my|of|our))", "_", None),
    (
        (
            r"(?:then|mate|love|thanks|thank you|ta|cheers|i (?:think|guess|suppose)|if possible|or so)"
            r"(?= *(?:$|[.,;!?]))"
        ),
        "_",
        None,
    ),
    # A conclusion ("we'd leave at ten, so let's say nine thirty"), a choice ("I'll take the 9th").
    (r"so(?= (?:let'?s|shall we) say (?:about |around )?(?:\d|half|quarter|noon))", "X", "so say"),
    (
        (
            r"(?:(?:let'?s|let us|i'?ll|we'?ll|shall we) (?:take|go (?:for|with))|(?:i'?ll|we'?ll) say)"
            rf"(?= (?:the |next |this )?(?:\d{{1,2}}(?:st|nd|rd|th)|{WEEKDAY_EN})\b)"
        ),
        "X",
        "make",
    ),
    (rf"(?:let'?s|shall we|i'?d|i would|we could) say(?= \d{{1,2}}(?: \d\d)?{_ENDS})", "@", None),
    (r"(?:let'?s|shall we|i'?d|i would|we could) say", "_", None),
    # Of days that were named: "from nine on the first day until five on the last".
    (
        (
            r"(?:on |that |(?<=\d )the )(?:the |that )?(?:first|1(?:st|th)|last|final) day(?! of)"
            r"|(?<=\d )on the (?:last|final)(?= *(?:$|[,.;]))"
            r"|on the (?:first|1(?:st|th))(?= (?:to|until|till) [^,.;!?]{1,24} on the (?:last|final)(?! of))"
        ),
        "_",
        None,
    ),
    # Days
    (
        r"(?:the )?(?:next|following) (?:morning|afternoon|evening)|the (?:morning|afternoon|evening) after",
        "5",
        lambda words: ("N", 1, "am" if "morning" in words else "pm"),
    ),
    (r"(?:the )?(?:next|following) day", "N", 1),
    (
        r"(?:the )?(?:tomorrow|tmrw) after (?:tomorrow|tmrw)|next tomorrow|(?<!day )(?:on )?after tomorrow",
        "T",
        2,
    ),
    (r"(?:the )?day (?=after\b)", "j", 1),
    (r"(?:the )?day (?=before\b)", "j", 1),
    (r"(?:on )?(?:the )?same day|that day", "N", 0),
    (rf"(?:the )?(?:following|next)(?= {WEEKDAY_EN} after\b)", "_", None),
    (rf"(?:the )?following(?= {WEEKDAY_EN})", "q", "following"),
    (r"christmas eve|xmas eve", "Z", "christmas eve"),
    (r"christmas(?: day)?|xmas(?: day)?", "Z", "christmas"),
    (r"boxing day", "Z", "boxing day"),
    (r"new year'?s'? eve", "Z", "new year's eve"),
    (r"new year'?s(?: day)?", "Z", "new year's day"),
    (r"valentine'?s(?: day)?", "Z", "valentine's day"),
    (r"hallowe'?en", "Z", "halloween"),
    (r"tanabata", "Z", "tanabata"),
    (r"white day", "Z", "white day"),
    (r"coming of age day", "Z", "coming of age day"),
    (r"(?:national )?foundation day", "Z", "foundation day"),
    (r"(?:the )?emperor'?s birthday", "Z", "emperor's birthday"),
    (r"(?:vernal|spring) equinox(?: day)?", "Z", "vernal equinox"),
    (r"(?:autumnal?|fall) equinox(?: day)?", "Z", "autumnal equinox"),
    (r"showa day", "Z", "showa day"),
    (r"constitution(?: memorial)? day", "Z", "constitution day"),
    (r"greenery day", "Z", "greenery day"),
    (r"children'?s day", "Z", "children's day"),
    (r"marine day|ocean day", "Z", "marine day"),
    (r"mountain day", "Z", "mountain day"),
    (r"respect for the aged day", "Z", "respect for the aged day"),
    (r"sports day", "Z", "sports day"),
    (r"culture day", "Z", "culture day"),
    (r"labou?r thanksgiving(?: day)?", "Z", "labor thanksgiving day"),
    (r"golden week", "V", "golden week"),
    (r"silver week", "V", "silver week"),
    (
        (
            r"(?:long|3[- ]day) weekend (?:trip|away|break|getaway|holiday|visit)"
            r"|(?:a|our) (?:long|3[- ]day) weekend"
        ),
        "x",
        None,
    ),
    (r"(?:long|3[- ]day) weekend", "V", "long weekend"),
    (r"o-?bon(?: holidays?| week)?", "V", "obon"),
    (r"(?:the )?new year(?:'s)?(?: holidays?| period)?", "V", "new year"),
    (r"(?:the )?(?:week after next|week after the next)", "w", 2),
    (r"(?:the )?(?:next|following|coming) week(?!end)(?:'s)?", "w", 1),
    (r"(?:the )?week after(?= *(?:$|[,.]))", "w", 1),
    (r"this week(?!end)(?:'s)?", "w", 0),
    (r"last week(?!end)", "w", -1),
    (
        r"(?:the )?weekend after (?:this|the coming|that)(?: one| coming one| weekend| coming weekend)?",
        "e",
        1,
    ),
    (r"(?:not )?this (?:coming )?weekend,?(?: but)?(?: the)? (?:weekend|one) after(?! [a-su-z])", "e", 1),
    (r"(?:the )?week after (?:this|the coming)(?: one| coming one| week| coming week)?", "w", 1),
    (r"(?:the )?weekend after next", "e", 2),
    (r"(?:the )?weekend after(?= *(?:$|[,.;?!]))", "D", DayWord("week_after", 5)),
    (r"next weekend", "e", 1),
    (r"this (?:coming )?weekend", "e", 0),
    (r"last weekend(?! (?:of|in)\b)", "e", -1),
    (r"(?:the )?(?:next|following) month(?:'s)?", "r", 1),
    (r"this month(?:'s)?|the month\b", "r", 0),
    (r"the month after next", "r", 2),
    (r"next year", "Y", 1),
    (r"this year", "Y", 0),
    (r"last year", "Y", -1),
    (r"(?:the )?(?:end|last days) (?:of|in)(?= )", "%", (-5, -1)),
    (r"(?:the )?(?:beginning|start) of(?= )|early(?: in)?(?= (?!as )[a-z])", "%", (1, 5)),
    (r"mid[- ](?=[a-z])|(?:the )?middle of(?= )", "%", (11, 20)),
    (r"late(?: in)?(?= (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|this|next))", "%", (21, -1)),
    (r"minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?", "u", lambda words: UNITS[words.rstrip("s")]),
    # What stays is no end that moves, and "to another day" is no day more.
    (
        (
            r"(?:to|on) (?:another|a different|some other) (?:day|date|time)"
            r"|(?:keep(?:ing)? )?(?:the )?same (?:return|pick-?up|drop-?off)(?: time)?"
            r"|(?:the )?(?:return|pick-?up|drop-?off)(?: time)? (?:stays?(?: the same)?|unchanged"
            r"|the same(?! (?:day|evening|afternoon)))"
        ),
        "x",
        None,
    ),
    *END_PATTERNS,
    # Corrections
    (r"said(?= \d{1,2}(?: \d\d)?,? (?:but )?(?:i )?meant\b)", "@", None),
    (r"did i (?:just )?(?:say|put) [^?.!,]{1,20}[?,]", "X", None),
    (
        (
            r"(?:no,? )?wait|(?:or )?actually|or rather(?! than)|sorry|i mean|(?:i )?meant"
            r"|scratch that|correction|change (?:it|that) to"
            r"|(?:hang|hold) on(?: a (?:second|sec|minute|moment|tick))?"
            r"|that(?:'?s| is| was| would be|'d be) (?:maybe |probably )?"
            r"(?:(?:a (?:bit|little|tad|touch)|far|way|much) )?(?:too )?(?:early|late|soon)\b"
            r"(?! (?:for|to|if|in|morning|afternoon|evening)\b)"
            r"|(?:that|it) (?:should|ought to) (?:be|have been)|(?:that|it) was (?:supposed|meant) to be"
            # "My wife said Friday but it's Saturday."
            r"|but (?:now(?: it'?s)?"
            r"|it(?:'?s| is|'ll be| (?:has to|needs to|will|should) be)(?! not\b)(?: now)?)"
        ),
        "X",
        None,
    ),
    (
        (
            r"make (?:it|that)|call (?:it|that)(?= (?:about |around )?(?:\d|half|quarter|noon))"
            rf"|{SUGGESTS}(?= \d{{1,2}}(?:\b(?! [a-z])| (?:instead|rather)))"
        ),
        "X",
        "make",
    ),
    (r"(?:instead of|rather than)", "I", None),
    (r"any(?:thing|time|[ -]?day| of them)? (?:but|except)", "!", None),
    (r"(?:or )?(?:failing that|otherwise|if not)|if that'?s (?:full|taken|gone)", "U", None),
    (r"no|nope|nah", "X", "no"),
    # What moves a period
    (r"(?:(?<=hour )|(?<=hours )|(?<=minutes )|(?<=day )|(?<=days )|(?<=week ))early", "R", Shift(-1)),
    (
        (
            rf"push(?:ed|ing)?{_OBJECT}(?: back)?|postpone|delay|put(?:ting)?{_OBJECT} (?:back|off)"
            rf"|(?:shov|mov|shift|bump|knock|nudg|slid|kick|set)(?:e|ed|ing)?{_OBJECT} back(?! to)"
        ),
        "R",
        lambda words: Shift(1, _find_end_moved(words)),
    ),
    (
        (rf"(?:bring|move|shift|pull|bump|nudge|slide){_OBJECT} (?:forward|up)(?= (?:by|an?|half|1|\d))"),
        "R",
        lambda words: Shift(-1, _find_end_moved(words)),
    ),
]


def _find_end_moved(words: str) -> Role:
    """ "Push my return back" moves that end, "push my booking back" both."""
    end: Role = "end" if re.search(r"\breturn|\bdrop", words) else ""
    return "start" if re.search(r"\bpick|\bstart|\bcollection", words) else end


def _order_slashes(words: str) -> tuple[int | None, int, int]:
    """Month first, as in Japan, unless the first number can be no month."""
    first, second, *year = (int(each) for each in re.split("[/-]", words))
    month, day = (second, first) if first > 12 >= second else (first, second)
    return (year[0] if year else None), month, day


WORDS: dict[str, tuple[str, object]] = {
    **{name: ("m", number) for name, number in MONTHS.items()},
    **{name: ("W", number) for number, name in enumerate(WEEKDAYS_EN)},
    **{f"{name}s": ("x", None) for name in WEEKDAYS_EN},  # a habit: "I have physio on Tuesdays"
    **{name[:3]: ("W", number) for number, name in enumerate(WEEKDAYS_EN)},
    "tues": ("W", 1),
    "weds": ("W", 2),
    "thur": ("W", 3),
    "thurs": ("W", 3),
    **{name: ("K", number) for number, name in enumerate(ORDINALS, start=1)},
    "last": ("K", "last"),
    "final": ("K", -1),
    **dict.fromkeys(["every", "each", "alternate", "other"], ("K", None)),
    "weekend": ("e", None),
    "weekends": ("e", None),
    "today": ("T", 0),
    "tonight": ("5", ("T", 0, "night")),
    "tomorrow": ("T", 1),
    "tmrw": ("T", 1),
    "tmr": ("T", 1),
    "yesterday": ("T", -1),
    "tomorrow's": ("T", 1),
    "today's": ("T", 0),
    "now": ("0", None),
    "that": ("7", True),
    "a": ("a", 1),
    "an": ("a", 1),
    "next": ("q", "next"),
    "this": ("q", "this"),
    "coming": ("q", "coming"),
    "upcoming": ("q", "coming"),
    "after": (">", 1),
    "before": ("<", -1),
    "past": ("p", 1),
    "ago": ("8", None),
    "half": ("½", None),
    "quarter": ("4", 15),
    "later": ("R", Shift(1)),
    "earlier": ("R", Shift(-1)),
    "sooner": ("R", Shift(-1)),
    "late": ("R", Shift(1)),
    **dict.fromkeys(["change", "move", "switch", "shift"], ("v", None)),
    "longer": ("R", Shift(1, "end")),
    **dict.fromkeys(["extend", "extending"], ("R", Shift(1, "end"))),
    **dict.fromkeys(["more", "extra", "another", "additional", "further"], ("J", Shift(1, "end"))),
    "shorter": ("R", Shift(-1, "end")),
    "shorten": ("R", Shift(-1, "end")),
    "less": ("R", Shift(-1, "end")),
    "morning": ("P", "am"),
    "afternoon": ("P", "pm"),
    "arvo": ("P", "pm"),
    "evening": ("P", "pm"),
    "night": ("P", "pm"),
    "in": ("G", None),
    "within": ("x", None),
    "for": ("=", "for"),
    "on": ("g", "on"),
    "of": ("g", "of"),
    "the": ("g", "the"),
    **dict.fromkeys(["my", "our", "his", "her", "their"], ("g", "my")),
    "'s": ("g", None),
    "at": ("@", None),
    "around": ("@", None),
    "about": ("@", None),
    "roughly": ("@", None),
    "approximately": ("@", None),
    "exactly": ("@", None),
    "from": ("s", None),
    "starting": ("s", "far"),
    "commencing": ("s", "far"),
    "since": ("s", None),
    "between": ("b", None),
    "to": ("2", None),
    "until": ("t", None),
    "till": ("t", None),
    "til": ("t", None),
    "through": ("t", None),
    "thru": ("t", None),
    "by": ("t", None),
    "and": ("&", None),
    "or": ("U", None),
    "not": ("!", None),
    "sharp": ("_", None),
    "please": ("_", None),
    **dict.fromkeys(["oh", "ooh", "hmm", "erm", "mm", "eh", "ah"], ("_", None)),
    "um": ("_", None),
    "uh": ("_", None),
    "er": ("_", None),
    "like": ("_", None),
    "just": ("_", None),
    "is": ("_", None),
    "be": ("_", None),
    "well": ("_", None),
    "so": ("_", None),
    "it": ("_", None),
    "time": ("_", None),
    "date": ("_", None),
    "would": ("_", None),
    "was": ("_", None),
    "i": ("_", None),
    "i'd": ("_", None),
    "but": ("&", None),
    # Said of a day: "is the 13th free?", "the 10th instead", "the 10th suits me better".
    **dict.fromkeys(_OF_A_DAY, ("_", None)),
    **dict.fromkeys(_OF_SENTENCES, ("~", None)),
    **dict.fromkeys(
        [
            "people",
            "persons",
            "person",
            "passengers",
            "adults",
            "kids",
            "children",
            "seats",
            "seater",
            "cars",
            "bags",
            "suitcases",
            "years",
            "yen",
            "dollars",
            "km",
            "of us",
            "vehicles",
            "vans",
            "guests",
            "percent",
            "doors",
            "times",
        ],
        ("#", None),
    ),
}
# Also other words, or names: they need a word of time beside them.
SHORT = frozenset(
    "mar may march jun jan sat sun mon wed thu tue fri dec apr aug august april june".split()  # noqa: SIM905
)
