"""`manage.py doctor`: is everything in place to answer a call? If not, what must be mended."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import django.db
from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reservations import repositories, tools
from voice import chat_endpoint, providers
from voice.providers import base, retirement
from voice.providers.base import ProviderError, Secret

SKEW = 120.0  # seconds; a key lives for one minute, a token of Entra ID is refused from five on
CONFIGURATION = {"instructions": "A check of the connection. Nobody will speak."}


class Command(BaseCommand):
    help = "Check the configuration and the provider, and say what to mend."
    requires_system_checks: list[str] = []  # a doctor speaks of them, and of everything else

    def handle(self, *args: Any, **options: Any) -> None:
        self.findings: list[bool] = []  # one for each line that is written: is it well?
        self.check_settings()
        self.check_clock()
        self.check_database()
        self.check_store()
        self.check_messages()
        self.check_models()
        self.check_provider()
        asyncio.run(self.check_chat_endpoint())
        if ill := self.findings.count(False):
            verb = "needs" if ill == 1 else "need"
            raise CommandError(f"{ill} of {len(self.findings)} {verb} mending.")
        self.stdout.write("All is well.")

    def check_settings(self) -> None:
        found = [message for message in checks.run_checks() if message.is_serious()]
        for message in found:
            self.say_ill("Settings", message.msg, message.hint or "")
        if not found:
            self.say_well("Settings", "no contradiction found")

    def check_models(self) -> None:
        """Those that the vendor has switched off, or soon will."""
        for ending in retirement.find_endings():
            if ending.is_over:
                self.say_ill("Model", ending.describe(), ending.advice)
            else:
                self.say_well("Model", f"{ending.describe()} {ending.advice}")

    def check_database(self) -> None:
        try:
            connection.ensure_connection()
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except django.db.Error as error:
            self.say_ill("Database", str(error).strip(), "Check DATABASE_URL, and that the database is up.")
            return
        if missing:
            self.say_ill("Database", f"it lacks {len(missing)} migrations", "manage.py migrate")
            return
        self.say_well("Database", connection.vendor)
        self.compare_clocks("the database", read_database_time())

    def check_clock(self) -> None:
        if pinned := settings.CLOCK_PINNED_AT:
            self.say_well("Clock", f"stands still at {pinned} (CLOCK_PINNED_AT), for demos and tests alone")

    def check_store(self) -> None:
        for seen in repositories.diagnose():
            self.tell("Store", seen.found, seen.remedy)

    def check_messages(self) -> None:
        """Files are right for a trial, so nothing is ill; but whoever serves customers has to read it."""
        if settings.EMAIL_BACKEND.endswith(".filebased.EmailBackend"):
            self.say_well("Mail", f"written into {settings.EMAIL_FILE_PATH}; customers get none (EMAIL_URL)")
        else:
            self.say_well("Mail", f"goes by {settings.EMAIL_HOST}")
        if settings.SMS_SENDER.endswith(".senders.Folder"):
            folder = settings.VAR_DIR / "sms"
            self.say_well("Short messages", f"written into {folder}; customers get none (SMS_SENDER)")
        else:
            self.say_well("Short messages", f"go by {settings.SMS_SENDER}")

    def check_provider(self) -> None:
        try:
            secret = asyncio.run(self.mint(self.list_vocabulary()))
        except KeyError:
            found = f"VOICE_PROVIDER={settings.VOICE_PROVIDER} is not one we know."
            self.say_ill("Provider", found, f"Set it to one of: {', '.join(sorted(providers.ADAPTERS))}.")
            return
        except ProviderError as error:
            first = providers.get_current().when_unreachable if error.status is None else ""
            self.say_ill("Provider", error.detail, f"{first} {error.remedy}".strip())
            return
        self.say_well("Provider", f"{settings.VOICE_PROVIDER} gives sessions of {secret.model}")
        self.compare_clocks("the provider", secret.dated)
        if refused := secret.untranscribed:
            self.say_ill("Transcription", refused.detail, refused.remedy)

    async def check_chat_endpoint(self) -> None:
        """Asked whoever holds the conversation: `evaluate` lets it play callers, too."""
        if (chat := chat_endpoint.read_settings()) is not None:
            async for seen in chat_endpoint.diagnose(chat):
                self.tell("Dialogue", seen.found, seen.remedy)

    def list_vocabulary(self) -> list[str]:
        """What a call would tell the provider to expect: a refusal of it is to be seen here."""
        try:
            return tools.vocabulary("ja")
        except django.db.Error:  # said already
            return []

    async def mint(self, vocabulary: list[str]) -> Secret:
        provider = providers.get_current()
        defaults = provider.session_defaults(language="ja", vocabulary=vocabulary)
        try:
            return await provider.mint({**defaults, **CONFIGURATION})
        finally:
            await base.close_client()

    def compare_clocks(self, whose: str, theirs: float | None) -> None:
        """This machine's beside another's, which was asked a moment ago; None where it does not tell."""
        if theirs is None:
            return
        ahead = time.time() - theirs
        if abs(ahead) > SKEW:
            way = "ahead of" if ahead > 0 else "behind"
            found = f"this machine is {abs(ahead) / 60:.0f} minutes {way} {whose}"
            self.say_ill("Clock", found, "Set both by NTP: keys and holds expire by the clock.")
        else:
            self.say_well("Clock", f"agrees with {whose}")

    def tell(self, what: str, found: str, remedy: str) -> None:
        """`remedy`: "" where all is well."""
        if remedy:
            self.say_ill(what, found, remedy)
        else:
            self.say_well(what, found)

    def say_well(self, what: str, found: str) -> None:
        self.findings.append(True)
        self.stdout.write(f"  ok    {what}: {found}")

    def say_ill(self, what: str, found: str, mend: str) -> None:
        self.findings.append(False)
        self.stdout.write(f"  MEND  {what}: {found}\n        → {mend}")


def read_database_time() -> float | None:
    if connection.vendor != "postgresql":
        return None  # it runs in this very process
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        return float(cursor.fetchone()[0])
