"""The scripted caller: says his lines in their order, and in between answers what the agent asks for.

He agrees to whatever the agent reads back unless his script objects: the clerk must have it right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from voice.evaluation.scenario import Scenario

QUESTION = {
    "ja": re.compile(
        r"[?？]|(?:か|かね)[。\s]*$|(?:ください|下さい|くださいませ)[。\s]*$"
        r"|(?:お願い(?:いた|致)?し(?:ます|たい)|教えて|伺い|うかがい)"
    ),
    "en": re.compile(
        r"\?|\b(?:please (?:say|tell|give)|could you|may i|can you tell|i need your)\b", re.IGNORECASE
    ),
}
# The last question of a reply is read by these, all that fit.
ASKED = {
    "ja": {
        "number": r"予約番号|番号の残り|続きの番号",
        "proof": r"(?:下|最後の)[4４四](?:桁|けた)|ご本人",
        "phone": r"電話番号(?!の(?:下|最後))|携帯|ご連絡先",
        "email": r"メール",
        "name": r"お名前|氏名",
        "place": r"地域|店舗|お店|どちらの店|(?<!安全な)場所",
        "day": r"日時|日にち|利用日|何日|何月|いつ(?!で)",
        "times": r"日時|お?時間を|お時間|何時から何時",
        "start": r"何時から(?!何時)|お(?:借り|貸し出し)(?:になる|の)時間|ご出発|何時に(?:お越し|借)",
        "end": r"お返し|返却|何時まで",
        "class": r"車種|クラス|どの(?:お)?車|どちらのお?車|どのような車",
        "change": r"どのように変更|(?:どちら|どれ|何|どこ)を(?:変|直|なお)|変更(?:の内容|なさい)",
        "alternative": r"(?:で|は)(?:いかが|よろしければ、お)|こちらになさいます|(?:どれ|どちら)になさい",
        "retry": r"もう一度お試し",
        "else": r"ほかに|他に|ほかの",
        "consent": r"よろしい(?:です|でしょう)|よろしければ、?はい|間違い(?:ない|ございま)|進めて(?:も)?",
    },
    "en": {
        "number": r"(?:reservation|booking|confirmation) number|rest of the number|digits that are left",
        "proof": r"last four|name of the booking",
        "phone": r"(?:phone|telephone|contact|mobile) number",
        "email": r"e-?mail",
        "name": r"\b(?:your|full|last|first) (?:full )?name\b|what name|in whose name|name for the",
        "place": r"\barea\b|\bcity\b|\bshop\b|\bwhere\b|\bbranch\b|\blocation\b",
        "day": r"what day|which day|which date|what date|\bwhen\b|\bday and\b|the date",
        "times": r"to what time|what times|\bwhen\b|\bday and times\b|pick (?:it|up)[^?]{1,40} return",
        "start": r"(?:at )?what time (?:would|do|will|should)[^?]{1,40}(?:pick|need|start)|pickup time",
        "end": r"(?:return|bring) it|bring it back|return time|until when|how long",
        "class": r"class of car|which class|kind of car|type of (?:car|vehicle)|which car|size of car",
        "change": r"like to change|what to change|shall i change the shop|instead\?$",
        "alternative": r"would that (?:suit|work|be)|shall i take that|how about|instead, would",
        "retry": r"try (?:again|once more)",
        "else": r"anything else|else (?:can|may) i",
        "consent": r"shall i (?:book|cancel|change it|go ahead|make)|is that (?:all )?(?:right|correct|ok)"
        r"|say yes|would you like me to (?:book|cancel|change|go ahead)|all right\?",
    },
}
PATTERNS = {
    language: {topic: re.compile(pattern, re.IGNORECASE) for topic, pattern in topics.items()}
    for language, topics in ASKED.items()
}
WHICH_ONE = re.compile(r"どちら|どれ|which one|which (?:would|shall)", re.IGNORECASE)
CARS = re.compile(r"コンパクト|ミニバン|SUV|セダン|軽自動車|compact|minivan|sedan|\bkei\b", re.IGNORECASE)
# Where one of these is asked, names and times before it belong to the summary and are not asked for.
ALONE = ("else", "retry", "consent", "change", "number")
DEFAULTS = {
    "ja": {
        "phone": ("090-1234-5678です",),
        "email": ("メールはありません",),
        "consent": ("はい、お願いします",),
        "alternative": ("それでしたら結構です",),
        "retry": ("はい、お願いします",),
        "else": ("いえ、大丈夫です",),
    },
    "en": {
        "phone": ("It's 090-1234-5678.",),
        "email": ("I don't have one.",),
        "consent": ("Yes, please.",),
        "alternative": ("No, thanks, I'll leave it then.",),
        "retry": ("Yes, please.",),
        "else": ("No, that's all, thank you.",),
    },
}
# Whoever wants nothing written does not agree to it, however often he is asked.
REFUSAL = {"ja": "いいえ、しないでください", "en": "No, please don't."}
# So often he gives one and the same answer; then he hangs up.
PATIENCE = 4
# What stands for a topic that the scenario has no answer of its own for.
INSTEAD = {"start": ("times",), "end": ("times",), "proof": ("name", "phone")}


@dataclass(frozen=True)
class Spoken:
    """What the caller says now. `own_line` is false for an answer; `last` means that he hangs up after it."""

    text: str
    topics: tuple[str, ...] = ()
    own_line: bool = True
    last: bool = False


class CallerFailed(Exception):
    """Whoever plays the caller has no words, by a fault of its own: this says nothing of the agent."""


class Caller(Protocol):
    """Whoever plays the caller.

    `lines_said` counts his own lines; `unanswered` is what he had no words for.
    """

    lines_said: int
    unanswered: tuple[str, ...]

    def listen(self, reply: str) -> Spoken | None:
        """What he says to the agent's reply; None when he hangs up. Raises CallerFailed."""
        ...


@dataclass
class ScriptedCaller:
    """One call long. `unanswered` names what the agent asked for that the script has no words for."""

    scenario: Scenario
    lines_said: int = 0
    unanswered: tuple[str, ...] = ()
    given: dict[str, int] = field(default_factory=dict)
    repeated: dict[tuple[str, ...], int] = field(default_factory=dict)

    def listen(self, reply: str) -> Spoken | None:
        """What he says to the agent's reply; None when he has what he wanted, or nothing left to say."""
        topics = find_topics(reply, self.scenario.language)
        if self.lines_said < len(self.scenario.lines):
            line = self.scenario.lines[self.lines_said]
            if not line.at or line.at in topics:
                self.lines_said += 1
                return Spoken(line.text, topics)
        words = [(topic, self._answer(topic)) for topic in topics]
        said = list(dict.fromkeys(text for _topic, text in words if text))
        if not said:
            self.unanswered = topics
            return None
        if self.repeated.get(tuple(said), 0) == PATIENCE:
            return None
        self.repeated[tuple(said)] = self.repeated.get(tuple(said), 0) + 1
        joint = "、" if self.scenario.language == "ja" else " "
        return Spoken(
            joint.join(said), topics, own_line=False, last="else" in topics and self._has_said_all("else")
        )

    def _has_said_all(self, topic: str) -> bool:
        return self.given.get(topic, 0) >= len(self.scenario.answers.get(topic, ()))

    def _answer(self, topic: str) -> str:
        own_words = self.scenario.answers.get(topic)
        if topic == "consent" and not own_words and not self.scenario.goal.wants_writes:
            return REFUSAL[self.scenario.language]
        for name in (topic, *INSTEAD.get(topic, ())):
            answers = self.scenario.answers.get(name) or DEFAULTS[self.scenario.language].get(name)
            if answers:
                turn = self.given[name] = self.given.get(name, 0) + 1
                return answers[min(turn, len(answers)) - 1]
        return ""


def find_topics(reply: str, language: str) -> tuple[str, ...]:
    """What the agent's last question asks for, by the names of scenario.TOPICS; empty where it asks nothing.

    The agent may have gone over to the other language, so both are tried, the session's first.
    """
    sentences = [piece for piece in re.split(r"(?<=[。?？!\n])|(?<=\.)\s", reply) if piece and piece.strip()]
    for at in range(len(sentences) - 1, -1, -1):
        for tongue in (language, "en" if language == "ja" else "ja"):
            if not QUESTION[tongue].search(sentences[at]):
                continue
            found = [topic for topic, pattern in PATTERNS[tongue].items() if pattern.search(sentences[at])]
            if not found and WHICH_ONE.search(sentences[at]):
                found = ["class" if CARS.search(reply) else "place"]
            if "times" in found:  # both ends are asked for in one
                found = [topic for topic in found if topic not in ("start", "end")]
            if found:
                return next(((topic,) for topic in ALONE if topic in found), tuple(found))
    return ()
