"""The shipped groups have just their rights, and nobody passes on more than they have."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client

from config.staff import roles
from reservations.models import ShopAssignment
from tests.config.staff.conftest import ShopRows, log_in, make_user

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
USERS = "/admin/auth/user/"
ACCOUNT = {"is_active": "on", "is_staff": "on", "date_joined_0": "2026-12-01", "date_joined_1": "09:00:00"}
NO_SHOPS = {"shop_assignments-TOTAL_FORMS": "0", "shop_assignments-INITIAL_FORMS": "0"}


def rights_of(name: str) -> set[str]:
    found = Permission.objects.filter(group__name=name).values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in found}


@pytest.fixture
def office(db: None) -> User:
    return make_user("office", roles.ADMINISTRATION)


@pytest.fixture
def root(db: None) -> User:
    return make_user("root", is_superuser=True)


# --- the groups


@pytest.mark.parametrize("name", [roles.RECEPTION, roles.MANAGER])
def test_a_shipped_group_has_just_its_rights(db: None, name: str) -> None:
    assert rights_of(name) == roles.RIGHTS[name]


@pytest.mark.parametrize("name", [roles.RECEPTION, roles.MANAGER])
@pytest.mark.parametrize(
    "beyond", ["rate", "extra", "season", "user", "group", "shopassignment", "quarantine"]
)
def test_clerks_and_managers_touch_no_tariff_and_no_account(db: None, name: str, beyond: str) -> None:
    assert not any(right.endswith(f"_{beyond}") for right in rights_of(name))
    assert "reservations.work_at_every_shop" not in rights_of(name)


def test_the_administration_has_everything_of_ours(db: None) -> None:
    rights = rights_of(roles.ADMINISTRATION)
    assert {"reservations.work_at_every_shop", "reservations.change_rate", "auth.change_user"} <= rights
    ours = Permission.objects.filter(content_type__app_label__in=["reservations", "voice"])
    assert {f"{each.content_type.app_label}.{each.codename}" for each in ours} <= rights
    assert not any(right.startswith(("sessions.", "otp_", "axes.", "admin.")) for right in rights)


def test_migrate_gives_a_shipped_group_its_rights_again(db: None) -> None:
    Group.objects.filter(name=roles.MANAGER).delete()
    Group.objects.get(name=roles.RECEPTION).permissions.add(Permission.objects.get(codename="change_rate"))
    call_command("migrate", verbosity=0)
    assert rights_of(roles.MANAGER) == roles.RIGHTS[roles.MANAGER]
    assert rights_of(roles.RECEPTION) == roles.RIGHTS[roles.RECEPTION]


@pytest.mark.parametrize(
    ("group", "open_pages", "shut_pages"),
    [
        (
            "受付",
            ["reservations/reservation/add/", "reservations/block/add/", "calls/"],
            ["reservations/rate/", "auth/user/", "reservations/vehicle/add/", "reservations/alarm/"],
        ),
        (
            "店長",
            ["reservations/block/add/", "reservations/vehicle/add/", "reservations/location/ekimae/change/"],
            ["reservations/rate/", "auth/user/", "auth/group/", "reservations/location/add/"],
        ),
    ],
)
def test_the_pages_of_a_group(
    own: ShopRows, group: str, open_pages: list[str], shut_pages: list[str]
) -> None:
    client = log_in(make_user("hanako", group, shops=(own.location,)))
    assert [client.get(f"/admin/{page}").status_code for page in open_pages] == [200] * len(open_pages)
    assert [client.get(f"/admin/{page}").status_code for page in shut_pages] == [403] * len(shut_pages)


def test_reception_takes_a_booking_through_its_steps(own: ShopRows) -> None:
    client = log_in(make_user("hanako", roles.RECEPTION, shops=(own.location,)))
    page = f"/admin/reservations/reservation/{own.booking.pk}/step/hand_over/"
    assert client.post(page, {"sure": "yes"}).status_code == 302
    own.booking.refresh_from_db()
    assert own.booking.status == "out"


# --- passing rights on


def change(client: Client, account: User, **form: Any) -> Any:
    data = {"username": account.username, **ACCOUNT, **NO_SHOPS, **form}
    return client.post(f"{USERS}{account.pk}/change/", data)


def test_who_manages_accounts_makes_one_and_gives_it_a_group_and_a_shop(office: User, own: ShopRows) -> None:
    client = log_in(office)
    words = {"password1": "harbour-lantern-43", "password2": "harbour-lantern-43", "usable_password": "true"}
    assert client.post(f"{USERS}add/", {"username": "taro", **words}).status_code == 302
    taro = User.objects.get(username="taro")
    group = Group.objects.get(name=roles.RECEPTION)
    shop = {
        "shop_assignments-TOTAL_FORMS": "1",
        "shop_assignments-INITIAL_FORMS": "0",
        "shop_assignments-0-location": own.location.pk,
    }
    assert change(client, taro, groups=[group.pk], **shop).status_code == 302
    assert list(taro.groups.all()) == [group]
    assert ShopAssignment.objects.get().location == own.location


def test_nobody_but_a_superuser_makes_a_superuser(office: User, root: User) -> None:
    hanako = make_user("hanako")
    change(log_in(office), hanako, is_superuser="on")
    change(log_in(office), office, is_superuser="on")
    assert set(User.objects.filter(is_superuser=True)) == {root}
    change(log_in(root), hanako, is_superuser="on")
    assert User.objects.get(pk=hanako.pk).is_superuser


def test_no_right_is_given_that_the_giver_has_not(office: User) -> None:
    """Neither to another nor to oneself, neither directly nor by a group."""
    beyond = Permission.objects.get(codename="delete_session", content_type__app_label="sessions")
    powerful = Group.objects.create(name="powerful")
    powerful.permissions.add(beyond)
    hanako = make_user("hanako")
    client = log_in(office)
    for account in (hanako, office):
        for form in ({"user_permissions": [beyond.pk]}, {"groups": [powerful.pk]}):
            response = change(client, account, **form)
            assert response.status_code == 200
            assert set(form) <= set(response.context["adminform"].form.errors)
    assert not hanako.user_permissions.exists()
    assert not hanako.groups.exists()
    assert [group.name for group in office.groups.all()] == [roles.ADMINISTRATION]
    page = client.get(f"{USERS}{hanako.pk}/change/").content.decode()
    assert "powerful" not in page
    response = client.post("/admin/auth/group/add/", {"name": "mine", "permissions": [beyond.pk]})
    assert "permissions" in response.context["adminform"].form.errors
    response = client.post(f"/admin/auth/group/{powerful.pk}/change/", {"name": "powerless"})
    assert response.status_code == 403


@pytest.mark.parametrize("kind", ["superuser", "inactive superuser", "more rights", "inactive, more rights"])
def test_the_account_of_somebody_with_more_rights_is_not_taken_over(office: User, kind: str) -> None:
    """A new password, another mail, no second step, deletion: each would let the manager of accounts in."""
    strong = make_user("strong", is_superuser="superuser" in kind, is_active="inactive" not in kind)
    if "more rights" in kind:
        strong.user_permissions.add(Permission.objects.get(codename="delete_logentry"))
    before = (strong.password, strong.email)
    client = log_in(office)
    words = {"password1": "harbour-lantern-43", "password2": "harbour-lantern-43", "usable_password": "true"}
    assert client.post(f"{USERS}{strong.pk}/password/", words).status_code == 403
    assert change(client, strong, email="mine@example.com").status_code == 403
    assert client.post(f"{USERS}{strong.pk}/delete/", {"post": "yes"}).status_code == 403
    for action in ("delete_selected", "forget_second_step"):
        client.post(USERS, {"action": action, "_selected_action": [strong.pk], "post": "yes"})
    strong.refresh_from_db()
    assert (strong.password, strong.email) == before
    # It can be looked at, without the hash of its password.
    page = client.get(f"{USERS}{strong.pk}/change/")
    assert page.status_code == 200
    assert strong.password not in page.content.decode()


def test_a_colleague_with_the_same_rights_gets_a_new_password(office: User) -> None:
    twin = make_user("twin", roles.ADMINISTRATION)
    words = {"password1": "harbour-lantern-43", "password2": "harbour-lantern-43", "usable_password": "true"}
    assert log_in(office).post(f"{USERS}{twin.pk}/password/", words).status_code == 302
    assert User.objects.get(pk=twin.pk).check_password("harbour-lantern-43")


def test_who_manages_the_accounts_of_one_shop_assigns_no_other(own: ShopRows, other: ShopRows) -> None:
    """Such a group is not shipped; a company may make it."""
    chief = make_user("chief", roles.MANAGER, shops=(own.location,))
    chief.user_permissions.set(
        Permission.objects.filter(codename__in=["view_user", "change_user", "view_shopassignment"])
        | Permission.objects.filter(codename__in=["add_shopassignment", "change_shopassignment"])
    )
    hanako = make_user("hanako", roles.RECEPTION, shops=(own.location,))
    client = log_in(chief)
    shop = {"shop_assignments-TOTAL_FORMS": "1", "shop_assignments-INITIAL_FORMS": "0"}
    response = change(client, hanako, **shop, **{"shop_assignments-0-location": other.location.pk})
    assert response.status_code == 200
    response = change(client, chief, **shop, **{"shop_assignments-0-location": other.location.pk})
    assert response.status_code == 200
    assert not ShopAssignment.objects.filter(location=other.location).exists()
    # Who works elsewhere, too, is not theirs to manage.
    ShopAssignment.objects.create(user=hanako, location=other.location)
    assert change(client, hanako, email="mine@example.com").status_code == 403


def test_the_shipped_groups_are_not_rewritten_in_the_admin(root: User) -> None:
    client = log_in(root)
    group = Group.objects.get(name=roles.RECEPTION)
    assert client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "mine"}).status_code == 403
    assert client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "担当店舗の予約" in client.get("/admin/auth/group/").content.decode()
