"""Brings documents into the tables: all of a batch or nothing, and says what it changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, models, transaction

from reservations import clock, repositories, shops
from reservations.errors import NoVehicleAvailable
from reservations.imports import documents
from reservations.imports.documents import Batch
from reservations.imports.fields import Malformed
from reservations.imports.hours import save_hours
from reservations.models import (
    Answer,
    CancellationFee,
    DropOff,
    Extra,
    Location,
    Rate,
    Receipt,
    Reservation,
    Season,
    Vehicle,
)
from reservations.values import Columns


@dataclass
class Report:
    """How many rows were made, changed or left as they were, by kind."""

    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def describe(self) -> str:
        parts = [
            f"{count} {kind} {word}"
            for word, counted in (("added", self.made), ("changed", self.changed))
            for kind, count in counted.items()
        ]
        return (", ".join(parts) if parts else "Nothing to change") + (
            f" ({', '.join(f'{n} {kind} already there' for kind, n in self.same.items())})."
            if self.same
            else "."
        )


@transaction.atomic
def load_batch(batch: Batch, *, source: str, reset: bool = False, skip_taken: bool = False) -> Report:
    """`skip_taken`: leave out a reservation whose car is taken meanwhile, instead of refusing all."""
    report = Report()
    if reset:
        empty()
    for pk, columns in batch.locations.items():
        upsert(Location, pk, columns, report, "shops")
    for pk, opening in batch.openings.items():
        save_hours(pk, opening)
    for pk, columns in batch.vehicles.items():
        upsert(Vehicle, pk, columns, report, "vehicles")
    repositories.current().publish(list(batch.locations))
    repositories.current().prepare_import([columns["location_id"] for columns in batch.reservations.values()])
    for key, columns in batch.reservations.items():
        load_reservation(key, dict(columns), report, source=source, skip_taken=skip_taken)
    return report


def empty() -> None:
    """Deletes all shops, cars, bookings and tariffs, from the store and the tables."""
    repositories.current().empty()
    tables: list[type[models.Model]] = [Receipt, Vehicle, Rate, Season, Extra, DropOff, CancellationFee]
    tables += [Answer, Location]
    for model in tables:
        model._default_manager.all().delete()


def upsert(model: type[models.Model], pk: str, columns: Columns, report: Report, kind: str) -> None:
    """Makes the row `pk`, or writes what differs from `columns`; which of it, `report` counts under
    `kind`."""
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        model._default_manager.create(pk=pk, **columns)
        report.made[kind] += 1
        return
    differing = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    if differing:
        row.save(update_fields=list(differing))
    (report.changed if differing else report.same)[kind] += 1


def find_return_shop(columns: Columns, location: Location, path: str) -> Location:
    """The shop that takes the car back; `columns` name it only where it is another one."""
    wanted = columns["return_location_id"]
    if wanted is None or wanted == location.pk:
        columns["return_location_id"] = None
        return location
    back = Location.objects.filter(pk=wanted).first()
    if back is None:
        raise Malformed(f'{path}.returnLocationId: there is no location "{wanted}"')
    return back


def load_reservation(pk: UUID, columns: Columns, report: Report, *, source: str, skip_taken: bool) -> None:
    """Writes a booking that is not there yet, and counts it in `report`. Raises Malformed; with `skip_taken`
    a booking whose car is taken is counted, not refused."""
    path = columns.pop("path")
    location = Location.objects.filter(pk=columns["location_id"]).first()
    if location is None:
        raise Malformed(f'{path}.locationId: there is no location "{columns["location_id"]}"')
    columns["pickup_at"] = documents.to_utc(columns.pop("start"), location.timezone)
    back = find_return_shop(columns, location, path)
    columns["return_at"] = documents.to_utc(columns.pop("end"), back.timezone)
    if columns["return_at"] <= columns["pickup_at"]:
        raise Malformed(f"{path}.endDate: is not after startDate")
    if columns["vehicle_id"] and not Vehicle.objects.filter(pk=columns["vehicle_id"]).exists():
        raise Malformed(f'{path}.vehicleId: there is no vehicle "{columns["vehicle_id"]}"')
    if Reservation.objects.filter(pk=pk).exists():
        # A booking lives on after its import: what happened to it here is not undone by the old document.
        report.same["reservations"] += 1
        return
    columns["source"] = columns["source"] or source
    until = columns["hold_expires_at"]
    if columns["status"] == Reservation.Status.HELD and until and until <= clock.now():
        columns["status"] = Reservation.Status.EXPIRED
    try:
        repositories.current().import_reservation(pk, shops.of(location), columns)
        report.made["reservations"] += 1
    except (NoVehicleAvailable, IntegrityError) as error:
        if not skip_taken:
            raise Malformed(
                f"{path}: {columns['vehicle_id'] or 'every such vehicle'} is taken then"
            ) from error
        report.skipped["reservations"] += 1
