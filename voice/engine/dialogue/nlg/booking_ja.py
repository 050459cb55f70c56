"""Every sentence the receptionist says in Japanese. Short, polite, made to be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from voice.engine.dialogue.facts import Offer

WEEKDAYS = "月火水木金土日"


def day(moment: date) -> str:
    return f"{moment.month}月{moment.day}日{WEEKDAYS[moment.weekday()]}曜日"


def clock(moment: datetime) -> str:
    return f"{moment.hour}時{moment.minute}分" if moment.minute else f"{moment.hour}時"


def period(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return f"{day(start)}の{clock(start)}から{clock(end)}まで"
    return f"{day(start)}の{clock(start)}から{day(end)}の{clock(end)}まで"


def car(name: str) -> str:
    return "コンパクトカー" if name == "コンパクト" else name


def list_names(names: Sequence[str]) -> str:
    return "、".join(names)


def greeting(shop: str) -> str:
    place = f"{shop}の" if shop else "レンタカーの"
    return f"お電話ありがとうございます。{place}自動受付でございます。"


def how_can_i_help(*, shop_known: bool) -> str:
    return "ご希望の日時をお聞かせください。" if shop_known else "ご希望の場所と日時をお聞かせください。"


def checking_shops(region: str) -> str:
    return f"承知いたしました。少々お待ちください。{region + 'の' if region else ''}店舗を確認いたします。"


def shops_here(region: str, names: Sequence[str]) -> str:
    counted = f"{region}には{len(names)}つの店舗がございます。" if region else ""
    return f"{counted}{list_names(names)}でございます。"


def one_shop_here(region: str, name: str) -> str:
    return f"{region}の店舗は{name}でございます。"


def no_shop_in(region: str) -> str:
    return f"申し訳ございません。{region}には店舗がございません。"


def regions(names: Sequence[str]) -> str:
    return f"{list_names(names)}に店舗がございます。"


def checking_cars(shop: str, when: str) -> str:
    return f"{shop}で{when}ですね。空車状況を確認いたします。"


def cars(offers: Sequence[Offer]) -> str:
    return "、".join(f"{car(offer.car)}が{offer.count}台" for offer in offers) + "空いております。"


def car_is_free(name: str) -> str:
    return f"{car(name)}をご用意できます。"


def not_free(name: str) -> str:
    return f"申し訳ございません。あいにく{car(name)}は空きがございません。"


def nothing_free() -> str:
    return "申し訳ございません。あいにくそのお時間は空車がございません。"


def alternative(shop: str, when: str, name: str) -> str:
    return f"{shop}、{when}でしたら、{car(name)}をご用意できます。"


def details(shop: str, when: str, name: str, customer: str) -> str:
    return f"{shop}、{when}、{car(name)}、お名前は{customer}様。"


def reading_back() -> str:
    return "ご予約内容を確認いたします。"


def booking_now() -> str:
    return "承知いたしました。予約を作成いたします。"


def confirm_booked(number: str, shop: str) -> str:
    visit = f"当日は{shop}でお待ちしております。" if shop else ""
    return f"予約が完了いたしました。予約番号は {number} です。繰り返します。{number} です。{visit}"


def number_again(number: str) -> str:
    return f"ご予約は完了しております。予約番号は {number} です。"


def already_booked(number: str) -> str:
    return (
        f"そのご予約はすでに承っております。予約番号は {number} です。繰り返します。{number} です。"
        "新しいご予約はお取りしておりません。"
    )


def unsure_of_answer() -> str:
    return "恐れ入ります、ご承諾のお返事かどうか、はっきりいたしませんでした。"


def changes_after_booking(phone: str) -> str:
    where = f"お電話 {phone} " if phone else "店舗"
    return (
        f"恐れ入りますが、ご予約後の変更や取り消しはこちらでは承れません。{where}までお問い合わせください。"
    )


def still_checking() -> str:
    return "ただいま確認しております。少々お待ちくださいませ。"


def welcome() -> str:
    return "とんでもないことでございます。"


def acknowledge() -> str:
    return "かしこまりました。"


def goodbye(*, booked: bool) -> str:
    if booked:
        return "ご予約ありがとうございました。お気をつけてお越しくださいませ。失礼いたします。"
    return "お電話ありがとうございました。またのご利用をお待ちしております。失礼いたします。"


def take_your_time() -> str:
    return "はい、お待ちしております。ご準備ができましたらお声がけください。"


def confirm_dropped() -> str:
    return "かしこまりました。ご予約はお取りせずにおきます。"


def past_day(when: str) -> str:
    return f"{when}は過ぎた日付のようです。"


def backwards() -> str:
    return "お返しがお貸し出しより前になっているようです。お返しの日と時間をお聞かせください。"


QUESTIONS: dict[str, tuple[str, str, str]] = {
    "place": (
        "どちらの地域、または店舗をご希望でしょうか。",
        "ご利用になりたい地域か店舗のお名前をお願いいたします。",
        "地域か店舗のお名前は、",
    ),
    "shop": (
        "どちらの店舗をご希望でしょうか。",
        "店舗のお名前をもう一度お願いいたします。",
        "店舗のお名前は、",
    ),
    "when": (
        "ご利用の日にちと、お時間をお聞かせください。",
        "いつ、何時から何時までお使いになりますか。",
        "ご利用の日時は、",
    ),
    "day": ("ご利用日はいつになさいますか。", "何月何日からお使いになりますか。", "ご利用日は、"),
    "times": (
        "何時から何時までご利用でしょうか。",
        "お借りになる時間と、お返しの時間をお願いいたします。",
        "お時間は、",
    ),
    "start": ("何時からご利用でしょうか。", "お借りになる時間をお願いいたします。", "お借りになる時間は、"),
    "end": ("お返しは何時になさいますか。", "お返しの時間をお願いいたします。", "お返しの時間は、"),
    "class": ("どちらをご希望でしょうか。", "車のクラスをお選びください。", "ご希望のクラスは、"),
    "name": (
        "ご予約のお名前をフルネームでお願いいたします。",
        "お名前をもう一度、お名前だけお願いいたします。",
        "お名前は、",
    ),
    "confirm": (
        "こちらでご予約してよろしいでしょうか。",
        "この内容でよろしければ、はい、とお答えください。",
        "お返事は、",
    ),
    "change": (
        "どちらを変更いたしましょうか。",
        "お店、日時、車、お名前のうち、どれを変えましょうか。",
        "変えたいところは、",
    ),
    "alternative": (
        "こちらでいかがでしょうか。",
        "こちらになさいますか。はい、か、いいえ、でお願いいたします。",
        "お返事は、",
    ),
    "retry": ("もう一度お試ししてよろしいでしょうか。", "もう一度お試ししますか。", "お返事は、"),
    "else": ("ほかにご用件はございますか。", "ほかにお手伝いできることはございますか。", "ほかのご用件は、"),
}
KEYBOARD = "画面のキーボードでもご入力いただけます。"
UNHEARD = (
    "申し訳ございません、うまく聞き取れませんでした。",
    "恐れ入ります、お声が少し遠いようです。",
    "たびたび申し訳ございません。お声を聞き取れないようです。",
)
UNCLEAR = (
    "恐れ入ります。",
    "申し訳ございません、もう少し詳しくお願いいたします。",
    "たびたび申し訳ございません。",
)


def offer_typing(what: str) -> str:
    return f"{what}{KEYBOARD}"
