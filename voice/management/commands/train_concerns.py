"""`manage.py train_concerns`: trains the classifier of concerns anew, after its sentences were changed."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from voice.engine.dialogue.nlu import concern
from voice.engine.models import known_weights
from voice.engine.models.weights import find_cache_directory

PIN = re.compile(r'(?<=^CONCERN_HEAD = ")[0-9a-f]{64}(?="$)', re.MULTILINE)


class Command(BaseCommand):
    help = "Train the classifier of concerns on the sentences under voice/engine/dialogue/nlu/concerns/."
    requires_system_checks: list[str] = []  # it needs neither a database nor a provider

    def handle(self, *args: Any, **options: Any) -> None:
        sentences = concern.read_sentences()
        encoder = concern.Encoder(find_cache_directory(None))
        head = concern.train(sentences, encoder.encode(sentence for _, sentence in sentences))
        content = head.write()
        concern.HEAD.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        pins = Path(known_weights.__file__)
        pins.write_text(PIN.sub(digest, pins.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(
            f"{len(sentences)} sentences, {len(head.names)} concerns: {concern.HEAD.name} {digest}"
        )
