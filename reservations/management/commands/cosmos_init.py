"""`manage.py cosmos_init`: the Cosmos DB database and its containers, where they are missing."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reservations.errors import StoreUnavailable
from reservations.repositories.cosmos.containers import THROUGHPUT

if TYPE_CHECKING:
    from reservations.repositories.cosmos.provisioning import Provisioned


class Command(BaseCommand):
    help = "Make the Cosmos DB database and its containers where they are missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--throughput",
            type=int,
            default=THROUGHPUT,
            help="RU/s that the containers of a new database share; 0 on a serverless account",
        )

    def handle(self, *args: Any, throughput: int, **options: Any) -> None:
        if not settings.COSMOS_ENDPOINT:
            raise CommandError("COSMOS_ENDPOINT is empty: set it to https://<account>.documents.azure.com.")
        if not settings.COSMOS_KEY:
            raise CommandError(
                "COSMOS_KEY is empty, and with Entra ID nobody can make databases or containers: its "
                "data-plane roles give data only. Deploy the Bicep in deploy/azure, or "
                "set COSMOS_KEY just for this."
            )
        try:
            from reservations.repositories.cosmos import errors, provisioning
        except ModuleNotFoundError as error:
            raise CommandError(
                f"{error.name} is not installed. Install it: make azure (an image: --build-arg AZURE=1)."
            ) from error
        try:
            self.tell(provisioning.provision(throughput))
        except StoreUnavailable as error:
            raise CommandError(str(error)) from error
        except errors.CosmosError as fault:
            hint = " A serverless account wants --throughput 0." if throughput else ""
            raise CommandError(f"{fault.cause}{hint}") from fault

    def tell(self, all_made: Iterator[Provisioned]) -> None:
        ill = 0
        for made in all_made:
            self.stdout.write(f"  {'made ' if made.new else 'there'}  {made.name}")
            for difference in made.differs:
                self.stdout.write(f"  DIFFERS  {made.name}: {difference}")
                ill += 1
        if ill:
            self.stdout.write(
                "Nothing that was there has been changed: compare it with deploy/azure/containers.json."
            )
