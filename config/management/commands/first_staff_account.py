"""`manage.py first_staff_account`: a way into the admin on a fresh installation."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from config.staff.models import require_new_password

NAME = "admin"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread for something else
GROUPS, GROUP_LENGTH = 4, 4  # of 31 letters each: 79 bits


class Command(BaseCommand):
    help = "Make the first staff account, if there is none, and say how to log in."

    def handle(self, *args: Any, **options: Any) -> str:
        self.retire_kept_password()
        others = get_user_model().objects.filter(is_superuser=True).order_by("pk")
        if (there := others.first()) is not None:
            name = there.get_username()
            return f'Staff account: "{name}". Password forgotten: manage.py changepassword {name}'
        given = settings.ADMIN_PASSWORD
        if given:
            self.make_account(given)
            return f'Staff account "{NAME}" made, with the password of ADMIN_PASSWORD.'
        password = make_password()
        require_new_password(self.make_account(password))
        return (
            f'Staff account "{NAME}" made. Its password: {password}\n'
            "It is shown this once; at the first login you choose your own."
        )

    def make_account(self, password: str) -> User:
        made = User(username=NAME, is_staff=True, is_superuser=True)
        try:
            validate_password(password, made)
        except ValidationError as error:
            raise CommandError(f"ADMIN_PASSWORD is too weak. {' '.join(error.messages)}") from error
        made.set_password(password)
        made.save()
        return made

    def retire_kept_password(self) -> None:
        """Earlier releases kept the first password in a file, and printed it at every start."""
        kept = settings.VAR_DIR / "admin_password"
        if not kept.exists():
            return
        password = kept.read_text(encoding="utf-8").strip()[:16]
        for user in User.objects.filter(username=NAME):
            if user.check_password(password):
                require_new_password(user)
        kept.unlink()


def make_password() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _i in range(GROUP_LENGTH)) for _j in range(GROUPS))
    return "-".join(groups)
