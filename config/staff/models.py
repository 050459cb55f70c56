"""What we know of a staff member beside Django's user."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="staff_account"
    )
    must_change_password = models.BooleanField(_("must choose a new password"), default=False)

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")

    def __str__(self) -> str:
        return str(self.user)


def require_new_password(user: AbstractBaseUser, *, is_required: bool = True) -> None:
    """Whether `user` can do nothing but choose a new password, from the next login on."""
    Account.objects.update_or_create(user_id=user.pk, defaults={"must_change_password": is_required})


def has_to_change_password(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody else knows the password of `user`."""
    if not isinstance(user, AbstractBaseUser):
        return False
    return Account.objects.filter(user_id=user.pk, must_change_password=True).exists()
