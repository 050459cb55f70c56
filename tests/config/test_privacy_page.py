"""Every table that says something of people stands on docs/privacy.md; each other one is named here."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from tests.house.test_sizes import ROOT

pytestmark = pytest.mark.unit

# Cars, shops, prices, answers; what Django knows of itself; what AXES_DISABLE_ACCESS_LOG leaves empty.
OF_NOBODY = {
    *("reservations_location", "reservations_weeklyhours", "reservations_datedhours", "reservations_vehicle"),
    *("reservations_rate", "reservations_season", "reservations_extra", "reservations_dropoff"),
    *("reservations_cancellationfee", "reservations_answer", "reservations_alarm"),
    *("reservations_mirrored", "reservations_feedtoken"),
    *("auth_group", "auth_group_permissions", "auth_permission", "django_content_type"),
    *("axes_accesslog", "axes_accessfailurelog", "axes_accessattemptexpiration"),
}
# Of `auth_user`, which the page names with them.
OF_ACCOUNTS = {"auth_user_groups", "auth_user_user_permissions"}


def test_every_table_stands_on_the_page_or_is_of_nobody() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", page))
    managed = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    tables = {model._meta.db_table for model in managed if not model._meta.proxy}
    assert sorted(tables - named - OF_NOBODY - OF_ACCOUNTS) == []
    assert sorted((OF_NOBODY | OF_ACCOUNTS) - tables) == []
    assert sorted(OF_NOBODY & named) == []
