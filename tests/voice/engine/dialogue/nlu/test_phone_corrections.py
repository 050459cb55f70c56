"""A telephone number is put right by a part of it, and nothing else that was said is lost."""

from __future__ import annotations

from itertools import product

import pytest

from voice.engine.dialogue.nlu.phone_corrections import correct_phone, judge_phone
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit

PHONE = "09087654321"
# What a caller says of a part, the figures that he tells of it, and the number then.
JA_PARTS = [
    ("電話の下4桁", "4312", "09087654312"),
    ("番号の最後", "4312", "09087654312"),
    ("携帯の末尾2桁", "12", "09087654312"),
    ("下四桁", "ヨンサンイチニ", "09087654312"),
    ("電話番号の真ん中", "8766", "09087664321"),
    ("電話の頭", "080", "08087654321"),
    ("最初の3桁", "080", "08087654321"),
]
JA_FRAMES = [
    "{part}は{figures}です",
    "{part}が違います。{figures}です",
    "すみません、{part}、{figures}でした",
    "あ、{part}だけ間違ってて、{figures}なんです",
    "{part}ちゃいますわ、{figures}",
    "{part}、正しくは{figures}でお願いします",
]
EN_PARTS = [
    ("the last four digits of the phone", "4312", "09087654312"),
    ("the end of my number", "4312", "09087654312"),
    ("the last two digits", "one two", "09087654312"),
    ("the middle four digits", "8766", "09087664321"),
    ("the first three digits", "oh eight oh", "08087654321"),
]
EN_FRAMES = [
    "{part} should be {figures}",
    "{part} is wrong, it's {figures}",
    "sorry, {part} are {figures}",
    "you got {part} wrong. {figures}",
]
CASES = [
    (frame.format(part=part, figures=figures), right)
    for parts, frames in ((JA_PARTS, JA_FRAMES), (EN_PARTS, EN_FRAMES))
    for (part, figures, right), frame in product(parts, frames)
]


def correct(said: str, phone: str = PHONE) -> tuple[str, str]:
    return correct_phone(read_utterance(said).plain, phone) or ("", said)


@pytest.mark.parametrize(("said", "right"), CASES)
def test_a_part_is_put_right(said: str, right: str) -> None:
    assert correct(said) == (right, "")


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("電話番号は080から始まります", "08087654321"),
        ("the phone number starts with 080", "08087654321"),
        ("電話番号の8765のところは8766です", "09087664321"),
        ("090ちゃうくて080です", "08087654321"),
        ("no, 4312, not 4321", "09087654312"),
        ("すみません電話、4312でした", "09087654312"),
        ("it's 4312 at the end of the phone number", "09087654312"),
    ],
)
def test_the_wrong_figures_say_which_part_it_is(said: str, right: str) -> None:
    assert correct(said)[0] == right


@pytest.mark.parametrize(
    ("said", "phone", "right"),
    [
        ("電話番号の最後、4444じゃなくて4445でした", "09012344444", "09012344445"),
        ("最後は5678ではなくて5679です", "09012345678", "09012345679"),
        ("not 5678, 5679", "09012345678", "09012345679"),
        ("it's 5679, not 5678", "09012345678", "09012345679"),
        ("1234じゃなくて1243です", "09012345678", "09012435678"),
        ("4444じゃなくて4445でした", "09012345678", ""),
        ("10時じゃなくて11時です", "09012345678", ""),
        ("電話番号の最後、8じゃなくて9です", "09012345678", "09012345679"),
        ("末尾が8ではなく7でした", "09012345678", "09012345677"),
        ("8じゃなくて9です", "09012345678", ""),
    ],
)
def test_figures_in_the_place_of_others_are_in_the_number(said: str, phone: str, right: str) -> None:
    assert correct(said, phone)[0] == right


def test_a_number_of_ten_figures_has_other_groups() -> None:
    assert correct("電話の真ん中は5556です", "0355551234")[0] == "0355561234"
    assert correct("電話の頭は06です", "0355551234")[0] == "0655551234"


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("電話の下4桁は4312で、時間は11時からに", "時間は11時からに"),
        ("下4桁4312です、あとは合ってます", "あとは合ってます"),
        ("the number ends in 4312 and I'd like a minivan", "and I'd like a minivan"),
        ("The last four are 4312, and pick up at 11.", "and pick up at 11."),
    ],
)
def test_what_else_was_said_stays(said: str, rest: str) -> None:
    assert correct(said) == ("09087654312", rest)


@pytest.mark.parametrize(
    "said",
    [
        "返却の最後は1830で",
        "最後に、時間を11時からにしてください",
        "最後の日は6日です",
        "電話をもらえるのは18時以降です",
        "携帯からかけてるんで、11時からに",
        "the end should be 7",
        "I'm on the phone at work, make it 11 to 6",
        "the last day should be the 6th",
        "no, the number of people is four",
        "call me at 10 if anything changes",
    ],
)
def test_an_hour_a_day_and_a_count_are_no_part_of_it(said: str) -> None:
    assert correct(said)[0] == ""


@pytest.mark.parametrize(
    ("said", "judgement", "rest"),
    [
        ("電話番号が違います", "wrong", ""),
        ("すみません、電話番号が間違ってます", "wrong", ""),
        ("The phone number is wrong.", "wrong", ""),
        ("that's not my number", "wrong", ""),
        ("電話番号は大丈夫です、それでお願いします", "right", "それでお願いします"),
        ("3人で乗ります。電話番号は合ってます", "right", "3人で乗ります。"),
        ("the number is right, yes", "right", "yes"),
        *(
            (said, "", said)
            for said in ("電話番号は合ってますか", "the phone's not working", "それで大丈夫です")
        ),
    ],
)
def test_the_whole_number_is_called_right_or_wrong(said: str, judgement: str, rest: str) -> None:
    assert judge_phone(read_utterance(said).plain) == (judgement, rest)
