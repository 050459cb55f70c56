"""House rule: no module reaches itself by its imports, those for types counted.

Code in a circle cannot be read, tested or moved in parts: whoever opens one of its files needs all of them.
"""

from __future__ import annotations

import pytest

from tests.house.measures import circles

pytestmark = pytest.mark.unit

# Circles that still stand. One that has gone is struck off here.
STANDING: list[set[str]] = []


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert [group for group in circles() if not any(set(group) <= known for known in STANDING)] == []


def test_no_circle_is_listed_that_has_gone() -> None:
    present = [set(group) for group in circles()]
    assert [known for known in STANDING if not any(group <= known for group in present)] == []
