"""Every sentence the receptionist says in Japanese. Short, polite, made to be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from voice.engine.dialogue.facts import Offer

WEEKDAYS = "月火水木金土日"
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
    "past_day": "{}は過ぎた日付のようです。",
    "impossible": "{}という日時はございません。",
    "weekday": "その日は{}でございます。",
    "unclear": "「{}」がいつになるか、はっきりいたしませんでした。",
    "stretch": "「{}」の何日をご希望でしょうか。",
    "busy": "申し訳ございません。ただいま混み合っており、手続きができませんでした。",
    "": "申し訳ございません。システムの不具合で、手続きができませんでした。",
}


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


def shops_fitting(names: Sequence[str]) -> str:
    return f"{list_names(names)}がございます。"


def one_shop_here(region: str, name: str) -> str:
    return f"{region}の店舗は{name}でございます。"


def no_shop_in(region: str) -> str:
    return f"申し訳ございません。{region.removesuffix('店')}には店舗がございません。"


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


def ask_for_a_moment() -> str:
    return "少々お待ちください。"


def excuse_the_break() -> str:
    return "失礼いたしました。"


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


def backwards() -> str:
    return "お返しがお貸し出しより前になっているようです。お返しの日と時間をお聞かせください。"


def offer_typing(what: str) -> str:
    return f"{what}{KEYBOARD}"


def trouble(code: str, words: str = "") -> str:
    return TROUBLE.get(code, TROUBLE[""]).format(words)


def outside_hours(hours: str) -> str:
    return (
        f"恐れ入りますが、営業時間は{hours}でございます。"
        if hours
        else "恐れ入りますが、営業時間外でございます。"
    )


def span(opens: str, closes: str) -> str:
    return "24時間" if opens == closes else f"{_clock(opens)}から{_clock(closes)}まで"


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


def heard_you() -> str:
    return "はい、聞こえております。"


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


def holding_car() -> str:
    return "かしこまりました。まず、お車をお取り置きいたします。"


def number_heard(number: str) -> str:
    return f"ご予約番号 {number} ですね。"


def looking_up() -> str:
    return "ありがとうございます。ご予約を確認いたします。"


def describe_found(shop: str, when: str, car: str, name: str) -> str:
    return f"{shop}、{when}、{car}、{name}様のご予約を承っております。"


def checking_fee() -> str:
    return "キャンセル料を確認いたします。"


def checking_change() -> str:
    return "承知いたしました。変更できるか確認いたします。"


def fee(yen: int) -> str:
    charged = f"キャンセル料は{yen:,}円です。" if yen else "キャンセル料はかかりません。"
    return charged + "ご予約を取り消してよろしいでしょうか。"


def would_be(when: str, car: str) -> str:
    return f"{when}、{car}に変更いたします。よろしいでしょうか。"


def cancelling() -> str:
    return "承知いたしました。ご予約を取り消します。"


def changing() -> str:
    return "承知いたしました。ご予約を変更いたします。"


def confirm_cancelled() -> str:
    return "ご予約を取り消しました。"


def confirm_changed() -> str:
    return "ご予約を変更いたしました。"


def left_as_it_is() -> str:
    return "かしこまりました。ご予約はそのままにいたします。"


def not_changed_yet() -> str:
    return "かしこまりました。ご予約はまだそのままです。"


def another_shop() -> str:
    return "恐れ入りますが、店舗の変更は、取り消しのうえ改めてご予約をお願いしております。"


def without_number() -> str:
    return "恐れ入ります。ご予約番号がわからない場合は、店舗でお調べいたします。"


def checking_price() -> str:
    return "料金を確認いたします。"


def price_depends() -> str:
    return "料金は、店舗とご利用日時で決まります。"


def price_example(shop: str, told: str) -> str:
    return f"目安として、{shop}の場合、{told}"


def cannot_go_on() -> str:
    return "申し訳ございません。こちらではこれ以上お手続きを進められないようです。"


def car_heard(name: str) -> str:
    return f"{car(name)}でございますね。"


def seats(name: str, people: int) -> str:
    return f"{car(name)}は{people}人乗りでございます。"


def cheapest(name: str, total: int) -> str:
    return f"いちばんお安いのは{car(name)}、{total:,}円でございます。"


def price_is(total: int) -> str:
    return f"料金は税込{total:,}円です。"


def prices(each: list[tuple[str, int]]) -> str:
    return "料金は税込で、" + "、".join(f"{car}が{total:,}円" for car, total in each) + "です。"


def back_to_booking() -> str:
    return "それでは、新しいご予約を続けさせていただきます。"


def checking_shop() -> str:
    return "店舗の案内を確認いたします。"


def open_on(shop: str, day: str, when: str) -> str:
    return f"{shop}の{day}の営業時間は{when}でございます。"


def closed_on(shop: str, day: str, reason: str) -> str:
    why = f"{reason}のため" if reason else ""
    return f"恐れ入りますが、{shop}は{day}は{why}お休みをいただいております。"


def all_open_on(day: str, when: str) -> str:
    return f"{day}の営業時間は、どの店舗も{when}でございます。"


def all_closed_on(day: str, reason: str) -> str:
    why = f"{reason}のため" if reason else ""
    return f"恐れ入りますが、{day}は{why}、どの店舗もお休みをいただいております。"
