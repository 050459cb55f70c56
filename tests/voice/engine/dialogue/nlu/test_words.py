"""Yes and no, classes, names, shops: single utterances and what they are taken for."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.fleet import SHOPS
from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlu import classes, normalise, places, topics, yes_no
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.language import choose_language
from voice.engine.dialogue.nlu.models import recognise_models
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit

ALL = [shop for shop in map(facts.read_shop, SHOPS) if shop]
TOKYO = ALL[:3]

YES = """はい|ええ|お願いします|大丈夫です|そうです|オッケー|いいです|はい、お願いします|間違いないです
間違いありません|それでお願いします|問題ないです|合っています|うん|あ、はい|OK|はい、大丈夫です
お願い致します|yes|Yes, please.|yeah|sure|go ahead|that's right|correct|sounds good|no problem
Book it|of course|yes that's fine|Right.|uh-huh|please"""
NO = """もういいです|I'm not sure
いいえ|いえ|違います|ちょっと待って|やめます|いいえ、違います|はい、でもやっぱりミニバンで
キャンセルで|変更したい|そうじゃないです|no|No, thanks|nope|not yet|wait|that's wrong
hmm no|um, well, no|うーん、いいえ|あ、すみません、違います
that's not right|cancel|actually no|I don't think so|don't book it|yes but change the time"""
NEITHER = "はい？|えーと|大丈夫ですか|いいですか?|ん|東京|um|Is it okay?|Tokyo Station|山田太郎"


def each(words: str) -> list[str]:
    return words.replace("\n", "|").split("|")


@pytest.mark.parametrize("words", each(YES))
def test_a_yes_is_a_yes(words: str) -> None:
    assert yes_no.guess_answer(words) == "yes"


@pytest.mark.parametrize("words", each(NO))
def test_a_no_or_a_doubtful_yes_is_a_no(words: str) -> None:
    assert yes_no.guess_answer(words) == "no"


@pytest.mark.parametrize("words", each(NEITHER))
def test_anything_else_is_neither(words: str) -> None:
    assert yes_no.guess_answer(words) == ""


@pytest.mark.parametrize(
    ("words", "car"),
    [
        ("コンパクトカーでお願いします", "compact"),
        ("小さい車がいいです", "compact"),
        ("軽で", "kei"),
        ("軽自動車", "kei"),
        ("ワンボックス", "minivan"),
        ("ミニバンじゃなくてSUV", "suv"),
        ("エスユーブイ", "suv"),
        ("ＳＵＶ", "suv"),
        ("セダンを", "sedan"),
        ("やっぱりミニバンで", "minivan"),
        ("大きい車", "minivan"),
        ("気軽に", ""),
        ("a small car", "compact"),
        ("the minivan please", "minivan"),
        ("S.U.V.", "suv"),
        ("van", "minivan"),
        ("compact, no wait, SUV", "suv"),
        ("a kei car", "kei"),
        ("the sedan", "sedan"),
        ("a people mover", "minivan"),
        ("people-carriers", "minivan"),
        ("a four-by-four", "suv"),
        ("a 4 x 4", "suv"),
        ("four wheel drive", "suv"),
        ("a hatchback", "compact"),
        ("ハッチバック", "compact"),
        ("two people moved", ""),
        ("yes", ""),
    ],
)
def test_a_class_is_known_by_its_many_names(words: str, car: str) -> None:
    assert classes.find_class(words) == car


def test_a_misheard_class_is_known_by_its_sound() -> None:
    assert classes.sounds_like("コンパクド") == "compact"


@pytest.mark.parametrize(
    "words", ["どれでもいいです", "お任せします", "anything is fine", "either one", "I don't mind"]
)
def test_any_car_will_do(words: str) -> None:
    assert classes.any_will_do(words)


@pytest.mark.parametrize(
    ("words", "near", "shop"),
    [
        ("東京駅前店でお願いします", TOKYO, "tokyo-ekimae"),
        ("東京駅前点でお願いします", TOKYO, "tokyo-ekimae"),
        ("東京駅で", TOKYO, "tokyo-ekimae"),
        ("駅前のほうで", TOKYO, "tokyo-ekimae"),
        ("とうきょうえきまえてん", TOKYO, "tokyo-ekimae"),
        ("東京液前店", TOKYO, "tokyo-ekimae"),
        ("新宿で", TOKYO, "shinjuku"),
        ("しんじゅく店", TOKYO, "shinjuku"),
        ("しながわ", TOKYO, "shinagawa"),
        ("新大阪駅前", ALL, "osaka"),
        ("新大阪", ALL, "osaka"),
        ("札幌駅前店", ALL, "sapporo"),
        ("1番目の店", TOKYO, "tokyo-ekimae"),
        ("最後の店で", TOKYO, "shinagawa"),
        ("新宿じゃなくて品川で", TOKYO, "shinagawa"),
        ("Tokyo Station please", TOKYO, "tokyo-ekimae"),
        ("the Shinjuku one", TOKYO, "shinjuku"),
        ("the second one", TOKYO, "shinjuku"),
        ("Shin Osaka", ALL, "osaka"),
        ("東京", TOKYO, ""),
        ("はい", TOKYO, ""),
        ("土曜日の10時から18時", TOKYO, ""),
        ("空港", ALL, ""),
        ("Sapporo", ALL, ""),
    ],
)
def test_a_shop_is_known_by_name_part_sound_or_turn(words: str, near: list[Shop], shop: str) -> None:
    utterance = read_utterance(words)
    listed = near if near is TOKYO else ()
    spans = places.recognise_places(utterance, ALL, loose=True, listed=listed)
    found = [span.value for span in settle(utterance, spans).standing if span.kind == "shop"]
    turn = places.find_turn(words, near)
    assert (found or ([(turn.id,)] if turn else [()]))[-1] == ((shop,) if shop else ())


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("7人乗れる車がいいんですけど", 7),
        ("大人4人と子ども2人で乗りたいので", 6),
        ("五人です", 5),
        ("7人乗りのやつ", 7),
        ("There are seven of us", 7),
        ("One that seats seven", 7),
        ("four adults and two kids", 6),
        ("an 8-seater", 8),
        ("we're a family of five", 5),
        ("10時から18時", 0),
        ("2人目です", 0),
        ("from 10 to 6", 0),
        ("ミニバンは何人乗りですか", 0),
    ],
)
def test_the_people_who_will_drive_along_are_counted(words: str, people: int) -> None:
    assert classes.count_people(read_utterance(words)) == people


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ("コンパクトより大きい車", {"kei", "compact"}),
        ("something bigger than a sedan", {"kei", "compact", "sedan"}),
        ("smaller than the SUV", {"suv", "minivan"}),
        ("a bigger one", set()),
        ("コンパクトで", set()),
    ],
)
def test_a_comparison_leaves_classes_out(words: str, left_out: set[str]) -> None:
    utterance = read_utterance(words)
    assert classes.exclude_by_size(utterance, classes.recognise_classes(utterance)) == left_out


@pytest.mark.parametrize(
    ("words", "cheapest"),
    [
        ("一番安い車で", True),
        ("なるべく安いので", True),
        ("安いやつでいいです", True),
        ("Whatever is cheapest", True),
        ("Not the cheapest, but not the dearest", False),
        ("I don't want the cheapest", False),
        ("nothing cheap, I'd not want the cheapest one", False),
        ("something cheap please", True),
        ("whatever's cheap", True),
        ("what is cheap will do", True),
        ("コンパクトと軽、どっちが安いですか", False),
        ("How much is it?", False),
    ],
)
def test_a_wish_for_the_cheapest_is_no_question_of_price(words: str, cheapest: bool) -> None:
    assert classes.wants_cheapest(read_utterance(words)) == cheapest


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("羽田空港で借りたい", "unknown", "羽田空港"),
        ("福岡で", "unknown", "福岡"),
        ("from Haneda Airport", "unknown", "Haneda Airport"),
        ("立川駅前店で", "unknown", "立川駅前店"),
        ("東京駅のところのお店", "shop", ("tokyo-ekimae",)),
        ("駅前のお店", "", ()),
        ("そのお店で", "", ()),
        ("at the airport", "", ()),
        ("東京で", "region", "東京"),
    ],
)
def test_a_place_without_a_shop_is_known_as_such(words: str, kind: str, value: object) -> None:
    spans = places.recognise_places(read_utterance(words), ALL, loose=True)
    assert [(span.kind, span.value) for span in spans] == ([(kind, value)] if kind else [])


@pytest.mark.parametrize(
    ("words", "shop"),
    [
        ("Tachikawa please", "tachikawa"),
        ("at the Tatikawa shop", ""),
        ("minato mirai", "minatomirai"),
        ("Shin-Yokohama", "shinyokohama"),
        ("Shin Yokohama station", "shinyokohama"),
        ("Omiya", "omiya"),
        ("Ōmiya", "omiya"),
        ("Oomiya", "omiya"),
    ],
)
def test_a_shop_without_an_english_name_is_known_by_its_reading(words: str, shop: str) -> None:
    shops = [
        Shop("tachikawa", "立川店"),
        Shop("minatomirai", "みなとみらい店"),
        Shop("shinyokohama", "新横浜駅前店"),
        Shop("omiya", "大宮駅前店", name_en="大宮駅前店"),
    ]
    spans = places.recognise_places(read_utterance(words), shops, loose=True)
    assert [span.value for span in spans if span.kind == "shop"] == ([(shop,)] if shop else [])


def test_a_word_that_fits_several_shops_is_all_of_them() -> None:
    shops = [Shop("east", "新宿東口店"), Shop("west", "新宿西口店"), Shop("ueno", "上野店")]
    spans = places.recognise_places(read_utterance("新宿で"), shops, loose=True)
    assert [span.value for span in spans] == [("east", "west")]
    listed = places.recognise_places(read_utterance("西口のほう"), shops, loose=True, listed=shops[:2])
    assert [span.value for span in listed] == [("west",)]


@pytest.mark.parametrize(
    ("current", "words", "naming", "language"),
    [
        ("ja", "I would like to rent a car", False, "en"),
        ("ja", "OK", False, "ja"),
        ("ja", "Tokyo Station", False, "ja"),
        ("ja", "John Ronald Reuel Tolkien", True, "ja"),
        ("en", "車を借りたいのですが", False, "ja"),
        ("en", "山田太郎です", True, "en"),
        ("en", "はい", False, "en"),
        ("ja", "英語でお願いします", False, "en"),
        ("ja", "12/5 10:00-18:00", False, "ja"),
    ],
)
def test_one_word_or_a_name_does_not_change_the_language(
    current: str, words: str, naming: bool, language: str
) -> None:
    assert choose_language(current, words, naming=naming) == language


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("D'you take Amex?", "Do you take Amex?"),
        ("we're gonna need one, dunno when", "we're going to need one, don't know when"),
        ("Gimme two of \u2019em, y'all", "Give me two of them, you"),
        ("Gianna Wannamaker, D'Youville Street", "Gianna Wannamaker, D'Youville Street"),
        ("もしもし、gonnaさん", "もしもし、gonnaさん"),
    ],
)
def test_what_is_run_together_in_speech_is_written_out_and_names_stay(said: str, written: str) -> None:
    assert normalise.write_out(said) == written


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("What's a sedan go for per day?", True),
        ("what do your minivans go for", True),
        ("What's a compact going for each?", True),
        ("What would an SUV run me for a weekend?", True),
        ("What time can I go for the pickup?", False),
        ("What would you go for, a compact or a kei car?", False),
        ("I'd go for the sedan", False),
    ],
)
def test_what_a_car_goes_for_is_its_price(words: str, asked: bool) -> None:
    assert ("price" in topics.find_topics(words)) is asked


@pytest.mark.parametrize(
    ("words", "model"),
    [
        ("Do you have a Fit?", "Fit"),
        ("the Note, please", "Note"),
        ("take a note of it", ""),
        ("that's a fit", ""),
    ],
)
def test_a_model_that_is_a_common_word_is_one_where_the_company_has_it(words: str, model: str) -> None:
    found = recognise_models(read_utterance(words), ["ホンダ フィット", "日産 ノート"])
    assert [span.value for span in found] == ([model] if model else [])
