from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VoiceConfig(AppConfig):
    name = "voice"
    verbose_name = _("Voice")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reservations.admin import register_panel
        from reservations.imports.demo_replay import register_part
        from voice import admin_panels, demo_calls

        register_panel(admin_panels.render_conversation, stylesheet="voice/admin.css")
        register_part(demo_calls.add_demo_calls)
