"""Persons' names as people say them: taken where something speaks for them, asked about, or left alone."""

from __future__ import annotations

import re

import pytest

from tests.processor_time import measure
from voice.engine.dialogue.nlu import consent_en, name_words, names
from voice.engine.dialogue.nlu.name_parts import PersonName
from voice.engine.dialogue.nlu.utterance import read_utterance

SHOPS = ("東京駅前店", "新宿店", "品川店", "Tokyo Station", "Shinjuku", "Shinagawa")


def find(words: str, situation: names.Situation, known: PersonName | None = None) -> PersonName | None:
    spans = names.recognise_name(read_utterance(words), situation, known, SHOPS)
    return spans[0].value if spans else None


def find_sure(words: str, situation: names.Situation) -> str:
    """ "" where there is no name that may be taken without a question."""
    name = find(words, situation)
    return name.text if name and name.is_sure else ""


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("山田太郎です", "山田太郎"),
        ("山田太郎", "山田太郎"),
        ("山田山田太郎です", "山田太郎"),
        ("やまだたろうです", "やまだたろう"),
        ("佐藤花子と申します", "佐藤花子"),
        ("名前は鈴木一郎です", "鈴木一郎"),
        ("はい、高橋です", "高橋"),
        ("えっと、田中健一です", "田中健一"),
        ("ヤマダタロウ", "ヤマダタロウ"),
        ("田中さん", "田中"),
        ("福島です", "福島"),
        ("中村でお願いします", "中村"),
        ("山田じゃなくて山本です", "山本"),
        ("私は木村拓哉と言います", "木村拓哉"),
        ("ジョン・スミスです", "ジョン・スミス"),
        ("名前ですか?山田です", "山田"),
        ("My name is John Smith", "John Smith"),
        ("john smith", "John Smith"),
        ("It's John Smith.", "John Smith"),
        ("This is Mary Jane Watson", "Mary Jane Watson"),
        ("The name is Smith, S-M-I-T-H", "Smith"),
        ("Bankole. Oliver's the first name, Bankole's the surname.", "Oliver Bankole"),
        ("Ann is my first name and Lee is my last name", "Ann Lee"),
        ("Hannah's the first name and Weiss is the last", "Hannah Weiss"),
        ("Siobhan O'Malley, that's S-I-O-B-H-A-N and O apostrophe M-A-L-L-E-Y", "Siobhan O'Malley"),
        ("Hannah Weiss, H-A-N-N-A-H and W", "Hannah Weiss"),
        ("It's for my mum's birthday", ""),
        ("It's for my brother's wedding", ""),
        ("Helen Garrity, G, A, double R, I, T, Y.", "Helen Garrity"),
        ("It's Ann Apel, A, double P, E, L", "Ann Appel"),
        ("Ann Apel, with a double P", "Ann Appel"),
        ("Mr. Brown", "Brown"),
        ("Yes, it's Anna Müller", "Anna Müller"),
        ("Uh, Kate O'Neil", "Kate O'Neil"),
        ("It's Emma, Emma Stone.", "Emma Stone"),
        ("Dr. Brown", "Brown"),
        ("Jean-Luc Picard, thanks", "Jean-Luc Picard"),
        ("はい", ""),
        ("もう一度お願いします", ""),
        ("コンパクトで", ""),
        ("なんですか", ""),
        ("ええと", ""),
        ("名前は言いたくない", ""),
        ("what do you mean?", ""),
        ("I want a car", ""),
        ("Tokyo Station", ""),
        ("It's Saturday", ""),
    ],
)
def test_a_name_that_was_asked_for(words: str, name: str) -> None:
    assert find_sure(words, "asked") == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です", "山田太郎"),
        ("佐藤と申しますが、車を借りたいのですが", "佐藤"),
        ("土曜日です", ""),
        ("新宿です", ""),
        ("家族旅行です", ""),
        ("コンパクトです", ""),
        ("東京駅前店です", ""),
        ("A compact from 10 to 6, my name is John Smith", "John Smith"),
        ("I'm looking for a car in Tokyo", ""),
        ("It's Saturday", ""),
    ],
)
def test_a_name_given_unasked_needs_a_frame_or_a_persons_name(words: str, name: str) -> None:
    assert find_sure(words, "unasked") == name


FAMILIES = [
    "山田",
    "岡本",
    "四日市",
    "五十嵐",
    "二階堂",
    "品川",
    "大阪",
    "渡邊",
    "髙橋",
    "東海林",
    "中村",
    "八木",
    "林",
]
GIVEN = ["太郎", "修", "美優", "健", "さくら", "直子", "蓮"]
ANSWERS = [
    "{}です",
    "{}ですー",
    "{}と申します",
    "{}といいます",
    "{}でお願いします",
    "{}様でお願いします",
    "{}や",
    "{}だべさ",
    "{}だがね",
    "{}ばい",
    "{}いいます",
    "{}っす",
    "{}でございます",
    "えっと、{}です",
    "はい、{}です",
    "えっと{}です",
    "名前は{}です",
    "私は{}と申します",
    "{}ですよろしくお願いします",
    "父の名前で、{}でお願いします",
    "妻の{}で",
    "担当は{}です",
    "予約は{}でお願いします",
    "株式会社青空商事の{}です",
    "名前ですか、{}です",
    "{}、{}です",
    "{}です。さんずいの字です",
    "鈴木じゃなくて{}です",
]


@pytest.mark.parametrize("frame", ANSWERS)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_japanese_name_is_taken_out_of_what_is_said_around_it(family: str, frame: str) -> None:
    for given in GIVEN:
        name = f"{family}{given}"
        found = find(frame.format(name, name), "asked")
        assert found == PersonName(name, family, given), frame


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "said",
    [
        "{family}、{given}です",
        "{family} {given}",
        "{family}です。{family}{given}",
        "{family}、下の名前は{given}です",
        "名字は{family}、名前は{given}です",
        "姓が{family}、名が{given}です",
        "{family}・{given}です",
    ],
)
def test_family_and_given_name_are_put_together(family: str, said: str) -> None:
    for given in GIVEN:
        words = said.format(family=family, given=given)
        assert find_sure(words, "asked") == f"{family}{given}", words


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("やまだたろう", "やまだたろう"),
        ("たかはしゆいです", "たかはしゆい"),
        ("さとうはなこと言います", "さとうはなこ"),
        ("やまだ たろう です", "やまだたろう"),
        ("ヤマダ タロウです", "ヤマダタロウ"),
        ("山田太郎、カタカナでヤマダタロウ", "山田太郎"),
        ("山田太郎 やまだたろう", "山田太郎"),
        ("小鳥遊、たかなしと読みます。小鳥遊蓮です", "小鳥遊蓮"),
        ("東海林と書いてしょうじです。東海林誠", "東海林誠"),
        ("渡邊明です。邊は難しいほうの邊です", "渡邊明"),
        ("高橋一郎です。高橋の高ははしごだかです", "髙橋一郎"),
        ("斎藤です、斎藤の斎は斉しいの。斎藤学です", "斎藤学"),
        ("渡辺の渡に、辺は普通の辺です。渡辺健です", "渡辺健"),
        ("マイケル・ジョンソンです", "マイケル・ジョンソン"),
        ("マイケル ジョンソンです", "マイケル・ジョンソン"),
        ("グエン・ティ・フォン・アインと申します", "グエン・ティ・フォン・アイン"),
        ("John Smithと申します", "John Smith"),
        ("株式会社青空商事です", "株式会社青空商事"),
        ("有限会社田中工業、担当は田中一郎です", "有限会社田中工業田中一郎"),
    ],
)
def test_a_name_in_kana_described_or_foreign(words: str, name: str) -> None:
    assert find_sure(words, "asked") == name


NAMES_EN = [
    "John Smith",
    "Thu Nguyen",
    "Kei Tanaka",
    "April May Johnson",
    "Robert J. Miller",
    "Siobhán O'Neill-Walsh",
    "Vincent van der Berg",
    "Taro Yamada",
    "Mary Jane Watson",
    "Will Smith",
    "Maria Garcia Lopez",
    "J. R. R. Tolkien",
    "Oluwaseun Adebayo",
    "Mohammed bin Salman",
    "Kim Min-jun",
]
ANSWERS_EN = [
    "{}",
    "{}.",
    "It's {}.",
    "My name is {}.",
    "This is {}",
    "It's {}, please.",
    "Um, {}, thanks",
    "Sure, it's {}",
    "{} speaking",
    "The name is {}",
    "Put it under {}, please.",
    "It's for my wife, {}",
    "for my husband {}",
    "All right, {}.",
    "Mr. {}",
    "I'm {}",
    "Sorry, {}.",
    "That would be {}",
    "That'll be {}, love",
    "It might as well be {}",
    "{}, in full, please",
    "Put it down as {}, would you?",
    "It's {}, {}.",
]


@pytest.mark.parametrize("frame", ANSWERS_EN)
@pytest.mark.parametrize("name", NAMES_EN)
def test_an_english_name_is_taken_out_of_what_is_said_around_it(name: str, frame: str) -> None:
    assert find_sure(frame.format(name, name), "asked") == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Jon Smyth. That's J-O-N, S-M-Y-T-H.", "Jon Smyth"),
        ("Anna Smith, S as in Sierra.", "Anna Smith"),
        ("Clive Barrow-Smythe, Smythe with a Y and an E.", "Clive Barrow-Smythe"),
        ("John Smith, S as in Sierra, M-I-T-H", "John Smith"),
        ("J-O-H-N S-M-I-T-H", "John Smith"),
        ("John Smith, that's S M Y T H", "John Smyth"),
        ("It's John without an h, Smith", "Jon Smith"),
        ("Catherine Smith with a K", "Katherine Smith"),
        ("John Smith with a y", "John Smyth"),
        ("Sara May, M-A-Y", "Sara May"),
        ("Sierra Mike India Tango Hotel", "Smith"),
        ("Last name Smith, first name John", "John Smith"),
        ("Smith, John", "John Smith"),
        ("my first name is Kenji and my last name is Tanaka", "Kenji Tanaka"),
        ("It's Wojcik, W-O-J-C-I-K, first name Ewa, E-W-A.", "Ewa Wojcik"),
        ("Kowalczyk, first name Piotr", "Piotr Kowalczyk"),
        ("john smith", "John Smith"),
        ("mary o'brien", "Mary O'Brien"),
        ("Tanaka Taro desu", "Tanaka Taro"),
        ("Acme Corp, contact John Smith", "John Smith"),
        ("Blue Sky Trading Ltd", "Blue Sky Trading Ltd"),
        ("Dr. Sarah Lee, PhD", "Sarah Lee"),
        ("Priya Boyd, bee as in bravo, oh, why, dee", "Priya Boyd"),
        ("My surname is Bee, B as in Bravo, double E", "Bee"),
        ("Derek Mallone, M A double L O N E", "Derek Mallone"),
        ("It's K-W-A-M-E, last name M-E-N-S-A-H.", "Kwame Mensah"),
        ("Deirdre. Gallagher.", "Deirdre Gallagher"),
        ("Pieter van Dam, with van spelled small.", "Pieter van Dam"),
        ("Murphy comma Grace.", "Grace Murphy"),
        ("My last name is Baxter, B as in Bravo, A, X, T, E, R, and my first name is Colin", "Colin Baxter"),
    ],
)
def test_an_english_name_spelled_or_described(words: str, name: str) -> None:
    assert find_sure(words, "asked") == name


@pytest.mark.parametrize(
    ("words", "known", "name"),
    [
        ("直樹じゃなくて直子です", "小林直樹", "小林直子"),
        ("直樹じゃなくて直子です。小林直子", "小林直樹", "小林直子"),
        ("山本じゃなくて山田です", "山本太郎", "山田太郎"),
        ("いえ、佐藤太郎です", "山本太郎", "佐藤太郎"),
        ("山田じゃなくて山本です。山本花子", "山田太郎", "山本花子"),
        ("名前が違います、鈴木花子です", "山田太郎", "鈴木花子"),
        ("No, it's Smyth with a y", "John Smith", "John Smyth"),
        ("not Smith, Smyth", "John Smith", "John Smyth"),
        ("It's Jon without an h", "John Smith", "Jon Smith"),
        ("The name is John Smythe", "John Smith", "John Smythe"),
        ("Smyth, S-M-Y-T-H", "John Smith", "John Smyth"),
        ("It's Grant with a T.", "Peter Gran", "Peter Grant"),
        ("It's spelled G-R-A-N-T", "Peter Gran", "Peter Grant"),
        ("Grant, not Gran", "Peter Gran", "Peter Grant"),
        ("Clarke has an E on the end.", "Sara Clark", "Sara Clarke"),
        ("It ends with an E", "Sara Clark", "Sara Clarke"),
        ("It's missing an E at the end", "Anna Brown", "Anna Browne"),
        ("two Ts", "Mary Garret", "Mary Garrett"),
        ("there's no H in Jon", "John Smith", "Jon Smith"),
        ("That's Petersen with an E", "Ola Peterson", "Ola Petersen"),
        ("Surname's wrong. K-A-T-Z.", "Miriam Cats", "Miriam Katz"),
        ("my first name is spelled J-O-N", "Sean Smith", "Jon Smith"),
    ],
)
def test_a_name_is_mended_at_the_read_back(words: str, known: str, name: str) -> None:
    found = find(words, "mending", names.split_name(known))
    assert found
    assert found.text == name


@pytest.mark.parametrize(
    "words",
    [
        "はい、お願いします",
        "13日の日曜にしてください",
        "品川にしてください",
        "新宿店で",
        "コンパクトじゃなくてミニバンで",
        "いいあげつよじゃなくて、カヨなんですよ。",
        "火曜じゃなくてみか",
        "Yes, please.",
        "Make it Sunday",
        "No, Shinjuku",
        "Actually, from 11",
        "Not a minivan, please",
        "It's Wednesday",
    ],
)
def test_other_corrections_mend_no_name(words: str) -> None:
    known = names.split_name("山田太郎" if not words.isascii() else "John Smith")
    assert find(words, "mending", known) is None


# A word of sentences for each half, beside one that is none.
ODD_NAMES = ["Mercedes Lost", "Ivy Smoke", "Summer Snow", "Amber Smoke", "Tuan Snow", "Holly Christmas"]


@pytest.mark.parametrize(
    "frame", ["{}", "{}.", "My name is {}.", "It's {}", "it's under {}, please", "The name is {}"]
)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_with_a_word_of_sentences_in_it_is_asked_about(name: str, frame: str) -> None:
    for words in (frame.format(name), frame.format(name).lower()):
        found = find(words, "asked")
        assert found, words
        assert (found.text, found.is_sure) == (name, False), words


@pytest.mark.parametrize(
    "words",
    [
        "my name is on the booking",
        "My name is not important",
        "the name is private information",
        "Christmas Eve",
        "winter tyres",
        "best price",
        "one moment",
        "please hold",
        "why are you asking",
        "oh, I see you",
    ],
)
def test_words_of_sentences_alone_are_no_name(words: str) -> None:
    assert find(words, "asked") is None


@pytest.mark.parametrize(
    ("first", "rest", "name"),
    [
        ("Deirdre", "Gallagher", "Deirdre Gallagher"),
        ("Gallagher", "Mary", "Mary Gallagher"),
        ("Smith", "Deirdre", "Deirdre Smith"),
        ("John", "Gallagher", "John Gallagher"),
        ("Deirdre", "Deirdre Gallagher", "Deirdre Gallagher"),
    ],
)
def test_the_rest_of_a_name_is_joined_in_the_right_order(first: str, rest: str, name: str) -> None:
    more = find(rest, "part")
    assert more
    assert names.join_parts(names.split_name(first), more).text == name


def test_reading_a_name_takes_time_linear_in_the_text() -> None:
    def seconds(text: str) -> float:
        utterance = read_utterance(text)
        return measure(lambda: names.recognise_name(utterance, "asked"))

    find("山田太郎です", "asked")
    for words in (
        "明日の10時から山田ですけど東京駅前店で",
        "my name is john smith i want a car ",
        "a b c d ",
        "S-M-I-T-H ",
        "株式会社",
    ):
        assert seconds(words * 1600) < 12 * max(seconds(words * 400), 0.002), words


LISTS_OF_ANSWERS = (consent_en.YES, consent_en.NO, consent_en.FINE, consent_en.PLEASE, consent_en.FILLERS)


@pytest.mark.parametrize("word", sorted(set(re.findall(r"[a-z]{3,}", " ".join(LISTS_OF_ANSWERS)))))
def test_no_word_of_a_yes_or_no_completes_a_name_unless_it_is_one(word: str) -> None:
    assert word in name_words.NAMES_AND_WORDS_EN or find(f"please {word}", "part") is None


@pytest.mark.parametrize(
    ("known", "words", "expected"),
    [
        ("斉藤亮", "斉藤の斉は難しいほうの齋です", "齋藤亮"),
        ("斉藤亮", "斉の字は旧字の齊です", "齊藤亮"),
        ("沢田香", "沢は難しい澤です", "澤田香"),
        ("渡辺太郎", "渡辺の辺は渡邊の邊です", "渡邊太郎"),
        ("高橋廣志", "高ははしごだかです", "髙橋廣志"),
    ],
)
def test_a_character_that_is_written_otherwise_takes_the_place_of_what_was_read(
    known: str, words: str, expected: str
) -> None:
    found = find(words, "mending", names.split_name(known))
    assert found
    assert found.text == expected


@pytest.mark.parametrize("words", ["佐藤の佐は佐賀の佐です", "藤は藤の花の藤です", "日にちは土曜の日です"])
def test_a_character_that_is_only_described_changes_nothing(words: str) -> None:
    assert find(words, "mending", names.split_name("佐藤太郎")) is None


def test_letters_that_fit_no_part_of_a_whole_name_take_no_names_place() -> None:
    assert find_sure("Katarzyna Wójcik, that's W-O-with-an-accent-J-C-I-K.", "asked") == "Katarzyna Wójcik"


@pytest.mark.parametrize(
    "frame", ["{family}, {given}.", "Name: {family}, {given}", "{given}. {family}.", "{given} {family}"]
)
@pytest.mark.parametrize(
    ("given", "family"),
    [("Aleksei", "Kuznetsov"), ("Tomasz", "Zielinski"), ("Arvid", "Lindqvistsson")],
)
def test_a_family_name_that_stands_first_is_known_by_its_ending(frame: str, given: str, family: str) -> None:
    assert find_sure(frame.format(given=given, family=family), "asked") == f"{given} {family}"


@pytest.mark.parametrize("first", ["夫は", "妻が", "運転者は", "父は、"])
@pytest.mark.parametrize("second", ["私は", "予約者は", "僕は、", "友人が"])
def test_of_two_persons_it_is_asked_which_one_books(first: str, second: str) -> None:
    told = f"{first}田辺修一です。{second}佐藤ゆきです"
    name = names.recognise_name(read_utterance(told), "asked")[0].value
    assert (name.text, name.is_sure) == ("佐藤ゆき", False)
    again = f"{second}佐藤ゆきです。佐藤ゆきです"
    assert names.recognise_name(read_utterance(again), "asked")[0].value.is_sure
