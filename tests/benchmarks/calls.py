"""How many statements each tool sends for one call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reservations import clock, tools
from reservations.tools import Caller
from tests.benchmarks import bare

NAME = "山田太郎"


def count() -> None:
    """In an order in which each finds what the one before it left."""
    start = clock.local(clock.now(), "Asia/Tokyo").replace(hour=10, minute=0, second=0, microsecond=0)
    start += timedelta(days=190)
    period = {
        name: f"{start + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}"
        for name, hours in (("startDate", 0), ("endDate", 6))
    }
    wish = {"locationId": "s0", **period, "vehicleType": "compact"}
    later = {"endDate": f"{start + timedelta(hours=8):%Y-%m-%dT%H:%M:%S}"}
    print("Statements of one tool call, beside BEGIN, savepoints, COMMIT; `+`: the call with the token.")
    statements("list_locations", {"region": "地域0"})
    statements("location_details", {"locationId": "s0"})
    statements("get_availability", wish)
    statements("quote_price", wish)
    number = statements("create_reservation", {**wish, "customerName": NAME})["number"]
    mine = {"number": number, "customerName": NAME}
    statements("find_reservation", mine)
    for name, given in (("change_reservation", {**mine, **later}), ("cancel_reservation", mine)):
        token = statements(name, given)["confirmationToken"]
        statements(name, {**given, "confirmationToken": token}, "+")


def statements(name: str, given: dict[str, Any], mark: str = "") -> dict[str, Any]:
    answers: list[dict[str, Any]] = []
    sent = bare.statements(lambda: answers.append(tools.run(name, given, caller=Caller("agent", "bench"))))
    (answer,) = answers
    assert answer["success"], answer
    words = [sql.split()[0] for sql, _params in sent]
    kept = [word for word in words if word not in {"SAVEPOINT", "RELEASE", "ROLLBACK", "SET"}]  # once a link
    print(f"  {name + mark:<24} {len(kept):>3}   {' '.join(kept)}", flush=True)
    return answer
