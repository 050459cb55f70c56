"""What a test that commits leaves is gone before the next, and what migrations wrote is there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from reservations.models import Location

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def describe_rights() -> tuple[list[tuple[int, str]], list[tuple[str, int]]]:
    groups = [(group.name, group.permissions.count()) for group in Group.objects.order_by("name")]
    return list(Permission.objects.order_by("pk").values_list("pk", "codename")), groups


def empty() -> None:
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


def test_rows_go_and_rights_stay() -> None:
    before = describe_rights()
    Location.objects.create(id="ekimae", name="東京駅前店")
    User.objects.create_user("hanako").groups.set(Group.objects.all())
    empty()
    assert not Location.objects.exists()
    assert not User.objects.exists()
    assert describe_rights() == before


def test_rights_that_were_changed_are_made_anew() -> None:
    permissions, groups = describe_rights()
    Group.objects.all().delete()
    Permission.objects.filter(codename="add_location").delete()
    empty()
    made, made_groups = describe_rights()
    assert sorted(name for _, name in made) == sorted(name for _, name in permissions)
    assert made_groups == groups
