"""Staff make a partner's key, see its secret once, and withdraw it."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.voice.mcp.conftest import MakeKey
from voice.mcp import access, keys
from voice.mcp.models import PartnerKey

pytestmark = [
    pytest.mark.db,
    pytest.mark.either,
    pytest.mark.usefixtures("uncollected_static_files", "tuesday_morning"),
]
FORM = {"name": "旅行社", "scope": "write", "language": "ja"}


def make(clerk: Client) -> tuple[PartnerKey, str]:
    response = clerk.post("/admin/voice/partnerkey/add/", FORM)
    assert "no-store" in response["Cache-Control"]
    [secret] = re.findall(r"ukp_[\w-]+", response.content.decode())
    return PartnerKey.objects.get(), secret


def test_secret_is_shown_once_and_kept_as_a_hash(admin_client: Client) -> None:
    key, secret = make(admin_client)
    assert keys.find_valid(secret) == key
    assert (key.created_by, key.scope) == ("admin", "write")
    assert secret not in str(vars(key))
    for page in (f"/admin/voice/partnerkey/{key.pk}/change/", "/admin/voice/partnerkey/", "/admin/"):
        assert secret.split("_", 2)[2] not in admin_client.get(page).content.decode()
    assert not LogEntry.objects.filter(change_message__contains=secret).exists()


def test_change_of_a_key_keeps_its_secret(admin_client: Client) -> None:
    key, secret = make(admin_client)
    changed = {**FORM, "scope": "read", "calls_per_minute": "5"}
    assert admin_client.post(f"/admin/voice/partnerkey/{key.pk}/change/", changed).status_code == 302
    found = keys.find_valid(secret)
    assert found
    assert (found.scope, found.most_calls) == ("read", 5)


def test_withdrawn_key_serves_nobody_and_stays_known(admin_client: Client) -> None:
    key, secret = make(admin_client)
    chosen = {"action": "withdraw_keys", "_selected_action": [str(key.pk)]}
    admin_client.post("/admin/voice/partnerkey/", chosen)
    assert keys.find_valid(secret) is None
    assert admin_client.post(f"/admin/voice/partnerkey/{key.pk}/delete/").status_code == 403


def test_calls_of_a_key_are_listed_and_cannot_be_changed(
    admin_client: Client, make_key: MakeKey, shop: object
) -> None:
    access.run_tool(make_key(), "list_locations", {})
    assert "list_locations" in admin_client.get("/admin/voice/partnercall/").content.decode()
    assert admin_client.get("/admin/voice/partnercall/add/").status_code == 403


def test_clerk_without_the_right_sees_no_key(client: Client, django_user_model: type) -> None:
    clerk = django_user_model.objects.create_user("clerk", password="x", is_staff=True)  # type: ignore[attr-defined]
    client.force_login(clerk)
    assert client.get("/admin/voice/partnerkey/").status_code == 403
    assert client.post("/admin/voice/partnerkey/add/", FORM).status_code == 403
