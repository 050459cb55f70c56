"""The Japanese words about time: of each a pattern, the tag that `composition` knows it by, and its value.

The first pattern that fits wins, so that longer words stand before those they contain. A value may be a
function of the words that fitted. `composition` explains the tags.
"""

from __future__ import annotations

import re
from typing import Any

from voice.engine.dialogue.nlu.dates.tokens import Amount, Shift
from voice.engine.dialogue.nlu.normalise import read_kanji_number

Word = tuple[str, str, Any]
NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})"


def read_count(words: str) -> int:
    """The first number in the words, in figures or kanji; 1 where there is none."""
    found = re.search(r"\d+|[〇一二三四五六七八九十]+", words)
    if found is None:
        return 1
    return int(found[0]) if found[0].isdigit() else read_kanji_number(found[0])


def _amount(unit: str) -> Any:
    return lambda words: Amount(_read_fraction(words), unit)  # type: ignore[arg-type]


def _read_fraction(words: str) -> float | None:
    if "数" in words:
        return None
    found = re.search(r"\d{1,4}\.\d{1,3}", words)
    return float(found[0]) if found else read_count(words)


def _read_clock(words: str) -> tuple[int, int, bool]:
    hour, minute = re.findall(r"\d+", words)
    return int(hour), int(minute), hour.startswith("0")


HOLIDAYS: list[Word] = [
    (r"クリスマス[・ ]?イ[ブヴ]", "Z", "christmas eve"),
    (r"クリスマス", "Z", "christmas"),
    (r"(?<![ァ-ヶー])イ[ブヴ](?![ァ-ヶー])", "Z", "christmas eve"),
    (r"大[晦み]そ?か?日|おおみそか|大みそか", "Z", "new year's eve"),
    (r"元旦|元日", "Z", "new year's day"),
    (r"バレンタイン(?:デー)?", "Z", "valentine's day"),
    (r"ホワイトデー", "Z", "white day"),
    (r"ハロ[ウー][ィイ]ン", "Z", "halloween"),
    (r"七夕", "Z", "tanabata"),
    (r"ひな祭り|雛祭り|桃の節句", "Z", "dolls' festival"),
    (r"成人の日", "Z", "coming of age day"),
    (r"建国記念(?:の)?日", "Z", "foundation day"),
    (r"天皇誕生日", "Z", "emperor's birthday"),
    (r"春分の日", "Z", "vernal equinox"),
    (r"昭和の日", "Z", "showa day"),
    (r"憲法記念日", "Z", "constitution day"),
    (r"(?:みどり|緑)の日", "Z", "greenery day"),
    (r"(?:こども|子供|子ども)の日", "Z", "children's day"),
    (r"海の日", "Z", "marine day"),
    (r"山の日", "Z", "mountain day"),
    (r"敬老の日", "Z", "respect for the aged day"),
    (r"秋分の日", "Z", "autumnal equinox"),
    (r"(?:スポーツ|体育)の日", "Z", "sports day"),
    (r"文化の日", "Z", "culture day"),
    (r"勤労感謝の日", "Z", "labor thanksgiving day"),
    (r"ゴールデン[・ ]?ウ[ィイ]ーク|gw(?![a-z])", "V", "golden week"),
    (r"シルバー[・ ]?ウ[ィイ]ーク", "V", "silver week"),
    (r"(?:三|3|さん)?連休", "V", "long weekend"),
    (r"お盆(?:休み)?", "V", "obon"),
    (r"年末年始|お?正月(?:休み)?", "V", "new year"),
    (r"年末", "V", "end of the year"),
    (r"年始|年明け|三が日|三箇日|三ヶ日|三日(?=(?:明|あ)け)", "V", "start of the year"),
    # 「連休明け」: the days behind it.
    (r"(?<=[休盆月年k日始クスブ])(?:が、?)?(?:明け|あけ)(?:る|て(?:から)?|た|たら)?", ">", 1),
]
# A number of days is a length before these, and else a day of the month: 「19日にずらす」 moves to the 19th.
_MOVED = (
    r"(?:分|だけ|ほど|くらい|ぐらい|ずつ){0,2}"
    r"(?:を?(?:後(?!半)|前(?!後|半)|延|伸|のば|早(?!朝)|遅|短|長|繰|ずら)|に(?:延ば|伸ば|のば|短|長))"
)
# 「1日間違えました」 is a slip of a day, 「1日間」 how long.
_COUNTED = rf"(?=間(?!違)|ほど|くらい|ぐらい|{_MOVED})(?:間(?!違))?(?:ほど|くらい|ぐらい)?"
PICKUP = (
    r"開始|ご?出発|スタート|お?借り(?:始め|入れ)?(?:る|たい|ます|て)?|受け?取り?|貸し?出し?|お?迎え(?:に)?"
    r"|取りに(?:行[くき]|伺[うい]|来)?|引き取り?|乗り出し|使い始め(?:る)?|出(?:たい|られ|れま)"
)
# What else ends: 「仕事終わりに」.
_OF_WORK = "".join(f"(?<!{work})(?<!{work}の)" for work in ("仕事", "授業", "学校", "会議", "バイト"))
RETURN = (
    rf"ご?返却|お?返し(?:する|します|したい)?|お?返す|戻[りすしる]|もど[りすしる]|{_OF_WORK}終わり|終了|返還"
)
# "The return is …": what follows is that end.
_TOPIC = (
    r"(?:の?(?:予定)?(?:時間|時刻|日時|日|とき|時(?!間)|ほう|方)|の|だけ){0,2}"
    r"(?:は|が|を|も|[:：]|(?<=だけ)|(?<=[の間刻])、)(?!あ[りる]|な[いし])"
    r"|(?:(?:の?(?:予定)?(?:時間|時刻|日時|日|とき|ほう|方)|の)(?:のこと)?(?:なん)?)"
    r"(?:です(?:けれ?ど(?:も)?|が)|だけど)、"
)
# 「返却なんですが、」; 「18時返却なんですが、」 says all of it already.
_TOLD_OF = r"なん(?:です(?:けれ?ど(?:も)?|が)|だけど)、"
# What is said while one thinks: 「一日、うん、借りたい」.
_HUMS = (
    r"(?:[、\s]|う+ん|え(?:え|ー)?(?:っ?と)?|あ(?:の|ー)*|その?ー?|ま(?:あ|ぁ)?|ですね|ちょっと"
    r"|ほど|くらい|ぐらい|だけ){0,5}"
)
_ALONE, _COMMA = r"(?<![^。、])", r"、(?=[^、。]{0,4}\d)"
HALVES: list[Word] = [
    (r"朝(?:イチ|いち)(?:番|ばん)?|朝[一1](?:番(?!目)|ばん)?(?![\d時])", "Q", (8, 9)),
    (
        (
            r"午前(?!中)|am(?![a-z])|早朝|明け方|今朝|けさ|朝(?!日|食|ご飯|ごはん)|あさ(?!って|い|ひ)(?=\d|の|一)"
        ),
        "P",
        "am",
    ),
    (r"深夜|真夜中|夜中|未明", "P", "late"),
    (r"午後|ごご(?=\d)|pm(?![a-z])|夕方|夕刻|ゆうがた|夕(?=\d)", "P", "pm"),
    (r"夜(?!景|行|逃)|晩(?!御飯|ごはん|ご飯)|よる(?=\d)", "P", "night"),
    (r"夕食|昼食", "Q", None),
    (r"お?昼前|午前中", "Q", (10, 11)),
    (r"お?昼(?:過ぎ|すぎ)", "Q", (13, 14)),
    (r"お?昼(?:頃|ごろ)", "Q", (12, 13)),
]
WORDS: list[Word] = [
    # Not about time, though it looks so.
    (rf"{NUMBER}日(?=市(?!内)|町)|日本|何[年月日時曜]|平日|祝日|当日", "x", None),
    # How far off it was, and no day: the right one follows.
    (rf"{NUMBER}(?:日|時間|週|[かヶカケヵ箇]月)(?=間違)", "x", None),
    (r"毎[日週月年]|隔[日週]", "K", None),
    # Corrections
    (
        r"(?:って|と)(?:言|い)(?:った|いました|ってた|ってました)(?:ん(?:です|だ))?(?:けれ?ど(?:も)?|が)",
        "¬",
        None,
    ),
    # 「日曜はだめだ、土曜の」; of 「日曜がだめなら土曜」 one or the other is wanted.
    (
        (
            r"(?:は|が|も)?、?(?:ちょっと)?(?:だめ|ダメ|駄目|無理|あかん|あかへん|いかん|きつい|厳しい)"
            r"(?!なら|でし?た?ら|だったら|やったら|な場合|の場合|か?も)"
            r"(?:だ|です|や|わ|な|ん|の|で|から|けど|が|ねん|さかい|よ|ね){0,5}"
        ),
        "¬",
        None,
    ),
    # 「土日は避けて、月曜に」, 「火曜以外で」.
    (
        (
            r"(?<=[日曜末週明])(?:(?:は|を|だけは)?、?(?:避け|よけ|除い|のぞい|外し|はずし)(?:て|たい)(?:ください|です|ので|んで)?"
            r"|(?:じゃない日|以外)(?:の日)?(?:で|に|なら)?)"
        ),
        "¬",
        "avoided",
    ),
    (r"(?:じゃ|では|ぢゃ)(?:な(?:くって|くて|く|い(?:です)?(?:ね)?)|ありません(?:でした)?)", "¬", None),
    (
        (
            r"いいえ|いえ(?!ば)|いや(?!だ|な|つ|す)|やっぱ(?:り|し)?|やはり|違(?:う|った|って|います|いました|い)(?:ます)?|ちがう|ちがった|ちがいます"
            r"|訂正|(?:ちょ(?:っ)?と|あ|え)?、?待っ(?:て(?!い[るた]|ます)|た)(?:ください|ね|よ)*|ご?めん(?:なさい)?|す[みい]ません|失礼(?:しました)?|もとい|あ(?=[、,])|あっ(?![てた])|間違え(?:まし)?た|間違い(?:まし)?た|間違いで"
        ),
        "X",
        None,
    ),
    *HOLIDAYS,
    # Years, months, weeks
    (r"(?<!\d)\d{4}年", "Y", read_count),
    (r"令和\d{1,2}年", "Y", lambda words: 2018 + read_count(words)),
    (r"令和元年", "Y", 2019),
    (r"再来年", "Y", 2),
    (r"来年|翌年", "Y", 1),
    (r"今年|本年|ことし", "Y", 0),
    (r"去年|昨年", "Y", -1),
    (rf"(?:{NUMBER}|数) ?[かヶカケヵ箇ヵ]月間?", "L", _amount("month")),
    (r"\d{1,4}月", "m", read_count),
    (r"再来月|さ来月", "r", 2),
    (r"来月|らいげつ|翌月(?!曜)|次の月(?!曜)", "r", 1),
    (r"今月|当月|こんげつ", "r", 0),
    (r"先月", "r", -1),
    (r"月末|(?<=月)の?(?:末|終わり)", "%", (-5, -1)),
    (r"月(?:初め?|はじめ|頭|あたま)|(?<=月)の?(?:初め(?!て)|はじめ(?!て)|頭|初旬)", "%", (1, 5)),
    (r"上旬", "%", (1, 10)),
    (r"中旬|半ば|なかば|月中", "%", (11, 20)),
    (r"下旬", "%", (21, -1)),
    (r"再来週末", "e", 2),
    (r"来週末", "e", 1),
    (r"今週末", "e", 0),
    (r"週末", "e", None),
    (r"再来週|さ来週|さらいしゅう", "w", 2),
    (r"来週|らいしゅう|翌週|次の週", "w", 1),
    (r"今週|こんしゅう", "w", 0),
    (r"先週", "w", -1),
    (r"週明け|週あけ|休み明け", "w", "monday"),
    (r"週末", "e", None),
    (r"土日(?:曜日?)?", "e", "both"),
    (r"[月火水木金土日]曜日?", "W", lambda words: "月火水木金土日".index(words[0])),
    (r"(?<=[(（])[月火水木金土日](?=[)）])", "W", lambda words: "月火水木金土日".index(words[0])),
    # Days
    (r"一昨日|おととい", "T", -2),
    (r"昨日|きのう", "T", -1),
    (r"(?:今日|本日|(?<!とう)きょう)(?!は(?:いい|良い|よい|暑|寒|天気)|もありがと)", "T", 0),
    (r"明々後日|明明後日|しあさって", "T", 3),
    (r"明後日|あさって", "T", 2),
    (r"明日|あした|みょうにち|明くる日(?=の)", "T", 1),
    (r"今晩|今夜", "5", ("T", 0, "night")),
    (r"明晩", "5", ("T", 1, "night")),
    (r"明朝", "5", ("T", 1, "am")),
    (r"翌朝", "5", ("N", 1, "am")),
    (r"(?:その|それから)(?= ?(?:\d|[一二三]).{0,4}[後前])", "7", True),
    (r"その(?=また|翌|次の|つぎの|あくる日|明くる日|前日|前の日)", "7", True),
    (r"また(?=次|つぎ|翌)", "_", None),
    (r"同じ曜日", "N", 0),
    (r"翌々日|翌翌日", "N", 2),
    (r"翌日|次の日(?!曜)|つぎの日(?!曜)|あくる日|明くる日|明けの日", "N", 1),
    (r"前日|前の日(?!曜)", "N", -1),
    (r"同じ日|同日|その日(?:のうち)?|その日中", "N", 0),
    (r"ついたち", "d", 1),
    (r"ふつか(?!間)", "d", 2),
    (r"みっか(?!間)", "d", 3),
    (r"よっか(?!間)", "d", 4),
    (r"むいか(?!間)", "d", 6),
    (r"ここのか(?!間)", "d", 9),
    (r"はつか(?!間)", "d", 20),
    # Lengths
    (r"日帰り", "L", Amount(0, "night")),
    (r"(?:丸|まる|マル)の?\s?(?:[1一]|いち)?\s?日(?!曜)", "L", Amount(1, "day")),
    (rf"(?:(?<=もう)|(?<=あと)|(?<=さらに)){NUMBER}日(?!曜)", "L", _amount("day")),
    (
        r"(?<![\d月])(?:1[、,・]2|2[、,・]3|3[、,・]4|4[、,・]5|5[、,・]6)(?:日|泊|時間|週間?)",
        "L",
        Amount(None, "day"),
    ),
    # Whether until the evening or for 24 hours is asked.
    (
        (
            r"[1一]日中"
            rf"|(?<!月)(?:(?<!の)|(?<=[あそ]の))[1一]日(?={_HUMS}(?:お?借り|かり|レンタ|使|利用|車|クルマ|貸)|だけ(?!早|遅|後|前))"
            r"|(?:(?<=その日)|(?<=曜日)|(?<=曜)|(?<=明日)|(?<=あさって)|(?<=明後日)|(?<=当日)|(?<=\d日))[1一]日(?!から|まで)"
            r"|(?:(?<=[日曜後明週末]に)|(?<=[車軽ーンv]を))[1一]日(?!から|まで|[にのはも]|\d|午|朝|夕|後|前|早|遅|ずら|延)"
        ),
        "L",
        Amount(None, "day"),
    ),
    # Of a car, or behind another day, it is how long; else it may as well be a date: 「2日借りたい」.
    (
        rf"(?<=[車軽ーンv]を){NUMBER}日(?!から|まで|[にのはも間]|、?\d|午|朝|夕|後|前|早|遅|ずら|延)",
        "L",
        _amount("days"),
    ),
    (
        r"(?<![月の\d])[1-7一二三四五六七]日(?=(?:も?あれば|で)(?:もう)?(?:足り|十分|じゅうぶん|済[むみま]))",
        "L",
        _amount("days"),
    ),
    (rf"(?<![月の\d]){NUMBER}日(?={_HUMS}(?:お?借り|かり|レンタル|使い|使う|使え|利用))", "9", read_count),
    (rf"(?:丸|まる|マル)\s?{NUMBER}日(?!曜)間?", "L", _amount("day")),
    (r"週(?=[のにはでを、。]|$)", "u", "week"),
    (r"半日", "L", Amount(None, "day")),
    (r"半時間", "L", Amount(0.5, "hour")),
    (
        rf"{NUMBER}泊(?:\s?の?{NUMBER}日)?(?=半|の|で|、|で|し|だ|を|お|に|$|。| |く|ほ|、)?",
        "L",
        _amount("night"),
    ),
    (rf"(?:{NUMBER}|数)週(?:間(?!違))?(?!末)", "L", _amount("week")),
    (r"\d{1,4}\.\d{1,3}日間?", "L", _amount("day")),
    (rf"(?:{NUMBER}|数)日(?={_MOVED}|半(?!ば))", "L", _amount("day")),
    (rf"(?:{NUMBER}|数)日{_COUNTED}", "L", _amount("days")),
    (r"\d{1,4}\.\d{1,3}時間|(?:\d{1,4}|数)時間(?!違)", "L", _amount("hour")),
    (rf"{NUMBER}分間(?!違)|(?<![時\d]){NUMBER}分(?={_MOVED}|後)", "L", _amount("minute")),
    (r"\d{1,4}日(?!間)", "d", read_count),
    # Clock times
    *HALVES,
    (r"(?<![\d:])\d{1,2}[:：]\d{2}(?![\d:])", "k", _read_clock),
    (r"\d{1,4} ?(?:時(?!間(?!違)|刻)|じ(?!ゃ|かん|ぶん|ょ|ゅ))", "H", read_count),
    (rf"{NUMBER} ?(?:分|ふん|ぷん)", "i", read_count),
    (r"正午", "C", 12),
    (r"お?昼(?:間)?の?(?=\d)|日中の?(?=\d)", "P", "midday"),
    (r"お?昼(?=から|まで|に返|ごろ|頃|に|の?12)", "C", 12),
    (r"お?昼", "Q", (12, 13)),
    (r"半(?!年|券|額|分)|はん(?=から|まで|に|で|$|、)", "½", 0.5),
    # Relations
    (r"後ろ(?:倒し|へ|に|の(?:ほう|方))?|後に倒|遅く|遅ら|遅れ|遅め|遅い|おそく|おくら", "R", Shift(1)),
    (r"前倒し|前の(?:ほう|方)|早く|早め|早い|はやく|はやめ|繰り?上げ", "R", Shift(-1)),
    (r"延長|延ば|延び|伸ば|伸び|のば|長く|長め", "R", Shift(1, "end")),
    (r"短く|短縮|短め", "R", Shift(-1, "end")),
    (r"(?:あと|もう|さらに)(?= ?(?:\d|[一二三四五六七八九十半]))", "J", Shift(1, "end")),
    (r"ずら|移(?:し|す|動)|動か|変更|変え|延期|お?伸ばし", "v", None),
    (r"後(?=に|の|、|で|から|まで|、|くらい|ごろ|あたり|$|。|[月火水木金土日]曜| |お|ち)|以降|後", ">", 1),
    (r"前(?!後)|(?<!えき)まえ", "<", -1),
    (
        r"(?:次|今度|こんど|つぎ)(?:の|は)?(?=[月火水木金土日]曜|週末|土日|三?連休|お?盆|第|\d)|今の",
        "q",
        "coming",
    ),
    (
        rf"第{NUMBER}(?=[月火水木金土日の週])|{NUMBER}(?:番目|回目|つ目|つめ)の?(?=[月火水木金土日週])",
        "K",
        read_count,
    ),
    (r"(?:最初|初め|いちばん初め|一番最初)の?(?=[月火水木金土日週])", "K", 1),
    (r"(?:最後|最終|一番最後|ラスト)の?(?=[月火水木金土日週])", "K", -1),
    # 「返すのは変わらず」: that end stays.
    (
        (
            rf"(?:{RETURN}|{PICKUP}|帰り|行き)(?:の?(?:時間|時刻|日|ほう|方)|の)?(?:は|が|も|だけ)?、?"
            r"(?:そのまま|変わら|変わり|変えな|変更な|いじら|同じ(?!時|日|曜|\d))"
        ),
        "x",
        None,
    ),
    # Which end
    # 「返却、17時で」: nothing stands before it that it could be said of.
    (
        rf"(?:{PICKUP}|行き)(?:{_TOPIC})|(?<![時分半頃])(?:{PICKUP}){_TOLD_OF}|{_ALONE}(?:{PICKUP}){_COMMA}",
        "s",
        "far",
    ),
    (
        rf"(?:{RETURN}|帰り)(?:{_TOPIC})|(?<![時分半頃])(?:{RETURN}){_TOLD_OF}|{_ALONE}(?:{RETURN}){_COMMA}",
        "t",
        "far",
    ),
    (rf"には?(?:{PICKUP}|伺|行[きくっ]|来店|着[きく])", "A", None),
    (rf"(?:まで)?には?(?:{RETURN}|帰)", "B", None),
    # 「わからない」 and a reason (「ないですから」) mark no end.
    (
        r"(?<!わ)(?<!だ)(?<!ない)(?<!です)(?<!ます)から(?!だ|な[いくか])|より(?=[、 に借出\d]|$)|以降に?",
        "A",
        None,
    ),
    (r"までに?|迄に?", "B", None),
    (r"[~〜]", "-", None),
    (
        (
            r"(?:だめ|ダメ|駄目|無理|いっぱい|満車|空いて(?:い)?な(?:い|ければ?)|取れな(?:い|ければ?))(?:だった)?"
            r"(?:なら|でしたら|ら|ば)?|なければ|第[二2]希望(?:は|が)?"
        ),
        "U",
        None,
    ),
    (
        (
            r"と?か(?=、?(?:\d|[月火水木金土日]曜|明|来|再来|翌|あ[さし]|本日|今|午[前後]|朝|夕|夜|正午|それ|または|もしくは|あるいは))"
            r"|それ(?:とも|か(?!ら))|または|もしくは|あるいは"
        ),
        "U",
        None,
    ),
    (PICKUP, "S", None),
    (RETURN, "E", None),
    # Counted things, so that their number is no time.
    (
        (
            r"\d{1,9}(?:\.\d{1,3})?\s?(?:円|人|台|名|番|号|歳|才|つ|個|%|キロ|km|丁目|階|cm|席|乗り|回|件|万|千|割|度)"
        ),
        "x",
        None,
    ),
    # What changes nothing.
    (
        (
            r"(?:同じ|おなじ|おんなじ)く?(?=\d)|ずつ|だけ|頃|ごろ|くらい|ぐらい|あたり|ちょうど|ぴったり|きっかり|ぎりぎり|ギリギリ|丁度|えーっ?と|えっと|ええと|あのー?|そのー?|んー?と|だいたい|大体|およそ"
            r"|ですね|なんですけど|なんですが|ですけど|ですが"
        ),
        "_",
        None,
    ),
    # 「10日後の予約」: the day is the booking's, and not counted from it.
    (r"(?<=[後前]の)(?:ご?予約|ご?利用|レンタル|分(?=[をのでは]))", "g", str),
    (r"の|は|に|を|が|で|と|も|へ|中|間|ね|よ", "g", str),
]
