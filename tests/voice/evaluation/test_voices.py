"""How the callers of an evaluation speak."""

from __future__ import annotations

import pytest

from voice.evaluation import voices

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SUV in Sapporo on the 17th.", "S U V in Sapporo on the seventeenth."),
        ("Two SUVs and an ETC card.", "Two S U Vs and an E T C card."),
        ("I said NOT that one.", "I said NOT that one."),
    ],
)
def test_short_forms_are_spelled(text: str, said: str) -> None:
    assert voices.write_as_said(text) == said
