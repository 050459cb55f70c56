"""Who keeps the tariff keeps it in the admin, in Japanese."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reservations import tariff, times
from reservations.imports import demo_tables
from reservations.models import CancellationFee, DropOff, Extra, Location, Rate, Season

pytestmark = [pytest.mark.db, pytest.mark.either]
AT = "/admin/reservations"
FIGURES = {"hours_6": 5_000, "hours_12": 6_000, "hours_24": 7_000, "further_day": 6_000, "extra_hour": 1_000}


@pytest.fixture
def company(shop: Location) -> Location:
    """Its tariff, and one shop more."""
    away = Location.objects.create(id="shinjuku", name="新宿店", name_en="Shinjuku")
    Season.objects.create(name="年末年始", first_day=date(2026, 12, 28), last_day=date(2027, 1, 4))
    Rate.objects.create(vehicle_class="compact", **FIGURES)
    Extra.objects.create(key="etc", name="ETCカード", amount=330, per="rental")
    DropOff.objects.create(origin=shop, destination=away, fee=2_200)
    for row in demo_tables.CANCELLATION:
        CancellationFee.objects.create(days_before=row[0], percent=row[1], cap=row[2])
    return away


def page(clerk: Client, path: str) -> str:
    response: Any = clerk.get(f"{AT}/{path}")
    assert response.status_code == 200
    return str(response.content.decode())


def sent(clerk: Client, path: str, data: dict[str, Any]) -> str:
    """What the page says afterwards; nothing where it was saved."""
    response: Any = clerk.post(f"{AT}/{path}", data)
    assert response.status_code in {200, 302}
    return "" if response.status_code == 302 else str(response.content.decode())


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("rate", ("コンパクト", "全店舗", "通常", "6時間まで", "以降24時間ごと", "超過1時間ごと")),
        ("season", ("年末年始", "初日")),
        ("extra", ("ETCカード", "1回ごと", "上限 (円)")),
        ("dropoff", ("東京駅前店", "新宿店", "貸出店舗", "返却店舗", "乗り捨て料金")),
        ("cancellationfee", ("出発日の6日前から", "出発日の2日前から", "出発日当日以降")),
    ],
)
def test_tables_are_labelled_in_japanese(
    table: str, words: tuple[str, ...], clerk: Client, company: Location
) -> None:
    html = page(clerk, f"{table}/")
    assert [word for word in words if word not in html] == []
    assert 'name="_save"' in page(clerk, f"{table}/add/")


def test_a_new_rate_counts_at_once(clerk: Client, shop: Location) -> None:
    form = {"vehicle_class": "minivan", "location": "ekimae", "season": "", **FIGURES}
    assert sent(clerk, "rate/add/", form) == ""
    found = tariff.quote(
        shop,
        "minivan",
        times.read_instant("2026-12-12T10:00", shop.timezone),
        times.read_instant("2026-12-12T16:00", shop.timezone),
    )
    assert found
    assert found.total == 5_000


def test_a_class_is_chosen_by_its_name_and_not_typed(clerk: Client, shop: Location) -> None:
    html = page(clerk, "rate/add/")
    assert '<option value="minivan">ミニバン</option>' in html
    refused = sent(clerk, "rate/add/", {"vehicle_class": "みにばん", **FIGURES})
    assert "候補にありません" in refused
    assert not Rate.objects.exists()


def test_a_second_rate_for_the_same_is_refused_in_words(clerk: Client, company: Location) -> None:
    refused = sent(clerk, "rate/add/", {"vehicle_class": "compact", "location": "", "season": "", **FIGURES})
    assert "同じ条件の料金がすでにあります。" in refused


def test_a_longer_band_is_not_cheaper(clerk: Client, shop: Location) -> None:
    refused = sent(clerk, "rate/add/", {"vehicle_class": "compact", **FIGURES, "hours_12": 4_000})
    assert "長い時間帯の料金を短い時間帯より安くすることはできません。" in refused


def test_a_season_is_made_with_its_rates_on_one_page(clerk: Client, shop: Location) -> None:
    row = {f"rates-0-{name}": value for name, value in {"vehicle_class": "compact", **FIGURES}.items()}
    form = {
        "name": "お盆", "name_en": "Obon", "first_day": "2027-08-10", "last_day": "2027-08-16",
        "rates-TOTAL_FORMS": 1, "rates-INITIAL_FORMS": 0, **row,
    }  # fmt: skip
    assert sent(clerk, "season/add/", form) == ""
    rate = Rate.objects.get()
    assert rate.season
    assert (rate.season.name, rate.vehicle_class) == ("お盆", "compact")
    assert "最終日が初日より前になっています。" in sent(
        clerk, "season/add/", form | {"last_day": "2027-08-09"}
    )


def test_amounts_are_changed_in_the_list(clerk: Client, company: Location) -> None:
    pair = DropOff.objects.get()
    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": pair.pk,
        "form-0-fee": "",
        "_save": "",
    }
    assert sent(clerk, "dropoff/", form) == ""
    pair.refresh_from_db()
    assert pair.fee is None


def read_list(html: str) -> dict[str, str]:
    """What the form of a list holds, as a browser would send it."""
    form = html.split('id="changelist-form"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_off = 'type="checkbox"' in tag and " checked" not in tag
        if name and not is_off and name[1] not in {"_selected_action", "_save"}:
            empty = "on" if 'type="checkbox"' in tag else ""
            found[name[1]] = unescape(value[1]) if value else empty
    return found


def test_list_that_is_sent_leaves_what_another_clerk_changed_meanwhile(
    clerk: Client, company: Location
) -> None:
    """As found: a price that was saved in between went back to what the older list showed."""
    other = Rate.objects.create(vehicle_class="minivan", **FIGURES)
    shown = read_list(page(clerk, "rate/"))
    Rate.objects.filter(vehicle_class="compact").update(hours_6=5_500, hours_12=6_500)
    ids = {value: name.removesuffix("-id") for name, value in shown.items() if name.endswith("-id")}
    own = ids[str(other.pk)]
    assert sent(clerk, "rate/", {**shown, f"{own}-hours_24": "7500", "_save": "x"}) == ""
    assert Rate.objects.filter(vehicle_class="compact").values_list("hours_6", "hours_12").get() == (
        5_500,
        6_500,
    )
    assert Rate.objects.get(pk=other.pk).hours_24 == 7_500


def test_fields_of_one_row_that_two_clerks_change_are_both_kept(clerk: Client, company: Location) -> None:
    shown = read_list(page(clerk, "rate/"))
    Rate.objects.update(hours_6=5_500)
    assert sent(clerk, "rate/", {**shown, "form-0-hours_24": "7500", "_save": "x"}) == ""
    assert Rate.objects.values_list("hours_6", "hours_24").get() == (5_500, 7_500)


@pytest.mark.parametrize("table", ["rate", "extra"])
def test_field_that_another_clerk_changed_meanwhile_is_asked_about(
    table: str, clerk: Client, company: Location
) -> None:
    shown = read_list(page(clerk, f"{table}/"))
    rows: Any = Rate.objects if table == "rate" else Extra.objects
    name, typed = ("hours_24", "7500") if table == "rate" else ("amount", "440")
    rows.update(**{name: 6_999})
    html = sent(clerk, f"{table}/", {**shown, f"form-0-{name}": typed, "_save": "x"})
    assert "ほかの方がすでに変更しています" in html
    assert rows.values_list(name, flat=True).get() == 6_999
    again = read_list(html)
    assert again[f"form-0-{name}"] == typed
    for _ in range(2):  # a second click meets what the first one has written
        assert sent(clerk, f"{table}/", {**again, "_save": "x"}) == ""
    assert rows.values_list(name, flat=True).get() == int(typed)


def test_the_id_of_an_extra_stays(clerk: Client, company: Location) -> None:
    form = {
        "key": "other",
        "name": "ETC",
        "name_en": "",
        "per": "day",
        "amount": 440,
        "cap": "",
        "active": "on",
    }
    assert sent(clerk, "extra/etc/change/", form) == ""
    assert Extra.objects.values_list("key", "name", "amount").get() == ("etc", "ETC", 440)
