"""A yes is a yes only as a whole: every plain yes writes, and no yes with anything else in it does."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.processor_time import measure
from tests.soak import size
from tests.voice.engine.dialogue.read_backs import LANGUAGES, QUESTIONS, asked, each
from voice.engine.dialogue.nlu import consent_en, consent_ja
from voice.engine.dialogue.nlu.consent import Operation, Question, judge

pytestmark = [pytest.mark.unit, pytest.mark.long]


PLAIN = {
    "en": each("""
yes|Yes.|YES|yeah|yep|yup|yes please|Yes, please.|yes, thank you|yes please thank you|yes yes
yes, yes, yes|um, yeah, sure|uh, yes|well, yes|oh yes|sure|sure thing|certainly|absolutely
definitely|of course|ok|OK.|okay|O.K.|all right|alright|right|correct|that's correct|That’s right.
that is right|exactly|perfect|great|sounds good|Sounds great, thanks|looks good|that works
that works for me|go ahead|please go ahead|yes, go ahead|do it|please do|please proceed|let's do it
by all means|no problem|not a problem|fine|that's fine|that will do|fine by me|I agree|uh-huh|mm-hmm
yes, I do|I said yes|I already said yes|please|you can go ahead|yes…|Yes!|ｙｅｓ|y-yes|okay then
all good, yes|everything is correct|it's all correct|yes sir|yes ma'am|thank you, yes please
great, thank you|yes, that's right, thank you very much|yes indeed|that sounds perfect
Please, yes, if you could|Yes, if you wouldn't mind|Yes, that's what I'd like|Yes, as you said
Yes, just that please|Yes, both please|Yeah no that's fine, go ahead|Yeah, no, that's perfect, go ahead
That's fine, I'll go with that
Go with that one then|Just go with that one, please|Unfortunately, yes|I'm afraid so, yes
Okay, no choice, go ahead"""),
    "ja": each("""
はい|はい。|ハイ|はいはい|はーい|はい、はい|あ、はい|ああ、はい|ええと、はい、お願いします
はい、お願いします|はいお願いします|はい お願いします|お願いします|おねがいします|オネガイシマス
お願いします。|お願いいたします|お願い致します|お願いしまーす|よろしくお願いします
はい、よろしくお願いいたします|よろしく|宜しくお願いします|ええ|ええ、お願いします|うん|うん、お願い
うんうん|うん、それで|そうです|はい、そうです|そうそう|そうしてください|オッケー|オッケーです|OK
OKです|ＯＫ|もちろん|もちろんです|それで結構です|それでお願いします|はい、それでお願いします
それで大丈夫です|それでいいです|その内容でお願いします|この内容で大丈夫です|問題ありません
問題ないです|はい、問題ありません|間違いないです|間違いありません|合っています|その通りです
はい、大丈夫です|はい、いいです|はい、結構です|では、お願いします|じゃあ、それで頼みます|頼みます
お願いね|進めてください|はい…|はい！|ええ、それで結構です|はい、ありがとうございます
すみません、お願いします|せや、それで頼むわ|ほな、お願いします|はい、お願いします。失礼します
はいと言いました|やってください|はい、やってください|それでやってください|お願いします、やってください
実行してください|手続きをしてください|残念ですが、はい|仕方ないですね、お願いします"""),
}
# Dialect, and the most polite: made of the same parts.
MANNERS = {
    "en": each("""
Aye, go on then|That would be most kind, thank you|I'd be very grateful, yes please
Yes, that'll do nicely|Grand, thanks|Yes, much obliged|You betcha|Yes please, if you'd be so kind
Right you are, go ahead|That's smashing, ta|It's a deal|Thank you ever so much, please go ahead
Yes, thank you kindly|Och aye|Yes, mate, that's grand|Sweet as, mate|With pleasure, yes
Yes indeed, thank you very much|That's just the ticket|Certainly, that is very kind of you
Yes sir, thank you kindly|Sure thing, hon|That suits me fine, thank you|Yup, sorted|Lovely, go on
Please do, and thank you for your help|I should be most grateful|Yes, I would be delighted
Perfect, y'all go ahead|Deal|Yes, that's agreed|That's a yes from me|By all means, please proceed
Yes, please be so kind|Too right, mate|I'm happy with that, thanks love|Very good, thank you
Thanks a million, yes|Okey dokey, do it|Lovely, that all sounds spot on, cheers
Right, that's the one, yes please|Let's lock it in|Cool, let's go|Yes, do please|Sure, why not
The price is fine, go ahead|Yes, I agree with the price|Everything is in order, please proceed
Thanks a million, yes|Okey dokey, do it|That sounds just right, thank you, dear
Yes, all in order, please proceed
That all looks good to me|Everything's in order, thanks|Could you go ahead, please?|We're all set, thank you
That would suit us very well|Happy to proceed, thanks|Yes, just as it should be|It all looks about right, yes
I'm happy for you to go ahead|Would you kindly do that for me? Thank you
That'd be smashing, thank you ever so much|It'd be just perfect, cheers mate|That would be a great help
That'll be absolutely fine, thanks for helping|That would be bang on
Okay dokey|Put me down for that, please|Please do the needful|That's exactly what I want|I accept, thank you
The date is right, go ahead|Yes, thanks, bye|Okay, got it, please do"""),
    "ja": each("""
したらそれで頼むわ|したら、それでお願いするね
ありがとうございます、そちらで何卒よろしくお願い申し上げます|何卒よろしくお願い申し上げます
せば、それで頼む|んだば、それで頼むべ|ほんなら、それで頼むで|ほいたらそれで頼みます|それでいいべさ
それでいいっしょ|それでよか|それでよかばい|それでええがね|それでええわ、頼むわ|んだ、それで頼む
それでお願いするばい|そんなら、それで頼むけん|んじゃ、それでよろしく
はい、お手数をおかけしますが、よろしくお願いいたします|恐れ入りますが、そちらでお願い申し上げます
左様でございます、よろしくお願い申し上げます|はい、その内容にて何卒お願い申し上げます
ええ、そちらにてお願いいたします|そちらでお進めいただけますと幸いです|はい、お取り計らいくださいませ
誠にありがとうございます、どうぞよろしくお願いいたします|はい、そのとおりでございます
仰せの通りでございます|ええ、異存ございません|それで頼んます|たのんます
はい、それでお願いしたく存じます|それでええどす|ほうじゃ、それで頼む|だんだん、それでええけん
それでお願いできますか|はいじゃあそれで取っといてください|それで予約取ってもらえますか|はい、押さえておいてください
そちらの内容で間違いございませんので、よろしくお願い申し上げます|問題ございませんので、お手続きをお願いいたします
大丈夫ですので、進めてください|まあいいか、それでお願いします|はい、料金もそれで大丈夫です|そやな、それで頼むわ
はい、進めていただいて構いません|そうしてもらえると助かります|はい、それで良ければお願いします
したっけ、それでお願いします|はい、ご丁寧にありがとうございます。お願いいたします
それでしたら、お願いいたします|うん、それでええよ、おおきに
はい、相違ございませんので、そのままお進めいただけますでしょうか|間違いないので、お願いします
そんでお願いすっぺ|車はそれでいいです、お願いします|はい、料金も大丈夫です|はい、内容は合ってます
はい、お願いします。失礼します|すみませんが、それでお願いします
問題ありませんので、手続きを進めていただけますか？|それで進めてもらえますか|それでお願いできますでしょうか
ほな、それで進めてもろてええですか|では、こちらで進めてください|進めていただいて結構です|お手続きをお願いできますか？
その内容でお手続きいただければと存じます|大丈夫なので、お願いします|やってくださいますか"""),
}
# What sounds like one of those, and asks, doubts, or goes on to an objection.
NEARLY = {
    "en": each("""
that would be most kind, but|go on then, but cheaper|I'd be grateful if you waited
very kind, no thanks|how kind, not today|deal breaker|done with this|go on then, no|not grand
sorted, but the minivan|if you don't mind waiting|I am pleased but no|too right it's wrong
sweet but no|as if|the price is right?|let's see|why not something bigger|is that the one
the price is fine but not the car
sweet but no|as if|not quite right|that doesn't sound right|sounds nearly right
could you go ahead with the SUV
would you mind holding on|could you wait?|all in order but the time|almost all set
could you do that tomorrow?"""),
    "ja": each("""
はい、したら|したら|予約したら|キャンセルしたら|キャンセルしたら、お願い|はい、恐れ入りますが
お手数ですが|恐れ入りますが、11時から|したらやめるわ|したっけ、やめるべ|それでいいべか|それでいいかね
それでよかと|頼まん|頼まんわ|それで頼まれても|したらそれで頼むわけない|それでさ|それでだ|ほんでさ|それで頼むわけにはいかん
それでよかけど|それでええんか|それでええの|いいかも|ありがたいですが|何卒お時間を|せばやめる
そちらで結構ですが|んだども|んだけど|お願い申し上げますが|それで頼むか|よくないわ
いいえ、それで頼まない|それでいくない|幸いですが|お取り計らいは不要です|幸いです|うれしいです
頼むから待って|頼むからやめて|まあいいです|まあいいや|大丈夫ですので|大丈夫ですので、結構です|それで予約取れますか
料金は大丈夫ですか|それでお願いできないですか
頼むから待って|頼むからやめて|進めていただけますか、ただし11時から
お願いできますか、その前に料金は|間違いないかもしれません|相違ございます|お願いできないです|進めてもらえないですか
大丈夫ですか|進めてもらえますか、明日|進めていただかなくて結構です|手続きをお願いする前に一点"""),
}
BOOKING = {
    "en": each("""
No changes, go ahead|no changes|nothing to change, please book it|no change needed, thank you
book it|yes, book it please|please book it|could you book it for me?|do book that, please
could you go ahead and book that please?|I'd like to book it|yes, make the reservation
confirm the booking|I'll take it|it's fine|yes, the compact|okay, understood, please book it
yes please go ahead with the booking|please proceed with the reservation|Yes, book it in
get it booked in, please
yes, the compact at Tokyo Station|yes, on December 5|yes, from 10 to 6, please|yes, John Smith"""),
    "ja": each("""
大丈夫です|いいです|いいですよ|ええよ|ええで|わかりました|承知しました|了解です|変更はありません
はい、その条件で申し込みます|その内容で結構ですので進めてください
変更なしで、お願いします|予約してください|はい、予約してください|予約をお願いします
それで予約してください|予約していただけますか？|それで予約お願いできる？|その内容で手配をお願いいたします|はい、コンパクトで|はい、東京駅前店で|はい、12月5日の10時から18時までで
はい、山田太郎です|このままで大丈夫です"""),
}
UNDOING = {
    "cancel": {
        "en": each(
            "yes, cancel it|yes please cancel the booking|cancel it|please cancel it|go ahead and cancel it"
            "|yes please go ahead with the cancellation|please proceed with the cancellation"
            "|go ahead with cancelling my booking|Yes, get rid of it|Yes, I still want to cancel"
            "|Yep, cancel the whole thing"
        ),
        "ja": each(
            "はい、キャンセルしてください|はい、取り消してください|キャンセルで|取り消しをお願いします|はい、キャンセルで大丈夫です"
            "|キャンセルをやってください"
        ),
    },
    "change": {
        "en": each(
            "yes, change it|yes please make the change|please change it|it's fine|yes, at 11"
            "|yes please go ahead with the change|Yes, book it in|Yes, pop that through for me"
            "|Yes, extend it please"
        ),
        "ja": each(
            "はい、変更してください|変更をお願いします|変えてください|大丈夫です|いいですよ|はい、11時からで"
        ),
    },
}
TWISTS = {
    "en": each("""
no|not|don't|never|I don't think so|not really|not yet|that's wrong|wrong|don't do it|but no|maybe
I guess|I think so|probably|perhaps|I suppose|possibly|sort of|if my wife agrees|but not now
unless it rains|provided it is free|as long as it's cheap|only if it is cheaper
but before that, one thing|although|however|what did you say|what?|is that right?|how much is it?
can I change it later?|which one?|who are you?|wait|hold on|later|let me think|give me a minute
one moment|I'll call back|I have to ask my boss|tomorrow|at 3 pm|at noon|from 1 to 7|the minivan
a van|in Shinjuku|in Osaka|Mary Jones|two of them|on Sunday|keep the booking|leave it
leave it as it is|keep it|I changed my mind|forget it|never mind|honey, I'm on the phone
dear, dinner is ready|put it on the table|as if|not|in your dreams|whatever you say, robot
said nobody ever|hm|and another thing|b"""),
    "ja": each("""
いいえ|いや|違います|ちがう|ではない|じゃないです|しません|しないで|お願いしません|せずに|やめます
やめておきます|たぶん|かも|かもしれません|と思いますけど|おそらく|多分|でも|でも…|ただ|ただし|なら
もし安ければ|もし雨なら|その前に|場合によります|妻がよければ|けど|ですが|ですか|ますか|ですよね？|何
なんですか|いくらですか|え？|?|本当に？|ちょっと待って|待ってください|考えます|あとで|後にします
少し考えさせて|また電話します|明日|日曜日|13時から|15時|12月7日|ミニバン|ミニバンで|新宿店|大阪で
鈴木一郎|2台|そのままで|そのままにして|残してください|キャンセルはいいです|やっぱり|やっぱりいいです
ねえ、今電話中|ご飯できた|お母さん、静かにして|なんてね|言うわけない|うーん|うーん、どうしよう
ええー|問題あります|間違いがあります|合っていません|聞いてなかった|もう一度言って"""),
}


def plain_yeses(question: str, language: str) -> list[str]:
    fitting = BOOKING[language] if question.startswith("book") else UNDOING[question][language]
    return [*PLAIN[language], *fitting]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_many_plain_yeses(language: str) -> None:
    assert len(set(PLAIN[language])) >= 60


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plain_yes_writes(question: str, language: str) -> None:
    every = 3 if question == "book in two steps" else 1  # the same answers to the same question
    yeses = plain_yeses(question, language)[::every]
    refused = [yes for yes in yeses if not asked(question, language).say(yes)]
    assert refused == []


@pytest.mark.parametrize("operation", ["book", "change", "cancel"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_manners_and_dialect_are_parts_of_a_yes(operation: Operation, language: str) -> None:
    question = Question(operation)
    assert [yes for yes in MANNERS[language] if judge(yes, question) != "yes"] == []
    assert [words for words in NEARLY[language] if judge(words, question) in ("yes", "again")] == []
    joined = [f"{yes}, {twist}" for yes in MANNERS[language] for twist in TWISTS[language]]
    joined = joined[:: size(7, whole=1)]  # no twist is left out: their numbers have no 7 in them
    assert len(TWISTS[language]) % 7
    assert [words for words in joined if judge(words, question) == "yes"] == []


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_twist_alone_writes(question: str, language: str) -> None:
    share = size(3, whole=1)  # each twist answers some question, each question a third of them
    twists = TWISTS[language][QUESTIONS.index(question) % share :: share]
    written = [twist for twist in twists if asked(question, language).say(twist)]
    assert written == []


@settings(max_examples=size(25, whole=2000), deadline=None)
@given(st.data())
def test_no_yes_with_anything_else_in_it_writes(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    question = data.draw(st.sampled_from(QUESTIONS))
    yes = data.draw(st.sampled_from(plain_yeses(question, language)))
    twist = data.draw(st.sampled_from(TWISTS[language]))
    parts = data.draw(st.permutations([yes, twist]))
    joint = data.draw(st.sampled_from([", ", "… ", ". ", " "] if language == "en" else ["、", "…", "。", ""]))
    if data.draw(st.booleans()):
        assert not asked(question, language).say(joint.join(parts)), joint.join(parts)
    else:
        assert not asked(question, language).say(*parts), parts


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("book", words)
        for words in each("""
Absolutely not|Of course not|I do not want that|Right… no|Yes? What did you say?|問題あります
yes go ahead with the cancellation|please proceed with the change|やらないでください|あとでやってください
自分でやってください|やってくださる気がありますか|予約できますか|キャンセルをやってください|変更をやってください
お願いしません|はい、でも…|yes honey, I'm on the phone|yeah right|お願いし|はい、結構ですけど
no, that's fine|結構です|いいよ|いいよー|いいよ。|そのままで|yes, leave it|oh great, another robot
はい、もしキャンセルしたら、キャンセル料って…""")
    ]
    + [
        ("cancel", words)
        for words in each("""
Yes, keep the booking|yes keep it|そのままでお願いします|残してください|キャンセルはいいです
大丈夫です|いいです|結構です|いいですよ|わかりました|it's okay|はい、残してください
キャンセルしないで|予約してください|book it|yes, book it in
yeah, no, that's fine|yes go ahead with the booking|yes please go ahead with the change
go ahead with my reservation|予約をやってください|変更をやってください|やらないでください""")
    ]
    + [
        ("change", words)
        for words in each("""
Yes, leave it as it is|leave it|keep it as it is|そのままで|はい、そのままで|変更しないで|no changes
cancel it|はい、キャンセルで|yes go ahead with the cancellation|go ahead with the booking
get rid of it|yes, call it off|yeah no|yeah, no, leave it
予約をやってください|キャンセルをやってください""")
    ],
)
def test_what_is_no_consent_writes_nothing(question: str, words: str) -> None:
    language = "en" if words.isascii() or "’" in words or "… " in words else "ja"
    same = [question, "book in two steps"] if question == "book" else [question]
    for one in same:
        assert not asked(one, language).say(words)


@pytest.mark.parametrize(
    ("language", "yes", "unclear"), [("en", "yes", "yes, but"), ("ja", "はい", "はい、でも…")]
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_unclear_answer_is_asked_anew_and_ends_nothing(
    question: str, language: str, yes: str, unclear: str
) -> None:
    conversation = asked(question, language)
    assert not conversation.say(unclear)
    said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert {"ja": "ご承諾のお返事かどうか", "en": "not sure whether that was a yes"}[language] in said
    assert conversation.say(yes)


@pytest.mark.parametrize(
    "words",
    [
        "もしキャンセルしたら、キャンセル料って…",
        "キャンセルしたらどうなりますか",
        "予約をやめたらお金かかる？",
    ],
)
@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_a_question_about_cancelling_does_not_end_the_booking(question: str, words: str) -> None:
    conversation = asked(question, "ja")
    assert not conversation.say(words)
    assert "お取りせずに" not in conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert conversation.say("はい")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", w)
        for w in ("keep the booking", "leave it", "no, keep it", "don't cancel it", "No, I want to keep it")
    ]
    + [
        ("ja", w)
        for w in (
            "そのままでお願いします",
            "残してください",
            "キャンセルはいいです",
            "いいえ、大丈夫です",
            "取り消さないで",
        )
    ],
)
def test_to_keep_it_is_a_no_to_cancelling(language: str, words: str) -> None:
    conversation = asked("cancel", language)
    assert not conversation.say(words)
    said = conversation.rehearsal.items[-1]["content"][0]["transcript"]
    assert {"ja": "そのままにいたします", "en": "leave the booking as it is"}[language] in said


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_iiyo_agrees_where_it_was_typed_or_said_with_a_yes(question: str) -> None:
    assert not asked(question, "ja").say("いいよ")
    assert asked(question, "ja").say("いいよ", typed=True)
    assert asked(question, "ja").say("うん、いいよ")


@pytest.mark.parametrize("mark", ["?", "？", "…?", "、？", "い", "s", "します?"])
@pytest.mark.parametrize(
    ("language", "yes"), [("ja", "はい"), ("ja", "はい、お願いします"), ("en", "yes, please")]
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_what_comes_after_a_yes_and_is_no_end_of_it_takes_it_back(
    question: str, language: str, yes: str, mark: str
) -> None:
    assert not asked(question, language).say(yes, mark)


@pytest.mark.parametrize(
    "words",
    [
        ("はい", "はい、お願いします"),
        ("ええと", "はい"),
        ("はい", ""),
        ("はい、お願いします", "します。"),
        ("はい", "はい"),
    ],
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_yes_in_two_messages_is_one(question: str, words: tuple[str, ...]) -> None:
    assert asked(question, "ja").say(*words)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("yes", True),
        ("yes, try again", True),
        ("try again please", True),
        ("yes, but not now", False),
        ("it's fine", False),
    ],
)
@pytest.mark.parametrize("question", ["book", "change", "cancel"])
def test_a_retry_wants_the_same_yes(question: str, words: str, written: bool) -> None:
    conversation = asked(question, "en")
    tool = {"book": "create_reservation"}.get(question, f"{question}_reservation")
    conversation.company.fail[tool] = ["busy"]
    assert not conversation.say("yes")
    assert conversation.say(words) is written
    assert conversation.say("yes") is not written


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("yes, at 6 pm", ""),
        ("yes, until 6 pm", "yes"),
        ("yes, the compact", "yes"),
        ("the compact", ""),
        ("18時まで", ""),
    ],
)
def test_a_repeated_detail_agrees_with_a_yes_only(words: str, verdict: str) -> None:
    details = ("(|the) compact", "until 6 (am|pm)", "18時(まで|までの)")
    assert judge(words, Question("book", details=details)) == verdict


@pytest.mark.parametrize("named", ["booking", "change", "cancellation"])
@pytest.mark.parametrize(
    ("operation", "own"), [("book", "booking"), ("change", "change"), ("cancel", "cancellation")]
)
@pytest.mark.parametrize(
    "words", ["yes please go ahead with the {}", "yes, please proceed with the {}", "go ahead with the {}"]
)
def test_to_go_ahead_agrees_to_the_operation_that_was_asked_only(
    operation: Operation, own: str, named: str, words: str
) -> None:
    assert judge(words.format(named), Question(operation)) == ("yes" if named == own else "")


@pytest.mark.parametrize(
    "line", ["はい" * 60_000, "yes " * 30_000, "いいよー" * 30_000, "a" * 100_000, "一" * 100_000]
)
def test_no_utterance_takes_long(line: str) -> None:
    for cut in (line, line[:300], line[:299] + "?"):
        assert measure(partial(judge, cut, Question("book"))) < 0.5


def test_phrases_are_written_as_the_grammar_reads_them() -> None:
    for language in (consent_en, consent_ja):
        for lines in language.GROUPS.values():
            for line in lines.split("\n"):
                depth = 0
                for character in line:
                    depth += (character == "(") - (character == ")")
                    assert depth in (0, 1), line
                assert depth == 0, line


@pytest.mark.parametrize("operation", ["book", "change", "cancel"])
@pytest.mark.parametrize("words", ["はい、お願いします?", "ええ、お願いします？", "Yes, please?"])
def test_a_rising_voice_makes_no_question_of_a_yes_and_a_please(words: str, operation: Operation) -> None:
    assert judge(words, Question(operation)) == "yes"
    assert judge(words, Question(operation, spoken=False)) == ""


@pytest.mark.parametrize("operation", ["book", "change", "cancel"])
@pytest.mark.parametrize("yes", ["ええ", "はい", "うん", "せや", "それでお願いします"])
@pytest.mark.parametrize(
    "hurry", ["はよして", "はよ頼むわ", "急いでください", "急いでるんで", "急いでんねん"]
)
def test_a_caller_in_a_hurry_agrees_all_the_same(hurry: str, yes: str, operation: Operation) -> None:
    assert judge(f"{yes}、{hurry}", Question(operation)) == "yes"
    # What urges alone says nothing of what is asked, and what is to be earlier may be the hour.
    assert judge(hurry, Question(operation)) != "yes"
    assert judge(f"{yes}、もっと早くして", Question(operation)) != "yes"


@pytest.mark.parametrize("operation", ["book", "change", "cancel"])
@pytest.mark.parametrize("words", ["Yep yep, go", "Go", "Yes, go, be quick", "OK, hurry up", "Yeah, just go"])
def test_go_agrees_and_urging_does_not_object(words: str, operation: Operation) -> None:
    assert judge(words, Question(operation)) == "yes"


@pytest.mark.parametrize(
    "words", ["Go at ten", "Yes, go to Shinagawa", "Don't go", "Hurry up", "Yes, go later"]
)
def test_go_with_anything_else_is_no_yes(words: str) -> None:
    assert judge(words, Question("book")) != "yes"


@pytest.mark.parametrize(
    "words", ["はい?", "うん？", "Yes?", "お願いします?", "いいえ、お願いします?", "OK?", "大丈夫です?"]
)
def test_a_rising_voice_makes_a_question_of_one_word(words: str) -> None:
    assert judge(words, Question("book")) == ""
