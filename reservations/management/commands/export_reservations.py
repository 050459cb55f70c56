"""`manage.py export_reservations`: every reservation as a JSON document, camelCase, to standard output."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from reservations import clock, vehicle_classes
from reservations.models import Reservation
from reservations.values import Document


class Command(BaseCommand):
    help = "Print every reservation as a JSON array of documents, oldest first."

    def handle(self, *args: Any, **options: Any) -> str:
        rows = Reservation.objects.select_related("location", "vehicle", "return_location")
        rows = rows.order_by("created_at", "number")
        return json.dumps([document(row) for row in rows], ensure_ascii=False, indent=2)


def document(row: Reservation) -> Document:
    zone = row.location.timezone
    return {
        **row.document,
        "id": row.document.get("id", str(row.pk)),
        "number": row.number,
        "locationId": row.location_id,
        "vehicleId": row.vehicle_id,
        "vehicleType": vehicle_classes.name(row.vehicle_class, "ja"),
        "startDate": row.pickup_local.isoformat(),
        "endDate": row.return_local.isoformat(),
        "customerName": row.customer_name,
        "customerKana": row.customer_kana,
        "customerPhone": str(row.customer_phone or ""),
        "customerEmail": row.customer_email,
        "notes": row.notes,
        **({"returnLocationId": row.return_location_id} if row.one_way else {}),
        **({"extras": list(row.extras)} if row.extras else {}),
        **({} if row.price is None else {"price": row.price}),
        **({"priceLines": list(row.price_lines)} if row.price_lines else {}),
        "status": row.status,
        **({"holdUntil": clock.local(row.hold_expires_at, zone).isoformat()} if row.hold_expires_at else {}),
        "createdBy": row.source,
        "sessionId": row.session_id,
        "createdAt": clock.local(row.created_at, zone).isoformat(timespec="seconds"),
        "updatedAt": clock.local(row.updated_at, zone).isoformat(timespec="seconds"),
    }
