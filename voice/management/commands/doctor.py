"""`manage.py doctor`: is everything in place to answer a call? If not, what must be mended."""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from reservations.repositories import checkup
from voice import providers
from voice.providers import base
from voice.providers.base import ProviderError

CONFIGURATION = {"instructions": "A check of the connection. Nobody will speak."}


class Command(BaseCommand):
    help = "Check the configuration and the provider, and say what to mend."
    requires_system_checks: list[str] = []  # a doctor speaks of them, and of everything else

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [self.settings(), self.database(), *self.store(), self.provider()]
        if ill := findings.count(False):
            raise CommandError(f"{ill} of {len(findings)} need mending.")
        self.stdout.write("All is well.")

    def settings(self) -> bool:
        found = [message for message in checks.run_checks() if message.is_serious()]
        for message in found:
            self.ill("Settings", message.msg, message.hint or "")
        return not found and self.well("Settings", "no contradiction found")

    def database(self) -> bool:
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            return self.ill(
                "Database", str(error).strip(), "Check DATABASE_URL, and that the database is up."
            )
        return self.well("Database", connection.vendor)

    def store(self) -> list[bool]:
        return [
            self.ill("Store", seen.found, seen.mend) if seen.mend else self.well("Store", seen.found)
            for seen in checkup.findings()
        ]

    def provider(self) -> bool:
        try:
            model = asyncio.run(self.mint())
        except KeyError:
            return self.ill(
                "Provider",
                f"VOICE_PROVIDER={settings.VOICE_PROVIDER} is not one we know.",
                f"Set it to one of: {', '.join(sorted(providers.ADAPTERS))}.",
            )
        except ProviderError as error:
            first = providers.current().when_unreachable if error.status is None else ""
            return self.ill("Provider", error.detail, f"{first} {error.mend}".strip())
        return self.well("Provider", f"{settings.VOICE_PROVIDER} gives sessions of {model}")

    async def mint(self) -> str:
        provider = providers.current()
        defaults = provider.session_defaults(language="ja", vocabulary="")
        try:
            return (await provider.mint({**defaults, **CONFIGURATION})).model
        finally:
            await base.close()

    def well(self, what: str, found: str) -> bool:
        self.stdout.write(f"  ok    {what}: {found}")
        return True

    def ill(self, what: str, found: str, mend: str) -> bool:
        self.stdout.write(f"  MEND  {what}: {found}\n        → {mend}")
        return False
