"""A telephone number is asked for, never in the way; extras and a return elsewhere are booked as said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import called
from tests.voice.engine.dialogue.dialogue import TOOLS, Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet, problem

pytestmark = pytest.mark.unit

DETAILS = ("locationId", "startDate", "endDate", "customerName", "vehicleType")
OPTIONS = ("customerPhone", "customerEmail", "extras", "returnLocationId")
UP_TO_THE_NAME = "東京駅前店で12月5日の10時から18時、コンパクトで"
UP_TO_THE_NAME_EN = "A compact at Tokyo Station on December 5 from 10 AM to 6 PM."
PHONE_TOO = "ご連絡先のお電話番号がございましたら、あわせてお聞かせください。"


@dataclass
class Detailed(Fleet):
    def create_reservation(self, **given: Any) -> dict[str, Any]:  # type: ignore[override]
        if given.get("returnLocationId") == "sapporo":
            return problem("no_drop_off")
        return super().create_reservation(**{name: given[name] for name in DETAILS if name in given})


def hold(
    *lines: str, language: str = "ja", options: tuple[str, ...] = OPTIONS, fleet: Fleet | None = None
) -> tuple[Rehearsal, list[str]]:
    takes = {"create_reservation": (*DETAILS, *options)}
    definitions = [
        {"name": name, "parameters": {"properties": {each: {} for each in takes.get(name, ())}}}
        for name in TOOLS
    ]
    rehearsal = Rehearsal((fleet or Detailed()).run, language, definitions=definitions)
    return rehearsal, [rehearsal.start(), *(rehearsal.say(line) for line in lines)]


def booked(rehearsal: Rehearsal) -> dict[str, Any]:
    """The options of the only booking."""
    (made,) = called(rehearsal, "create_reservation")
    return {name: value for name, value in made.items() if name not in DETAILS}


@pytest.mark.parametrize(
    "answer",
    [
        *(
            "山田太郎です。090-1234-5678です",
            "山田太郎、電話番号は09012345678です",
            "090-1234-5678、山田太郎です",
        ),
        "名前は山田太郎で、電話はゼロキューゼロ、イチニーサンヨン、ゴーロクナナハチです",
    ],
)
def test_name_and_telephone_are_asked_for_together(answer: str) -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, answer, "はい")
    assert replies[1].endswith("お名前をフルネームで、あわせてお電話番号もお願いいたします。")
    assert "お名前は山田太郎様。お電話番号は 090-1234-5678 。" in replies[2]
    assert replies[2].endswith("よろしいでしょうか。")
    assert booked(rehearsal) == {"customerPhone": "09012345678"}


def test_it_is_asked_for_in_english_too() -> None:
    rehearsal, replies = hold(
        UP_TO_THE_NAME_EN,
        "John Smith, oh nine oh, one two three four, five six seven eight",
        "Yes, please.",
        language="en",
    )
    assert replies[1].endswith("May I have your full name, please, and a telephone number?")
    assert "in the name of John Smith. Telephone 090-1234-5678." in replies[2]
    assert booked(rehearsal) == {"customerPhone": "09012345678"}


def test_who_gives_the_name_alone_is_not_asked_again() -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, "山田太郎です", "はい")
    assert "電話" not in replies[2]
    assert booked(rehearsal) == {}


def test_who_gives_the_number_alone_is_asked_for_the_name_alone() -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, "090-1234-5678です", "山田太郎です", "はい")
    assert replies[2].endswith("ご予約のお名前をフルネームでお願いいたします。")
    assert booked(rehearsal) == {"customerPhone": "09012345678"}


def test_where_the_name_is_known_a_yes_to_the_read_back_is_enough() -> None:
    rehearsal, replies = hold(f"{UP_TO_THE_NAME}、山田太郎です", "はい")
    assert replies[1].split("\n")[-1].startswith(PHONE_TOO)
    assert replies[1].endswith("よろしいでしょうか。")
    assert booked(rehearsal) == {}


def test_a_number_said_at_the_read_back_is_read_back_before_the_booking() -> None:
    rehearsal, replies = hold(f"{UP_TO_THE_NAME}、山田太郎です", "はい、電話は090-1234-5678です", "はい")
    assert called(rehearsal, "create_reservation")
    assert "お電話番号は 090-1234-5678 。" in replies[2]
    assert PHONE_TOO not in replies[2]
    assert booked(rehearsal) == {"customerPhone": "09012345678"}


@pytest.mark.parametrize("refusal", ["電話はないんです", "電話番号は教えたくないです"])
def test_who_has_no_telephone_may_leave_an_address(refusal: str) -> None:
    rehearsal, replies = hold(
        UP_TO_THE_NAME, f"山田太郎です、{refusal}", "メールは taro@example.com です", "はい"
    )
    assert "では、ご連絡のつくメールアドレスはございますでしょうか。" in replies[2]
    assert "メールは taro@example.com 。" in replies[3]
    assert booked(rehearsal) == {"customerEmail": "taro@example.com"}


def test_who_has_neither_is_booked_all_the_same() -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, "山田太郎です、電話は持ってません", "はい", "はい")
    assert booked(rehearsal) == {}
    assert "電話" not in replies[2]


@pytest.mark.parametrize(
    "refusal", ["電話ないです", "携帯持ってないんです", "電話番号ありません", "電話番号ないんですけど"]
)
def test_who_has_no_telephone_may_say_so_at_the_read_back(refusal: str) -> None:
    rehearsal, replies = hold(f"{UP_TO_THE_NAME}、山田太郎です", refusal, "メールもないです", "はい")
    assert "では、ご連絡のつくメールアドレスはございますでしょうか。" in replies[2]
    assert replies[3].endswith("よろしいでしょうか。")
    assert booked(rehearsal) == {}


@pytest.mark.parametrize(
    ("language", "question"),
    [
        *(
            ("ja", f"電話番号{how}")
            for how in ("は教えなくていいんですか", "って要らないんですか", "も必要ですか")
        ),
        ("ja", "連絡先言わなくて大丈夫ですか"),
        ("ja", "電話番号がないとだめですか"),
        ("en", "Don't you need my phone number?"),
        ("en", "Do I have to give you my number?"),
    ],
)
@pytest.mark.parametrize("options", [OPTIONS, ()])
def test_who_asks_whether_a_number_must_be_given_is_told(
    language: str, question: str, options: tuple[str, ...]
) -> None:
    request = f"{UP_TO_THE_NAME}、山田太郎です" if language == "ja" else f"{UP_TO_THE_NAME_EN} I'm John Smith"
    rehearsal, replies = hold(request, question, language=language, options=options)
    wanted = {"ja": "よろしければ、お聞かせください。", "en": "If you have one, do tell me."}[language]
    told = {
        "ja": "お電話番号がなくてもご予約いただけます。",
        "en": "You can book without a telephone number.",
    }
    assert told[language] in replies[-1]
    assert (wanted in replies[-1]) == bool(options)
    assert rehearsal.say("はい、お願いします" if language == "ja" else "Yes, please.")
    assert booked(rehearsal) == {}


@pytest.mark.parametrize(
    ("words", "extras"),
    [
        ("チャイルドシートも一緒に借りられますか", ["チャイルドシート"]),
        ("ETCカードも一緒に予約できますか", ["ETCカード"]),
        ("チャイルドシートって一緒に借りるといくらですか", None),
        ("チャイルドシートも借りられますか", None),
    ],
)
def test_an_extra_that_is_asked_for_together_with_the_car_is_wished(
    words: str, extras: list[str] | None
) -> None:
    rehearsal, _ = hold(f"{UP_TO_THE_NAME}、山田太郎です", words, "はい、お願いします")
    assert booked(rehearsal).get("extras") == extras


@pytest.mark.parametrize("answer", ["ないです", "結構です", "えっと、電話はちょっと"])
def test_a_refusal_alone_is_no_name(answer: str) -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, answer, "山田太郎です", "ないです", "はい")
    assert "お名前" in replies[2]
    assert called(rehearsal, "create_reservation")[0]["customerName"] == "山田太郎"


def test_who_gives_up_at_the_name_is_asked_for_no_contact() -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, "やっぱりやめます")
    assert "お取りせずに" in replies[-1]
    assert not called(rehearsal, "create_reservation")


def test_a_tool_that_takes_no_telephone_is_never_sent_one() -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, "山田太郎です。090-1234-5678です", "はい", options=())
    assert "電話番号" not in "".join(replies)
    assert booked(rehearsal) == {}


def test_a_number_that_the_tool_refuses_does_not_cost_the_booking() -> None:
    """As the store knows better what a number is: here it takes none that begins with 090."""

    class Strict(Detailed):
        def create_reservation(self, **given: Any) -> dict[str, Any]:  # type: ignore[override]
            if given.get("customerPhone", "").startswith("090"):
                return problem("invalid_arguments") | {"errors": [{"field": "customerPhone", "message": "x"}]}
            return super().create_reservation(**given)

    rehearsal, _ = hold()
    rehearsal.run = Strict().run
    for line in (UP_TO_THE_NAME, "山田太郎です。090-1234-5678です", "はい"):
        said = rehearsal.say(line)
    assert said.endswith("よろしいでしょうか。")
    told = rehearsal.say("はい")
    assert called(rehearsal, "create_reservation")[-1].get("customerPhone") is None
    assert "予約が完了いたしました" in told


def test_extras_are_booked_as_they_are_wished_and_named_before_the_yes() -> None:
    rehearsal, replies = hold(f"{UP_TO_THE_NAME}、チャイルドシート付きでお願いします", "山田太郎です", "はい")
    assert "チャイルドシートをお付けいたします。" in replies[1]
    assert "チャイルドシート付き。" in replies[2]
    assert booked(rehearsal) == {"extras": ["チャイルドシート"]}


def test_extras_are_never_offered_unasked() -> None:
    _, replies = hold(UP_TO_THE_NAME, "山田太郎です", "はい")
    assert not any(word in reply for reply in replies for word in ("シート", "ETC", "補償", "タイヤ"))


def test_an_extra_may_be_added_and_dropped_at_the_read_back() -> None:
    rehearsal, replies = hold(
        UP_TO_THE_NAME,
        "山田太郎です",
        "ETCカードもお願いします",
        "やっぱりETCはなしで、チャイルドシートをつけてください",
        "はい",
    )
    assert "ETCカード付き。" in replies[3]
    assert "チャイルドシート付き。" in replies[4]
    assert booked(rehearsal) == {"extras": ["チャイルドシート"]}


def test_extras_are_named_in_english() -> None:
    rehearsal, replies = hold(
        "A compact with a child seat and an ETC card at Tokyo Station on December 5 from 10 AM to 6 PM.",
        "John Smith",
        "Yes, please.",
        language="en",
    )
    assert "I will add a child seat and an ETC card." in replies[1]
    assert booked(rehearsal) == {"extras": ["チャイルドシート", "ETCカード"]}


@pytest.mark.parametrize(
    "where",
    [
        *(
            "東京駅前店で借りて新宿店で返します",
            "東京駅前店で借りて、返却は新宿店で",
            "東京駅前店から、新宿に乗り捨てで",
        ),
        *("東京駅前店で、お返しは新宿店にします", "東京駅前店で借りて新宿で返すことはできますか"),
    ],
)
def test_a_return_elsewhere_is_booked_as_it_is_said(where: str) -> None:
    rehearsal, replies = hold(f"12月5日の10時から18時、コンパクトで、{where}", "山田太郎です", "はい")
    assert "新宿店でのご返却ですね。" in replies[1]
    assert "ご返却は新宿店。" in replies[2]
    assert called(rehearsal, "create_reservation")[0]["locationId"] == "tokyo-ekimae"
    assert booked(rehearsal) == {"returnLocationId": "shinjuku"}


@pytest.mark.parametrize(
    "where",
    [
        *(
            "pick it up at Tokyo Station and drop it off at Shinjuku",
            "from Tokyo Station, return it to Shinjuku",
        ),
        "pick it up at Tokyo Station and bring it back to Shinjuku",
    ],
)
def test_a_return_elsewhere_in_english(where: str) -> None:
    rehearsal, replies = hold(
        f"I'd like to {where}, a compact on December 5 from 10 AM to 6 PM.",
        "John Smith",
        "Yes.",
        language="en",
    )
    assert "You would return it to Shinjuku." in replies[1]
    assert booked(rehearsal) == {"returnLocationId": "shinjuku"}


def test_a_return_to_the_same_shop_is_nothing_to_speak_of() -> None:
    rehearsal, replies = hold(
        "12月5日の10時から18時、コンパクトで、東京駅前店で借りて東京駅前店で返します", "山田太郎です", "はい"
    )
    assert "ご返却" not in "".join(replies)
    assert booked(rehearsal) == {}


def test_a_return_place_that_fits_several_shops_is_asked() -> None:
    rehearsal, replies = hold(
        "12月5日の10時から18時、コンパクトで、新大阪駅前店で借りて東京で返します",
        "品川店です",
        "山田太郎です",
        "はい",
    )
    assert "お返しになる店舗は、" in replies[1]
    assert booked(rehearsal) == {"returnLocationId": "shinagawa"}
    assert called(rehearsal, "create_reservation")[0]["locationId"] == "osaka"


def test_a_return_that_is_not_offered_is_told_and_the_booking_goes_on() -> None:
    rehearsal, _replies = hold(
        "12月5日の10時から18時、コンパクトで、東京駅前店で借りて札幌駅前店で返します",
        "山田太郎です",
        "はい",
        "はい",
    )
    assert "returnLocationId" not in called(rehearsal, "create_reservation")[-1]
    assert len(called(rehearsal, "create_reservation")) == 2


@pytest.mark.parametrize(
    ("words", "extras"),
    [
        ("ETCカードも借りたいんですが、ナビはついてますよね？", ["ETCカード"]),
        ("チャイルドシートを付けたいんです。あと、ガソリンは満タン返しですか？", ["チャイルドシート"]),
        ("駐車場はありますか？あと、免責補償もお願いします", ["免責補償"]),
        ("ETCカードを借りたいんですが、いくらですか", None),
        ("チャイルドシートを借りたいんですが、それって追加料金ですか", None),
        ("ETCカードって借りられますか、ナビはついてますか", None),
    ],
)
def test_an_extra_is_wished_beside_a_question_about_something_else(
    words: str, extras: list[str] | None
) -> None:
    rehearsal, _replies = hold(UP_TO_THE_NAME, words, "山田太郎です", "はい")
    assert booked(rehearsal).get("extras") == extras


@pytest.mark.parametrize("when", ["", "6日の", "6日の18時に", "翌日の夕方6時ごろ", "12月6日日曜の18時に"])
@pytest.mark.parametrize("verb", ["返すのってできます？", "返したいんです", "返却で"])
def test_a_time_may_stand_between_the_return_shop_and_its_verb(when: str, verb: str) -> None:
    rehearsal, _replies = hold(
        f"東京駅前店で12月5日の10時に借りて、新大阪で{when}{verb}。コンパクトで",
        "12月6日の18時に返します",
        "山田太郎です",
        "はい",
    )
    assert booked(rehearsal) == {"returnLocationId": "osaka"}
    assert called(rehearsal, "create_reservation")[0]["locationId"] == "tokyo-ekimae"


@pytest.mark.parametrize(
    ("words", "extras"),
    [
        ("、チャイルドシートふたつとETC", ["チャイルドシート", "ETCカード"]),
        ("。ETCカード", ["ETCカード"]),
        ("、あと免責補償です", ["免責補償"]),
        ("、免責補償とは", None),
        ("、ETCカード？", None),
        ("、保険が心配で", None),
    ],
)
def test_a_clause_of_nothing_but_extras_in_a_list_of_wishes_wishes_them(
    words: str, extras: list[str] | None
) -> None:
    rehearsal, _replies = hold(
        f"東京駅前店で12月5日の10時から18時、コンパクト{words}", "山田太郎です", "はい", "はい"
    )
    assert booked(rehearsal).get("extras") == extras


@pytest.mark.parametrize("why", ["自分の持ってくから", "もう持ってるので", "うちのがあるから", ""])
def test_an_extra_is_left_out_for_a_reason(why: str) -> None:
    rehearsal, _replies = hold(
        f"{UP_TO_THE_NAME}、ETCカード付きで", f"あ、ETCは{why}いらないです", "山田太郎です", "はい"
    )
    assert "extras" not in booked(rehearsal)


ANOTHER = {
    "ja": (
        "もう一件予約したいのですが",
        "東京駅前店で12月8日の10時から18時、ミニバンで",
        "山田太郎です",
        "はい",
    ),
    "en": (
        "I'd like to book another one",
        "A minivan at Tokyo Station on December 8 from 10 AM to 6 PM",
        "John Smith",
        "Yes, please",
    ),
}


@pytest.mark.parametrize(
    ("contact", "said"),
    [("customerPhone", "09012345678"), ("customerEmail", "taro@example.com")],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_caller_is_reached_for_a_second_booking_as_for_the_first(
    language: str, contact: str, said: str
) -> None:
    """As found: the second booking had no telephone, as nobody asks for one twice."""
    first = UP_TO_THE_NAME if language == "ja" else UP_TO_THE_NAME_EN
    name = "山田太郎です。" if language == "ja" else "John Smith, "
    yes = "はい" if language == "ja" else "Yes, please."
    rehearsal, replies = hold(first, f"{name}{said}", yes, *ANOTHER[language], language=language)
    shown = "090-1234-5678" if contact == "customerPhone" else said
    assert shown in replies[-2]
    made = called(rehearsal, "create_reservation")
    assert [each[contact] for each in made] == [said, said]


@pytest.mark.parametrize(
    ("language", "line", "told"),
    [
        ("en", "yes, with a child seat", "I cannot add extras to a booking here. Please ask the shop"),
        ("ja", "はい、チャイルドシート付きで", "オプションはこちらでお付けできませんので、店舗に"),
    ],
)
def test_an_extra_that_cannot_be_booked_is_told(language: str, line: str, told: str) -> None:
    wish = {
        "en": "A compact at Tokyo Station on December 5 from 10 to 6, my name is John Smith",
        "ja": "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
    }
    fleet = Fleet()
    rehearsal = Rehearsal(fleet.run, language)
    rehearsal.start()
    rehearsal.say(wish[language])
    said = rehearsal.say(line)
    assert told in said
    assert not fleet.bookings
    rehearsal.say("yes" if language == "en" else "はい")
    assert len(fleet.bookings) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "電話番号だけ間違えました、最後5679です。あとは合ってます"),
        ("ja", "すみません、電話の末尾が5679でした"),
        ("ja", "電話番号の下4桁は5679です"),
        ("en", "The phone number ends in 5679."),
        ("en", "Sorry, my number, the last four are 5679."),
    ],
)
def test_the_end_of_the_telephone_is_put_right_at_the_read_back(language: str, words: str) -> None:
    first, name, yes = {
        "ja": (UP_TO_THE_NAME, "山田太郎です。090-1234-5678です", "はい"),
        "en": (UP_TO_THE_NAME_EN, "John Smith, 090-1234-5678", "Yes, please."),
    }[language]
    rehearsal, replies = hold(first, name, words, yes, language=language)
    assert "090-1234-5679" in replies[3]
    assert booked(rehearsal) == {"customerPhone": "09012345679"}


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("チャイルドシート", "やっぱりシートいらないです、上の子もう大きいんで"),
        ("チャイルドシート", "あ、シートはなしで"),
        ("ETCカード", "カードはいらないです"),
    ],
)
def test_an_extra_that_is_booked_is_dropped_by_half_its_name(extra: str, words: str) -> None:
    rehearsal, _ = hold(f"{UP_TO_THE_NAME}、{extra}付きで", "山田太郎です", words, "はい")
    assert not booked(rehearsal).get("extras")


@pytest.mark.parametrize("odd", ["090-1234-567", "090-1234-56789", "電話は09012345"])
@pytest.mark.parametrize("name_first", [True, False])
def test_a_telephone_that_can_be_none_is_said_back_and_asked_for(odd: str, *, name_first: bool) -> None:
    answer = f"山田太郎です。{odd}です" if name_first else f"{odd}です、山田太郎です"
    rehearsal, replies = hold(UP_TO_THE_NAME, answer, "090-1234-5678です", "はい")
    assert "桁数が合わない" in replies[2]
    assert PHONE_TOO in replies[2]
    assert booked(rehearsal) == {"customerPhone": "09012345678"}


def test_a_telephone_that_can_be_none_is_asked_for_once_more_only() -> None:
    rehearsal, replies = hold(UP_TO_THE_NAME, "山田太郎、090-1234-567です", "090-1234-567です", "はい")
    assert "桁数が合わない" not in replies[3]
    assert not booked(rehearsal)


@pytest.mark.parametrize(
    "asked", ["それから支払いは現金でできますか？", "ナビは付いてますか？", "犬は乗せられますか？"]
)
def test_an_extra_beside_a_question_about_something_else_is_booked(asked: str) -> None:
    rehearsal, _ = hold(f"{UP_TO_THE_NAME}。あとETCカード。{asked}", "山田太郎です", "はい")
    assert booked(rehearsal) == {"extras": ["ETCカード"]}
