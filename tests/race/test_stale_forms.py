"""Of two who save one car at the same moment, on its own page and below its shop, the second is told."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from django.test import Client

from reservations.admin.stale_forms import StaleFormMixin
from reservations.models import Location, Vehicle
from tests.race.concurrency import at_once
from tests.reservations.admin.pages import MEANWHILE
from tests.reservations.admin.test_stale_forms import read_form, url_of
from tests.threads import LONGEST

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
# How long the first looks at the car before it saves it: the second looks meanwhile, if nothing holds it.
LOOKING_SECONDS = 1


class Clerk:
    """With the page of `row` open, and another model typed for the car."""

    def __init__(self, name: str, row: Model, model: str) -> None:
        self.client = Client()
        self.client.force_login(User.objects.create_superuser(name))
        self.row = row
        fields = read_form(self.client, row)
        (prefix,) = {each.removesuffix("id") for each in fields if fields[each] == "c0"} or {""}
        self.sent = {**fields, f"{prefix}model": model}
        self.has_looked = Event()

    def save(self) -> Any:
        return self.client.post(url_of(self.row), self.sent, follow=True)


@pytest.mark.parametrize("is_shop_first", [True, False], ids=["shop first", "car first"])
def test_second_to_save_a_car_is_told(
    two_cars: Location, is_shop_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    car = Vehicle.objects.get(pk="c0")
    clerks = [Clerk("hanako", two_cars, "ヤリス"), Clerk("taro", car, "フィット")]
    first, second = clerks if is_shop_first else reversed(clerks)
    read_present = StaleFormMixin.read_present

    def look(page: Any, request: HttpRequest, object_id: str) -> str:
        seen = read_present(page, request, object_id)
        is_first = object_id == first.row.pk
        (first if is_first else second).has_looked.set()
        if is_first:
            second.has_looked.wait(LOOKING_SECONDS)
        return seen

    def save_second() -> Any:
        first.has_looked.wait(LONGEST)
        return second.save()

    monkeypatch.setattr(StaleFormMixin, "read_present", look)
    answers: list[Any] = at_once(first.save, save_second)
    # Of the pages themselves: the test client mixes the contexts of threads.
    assert [MEANWHILE in answer.content.decode() for answer in answers] == [False, True]
    assert [answer.status_code for answer in answers] == [200, 200]
    car.refresh_from_db()
    assert car.model == ("ヤリス" if is_shop_first else "フィット")
