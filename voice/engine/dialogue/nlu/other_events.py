"""What words tell of another event than the rental: a flight, a meeting, a visit; and of the call itself.

Patterns alone: `state/asides.py` reads days and hours without these.
"""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.normalise import DAY_EN, MONTHS, WEEKDAYS_EN

# Another event than the rental, or why another day of it is off; and where the words of one end.
EVENT = re.compile(
    r"[がは]、?(?:あ[るっりん]|い[るま]|来|入|はい[るっ])"
    r"|日[がは](?![^、。]{0,10}(?:希望|いい|良い|よい|第|都合))[^、。\d]{1,14}"
    r"(?:な(?:ので|んで|ん?です)|だ(?:から|し|けど)|で(?:す(?:が|けど|から|ので|し)|ね|、))"
    r"|(?<!時間)(?<!時刻)(?<!希望)(?<!開始)(?<!終了)(?<![日曜朝昼夕夜晩方り])[がは]、?(?:午前|午後|朝|昼|夕方|夜)?の?\d{1,2}時(?:半|\d{1,2}分)?"
    r"(?:頃|ごろ|くらい|ぐらい|から|まで){0,2}(?:な(?:ので|んで)|だ(?:から|し)|で(?:す(?:から|ので|し)|、))"
    r"|(?:[がは]、?|)(?:だめ|ダメ|駄目|無理)(?:に|で(?!し?た?ら)|だ(?!ったら)|な(?!ら))|都合(?:が|悪|つか)|用事|仕事(?!帰り|終わり|上がり|あがり|の帰り|の?後|のあと)|出社|出勤|登校|夜勤|授業|本番|試合|大会|発表会|運動会|遠足|合宿|健診|会議|試験|面接|出張|結婚式|葬|法事"
    # 「9時から19時を予定しています」 tells of the rental.
    r"|予定(?:だった|でし)|(?<!を)(?<![時分半]の)(?<!まで[のに])(?<!ら[いのに]の)予定"
    r"|誕生日|引っ?越し|記念日|飲み会|忘年会|新年会|同窓会|旅行|コンサート|ライブ|イベント|検査|手術|退院"
    r"|打ち?合わせ|商談|チェック(?:イン|アウト)|飛行機|フライト|[0-9の]便(?!利)|新幹線|電車|特急|バス|船便|フェリー|着[くいき]|到着|着陸"
    # 「17日に行くので」 is said of the shop; so is 「取りに行く」.
    r"|(?<![取受借乗店\d時分半日曜朝昼夕夜頃前後りけ])(?:に|へ)は?"
    r"(?:行[くきっ]|向か|帰[るっり省国]|戻る(?!時間)|発[つち])|帰[省国]|終わ(?:[るっ]|り(?![のがはをも]))|始ま[るっり]|友[達人]|両親|母が|父が|家族が"
    r"|\b(?:flights?|planes?|trains?|bus|ferry|ship|cruise|meetings?|appointments?|weddings?|birthdays?"
    r"|party|parties|conferences?|exams?|interviews?|getting married|marry|christening|graduat\w+"
    r"|reunion|festival|marathon|surgery|funerals?|concerts?|anniversary|check-?(?:in|out)|lands?"
    r"|landing|arriv\w+|get(?:s|ting)? in(?:to)?|touch\w* down|there(?:'s| is| are)"
    r"|(?:i|we)'ve got|(?<!can )(?<!could )(?<!may )(?<!shall )(?<!might )(?<!should )(?:i|we) have(?! to)"
    r"|moving|busy|visit\w*|fl(?:y|ies|ying) (?:in|into|out|home|back)|(?:i'm|we're) (?:back )?home"
    r"|(?:my|our) [a-z]{2,12}(?:'s| is| are) (?:coming|staying|getting)"
    r"|fell through|fallen through|(?:doesn't|won't|didn't) work|can't (?:make|do)|no good|not possible"
    r"|is off)\b"
    # "My last day at work is the 20th"
    r"|\b(?:my|our|his|her|their|your) "
    r"(?!(?:\w+ ){0,2}(?:date|plan|start|end|choice|preference|first|bookings?|trip)\b)"
    r"(?:[a-z']+ ){1,4}(?:is|are|was|'s) (?:on )?(?:the )?"
    r"(?:\d|mon|tues|wednes|thurs|fri|satur|sun|dec|jan|tomorrow)"
)
# How a stay begins and ends: who arrives on one day and leaves on another has the car in between.
ARRIVES_EN = (
    r"(?:arriv(?:e|es|ing)|(?:com|gett|fly|check)ing in|(?:come|get|fly|check|land)s? in|land(?:s|ing)?)"
)
LEAVES_EN = (
    r"(?:leav(?:e|es|ing)|depart(?:s|ing)?|(?:fly|flies|flying|check(?:s|ing)?|head(?:s|ing)?|go(?:es|ing)?)"
    r" (?:out|home|back))"
)
STAY = re.compile(rf"\b{ARRIVES_EN}\b[^.;!?]{{1,40}}\b{LEAVES_EN}\b[^.;!?,]{{1,40}}", re.IGNORECASE)
# What is so, or will be done, and is no rental: 「明日また電話します」, "it's cold today".
OF_THE_CALL = re.compile(
    r"電話(?!番号)|連絡し|かけ直|寒[いくか]|暑[いくか]|暖か|涼し|天気|晴れ|[雨雪](?:が|で|だ|、)|忙し|疲れ|ありがと|返事|決めます|相談し"
    r"|(?:聞|訊|伺|知り)[^、。]{0,4}(?:た(?:くて|かった)|ただけ|に(?:電話|かけ))"
    r"|\b(?:cold|hot|warm|chilly|freezing|weather|rain\w*|snow\w*|sunny|windy|tired|phon(?:e|ed|ing)|ring|text"
    r"|call(?:ed|ing)?(?! (?:it|for)\b)|let you know|get back to|decide|thank(?:s| you) for)\b"
)
# When the caller telephones, or is to be telephoned: 「5日に確認の電話もらえますか」.
CALLS_AGAIN = re.compile(
    r"(?:電話|連絡|メール)(?!番号)[^、。]{0,8}(?:もら|くださ|下さ|いただ|頂|くれ|します)"
)
NEAR_DAY = re.compile(
    r"今日|本日|明日|あした|明後日|あさって|来週|来月|\b(?:today|tonight|tomorrow|next week)\b"
)
CALLS_BACK = re.compile(r"\b(?:call|ring|phone|text|get)(?:ing)?(?: (?:you|them))? back\b")
# A day that is over is none of a rental to come.
OVER = re.compile(
    r"昨日|きのう|おととい|一昨日|先日|先週|先月|\b(?:yesterday|last (?:week|month|year|time)|ago)\b"
)
# Why a day is out of the question.
OFF = re.compile(
    r"だめ|ダメ|駄目|無理|都合が|\b(?:fell through|fallen through|(?:doesn't|won't|didn't) work|can't|no good"
    r"|not possible|is off)\b"
)
CANNOT_EN = (
    r"\b(?:won't|can't|cannot|not going to|unlikely to|might not|may not|don't think (?:i'll|we'll))"
    r"(?: be able to)?"
)
# Of a car that is out: it does not come back in time.
NOT_BACK_EN = (
    rf"{CANNOT_EN} (?:(?:make it|be|(?:get|bring|have|give)(?: (?:it|her|the car|that))?) back\b"
    r"|return (?:it|the car)\b)"
)
# What the shop does at an hour: 「店は8時から開いてますよね」; and who is at work then: "I work until eight".
IS_SO = re.compile(
    r"(?:店|営業所|営業(?:時間)?|そちら|そっち|お宅)(?:さん)?(?:は|って|が)?、?[^、。\d]{0,6}\d{1,2}時(?:半|\d{1,2}分)?(?:から|まで|に|で)?"
    r"(?:が|に|は)?(?:開|オープン|営業|やって|閉|し?ま[っりる]|終わ|です(?:よね|か|っけ|ね)|でした|だ(?:よね|った))"
    r"|\b(?:i|we|he|she|my [a-z]{2,12})(?:'m| am|'re| are|'s| is|'ll be| will be|'ve got| have)?"
    r"(?: (?:still|always|only|now|usually|actually))?"
    r" (?:work(?:s|ing)?|teach(?:es|ing)?|study(?:ing)?|(?:on )?(?:shift|duty)|at work"
    r"|in (?:court|class|school))\b"
)
# Where somebody has to be, and not the car: "I need to be at the airport by four".
IS_EXPECTED = re.compile(
    r"\b(?:need|have|got|want|supposed|has|needs) to (?:be|get|arrive) (?:at|in|to|over|home|there)\b"
    r"|\byou (?:open|close|shut|are (?:open|closed|shut))\b|\b(?:due|expected) (?:at|in|there|home)\b"
)
# An hour that cannot be kept; another follows.
MISSED = re.compile(
    r"間に合[いわえ](?:そうに|そうも)?[^、。]{0,6}な|(?:着け|行け|戻れ|返せ|着き|戻り)(?:そうに|そうも)?な"
    rf"|{CANNOT_EN} make\b|{NOT_BACK_EN}"
)
# No day is cut in two.
_NOT_IN_A_DATE = "".join(
    rf"(?<!\b{word}\s)" for word in (*MONTHS, *WEEKDAYS_EN, "the", "of", "on", "twenty", "thirty")
)
EVENT_CUT = re.compile(
    r"(?<=[びりしみきいっん]て)(?<![日曜時]って)(?=[\d一-龯ァ-ヶ])(?![下欲]|[一二三四五六七八九十\d]{1,2}泊)|(?<=[、。;!?])|(?<=[,.])(?!\d)|(?<=[のん]で)(?!す)|(?<=けど)|(?<=[ただるい]から)"
    r"|(?<=って)(?=その|翌|次|前)|(?<=で)(?<!それで)(?=その[前翌次]|翌日|前日|次の日|前の日)"
    r"|(?=\b(?:and|so|but) )"
    # "I'd like a car Friday's no good so…": the day is that of what follows.
    rf"|(?<=[a-z] ){_NOT_IN_A_DATE}(?=(?:on )?{DAY_EN}"
    r"(?:'s|\s(?:is|was|isn't|wasn't|won't|doesn't|didn't|fell|has|clashes))\s)"
    # "A car can't do the 17th so…", "… on Sunday I've got meetings till nine so…"
    rf"|(?<=\w )(?=(?:(?:i|we) )?(?:can't|cannot|can not|couldn't) (?:do|make) (?:it )?(?:on )?{DAY_EN})"
    r"|(?<=\w )(?<!and )(?<!but )(?<!so )"
    r"(?=(?:(?:i|we)(?:'ve got| have got|'m busy|'re busy| work| finish)|there's|(?:my|our|his|her)"
    r" (?:(?:flight|plane|train|bus|ferry|meeting|appointment|exam|shift)s?"
    r"|[a-z]{2,12}(?:'s| is| are) (?:coming|staying)))\b)"
    r"|(?<=\w )(?=(?:i|we)(?:'d (?:like|want|need)| want| need) |(?:can|could|may) (?:i|we) )",
    re.IGNORECASE,
)
# What the car is for, where its period begins or how long it is: 「旅行で土曜の10時から」, 「出張で2週間」.
PURPOSE = re.compile(
    r"(?:旅行|出張|仕事|用事|引っ?越し|イベント|[式事会])"
    r"(?:の(?:ため|用|あと|後)に|の?(?:終わり|帰り|上がり|ついで)に|で)、?[^、。]{0,16}"
    r"(?:[時分半日曜朝昼]から|(?:日間|週間|泊|[かヶカ]月)(?:くらい|ぐらい|ほど)?)、?$"
)
ARRIVES = re.compile(r"時(?:半|\d{1,2}分)?(?:頃|ごろ|くらい|過ぎ)?(?:に|には|までには?)着[くけき]")
BY_TRAIN = re.compile(
    r"飛行機|フライト|[\dの]便(?!利)|新幹線|電車|特急|フェリー|(?<!マイクロ)バス(?![ァ-ヶー])"
    r"|\b(?:flight|plane|train|ferry|bus)\b"
)
# The hour beside it is its own: 「9時の新幹線に乗るから」, "for the nine o'clock train".
HOUR_OF_A_TRAIN = re.compile(
    r"時(?:半|\d{1,2}分)?(?:発|着|頃|ごろ|過ぎ|すぎ)?の、?[^、。\d]{0,6}?(?:飛行機|フライト|新幹線|電車|特急|バス|フェリー|便)"
    r"|\b(?:\d{1,2}(?::\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?: (?:thirty|fifteen|forty-five))?(?: o'?clock| ?[ap]\.?m\.?)?"
    r" (?:flight|plane|train|ferry|bus|coach|boat|shuttle|showing|screening|performance|service)\b"
    r"|\bfor the \w{1,12}(?: \w{1,12})?(?: o'?clock) (?:one|show)\b"
)
# Who arrives, or is done with work, takes the car on that day: "we land tomorrow, so pick up at one, and back
# on Friday at five", "I finish work at six on Friday, so half six, back on Sunday".
ARRIVAL = re.compile(
    r"着[くいき]|到着|着陸|仕事(?:が|は)?、?(?:終わ|片付)|退勤"
    r"|\b(?:finish(?:es|ing)?|(?:get|knock|clock)s? off)\b"
    r"|\b(?:lands?|landing|arriv\w+|get(?:s|ting)? in(?:to)?|touch\w* down|fl(?:y|ies|ying) (?:in|into))\b"
)
RENTS = re.compile(r"借り|予約|レンタル|お願い|\b(?:rent|book|reserv|hire|car)\b")
