"""The staff's site as two apps: who may log in and what they may do; Django's admin served by our site."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "config.staff"
    label = "staff"
    verbose_name = _("Staff")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from config.staff import login, roles  # noqa: F401  (connecting signals needs the app registry)

        post_migrate.connect(roles.give_rights)


class StaffAdminConfig(AdminConfig):
    """Django's admin, served by our site."""

    default_site = "config.staff.site.StaffSite"
