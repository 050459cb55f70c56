"""One row made to say what the record says of it now, for a page that was found to be older."""

from __future__ import annotations

import logging

from reservations.models import Reservation
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.record import Record
from reservations.repositories.mirror import places
from reservations.repositories.mirror.reservations import apply

log = logging.getLogger(__name__)


def refresh(row: Reservation) -> None:
    """A record that does not answer leaves the row as it is: the feed comes by."""
    try:
        record = Record()
        document = record.reservation(row.location_id, names.document_id(row))
        if document is not None:
            apply([document], record.reservation, again=True)
    except Exception:
        log.exception("%s is shown as it was", row.number)


def refresh_shop(location_id: str) -> None:
    """Its words and its cars."""
    try:
        document = Record().location(location_id)
        if document is not None:
            places.apply(document, force=True)
    except Exception:
        log.exception("The shop %s is shown as it was", location_id)
