"""Usage adds up over responses, whatever its fields."""

from __future__ import annotations

import pytest

from voice.usage import added

pytestmark = pytest.mark.unit


def test_usage_adds_up_at_every_depth() -> None:
    one = {"total_tokens": 3, "input_token_details": {"audio_tokens": 2}}
    two = {"total_tokens": 4, "input_token_details": {"audio_tokens": 1, "text_tokens": 5}, "note": "x"}
    assert added(added({}, one), two) == {
        "total_tokens": 7,
        "input_token_details": {"audio_tokens": 3, "text_tokens": 5},
    }
