"""The state machine of tests/reservations/test_lifecycle.py beside Cosmos: it accepts what the model does."""

from __future__ import annotations

from datetime import time

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from reservations import repositories
from reservations.models import Location, Vehicle
from reservations.values import Shop
from tests.contract.concurrency import all_is_well, mirrored
from tests.fakes.cosmos import CosmosServer
from tests.reservations.reference_model import TURNAROUND
from tests.reservations.test_lifecycle import Life
from tests.soak import size

pytestmark = [pytest.mark.db, pytest.mark.django_db]


class AtCosmos(Life):
    """Each life begins with an empty record, as it does with empty tables."""

    def __init__(self, shop: Location, server: CosmosServer) -> None:
        self.server = server
        for container in server.account.databases[settings.COSMOS_DATABASE].values():
            container.items.clear()
        repositories.current().publish([shop.pk])
        super().__init__(shop)

    def teardown(self) -> None:
        try:
            assert all_is_well()
            assert mirrored()
        finally:
            super().teardown()


@pytest.mark.parametrize("store", [pytest.param("cosmos", marks=pytest.mark.cosmos)], indirect=True)
def test_the_record_accepts_what_the_toy_accepts(shop: Shop, cosmos_server: CosmosServer) -> None:
    Vehicle.objects.filter(pk="m1").delete()
    row = Location.objects.get(pk=shop.id)
    Vehicle.objects.create(id="c3", location=row, vehicle_class="compact")
    row.opens_at = row.closes_at = time(0)  # day and night
    row.turnaround_minutes = 60 * TURNAROUND
    row.save()
    run_state_machine_as_test(
        lambda: AtCosmos(row, cosmos_server),  # type: ignore[arg-type]  # any callable will do
        settings=hypothesis_settings(
            max_examples=size(10, whole=25),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
