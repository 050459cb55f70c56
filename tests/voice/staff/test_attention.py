"""Which calls are marked for a person to look at."""

from __future__ import annotations

import pytest

from voice.staff.attention import Sign, Utterance, find_signs

pytestmark = pytest.mark.unit


def judge(role: str, *texts: str) -> list[Sign]:
    return find_signs(Utterance(role, text) for text in texts)


@pytest.mark.parametrize(
    "texts",
    [
        ("申し訳ございません。もう一度お願いします。", "はい。", "申し訳ありません、満車でございます。"),
        ("失礼いたしました。", "すみません、聞き取れませんでした。"),
        ("I'm sorry, I did not catch that.", "We apologise, there are no cars."),
        ("Sorry about that.", "My apologies."),
    ],
)
def test_agent_who_apologised_twice_is_noticed(texts: tuple[str, ...]) -> None:
    assert judge("agent", *texts) == [Sign.APOLOGISED]


@pytest.mark.parametrize(
    "texts",
    [
        ("申し訳ございません。", "10時からでございますね。"),
        ("恐れ入りますが、お名前を伺えますか。", "恐れ入りますが、お電話番号をお願いいたします。"),
        ("Would you mind telling me your name?", "I'm sorry to hear that."),
    ],
)
def test_politeness_and_one_apology_are_not(texts: tuple[str, ...]) -> None:
    assert judge("agent", *texts) == []


def test_caller_who_apologises_is_not_counted() -> None:
    assert judge("caller", "すみません", "すみません、東京駅で", "すみません") == []


@pytest.mark.parametrize(
    "texts",
    [
        ("予約を変更したいのですが", "いや、予約の変更です", "だから予約を変更したいんです"),
        ("キャンセルできますか", "キャンセルをお願いします", "ｷｬﾝｾﾙしたいと言っているんです"),
        ("予約したい", "予約したい。", "予約したい！"),
        ("Can I change my booking?", "I want to change the booking", "As I said, change my booking please"),
        ("a cheaper minivan please", "no, a cheaper minivan", "is there any cheaper minivan"),
    ],
)
def test_caller_who_raised_the_same_matter_three_times_is_noticed(texts: tuple[str, ...]) -> None:
    assert judge("caller", *texts) == [Sign.REPEATED]
    assert judge("caller", *texts[:2]) == []


@pytest.mark.parametrize(
    "texts",
    [
        ("はい", "はい", "はい、お願いします", "はい"),
        ("12月12日の10時から", "12月12日の18時まで", "12月13日ではどうですか"),
        ("東京駅で借りたい", "コンパクトカーで", "山田太郎です", "チャイルドシートも"),
        ("yes please", "yes please", "yes please"),
        ("ten o'clock on Saturday", "a compact car", "my name is Jane Smith", "a child seat as well"),
    ],
)
def test_answers_and_new_matters_are_no_repetition(texts: tuple[str, ...]) -> None:
    assert judge("caller", *texts) == []


def test_both_signs_are_named() -> None:
    said = [Utterance("agent", "申し訳ございません"), Utterance("caller", "予約を変更したい")] * 3
    assert find_signs(said) == [Sign.APOLOGISED, Sign.REPEATED]
