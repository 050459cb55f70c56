"""What the receptionist says in Japanese when the caller asks something else, or meets trouble."""

from __future__ import annotations

TROUBLE = {
    "unknown_location": "申し訳ございません。その店舗が見つかりませんでした。",
    "unknown_vehicle_type": "申し訳ございません。その車のクラスは取り扱いがございません。",
    "ends_before_start": "お返しの時間がお貸し出しより前になっているようです。",
    "in_the_past": "恐れ入りますが、そのお時間は過ぎております。",
    "ambiguous_time": "恐れ入ります。お時間をもう一度確認させてください。",
    "invalid_arguments": "恐れ入ります。もう一度確認させてください。",
    "too_far_ahead": "恐れ入りますが、その日のご予約はまだ承れません。",
    "too_short": "恐れ入りますが、ご利用時間が短すぎるようです。",
    "too_long": "恐れ入りますが、ご利用期間が長すぎるようです。",
    "no_vehicle_available": "申し訳ございません。あいにく空車がなくなってしまいました。",
    "unknown_reservation": "申し訳ございません。そのご予約が見つかりませんでした。",
    "second_fact_needed": "恐れ入りますが、ご本人さまの確認をお願いいたします。",
    "too_many_attempts": "申し訳ございません。何度か確認できませんでしたので、店舗で承ります。",
    "closed_that_day": "恐れ入りますが、その日は店舗がお休みでございます。",
    "too_soon": "恐れ入りますが、お時間が迫っており、お車のご用意が間に合いません。",
    "illegal_move": "申し訳ございません。そのご予約は、もう変更や取り消しができません。",
    "hold_expired": "申し訳ございません。お取り置きの時間が過ぎてしまいました。",
    "busy": "申し訳ございません。ただいま混み合っており、手続きができませんでした。",
    "": "申し訳ございません。システムの不具合で、手続きができませんでした。",
}


def trouble(code: str) -> str:
    return TROUBLE.get(code, TROUBLE[""])


def outside_hours(hours: str) -> str:
    return (
        f"恐れ入りますが、営業時間は{hours}でございます。"
        if hours
        else "恐れ入りますが、営業時間外でございます。"
    )


def span(opens: str, closes: str) -> str:
    return f"{_clock(opens)}から{_clock(closes)}まで"


def _clock(text: str) -> str:
    hour, _, minute = text.partition(":")
    return f"{int(hour)}時{int(minute)}分" if int(minute or 0) else f"{int(hour)}時"


def call_the_shop(phone: str) -> str:
    return (
        f"お手数ですが、お電話 {phone} までご連絡ください。"
        if phone
        else "お手数ですが、店舗まで直接ご連絡ください。"
    )


def hours(shop: str, when: str) -> str:
    return f"{shop + 'の' if shop else ''}営業時間は{when}でございます。"


def hello() -> str:
    return "はい、こんにちは。"


def where(shop: str, address: str) -> str:
    return (
        f"{shop}は、{address}にございます。"
        if address
        else f"{shop}の詳しい場所は、画面の案内をご覧ください。"
    )


def phone(shop: str, number: str) -> str:
    return (
        f"{shop}の電話番号は {number} です。"
        if number
        else "申し訳ございません。電話番号がこちらではわかりかねます。"
    )


def usual_hours_differ() -> str:
    return "営業時間は店舗ごとに異なります。"


def price() -> str:
    return "料金は、恐れ入りますが、当日店舗でご案内いたします。"


def human(phone: str) -> str:
    if phone:
        return f"係の者とお話しになる場合は、お電話 {phone} までお願いいたします。"
    return "恐れ入りますが、こちらは自動受付でございます。係の者は店舗でお電話を承ります。"


def driver() -> str:
    return "申し訳ございません。運転手の手配は法律で認められておりません。お車のみのご案内でございます。"


def private() -> str:
    return "申し訳ございません。ほかのお客様の情報はお答えできません。"


def injection() -> str:
    return "申し訳ございません。そのご依頼にはお応えできません。ご予約のお手伝いをいたします。"


def existing(phone: str) -> str:
    return "申し訳ございません。ご予約の確認や変更は、こちらでは承れません。" + call_the_shop(phone)


def several() -> str:
    return "ご予約は1台ずつ承っております。"


def robot() -> str:
    return "はい、こちらは自動受付でございます。"


def unknown() -> str:
    return "申し訳ございません。その点はこちらではわかりかねます。店舗にてお尋ねください。"


def cannot(tool: str) -> str:
    what = {
        "list_locations": "店舗の検索",
        "get_availability": "空車の確認",
        "create_reservation": "ご予約の作成",
    }.get(tool, "そのお手続き")
    return f"申し訳ございません。ただいまこちらでは{what}ができません。"


def classes(names: str) -> str:
    return f"車のクラスは、{names}がございます。"


def are_you_there() -> str:
    return "もしもし、お声は届いておりますでしょうか。"
