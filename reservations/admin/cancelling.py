"""The page between a clerk and a cancellation: what it costs is read before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy

from reservations import clock, tariff
from reservations.admin.steps import CANCEL, Step, Steps
from reservations.admin.synced import VERSION, version_of
from reservations.admin.words import yen
from reservations.models import Reservation

PAGE = "admin/reservations/reservation/cancel.html"
TITLE = gettext_lazy("Cancel?")


@dataclass(frozen=True)
class Loss:
    row: Reservation
    fee: int

    @property
    def words(self) -> str:
        return yen(self.fee)


class Cancelling(Steps):
    def ask(
        self, request: HttpRequest, step: Step, rows: list[Reservation], back: str
    ) -> HttpResponse | None:
        """Those that cannot be cancelled are named at once; a fee that rose meanwhile is shown anew."""
        self.take(request, CANCEL, [row for row in rows if not step.legal(row)])
        losses = [Loss(row, tariff.cancellation_fee(row, clock.now())) for row in rows if step.legal(row)]
        if not losses:
            return None
        total = sum(loss.fee for loss in losses)
        if request.method == "POST" and "sure" in request.POST:
            if request.POST.get("fee") == str(total):
                reason = request.POST.get("reason", "").strip()[:100]
                given = {"version": request.POST.get(VERSION, "")} if len(rows) == 1 else {}
                given |= {"reason": reason} if reason else {}
                self.take(request, step, [loss.row for loss in losses], **given)
                return None
            self.message_user(request, gettext("The fee has changed meanwhile."), messages.WARNING)
        return TemplateResponse(request, PAGE, self.on_page(request, losses, total, back))

    def on_page(self, request: HttpRequest, losses: list[Loss], total: int, back: str) -> dict[str, Any]:
        from_list = "_selected_action" in request.POST
        return {
            **self.admin_site.each_context(request),
            "title": TITLE,
            "opts": self.opts,
            "media": self.media,
            "losses": losses,
            "total": total,
            "total_words": yen(total),
            "back": back,
            # Of several, each is what it is by then: only the fee in sum was seen.
            VERSION: version_of(losses[0].row) if len(losses) == 1 and not from_list else "",
            "action": request.POST.get("action") if from_list else "",
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
