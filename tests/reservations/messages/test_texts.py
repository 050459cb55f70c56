"""What customers read, in both languages: complete, by the shop's clock, and no more of them than needed."""

from __future__ import annotations

import pytest

from reservations import booking, tariff, times
from reservations.models import CancellationFee, Location, Message
from tests.reservations.messages.conftest import CLERK, Reserve

pytestmark = [pytest.mark.db, pytest.mark.either]

CONFIRMED_JA = """山田太郎 様

このたびはご予約いただき、誠にありがとうございます。
次のとおり承りました。

予約番号: {number}
貸出: 2026年12月12日 (土) 10:00
返却: 2026年12月12日 (土) 18:00
車種クラス: コンパクト
料金: 6,000円 (税込み)
  基本料金 6,000円

店舗: 東京駅前店
住所: 東京都千代田区丸の内1-9-1
電話: 03-5555-0101
道順: 郵便局の隣です。

■ ご出発の際は
運転される方全員の運転免許証をお持ちください。遅れる場合は、お手数ですが店舗までご連絡ください。

■ ご変更・お取り消し
音声受付またはお電話 (03-5555-0101) で承ります。予約番号と、お名前またはお電話番号の下4桁をお知らせください。
お取り消しの時期により、キャンセル料がかかる場合がございます。

ご来店をお待ちしております。
東京駅前店
"""


def last(channel: str = "email") -> Message:
    return Message.objects.filter(channel=channel).latest("pk")


def test_a_confirmation_in_japanese_is_what_a_good_clerk_would_write(reserve: Reserve) -> None:
    row = reserve()
    assert last().subject == f"ご予約を承りました ({row.number}・東京駅前店)"
    base = row.price_lines[0]["name"]
    assert last().body == CONFIRMED_JA.format(number=row.number).replace("基本料金", base)


def test_a_confirmation_in_english_says_the_same(reserve: Reserve) -> None:
    row = reserve(language="en")
    assert last().subject == f"Your car is booked ({row.number}, Tokyo Station)"
    for line in (
        f"Reservation number: {row.number}",
        "Pickup: Saturday, December 12, 2026, 10:00 AM",
        "Return: Saturday, December 12, 2026, 6:00 PM",
        "Class: Compact",
        "Price: JPY 6,000, tax included",
        "Address: 1-9-1 Marunouchi, Chiyoda-ku, Tokyo",
        "Telephone: 03-5555-0101",
        "How to get there: Next to the post office.",
    ):
        assert line in last().body.splitlines()
    assert "driving licence" in last().body
    assert not [letter for letter in last().body.replace("山田太郎", "") if ord(letter) > 0x2FFF]


def test_a_change_tells_how_the_booking_stands_now(reserve: Reserve) -> None:
    row = reserve()
    booking.change(row, actor=CLERK, return_at=times.read_instant("2026-12-13T09:00", "Asia/Tokyo"))
    assert last().subject.startswith("ご予約を変更いたしました")
    assert "返却: 2026年12月13日 (日) 9:00" in last().body
    assert "料金: 7,000円 (税込み)" in last().body


def test_a_text_stays_as_it_was_when_it_was_written(reserve: Reserve, tokyo: Location) -> None:
    reserve()
    Location.objects.update(name="別の店")
    assert "店舗: 東京駅前店" in last().body


@pytest.mark.parametrize(
    ("percent", "ja", "en"),
    [
        (0, "キャンセル料はかかりません。", "There is no cancellation fee."),
        (50, "キャンセル料: 3,000円", "Cancellation fee: JPY 3,000"),
    ],
)
def test_a_cancellation_tells_what_it_costs(reserve: Reserve, percent: int, ja: str, en: str) -> None:
    CancellationFee.objects.create(days_before=30, percent=percent)
    CancellationFee.objects.create(days_before=0, percent=percent)
    for language, words in (("ja", ja), ("en", en)):
        row = reserve(language=language)
        assert tariff.find_cancellation_fee(row, row.created_at) == percent * 60
        booking.cancel(row, actor=CLERK)
        assert words in last().body.splitlines()


def test_a_short_message_is_short_and_names_nobody(reserve: Reserve) -> None:
    row = reserve()
    assert last("sms").body == (
        f"【東京駅前店】ご予約を承りました。 {row.number} 12/12(土)10:00～18:00 コンパクト。 "
        "運転免許証をお持ちください。変更・取消は03-5555-0101"
    )
    english = reserve(language="en")
    assert last("sms").body == (
        f"Tokyo Station: your Compact is booked. {english.number}, Sat Dec 12 10:00 AM to 6:00 PM. "
        "Please bring your licence. To change: 03-5555-0101"
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_short_message_holds_a_name_or_an_address(reserve: Reserve, language: str) -> None:
    row = reserve(language=language)
    booking.change(row, actor=CLERK, vehicle_class="minivan")
    booking.cancel(row, actor=CLERK)
    bodies = list(Message.objects.filter(channel="sms").values_list("body", flat=True))
    assert len(bodies) == 3
    assert not [body for body in bodies if "山田" in body or "taro" in body or "丸の内" in body]
    assert all(row.number in body and len(body) <= 160 for body in bodies)


def test_a_shop_with_a_strange_name_breaks_neither_text_nor_header(reserve: Reserve, tokyo: Location) -> None:
    tokyo.name = "A&B <東京>\r\nBcc: x@example.com"
    tokyo.save()
    reserve()
    assert "店舗: A&B <東京>" in last().body
    assert "\n" not in last().subject
    assert "\r" not in last().subject


def test_what_is_not_known_leaves_no_empty_line_behind(reserve: Reserve, tokyo: Location) -> None:
    Location.objects.update(phone="", address="", directions="")
    tokyo.refresh_from_db()
    reserve(vehicle_class="minivan")  # no rate
    assert "料金: 店舗よりご案内いたします。\n\n店舗: 東京駅前店\n\n■" in last().body
    assert "音声受付で承ります。" in last().body
    assert "電話:" not in last().body


def test_both_shops_of_a_one_way_rental_are_named(reserve: Reserve, new_york: Location) -> None:
    later = times.read_instant("2026-12-13T18:00", new_york.timezone)
    row = reserve(language="en", return_location=new_york, return_at=later)
    assert row.one_way
    assert "Return: Sunday, December 13, 2026, 6:00 PM (New York)" in last().body
    assert "Address of the return shop: 1 Main Street" in last().body
