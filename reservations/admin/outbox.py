"""Messages to customers in the admin: read only; a clerk can send again what was not delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reservations.admin import scope, view_log
from reservations.admin.read_only import ReadOnlyMixin
from reservations.messages import outbox
from reservations.models import Message
from reservations.phones import to_mobile

if TYPE_CHECKING:  # generic for mypy alone
    MessageModelAdmin = admin.ModelAdmin[Message]
else:
    MessageModelAdmin = admin.ModelAdmin
KINDS = {
    "confirmed": _("Booking confirmed"),
    "changed": _("Booking changed"),
    "cancelled": _("Booking cancelled"),
    "restored": _("Cancellation undone"),
    "code": _("Code for a caller"),
}
FACTS = ("booking", "what", "channel", "to", "language", "state")


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("Waiting")), ("sent", _("Sent")), ("failed", _("Not delivered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        if self.value() == "sent":
            return queryset.filter(sent_at__isnull=False)
        wanted = {"waiting": outbox.WAITING, "failed": outbox.FAILED}.get(self.value() or "")
        return queryset.filter(wanted) if wanted else queryset


@admin.register(Message)
class MessageAdmin(ReadOnlyMixin, view_log.ViewLogMixin, scope.OwnShopMixin, MessageModelAdmin):
    view_kind = view_log.Kind.MESSAGE
    shop_paths = tuple(f"reservation__{path}" for path in scope.RENTAL)
    list_display = ("created_at", "booking", "what", "channel", "to", "state", "sent_at", "tries")
    list_filter = (StateFilter, "channel")
    list_select_related = ("reservation",)
    search_fields = ("reservation__number", "to")
    search_help_text = _("Booking number, e-mail address or telephone")
    actions = ("send_again",)
    fieldsets = (
        (None, {"fields": FACTS}),
        (_("text"), {"fields": ("subject", "body")}),
        (_("Delivery"), {"fields": ("created_at", "due_at", "sent_at", "tries", "error")}),
        (_("calendar entry"), {"fields": ("calendar",), "classes": ("collapse",)}),
    )

    def list_subjects(self, row: Message) -> list[str]:
        return [row.reservation.number]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reservations.change_message")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        """A clerk types 090-…; messages go to +8190…."""
        return super().get_search_results(request, queryset, to_mobile(search_term) or search_term)

    @admin.display(description=_("booking number"), ordering="reservation__number")
    def booking(self, message: Message) -> str:
        return message.reservation.number

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, message: Message) -> str:
        return str(KINDS.get(message.kind, message.kind))

    @admin.display(description=_("state"))
    def state(self, message: Message) -> str:
        if message.sent_at:
            return str(_("Sent"))
        return str(_("Not delivered") if message.tries >= outbox.TRIES else _("Waiting"))

    @admin.action(description=_("Send again"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        count = outbox.send_again(queryset)
        text = str(_("Messages that will be sent again: {count}")).format(count=count)
        self.message_user(request, text, messages.SUCCESS)
