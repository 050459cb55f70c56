"""Hours that are told by when the shop opens and closes: "from when you open until three", 「開店から」."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.dates.resolution import read_open_minutes
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.state.dialogue import Dialogue

_SHOP_EN = r"(?:you|they|it|the (?:shop|branch|office|store|place))(?:'re| are| is)?"
OPENS = re.compile(
    rf"\b(?:(?:when(?:ever)?|as soon as|the (?:minute|moment|time)|as early as) {_SHOP_EN} opens?(?: up)?"
    r"|(?:as )?(?:early|soon) as (?:possible|(?:i|we|you) can)|the earliest possible"
    r"|opening time|(?<!the )(?<!my )first thing(?: in the morning)?)(?! (?:is|we|i|you)\b)"
    r"|(?:開店|オープン)(?:時間|時刻)?(?:と同時|直後|すぐ)?(?=に|から|で)"
    r"|お?店が(?:開|あ)(?:いたら|いてすぐ|くと同時)(?=に|から|、)",
    re.IGNORECASE,
)
CLOSES = re.compile(
    rf"\b(?:when(?:ever)? {_SHOP_EN} (?:close|shut)s?(?: up)?"
    rf"|(?:(?<=until )|(?<=till )|(?<=til )){_SHOP_EN} (?:close|shut)s?(?: up)?(?= on\b|[,.]|$)"
    r"|closing(?: time)?(?=[ ,.]|$)|close of business|(?<!the )(?<!my )last thing(?: at night)?)"
    r"(?! (?:is|we|i)\b)"
    r"|(?:閉店|クローズ)(?:時間|時刻)?(?:ギリギリ|ぎりぎり|間際)?(?=に|まで|で)"
    r"|お?店が(?:閉|し)まる(?:ギリギリ|ぎりぎり|間際|時間)?(?=に|まで|、)",
    re.IGNORECASE,
)


def tells_by_opening(text: str) -> bool:
    """Whether an hour is told by when the shop opens or closes."""
    return bool(OPENS.search(text) or CLOSES.search(text))


def write_opening_hours(d: Dialogue, text: str) -> str:
    """`text` with those hours as the shop has them; as it is where the shop is not known, or where it asks
    for them."""
    if d.shop is None or d.turn.topics & {"hours"}:
        return text
    opens, closes = read_open_minutes(d.shop.hours)
    japanese = is_japanese(text)
    text = OPENS.sub(_write_clock(opens, japanese=japanese), text)
    return CLOSES.sub(_write_clock(closes, japanese=japanese), text)


def _write_clock(minutes: int, *, japanese: bool) -> str:
    hour, minute = divmod(minutes, 60)
    if japanese:
        return f"{hour}時{minute}分" if minute else f"{hour}時"
    half = "am" if hour < 12 else "pm"
    return f"{(hour - 1) % 12 + 1}:{minute:02} {half}"
