"""One punctuation for what was said, however a recogniser or a typist wrote it. The rules read that alone."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.clause_ends_en import part_clauses_en
from voice.engine.dialogue.nlu.digits import write_number
from voice.engine.dialogue.nlu.normalise import MONTHS, ORDINALS, SMALL, WEEKDAY_EN, write_figures, write_out
from voice.engine.dialogue.nlu.topics import is_about_the_line

# Where a caller stops, one recogniser writes a comma and the next none. Behind a noun and its particle it is
# a breath, and says nothing; behind a verb the same letters join clauses (ですが、ますので、): a boundary.
BREATH = re.compile(
    # 「品川店で、」 names a place; 「車が必要で、」 ends a clause.
    r"(?<=[\dァ-ヶー一-鿿A-Za-z々])((?:から|まで|[はがをにとへもの]|(?<=[\dァ-ヶー店駅港館口川宿阪幌京市区日時分台])で)+)"
    r"、\s*(?=\S)(?!お?返(?:し(?=[はをも])|却)|それ|あと|いや|あ[、っ]|すみ|やっぱ)"
)
BREATH_EN = re.compile(
    r"\b((?i:from|to|until|till|at|on|in|for|by|of|the|an?|my|our|about|around|before|after|past"
    r"|and(?=, (?:an? )?(?:half|quarter)\b)))"
    r"(?:,|\.\.\.?|…) "
    r"(?=\d|[A-Z][a-z]|(?i:the|an?|half|quarter|noon|midday|midnight|next|this|tomorrow|today|hours?|days?"
    rf"|{'|'.join([*SMALL, *ORDINALS, *MONTHS])}|{WEEKDAY_EN}s?)\b)"
)
# "R-402-7311 Tom Ridley", "ten to four Tom Ridley": the name is no part of what stands before it. Before a
# place a comma does no harm.
_NAMES = r"\b[A-Z][\w'-]{1,20}(?: [A-Z][\w'-]{0,20}){1,3}"
NAME_BEHIND = re.compile(
    rf"(R-\d{{3}}-\d{{4}}|\b(?i:\d{{1,2}}|[ap]m|noon|compact|sedan|suv|minivan|{'|'.join(SMALL)}))"
    rf" (?={_NAMES}(?:[.,;!?]|$))"
)
# "On the twenty second Shinagawa please": the place is none of the day, as that of "the second Saturday" is.
DAY_BEHIND = re.compile(
    rf"(\b[Tt]he (?:(?:twenty|thirty)[- ])?(?:{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))) (?=[A-Z][a-z])"
    rf"(?!(?i:{'|'.join(MONTHS)}|{WEEKDAY_EN}s?|i)\b)"
)
# 「R-402-7311山田太郎です」
NAME_BEHIND_JA = re.compile(r"(R-\d{3}-\d{4})(?=[一-鿿]{2})")
NAME_BEFORE = re.compile(rf"({_NAMES}) (?=R-\d{{3}}-\d{{4}})")
END_OF_CLAUSE = re.compile(
    r"((?:です|ます|でした|ました|ません)(?=[\dァ-ヶ一-鿿])"
    r"|(?:です|ます|でした|ました|ません)(?:が|ので|から|し)|なくて(?!いい|よい|良い|大丈夫|結構)"
    # 「けども、」, and 「けど、もし」, 「けど、もう」.
    r"|(?:です|ます|でした|ました|ません|[んだたいる])けれ?ど(?:も(?![しう])|さ(?=[\dァ-ヶ一-鿿]))?)"
    r"(?=[\wァ-ヶ一-鿿])(?!も(?![しう])|[ねかよわなで])"
    # 「ですね13日の…」, 「でええわ時間だけ」; 「ますのそれで」, 「日曜かじゃあ」: what begins anew says so.
    r"|(?:(?:です|ます)[ねよわ]|で(?:いい|ええ)[よわ]|だわ)(?=[\dァ-ヶ一-鿿])"
    r"|[たるい]わ(?=\d)"
    r"|(?:(?:です|ます)[のねよ]|[たすだ](?:の|から)|か)(?=じゃあ(?!な)|それ(?:で|と|なら)|そしたら)"
)
# An interjection in the midst of what is said: 「14日のあ待って14は会議だった」, 「しますあETCは」.
TURN = re.compile(
    r"(?<=[すたんだねよ、。？?])(あ)(?=やっぱ|ごめん|すみません|すいません|[A-Z\dァ-ヶ一-鿿])"
    r"|(?<=[のをにではがと])(あ|いや|あいや)(?=(?:ちょっと)?待って|ごめん|やっぱ)"
    r"|(?<=[てでに])(いや)(?=[\d一-鿿])"
)
# 「ミニバンチャイルドシートふたつ」
EXTRA_BEHIND = re.compile(
    r"(コンパクト|ミニバン|セダン|SUV)(?=チャイルド|ジュニア|ベビー|スタッドレス|ETC|カーナビ)"
)
# Why an hour is chosen, behind it: no range begins with "three to be safe".
TO_BE_SAFE = re.compile(r",? (?:just )?to be (?:safe|sure|on the safe side)\b", re.IGNORECASE)
# 「健康の健に、一郎の郎で」, 「難しいほうの齋藤に、」: how a name is written.
DESCRIBES = re.compile(r"の[一-鿿][にでと]|ほうの[一-鿿]|一文字")

# A sound of thinking, with its comma. "Uh-huh" is an answer, and "Um" may be somebody's name.
HESITATION_EN = re.compile(
    r"(?<![\w'-])(?:(?:um+|uh+|erm?)(?![\w'-])|(?:Um+|Uh+|Erm?)(?=\s?(?:[,…]|\.\.)))(?:\s?[,.…]+)?\s*"
)
# 「うーん」 and 「んー」 stay: who says them before a yes is not sure. 「えー」 may object.
HESITATION_JA = re.compile(
    r"(?<![ぁ-んァ-ヶー一-鿿\w])"
    r"(?:え(?:ー{0,3}っ?|えっ?)とー{0,3}(?:です)?ねー?|え(?:ー{0,3}っ?|えっ?)とー{0,3}|うー{1,3}んー?と|(?:あの|その)ー{1,3}|あのう"
    r"|あの(?:です)?ね|あの(?=、))[、,…。\s]{1,3}(?=\S)"
)

# What somebody says on taking the telephone, before they say something. 「どうも」 alone thanks.
GREETING = re.compile(
    r"(?:あ[、っー]{0,2}|あの[ー、]{0,2})?"
    r"(?:(?:もしもし|こんにち[はわ]|こんばんは|おはようございます|はじめまして|どうも"
    r"|(?:いつも)?お世話(?:様です|になります|になって(?:い|お)?ります))[、。，,.!！ー…\s]{1,3}"
    r"|(?i:hi|hello|hey|good (?:morning|afternoon|evening|day))(?i: there)?[,.!]{1,3} ){1,3}(?=\S)"
)


def spell_out(text: str, *, naming: bool) -> str:
    """What is run together, dates in words, a reservation's number and the commas, as the rules expect them.

    `naming`: a name was asked for. Where one is described, commas part its halves and stay.
    """
    text = HESITATION_JA.sub("", HESITATION_EN.sub("", text) or text)
    text = leave_out_greeting(text)
    text = TO_BE_SAFE.sub("", write_out(text if naming else write_figures(text)))
    text = part_names(part_clauses_en(write_number(part_clauses(text))))
    return text if naming and DESCRIBES.search(text) else drop_breaths(text)


def leave_out_greeting(text: str) -> str:
    """「もしもし、はい、お願いします」 as 「はい、お願いします」. Alone, or of the line, it stays."""
    found = GREETING.match(text)
    return text[found.end() :] if found and not is_about_the_line(text) else text


def drop_breaths(text: str) -> str:
    """The text without commas between a particle and its value: 「16日から、17日に、変更」, "from, ten"."""
    return BREATH_EN.sub(r"\1 ", BREATH.sub(r"\1", text))


def part_clauses(text: str) -> str:
    """Japanese with a comma where one clause ends and the next begins: 「誕生日なんですが、その2日前に」."""
    text = EXTRA_BEHIND.sub(r"\1、", END_OF_CLAUSE.sub(lambda end: f"{end[0]}、", text))
    return TURN.sub(lambda turn: f"{'' if text[turn.start() - 1] in '、。？?' else '、'}{turn[0]}、", text)


def part_names(text: str) -> str:
    """A comma between a name, or a place, and the number, the day or the hour beside it."""
    text = NAME_BEHIND_JA.sub(r"\1、", text)
    return NAME_BEFORE.sub(r"\1, ", NAME_BEHIND.sub(r"\1, ", DAY_BEHIND.sub(r"\1, ", text)))
