"""What is said in Japanese, as a good clerk says it. The functions are those of speech/interface.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from reservations import vehicle_classes
from reservations.pricing import FeeStep
from reservations.speech.interface import Counts, LocalTimes

WEEKDAYS = "月火水木金土日"
DAY = 24 * 60
STATES = {
    "held": "仮予約中です",
    "confirmed": "ご予約を承っております",
    "out": "ただいまご利用中です",
    "returned": "ご返却済みです",
    "cancelled": "お取り消し済みです",
    "no_show": "ご来店がなかったため、お取り消しとなっております",
    "expired": "仮予約の期限が切れております",
}


def join(parts: Sequence[str]) -> str:
    return "、".join(parts)


def list_names(names: Sequence[str]) -> str:
    return "、".join(names)


def say_yen(amount: int) -> str:
    """「6,600円」"""
    return f"{amount:,}円"


def say_time(moment: datetime | time) -> str:
    """「10時」「10時30分」"""
    return f"{moment.hour}時" + (f"{moment.minute}分" if moment.minute else "")


def say_day(moment: datetime) -> str:
    """「12月5日土曜日」"""
    return f"{moment.month}月{moment.day}日{WEEKDAYS[moment.weekday()]}曜日"


def say_moment(moment: datetime) -> str:
    """「12月5日土曜日の10時」"""
    return f"{say_day(moment)}の{say_time(moment)}"


def say_period(start: datetime, end: datetime) -> str:
    """「12月5日土曜日の10時から18時」"""
    last = say_time(end) if start.date() == end.date() else say_moment(end)
    return f"{say_moment(start)}から{last}"


def say_length(minutes: int) -> str:
    """「2時間30分」"""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")


def say_rental_length(minutes: int) -> str:
    """「24時間」「2日間」「2日と2時間30分」"""
    days, rest = divmod(minutes, DAY)
    if minutes <= DAY:
        return say_length(minutes)
    return f"{days}日と{say_length(rest)}" if rest else f"{days}日間"


def say_hours(opens_at: time, closes_at: time) -> str:
    """「8時から20時」「24時間」"""
    return "24時間" if opens_at == closes_at else f"{say_time(opens_at)}から{say_time(closes_at)}"


def say_closing_reason(reason: str) -> str:
    """「年末年始のため」"""
    return f"{reason}のため" if reason else ""


def say_shops(region: str, names: Sequence[str]) -> str:
    there = f"{region}には" if region else ""
    if not names:
        return f"申し訳ございません。{there}店舗がございません。"
    if len(names) == 1:
        return f"{there}{names[0]}がございます。"
    return f"{there}{len(names)}つの店舗がございます。{join(names)}です。どちらの店舗をご希望でしょうか？"


def say_shop(shop: str, hours: str, reason: str, address: str, directions: str) -> str:
    why = f"{say_closing_reason(reason)}、" if reason else ""
    today = f"{shop}の本日の営業時間は、{why}{hours}です。" if hours else f"{shop}は、{why}本日はお休みです。"
    return today + (f"住所は{address}です。" if address else "") + directions


def say_free(counts: Counts) -> str:
    """「コンパクトカーが2台、ミニバンが1台空いております。どちらをご希望でしょうか？」"""
    have = f"{join([f'{_car(key)}が{count}台' for key, count in counts])}空いております。"
    return have + ("どちらをご希望でしょうか？" if len(counts) > 1 else "")


def say_none_free(shop: str, wished: LocalTimes, vehicle_class: str, offers: Sequence[str]) -> str:
    what = _car(vehicle_class) if vehicle_class else "お車"
    sorry = f"申し訳ございません。{shop}の{say_period(*wished)}は、{what}の空きがございません。"
    return sorry + (f"{join(offers)}でしたらご用意できます。" if offers else "")


def say_alternative(
    shop: str, wished: LocalTimes, offered: LocalTimes, vehicle_class: str, *, elsewhere: bool
) -> str:
    """「新宿店の10時から18時のミニバン」"""
    when = _other_times(wished, offered)
    return (f"{shop}の" if elsewhere else "") + (f"{when}の" if when else "") + _car(vehicle_class)


def say_place_and_period(shop: str, period: str, *, return_shop: str) -> str:
    """「東京駅前店、12月12日土曜日の10時から18時、ご返却は新宿店」"""
    return f"{shop}、{period}" + (f"、ご返却は{return_shop}" if return_shop else "")


def say_booked(
    shop: str, local_times: LocalTimes, vehicle_class: str, number: str, *, repeated_for: str
) -> str:
    what = f"{shop}、{say_period(*local_times)}、{_car(vehicle_class)}"
    if repeated_for:
        already = f"{what}は、{repeated_for}様のお名前ですでにご予約済みです。"
        return f"{already}新しいご予約はお取りしておりません。予約番号は {number} です。"
    return f"{what}でご予約が完了いたしました。予約番号は {number} です。"


def ask_to_book(
    booking: str,
    vehicle_class: str,
    name: str,
    price: int | None,
    *,
    phone: str,
    email: str,
    included: Sequence[str],
) -> str:
    contact = (f"、お電話番号は {phone} " if phone else "") + (f"、メールは {email} " if email else "")
    summary = f"{booking}、{_car(vehicle_class)}、お名前は{name}様{contact}です。"
    if price is not None:
        with_them = f"{join(included)}を含めて、" if included else ""
        cost = f"料金は{with_them}税込みで{say_yen(price)}です。"
    else:
        cost = f"{join(included)}もご用意いたします。" if included else ""
    return f"ご予約内容を確認いたします。{summary}{cost}よろしいでしょうか？"


def say_reservation(booking: str, vehicle_class: str, name: str, status: str, price: int | None) -> str:
    cost = f"料金は{say_yen(price)}です。" if price is not None else ""
    return f"{name}様、{booking}、{_car(vehicle_class)}で{STATES[status]}。{cost}"


def say_found(reservation: str, number: str) -> str:
    return f"{reservation}予約番号は {number} です。"


def ask_which(found: Sequence[str]) -> str:
    return f"{join(found)}どちらのご予約でしょうか。予約番号をお聞かせください。"


def ask_to_cancel(booking: str, fee: int) -> str:
    cost = f"キャンセル料は{say_yen(fee)}です。" if fee else "キャンセル料はかかりません。"
    return f"{booking}のご予約ですね。{cost}お取り消ししてよろしいでしょうか？"


def say_cancelled(booking: str, fee: int) -> str:
    cost = f"キャンセル料は{say_yen(fee)}です。" if fee else ""
    return f"{booking}のご予約をお取り消しいたしました。{cost}"


def ask_to_change(
    booking: str,
    vehicle_class: str,
    price: int | None,
    more: int | None,
    *,
    name: str,
    phone: str,
    email: str,
    included: Sequence[str] | None,
) -> str:
    parts = [booking, _car(vehicle_class)]
    if included is not None:
        parts.append(f"{join(included)}付き" if included else "オプションなし")
    parts += [f"お名前は{name}様"] if name else []
    parts += [f"お電話番号は {phone} "] if phone else []
    parts += [f"メールは {email} "] if email else []
    cost = f"料金は{say_yen(price)}{_difference(more)}になります。" if price is not None else ""
    return f"{join(parts)}に変更いたします。{cost}よろしいでしょうか？"


def say_changed(booking: str, vehicle_class: str, number: str) -> str:
    return f"{booking}、{_car(vehicle_class)}に変更いたしました。予約番号は {number} のままです。"


def say_charge(amount: int, *, per_day: bool, most: int | None) -> str:
    """「24時間ごとに税込み550円、最大1,100円」"""
    if not amount:
        return "無料"
    unit = "24時間ごとに" if per_day else "ご利用1回につき"
    return f"{unit}税込み{say_yen(amount)}" + (f"、最大{say_yen(most)}" if most is not None else "")


def say_amounts(least: int, most: int) -> str:
    """「税込み2,200円から33,000円」"""
    if not most:
        return "無料"
    return f"税込み{say_yen(most)}" if least == most else f"税込み{say_yen(least)}から{say_yen(most)}"


def say_cancellation_fees(steps: Sequence[FeeStep]) -> str:
    """「出発日の6日前からは基本料金の20パーセント、当日は50パーセント、上限は6,600円、それより前は無料」"""
    charged = [step for step in steps if step.percent]
    if not charged:
        return "無料"
    caps = {step.cap for step in charged}
    parts = []
    for count, step in enumerate(charged):
        since = f"{step.days_before}日前からは" if step.days_before else "当日は"
        what = "基本料金の" if not count else ""
        cap = f"（上限{say_yen(step.cap)}）" if step.cap is not None and len(caps) > 1 else ""
        parts.append(f"{'' if count else '出発日の'}{since}{what}{step.percent}パーセント{cap}")
    (shared,) = caps if len(caps) == 1 else (None,)
    return join([*parts, *([f"上限は{say_yen(shared)}"] if shared is not None else []), "それより前は無料"])


def say_unanswered(shop: str, phone: str) -> str:
    where = f"{shop}、お電話 {phone} に" if phone else "店舗に"
    return f"申し訳ございません。その点はこちらではわかりかねます。恐れ入りますが、{where}お尋ねください。"


def say_prices(amounts: Sequence[tuple[str, int]], minutes: int, included: Sequence[str]) -> str:
    """「コンパクトカーは8時間で6,600円です。税込みの金額でございます。」"""
    if not amounts:
        return "恐れ入ります。こちらの料金は、店舗より直接ご案内しております。"
    length = say_rental_length(minutes)
    extras = f"{join(included)}を含めて" if included else ""
    if len(amounts) == 1:
        kind, amount = amounts[0]
        cost = f"、{extras}{say_yen(amount)}" if extras else say_yen(amount)
        return f"{_car(kind)}は{length}で{cost}です。税込みの金額でございます。"
    each = join([f"{_car(kind)}が{say_yen(amount)}" for kind, amount in amounts])
    comma = f"{extras}、" if extras else ""
    return f"{length}のご利用で、{comma}{each}です。いずれも税込みの金額でございます。"


def _car(vehicle_class: str) -> str:
    return vehicle_classes.in_a_sentence(vehicle_class, "ja")


def _other_times(wished: LocalTimes, offered: LocalTimes) -> str:
    """Empty where they are those that were wished; the days are said only where they differ."""
    start, end = offered
    if offered == wished:
        return ""
    if [moment.date() for moment in offered] != [moment.date() for moment in wished]:
        return say_period(start, end)
    return f"{say_time(start)}から{say_time(end)}"


def _difference(more: int | None) -> str:
    if not more:
        return ""
    return f"（{say_yen(abs(more))}の{'追加' if more > 0 else '減額'}）"
