"""Questions as callers put them find the company's answer, with figures of the present tariff, or none."""

from __future__ import annotations

from functools import cache

import pytest

from reservations import questions, shops
from reservations.imports import demo, demo_tables
from reservations.models import Answer, CancellationFee, DropOff, Extra, Location
from tests.reservations.conftest import DjangoAssertNumQueries

ASKED = {
    "insurance": (
        "保険って入ってるんですか？",
        "事故ったときの補償はどうなりますか",
        "免責ってなんぼですの",
        "フルカバーの保険はありますか",
        "ＮＯＣって何ですか",
        "Does that include insurance?",
        "is the car fully insured",
        "What's the excess if I scratch it?",
        "do you do CDW",
        "what coverage do I get",
    ),
    "child-seat": (
        "チャイルドシートって借りられます？いくらですか",
        "ベビーシートは付けてもらえますか",
        "2歳の子がいるんですけどジュニアシートありますか",
        "Do you have child seats, and what do they cost?",
        "can i get a booster for my daughter",
        "how much is a baby seat?",
    ),
    "etc": (
        "ETCカードは貸してもらえますか",
        "いーてぃーしー付いてますか",
        "高速料金はどうやって払うんですか",
        "do you rent out ETC cards",
        "How do I pay the tolls?",
    ),
    "navigation": (
        "カーナビは付いてますか",
        "ナビは英語にできますか",
        "Is there a sat nav?",
        "does it come with GPS",
    ),
    "smoking": (
        "車の中でたばこ吸うてもええんかな",
        "タバコ吸える車はありますか",
        "禁煙車ですか",
        "アイコスもだめですか",
        "Can I smoke in the car?",
        "are your cars non-smoking",
    ),
    "pets": (
        "犬を乗せても大丈夫ですか",
        "ペットと一緒に乗れますか",
        "うちのネコも乗せたいんですけど",
        "Can I take my dog?",
        "are pets ok",
    ),
    "second-driver": (
        "途中で妻と運転を交代してもいいんですよね？",
        "友達も運転していいですか",
        "運転者の追加は料金かかりますか",
        "Can my wife drive it too?",
        "is there a fee for an additional driver",
        "We'd like to share the driving, is that okay",
    ),
    "age": (
        "何歳から借りられますか",
        "19歳でも大丈夫ですか",
        "80歳の父でも運転できますか",
        "How old do I have to be?",
        "is there a young driver fee",
        "I'm 20 years old, can I rent",
    ),
    "licence": (
        "免許証はコピーでもいいですか",
        "免許のゴールドとか関係ありますか",
        "do you need to see my driver's license",
        "is a copy of my driving licence enough",
    ),
    "international-licence": (
        "国際免許でも借りられますか？",
        "台湾の免許なんですけど運転できますか",
        "I have an American licence. Can I drive in Japan with it?",
        "do i need an international driving permit",
        "Do you accept an IDP?",
        "is my UK licence okay",
    ),
    "one-way": (
        "乗り捨てはできますか",
        "借りた店と別の店舗で返してもいいですか",
        "のりすて料金いくらですか",
        "Can I drop it off at another shop?",
        "do you do one-way rentals",
    ),
    "cancellation": (
        "もしキャンセルしたら、キャンセル料ってかかりますか",
        "取り消し料はいつからですか",
        "What's your cancellation policy?",
        "if i cancel do i have to pay",
    ),
    "changes": (
        "あとで日程の変更ってできますか",
        "予約したあとで時間を変えられますか",
        "変更手数料はかかりますか",
        "Can I change the date after I've booked?",
        "is there a fee for changing",
    ),
    "no-show": (
        "飛行機が遅れたらどうなりますか",
        "1時間くらい遅れそうなんですけど平気ですか",
        "what if my flight is delayed",
    ),
    "late-return": (
        "返却が遅れたら料金かかりますか",
        "延長はできますか",
        "超過料金はいくらですか",
        "What happens if I return it late?",
        "can i extend the rental",
    ),
    "early-return": ("早く返したら返金ありますか", "do I get a refund if I bring it back early"),
    "closed-hours": ("閉店後に返せますか", "can i return the car after hours"),
    "fuel": (
        "ガソリンは満タンで返すんですか",
        "燃料はレギュラーですか",
        "Do I have to fill it up?",
        "what fuel does it take",
    ),
    "payment": (
        "支払いはカードでもいいですか",
        "PayPayは使えますか",
        "現金で払えますか",
        "Can I pay cash?",
        "which credit cards do you take",
    ),
    "deposit": ("デポジットは必要ですか", "is there a deposit"),
    "receipt": ("領収書は出ますか", "インボイス対応してますか", "can I have a receipt for my company"),
    "winter-tyres": (
        "スタッドレスは付いてますか",
        "雪道を走りたいんですけど冬タイヤありますか",
        "Do the cars have snow tires?",
        "are winter tyres included",
    ),
    "transmission": ("マニュアル車はありますか", "is it an automatic"),
    "model": ("プリウスを指定できますか", "can I choose a specific model"),
    "mileage": ("走行距離の制限はありますか", "is the mileage unlimited"),
    "what-to-bring": ("当日は何が必要ですか", "持ち物を教えてください", "what documents do I need to bring?"),
    "parking": ("そちらに駐車場はありますか", "can I leave my car at your place"),
    "pickup-service": (
        "空港まで迎えに来てもらえますか",
        "ホテルまで届けてもらえますか",
        "do you deliver to hotels",
    ),
    "luggage": (
        "スーツケースは何個載りますか",
        "トランクにゴルフバッグ積めますか",
        "how much luggage fits in",
    ),
    "seats": ("ミニバンって何人乗りですか", "how many people fit in a minivan"),
    "discount": ("割引はありますか", "have you got any discounts", "クーポン使えますか"),
    "registration": (
        "会員登録とかいりますか",
        "入会金ってかかりますか",
        "do I have to register or anything",
    ),
    "tax": ("税込みの値段ですか", "does that include tax", "are there any hidden fees"),
    "bluetooth": ("ブルートゥースで音楽流せますか", "can I charge my phone in the car"),
    "drive-recorder": ("ドラレコ付いてますか", "does it have a dash cam"),
    "electric": ("ハイブリッド車はありますか", "do you have electric cars"),
    "four-wheel-drive": ("四駆はありますか", "do you have anything with four-wheel drive"),
    "accessible": ("車いすのまま乗れる車はありますか", "do you have wheelchair accessible cars"),
    "long-term": ("長期で借りられますか", "can I rent one for a month"),
    "corporate": ("法人契約はできますか", "can we open a corporate account"),
}  # fmt: skip
UNKNOWN = (
    "スキー用のルーフボックスは付けられますか",
    "近くに美味しいラーメン屋さんありますか",
    "富士山まで何時間かかりますか",
    "社長はどなたですか",
    "Do you rent bicycles?",
    "What's the weather like on Saturday?",
    "is there a vegetarian restaurant nearby",
    "",
)


@pytest.fixture
def company(db: None) -> None:
    """Two shops, the demo's tariff and answers."""
    for pk, name in (("tokyo-ekimae", "東京駅前店"), ("shinjuku", "新宿店")):
        Location.objects.create(id=pk, name=name, phone="+81-3-5555-0101")
    DropOff.objects.create(origin_id="tokyo-ekimae", destination_id="shinjuku", fee=2_200)
    DropOff.objects.create(origin_id="shinjuku", destination_id="tokyo-ekimae", fee=3_300)
    for key, name, name_en, per, amount, cap in demo_tables.EXTRAS:
        Extra.objects.create(key=key, name=name, name_en=name_en, per=per, amount=amount, cap=cap)
    for days, percent, cap in demo_tables.CANCELLATION:
        CancellationFee.objects.create(days_before=days, percent=percent, cap=cap)
    demo_tables.add_demo_answers()


@cache
def demo_rows() -> list[Answer]:
    return [Answer(topic=topic, **columns) for topic, columns in demo_tables.read_demo_answers().items()]


def say(topic: str, language: str = "ja", shop_id: str = "") -> str:
    shop = shops.one(shop_id) if shop_id else None
    return " ".join(each.text_in(language) for each in questions.find_answers(topic, shop=shop))


@pytest.mark.unit
@pytest.mark.parametrize(("topic", "said"), [(topic, said) for topic, each in ASKED.items() for said in each])
def test_a_question_finds_its_topic(topic: str, said: str) -> None:
    assert questions.match_topics(said, demo_rows())[:1] == [topic]


@pytest.mark.unit
def test_every_topic_of_the_demo_is_asked_in_both_languages() -> None:
    assert set(ASKED) == {row.topic for row in demo_rows()}
    assert [topic for topic, said in ASKED.items() if len({each.isascii() for each in said}) < 2] == []


@pytest.mark.unit
@pytest.mark.parametrize("said", UNKNOWN)
def test_what_nobody_wrote_about_finds_no_topic(said: str) -> None:
    assert questions.match_topics(said, demo_rows()) == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("said", "topics"),
    [
        ("ETCと保険について教えて", ["etc", "insurance"]),
        ("Can I bring my dog, and is there a deposit?", ["pets", "deposit"]),
        ("保険とETCとナビと犬", ["insurance", "etc"]),
        ("国際免許", ["international-licence"]),
        ("a petrol station", ["fuel"]),
    ],
)
def test_two_questions_are_answered_and_the_longer_word_counts(said: str, topics: list[str]) -> None:
    assert questions.match_topics(said, demo_rows()) == topics


@pytest.mark.unit
def test_a_long_text_takes_time_in_proportion_to_its_length() -> None:
    assert questions.match_topics("あ" * 100_000 + "犬", demo_rows()) == ["pets"]


@pytest.mark.db
def test_prices_and_fees_are_those_of_the_tariff(company: None) -> None:
    assert "チャイルドシートは、24時間ごとに税込み550円、最大1,100円でお貸しできます。" in say("child-seat")
    assert "child seats: 550 yen for each 24 hours, at most 1,100 yen, tax included." in say(
        "child-seat", "en"
    )
    assert "ETCカードはご利用1回につき税込み330円" in say("etc")
    assert say("cancellation") == (
        "キャンセル料は、出発日の6日前からは基本料金の20パーセント、2日前からは30パーセント、当日は50パーセント、"
        "上限は6,600円、それより前は無料でございます。"
    )
    assert say("cancellation", "en") == (
        "The cancellation fee is 20 percent of the basic charge from 6 days before the pickup, 30 percent "
        "from 2 days before and 50 percent on the day, at most 6,600 yen, and nothing before that."
    )
    Extra.objects.filter(key="child-seat").update(amount=660, cap=None)
    assert "24時間ごとに税込み660円で" in say("child-seat")


@pytest.mark.db
def test_caps_that_differ_and_no_fee_at_all_are_told(company: None) -> None:
    CancellationFee.objects.filter(days_before=0).update(cap=None)
    assert "6日前からは基本料金の20パーセント（上限6,600円）" in say("cancellation")
    assert "20 percent of the basic charge from 6 days before the pickup, at most 6,600 yen" in say(
        "cancellation", "en"
    )
    CancellationFee.objects.all().delete()
    assert say("cancellation") == "キャンセル料は、無料でございます。"
    assert say("cancellation", "en") == "The cancellation fee is nothing."


@pytest.mark.db
def test_one_way_fees_are_those_of_the_shop_that_is_asked_about(company: None) -> None:
    assert "税込み2,200円から3,300円" in say("one-way")
    assert "店舗によって税込み2,200円です" in say("one-way", shop_id="tokyo-ekimae")
    assert "between 2,200 yen and 3,300 yen, tax included" in say("one-way", "en")


@pytest.mark.db
def test_an_answer_that_lacks_its_figure_is_not_given(company: None) -> None:
    """What is offered no more must not be promised by an old text."""
    Extra.objects.filter(key="winter-tyres").update(active=False)
    DropOff.objects.all().delete()
    assert [say(topic) for topic in ("winter-tyres", "one-way", "late-return")] == ["", "", ""]


@pytest.mark.db
def test_a_shops_own_answer_goes_before_the_companys(company: None) -> None:
    Answer.objects.create(
        topic="parking", location_id="shinjuku", title="駐車場", words="駐車場", answer="2台分ございます。"
    )
    assert say("駐車場はありますか", shop_id="shinjuku") == "2台分ございます。"
    assert "駐車場はございません" in say("駐車場はありますか", shop_id="tokyo-ekimae")
    assert "駐車場はございません" in say("駐車場はありますか")
    # It was not written in English, and what the company says is not true of this shop.
    assert say("parking", "en", shop_id="shinjuku") == ""


@pytest.mark.db
def test_an_answer_out_of_use_is_not_given(company: None) -> None:
    Answer.objects.filter(topic="pets").update(active=False)
    assert say("犬はいいですか") == ""
    assert "pets" not in [topic for topic, *_names in questions.list_topics(None)]


@pytest.mark.db
def test_a_shops_telephone_can_stand_in_an_answer(company: None) -> None:
    Answer.objects.create(topic="lost", title="忘れ物", words="忘れ物", answer="{phone} へお電話ください。")
    assert say("忘れ物をしました", shop_id="shinjuku") == "03-5555-0101 へお電話ください。"
    assert say("忘れ物をしました") == ""


@pytest.mark.db
def test_every_demo_answer_is_complete_in_both_languages(company: None) -> None:
    from reservations.models import Rate

    Rate.objects.create(
        vehicle_class="compact", hours_6=1, hours_12=1, hours_24=1, further_day=1, extra_hour=1_100
    )
    for language in ("ja", "en"):
        for topic, *_names in questions.list_topics(None):
            text = say(topic, language)
            assert text.endswith("。" if language == "ja" else "."), topic
            assert "{" not in text
            assert text.isascii() == (language == "en"), topic


@pytest.mark.db
def test_an_answer_takes_few_queries(
    company: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert say("pets")
    with django_assert_num_queries(3):
        assert say("child-seat")


@pytest.mark.unit
def test_the_demo_has_shops_to_telephone() -> None:
    assert all(shop[7] for shop in demo.SHOPS)


@pytest.mark.parametrize("asked", ["自転車キャリアはありますか", "do you have bicycle racks"])
@pytest.mark.django_db
def test_a_topic_is_found_by_its_title_though_no_word_is_listed(asked: str) -> None:
    Answer.objects.create(
        topic="rack",
        title="自転車キャリア",
        title_en="Bicycle rack",
        words="",
        answer="ございます。",
        answer_en="We do.",
    )
    assert [found.topic for found in questions.find_answers(asked, shop=None)] == ["rack"]
