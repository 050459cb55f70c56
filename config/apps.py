"""The deployment as an app: so that its system checks are registered and its commands and texts found."""

from __future__ import annotations

import gc

from django.apps import AppConfig


class DeploymentConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  (registering needs the app registry)

        # Models, screens and what they import live as long as the process; manage.py has turned the collector
        # off until they are loaded.
        gc.freeze()
        gc.enable()
