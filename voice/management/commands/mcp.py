"""`manage.py mcp`: the tools over the Model Context Protocol, for a program that starts it (docs/mcp.md)."""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from voice.mcp import holders, keys


class Command(BaseCommand):
    help = "Serve the tools over standard input and output, with the rights of the partner's key MCP_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        key = keys.find_valid(settings.MCP_KEY)
        if key is None:
            raise CommandError(
                "MCP_KEY is no partner's key that is valid now. Make one in the admin, under partners' keys."
            )
        try:
            # The SDK is an extra of the installation.
            from voice.mcp.server import serve_program
        except ImportError as error:
            raise CommandError(
                "The SDK is missing: install requirements/run.txt (make .venv/run.stamp)."
            ) from error
        asyncio.run(serve_program(holders.Partner(key)))
