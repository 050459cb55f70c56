"""`manage.py first_staff_account`: a way into the admin on a fresh installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from config import environment


class Command(BaseCommand):
    help = "Make the first staff account, if there is none, and say how to log in."

    def handle(self, *args: Any, **options: Any) -> str:
        user_model = get_user_model()
        kept = settings.VAR_DIR / "admin_password"
        if not user_model.objects.filter(is_superuser=True).exists():
            password = environment.text("ADMIN_PASSWORD") or environment.load_or_make_secret(kept)[:16]
            user_model.objects.create_superuser("admin", password=password)
            return f'Staff account "admin" made, password: {password}'
        if kept.exists() and user_model.objects.filter(username="admin").exists():
            return f'Staff account: "admin", first password: {environment.load_or_make_secret(kept)[:16]}'
        return "A staff account exists."
