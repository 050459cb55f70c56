"""What is said of a booking that exists: held, found, changed, cancelled. Two languages. Pure."""

from __future__ import annotations

from reservations.spoken import article, yen
from reservations.vehicle_classes import in_a_sentence


def at_and_when(shop: str, period: str, language: str) -> str:
    return f"{shop}, {period}" if language == "en" else f"{shop}、{period}"


def held(booking: str, key: str, name: str, price: int | None, language: str) -> str:
    car = in_a_sentence(key, language)
    if language == "en":
        cost = f", {yen(price, 'en')} including tax" if price is not None else ""
        return f"Let me confirm: {booking}, {article(car)} {car}, for {name}{cost}. Shall I book it?"
    cost = f"料金は税込みで{yen(price, 'ja')}です。" if price is not None else ""
    return f"ご予約内容を確認いたします。{booking}、{car}、お名前は{name}様です。{cost}よろしいでしょうか？"


STATES = {
    "ja": {
        "held": "仮予約中です",
        "confirmed": "ご予約を承っております",
        "out": "ただいまご利用中です",
        "returned": "ご返却済みです",
        "cancelled": "お取り消し済みです",
        "no_show": "ご来店がなかったため、お取り消しとなっております",
        "expired": "仮予約の期限が切れております",
    },
    "en": {
        "held": "is being held",
        "confirmed": "is booked",
        "out": "is on the road",
        "returned": "has been returned",
        "cancelled": "is cancelled",
        "no_show": "was closed, as nobody came",
        "expired": "was held and is no longer",
    },
}


def found(booking: str, key: str, name: str, status: str, price: int | None, language: str) -> str:
    car = in_a_sentence(key, language)
    if language == "en":
        cost = f" The price is {yen(price, 'en')}." if price is not None else ""
        return f"{article(car).capitalize()} {car} for {name}, {booking}, {STATES['en'][status]}.{cost}"
    cost = f"料金は{yen(price, 'ja')}です。" if price is not None else ""
    return f"{name}様、{booking}、{car}で{STATES['ja'][status]}。{cost}"


def cancel_question(booking: str, fee: int, language: str) -> str:
    if language == "en":
        cost = f"The cancellation fee is {yen(fee, 'en')}." if fee else "There is no cancellation fee."
        return f"Your booking at {booking}. {cost} Shall I cancel it?"
    cost = f"キャンセル料は{yen(fee, 'ja')}です。" if fee else "キャンセル料はかかりません。"
    return f"{booking}のご予約ですね。{cost}お取り消ししてよろしいでしょうか？"


def cancelled(booking: str, fee: int, language: str) -> str:
    if language == "en":
        cost = f" The cancellation fee is {yen(fee, 'en')}." if fee else ""
        return f"Your booking at {booking} is cancelled.{cost}"
    cost = f"キャンセル料は{yen(fee, 'ja')}です。" if fee else ""
    return f"{booking}のご予約をお取り消しいたしました。{cost}"


def change_question(booking: str, key: str, price: int | None, more: int | None, language: str) -> str:
    car = in_a_sentence(key, language)
    if language == "en":
        cost = f" The price will be {yen(price, 'en')}{difference(more, 'en')}." if price is not None else ""
        return f"I will change it to {booking}, {article(car)} {car}.{cost} Is that all right?"
    cost = f"料金は{yen(price, 'ja')}{difference(more, 'ja')}になります。" if price is not None else ""
    return f"{booking}、{car}に変更いたします。{cost}よろしいでしょうか？"


def difference(more: int | None, language: str) -> str:
    """What the change adds or takes; nothing where nothing is known or changes."""
    if not more:
        return ""
    if language == "en":
        return f", {yen(abs(more), 'en')} {'more' if more > 0 else 'less'}"
    return f"（{yen(abs(more), 'ja')}の{'追加' if more > 0 else '減額'}）"


def changed(booking: str, key: str, number: str, language: str) -> str:
    car = in_a_sentence(key, language)
    if language == "en":
        return f"It is changed: {booking}, {article(car)} {car}. Your number stays {number}."
    return f"{booking}、{car}に変更いたしました。予約番号は {number} のままです。"
