"""Reads the JSON of a request: bounded in length and depth, whatever its headers say."""

from __future__ import annotations

import codecs
import json
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.utils import json as strict_json

from reservations.errors import RequestTooLarge


class BoundedJSONParser(BaseParser):
    """RequestTooLarge over DATA_UPLOAD_MAX_MEMORY_SIZE; ParseError for what is no JSON or nested too deep."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content: bytes = stream.read() if most is None else stream.read(most + 1)
        if most is not None and len(content) > most:
            raise RequestTooLarge
        try:
            return json.loads(codecs.decode(content, "utf-8"), parse_constant=strict_json.strict_constant)
        except RecursionError:
            raise ParseError("JSON parse error - nested too deep") from None
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from error
