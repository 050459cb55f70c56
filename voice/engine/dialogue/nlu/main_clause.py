"""Which of several classes or shops is wished for: that of the main clause, and none that only leads to it.

「セダンだと小さいかな、ミニバンで」, "a compact is fine for me but my mum prefers a minivan, so a minivan".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from voice.engine.dialogue.nlu.fallbacks import WOULD_DO_EN
from voice.engine.dialogue.nlu.topics import QUESTIONS, find_topics
from voice.engine.dialogue.nlu.utterance import Span, Utterance

# Between two of a kind: what stands before these leads to what follows.
LEADS = re.compile(
    r"ので|[んい]で(?!す)|(?<=[ただるいうむぶぬぐんす])から|けれ?ど|(?<=[すだただるいん])が、|(?<=[いだるたす])し、?"
    r"|(?<=[るいう])なら|かな|(?<=[よねな])[、。]|(?<=って)、"
    r"|\b(?:so|but|then|anyway)\b"
)
# What follows these only tells why.
GIVES_REASON = re.compile(r"\b(?:because|since|although|though|cause|cos|seeing)\b|\bas (?=the|a|we|i|it)\b")
REASON_BEHIND = re.compile(
    r"(?:(?<=[ただるいすうむぶぬぐ])から|ので|んで|(?<=[いだるたす])し)(?:ね|さ|な)?[。、\s]*$"
)
# What would do as well is not liked better.
WOULD_DO = re.compile(
    r"でも(?:いい|良|よ[いくさ]|大丈夫|構|かま|可|ok|オッケー)"
    rf"|\b(?:fine|ok|okay|all right|alright|good)\b|\b(?:too|as well|also)\b|{WOULD_DO_EN}"
)

# It asks nobody: 「ミニバンにしようかな」.
MUSING = re.compile(r"かな[あぁー]*[。、\s]*$")


def choose_main(utterance: Utterance, standing: Sequence[Span]) -> list[Span]:
    """Those of the spans of one kind that are wished for, where others only lead to them or tell why; all of
    them where that is not plain."""
    ordered = sorted(standing, key=lambda span: span.start)
    if not differ(ordered):
        return ordered
    plain = utterance.plain.lower()
    main = ordered
    for one, two in pairwise(ordered):
        between = plain[one.end : two.start]
        if GIVES_REASON.search(between):
            main = [span for span in main if span.start < two.start]
            break
        if joint := LEADS.search(between):
            rest = plain[one.end + joint.end() :]
            main = [span for span in main if span.start > one.start] if _is_requested(rest) else main
    if differ(main) and REASON_BEHIND.search(plain, main[-1].end):
        main = [span for span in main if span.value != main[-1].value]
    return main


def differ(spans: Sequence[Span]) -> bool:
    """Whether they name more than one thing."""
    return len({span.value for span in spans}) > 1


def _is_requested(rest: str) -> bool:
    """Whether what follows a joint wishes for what it names: it asks nothing; nothing would do as well."""
    return not (WOULD_DO.search(rest) or find_topics(MUSING.sub("", rest)) & QUESTIONS)
