"""What the receptionist says in Japanese about reservations that exist, and about prices."""

from __future__ import annotations

QUESTIONS: dict[str, tuple[str, str, str]] = {
    "number": (
        "ご予約番号をお聞かせください。",
        "ご予約番号を、数字を1つずつゆっくりとお願いいたします。",
        "ご予約番号は、",
    ),
    "rest": (
        "続きの番号をお願いいたします。",
        "ご予約番号の残りの数字をお願いいたします。",
        "ご予約番号は、",
    ),
    "again": (
        "ご予約番号か、お名前、またはお電話番号の下4桁を、もう一度お願いいたします。",
        "ご予約番号を、数字を1つずつ、もう一度お願いいたします。",
        "ご予約番号は、",
    ),
    "fact": (
        "ご予約のお名前、またはお電話番号の下4桁をお願いいたします。",
        "ご予約のお名前か、お電話番号の最後の4桁を、もう一度お願いいたします。",
        "お名前か、お電話番号の下4桁は、",
    ),
    "new": (
        "どのように変更なさいますか。",
        "ご希望の日時、または車のクラスをお聞かせください。",
        "変更の内容は、",
    ),
    "agree": (
        "よろしいでしょうか。",
        "よろしければ、はい、とお答えください。",
        "お返事は、",
    ),
}


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


def price_is(total: int) -> str:
    return f"料金は税込{total:,}円です。"


def prices(each: list[tuple[str, int]]) -> str:
    return "料金は税込で、" + "、".join(f"{car}が{total:,}円" for car, total in each) + "です。"


def checking_shop() -> str:
    return "店舗の案内を確認いたします。"


def open_on(shop: str, day: str, when: str) -> str:
    return f"{shop}の{day}の営業時間は{when}でございます。"


def closed_on(shop: str, day: str, reason: str) -> str:
    why = f"{reason}のため" if reason else ""
    return f"恐れ入りますが、{shop}は{day}は{why}お休みをいただいております。"
