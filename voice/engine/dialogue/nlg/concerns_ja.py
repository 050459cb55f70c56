"""What is said in Japanese where the caller's concern is no booking: trouble first, then the manners."""

from __future__ import annotations

# Before the telephone is told, by concern. What saves lives comes first.
OPENINGS = {
    "accident": (
        "まず安全な場所へお移りください。お怪我の方がいらっしゃれば119番へ、"
        "そして必ず110番の警察へご連絡ください。"
    ),
    "breakdown": (
        "それはお困りですね。まず車を安全な場所に停め、高速道路ではガードレールの外へお出になってください。"
        "お怪我や危険があれば、119番か110番へご連絡ください。"
    ),
    "late-return": "ご連絡ありがとうございます。どうぞお急ぎにならず、安全運転でお願いいたします。",
    "extend": "ご利用の延長でございますね。次のご予約を確かめる必要がございます。",
    "lost-property": "お忘れ物でございますね。店舗の者が車内をお調べいたします。",
    "complaint": "このたびはご不快な思いをおかけし、誠に申し訳ございません。",
    "receipt": "領収書や請求書は、店舗で承っております。",
    "human": "かしこまりました。",
    "question.phone": "かしこまりました。",
}
# Once more in the same matter: the first sentences were heard.
AGAIN = {
    "accident": "ご無事が何よりでございます。",
    "breakdown": "どうぞ安全な場所でお待ちください。",
    "complaint": "重ねてお詫び申し上げます。",
    "human": "恐れ入ります、こちらは自動受付のため、おつなぎできません。",
}


def open_concern(concern: str, *, again: bool) -> str:
    return AGAIN.get(concern, "") if again else OPENINGS[concern]


def finding_phone() -> str:
    return "お電話番号をお調べいたします。"


def call_for_help(shop: str, phone: str, *, urgent: bool) -> str:
    at_once = "すぐに、" if urgent else ""
    if not phone:
        where = "貸渡証にある電話番号か、" if urgent else ""
        return f"恐れ入りますが、{at_once}{where}ご利用の店舗へお電話ください。係の者が承ります。"
    whose = f"{shop}、" if shop else ""
    return f"{at_once}{whose}お電話 {phone} までご連絡ください。係の者が承ります。"


def goodbye_in_trouble() -> str:
    return "どうぞお気をつけください。失礼いたします。"


def ask_matter() -> str:
    return "ご予約、ご予約の確認や変更、お問い合わせのうち、どちらのご用件でしょうか。"


def other_languages(*, again: bool) -> str:
    if again:
        return "日本語か英語でのみ承っております。In Japanese or in English only, I'm afraid."
    return "恐れ入ります、日本語か英語でご案内できます。We can help you in Japanese or in English."


def wrong_number() -> str:
    return "こちらはレンタカーの自動受付でございます。"


def goodbye_wrong_number() -> str:
    return "とんでもないことでございます。お電話ありがとうございました。失礼いたします。"


def calm_down() -> str:
    return "ご不便をおかけし、申し訳ございません。できるかぎりお手伝いいたします。"


def warn() -> str:
    return "恐れ入りますが、そのようなお言葉が続きますと、ご案内を続けることができません。"


def small_talk() -> str:
    return "ありがとうございます。"
