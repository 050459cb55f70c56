"""What a clerk may do in a call that goes on: each act has its permission, and each goes on record.

The act is written first, then told to the process that holds the call (`voice.call.staff.acts`), which does
it and confirms it on the record: an act without its confirmation was not done (yet).
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from reservations import clock
from reservations.admin import own_shop
from reservations.admin.formats import format_dialled_phone
from reservations.admin.places import is_by_script
from reservations.phones import format_phone
from reservations.values import Shop
from voice import providers, sessions
from voice.call import page_messages
from voice.call.staff import acts
from voice.call.staff.floor import LONGEST
from voice.models import Session, StaffAct
from voice.staff import words
from voice.views import keep_digits

log = logging.getLogger(__name__)

Kind = StaffAct.Kind
PERMISSIONS = {
    Kind.WHISPER: "voice.whisper_call",
    Kind.TAKE_OVER: "voice.take_over_call",
    Kind.SAY: "voice.take_over_call",
    Kind.GIVE_BACK: "voice.take_over_call",
    Kind.TELEPHONE: "voice.take_over_call",
    Kind.END: "voice.end_call",
}


class Refused(Exception):
    """An act that cannot be done; the text is for the clerk."""


def act(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """A POST with `kind` and perhaps `text`: back to the call's page; a script gets 204, or 409 and why."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    session = find_session(request, session_id)
    if (kind := request.POST.get("kind", "")) not in PERMISSIONS:
        raise Http404
    if not request.user.has_perm(PERMISSIONS[Kind(kind)]):
        raise PermissionDenied
    by_script = is_by_script(request)
    try:
        do(request, session, Kind(kind), request.POST.get("text", "").strip())
    except Refused as refused:
        if by_script:
            return HttpResponse(str(refused), status=HTTPStatus.CONFLICT, content_type="text/plain")
        messages.error(request, str(refused))
    return HttpResponse(status=HTTPStatus.NO_CONTENT) if by_script else redirect("admin:call", session.id)


def do(request: HttpRequest, session: Session, kind: StaffAct.Kind, text: str) -> None:
    """Raises Refused."""
    clerk = request.user.get_username()
    refuse_impossible(session, kind, text, clerk)
    shop = find_shop(request, session)
    said, about = text, None
    if kind == Kind.TELEPHONE:
        said, about = write_telephone(session, shop)
    elif kind == Kind.END:
        phone = format_phone(shop.phone) if shop else ""
        said = acts.write_farewell(session.callers_language, phone)
    claim(session, kind, clerk)
    row = StaffAct.objects.create(session=session, kind=kind, user_name=clerk, text=text, at=clock.now())
    log.info("session %s: %s by %s", session.id, kind, clerk)
    if session.tool_mode == Session.ToolMode.BROWSER:  # only its end needs nobody who holds the call
        async_to_sync(sessions.hang_up)(session, reason=Session.EndReason.STAFF_ENDED)
        StaffAct.objects.filter(pk=row.pk).update(done_at=clock.now())
        return
    tell_holder(session, acts.build_act(kind, act=row.pk, text=said, shop=about))


def refuse_impossible(session: Session, kind: StaffAct.Kind, text: str, clerk: str) -> None:
    if session.status != Session.Status.ACTIVE:
        raise Refused(gettext("This call is over."))
    if session.tool_mode == Session.ToolMode.BROWSER and kind != Kind.END:
        raise Refused(gettext("The caller's own browser holds this call: it can be read and ended only."))
    if kind in {Kind.WHISPER, Kind.SAY} and not 0 < len(text) <= LONGEST:
        raise Refused(gettext("Please write 1 to {count} characters.").format(count=LONGEST))
    if kind in {Kind.SAY, Kind.GIVE_BACK} and session.taken_over_by != clerk:
        raise Refused(gettext("You have not taken this call over, or it went back to the agent."))


def claim(session: Session, kind: StaffAct.Kind, clerk: str) -> None:
    """Note who speaks in the agent's place: one clerk at a time."""
    if kind == Kind.TAKE_OVER:
        # Compare and set: of two clerks who press at once, one has the call.
        free = Session.objects.filter(pk=session.pk, status=Session.Status.ACTIVE, taken_over_by="")
        if not free.update(taken_over_by=clerk):
            raise Refused(gettext("Somebody has taken this call over already."))
    elif kind == Kind.GIVE_BACK:
        Session.objects.filter(pk=session.pk, taken_over_by=clerk).update(taken_over_by="")


def tell_holder(session: Session, message: acts.ActMessage) -> None:
    async_to_sync(get_channel_layer().group_send)(page_messages.holder_group(session.id), message)


def find_session(request: HttpRequest, session_id: str) -> Session:
    """Raises Http404 for a call that is not there, or not for this clerk to see."""
    session = words.limit_to_shops(Session.objects.filter(pk=session_id), request).first()
    if session is None:
        raise Http404
    return session


def find_shop(request: HttpRequest, session: Session) -> Shop | None:
    """The shop that the call is about, else the clerk's own; None where it has no telephone."""
    about = next((shop for shop in own_shop.list_shops(request) if shop.id == session.about_shop), None)
    shop = about or own_shop.find_shop(request)
    return shop if shop and shop.phone else None


def write_telephone(session: Session, shop: Shop | None) -> tuple[str, dict[str, str]]:
    """What the caller is told, and what the caller's page shows. Raises Refused."""
    if shop is None:
        raise Refused(gettext("This shop has no telephone number."))
    phone, language = format_phone(shop.phone), session.callers_language
    about = {"name": shop.name_in(session.language), "phone": phone, "tel": keep_digits(shop.phone)}
    return acts.write_telephone(language, shop.name_in(language), phone), about


def offer_controls(request: HttpRequest, session: Session) -> dict[str, Any]:
    """What the page of a call offers this clerk; nothing for a call that is over."""
    if session.status != Session.Status.ACTIVE:
        return {"controls": False}
    allowed = {kind.value: request.user.has_perm(permission) for kind, permission in PERMISSIONS.items()}
    shop = find_shop(request, session)
    return {
        "controls": any(allowed.values()),
        "may": allowed,
        "is_held_here": session.tool_mode == Session.ToolMode.SERVER,
        "follows_instructions": providers.get(session.provider).capabilities.follows_instructions,
        "is_mine": bool(session.taken_over_by) and session.taken_over_by == request.user.get_username(),
        "longest": LONGEST,
        "telephone": format_dialled_phone(shop.phone) if shop else "",
    }
