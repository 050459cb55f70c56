"""Words that speak for a person's name, and words that speak against one."""

from __future__ import annotations

# Family names that the dictionary of readings knows as something else (a place, a thing), or not at all.
FAMILIES = frozenset(
    """
    清水 金子 中野 宮崎 平野 千葉 桜井 飯田 服部 東 川崎 福島 本田 山中 西 八木 南 松下 青山 松原 根本
    三好 谷 四日市 二階堂 九条 一条 三条 二宮 五味 六角 八代 九重 十文字 万代 一色 一ノ瀬 一之瀬 八月一日
    八月朔日 四月一日 一二三 火神 水上 木本 分部 朝日 夕部 夜久 春日 秋田 大和 王 金 朴 陳 黄 孫 許 呉 周
    北 城 星 栄 角 畑 柳 栗 梶 萩 辺 門 駒 港 岬 勝又 四方 月見里 香川 徳島 奈良 長崎 宮城 山形 富山 福井
    滋賀 石川 福岡 難波 羽田 大崎 渋谷 中込 東海林 小鳥遊 長宗我部 御手洗 堀越 上原 神谷 月島 日向 小樽
    有馬 白浜 湯川 登別 高輪 赤羽 田町 蒲田 三鷹 立川 大宮 浦和 船橋 柏 松戸 難波江 大森
    """.split()  # noqa: SIM905
)
# The commonest family names as they sound: written in kana the dictionary takes many for other words.
FAMILIES_IN_KANA = frozenset(
    """
    さとう すずき たかはし たなか いとう わたなべ やまもと なかむら こばやし かとう よしだ やまだ ささき
    やまぐち まつもと いのうえ きむら はやし さいとう しみず やまざき やまさき もり いけだ はしもと あべ
    いしかわ やました なかじま なかしま いしい おがわ まえだ おかだ はせがわ ふじた ごとう こんどう
    むらかみ えんどう あおき さかもと ふくだ おおた にしむら ふじい かねこ おかもと ふじわら なかの みうら
    はらだ なかがわ まつだ たけうち おの たむら なかやま わだ いしだ もりた うえだ はら うちだ しばた
    さかい みやざき よこやま たかぎ あんどう みやもと おおの こじま くどう たにぐち いまい たかだ ますだ
    まるやま すぎやま むらた おおつか あらい こやま ひらの ふじもと こうの うえの のぐち たけだ まつい
    ちば すがわら いわさき くぼ きのした さの のむら まつお きくち すぎもと いちかわ ふるかわ おおにし
    しまだ みずの さくらい よしかわ にしだ いいだ にしかわ こまつ きたむら やすだ いがらし かわぐち ひらた
    なかた くぼた はっとり いわた つちや かわさき ふくしま ほんだ つじ ひぐち ながい あきやま たぐち
    なかにし よしむら かわかみ いしはら おおはし まつおか ばば ほしの やの あさの おおくぼ よしおか こいけ
    のだ あらき まつうら くまがい おおたに ないとう くろだ おざき ながた もちづき にしやま はぎわら あまの
    おおむら ほりた おちあい しのはら かんだ なりた みやけ にいみ どい かわの みなみ せき みき
    """.split()  # noqa: SIM905
)
# Given names in kana that the dictionary takes for other words: たくや for たく and や.
GIVEN_IN_KANA = frozenset(
    """
    さくら ひなの めぐみ あおい ひかり のぞみ かおり ゆかり しおり みどり すみれ つばさ ほのか いぶき
    かえで こころ ひまわり もも あかり なぎさ まりん つむぎ ひより みのり かなえ たまき はるか ちなつ
    いずみ みさき ちひろ まこと しのぶ かおる ひろみ あゆみ まなみ みなみ ゆい ゆうき ひろ あさひ ひなた
    みらい きらら ほたる いのり なごみ みやび あすか はな ゆめ しずく ひとみ すず りん るい そら うみ りく
    はる なつ ふゆ あき いつき しょうた こうじ こうへい しょう じゅん けん れん りょう ごう だいち たくみ
    つよし いさむ すすむ みのる のぼる
    たくや しんや ともや なおや まさや ゆうや じゅんや かつや てつや たつや きょうや ひろや けんや
    しゅうや せいや よしや たろう じろう いちろう けんいち けんじ こういち しんいち しんじ ゆういち
    ゆうじ りょうた しょうへい だいすけ ゆうすけ こうすけ しゅんすけ けいすけ りょうすけ たかし ひろし
    たけし さとし あつし きよし まさし やすし つとむ おさむ まなぶ わたる さとる あきら いさお てつお
    かずお のりお まさお よしお ひでお としお みつお ひろゆき よしゆき のりゆき まさゆき たかゆき
    ともゆき なおゆき かずひろ まさひろ よしひろ たかひろ のぶひろ あきひろ ゆきひろ かずき なおき
    ひろき まさき ともき こうき げんき だいき しゅんた ゆうた けんた そうた こうた けいた はると ゆうと
    そうま はやと まさのり よしのり たかのり かつのり としひこ かずひこ あきひこ まさひこ ひでき としき
    よしき まさと まさる たもつ ゆみこ けいこ ようこ くみこ ゆうこ ともこ なおこ かずこ さちこ よしこ
    みちこ えいこ りょうこ のりこ まさこ あきこ れいこ まりこ ゆりこ あつこ じゅんこ きょうこ せつこ
    かつこ としこ ひでこ もとこ いくこ たかこ ひさこ しょうこ みなこ かなこ はなこ ふみこ みよこ みゆき
    さゆり まゆみ なおみ ゆみ まみ えみ くみ あけみ まり えり みか ゆか さやか あやか あや みほ りえ
    ゆきえ よしえ ふみえ かずみ いくみ しずか さおり みお ゆうな あやの ことね みさと ちさと あさみ
    なつみ ともみ くるみ ななみ れいな えりか まりな りな ゆり きよみ
    """.split()  # noqa: SIM905
)
# Nouns that stand where a name could: what callers speak of, and whom.
OTHER_WORDS = frozenset(
    """
    名前 氏名 苗字 名字 予約 車 店 駅 空港 料金 保険 免許 免許証 家族 夫 妻 父 母 息子 娘 友人 友達 同僚
    上司 主人 家内 旦那 本人 自分 私 僕 俺 誰 何 大人 子供 子ども 学生 会社 会社員 個人 法人 現金 禁煙
    喫煙 電話 番号 携帯 住所 時間 日程 今日 明日 昨日 明後日 今週 来週 今月 来月 平日 週末 連休 祝日 正月
    そっち こっち あっち そちら こちら
    元日 大晦日 朝 昼 夜 夕方 午前 午後 深夜 旅行 観光 出張 仕事 秘密 匿名 内緒 同じ 全部 最初 最後 両方
    片方 未定 結構 大丈夫 無理 嫌 駄目 了解 承知 確認 変更 中止 取消 返事 クリスマス イブ クリスマスイブ
    バレンタイン ハロウィン コンパクト コンパクトカー セダン ミニバン レンタカー キャンセル カーナビ ナビ
    チャイルドシート ベビーシート タバコ たばこ ペット スタッドレス オペレーター スタッフ ドライバー
    メール アドレス カード クレジットカード ハイブリッド オートマ マニュアル トラック ワゴン バン ガソリン
    ホテル コンビニ レストラン オッケー オーケー ストップ ロボット システム プロンプト フルネーム
    アルファベット ローマ字 カタカナ ひらがな 平仮名 片仮名 漢字 英語 日本語 英字
    ファーストネーム ラストネーム エアコン バリアフリー スロープ ジュニアシート さん さま アプリ サイト
    ネット ポイント クーポン パスポート ビザ イベント ドライブ ゴルフ キャンプ スキー スノボ サーフィン
    """.split()  # noqa: SIM905
)
# Family names that are better known as places.
PLACES = frozenset(
    """
    千葉 川崎 福島 青山 秋田 香川 徳島 奈良 長崎 宮城 山形 富山 福井 滋賀 石川 福岡 難波 羽田 大崎 渋谷
    品川 目黒 中野 上野 宮崎 山口 岡山 高知 大分 佐賀 熊本 三重 大阪 神戸 横浜 札幌 仙台 成田 立川 大宮
    浦和 船橋 柏 松戸 蒲田 赤羽 三鷹 高輪 田町 梅田 博多 天神 小倉 金沢 長野 松本 新宿 東京 京都 大森 大和
    大塚 池上 目白 日野 町田 平塚 藤沢 小山 太田 福山 松山 高松 東 西 南 北 港
    """.split()  # noqa: SIM905
)
# Words of sentences and of renting a car. Those that are names too stand below.
COMMON_EN = frozenset(
    """
    fault happier fairer argue complain plus minus extension triple magic amazing magnificent fab fabulous
    itll itd thatll terrific peachy superb sake goodness heaven heavens kia ora namaste salaam shalom
    buongiorno buonasera bonjour bonsoir hola buenos buenas dias tardes aloha mabuhay konnichiwa ciao guten
    nearest closest furthest farthest handiest tag moin servus salut nihao annyeong sawasdee
    whole misspelt misspelled mistyped misprinted double barrelled barreled hyphenated
    acceptable agreeable stick satisfactory top notch awfully helping bang mint
    a an the this that these those it its it's i i'm i'd i'll i've me my mine myself we we're we'd we'll
    us our ours you you're your yours he he's she she's they them their his her hers him one ones some any
    anybody someone nobody and or but nor so if because then than when where why who whom whose which what
    what's how while until till for from to at in on by with without of off up down out over under into
    onto about after before between during through since per via as like near around behind is are am was
    were be been being isn't aren't wasn't do does did don't doesn't didn't done have has had haven't
    hasn't having can can't cannot could couldn't would wouldn't should shouldn't shall may might must let
    let's get got give gave given go goes going gone went come came make made take took taken want wants
    wanted need needs needed know known think thought say said tell told ask asked see saw look looking
    find found use used using call called calling phone telephone email mail text speak speaking talk book
    booked booking bookings reserve reserved reservation reservations rent rented renting rental rentals
    hire hired pick picked pickup drop return returned returning bring brought keep leave left stay start
    started stop stopped end wait hold help please thanks thank thankyou cheers sorry pardon excuse hello
    hi hey goodbye bye welcome yes no yeah yep yup nope nah ok okay sure right wrong correct fine good
    great perfect nice well actually really just only also too very much many more most less least few
    little lot lots bit again still already yet now soon later earlier today tomorrow tonight yesterday
    morning afternoon evening night noon midnight day days week weeks weekend month months year years hour
    hours minute minutes time times date dates half quarter first second third last next other another
    same different each every all both either neither none nothing anything something everything everyone
    ideally preferably
    here there anywhere somewhere everywhere not never always maybe perhaps probably possibly car cars
    vehicle vehicles compact sedan minivan van suv kei truck hybrid automatic manual economy class size
    seat seats seater child baby booster license licence insurance cover deposit credit debit card cash
    price prices cost costs fee fees charge charges rate total tax discount cheap cheaper cheapest
    expensive pricey steep money afford far hurry quick quickly chop free
    available availability cancel cancelled cancellation change changed changes confirm
    confirmation modify move update check add remove delete erase table select insert override admin
    administrator system prompt ignore disregard instruction instructions rule rules previous above reveal
    password root sudo script null undefined shop store branch office station airport hotel terminal exit
    area city town street road address location place north south east west central name names named
    surname family full middle initial initials spell spelled spelt spelling letter letters capital hyphen
    dash apostrophe space dot period comma pronounced number digits mister sir madam ma'am person people
    customer client agent human robot machine operator representative manager clerk staff wife husband son
    daughter mother father mom mum dad brother sister friend colleague boss partner girlfriend boyfriend
    uncle aunt cousin neighbour neighbor's business contact holiday holidays vacation trip travel
    traveling travelling christmas easter thanksgiving halloween eve xmas monday tuesday wednesday
    thursday friday saturday sunday mon tue tues wed thur thurs fri sat sun january february march july
    september october november december jan feb mar apr aug sept oct nov dec smoking smoke pets pet dog
    cat drive driver drivers driving passport navigation gps etc snow tyres tires winter english japanese
    japan american british chinese korean french german spanish foreign foreigner tourist visitor problem
    question questions complaint accident lost broken breakdown damage urgent emergency important private
    secret anonymous personal information privacy necessary required optional possible impossible big
    bigger small smaller large larger new old long-term short-term red blue silver colour color able
    back home out away off
    afraid interested ready happy busy late early alone together married single tired wondering trying
    hoping planning thinking arriving landing flying staying visiting coming leaving doing wanting needing
    understand understood mean means meant repeat hear heard listen slowly louder catch what're pm o'clock
    zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred
    thousand million yen dollars bucks euros pounds percent dont cant wont im ive id ill whats thats lets
    isnt doesnt didnt couldnt wouldnt mind sounds works suits matter matters else instead though although
    however anyway wow um uh er erm hmm huh oh ah receipt invoice point points member membership code
    coupon website site online app page link flight train bus taxi ferry ship shuttle key keys fuel gas
    petrol tank full-tank map guide nearer closer farther further easier better worse quicker faster handier
    convenient handy rather afterwards beforehand side fair
    choice enough helped pity regrettably reluctantly sadly shame such unfortunately
    absolutely accept accepted accurate affirmative agree agreed ahead ahh alright alrighty amend answer
    anymore appears
    appreciate appreciated approve approved arrange away awesome aye betcha bother brilliant buddy bunch
    canceled canceling cancelling carry certain certainly changing circumstances complaints complete
    confirmed consent considered content continue cool correction corrections count course decline
    definitely delighted delightful details disagree dokey dokie ends entirely ever everythings exactly
    excellent fantastic feels finalise finalize folks forget generous glad gladly grateful guys happen
    hell helpful hm ideal immediately incorrect indeed indeedy kindly kk longer looks lovely maam
    marvellous marvelous mhm mhmm mm mmhmm moving naturally naw nay negative nevermind nicely noo nooo
    noted nuh objection objections obliged och oka okey okie once ooh order original patience perfectly
    plan planned pleased pleasure pls plz precisely prefer pretty problems proceed process put quite
    refuse reschedule rescheduling reserving retry rightio righto righty seems set settled siree
    smashing sort sorted splendid spot stands straight suit super surely switch thankful thatd theres
    thing things thoughts thx ticket totally touch trouble try uhh uhhuh uhm umm ummm unchanged
    wonderful work worries yah yall yea yeahh yeh yess yessir yesss youd youre
    """.split()  # noqa: SIM905
)
# Names that are words as well: they count where another word speaks for a name.
NAMES_AND_WORDS_EN = frozenset(
    """
    will may mark bill rose grace hope faith joy summer april june august art frank rich dean grant lane
    brook brooks drew chase chance jack guy miles price page day young long short king brown white black
    green gray grey gold silver blue rice park parks field fields stone woods wood rivers banks bush cook
    baker cooper carter hunter fisher bishop pope knight noble bell ball case church hill marsh pool
    bridges street west north east south winter sunday friday wednesday christian love moon star sky skye
    drive driver porter marshall major mason wells hall english french german holland england ireland
    paris london jordan israel china thu sat sun mon kei jan mai an so do le van lee li hu ng oh ko don
    pat nick rob sue ray dawn eve ivy olive ruby pearl amber autumn melody harmony destiny kitty penny
    mike sierra juliet romeo victor oscar charlie hyphen key keys rush sharp strong swift small little
    large rent fine best good goodman self mayor ward walls ford lincoln mercury royce bentley austin
    bet bless bonnie bud champion dandy dare darling deal dear duck easy flower grand ho hon job kind
    lady line lock man mate miss pal petal rad roger sign sweet ta way ya ye
    morgan manual car carr card cash cost dent early friend gamble gentle glass hand hart head heard horn
    hurt ace ann anne bob max wren sage tue
    """.split()  # noqa: SIM905
)
# Words of sentences that stand in a name all the same: Mercedes Lost, Ivy Smoke. Beside a word that is none
# they may be half of one, and the caller is asked about it. What a car is rented with is missing on purpose.
ODD_NAMES_EN = frozenset(
    """
    lost smoke pet pets dog cat snow winter drive driver red blue silver french german english chinese
    american british korean spanish foreign big small large old new happy busy early late alone single
    tired ready key keys tank gas page link train bus day night noon morning evening half second first last
    easter christmas halloween eve baby child boss friend brother husband son daughter clerk staff price
    cash card space dot
    letter problem question broken damage secret private city town street road place north south east west
    central wait hold help leave left stay stop pick rent hire keep good great perfect nice well fine right
    wrong bit little lot monday tuesday wednesday thursday friday saturday sunday january february march july
    september october november december matter point map guide machine person person's human partner holiday
    visitor tourist question insure cheap total charge free call book booker read able hear heard slowly bill
    week weeks month year hour minute times date quarter
    """.split()  # noqa: SIM905
)
# Common names, as evidence where a transcript has no capitals.
GIVEN_NAMES_EN = frozenset(
    """
    james john robert michael william david richard joseph thomas charles christopher daniel matthew
    anthony donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason
    jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin brandon benjamin samuel gregory
    alexander patrick raymond dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle
    walter ethan jeremy harold keith roger arthur sean terry lawrence joe noah albert jesse willie billy
    bryan bruce ralph roy dylan alan wayne eugene craig derek juan gabriel louis russell randy philip
    harry vincent bobby johnny logan jon tom tim jim bob dan ben sam steve chris alex max leo oliver liam
    lucas simon neil ian graham colin stuart nigel trevor gareth ewan callum hugh mary patricia jennifer
    linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly
    emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia
    kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra
    rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria lauren
    christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara
    madison kathryn janice jean alice jane julia judy sophia sophie lucy zoe chloe charlotte kate katie
    claire fiona alison gemma siobhan niamh saoirse aisling ahmed ali hassan hussein mohamed mohammed
    muhammad carlos luis miguel pedro sofia isabella camila hans klaus jurgen pierre jacques francois
    marie giovanni marco luca giulia sergei dmitri olga natasha priya raj anil sanjay
    aaliyah abby abdul abdullah abigail abraham adele adrian adriana agnes aidan aiden aimee aisha
    akash alana alberto albie alec alejandra alejandro aleksandra alessandro alexandra alexandre
    alexis alfie alfred alfredo alisha allan allison alma alvin alyssa amara amir amit amrita ana
    anders andre andreas andrei andres anika anita anja anjali ankit annabel annette annie antoine
    anton antonia antonio anya archie ariana arjun arnold aroha arturo arun ashok astrid audrey ava
    ayesha barry beatrice becky belinda bella bernard bernice bert bertha beth bethany bianca bilal
    bjorn blake bonita brad bradley brett bridget brigitte bronwyn bryce caitlin caleb cameron
    candice carla carlo carmen caroline carrie casey cassandra catalina cathy cecilia cedric celia
    celine chantal charlene chelsea cherie chiara chidi chinedu chioma clara clarence clark claude
    claudia clive clyde cody colleen connor conor constance corey cormac courtney crystal curtis
    cyril daisy damian damien danielle danny daphne darius darren dave davina deepak deepika deirdre
    denise desmond devon diana diego dieter dimitri dinesh divya dominic dominik doreen doris duncan
    dwayne eamon edgar edith eduardo edwin eileen elaine eleanor elena elias elijah elisa eliza ella
    ellen ellie elodie elsa emanuel emil emilia emilio emmanuel enrique enzo erica erika erin ernest
    esme esther eva evan evie farah fatima felicity felipe felix fernando finlay finn flora florence
    frances francesca francesco francis francisco freddie frederick freya gabriela gail gavin geoff
    geoffrey georgia georgina gerald gerard gilbert gillian gina ginny glen glenn gordon greg greta
    gustavo gwen hamish hamza hana hanna harriet harrison harvey heidi heinrich helena helga henrik
    herbert hilary howard hugo ibrahim ida ignacio ilse imogen imran indira ines ingrid irene irina
    iris isaac isabel isabelle isla ismail ivan ivana jackie jade jaime jake jamal jamie janine
    jared jasmin jasmine javier jay jeff jenna jennie jenny jessie jill joanna joanne jocelyn jodie
    joel johan johanna jolene jonas jorge josef josephine josh juanita julian juliana juliette julio
    justine kamal karan karim karl karolina kasia kathy katrina katya kavita kaye kayla keira kelly
    kelvin kendra kerry khalid kieran kiran kirsten kirsty klara konrad krishna kristen kristin
    kristina kurt kwame lachlan lakshmi lara lars latoya laurence laurent laurie leah leila lena
    leon leonard leonardo leslie lester lewis liliana lily lina lindsay lionel lloyd lois lola
    lorenzo lorna lorraine louisa louise luciana luisa lukas luke lydia lynn lynne mabel maddie
    madeleine maeve magdalena mahmoud malcolm manish manoj manuela marcel marcela marcia marcos
    marcus margarita margot marguerite mariam mariana marina mario marion marjorie marlene marta
    marvin mateo mathias mathilde matilda matt matteo maureen maurice mavis maxine meera melanie
    melinda mercy mia michaela michele mick mikhail milan mildred milena millicent millie milton
    mina miranda miriam misha mitchell moira mona monica monique morag moses muriel murray myra
    nadia nadine naomi natalia natalie nathalie nathaniel neha nelson nessa niall nicola nicolas
    niels nikhil nikita nikolai nina nisha nitin nora noreen norma norman octavia olaf oleg
    oleksandr omar owen pablo padraig paige pam paola patrice patty paula paulina pauline pavel
    peggy penelope petra phil philippa phoebe phyllis pierce piotr polly pooja poppy pradeep prakash
    prashant preeti quentin rachael rafael rahul rajesh rajiv raju ramesh ramon raquel rashid ravi
    reginald rekha rene renee rhys ricardo rita ritu roberto robyn rocio rodney rodrigo rohan rohit
    roland ron ronnie rosa rosalind rosemary rosie ross rowena roxanne rupert ryszard sabine sabrina
    sadie saeed sally salma salman salvador sandeep sandy santiago sarita sasha saul scott sebastian
    selina sergio seth shane shannon shanti shaun shauna sheila shelley sherry shirin shreya shweta
    sidney silvia simone sinead sipho solomon sonia sonja spencer stacey stan stanislav stanley
    stefan stefano stella stewart sunil sunita suresh suzanne sven svetlana sybil sylvia tabitha
    tamara tamsin tania tanya tara tariq tatiana ted teodor terence tess thabo thandi theo theodore
    theresa tiffany tobias toby todd tomas tomasz toni tony tracey tracy tristan ulrich uma umar
    ursula valentina valeria valerie vanessa vera verity veronica vicky vijay vikram vinay vinod
    violet vishal vivek vivian viviana vladimir wanda wanjiru warren wendy werner wilbur wilfred
    wilhelm winifred wojciech xavier xiomara yasmin yolanda yuri yusuf yvette yvonne zachariah
    zainab zara zeynep zoltan zuzanna
    """.split()  # noqa: SIM905
)
FAMILY_NAMES_EN = frozenset(
    """
    smith johnson williams jones davis miller wilson moore taylor anderson jackson harris thompson garcia
    martinez robinson clark rodriguez walker wright lopez adams nelson gonzalez campbell mitchell perez
    roberts turner phillips evans edwards collins stewart sanchez morris rogers reed murphy rivera
    richardson cox peterson ramirez watson sanders bennett hughes doe smyth o'brien o'connor o'neill
    macdonald mcdonald muller mueller schmidt schneider fischer weber wagner becker hoffmann rossi russo
    ferrari bianchi dubois silva santos oliveira souza pereira fernandez nguyen tran pham hoang wang zhang
    liu chen huang zhao zhou kim park lee choi singh kumar sharma patel gupta khan ivanov petrov kowalski
    novak horvat nagy hansen jensen nielsen larsen olsen andersson johansson tolkien
    abbott aguilar ahmad akhtar alexander allen alvarez andersen andrews armstrong arnold atkinson
    bailey banerjee barker barnes barrett bates beck benson berg berger bernard boyle bradley
    brennan briggs bryant burke burns burton byrne calderon cameron carpenter carroll castillo
    castro chan chandra chang chapman chatterjee cheng chong chopra christensen chung clarke cohen
    cole coleman connolly conway costa crawford cruz cunningham curtis daly daniels das davidson
    davies dawson delgado desai diaz dixon doherty dominguez donovan doyle duncan dunn elliott ellis
    eriksson estrada ferguson fernandes ferreira fitzgerald fleming fletcher flores fowler francis
    fraser freeman fuentes gallagher garner gibson gill gomez gonzales goodwin gordon graham grande
    greene griffin griffiths guerrero gunawan gutierrez haines hamilton hansson harper harrison
    harvey hawkins henderson hernandez herrera hicks higgins hoffman holmes holt hopkins houston
    howard howell hudson hunt huynh ibrahim iyer jacobs jacobsen jimenez johnston joshi kamau kang
    kapoor kaur keller kelly kennedy kerr khanna klein kowalczyk krishnan kristensen krueger kruger
    lam larson lawrence lawson leblanc leclerc lefebvre leonard lewandowski lewis lim lin lindberg
    lindgren lloyd lombardi macleod malik malone mancini mann marino marquez marsden martin martins
    matthews mckenzie mclean mcleod medina mehta mendes mendoza menon meyer mishra mohan montgomery
    morales moreau moreno morrison mukherjee munoz murray nair napier nash newman newton nielson
    nilsson nkosi nunez nwosu o'donnell o'sullivan obi odonnell okafor okoye ong ortega ortiz osman
    owens palmer pandey papadopoulos parker parsons payne pearce pearson peralta peters petersen
    petrovic pierce pillai popescu potter powell quinn rahman ramos rana rao rasmussen reddy reid
    reyes reynolds rhodes ricci rojas romano romero rosenberg ross ruiz russell ryan salazar
    santiago schmitz schultz schulz schwarz scott shah shaw shepherd simmons simpson sinclair sinha
    soto spencer stephens stevens stevenson suarez sullivan svensson tan tang tanner teo thapa
    thomas thornton torres tucker turnbull tyler valdez vargas vasquez vega vermeulen vogel wade
    wallace walsh warren washington webb weiss whitaker whitlock wilkins wilkinson willis wolff wong
    woodward wu xu yadav yang yilmaz yu zhu zimmermann
    """.split()  # noqa: SIM905
)
