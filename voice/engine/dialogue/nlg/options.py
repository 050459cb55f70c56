"""What is said of telephone, e-mail, extras and a return elsewhere, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from voice.engine.dialogue.nlg import wording

# The names that the tools understand are the Japanese ones.
EXTRAS_EN = {
    "チャイルドシート": "a child seat",
    "ETCカード": "an ETC card",
    "免責補償とNOC補償": "full cover",
    "免責補償": "the collision damage waiver",
    "スタッドレスタイヤ": "winter tyres",
}


def describe_options(
    language: str, *, phone: str, email: str, extras: Sequence[str], return_shop: str
) -> str:
    """Sentences behind those of the five details; what is empty is left out. `phone` in its groups."""
    if language == "en":
        told = [
            f"Telephone {phone}." if phone else "",
            f"E-mail {email}." if email else "",
            f"With {list_extras(language, extras)}." if extras else "",
            f"You return it to {return_shop}." if return_shop else "",
        ]
        return "".join(f" {part}" for part in told if part)
    parts = [
        f"お電話番号は {phone} " if phone else "",
        f"メールは {email} " if email else "",
        f"{list_extras(language, extras)}付き" if extras else "",
        f"ご返却は{return_shop}" if return_shop else "",
    ]
    joint = "、".join(part for part in parts if part)
    return f"{joint}。" if joint else ""


def list_extras(language: str, names: Sequence[str]) -> str:
    said = [EXTRAS_EN.get(name, name) for name in names] if language == "en" else names
    return str(wording.phrases(language).list_names(said))


def ask_name_and_phone(language: str) -> str:
    if language == "en":
        return "May I have your full name, please, and a telephone number?"
    return "ご予約のお名前をフルネームで、あわせてお電話番号もお願いいたします。"


def ask_phone_too(language: str) -> str:
    if language == "en":
        return "If there is a telephone number where we can reach you, please tell me that too."
    return "ご連絡先のお電話番号がございましたら、あわせてお聞かせください。"


def doubt_phone(language: str, figures: str) -> str:
    """Says back the figures of a telephone number that are too few or too many."""
    if language == "en":
        return f"I heard {figures} as the telephone number, but the number of digits is not right."
    return f"お電話番号は {figures} と伺いましたが、桁数が合わないようです。"


def answer_about_own_phone(language: str, *, wanted: bool) -> str:
    """Whether the caller must give a telephone number; `wanted`: a booking takes one, and none is known."""
    if language == "en":
        return f"You can book without a telephone number.{' If you have one, do tell me.' if wanted else ''}"
    return "お電話番号がなくてもご予約いただけます。" + ("よろしければ、お聞かせください。" if wanted else "")


def ask_email(language: str) -> str:
    if language == "en":
        return "Do you have an e-mail address where we can reach you?"
    return "では、ご連絡のつくメールアドレスはございますでしょうか。"


def repeat_extras(language: str, names: Sequence[str]) -> str:
    listed = list_extras(language, names)
    return f"I will add {listed}." if language == "en" else f"{listed}をお付けいたします。"


FACTS = {
    "ja": {"name": "お名前", "phone": "ご登録のお電話番号", "day": "ご利用日"},
    "en": {
        "name": "your full name",
        "phone": "the telephone number on the booking",
        "day": "the date of pickup",
    },
}


def ask_customer(language: str, missing: Sequence[str], asked: str) -> str:
    """For the facts that find a reservation without its number, those that are `missing`. `asked`: what was
    asked before."""
    listed = wording.phrases(language).list_names([FACTS[language][fact] for fact in missing])
    if language == "en":
        return f"{'' if asked == 'customer' else 'I can look it up without the number. '}May I have {listed}?"
    return f"{'' if asked == 'customer' else '番号がなくてもお調べできます。'}{listed}をお聞かせください。"


def ask_customer_again(language: str) -> str:
    if language == "en":
        return "May I have your full name, the telephone number and the date of pickup once more?"
    return "お名前、お電話番号、ご利用日をもう一度お聞かせください。"


CODE = {
    "ja": {
        "code_needed": "ご本人さまの確認のため、ご予約のお電話番号かメールに6桁の番号をお送りしました。",
        "wrong_code": "恐れ入ります。番号が違うようです。",
        "code_not_sent": "恐れ入りますが、そのご予約のお手続きはこちらでは承れません。",
        "": "お送りした6桁の番号をお聞かせください。",
        "rest": "続きの番号をお願いいたします。",
        "again": "届くまで少しかかることがございます。届きましたら、6桁の番号を1つずつお願いいたします。",
        "typed": "お送りした6桁の番号は、",
    },
    "en": {
        "code_needed": "To be sure that it is you, I have sent a code to the phone or e-mail on the booking.",
        "wrong_code": "I'm sorry, that does not seem to be the code.",
        "code_not_sent": "I'm sorry, I cannot do that for this booking here.",
        "": "Could you read me the six digits, please?",
        "rest": "And the rest of the code?",
        "again": "It may take a moment to arrive. Once it is there, please read me the digits one by one.",
        "typed": "the code of six digits",
    },
}


def explain_code(language: str, problem: str) -> str:
    """What a tool's refusal about the code means; "" of any other refusal."""
    return CODE[language].get(problem, "")


def ask_code(language: str, asked: str, trouble: int) -> str:
    """For the code, or ("rest") for what is missing of it; in other words where it was asked in vain."""
    if trouble >= wording.LAST_TRY:
        return str(wording.phrases(language).offer_typing(CODE[language]["typed"]))
    return CODE[language]["again" if trouble else asked]


def refuse_second_extra(language: str, phone: str) -> str:
    """A booking holds one of each extra: more are for the shop to arrange."""
    asked = str(wording.phrases(language).call_the_shop(phone))
    if language == "en":
        return f"I can book one of each extra; for more the shop will help you. {asked}"
    return f"こちらでは1つずつ承ります。2つ目からは店舗で承ります。{asked}"


def repeat_return(language: str, shop: str) -> str:
    return f"You would return it to {shop}." if language == "en" else f"{shop}でのご返却ですね。"


def take_instead(language: str, car: str) -> str:
    """Behind the sentence that the class liked best is not free."""
    named = wording.phrases(language).car(car)
    return f" So it would be the {named}." if language == "en" else f"{named}でお取りいたします。"


def take_other_shop(language: str, missed: str, taken: str) -> str:
    if language == "en":
        return f"{missed} has none free at that time, so I looked at {taken}."
    return f"{missed}は空きがございませんので、{taken}でご案内いたします。"


def offer_other_shop_or_time(language: str) -> str:
    """Said to who keeps to a class that is out."""
    if language == "en":
        return "I can look at another shop or another time, if you name one."
    return "ほかの店舗やお時間でもお調べできますので、おっしゃってください。"


def look_nearby(language: str) -> str:
    """Said to who keeps to a class that is out, before it is looked when and where else there is one."""
    if language == "en":
        return "Let me see when and where else we have one."
    return "ほかのお時間や店舗で空きがあるか、お調べいたします。"


def refuse_model(language: str, model: str) -> str:
    """No class has it, or what classes have is not known."""
    if language == "en":
        return f"I'm sorry, I have no {model} to promise you: cars are booked by class, not by model."
    return f"申し訳ございません。{model}はお約束できません。車名ではなく、車のクラスでのご予約です。"


def take_class_of_model(language: str, model: str, car: str) -> str:
    """The class is taken for the model that was wished for, which nobody can promise."""
    named = wording.phrases(language).car(car)
    if language == "en":
        return f"The {model} is in our {named} class. I cannot promise that very model, only the class."
    return (
        f"{model}は{named}のクラスでございます。車名のお約束はいたしかねますが、{named}でお取りいたします。"
    )


def take_class_while_out(language: str, model: str, car: str) -> str:
    """The shop has the model, but not at that time; its class is taken in its place."""
    named = wording.phrases(language).car(car)
    if language == "en":
        return f"The {model} is out at that time, so I looked for another car of its class, {named}."
    return f"{model}はその時間、出払っております。同じ{named}のクラスの別のお車でお取りいたします。"


def say_nothing_free(language: str, model: str) -> str:
    """No car at all is free at that time; the model that was wished for is named."""
    if language == "en":
        return f"I'm sorry, no car is free at that time, the {model} included."
    return f"申し訳ございません。あいにくそのお時間は、{model}も含めて空車がございません。"


def say_model_out(language: str, model: str, car: str) -> str:
    """The shop has the model, but all cars of its class are out at that time."""
    named = wording.phrases(language).car(car)
    if language == "en":
        return f"I'm sorry, the {model} is out at that time, and so are all others of its class, {named}."
    return (
        f"申し訳ございません。{model}はその時間、出払っております。同じ{named}のクラスも空きがございません。"
    )


def say_extras(language: str, names: Sequence[str]) -> str:
    """Behind the class of the car: what it is to have, or that it is to have none of them."""
    if not names:
        return "without extras" if language == "en" else "オプションなし"
    listed = list_extras(language, names)
    return f"with {listed}" if language == "en" else f"{listed}付き"


def say_return(language: str, shop: str) -> str:
    """Behind the period: where the car comes back to."""
    return f", returned to {shop}" if language == "en" else f"、ご返却は{shop}"


def ask_return_shop(language: str, names: Sequence[str]) -> str:
    listed = wording.phrases(language).list_names(names)
    if language == "en":
        return f"Which shop would you return it to: {listed}?"
    return f"お返しになる店舗は、{listed}のうち、どちらになさいますか。"


def refuse_second_car(language: str, phone: str) -> str:
    """A second car of the same kind, for the same time and under the same name, is for the shop to book."""
    asked = str(wording.phrases(language).call_the_shop(phone))
    if language == "en":
        return f"A second car under the same name is booked by the shop. {asked}"
    return f"同じお名前での2台目は、店舗で承ります。{asked}"


def decline_extras(language: str) -> str:
    """Said where the company takes no extras with a reservation."""
    if language == "en":
        return "I'm sorry, I cannot add extras to a booking here. Please ask the shop for them."
    return "申し訳ございません。オプションはこちらでお付けできませんので、店舗にご相談くださいませ。"
