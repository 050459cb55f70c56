"""Of two clerks who open one form, whatever table it is of, the second to save is told; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from reservations import booking, times
from reservations.models import (
    Answer,
    Block,
    CancellationFee,
    DatedHours,
    DropOff,
    Extra,
    Location,
    Rate,
    Reservation,
    Season,
    ShopAssignment,
    Vehicle,
    WeeklyHours,
)
from reservations.values import Actor
from tests import rows
from tests.reservations.admin.pages import MEANWHILE, page, read_messages
from voice.mcp import keys
from voice.mcp.models import PartnerKey

pytestmark = [pytest.mark.db, pytest.mark.either]
AMOUNTS = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 7000, "extra_hour": 1000}


class FormReader(HTMLParser):
    """What a browser would send of the form of a change page, unless a button is pressed with a name."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self.form_id = f"{model._meta.model_name}_form"
        self.fields: dict[str, Any] = {}
        self.is_inside = False
        self.choice = self.text = ""  # the name of the select, or the textarea, that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("id") == self.form_id
        name = given.get("name", "")
        if not self.is_inside:
            return
        if tag == "select":
            self.choice = name
        elif tag == "option" and "selected" in given and self.choice:
            self.fields.setdefault(self.choice, []).append(given.get("value", ""))
        elif tag == "textarea":
            self.text = name
            self.fields[name] = ""
        elif tag == "input" and name and given.get("type") not in {"submit", "file"}:
            is_box = given.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in given:
                self.fields[name] = given.get("value", "on" if is_box else "")

    def handle_data(self, data: str) -> None:
        if self.text:  # the parser drops no line break, a browser the first one
            self.fields[self.text] += data if self.fields[self.text] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        elif tag == "select":
            self.choice = ""
        elif tag == "textarea":
            self.text = ""


def read_form(clerk: Client, row: Model, *, language: str = "ja") -> dict[str, Any]:
    reader = FormReader(type(row))
    reader.feed(page(clerk, url_of(row), lang=language))
    assert len(reader.fields) > 2, "the page has its form"
    return reader.fields


def url_of(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@dataclass(frozen=True)
class Editing:
    """How a row is made, and what each of two clerks types into one of its fields."""

    make: Callable[[Location], Model]
    field: str
    typed: tuple[str, str]
    column: str = ""  # that has it, where it is not called as the field


def make_block(shop: Location) -> Model:
    at = [times.read_instant(text, "Asia/Tokyo") for text in ("2026-12-10T09:00", "2026-12-10T17:00")]
    car = Vehicle.objects.get(pk="c2")
    block = booking.block(car, starts_at=at[0], ends_at=at[1], reason="車検", actor=Actor("staff"))
    return Block.objects.get(pk=block.id)


def make_key(shop: Location) -> Model:
    key = PartnerKey(name="旅の窓口", scope="read", calls_per_minute=10)
    keys.issue(key, by="hanako")
    return PartnerKey.objects.get(pk=key.pk)


def make_season(shop: Location) -> Season:
    return Season.objects.create(name="年末年始", first_day="2026-12-28", last_day="2027-01-03")


def make_drop_off(shop: Location) -> DropOff:
    there = Location.objects.create(id="ueno", name="上野店", region="東京", region_en="Tokyo")
    return DropOff.objects.create(origin=shop, destination=there, fee=3000)


EDITINGS: dict[type[Model], Editing] = {
    Reservation: Editing(rows.create_by_staff, "customer_name", ("佐藤花子", "田中美咲")),
    Block: Editing(make_block, "reason", ("修理", "洗車"), "customer_name"),
    Location: Editing(lambda shop: shop, "opens_at", ("07:00:00", "06:00:00")),
    Vehicle: Editing(lambda shop: Vehicle.objects.get(pk="c1"), "model", ("ヤリス", "フィット")),
    Rate: Editing(
        lambda shop: Rate.objects.create(vehicle_class="compact", **AMOUNTS), "hours_6", ("5100", "5200")
    ),
    Season: Editing(make_season, "name", ("年の瀬", "正月")),
    Extra: Editing(
        lambda shop: Extra.objects.create(key="child-seat", name="チャイルドシート", amount=1100),
        *("amount", ("1200", "1300")),
    ),
    DropOff: Editing(make_drop_off, "fee", ("3100", "3200")),
    CancellationFee: Editing(
        lambda shop: CancellationFee.objects.create(days_before=14, percent=50), "percent", ("40", "60")
    ),
    Answer: Editing(
        lambda shop: Answer.objects.create(topic="pets", title="ペット", words="犬", answer="どうぞ。"),
        *("answer", ("籠に入れてどうぞ。", "ご遠慮ください。")),
    ),
    PartnerKey: Editing(make_key, "calls_per_minute", ("20", "30")),
    User: Editing(lambda shop: User.objects.create_user("hanako"), "first_name", ("花子", "華子")),
    Group: Editing(lambda shop: Group.objects.create(name="洗車"), "name", ("洗車係", "車両係")),
}
# Rows below a form that two may have open, and what one of them adds.
BELOW: dict[type[Model], tuple[type[Model], Callable[[Any], Model]]] = {
    WeeklyHours: (Location, lambda shop: WeeklyHours.objects.create(location=shop, weekday=2)),
    DatedHours: (
        Location,
        lambda shop: DatedHours.objects.create(location=shop, first_day="2026-12-31", last_day="2027-01-01"),
    ),
    Vehicle: (
        Location,
        lambda shop: Vehicle.objects.create(id="c9", location=shop, vehicle_class="compact"),
    ),
    Rate: (
        Season,
        lambda season: Rate.objects.create(vehicle_class="suv", season=season, **AMOUNTS),
    ),
    ShopAssignment: (
        User,
        lambda user: ShopAssignment.objects.create(user=user, location=Location.objects.get()),
    ),
}


def list_editable() -> list[tuple[type[Model], ModelAdmin[Any]]]:
    """Whatever is registered, by whatever app, and has a form that somebody may save."""
    request = RequestFactory().get("/admin/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    models = [model for model in apps.get_models() if admin.site.is_registered(model)]
    found = [(model, admin.site.get_model_admin(model)) for model in models]
    return [(model, each) for model, each in found if each.has_change_permission(request)]


def test_every_form_that_somebody_may_save_is_tried_here(db: None) -> None:
    assert {model for model, _page in list_editable()} == set(EDITINGS)
    assert {inline.model for _model, page in list_editable() for inline in page.inlines} == set(BELOW)


def column_of(row: Model, editing: Editing) -> str:
    now = type(row)._base_manager.get(pk=row.pk)
    return str(getattr(now, editing.column or editing.field))


@pytest.mark.parametrize("model", EDITINGS, ids=lambda model: model.__name__)
def test_second_of_two_who_save_a_form_is_told_and_overwrites_nothing(
    model: type[Model], clerk: Client, store: str, shop: Location
) -> None:
    editing = EDITINGS[model]
    row = editing.make(shop)
    first, second = read_form(clerk, row), read_form(clerk, row)
    saved: Any = clerk.post(url_of(row), {**first, editing.field: editing.typed[0]})
    assert saved.status_code == 302, saved.context and saved.context["errors"]
    assert column_of(row, editing) == editing.typed[0]
    refused: Any = clerk.post(url_of(row), {**second, editing.field: editing.typed[1]}, follow=True)
    assert MEANWHILE in read_messages(refused)
    assert column_of(row, editing) == editing.typed[0]
    again = read_form(clerk, row)
    assert again[editing.field] == editing.typed[0], "the page shows what is there now"
    assert clerk.post(url_of(row), {**again, editing.field: editing.typed[1]}).status_code == 302
    assert column_of(row, editing) == editing.typed[1]


@pytest.mark.parametrize("model", EDITINGS, ids=lambda model: model.__name__)
def test_form_that_comes_back_with_an_error_is_still_the_one_that_was_opened(
    model: type[Model], clerk: Client, shop: Location
) -> None:
    editing = EDITINGS[model]
    row = editing.make(shop)
    sent = read_form(clerk, row)
    name = next(name for name in ("version", "shown") if name in sent)
    wrong: Any = clerk.post(url_of(row), {**sent, editing.field: ""})
    if wrong.status_code == 302:  # it may be empty
        return
    reader = FormReader(model)
    reader.feed(wrong.content.decode())
    assert reader.fields[name] == sent[name]


@pytest.mark.parametrize("below", BELOW, ids=lambda model: model.__name__)
def test_rows_below_a_form_that_somebody_else_added_are_not_overlooked(
    below: type[Model], clerk: Client, shop: Location
) -> None:
    model, add = BELOW[below]
    editing = EDITINGS[model]
    row = editing.make(shop)
    sent = read_form(clerk, row)
    add(row)
    refused: Any = clerk.post(url_of(row), {**sent, editing.field: editing.typed[0]}, follow=True)
    assert MEANWHILE in read_messages(refused)
    assert column_of(row, editing) != editing.typed[0]


def test_refusal_of_an_old_form_speaks_the_language_of_the_page(clerk: Client, shop: Location) -> None:
    car = Vehicle.objects.get(pk="c1")
    sent = read_form(clerk, car, language="en")
    Vehicle.objects.filter(pk="c1").update(model="ヤリス")
    refused: Any = clerk.post(f"{url_of(car)}?lang=en", {**sent, "model": "フィット"}, follow=True)
    assert "Somebody else has changed this in the meantime" in read_messages(refused)


def test_login_of_a_member_of_the_staff_makes_no_form_old(clerk: Client, shop: Location) -> None:
    user = EDITINGS[User].make(shop)
    sent = read_form(clerk, user)
    User.objects.filter(pk=user.pk).update(last_login="2026-12-01T00:00:00Z")
    assert clerk.post(url_of(user), {**sent, "first_name": "花子"}).status_code == 302
    after = User.objects.get(pk=user.pk)
    assert (after.first_name, after.last_login is None) == ("花子", False)
