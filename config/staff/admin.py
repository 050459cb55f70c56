"""Django's own screens of users and groups, with our rules: who is given a password by others chooses another
one, and nobody passes on, or takes over, more rights than they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from config.staff import notices, roles, second_step
from config.staff.models import require_new_password
from reservations.admin import scope
from reservations.admin.stale_forms import StaleFormMixin
from reservations.models import ShopAssignment

if TYPE_CHECKING:
    PasswordForm = AdminPasswordChangeForm[User]
    BaseUserAdmin = UserAdmin[User]
    ShopInline = admin.TabularInline[ShopAssignment, User]
else:
    PasswordForm = AdminPasswordChangeForm
    BaseUserAdmin = UserAdmin
    ShopInline = admin.TabularInline

# Its owner alone sets a second step up, on a page of our own; here keys could be read.
for model in (User, Group, TOTPDevice, StaticDevice):
    admin.site.unregister(model)


class GivenPasswordForm(PasswordForm):
    """Another's password: known to who set it, so it is to be changed at the next login."""

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=commit)
        require_new_password(user)
        notices.notify(user, "password")
        return user


class ShopAssignmentInline(scope.OwnShopMixin, ShopInline):
    model = ShopAssignment
    shop_paths = ()
    extra = 0
    verbose_name_plural = _("shops (nothing of the others is shown; not needed in the group 管理)")


@admin.register(User)
class StaffUserAdmin(StaleFormMixin, BaseUserAdmin):
    """An account with more rights than one's own can be looked at, and not changed."""

    change_password_form = GivenPasswordForm
    actions = ("forget_second_step",)
    inlines = (ShopAssignmentInline,)

    # --- whose

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_manage(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_manage(request, obj)

    def may_manage(self, request: HttpRequest, account: User | None) -> bool:
        return account is None or roles.may_manage(cast("User", request.user), account)

    # --- what

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else ()  # a new account has a name and a password first

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        # When somebody was there is no question to whoever opens the form, and would be written back by it.
        fields = (*super().get_readonly_fields(request, obj), "last_login", "date_joined")
        return fields if cast("User", request.user).is_superuser else (*fields, "is_superuser")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        offered = {"groups": roles.select_own_groups, "user_permissions": roles.select_own_permissions}
        if select := offered.get(db_field.name):
            kwargs["queryset"] = select(cast("User", request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # --- doing

    @admin.action(description=_("Forget the second step (telephone lost)"), permissions=["change"])
    def forget_second_step(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            if not self.may_manage(request, user):
                text = gettext("{user} has rights that you have not: ask a colleague who has them.")
                messages.error(request, text.format(user=user))
                continue
            second_step.remove_devices(user)
            notices.notify(user, "second_step_forgotten", request)
            self.log_change(request, user, "second step forgotten")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        before = User.objects.get(pk=obj.pk).email if change else ""
        super().save_model(request, obj, form, change)
        if change:
            notices.note_other_address(obj, before, request)
        else:
            require_new_password(obj)


@admin.register(Group)
class StaffGroupAdmin(StaleFormMixin, GroupAdmin):
    """The shipped groups have the release's rights; another one gives nothing that its author has not."""

    list_display = ("name", "description")

    @admin.display(description=_("what it may do"))
    def description(self, group: Group) -> str:
        return str(roles.DESCRIPTIONS.get(group.name, "—"))

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_change(request, obj)

    def may_change(self, request: HttpRequest, group: Group | None) -> bool:
        if group is None:
            return True
        own = roles.select_own_groups(cast("User", request.user))
        return group.name not in roles.DESCRIPTIONS and own.filter(pk=group.pk).exists()

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        if db_field.name == "permissions" and request is not None:
            kwargs["queryset"] = roles.select_own_permissions(cast("User", request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
