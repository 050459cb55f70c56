"""What keeps the cars near a period, car by car, so that many wishes are judged by one reading. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reservations.availability import Period, late_cars_count
from reservations.values import Car


@dataclass(frozen=True)
class Diary:
    """`late`: cars that should be back and are not."""

    cars: Sequence[Car]
    taken: Mapping[str, Sequence[tuple[datetime, datetime]]]
    late: frozenset[str]
    now: datetime

    def free(self, location_id: str, period: Period) -> Iterator[Car]:
        late = self.late if late_cars_count(period.pickup_at, self.now) else frozenset()
        for car in self.cars:
            rivals = self.taken.get(car.id, ())
            if (
                car.location_id == location_id
                and car.id not in late
                and all(end <= period.pickup_at or start >= period.blocked_until for start, end in rivals)
            ):
                yield car
