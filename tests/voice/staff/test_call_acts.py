"""What a clerk may do in a call that goes on: who may, what is on record, what its holder is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from reservations.models import Location, ShopAssignment
from tests.voice.staff.conftest import MakeCall
from voice.call import page_messages
from voice.models import Session, StaffAct

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def shop(db: None) -> Location:
    made: Location = Location.objects.create(
        id="ekimae", name="東京駅前店", name_en="Tokyo Station", phone="+81-3-5555-0101"
    )
    return made


@pytest.fixture
def session(make_call: MakeCall) -> Session:
    return make_call(("caller", "もしもし"), status="active", about_shop="ekimae", provider="openai")


class Holder:
    """Who holds the call, as far as the channel layer knows."""

    def __init__(self, session_id: str) -> None:
        self.channel = async_to_sync(self.listen)(session_id)

    async def listen(self, session_id: str) -> str:
        layer = get_channel_layer()
        channel: str = await layer.new_channel()
        await layer.group_add(page_messages.holder_group(session_id), channel)
        return channel

    def hear(self) -> dict[str, Any]:
        async def receive() -> dict[str, Any]:
            found: dict[str, Any] = await asyncio.wait_for(get_channel_layer().receive(self.channel), 1)
            return found

        return async_to_sync(receive)()


@pytest.fixture
def holder(session: Session) -> Holder:
    return Holder(session.id)


def find_permission(codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label="voice", codename=codename)


Act = Callable[..., Any]


@pytest.fixture
def act(clerk: Client, session: Session) -> Act:
    def send(kind: str, text: str = "", *, client: Client = clerk, of: Session = session) -> Any:
        headers = {"X-Requested-With": "fetch", "Accept-Language": "ja"}
        return client.post(f"/admin/calls/{of.id}/act/", {"kind": kind, "text": text}, headers=headers)

    return send


def test_whisper_is_on_record_and_told_to_the_holder(act: Act, holder: Holder, clerk: Client) -> None:
    assert act("whisper", " ミニバンを ").status_code == 204
    row = StaffAct.objects.get()
    assert (row.kind, row.user_name, row.text, row.done_at) == ("whisper", "clerk", "ミニバンを", None)
    assert holder.hear() == {
        "type": "staff",
        "kind": "whisper",
        "act": row.pk,
        "text": "ミニバンを",
        "shop": {},
    }
    html = clerk.get(f"/admin/calls/{row.session_id}/lines/").content.decode()
    assert "ミニバンを" in html
    assert "まだ実行されていません" in html


def test_form_without_script_leads_back_to_the_call(clerk: Client, session: Session) -> None:
    answer: Any = clerk.post(f"/admin/calls/{session.id}/act/", {"kind": "whisper", "text": "ミニバンを"})
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/calls/{session.id}/")
    assert clerk.get(f"/admin/calls/{session.id}/act/").status_code == 405


def test_one_clerk_at_a_time_speaks_with_a_caller(act: Act, session: Session) -> None:
    other = Client()
    other.force_login(get_user_model().objects.create_superuser("taro"))
    assert act("say", "はい").status_code == 409
    assert act("take_over").status_code == 204
    session.refresh_from_db()
    assert session.taken_over_by == "clerk"
    refused = act("take_over", client=other)
    assert (refused.status_code, refused.content.decode()) == (409, "ほかの係がすでに応対しています。")
    assert act("say", "私が", client=other).status_code == 409
    assert act("say", "少々お待ちください").status_code == 204
    assert act("give_back").status_code == 204
    assert act("say", "まだ").status_code == 409
    session.refresh_from_db()
    assert session.taken_over_by == ""
    assert [row.kind for row in StaffAct.objects.all()] == ["take_over", "say", "give_back"]


def test_caller_is_given_the_telephone_of_the_shop_that_was_spoken_of(act: Act, holder: Holder) -> None:
    assert act("telephone").status_code == 204
    heard = holder.hear()
    assert heard["shop"] == {"name": "東京駅前店", "phone": "03-5555-0101", "tel": "+81355550101"}
    assert "東京駅前店、03-5555-0101 まで" in heard["text"]


def test_shop_without_a_telephone_is_not_offered(
    act: Act, shop: Location, clerk: Client, session: Session
) -> None:
    Location.objects.update(phone="")
    assert act("telephone").content.decode() == "この店舗には電話番号がありません。"
    assert 'value="telephone"' not in clerk.get(f"/admin/calls/{session.id}/").content.decode()


def test_farewell_is_in_the_callers_language(act: Act, holder: Holder, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(language="ja", heard_language="en")
    assert act("end").status_code == 204
    assert holder.hear()["text"].startswith("We are ending this call here. If you need anything more")


def test_call_that_the_callers_browser_holds_can_only_be_ended(act: Act, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(tool_mode="browser")
    assert act("whisper", "はい").status_code == 409
    assert act("take_over").status_code == 409
    assert act("end").status_code == 204
    session.refresh_from_db()
    assert (session.status, session.end_reason) == ("ended", "staff_ended")
    assert StaffAct.objects.get().done_at is not None


def test_call_that_is_over_is_left_alone(act: Act, session: Session) -> None:
    Session.objects.update(status="ended")
    refused = act("whisper", "はい")
    assert (refused.status_code, refused.content.decode()) == (409, "この通話は終わっています。")
    assert not StaffAct.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "あ" * 401])
def test_words_are_bounded(act: Act, text: str) -> None:
    assert act("whisper", text).status_code == 409
    assert act("nonsense").status_code == 404


@pytest.mark.parametrize(
    ("kind", "codename"),
    [
        ("whisper", "whisper_call"),
        ("take_over", "take_over_call"),
        ("telephone", "take_over_call"),
        ("end", "end_call"),
    ],
)
def test_each_act_has_its_permission(act: Act, session: Session, kind: str, codename: str) -> None:
    user = get_user_model().objects.create_user("new", is_staff=True)
    user.user_permissions.add(find_permission("view_session"))
    ShopAssignment.objects.create(user=user, location_id="ekimae")
    client = Client(headers={"accept-language": "ja"})
    client.force_login(user)
    assert act(kind, "はい", client=client).status_code == 403
    assert f'value="{kind}"' not in client.get(f"/admin/calls/{session.id}/").content.decode()
    user.user_permissions.add(find_permission(codename))
    client.force_login(get_user_model().objects.get(pk=user.pk))
    assert f'value="{kind}"' in client.get(f"/admin/calls/{session.id}/").content.decode()
    assert act(kind, "はい", client=client).status_code == 204


def test_page_of_who_speaks_tells_the_holder_that_it_is_there(
    act: Act, holder: Holder, clerk: Client, session: Session
) -> None:
    clerk.get(f"/admin/calls/{session.id}/lines/")
    act("take_over")
    assert holder.hear()["kind"] == "take_over"
    clerk.get(f"/admin/calls/{session.id}/lines/")
    assert holder.hear()["kind"] == "present"
    assert "clerk がお客様に応対中" in clerk.get("/admin/calls/live/").content.decode()


@pytest.mark.parametrize(
    ("provider", "words"), [("openai", "音声受付に指示"), ("embedded", "お客様への伝言")]
)
def test_page_says_whether_the_agent_takes_instructions(
    clerk: Client, session: Session, provider: str, words: str
) -> None:
    Session.objects.update(provider=provider)
    html = clerk.get(f"/admin/calls/{session.id}/").content.decode()
    assert f">{words}</label>" in html


def test_acts_stand_in_their_place_and_who_did_them(clerk: Client, session: Session) -> None:
    at = session.created_at
    StaffAct.objects.create(
        session=session, kind="take_over", user_name="hanako", at=at, done_at=at, position=1
    )
    StaffAct.objects.create(session=session, kind="give_back", at=at, done_at=at, position=2)
    html = clerk.get(f"/admin/calls/{session.id}/lines/").content.decode()
    assert html.index("もしもし") < html.index("係が応対を開始") < html.index("係の画面が閉じられたため")
    assert "hanako" in html
