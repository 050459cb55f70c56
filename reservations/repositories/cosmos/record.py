"""The documents of one operation: read, and written in one batch.

Knows the containers and the queries; decides nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from azure.core import MatchConditions

from reservations import clock, shops
from reservations.errors import StoreUnavailable
from reservations.imports.fields import SYSTEM, Malformed
from reservations.models import Location
from reservations.repositories.cosmos import documents, names
from reservations.repositories.cosmos.batch import Batch
from reservations.repositories.cosmos.calendar import MALFORMED, Calendar, Fleet
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.documents import CALENDAR
from reservations.repositories.cosmos.errors import CosmosError, Exists, Missing, Stale, Unknown
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.values import Document, Rental, Shop

T = TypeVar("T")
CALENDARS = "SELECT * FROM c WHERE c.locationId = @location AND c.docType = @kind"
BY_NUMBER = "SELECT * FROM c WHERE c.reservationNumber = @number OR c.id = @number"
BY_PHONE = (
    "SELECT * FROM c WHERE c.docType = 'reservation' AND c.startUtc >= @since AND c.startUtc < @until"
    " AND c.customerPhone = @phone"
)
BY_ID = "SELECT * FROM c WHERE c.id = @id"
BY_SESSION = "SELECT * FROM c WHERE c.sessionId = @session AND c.docType = 'reservation'"
SESSION_SLOT = "sessionSlot"  # beside the claims of numbers: see session_slots.py
RESYNC = "Run manage.py cosmos_resync: it is made anew from the reservations."
log = logging.getLogger(__name__)


def read_calendar(calendar: Document) -> Calendar | None:
    """None, and an error in the log, for one that somebody wrote so that it cannot be read."""
    try:
        return Calendar.read(calendar)
    except MALFORMED as error:
        log.error("The calendar %s cannot be read (%r). %s", calendar["id"], error, RESYNC)
        return None


class Record:
    """`budget`: the time that all requests of the operation share."""

    def __init__(self, budget: RequestBudget | None = None) -> None:
        self.budget = budget or RequestBudget()
        self.shops: dict[str, Shop] = {}
        self.written: dict[str, Document] = {}  # reservations, as they are now

    def retry(self, attempt: Callable[[], T], find_done: Callable[[], T | None]) -> T:
        """Read, decide and write until nobody else writes between. After each fault look first whether it was
        done all the same: its answer was lost, or a twin was quicker. What is gone was deleted meanwhile."""
        while True:
            try:
                return attempt()
            except (Exists, Stale, Unknown, Missing) as fault:
                passed: CosmosError = fault
            if (found := find_done()) is not None:
                return found
            self.budget.pause(passed)

    # --- read

    def location(self, location_id: str) -> Document | None:
        return self.item("locations", location_id, location_id)

    def reservation(self, location_id: str, document_id: str) -> Document | None:
        return self.item("reservations", document_id, location_id)

    def item(self, container: str, document_id: str, partition: str) -> Document | None:
        try:
            found = self.budget.read(lambda at: getattr(at, container).read_item(document_id, partition))
        except Missing:
            return None
        return dict(found)

    def fleet(self, location_id: str) -> Fleet:
        """The shop's cars and all their calendars: two requests."""
        location = self.location(location_id)
        if location is None:
            return Fleet([], {})
        given = [{"name": "@location", "value": location_id}, {"name": "@kind", "value": CALENDAR}]
        found = {each["id"]: read_calendar(each) for each in self.query(CALENDARS, given, location_id)}
        cars = documents.read_cars(location)
        broken = [car for car in cars if found.get(names.calendar_id(car.id), True) is None]
        return Fleet.of(
            [car for car in cars if car not in broken], filter(None, found.values()), unreadable=broken
        )

    def calendar(self, location_id: str, vehicle_id: str) -> Calendar:
        found = self.reservation(location_id, names.calendar_id(vehicle_id))
        calendar = read_calendar(found) if found else Calendar(location_id, vehicle_id)
        if calendar is None:
            raise StoreUnavailable(f"The calendar of {vehicle_id} cannot be read.", remedy=RESYNC)
        return calendar

    def query(self, sql: str, given: list[Document], partition: str | None = None) -> list[Document]:
        where: dict[str, Any] = (
            {"partition_key": partition} if partition else {"enable_cross_partition_query": True}
        )

        def ask(at: Containers) -> list[Document]:
            return [dict(each) for each in at.reservations.query_items(sql, parameters=given, **where)]

        return self.budget.read(ask)

    def find_by_number(self, number: str) -> Document | None:
        """Two point reads; a query for a number that another system gave."""
        claim = self.find_claim(number)
        is_number = claim is not None and claim.get("docType") != SESSION_SLOT
        if claim and is_number and (claimed := self.reservation(claim["locationId"], claim["reservationId"])):
            return claimed
        found = self.query(BY_NUMBER, [{"name": "@number", "value": number}])
        return next((each for each in found if each.get("docType") != CALENDAR), None)

    def find_claim(self, number: str) -> Document | None:
        key = names.claim_id(number)
        return self.item("numbers", key, key)

    def find_by_phone(self, phone: str, since: datetime, until: datetime) -> list[Document]:
        """Of a few days, by the index of their beginnings: telephone numbers have none."""
        given = {"@phone": phone, "@since": documents.utc(since), "@until": documents.utc(until)}
        return self.query(BY_PHONE, [{"name": name, "value": value} for name, value in given.items()])

    def find_by_session(self, session_id: str) -> list[Document]:
        return self.query(BY_SESSION, [{"name": "@session", "value": session_id}])

    def find_anywhere(self, document_id: str) -> Document | None:
        """A document whose shop is not known any more; a query over all shops."""
        found = self.query(BY_ID, [{"name": "@id", "value": document_id}])
        return found[0] if found else None

    # --- as values

    def shop(self, location_id: str) -> Shop:
        if location_id not in self.shops:
            row = Location.objects.filter(pk=location_id).first()
            if row is None:
                raise Malformed(f'locationId: there is no shop "{location_id}"')
            self.shops[location_id] = shops.of(row)
        return self.shops[location_id]

    def rental(self, document: Mapping[str, Any]) -> Rental:
        return documents.read_rental(document, self.shop)

    # --- write

    def commit(self, location_id: str, batch: Batch) -> dict[str, Document]:
        """The documents as they are now, by id. Stale or Exists: somebody was quicker; nothing is written."""

        def ask(at: Containers) -> list[Any]:
            # Made anew for each try: the SDK takes the ETags out of the operations that it is given, and the
            # same ones, sent again, would have no guard.
            return list(at.reservations.execute_item_batch(batch.operations(), partition_key=location_id))

        results = self.budget.write(ask)
        bodies = [dict(each["resourceBody"]) for each in results if each.get("resourceBody")]
        found = {body["id"]: body for body in bodies}
        self.written.update({key: each for key, each in found.items() if each.get("docType") != CALENDAR})
        return found

    def delete(self, container: str, document_id: str, partition: str) -> None:
        try:
            self.budget.write(lambda at: getattr(at, container).delete_item(document_id, partition))
        except (Missing, Unknown):
            return  # it is gone, or the next run finds it

    def claim(self, number: str, location_id: str, document_id: str) -> bool:
        """Who writes a number first has it; our own claim, whose answer was lost, is ours."""
        body = {
            "id": names.claim_id(number),
            "locationId": location_id,
            "reservationId": document_id,
            "claimedAt": documents.utc(clock.now()),
        }
        try:
            self.budget.write(lambda at: at.numbers.create_item(body))
        except (Exists, Unknown):
            there = self.find_claim(number)
            return there is not None and there.get("reservationId") == document_id
        return True

    def redirect(self, number: str, location_id: str) -> None:
        """Let a number that was claimed lead to the shop that has taken its booking over."""

        def attempt() -> bool:
            claim = self.find_claim(number)
            if claim is None or claim["locationId"] == location_id:
                return True  # another system's number has no claim: it is found by a query
            body = {name: value for name, value in claim.items() if name not in SYSTEM}
            guard: dict[str, Any] = {"etag": claim["_etag"], "match_condition": MatchConditions.IfNotModified}
            body["locationId"] = location_id
            self.budget.write(lambda at: at.numbers.replace_item(claim["id"], body, **guard))
            return True

        self.retry(attempt, lambda: None)

    def keep_location(self, document: Document) -> Document:
        """A new shop's document, or another in the place of the one that was read; as it is now."""
        etag = document.get("_etag")
        body = {name: value for name, value in document.items() if name not in SYSTEM}
        if not etag:
            return dict(self.budget.write(lambda at: at.locations.create_item(body)))
        guard: dict[str, Any] = {"etag": etag, "match_condition": MatchConditions.IfNotModified}
        return dict(self.budget.write(lambda at: at.locations.replace_item(body["id"], body, **guard)))
