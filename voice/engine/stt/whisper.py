"""Whisper on CTranslate2 over a short window: what the decoder makes of a turn, and how sure it is.

Whisper's own window is 30 s and its cost is fixed by it; a turn is a few seconds. CTranslate2 takes a
shorter one, but below 10 s (or closer than 2 s to the end of the words) the text comes out twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from voice.engine.interfaces import STT_RATE, Pcm
from voice.engine.models import known_weights
from voice.engine.models.weights import WeightsError, assemble, find_made
from voice.invention import is_loop

# What stands between words, or at their end.
SIGNS = " 。.,、!！?？"
_LANGUAGES = ("ja", "en")
_SHORTEST, _LONGEST, _STEP, _SPARE = 1000, 3000, 200, 200  # frames of 10 ms
_HOP = 160  # samples to a frame: 10 ms at 16 kHz
# Whisper gives a prompt half of its 448 tokens; a vocabulary should leave most of that to the answer.
_PROMPT_TOKENS = 150
_ANSWER_TOKENS = 100
_SHORT_TOKENS = 16  # a decoder that is held to a few words may go round in them
# So many accounts of a short answer: of 39 hard ones 11 were right in the first, 22 in one of eight.
_ACCOUNTS = 8
# What it finds so likely it would write itself: a word where nothing else is nearly as likely, and a figure,
# for which others may well stand, only where it is likelier than all of them. Of 162 lines of base's that 56
# times had other words than small's the unlikeliest word of those had 0.32 at most, but for signs and "the".
_OWN_WORD, _OWN_FIGURE = 0.34, 0.5
# Where a text ends, by its alignment: a whole one within a second of the sound's end (which has the silence
# of a pause), half of one before that, or nowhere, at the window's own end.
_STEP_S, _LONGEST_UNTOLD, _SPARE_S = 0.02, 1.0, 2.2
# In letters a second: whoever says fewer pauses much, or was not written down to the end.
_SLOWEST = {"ja": 5.0, "en": 11.0}
# One-word answers are the hardest to hear. The prompt ends with some, so that they are expected.
_ANSWERS = {"ja": "はい、お願いします。いいえ、違います。", "en": "Yes, please. No, thank you."}
# Over a word that it does not know a decoder repeats them: small writes 「いいえ、違います」 for 「二十時」
# at −0.6 to −0.9, and at −0.05 where it was said.
_CLEARLY_HEARD = -0.5
# The session's language stands unless the other is much likelier, and enough was said to tell.
_SURE_OF_OTHER = 0.9
_ENOUGH_TO_TELL_MS = 900


@dataclass(frozen=True)
class Decoded:
    """What the decoder made of a turn. Both figures are Whisper's own, 0 being the surest log probability."""

    text: str
    language: str
    log_probability: float
    no_speech: float
    after_loop: bool = False  # the decoder's first account went in circles; this is its second
    answers: bool = False  # the whole of it answers the question that stands
    is_written: bool = True  # by the decoder; else of answers that sound like what it wrote

    @property
    def recites_prompt(self) -> bool:
        """Whether it is one of the answers that a prompt ends with, and none that was heard clearly."""
        shown = {_bare(answer) for answer in _ANSWERS.get(self.language, "").replace("。", ".").split(".")}
        return self.log_probability < _CLEARLY_HEARD and _bare(self.text) in shown - {""}


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


@dataclass(frozen=True)
class Sound:
    """Encoded audio and the language that is spoken in it, for `decode` and `list_accounts`."""

    encoded: Any
    language: str
    seconds: float


@dataclass(frozen=True)
class Whisper:
    """One loaded model; `decode` may be called from several threads."""

    model: Any
    extractor: Any
    tokenizer: Any
    beam_size: int = 5

    @classmethod
    def load(cls, name: str, cache: Path, *, cpu_threads: int, beam_size: int = 5) -> Self:
        """Load it; seconds, and for a model of the hub a download. Raises WeightsError.

        `beam_size` is how many accounts of a long turn it weighs beside each other.
        """
        # A second of imports that only the first use should pay.
        import ctranslate2
        from faster_whisper.feature_extractor import FeatureExtractor
        from tokenizers import Tokenizer

        directory = _find(name, cache)
        model = ctranslate2.models.Whisper(
            str(directory), device="cpu", compute_type="int8", intra_threads=cpu_threads
        )
        extractor = FeatureExtractor(feature_size=model.n_mels)
        tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        return cls(model, extractor, tokenizer, beam_size)

    def listen(self, audio: Pcm, *, language: str, voiced_ms: int = _ENOUGH_TO_TELL_MS) -> Sound:
        """16 kHz audio, its last 30 s, ready to be decoded in the language that is spoken. Blocks.

        `language` is the likelier one: the other is heard only where enough was said to tell.
        """
        encoded = self.model.encode(self._extract_features(audio))
        seconds = min(len(audio) / STT_RATE, _LONGEST / 100)
        return Sound(encoded, self._choose_language(encoded, language, voiced_ms), seconds)

    def decode(self, sound: Sound, vocabulary: str) -> Decoded:
        """Its words. Blocks; `vocabulary` are words that are likely, in the sound's language."""
        prompt = self._build_prompt(sound.language, vocabulary, _ANSWERS.get(sound.language, ""))
        decoded = self._generate(sound, prompt, beam_size=self.beam_size)[0]
        if is_loop(decoded.text):
            # A second account that cannot go round in circles: its words may be worse, but there are some.
            cautions = {"repetition_penalty": 1.2, "no_repeat_ngram_size": 4}
            return replace(self._generate(sound, prompt, **cautions)[0], after_loop=True)
        return decoded

    def would_write(self, sound: Sound, text: str, vocabulary: str) -> bool:
        """Whether it would write these very words and no more, the signs between them aside. Blocks.

        It reads along, which takes a quarter of the time that writing takes.
        """
        if not (words := text.strip(SIGNS)):
            return False
        ids, aligned, end = self._align(sound, words, vocabulary)
        if not sound.seconds - _LONGEST_UNTOLD < end < sound.seconds + _SPARE_S:
            return False
        pieces = [self.tokenizer.decode([token]).strip(SIGNS) for token in ids]
        return all(
            likelihood > (_OWN_FIGURE if any(map(str.isdigit, piece)) else _OWN_WORD)
            for piece, likelihood in zip(pieces, aligned.text_token_probs, strict=True)
            if piece
        )

    def find_end(self, sound: Sound, text: str, vocabulary: str) -> float:
        """The second of the sound at which `text`, which was written of it, ends; that of the sound's own end
        where the text is as long as may be expected. Blocks, for as long as `would_write` does.

        A decoder may stop behind a sentence, and leave the next one: small does so in one of 40.
        """
        words = text.strip(SIGNS)
        if not words or len(words) > _SLOWEST.get(sound.language, math.inf) * sound.seconds:
            return sound.seconds
        return min(self._align(sound, words, vocabulary)[2], sound.seconds)

    def list_accounts(
        self, sound: Sound, *, vocabulary: str = "", context: str = "", lead_in: str = ""
    ) -> list[Decoded]:
        """Several accounts of a short answer, likeliest first. Blocks.

        `context` is what was asked, with answers like the one to come; `lead_in` are words that the sound
        begins with, and that are no part of the answer.
        """
        prompt = self._build_prompt(sound.language, vocabulary, context or _ANSWERS.get(sound.language, ""))
        prompt += self._encode(lead_in) if lead_in else []
        accounts = self._generate(sound, prompt, beam_size=_ACCOUNTS, num_hypotheses=_ACCOUNTS)
        return [replace(each, text=each.text.removeprefix(lead_in).lstrip("、, ")) for each in accounts]

    def list_answers(self, sound: Sound, *, context: str, wordings: tuple[str, ...]) -> list[Decoded]:
        """What it hears where it may write nothing but the words of `wordings`, likeliest first. Blocks.

        Likelihoods are of the whole text, and among such texts alone: of anything at all that was said one
        of them is the nearest.
        """
        prompt = self._build_prompt(sound.language, "", context)
        others = _list_others(self.tokenizer, wordings)
        held = {"beam_size": _ACCOUNTS, "num_hypotheses": _ACCOUNTS, "suppress_tokens": others}
        result = self._run(sound, prompt, max_length=len(prompt) + _SHORT_TOKENS, **held)
        return [
            Decoded(
                self.tokenizer.decode(ids, skip_special_tokens=True).strip(),
                sound.language,
                float(score) * (len(ids) + 1),  # Whisper's own score is that of a token
                float(result.no_speech_prob),
            )
            for ids, score in zip(result.sequences_ids, result.scores, strict=True)
        ]

    def _align(self, sound: Sound, words: str, vocabulary: str) -> tuple[list[int], Any, float]:
        """The tokens of the words, how likely each is where it is heard, and the second at which they end."""
        ids = self._encode(f" {words}" if sound.language == "en" else words)
        prompt = self._build_prompt(sound.language, vocabulary, _ANSWERS.get(sound.language, ""))
        # The last sign of the prompt, for a text without times, `align` puts there itself.
        aligned = self.model.align(sound.encoded, prompt[:-1], [ids], 2 * sound.encoded.shape[1])[0]
        end = min((at for place, at in aligned.alignments if place == len(ids)), default=0) * _STEP_S
        return ids, aligned, end

    def _generate(self, sound: Sound, prompt: list[int], **options: float) -> list[Decoded]:
        result = self._run(sound, prompt, max_length=len(prompt) + _ANSWER_TOKENS, **options)
        texts = [self.tokenizer.decode(ids, skip_special_tokens=True).strip() for ids in result.sequences_ids]
        return [
            Decoded(text, sound.language, float(score), float(result.no_speech_prob))
            for text, score in zip(texts, result.scores, strict=True)
        ]

    def _run(self, sound: Sound, prompt: list[int], **options: Any) -> Any:
        return self.model.generate(
            sound.encoded, [prompt], return_scores=True, return_no_speech_prob=True, **options
        )[0]

    def _extract_features(self, audio: Pcm) -> Any:
        import ctranslate2

        wanted = math.ceil(len(audio) / STT_RATE * 100) + _SPARE
        frames = min(_LONGEST, max(_SHORTEST, math.ceil(wanted / _STEP) * _STEP))
        samples: npt.NDArray[np.float32] = np.zeros(frames * _HOP, np.float32)
        # More than 30 s does not fit: the end of a long turn says more than its beginning.
        heard = audio[-frames * _HOP :]
        samples[: len(heard)] = heard.astype(np.float32) / 32768
        features = self.extractor(samples, padding=0)[:, :frames]
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(features[np.newaxis]))

    def _choose_language(self, encoded: Any, session: str, voiced_ms: int) -> str:
        if not self.model.is_multilingual:
            return "en"
        if voiced_ms < _ENOUGH_TO_TELL_MS:
            return session
        likely = {token.strip("<|>"): share for token, share in self.model.detect_language(encoded)[0]}
        offered = {language: likely.get(language, 0.0) for language in {*_LANGUAGES, session}}
        best = max(offered, key=lambda language: offered[language])
        total = sum(offered.values()) or 1.0
        return best if offered[best] / total > _SURE_OF_OTHER else session

    def _build_prompt(self, language: str, vocabulary: str, before: str) -> list[int]:
        special = self.tokenizer.token_to_id
        words = self._list_tokens(vocabulary)[:_PROMPT_TOKENS] + self._list_tokens(before)[:_PROMPT_TOKENS]
        # Whisper's own order: what came before, then the language and the task.
        context = [special("<|startofprev|>"), *words] if words else []
        task = ["<|startoftranscript|>"]
        if self.model.is_multilingual:
            task += [f"<|{language}|>", "<|transcribe|>"]
        return [*context, *(special(token) for token in [*task, "<|notimestamps|>"])]

    def _list_tokens(self, text: str) -> list[int]:
        # Whisper's tokens hold the space before a word: without one the first word would be another token.
        return self._encode(" " + text.strip()) if text.strip() else []

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids


@lru_cache(maxsize=16)
def _list_others(tokenizer: Any, wordings: tuple[str, ...]) -> list[int]:
    """All tokens that none of the words is written with."""
    spaced = [form for words in wordings for form in (words, f" {words}")]
    used = {token for each in tokenizer.encode_batch(spaced, add_special_tokens=False) for token in each.ids}
    used.add(tokenizer.token_to_id("<|endoftext|>"))
    return [token for token in range(tokenizer.get_vocab_size()) if token not in used]


def _find(name: str, cache: Path) -> Path:
    if name == "base":
        return {assemble(file, cache).parent for file in known_weights.WHISPER_BASE}.pop()
    if name == "small":
        return find_made(known_weights.WHISPER_SMALL, cache).parent
    if (directory := Path(name).expanduser()).is_dir():
        if not (directory / "model.bin").is_file():
            raise WeightsError(
                f"{directory}/model.bin",
                expected="a Whisper model converted for CTranslate2",
                found="nothing",
                remedy="ct2-transformers-converter --model openai/whisper-small --quantization int8 "
                f"--copy_files tokenizer.json --output_dir {directory}",
            )
        return directory
    return _download(name, cache)


def _download(name: str, cache: Path) -> Path:
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(name, cache_dir=str(cache / "hub")))
    except Exception as error:  # the hub's client raises another family for each cause
        raise WeightsError(
            name,
            expected="a directory, or a model on the hub",
            found=str(error).splitlines()[0] if str(error) else type(error).__name__,
            remedy='choose "base", "small", or a directory with a CTranslate2 Whisper model',
        ) from error
