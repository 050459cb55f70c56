"""Japanese days told beside other months, other events and rentals that are over, in a whole call."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, Fleet

pytestmark = pytest.mark.unit


def hear(line: str) -> str:
    """What the agent says to the line, with which a call begins."""
    call = Rehearsal(Fleet().run, today="2026-12-01 (Tuesday), Asia/Tokyo")
    call.start()
    return call.say(line)


def hear_at_read_back(words: str) -> str:
    """What the agent says to the words, said of a compact at Shinjuku on December 5 from ten to six."""
    fleet = Fleet(free={("shinjuku", car): 2 for car in CARS})
    call = Rehearsal(fleet.run, today="2026-12-01 (Tuesday), Asia/Tokyo")
    call.start()
    call.say("新宿で5日の10時から18時、コンパクト、山田太郎です")
    return call.say(words)


@pytest.mark.parametrize(
    "before",
    [
        "先月も4日間借りたんですけど、",
        "去年の12月にも3日間借りたことがあるんですが、",
        "先月の20日から3日間お借りした者ですけど、",
        "前回は2日借りたんですけど、今度は",
        "この前使わせてもらったときは1日だったんですけど、",
        "以前10日ほど利用したことがあって、",
        "前に2回使ったことがあるんで、",
    ],
)
@pytest.mark.parametrize("place", ["新宿で", "東京駅前店で、コンパクトを"])
def test_a_rental_that_is_over_tells_no_day(before: str, place: str) -> None:
    assert "12月14日月曜日の9時から17時まで" in hear(f"{before}14日の9時から17時まで、{place}")


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("来月の最初の土曜、って何日だ、2日か。2日", "1月2日土曜日"),
        ("1月の2日です。2日", "1月2日土曜日"),
        ("来月の5日に法事があって、4日", "1月4日月曜日"),
        ("1月5日に帰国するので、28日", "12月28日月曜日"),
        ("12月28日まで仕事なので、4日", "1月4日月曜日"),
    ],
)
@pytest.mark.parametrize("behind", ["の10時から16時、新宿で", "に、新宿で、10時から16時でお願いします"])
def test_a_day_number_is_the_nearest_to_the_date_before_it(line: str, start: str, behind: str) -> None:
    assert f"{start}の10時から16時まで" in hear(line + behind)


@pytest.mark.parametrize("weekend", ["来週末、", "来週末の", "来週の週末、"])
@pytest.mark.parametrize(
    ("days", "period"),
    [
        ("金曜の夜7時から日曜の昼12時まで", "12月11日金曜日の19時から12月13日日曜日の12時まで"),
        ("土曜の9時から日曜の18時まで", "12月12日土曜日の9時から12月13日日曜日の18時まで"),
        ("金曜の10時から月曜の18時まで", "12月11日金曜日の10時から12月14日月曜日の18時まで"),
    ],
)
def test_the_days_of_a_weekend_are_its_own(weekend: str, days: str, period: str) -> None:
    assert period in hear(f"{weekend}{days}、新宿で")


@pytest.mark.parametrize("about", ["ぐらいに", "くらいに", "ぐらいから", "くらいまでに返す感じで"])
def test_about_a_day_is_no_length(about: str) -> None:
    assert "日にちと日数" not in hear(f"12日{about}、新宿でミニバンを借りたいんです")


@pytest.mark.parametrize("train", ["バス", "新幹線", "飛行機"])
def test_the_hour_of_a_bus_is_none_of_the_rental(train: str) -> None:
    line = f"17日に9時に品川で借りたいです。15時の{train}に乗るので14時までには返します"
    assert "12月17日木曜日の9時から14時まで" in hear(line)


@pytest.mark.parametrize(
    "reason", ["次の日9時出社なんで", "翌日は10時から会議なので", "翌日が朝から授業なんで"]
)
def test_the_next_day_of_a_reason_may_be_that_of_the_return(reason: str) -> None:
    line = f"17日の18時に新宿で借りて、{reason}、"
    assert "12月18日金曜日の8時まで" in hear(f"{line}朝8時に返したいです")
    assert "12月17日木曜日と12月18日金曜日の、どちら" in hear(f"{line}8時に返したいです")


@pytest.mark.parametrize("told", ["月末の土曜", "月末の土曜。26日になるのかな。", "月末の26日"])
def test_a_day_just_outside_the_days_that_are_named_is_the_nearest(told: str) -> None:
    assert "12月26日土曜日の10時から18時まで" in hear(f"新宿で、{told}、10時から18時")


@pytest.mark.parametrize("known", ["今週の金曜が4日ですよね。", "4日は仕事納めの準備で、", "4日、"])
def test_a_day_of_the_week_after_is_no_end_of_a_range(known: str) -> None:
    assert "12月9日水曜日の10時から18時まで" in hear(f"{known}その翌週の水曜日に新宿で、10時から18時で")


@pytest.mark.parametrize("first", ["できれば16日がいいんですけど、", "16日希望です。", "16日、"])
@pytest.mark.parametrize("second", ["だめなら17日で", "無理だったら17日でも", "いっぱいなら17日に"])
def test_a_second_choice_of_a_day_is_no_end_of_a_range(first: str, second: str) -> None:
    reply = hear(f"新宿で、{first}{second}いいです。10時から18時")
    assert "16日" in reply
    assert "12月17日木曜日の18時まで" not in reply


@pytest.mark.parametrize(
    "aside",
    [
        "13日に別の車を借りてるんですけど、それとは別で",
        "13日はほかの会社で予約してるんですが",
        "最初13日って言ってたんですけど",
        "ほんとは13日がよかったんですけど無理になったので",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_another_rental_and_a_first_thought_tell_no_day(aside: str, place: int) -> None:
    pieces = ["品川店で借りたいんですけど", "5日の土曜に8時に借りて18時に返します"]
    pieces.insert(place, aside)
    assert "12月5日土曜日の8時から18時まで" in hear("、".join(pieces))


@pytest.mark.parametrize("event", ["24日は仕事が入っちゃってて、", "24日は仕事なので、"])
def test_a_day_behind_the_return_may_be_that_of_both_ends(event: str) -> None:
    reply = hear(f"{event}新宿で、午前10時に取りに行って、18時には戻します、20日です")
    assert "12月20日日曜日と12月24日木曜日の、どちら" in reply


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("いや、1週間あとにしてください", "12月12日土曜日の10時から18時"),
        ("同じ時間で次の土曜にできますか", "12月12日土曜日の10時から18時"),
        ("10時じゃなくて1時って言ったつもりでした、13時から", "12月5日土曜日の13時から18時"),
        ("1時って言いました、13時からです", "12月5日土曜日の13時から18時"),
        ("あと17時に短くできますか", "12月5日土曜日の10時から17時"),
        ("SUVって空いてます？空いてたらSUVで。それと11時に取りに行きます", "12月5日土曜日の11時から18時"),
        ("11時からにしてもらえたら助かるんですけど", "12月5日土曜日の11時から18時"),
        ("9時ちょうどからで", "12月5日土曜日の9時から18時"),
        ("もう一泊したいから6日の同じ時間まで伸ばして", "12月5日土曜日の10時から12月6日日曜日の18時"),
        ("土曜でしたっけ？日曜じゃないとまずいんですけど", "12月6日日曜日の10時から18時"),
        ("6日でないと困るんです", "12月6日日曜日の10時から18時"),
        ("受け取りだけ30分早められますか、無理なら10時のままでいいです", "12月5日土曜日の9時30分から18時"),
        ("返却を19時にできますか、だめならそのままで", "12月5日土曜日の10時から19時"),
    ],
)
def test_what_is_put_right_at_the_read_back(words: str, period: str) -> None:
    assert period in hear_at_read_back(words)


@pytest.mark.parametrize(
    "words",
    [
        "6日の日曜もそのまま借りてたら割引とかありますか",
        "6日だったら空いてますか",
        "前日の夜に借りる場合は何か変わりますか？",
    ],
)
def test_what_is_supposed_at_the_read_back_is_asked_about(words: str) -> None:
    assert "12月5日土曜日のままと" in hear_at_read_back(words)


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("今度の金曜じゃなくて次の金曜、札幌で9時半から18時", "12月11日金曜日の9時30分から18時"),
        (
            "11日って金曜日ですよね、その日の9時半から、次の日が休みだから土曜の18時まで、札幌で",
            "12月11日金曜日の9時30分から12月12日土曜日の18時",
        ),
        (
            "札幌11日。友達が10時に借りて失敗したって言ってたから9時半にしとく。18時まで",
            "12月11日金曜日の9時30分から18時",
        ),
        (
            "札幌で11日の9時半から、父が10時に行って混んでたって言うので、18時まで",
            "12月11日金曜日の9時30分から18時",
        ),
    ],
)
def test_what_others_did_and_what_a_day_is_tell_nothing_else(line: str, period: str) -> None:
    assert period in hear(line)


@pytest.mark.parametrize("ask", ["どっちが安いですか？", "どちらがお得ですか"])
def test_of_two_returns_that_are_weighed_none_is_taken(ask: str) -> None:
    line = f"11日の9時半から札幌なんですけど、11日の18時に返すのと、12日の18時に返すのって{ask}"
    assert "12月11日金曜日と12月12日土曜日の、どちら" in hear(line)
