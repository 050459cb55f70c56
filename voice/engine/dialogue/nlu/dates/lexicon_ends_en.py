"""The English words that tell which end of the rental a day or an hour is of.

`composition` explains the tags; `lexicon_en` has all other words about time, and takes these in.
"""

from __future__ import annotations

from voice.engine.dialogue.nlu.dates.lexicon_ja import Word

# A return or a pickup said behind its time ends the clause: "10 AM pickup and 5 PM return".
_BEHIND = r"(?=\s*(?:[,.;!?]|(?:and|please|thanks|thank you|if possible)\b|-|$))"
# "9 am start, 6 pm finish": of the hour before it.
_AN_HOUR = r"(?:(?<=\d )|(?<=[ap]m )|(?<=clock )|(?<=noon )|(?<=ing ))"
# "Would noon be okay for bringing it back?", "… for the return?"
_SUITS = r"(?:ok|okay|all right|alright|fine|possible) (?:to|for) (?:the |\w+ (?:it |the car )?)"
_THAT_IS = (
    r"[,;:]? (?:(?:that|which|it)(?:'?s| is| was)(?: supposed to be| meant to be)?"
    r"|(?:that|which|it) (?:would|has to) be"
    r"|(?:that |which |it )?(?:should|must|needs? to|ought to|is supposed to)"
    r" (?:have been|be)|make (?:it|that))(?= )"
)
_IT = (
    r"(?: (?:it|that|this|them|her|(?:the|our|my|your)"
    r" (?:car|vehicle|van|minivan|suv|sedan|compact|kei|rental|motor|thing)))?"
)
# Who comes to the shop comes for the car: "we can be there by eleven", where "by" tells no return.
_BE_THERE = (
    r"(?:(?:i|we|he|she|they)(?:'ll| will| can| could| should|'d|'re able to)|able to)"
    r" (?:be (?:there|over|along|round|with you)|(?:turn|show) up|come (?:by|over|along|in|down|round))"
    r"(?: (?:for|by|at|around|about|from))?(?= (?:about |around )?(?:\d|half|quarter|noon|midday))"
)
END_PATTERNS: list[Word] = [
    (_BE_THERE, "s", "far"),
    (r"(?:at |on |for )?(?:both|each|either) ends?", "x", None),
    # "Except the return, that's 5": named first, then told.
    (rf"(?:pick[- ]?up|collection|departure)(?: time)?{_THAT_IS}", "s", "far"),
    (rf"(?:return|drop[- ]?off)(?: time)?{_THAT_IS}", "t", "far"),
    (rf"(?:pick(?:ing|ed)?[- ]?up|collection|departure){_BEHIND}", "S", None),
    # "Ten o'clock pick up five o'clock return".
    (
        (
            rf"{_AN_HOUR}(?:pick[- ]?up|collection)"
            rf"(?= (?:half |quarter )?\d[^,.;!?]{{0,32}} (?:return|drop[- ]?off){_BEHIND})"
        ),
        "S",
        None,
    ),
    (rf"{_AN_HOUR}start\b(?! (?:at|by|is|would))", "S", None),
    (rf"{_AN_HOUR}finish\b(?! (?:at|by|is|would))", "E", None),
    (rf"(?:{_SUITS})?(?:return|drop[- ]?off|back){_BEHIND}|{_SUITS}off{_BEHIND}", "E", None),
    (
        (
            rf"pick(?:ing|ed|s)?{_IT}[- ]?up(?: time)?{_IT}(?: is)?|collect(?:ing)?{_IT}|(?:start"
            r"|begin)(?:s|ing|ning)?(?: time)?(?: is)?|leav(?:e|ing)(?! it)"
            r"|departure(?: time)?(?: is)?|(?:come|pop|swing|stop) (?:by|round|over)(?= (?:at|about|around) )"
        ),
        "s",
        "far",
    ),
    (
        (
            rf"return(?:ing|ed|s)?{_IT}(?: time)?(?: is)?|(?:bring|have|get|give"
            rf"|take)(?:ing)?{_IT} back|back|drop(?:ping)?{_IT}[- ]?off{_IT}(?: time)?(?: is)?|end(?:s"
            r"|ing)?(?: time)?(?: is)?|(?:finish|stop|conclud|terminat)(?:e?s|ing|e)?(?: time)?(?: is)?"
            r"(?! (?:my |our )?(?:work|school|class|lectures|shift|uni|the office))"
            rf"|(?:hand|run|driv)(?:e|ing)?(?:{_IT}| the keys?) (?:back|in)"
            rf"|drop(?:ping)?{_IT}(?= (?:at|by|around|about|on)\b)"
            r"|leav(?:e|ing) (?:it|the car|the vehicle)(?= (?:at|in|with) (?!\d|half|noon|that\b))"
            r"|(?:be |i'm |we're )?(?:done|finished|through)(?: with (?:it|the car))?"
            r"(?= (?:by|at|around|about)\b)"
        ),
        "t",
        "far",
    ),
    (
        (
            r"(?:right |straight |all the way )?(?:through|thru|up|on) (?:to|until|till|til)"
            r"(?= (?:about |around )?\d)|(?:right|all the way) (?:to|until|till|through)"
        ),
        "t",
        None,
    ),
    (r"(?:until |till |by |at )?no later than", "t", None),
]
