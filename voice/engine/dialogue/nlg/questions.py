"""What the receptionist asks, by what it asks for: the question, the same in other words, the thing itself.

The second is asked where the first was not answered. The third begins the offer of the keyboard after that.
"""

from __future__ import annotations

QUESTIONS: dict[str, dict[str, tuple[str, str, str]]] = {
    "ja": {
        "place": (
            "どちらの地域、または店舗をご希望でしょうか。",
            "ご利用になりたい地域か店舗のお名前をお願いいたします。",
            "地域か店舗のお名前は、",
        ),
        "shop": (
            "どちらの店舗をご希望でしょうか。",
            "店舗のお名前をもう一度お願いいたします。",
            "店舗のお名前は、",
        ),
        "when": (
            "ご利用の日にちと、お時間をお聞かせください。",
            "いつ、何時から何時までお使いになりますか。",
            "ご利用の日時は、",
        ),
        "day": ("ご利用日はいつになさいますか。", "何月何日からお使いになりますか。", "ご利用日は、"),
        "times": (
            "何時から何時までご利用でしょうか。",
            "お借りになる時間と、お返しの時間をお願いいたします。",
            "お時間は、",
        ),
        "start": (
            "何時からご利用でしょうか。",
            "お借りになる時間をお願いいたします。",
            "お借りになる時間は、",
        ),
        "end": ("お返しは何時になさいますか。", "お返しの時間をお願いいたします。", "お返しの時間は、"),
        "class": ("どちらをご希望でしょうか。", "車のクラスをお選びください。", "ご希望のクラスは、"),
        "name": (
            "ご予約のお名前をフルネームでお願いいたします。",
            "お名前をもう一度、お名前だけお願いいたします。",
            "お名前は、",
        ),
        "confirm": (
            "こちらでご予約してよろしいでしょうか。",
            "この内容でよろしければ、はい、とお答えください。",
            "お返事は、",
        ),
        "change": (
            "どちらを変更いたしましょうか。",
            "お店、日時、車、お名前のうち、どれを変えましょうか。",
            "変えたいところは、",
        ),
        "alternative": (
            "こちらでいかがでしょうか。",
            "こちらになさいますか。はい、か、いいえ、でお願いいたします。",
            "お返事は、",
        ),
        "retry": ("もう一度お試ししてよろしいでしょうか。", "もう一度お試ししますか。", "お返事は、"),
        "else": (
            "ほかにご用件はございますか。",
            "ほかにお手伝いできることはございますか。",
            "ほかのご用件は、",
        ),
        "number": (
            "ご予約番号をお聞かせください。",
            "ご予約番号を、数字を1つずつゆっくりとお願いいたします。",
            "ご予約番号は、",
        ),
        "rest": (
            "続きの番号をお願いいたします。",
            "ご予約番号の残りの数字をお願いいたします。",
            "ご予約番号は、",
        ),
        "again": (
            "ご予約番号か、お名前、またはお電話番号の下4桁を、もう一度お願いいたします。",
            "ご予約番号を、数字を1つずつ、もう一度お願いいたします。",
            "ご予約番号は、",
        ),
        "fact": (
            "ご予約のお名前、またはお電話番号の下4桁をお願いいたします。",
            "ご予約のお名前か、お電話番号の最後の4桁を、もう一度お願いいたします。",
            "お名前か、お電話番号の下4桁は、",
        ),
        "new": (
            "どのように変更なさいますか。",
            "ご希望の日時、または車のクラスをお聞かせください。",
            "変更の内容は、",
        ),
        "agree": ("よろしいでしょうか。", "よろしければ、はい、とお答えください。", "お返事は、"),
    },
    "en": {
        "place": (
            "Which area or shop would you like?",
            "Could you tell me the city or the shop?",
            "the city or shop",
        ),
        "shop": (
            "Which shop would you like?",
            "Could you say the name of the shop again?",
            "the name of the shop",
        ),
        "when": (
            "What day, and from what time to what time?",
            "When would you like to pick up the car, and when will you return it?",
            "the day and times",
        ),
        "day": (
            "What day would you like the car?",
            "On which date would you like to pick it up?",
            "the date",
        ),
        "times": (
            "From what time to what time?",
            "What time will you pick it up, and what time will you return it?",
            "the times",
        ),
        "start": (
            "What time would you like to pick it up?",
            "At what time do you need the car?",
            "the pickup time",
        ),
        "end": ("What time will you return it?", "At what time will you bring it back?", "the return time"),
        "class": ("Which one would you like?", "Which class of car shall I take?", "the class of car"),
        "name": (
            "May I have your full name, please?",
            "Could you say just your name once more?",
            "your name",
        ),
        "confirm": ("Shall I book it?", "If that is right, please say yes. Shall I book it?", "yes or no"),
        "change": (
            "What would you like to change?",
            "Shall I change the shop, the time, the car or the name?",
            "what to change",
        ),
        "alternative": ("Would that suit you?", "Shall I take that one? Yes or no, please.", "yes or no"),
        "retry": ("Shall I try once more?", "Would you like me to try again?", "yes or no"),
        "else": ("Is there anything else?", "Can I help you with anything else?", "your question"),
        "number": (
            "May I have your reservation number?",
            "Could you say the reservation number slowly, digit by digit?",
            "the reservation number",
        ),
        "rest": (
            "And the rest of the number?",
            "Could you tell me the digits that are left?",
            "the reservation number",
        ),
        "again": (
            "Could you tell me the number, the name or the last four digits of your phone number once more?",
            "Could you say the reservation number once more, digit by digit?",
            "the reservation number",
        ),
        "fact": (
            "May I have the name on the booking, or the last four digits of your phone number?",
            "Could you say the name, or the last four digits of your phone number, once more?",
            "the name or the last four digits of your phone number",
        ),
        "new": (
            "How would you like to change it?",
            "Which day, times or class of car would you like instead?",
            "what to change",
        ),
        "agree": ("Is that all right?", "If that is all right, please say yes.", "yes or no"),
    },
}
