"""`/admin/calls/live/`: a card for each call that goes on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reservations.models import Location, ShopAssignment
from tests.voice.staff.conftest import MakeCall
from voice.models import Session

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def shop(db: None) -> Location:
    made: Location = Location.objects.create(
        id="ekimae", name="東京駅前店", name_en="Tokyo Station", region="東京"
    )
    return made


def read_cards(client: Client, query: str = "") -> list[str]:
    """The cards, each as plain words."""
    html = client.get(f"/admin/calls/live/{query}").content.decode()
    cards = re.findall('<li class="call-card.*?</li>', html, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", card).split()) for card in cards]


def test_card_names_shop_time_language_cost_last_captions_and_the_tool_at_work(
    clerk: Client, make_call: MakeCall
) -> None:
    make_call(
        ("agent", "いらっしゃいませ"),
        ("caller", "土曜日に"),
        ("agent", "お待ちください"),
        ("get_availability", None),
        status="active",
        ago=timedelta(seconds=45),
        about_shop="ekimae",
        cost=9600,
    )
    expected = "東京駅前店 0:45 日本語 10円 お客様 土曜日に 音声受付 お待ちください 空車を確認しています"
    assert read_cards(clerk) == [expected]
    assert "Tokyo Station 0:45 日本語 10 yen" in read_cards(clerk, "?lang=en")[0]


def test_tool_whose_process_died_is_not_at_work_for_ever(clerk: Client, make_call: MakeCall) -> None:
    make_call(("get_availability", None), status="active", ago=timedelta(minutes=5))
    assert "空車" not in read_cards(clerk)[0]


def test_only_calls_that_go_on_have_a_card(clerk: Client, make_call: MakeCall) -> None:
    make_call(("caller", "はい"))
    make_call(status="created", answered_at=None)
    assert read_cards(clerk) == []
    assert "ただいま通話はありません" in clerk.get("/admin/calls/live/").content.decode()


def test_call_that_needs_somebody_is_the_first_and_says_why(clerk: Client, make_call: MakeCall) -> None:
    make_call(("caller", "東京駅で"), status="active", ago=timedelta(hours=1))
    make_call(
        *[("caller", "予約を変更したい"), ("agent", "申し訳ございません")] * 3,
        status="active",
        ago=timedelta(minutes=1),
    )
    first, second = read_cards(clerk)
    assert "2回お詫びしました" in first
    assert "同じご用件を3回" in first
    assert "お詫び" not in second


def test_cards_ask_four_queries_however_many_calls_there_are(
    clerk: Client, make_call: MakeCall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(10):
        make_call(("agent", "はい"), ("get_availability", None), status="active", about_shop="ekimae")
    with django_assert_max_num_queries(4 + 2) as asked:  # two are the login's
        assert len(read_cards(clerk)) == 10
    print(f"{len(asked)} queries")


def test_list_has_the_cards_above_and_keeps_them_fresh(clerk: Client, make_call: MakeCall) -> None:
    make_call(("caller", "もしもし"), status="active")
    html = clerk.get("/admin/calls/").content.decode()
    assert 'data-poll="/admin/calls/live/"' in html
    assert html.index("もしもし") < html.index("終わった通話")


def test_page_of_a_call_that_goes_on_keeps_its_lines_fresh(clerk: Client, make_call: MakeCall) -> None:
    session = make_call(("caller", "もしもし"), status="active")
    html = clerk.get(f"/admin/calls/{session.id}/").content.decode()
    assert f'data-poll="/admin/calls/{session.id}/lines/"' in html
    lines: Any = clerk.get(f"/admin/calls/{session.id}/lines/")
    assert "もしもし" in lines.content.decode()
    assert "<html" not in lines.content.decode()
    assert "X-Poll" not in lines
    assert "結果を見る" in html
    Session.objects.filter(pk=session.pk).update(status=Session.Status.ENDED)
    last: Any = clerk.get(f"/admin/calls/{session.id}/lines/")
    assert "もしもし" in last.content.decode()
    assert last["X-Poll"] == "last"


def test_clerk_sees_calls_of_their_shops_and_of_none(make_call: MakeCall) -> None:
    user = get_user_model().objects.create_user("hanako", is_staff=True)
    user.user_permissions.add(
        Permission.objects.get(codename="view_session", content_type__app_label="voice")
    )
    ShopAssignment.objects.create(user=user, location_id="ekimae")
    clerk = Client()
    clerk.force_login(user)
    here = make_call(("caller", "ここ"), status="active", about_shop="ekimae")
    there = make_call(("caller", "よそ"), status="active", about_shop="sapporo")
    make_call(("caller", "どこか"), status="active")
    assert len(read_cards(clerk)) == 2
    assert clerk.get(f"/admin/calls/{here.id}/").status_code == 200
    assert clerk.get(f"/admin/calls/{there.id}/").status_code == 404
    Session.objects.update(status="ended")
    assert "<tbody>" not in clerk.get("/admin/calls/?q=よそ").content.decode()
    assert "<tbody>" in clerk.get("/admin/calls/?q=ここ").content.decode()
