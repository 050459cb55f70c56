"""What a caller brings up besides the booking: opening hours, prices, a person to talk to, thanks."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.language import is_japanese

JA = {
    "hours": r"営業時間|何時から開|何時まで(?:です|開|やって|営業|あい)|(?:開店|閉店)(?:時間)?"
    r"|何時に(?:開|閉|あ)|定休|(?:一番|いちばん|最も|最大|最短)?(?:遅く|早く|遅い|早い)て?も?(?:と|は"
    r"|の)?(?:、)?何時"
    r"|何時(?:まで|から)(?:に|なら|だと)?(?:返せ|返却(?:でき|可)|借りられ|借りれ|受け取れ|行け|大丈夫"
    r"|オッケー|いけ)"
    r"|(?:[日曜末始盆月旦]|晦日|三が日|ウィーク|連休|GW|イブ|クリスマス)(?:って|は|も)?、?(?:やって|開いて|あいて|営業して)い?(?:ます|る)"
    r"|(?:いつ|何日)(?:から|まで)(?:は|に|が)?、?(?:お?休み|やって|開いて|あいて|営業して)"
    r"|(?:晦日|元旦|元日|末|年始|正月|三が日|お盆|連休|ウィーク|GW)(?:って|は|も)?、?お?休み(?:です|なん)?(?:でしょう)?[かの?？]",
    "where": r"(?<!返却)(?<!返す)場所(?:は(?=、?(?:ど[こちのっ]|何|[?？。]|$))|(?:を|が)?教え)"
    r"|住所|どこにあ|どこです|どこですか|行き方|アクセス"
    r"|最寄り|出口|道順|目印|(?:どう|どうやって|どっちから)行|行けばいい|(?:駅|空港)から(?:近|遠|歩|何分"
    r"|どのくらい)",
    "phone": r"電話番号|連絡先",
    # Whether they must give their own.
    "own_phone": r"(?:電話(?:番号)?|連絡先|携帯(?:電話)?(?:の?番号)?)(?:は|も|を|が|って|なんて)?、?"
    r"(?:(?:お?(?:教え|伝え|知らせ)(?:し)?|言わ|名乗ら)?な(?:く|い)(?:ても?|と|でも)、?"
    r"(?:いい|良い|よい|よろしい|大丈夫|平気|ダメ|だめ|いけない|いけません|予約でき(?:ない|ません|ます|る))"
    r"|(?:要|い)ら?(?:ない|る|ります|りません)|必要(?:ない|では?ない|じゃない)?)(?:の|ん)?(?:です|でしょう)?か",
    "price": r"料金|値段|いくら|おいくら|費用|価格|金額|何円|割引"
    r"|(?:どっち|どちら|どれ)(?:の方|のほう)?が(?:一番)?お?(?:安|高)"
    r"|円(?:以内|以下|まで|より|未満|くらい|ぐらい)(?:な|だ|で)|(?:高|安)(?:く|けれ|かった|すぎ)",
    "human": r"人(?:間)?(?:と|に)(?:話|代|替|変|つな)|担当(?:者)?(?:に|と|を)|係(?:の(?:人|者"
    r"|方))?(?:に|と)(?:代|替|話|つな)|オペレーター|スタッフ(?:と|に|を)",
    "repeat": r"もう(?:一度|1度|一回|1回|いちど|いっかい|いっぺん|一遍)|もっかい|電波が"
    r"|繰り返し|くりかえし|聞こえません"
    r"|聞こえなかった|聞き取れ|なんて(?:言|い)|なんですか$|え[?？]$|何と(?:おっしゃ|言)",
    "driver": r"運転手(?!は私|は僕)|ドライバー(?:を|も|付|つき|さん)|運転(?:して(?:くれる|もらえ"
    r"|いただけ|ください)|代行)|お抱え",
    "private": r"(?:他|ほか|別)の(?:お客|人|方|予約者)|誰が(?:予約|借り)|(?:さん|様|他人)の(?:予約|電話"
    r"|住所|個人)|個人情報",
    "injection": r"(?:指示|プロンプト|命令|ルール|設定)(?:を|は)?(?:全部|すべて|全て)?、?"
    r"(?:無視|忘れ|教え|表示|見せ)|システムプロンプト|無視して"
    r"|(?:全予約|(?:全員|(?:登録|入力)されて(?:い)?る)の?(?:予約|お客|データ)|予約の?一覧"
    r"|顧客(?:データ|情報|名簿|リスト))"
    r"[^。]{0,8}(?:読み上げ|教え|表示|見せ|出力|消[しせ]|削除|取り?消|キャンセル)",
    "wait": r"(?:ちょっと|少々|少し|しばらく)(?:、)?(?:待|お待ち)|待って(?:ください|くださ|ね)?",
    "quit": r"(?:予約を?)?(?:やめ(?:ます|て|と|る)|止めます|取りやめ)|キャンセルし|キャンセルで"
    r"|(?:家族|主人|夫|妻|家内|友人|友達|上司|会社|相手|みんな)(?:と|に)(?:相談|確認)|(?:検討|相談)(?:し(?:ます|て(?:から|み))|させて)"
    r"|考え(?:ます|させて|てから|てみ)"
    r"|予約(?:しなくて|は(?:結構|いりません))|もういい(?:です|わ|や)"
    r"|(?:今回|今日)は(?:もう)?(?:結構|けっこう|いい(?:です(?!か)|や|わ)|やめ)|見送(?:り|る|らせ)|遠慮(?:し|させ)"
    r"|(?:だめ|ダメ)(?:なら|だったら|でしたら|では|じゃ)、?(?:もう)?(?:結構|けっこう|やめ|いらな|いりま)"
    r"|(?:な|無)(?:い(?:ん|の)?なら|かったら|ければ|いのでしたら|いんだったら)、?(?:もう)?"
    r"(?:結構|けっこう|いい(?:です(?!か)|や|わ)|やめ|いらな|いりま)"
    r"|(?:じゃあ?|なら|では|やっぱり?|でしたら|だったら)、?(?:もう)?(?:結構|けっこう|いい(?:です(?=[、。]|$)|や|わ))"
    r"|(?:ほか|他|よそ)(?:を|に)?(?:当た|あた)|(?:ほか|他社|よそ)(?:で|を)(?:借り|探)(?:ます|る|よう|てみ)"
    r"|また(?:に(?:し|なり)|の機会|今度(?:に|お願)|(?:改|あらた)めて)|"
    r"(?:また|こちらから)?(?:電話"
    r"|かけ直)し(?:ます|よう)",
    "thanks": r"ありがと|どうも|助かり",
    "bye": r"再见|再見|안녕히|さようなら|さよなら|失礼(?:し|いた)|バイバイ|また(?:電話|連絡)|切ります",
    "none": r"それだけ|(?:聞|き|伺|うかが|知|確認|確かめ)[^、。]{0,8}(?:たかった|てみた)だけ"
    r"|以上です|特に(?:ない|あり)|ないです|ありません|もうない"
    r"|けっこうです|結構です",
    "change": r"変更|変え|取り消|キャンセル|やっぱり|間違え|間違って",
    "hello": r"^(?:もしもし|こんにちは|こんばんは|おはよう)",
    "language": r"(?:日本語|英語|イングリッシュ)(?:で|は|を)",
    "another": r"(?:もう(?:1|一)?(?:台|件|つ))|[2-9二三四五](?:台|件|つ)目|もう片方|もう一方"
    r"|別の予約|他の予約も|次の予約|もう一つ予約|追加で(?!、?(?:いくら|何円|お?金|料金|費用|かか|お?支?払|請求))|(?:また"
    r"|新しく|新たに)予約|予約(?:を)?(?:したい|お願い)|借りたい"
    r"|もう(?:1|一)人|(?:妻|夫|家内|主人|父|母|息子|娘|兄|姉|弟|妹|友人|友達|同僚|上司)(?:の分|に)も",
    "existing": r"予約(?:の)?(?:確認|変更|取り?消|キャンセル)|予約を(?:確認|変更|取り消|キャンセル)"
    r"|予約した(?:の|もの|んです)|予約番号(?:が|は)?[rR\d]",
    "classes": r"どんな車"
    r"|車種(?:は|に)(?=[^、。]{0,12}(?:ど[んうれの]|何|なに|選|か[。?？ねな]|か$|[?？])|[。]?$)|どの車(?!種?でも)|何(?:の|か)車が|種類",
    "shops": r"どこに店|店舗(?:は|が)(?:どこ|何|いくつ)|どんな店|店舗一覧|どの店|どこの店"
    r"|\w店(?:は|って|とか)?(?:あり|ある|あん|な[いか]|ござ)"
    r"|(?:に|には|にも|で|でも)(?:は|も|って)?、?(?:お?店(?:舗)?|支店|営業所)"
    r"(?:は|って|とか|も)?(?:あり|ある|あん|な[いか]|ござ)",
    "several": r"(?<!\d)[2-9２-９二三四五]台(?!目)",
    "robot": r"(?:ロボット|AI|機械|人間|自動)(?:です|なん)(?:か|の)|あなたは(?:誰|だれ)",
}
EN = {
    "hours": r"opening hours|business hours|\b(?:what time|when|until when|till when|how early) (?:do"
    r"|does|is|are|will)"
    r" (?:[\w'-]+ ){1,5}(?:open|opens|close|closes|closed|shut)\b|are you open|your hours|how late"
    r"|\b(?:is|are) (?:the |your )?(?:[\w'-]+ ){0,2}(?:shop|store|branch|office)s? (?:open|closed)\b"
    r"|\b(?:latest|earliest|last) (?:time )?(?:(?:i|we|you) )?(?:can|could|may|might)\b",
    "where": r"where (?:is|are|exactly)|address|how do (?:i|we) (?:get (?:to|there)|find)|location of"
    r"|directions|which exit|far from the station|walk from|nearest station|landmark",
    "phone": r"phone number|number to call|telephone",
    "own_phone": r"\b(?:do|don't|won't|would|will) (?:you|i)(?: not)? (?:need|want|have|require)"
    r"(?: to (?:give|leave|tell|have))?(?: you)?"
    r" (?:(?:my|a|any) (?:\w+ )?number|my (?:phone|mobile|cell))\b",
    "price": r"how much|(?<!in the )(?<!of the )price(?!y)|pricing"
    r"|\bwhat[^.?!]{1,40} (?:(?:go(?:es)?|going) for(?= per| a day| each|[ ?.]*$)|runs? (?:me|us)\b)"
    r"|\bwhat[^.?!]{1,40} come to\b|\bset (?:me|us|you) back\b|what's the damage|\bquote\b|be paying"
    r"|cost|rates?\b|fees?\b|charge|discount|expensive|cheap"
    r"|\b(?:under|less than|within|over|more than) [\w, ]{1,24}\byen\b",
    "human": r"(?:speak|talk) (?:to|with) (?!my\b|our\b)(?:a "
    r"|an |someone|some|the )?(?:human|person|agent|staff"
    r"|someone|somebody|real|operator|representative|manager|clerk)?|real person|\boperator\b"
    r"|a human\b|representative",
    "repeat": r"(?:say|repeat) (?:that|it)|\bbad line\b|\bbreaking up\b|\bcut out\b|what was that"
    r"|\bpardon\b|come again|say again|once more|one more time"
    r"|didn'?t (?:catch|hear|get)|couldn'?t hear|what did you say|repeat please|please repeat",
    "driver": r"\b(?:with|need|want|have|provide|supply|get|hire|including) (?:me )?(?:a "
    r"|your )?(?:driver|chauffeur)|chauffeur|drive (?:me|us) ",
    "private": r"(?:other|another|someone else'?s|somebody else'?s) (?:customer|client|people|person"
    r"|booking|reservation)|who (?:else )?(?:booked|rented|has)|personal (?:data|information)",
    "injection": r"(?:ignore|forget|disregard|reveal|show|print|tell me) (?:all |your |the |my "
    r"|any )*(?:previous |prior |above |system )*(?:instruction|prompt|rule|guideline)|system prompt"
    r"|(?:ignore|disregard) (?:everything|all|anything|whatever)(?: (?:that is|that was|said))?"
    r" (?:above|before)"
    r"|(?:cancel|delete|erase|drop|list|read out|show me|export|dump) (?:every|all)"
    r"(?: of| the| other| existing)*"
    r" (?:bookings?|reservations?|customers?|records?)(?! (?:of mine|i\b|under my|in my))"
    r"|jailbreak",
    "wait": r"\b(?:wait|hold on|one (?:moment|second|minute|sec)|just a (?:moment|second|minute|sec)"
    r"|hang on|give me a)\b",
    "quit": r"\bcancel (?:it|that|this|everything|the booking)?|\bnever ?mind\b|forget (?:it|about it)"
    r"|\bthink (?:about it|it over|on it)|\b(?:talk|speak|check) (?:it over |this over )?(?:to|with) my\b"
    r"|don'?t (?:book|want (?:it|the|a) )|i'?ve changed my mind"
    r"|i'?ll (?:call|try|phone|ring) (?:back|later|again|them|you|the shop)|leave it for now"
    r"|\bleave it(?: (?:then|there|at that|this time|be))?[.!]?$|\b(?:won'?t|not going to) bother\b"
    r"|i'?ll (?:pass|skip it)\b"
    r"|\b(?:try|look|go|ask|book|check)(?:ing)? (?:somewhere else|elsewhere|an?other compan(?:y|ies))\b"
    r"|\b(?:maybe |perhaps )?(?:another|some other|next) time(?:,? then)?[.!]?$"
    r"|\bi'?m not (?:going to|gonna) (?:book|rent)",
    "thanks": r"\bthank|\bthanks\b|\bcheers\b|appreciate",
    "bye": r"\b(?:good)?bye\b|\b(?:tschüss|auf wiedersehen|au revoir|adi[oó]s|arrivederci)\b"
    r"|have a (?:good|nice)|see you",
    "none": r"\bjust (?:wanted to (?:know|ask|check)|asking|checking|curious|wondering|a question"
    r"|enquiring|inquiring)\b"
    r"|\b(?:only|just) (?:after|wanted|looking for|here for|pricing|comparing)\b(?: up)?"
    r"(?: (?:the|a|your|some))?"
    r" ?(?:prices?|quote|rates?|figure|idea|info\w*|answer|things up)"
    r"|(?:all|everything) (?:that )?i (?:needed|wanted)|nothing else"
    r"|\bthat(?:'?s| is|'?ll be| will be) (?:all|everything)\b(?! (?:i|you|we|that)\b)"
    r"|i'?m (?:all set|done|good)|all good",
    "change": r"\bchange\b|\bcancel\b|\bactually\b|\binstead\b|\bwrong\b|\bmistake\b",
    "hello": r"^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b",
    "language": r"\b(?:in |speak )(?:english|japanese)\b",
    "another": r"(?:another|second|third|one more|new|the other) (?:car|booking|reservation|one|rental"
    r"|compact|minivan|van"
    r"|suv|sedan|kei)|\bsame (?:(?:thing|car|one|booking) )?again\b"
    r"|(?:another|the same|one more)(?: \w+){0,3} for (?:my|our|his|her|the)\b|also (?:book"
    r"|reserve|rent|need)|(?:like|want|need) to (?:rent|book|reserve)",
    "existing": r"(?:check|change|modify|cancel|look up|find|move) (?:my|an existing|the existing"
    r"|a) (?:booking|reservation)|existing (?:booking|reservation)|already (?:booked"
    r"|have a (?:booking|reservation))|booked (?:a car|earlier|yesterday)",
    "classes": r"(?:what|which) (?:kinds?|types?|classes|cars|vehicles|sort)|what do you have",
    "shops": r"(?:where|which|what) (?:are )?(?:your |the )?(?:shops|stores|branches|locations)"
    r"|(?:do you have|have you got|is there|are there|got|any) (?:a |an |any )?(?:shops?|stores?"
    r"|branch(?:es)?"
    r"|locations?|offices?|outlets?)\b",
    "several": r"\b(?:two|three|four|five|[2-9]) (?:(?:of )?(?:the|those|these|your) )?"
    r"(?:compact |kei )?(?:cars|vehicles|vans|minivans|suvs|sedans"
    r"|compacts|ones)\b|\b(?:two|three|four|[2-4]) of (?:those|these)\b",
    "robot": r"are you (?:a )?(?:robot|human|machine|real|an ai|person|bot)|who are you"
    r"|am i (?:speaking|talking) (?:to|with) a",
}
PATTERNS = {
    True: {topic: re.compile(pattern) for topic, pattern in JA.items()},
    False: {topic: re.compile(pattern) for topic, pattern in EN.items()},
}
# Words that ask; a mark alone may be no more than a rising voice: "John Smith?"
ASKS_JA = re.compile(
    r"(?:です|ます|ません|でしょう|ました)か(?:ね|ねえ?|あ)?(?=[、。?？\s]|$)"
    r"|(?:か(?:な|しら|ね|い)|んか|のか|っけ|ですの|(?:です|ます|だ|んだ|だった|る|い)よね|やろか|でっか"
    r"|まっか|どうなん(?:です)?"
    r"|どうなる|(?:いい|ええ|良い|よい|大丈夫|平気|オッケー|OK)(?:です)?の)(?=[、。?？\s]|$)"
    r"|教えて|知りたい|聞きたい|伺いたい|質問"
)
# "Will Smith", "May Jones" are names: only a pronoun after such a word makes a question.
ASKS_EN = re.compile(
    r"(?:^|[.,!?;] ?|\b(?:and|but|also|so|um|uh|oh|ok|okay|well|hi|hello|sorry|please|actually|wait) )"
    r"(?:(?:do|does|did|can|could|may|might|must|should|shall|will|would|have|has|am) (?:i|we|you|my|our|your"
    r"|it|he|she|they|there|that|this|the|these|those|any|a|an)"
    r"|(?:is|are|what|which|how|where|when|why|who) \w+"
    r"|what's \w+)\b"
    r"|\b(?:i(?:'d| would) (?:like|want) to (?:know|ask)|wonder(?:ing)? (?:if|whether|about|what|how)"
    r"|tell me (?:about|if|whether|what|how)|(?:a|one|quick|another) question|what about|how about)\b"
)
# Who goes by train after all wants no car, whatever else is said.
GIVES_UP = re.compile(
    r"(?:電車|新幹線|バス|飛行機|タクシー|自分の車|マイカー|歩き|徒歩|自転車|よその会社|他社)"
    r"(?:で|に|を使)[^、。]{0,6}(?:こと)?に?(?:し(?:ます|ました|た|よう)|なり|決め)"
    r"|(?:予約|車|借りるの)は?、?(?:もう)?(?:しなくて|取らなくて|要らな|いらな|不要)"
    r"|もう(?:いら|要ら)ない"
    r"|\b(?:forget|scrap) (?:it|that|about it|the whole thing)\b"
    r"|\b(?:i|we)(?:'ll| will|'m going to| am going to|'d rather)(?: just)?"
    r" (?:take|get|catch|go by) (?:the |a )?(?:train|bus|taxi|cab|plane|shinkansen|bullet train)\b"
    r"|\b(?:i|we) (?:don't|do not|won't) (?:need|want)(?: a| the| any| that)?"
    r" (?:car|booking|rental|reservation)\b(?! (?:at|in|on|from|until|with|to)\b)"
)
# All that it says is the wish for a car, whatever question sounds like it: "Can I book a car?"
REQUEST_ALONE = re.compile(
    r"(?:(?:hi|hello|hey|there|good (?:morning|afternoon|evening)|yes|yeah|um|uh|er|so|well|please|sorry)"
    r"[ ,.!]+){0,6}"
    r"(?:(?:can|could|may|might) (?:i|we)(?: please)?|(?:is|would|will) it (?:be )?possible to"
    r"|(?:i|we)(?:'d| would|'m| am|'re| are)? ?(?:like|love|want|need|wanna|hoping|looking|trying)(?: to)?"
    r"|are we able to|am i able to|do you (?:rent|hire)(?: out)?) ?"
    r"(?:(?:book|rent|hire|reserve|get|have|make|arrange|borrow) )?(?:an? |some |one )?"
    r"(?:cars?|vehicles?|(?:car |vehicle )?(?:bookings?|reservations?|rentals?|hire))"
    r"(?: (?:please|from you|with you|off you|here))*[ ?.!]*"
)
CLAUSES = re.compile(r"(?<=[。、.,!?？…])")
MARK = re.compile(r"[?？][。\s]*$")
# It asks for nothing but politeness, behind what was told to do: "pop in a seat, would you?", "ten, yeah?"
TAG = re.compile(
    r",? (?:(?:would|will|could|can|won't) you(?: please)?|if you (?:would|could)|yeah|yes|ok|okay|please"
    r"|mate|love|ta|thanks|cheers|innit|eh|alright|all right)(?:,? (?:please|mate|love|ta|thanks))?\?"
)
# What is asked even where no question mark was heard. 「それなら」 is no question.
IMAGINED = re.compile(
    r"もし(?!もし)|(?<=.)(?:し|っ|れ|ん)たら|場合|\b(?:what|how|when) (?:if|about|happens)\b|^(?:and )?if i\b"
    # A condition is a question: "as long as the insurance is in it, yes".
    r"|\b(?:as|so) long as\b|\bprovid(?:ed|ing)\b|\bassuming\b|\bonly if\b|\bon condition\b|\bsupposing\b"
    r"|\bin case (?!of\b)"
    # "I can cancel if it rains, can't I"
    r"|\b(?:isn't|aren't|can't|couldn't|doesn't|don't|won't|hasn't|haven't) (?:it|that|i|we|you|they)\b\W*$"
)
# What is answered when it is brought up, so that the caller got something.
ANSWERED = frozenset(
    {
        "hours", "where", "phone", "own_phone", "price", "human", "repeat", "driver", "private", "injection",
        "wait", "language", "another", "existing", "classes", "shops", "several", "robot",
    }
)  # fmt: skip
# Questions that may be all that somebody calls for.
ASKED_FOR_ITSELF = frozenset({"question", "hours", "where", "price", "phone", "classes", "shops"})
QUESTIONS = frozenset({"question", "asks"})
STAYING = frozenset(
    {"hours", "where", "price", "phone", "another", "change", "question", "repeat", "existing", "human"}
)


# Of the line, and of nothing else: 「はい、聞こえてます、大丈夫です」, "yes, I can hear you fine".
_LINE = re.compile(
    r"(?:(?:もしもし|あれ|あの|はい|ええ|うん|すみません|すいません|大丈夫です|ちゃんと|よく|今は?|こっちは|こちらは"
    r"|(?:私の)?声は?|聞こえ(?:て(?:い)?)?(?:ます|る|ました)(?:よ|か|でしょうか|ね)?|聞こえません(?:か)?|い(?:ます|る)か"
    r"|つながって(?:い)?ます(?:か)?)[\s、。?!ー…]*)+"
    r"|(?:(?:hello|hi|hey|yes|yeah|yep|sorry|ok|okay|um|uh|oh|and|can you (?:still )?hear me"
    r"|are you (?:still )?there|is (?:anyone|anybody|someone) there|i can (?:still )?hear you"
    r"|i(?:'m| am) (?:still )?here|i hear you|you there"
    r"|fine|now|well|clearly|just|all right|alright|perfectly|loud and clear)\b[\s,.!?]*)+"
)
_HEARING = re.compile(r"もしもし|聞こえ|つながって|いますか|いるか|\b(?:hear|there|here|hello)\b")
_ASKS_WHETHER_HEARD = re.compile(r"もしもし|か[。?？]|か$|聞こえ(?:て(?:い)?)?(?:ます|る)[?？]|\bhello\b|\?")


def is_about_the_line(text: str) -> bool:
    """Whether the words ask or tell that one is heard, and nothing else: they answer no question."""
    plain = normalise.unify(text).lower().strip()
    return _LINE.fullmatch(plain) is not None and _HEARING.search(plain) is not None


def asks_whether_heard(text: str) -> bool:
    """Whether words about the line want an answer."""
    return _ASKS_WHETHER_HEARD.search(normalise.unify(text).lower()) is not None


def find_topics(text: str) -> frozenset[str]:
    """Every topic that the words bring up, whatever was asked; "question" where they may ask something, and
    "asks" where they do so in words."""
    japanese = is_japanese(text)
    plain = normalise.unify(text) if japanese else TAG.sub(".", normalise.unify(text).lower())
    found = {topic for topic, pattern in PATTERNS[japanese].items() if pattern.search(plain)}
    if (ASKS_JA if japanese else ASKS_EN).search(plain):
        found |= QUESTIONS
    elif MARK.search(plain):
        found.add("question")
    if "own_phone" in found:
        found -= {"phone"}
    if "wait" in found and _asks_something_else(plain, japanese=japanese):
        found -= {"wait"}
    return frozenset(found)


def only_requests_a_car(text: str) -> bool:
    """Whether the words wish for a car, and say nothing else that a company could be asked about."""
    return REQUEST_ALONE.fullmatch(normalise.unify(text).lower().strip()) is not None


def find_clause(text: str, start: int, end: int) -> str:
    """The clause, or the clauses, of `text` in which the words from `start` to `end` stand."""
    ends = [0, *(cut.end() for cut in CLAUSES.finditer(text)), len(text)]
    return text[max(each for each in ends if each <= start) : min(each for each in ends if each >= end)]


def gives_up(text: str) -> bool:
    """Whether the words say in themselves that no car is wanted any more."""
    return GIVES_UP.search(normalise.unify(text).lower()) is not None


def _asks_something_else(plain: str, *, japanese: bool) -> bool:
    """ "Hang on, is that with tax?" waits for an answer; 「ちょっと待ってもらえますか」 asks nothing else."""
    clauses = [clause for clause in CLAUSES.split(plain) if not PATTERNS[japanese]["wait"].search(clause)]
    asks = ASKS_JA if japanese else ASKS_EN
    return any(asks.search(clause.strip()) or MARK.search(clause) for clause in clauses)
