"""What each of the shipped groups may do, and how much of it a colleague may pass on.

The groups are the release's: each `migrate` gives them these rights, so that what a later release adds is in
them. Whoever wants others makes a group of their own. Which shops somebody works at is apart from that:
`reservations.admin.scope`.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reservations.admin.scope import EVERY_SHOP
from reservations.models import ShopAssignment

RECEPTION, MANAGER, ADMINISTRATION = "受付", "店長", "管理"
DESCRIPTIONS: dict[str, str | Promise] = {
    RECEPTION: _("Reception: bookings of their own shops, the steps, and cars out of service."),
    MANAGER: _("Manager: the same, and their own shops' cars, hours, reports and alarms."),
    ADMINISTRATION: _("Administration: everything at every shop, the tariff and accounts among it."),
}
RIGHTS: dict[str, frozenset[str]] = {
    RECEPTION: frozenset(
        {
            *(f"reservations.{verb}_reservation" for verb in ("view", "add", "change")),
            *(f"reservations.{verb}_block" for verb in ("view", "add", "change")),
            "reservations.view_location",
            "reservations.view_vehicle",
            *(f"reservations.{verb}_message" for verb in ("view", "change")),  # to send it again
            *(f"voice.{right}" for right in ("view_session", "whisper_call", "take_over_call", "end_call")),
        }
    ),
}
RIGHTS[MANAGER] = RIGHTS[RECEPTION] | {
    *(f"reservations.{verb}_vehicle" for verb in ("add", "change")),
    "reservations.change_location",
    *(
        f"reservations.{verb}_{hours}"
        for verb in ("view", "add", "change", "delete")
        for hours in ("weeklyhours", "datedhours")
    ),
    "reservations.view_alarm",
    "reservations.view_reports",
    "reservations.change_calendarfeed",
}
# What the administration has all permissions of: our own apps, and accounts.
OWN_APPS = ("config", "reservations", "voice")
ACCOUNTS = ("user", "group")


def give_rights(sender: AppConfig, using: str, **_given: Any) -> None:
    """Make the shipped groups where they are missing, and give them just their rights.

    After each migrate, once the permissions of the last app are there.
    """
    if sender.label != list(installed.get_app_configs())[-1].label:
        return
    for name in DESCRIPTIONS:
        group, _is_new = Group.objects.using(using).get_or_create(name=name)
        wanted = set(select_permissions(name).using(using).values_list("pk", flat=True))
        if wanted != set(group.permissions.using(using).values_list("pk", flat=True)):
            group.permissions.set(wanted)


def select_permissions(name: str) -> QuerySet[Permission]:
    """Of a shipped group."""
    if name == ADMINISTRATION:
        labels = [
            each.label for each in installed.get_app_configs() if each.name.partition(".")[0] in OWN_APPS
        ]
        accounts = Q(content_type__app_label="auth", content_type__model__in=ACCOUNTS)
        return Permission.objects.filter(accounts | Q(content_type__app_label__in=labels))
    found = Q()
    for right in RIGHTS[name]:
        label, _dot, codename = right.partition(".")
        found |= Q(content_type__app_label=label, codename=codename)
    return Permission.objects.filter(found)


# --- passing rights on -----------------------------------------------------------------------------


def read_rights(user: User) -> frozenset[int]:
    """The keys of the permissions that `user` has, or would have once their account is active again."""
    return frozenset(
        Permission.objects.filter(Q(user=user) | Q(group__user=user)).order_by().values_list("pk", flat=True)
    )


def may_manage(manager: User, account: User) -> bool:
    """Whether `manager`, who may change accounts, may change this one, its password among it: nobody may whom
    it would raise, so nobody's that has a right or a shop which the manager has not."""
    if manager.is_superuser:
        return True
    if account.is_superuser or not read_rights(account) <= read_rights(manager):
        return False
    if manager.has_perm(EVERY_SHOP):
        return True
    shops = ShopAssignment.objects.order_by().values_list("location_id", flat=True)
    return set(shops.filter(user=account)) <= set(shops.filter(user=manager))


def select_own_permissions(manager: User) -> QuerySet[Permission]:
    """Those that `manager` may pass on."""
    every = Permission.objects.select_related("content_type")
    return every if manager.is_superuser else every.filter(pk__in=read_rights(manager))


def select_own_groups(manager: User) -> QuerySet[Group]:
    """Those that give nothing which `manager` has not."""
    if manager.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=read_rights(manager))
    return Group.objects.exclude(permissions__in=beyond)
