"""The English phrases that an answer to "shall I?" may be made of: see `consent`.

A line is one phrase, or several: "that(s|\
 is) fine" stands for two. Apostrophes are left out, and a line that
ends in a backslash goes on in the next.
"""

from __future__ import annotations

# Parts of "that all sounds just right to me".
_SEEMS = "(sounds|looks|seems|feels|appears|is looking|sounds to be|looks to be|seems to be|appears to be)"
_QUITE = "(just|about|quite|all|absolutely|totally|perfectly|very|pretty|really|exactly|entirely|to be|)"
_WELL = (
    "(right|good|great|fine|correct|perfect|lovely|wonderful|excellent|ideal|nice|alright|all right|"
    "ok|okay|in order|"
    "accurate|grand|brilliant|fantastic|super|spot on|the ticket|marvellous|marvelous|splendid|delightful|"
    "smashing|champion|awesome|cool|terrific|fab|fabulous|superb|magic|dandy|peachy|sweet|mint|ace|magnificent|"
    "amazing|acceptable|satisfactory|bang on|top notch|just the job|all i need|what i need|what i want|"
    "what i wanted|what i was after|a great help|a big help|helpful|appreciated|kind)"
)
_TO_ME = (
    "(to me|to us|for me|for us|by me|by us|with me|here|my end|from my end|on my end|from my side|"
    "on my side|from our side|)"
)
# In the form of a question it asks for no fact: it is a request, and its mark belongs to it.
_COULD_YOU = (
    "(could you|can you|would you|will you|would you mind to|if you could|if you can|if you would|if youd|"
    "could i ask you to|can i ask you to|may i ask you to|id like you to|i would like you to|i want you to|"
    "id be grateful if you could|id appreciate if you could) (please|kindly|just|then|)"
)

FILLERS = """
(um|umm|ummm|uh|uhh|uhm|er|erm|ah|ahh|oh|ooh|so|well|and|then|now|hey|hi|hello)
(thanks|thank you|thankyou|thx|cheers|ta|thanks a lot|many thanks)
(thank you|thanks|cheers|ta) (so much|very much|so very much|ever so much|awfully|again|for your help|kindly|\
for everything|for all your help|for helping|for doing that)
(sir|maam|madam|miss|mate|love|pal|hon|dear sir|good sir|y all|yall|folks|dear|my dear|darling|duck|\
my love|petal|flower|young man|young lady|buddy|bud|guys|my friend)
(thank you|thanks) (kindly|ever so much|most kindly|a million|a bunch|indeed|love|mate|for that|\
for your patience|for your trouble)
(much obliged|ta very much|ta love|bless you|youre very kind|you are very kind|so kind of you|how kind)
(i appreciate it|much appreciated|appreciate it|that was easy)
(for me|for us|right now|right away|straight away|as soon as possible|immediately|today please)
(both|both of them|both of those) (please|)
(the |that |)(price|cost|total)( is|s| are|) (fine|ok|okay|good|great|right|correct|all right|alright|fair)\
( with me| by me| for me|)
(hurry|hurry up|quick|quickly|be quick|be quick about it|quick as you can|as quick as you can|chop chop)
(unfortunately|sadly|regrettably|reluctantly|im afraid|im afraid so|if i must)
sorry (about|for) (that|this|it|the trouble)
(thats|that is|its|it is) (only |)(fair|fair enough|a shame|a pity|such a shame)
(no choice|ive no choice|i have no choice|not much choice|cant be helped|it cant be helped)
(in that case|sorry|kindly|already|once again|again yes|thats all|thats it)
"""
LEAVING = """
(bye|bye bye|bye now|bye then|goodbye|good bye|see you|see you then|see ya|have a nice day|have a good day|\
have a good one)
"""
# Such as "the date is right": the caller may be going through it, with an objection to come.
PART = """
(the |that |my |)(time|times|date|dates|day|place|shop|car|name|hour|hours|number)( is|s| are|) \
(fine|ok|okay|good|great|right|correct|all right|alright)( with me| by me| for me|)
(i understand|understood|got it|noted)
"""
GO = f"""
(go on then|go on|on you go|make it happen|go|go go|go go go|off you go|just go|just do it|just book it)
(please do|do it|do that|do so|go ahead|go right ahead|go for it|please go ahead|proceed|carry on|\
make it so|please do the needful|do the needful|kindly do the needful)
(lets do it|lets do that|lets go with it|lets go with that|lets go ahead|lets go for it)
(yes |)you (can|may) (do it|do that|do so|go ahead|proceed|)
(lets|please|) (lock|get) (it|that) (in|booked)
(id like to|i would like to|i want to|we can|lets) (go ahead|proceed) (with it|with that|with this|)
(go ahead with it|go ahead with that|please go ahead with it)
{_COULD_YOU} (go ahead|go right ahead|proceed|carry on|continue|do that|do it|do so|confirm that|\
confirm it|confirm|put that through|put it through|sort that|sort that out|arrange that|arrange it|\
lock that in|lock it in) (please|for me|for us|then|now|,please|)(?|)
(please|do|please do|kindly|just|and|) (proceed|carry on|continue|confirm that|confirm it|\
put that through|put it through|lock it in|lock that in|lock me in|get it booked|get that booked|\
arrange that|arrange it|sign me up|sign us up|count me in|count us in|put me down|put us down|\
make it official|finalise it|finalize it|complete it) (with that|with it|with this|for that|\
for it|for that one|)
"""
# Each agrees by itself; "okay, thanks, bye" is how one leaves.
OKAY = """
(ok|okay|oka|okey|okey dokey|okey doke|okay dokey|okay doke|okie dokie|okie doke|oki doki|okie|kk|k|\
alright|all right|alrighty|alrighty then|right|roger|righto|right o|rightio|righty ho)
(great|wonderful|excellent|lovely|brilliant|fantastic|awesome|super|cool|good|very good|fine|nice|sweet|grand)
"""
YES = f"""
(that would be|that is|thats|how|youre|you are) (most|very|so|too|ever so) (kind|kind of you|\
helpful|generous)
(i would be|id be|i should be|i am|im) (most |very |ever so |so |much |)(grateful|obliged|delighted|\
pleased|thankful)
(if you would be so kind|if youd be so kind|be so kind|if you dont mind|if its no trouble|\
if it is no trouble) (please|)
(och aye|aye aye|aye please|you betcha|yes siree|too right|sorted|thats grand|champion|smashing|\
thats smashing|sweet as|ace|\
bonnie|rad|yup yup|hell yes|yes indeed|yes indeedy)
that(ll| will) do (nicely|fine|just fine|perfectly|me|the job|for me|for us)
that(s| is) (just the ticket|just fine|just perfect|just right|just lovely|settled|agreed|a deal|\
a yes|a yes from me)
(its a deal|it is a deal|deal|done|happy to|id be happy to|with pleasure|very happy with that|\
id like that very much)
(that would|thatd|that will|thatll|it would|itd|it will|itll|this would|which would) (be|do) \
{_QUITE} {_WELL} {_TO_ME}
(why yes|very well|spot on|right you are|sounds like a plan|roger that|that one|yes i am)
(im|i am) (sure|certain|happy|fine|good|okay|ok) (with that|with it|with this|about that|about it)
(yes |)(im|i am) (sure|certain)
(cant|cannot|couldnt|could not) (say fairer than that|say fairer|argue with that|complain|ask for more|\
ask for better|be better|be happier|fault it|fault that)
(happy with that|happy with it|happy with this)
(y|yes|yess|yesss|yeah|yeahh|yea|ye|yep|yup|yah|ya|yeh|yessir|yes i said|i said yes|i already said yes|\
i just said yes)
(like i said yes|as i said yes|yes sir|aye|sure|sure thing|for sure|surely|certainly|absolutely|\
definitely|of course|totally)
(naturally|indeed|by all means|affirmative|agreed|i agree|i do|i would|yes i do|yes i would|you bet|\
gladly)
(youre|you are) (right|correct|spot on)
(correct|exactly|precisely|perfect|perfectly)
(uh huh|uhhuh|mhm|mm hmm|mmhmm|mm hm|mhmm|mm mm yes|you got it)
that(s| is) (fine|right|correct|great|good|perfect|lovely|wonderful|exactly right|all right|alright|\
all correct|all good|brilliant|fab|fantastic|agreeable|excellent|ideal)
(thats|that is) (exactly|precisely|just|) (what i want|what i said|what i wanted|what i need|\
what i asked for|what we want|what we wanted|what i was after|what i was looking for|what id like|\
what wed like|what i would like)( to do|)
(ill|well|i will|we will|let me|lets) (go with|stick with|have|take) (that|that one|this one)
(just|) go with (that|that one|this one)
(exactly|precisely|just) (that|as you said|as you say)
(just do that|as you said|as you say)
that(s| is) (it exactly|absolutely fine|perfectly fine|quite right)
that(s| is) (fine|right|correct|great|good|perfect|ok|okay) (by me|with me|for me)
that(ll| will) (do|be fine|be great|be good|be perfect|be lovely|be all right|be alright|work)
(that|this|it|which|thatd|itd|thatll|itll)( will| would| should| can|) (do|work|suit) \
(just |perfectly |quite |very |)(fine|well|nicely|perfectly|great|) {_TO_ME}
that (works|suits me|sounds good|sounds great|sounds right|sounds fine|sounds perfect|looks good|\
looks right|is it)
(works|fine|good|okay|ok|all right|alright|right) (by me|for me|with me)
(sounds|looks|seems) (good|great|right|correct|fine|perfect|good to me|great to me|right to me|\
fine to me|spot on|lovely|brilliant|wonderful|ideal|like a plan)
(that|this|it|everything)( all|) (sounds|looks|seems|is) (good|great|right|correct|fine|perfect|\
spot on|lovely|brilliant|wonderful|ideal|all right|alright|like a plan|in order)( to me|)
(the |all the |)details( are|) (fine|ok|okay|good|great|right|correct|all right|alright)\
( with me| by me| for me|)
i agree (with|to) (the price|the cost|that|this|it|everything|all of it|all that)
(thats|that is) the (one|ticket)
(all of that|all of it|all that|the lot|everything you said|the whole thing)(s| is| sounds| looks) \
(right|correct|fine|good|great|perfect|spot on|all right|alright)
(lets go|yes lets|lets|do please|why not|sure why not|yeah why not)
(that|it|it all|this|all of that|all of it|everything|that all|this all|all|\
) {_SEEMS} {_QUITE} {_WELL} {_TO_ME}
(all|everything|it all|everything is|everythings|it is all|its all|it is|its|this is|thats|that is|\
thats all|that is all) {_QUITE} (correct|right|good|perfect|in order|set|fine|good to go|spot on|\
as it should be|as i said|how i want it|how i wanted it|what i asked for|just as i asked) {_TO_ME}
(were|we are|) (all set|good to go)
(just as it should be|exactly as it should be|as it should be)
(all in order|all fine|all good|all correct) {_TO_ME}
(all in order|all fine|all good|all correct|all as it should be|couldnt be better|\
could not be better|nothing wrong with that|no complaints|no complaints here|fine and dandy)
(happy|glad|ready|pleased|delighted|content) (to|for you to) (go ahead|proceed|confirm|book|book it|\
book that|confirm that|confirm it|continue|go on)
(im|i am|we are|were) (happy|glad|ready|pleased|delighted|content) (to|for you to) (go ahead|proceed|\
confirm|book|book it|book that|confirm that|confirm it|continue|go on)
(that|it) (would|will) suit (me|us) {_QUITE} (fine|well|perfectly|nicely|)
that suits (me|us) {_QUITE} (fine|well|perfectly|nicely|)
(it is|yes it is|it does|yes that is|id like that|i would like that|id love that|i want that|i want it|\
ill take it|ill take that|i will take it|ill have that)
(no problem|no problem at all|not a problem|no problems|no worries|no objection|no objections|\
i have no objection|i have no objections)
(confirm|please confirm|i confirm|i can confirm|ill confirm) (it|that|)
(confirmed|i approve|approved|i accept|accepted|i do accept)
(👍|👌|🙆|⭕|✅)
"""
PLEASE = """
(please|pls|plz|yes please|if you please|could you please|would you please)
if you (would|could|can|wouldnt mind) (please|)
"""
# "Yeah, no, that's fine": the "no" waves a worry away. Alone it may say that nothing need be done.
FINE = """
(yeah|yea|yep|aye|oh yeah)(,|) (no|nah|no no)(,|) (thats|that is|its|it is|thatll be|that would be|thatd be) \
(totally|absolutely|perfectly|quite|all|just|) (fine|good|great|perfect|ok|okay|lovely|all right|alright|\
brilliant|grand|cool|right|correct)
(everythings|everything is) (fine|ok|okay|all right|alright)
(its|it is) (ok|okay|fine)
(thats|that is) (ok|okay)
"""
NO_CHANGES = """
(no|zero|without any|there are no|i have no|no more|no further) (change|changes|corrections|\
correction) (needed|necessary|required|please|from me|at all|)
(no|nothing|nothing else|there is nothing|theres nothing|i have nothing) (else to change|to change|\
to correct|needs changing|needs to be changed|needs to change)
(nothing needs changing|nothing needs to be changed)
"""
NOTHING = """
(nothing|nothing at all|none|no nothing|nothing thanks|nothing else|i dont|no i dont)
"""
AS_IT_IS = """
(as is|as it is|just as it is|like that|the way it is|just like that)
"""
NO = """
(n|no|nope|nah|naw|noo|nooo|nay|negative|no way|not at all|uh uh|nuh uh|no no|certainly not|\
absolutely not|of course not|definitely not|surely not)
(not really|by no means|under no circumstances|hell no|no sir|no maam|i said no)
(never|stop|stop it|stop that|please stop|please dont|please do not|dont|do not)
(i dont|i do not|no i dont|i dont like|i do not like) (it|that|this|)
(i wont|i will not|no i wont|i disagree|i dont agree|i do not agree|i am not happy with that|\
im not happy with that|im not happy with it)
(thats|that is|its|it is|this is) (wrong|incorrect|not right|not correct|not what i want|\
not what i said|not what i wanted|not it|not ok|not okay|not fine|no good)
(wrong|incorrect|not right|not correct|not good|that isnt right|that isnt correct|its not|it is not|\
it isnt|that wont work|that does not work|that doesnt work|not ok|not okay)
(thats|that is|its|it is|this is) not what i (asked for|meant|had in mind)
(thats|that is|its|it is|thatd be|that would be) (a bit |way |far |rather |) (too much|too dear|\
too expensive|too pricey|too steep|too much money|more than i wanted|more than i can afford) (for me|for us|)
(not|no not) (at|for) (that|this) (price|money|much)
(lets not|no lets not) (then|after all|)
(👎|🙅|❌)
"""
UNWANTED = """
(no thanks|no thank you|thanks but no thanks|thank you but no thank you|not for me|not for us|no deal)
(never mind|nevermind|never mind that|forget it|forget about it|forget that|scrap it|scrap that)
(dont do it|dont do that|do not do it|do not do that|please dont do that|dont bother|dont you dare)
(i|we) (dont want|do not want|dont need|do not need) (it|that|this|to|that anymore|it anymore|to anymore|\
anything|any of that|any of it)
(id rather not|i would rather not|rather not|id prefer not to|i would prefer not to|i refuse|i decline)
(ill|i will|well|we will|think ill|i think ill) (pass|give it a miss|skip it) (this time|today|for now|\
thanks|)
(ive|i have|i|weve|we have|we) changed (my mind|our minds)
"""
KEEP = """
(keep|leave) (it|that|this|the booking|my booking|the reservation|my reservation|the car|everything|\
the original|the original booking|it all|things) (alone|then|as planned|as before|where it is|in place|)
(ill|i will|i want to|id like to|i would like to|id rather|i would rather|lets|please just|just|\
better) (keep|leave) (it|it as it is|it as is|that|the booking|my booking|the reservation|\
my reservation|the car|everything|things as they are|it alone|it like that|it the way it is)
(leave|keep) (it|everything|things|the booking|my booking|the reservation|my reservation) (as it is|\
as is|as they are|the way it is|the way they are|unchanged|like that|as it was|how it was|how it is|\
the way it was|as it stands|as they were)
(no change|no changes) (then|after all)
"""
AFTER_ALL = """
(actually|on second thought|on second thoughts|after all|all things considered)
"""
# It takes what is offered in place of the wish, where a yes writes nothing yet.
TAKES = """
(i guess|i suppose) (so|that will do|thatll do|thats fine|thats ok|thats okay|we could|i could|well take it|)
(that|this|it)(ll| will|) (just |) (have|has|needs|need) to do
(if|since|seeing as) (thats|that is|its|it is) all (you have|youve got|you got|there is|thats left)
(if|since) theres nothing else
(better than nothing|beggars cant be choosers|not ideal|it could be worse|could be worse|needs must|\
fair enough)
(i|we) (can|could) (live with|manage|do|make) (that|it) (work|)
"""
# Said in earnest or not: who knows.
DOUBTFUL = """
(yeah right|yeah sure right|oh yeah right|yeah yeah right|as if|oh great|oh perfect|oh wonderful|\
oh lovely|oh sure|oh right|oh brilliant)
"""

_EN_OBJECT = """\
(it|that|this|them|one|the car|that car|this car|the booking|that booking|this booking|my booking|\
the reservation|that reservation|this reservation|my reservation|a booking|a reservation|)"""

_EN_INTENT = """\
(|i want to |i want you to |id like to |i would like to |id like you to |lets |you can |you may |\
please just |just |go ahead and |please go ahead and |i do want to |i need to |yes i want to |\
yes i would like to |can )"""

# A yes by itself: whoever says with what to go on agrees to that, and to nothing else.
_EN_GO_AHEAD = """\
(|please |lets |you can |you may |id like to |i would like to |i want to |i want you to |id like you to )\
(go ahead|go right ahead|go on|proceed|carry on|continue) with (the|my|this|that|your|)"""

_COULD_PLAIN = (
    "could you|can you|would you|will you|if you could|could you please|can you please|would you please|"
    "will you please|could you just|can you just|could you go ahead and|can you go ahead and|"
    "would you go ahead and|"
    "please could you|please can you|please would you|please will you|go ahead and"
)

_DONT = """\
(dont|do not|please dont|please do not|never|i dont want to|i do not want to|i dont want you to|\
id rather not|i would rather not|i wont|i will not|lets not|no need to|you dont need to|i didnt want to|\
i no longer want to|i dont need to|better not|not)"""

# Whoever "would like to change my booking" may well mean another change than the one that was read back.
OPERATIONS = {
    "book": f"""
{_EN_INTENT}(book|reserve|rent|take|make|complete|finalise|finalize|place) {_EN_OBJECT}
(do|please do|{_COULD_PLAIN}) (book|reserve|make|complete|finalise|finalize|place) {_EN_OBJECT} (for me|\
for us|please|then|now|)(?|)
(confirm|please confirm) (the|my|this|that) (booking|reservation)
(book|reserve) (me in|away)
(yes |)(i want the booking|i want the car|i want the reservation)
""",
    "change": f"""
(do|please do|{_COULD_PLAIN}) (change|move|reschedule|update|make) {_EN_OBJECT} (for me|for us|please|\
then|now|)(?|)
{_EN_INTENT}(change|move|reschedule|update|modify|switch|swap|extend|amend) (it|that|this|them|)
(|please |just |please just |go ahead and |please go ahead and |you can |you may )\
(change|move|reschedule|update|modify|switch|swap|extend|amend) {_EN_OBJECT}
(switch|swap|move) (it|that|me|us|them) over
(do the change|do that change|thats the change i want|make the change|make that change|make this change|\
make the changes|change it to that|\
change it like that|i want the change|go with the change)
""",
    "cancel": f"""
(do|please do|could you please|can you please|would you please|please could you|\
please would you) cancel {_EN_OBJECT} (for me|for us|please|then|now|)(?|)
{_EN_INTENT}cancel {_EN_OBJECT}
(still |i still want to |i do still want to |)cancel (the whole thing|the lot|it all|all of it|it anyway|away)
(still cancel|i still want to cancel|i do still want to cancel) {_EN_OBJECT}
(call it off|get rid of it)
(i want it cancelled|i want it canceled|i want the booking cancelled|cancellation please)
{_EN_INTENT}(do|make|process|complete|carry out) (the|my|this|that) cancellation
""",
    "retry": """
(try|try it|try that|retry|once more|one more time|try again|again|try once more|try one more time|\
give it another try|give it another go|please try again|lets try again|try it again|try it once more|\
you can try again|another try)
""",
}
GO_AHEAD = {
    "book": f"""
{_EN_GO_AHEAD} (booking|reservation|rental)
{_EN_GO_AHEAD} (booking|reserving|renting) {_EN_OBJECT}
""",
    "change": f"""
{_EN_GO_AHEAD} (change|changes|update|new time|new times)
{_EN_GO_AHEAD} (changing|moving|rescheduling) {_EN_OBJECT}
""",
    "cancel": f"""
{_EN_GO_AHEAD} cancellation
{_EN_GO_AHEAD} (cancelling|canceling) {_EN_OBJECT}
""",
}
# To write it into the books: a booking, or what becomes of one.
ENTER = """
(book|put|pop|get) (it|that|this) in
pop (it|that|this) through
get (it|that|this) booked in
"""
NOT_OPERATIONS = {
    "book": f"""
{_DONT} (book|reserve|confirm|rent|take|make) {_EN_OBJECT}
{_DONT} (book|reserve|confirm|rent|take) (anything|a thing|any car)
(i no longer want|i no longer need) (it|that|this)
(i dont want|i do not want|i no longer want|i dont need|i do not need|i no longer need) (the car|a car|\
the booking|a booking|the reservation|a reservation)
""",
    "change": f"""
{_DONT} (change|move|reschedule|update|modify|switch|amend|touch) {_EN_OBJECT}
(no need to change|no need to change anything|i dont need to change anything|\
i dont want to change anything|i wouldnt change anything)
(i would not change anything|i do not want to change anything|i dont want any changes|\
dont change anything)
(dont change a thing|do not change anything|please dont change anything)
""",
    "cancel": f"""
{_DONT} cancel {_EN_OBJECT}
(no cancellation|no need to cancel|not cancelling|im not cancelling|dont cancel my booking)
""",
    "retry": """
(dont|do not|please dont|no need to|i dont want to|id rather not|lets not) (try|try again|retry|\
try once more|do it)
""",
}

GROUPS = {
    "FILLER": FILLERS,
    "YES": YES,
    "OKAY": OKAY,
    "GO": GO,
    "PART": PART,
    "LEAVING": LEAVING,
    "PLEASE": PLEASE,
    "FINE": FINE,
    "NO_CHANGES": NO_CHANGES,
    "NOTHING": NOTHING,
    "AS_IT_IS": AS_IT_IS,
    "NO": NO,
    "UNWANTED": UNWANTED,
    "KEEP": KEEP,
    "AFTER_ALL": AFTER_ALL,
    "TAKES": TAKES,
    "DOUBTFUL": DOUBTFUL,
    "ENTER": ENTER,
    **OPERATIONS,
    **{f"go {operation}": lines for operation, lines in GO_AHEAD.items()},
    **{f"not {operation}": lines for operation, lines in NOT_OPERATIONS.items()},
}
