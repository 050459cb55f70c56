"""One row made to say what the record says of it now, for a page that was found to be older."""

from __future__ import annotations

import logging

from reservations.models import Reservation
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.record import Record
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
