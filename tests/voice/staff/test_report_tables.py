"""What the reports say of the calls of a month, some of which may still go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from reservations.reports.usage import Scope
from tests.voice.staff.conftest import MakeCall
from voice.staff.report_tables import report_calls

pytestmark = [pytest.mark.db, pytest.mark.either]
DECEMBER = Scope(None, datetime(2026, 11, 30, 15, tzinfo=UTC), datetime(2026, 12, 31, 15, tzinfo=UTC))


@pytest.mark.parametrize("tool_mode", ["server", "browser"])
def test_call_that_goes_on_lasts_until_now(make_call: MakeCall, settings: Settings, tool_mode: str) -> None:
    """As found: it was counted, and priced, as if it lasted until the end of the month."""
    settings.YEN_PER_MINUTE = 10
    make_call(status="active", ago=timedelta(minutes=5), tool_mode=tool_mode)
    (line,) = report_calls(DECEMBER).lines
    assert line.cells == ("通話中", 1, 5, 50)
