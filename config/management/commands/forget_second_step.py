"""`manage.py forget_second_step`: for a staff member who has lost both the telephone and the codes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.staff import notices, second_step


class Command(BaseCommand):
    help = "Let a staff member in by the password alone, until they set the second step up again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="of the account")

    def handle(self, *args: Any, name: str, **options: Any) -> str:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f'There is no account "{name}".')
        second_step.remove_devices(user)
        notices.notify(user, "second_step_forgotten")
        return f'"{name}" logs in by the password alone now.'
