"""Persons' names in Japanese: what speaks for one, and what speaks against it.

A clause is freed of what stands before a name (「担当は」) and behind it (「と申します」). What is left must
be a name as a whole. That is judged by the dictionary of readings, by the commonest family names (the
dictionary lists some of them as places or things only), and by the form. A sentence that is no name leaves
verbs and particles, which no name is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from voice.engine.dialogue.nlu.name_forms_ja import (
    HIRAGANA,
    LETTERS,
    LONGEST,
    LONGEST_GIVEN,
    VARIANTS,
    is_kana_family,
    is_kana_given,
    judge,
    judge_by_frame,
)
from voice.engine.dialogue.nlu.name_parts import (
    BARE,
    INTRODUCED,
    KNOWN,
    SAID,
    Piece,
    Role,
)
from voice.engine.dialogue.nlu.name_spelling import (
    Described,
    describes_a_character,
    find_described_names,
    write_described_characters,
)
from voice.engine.dialogue.nlu.readings import read_words

RELATIONS = (
    r"妻|夫|家内|主人|旦那|女房|嫁|父|母|お?父さん|お?母さん|息子|娘|兄|姉|弟|妹|祖父|祖母|友人|友達|彼女?"
    r"|同僚|上司|部下|社長|部長|課長|先輩|後輩"
)
FILLERS = (
    r"えーっ?と|えっと|ええと|えー+|えっ|え|ええ|あのー*|あの|あのね|あのう|そのー*|うーん?|うん|んー*|んと"
    r"|まあ|あー*|あっ|ああ|はい|はいはい|いえ|いや|いいえ"
    r"|ほな|ほんなら|じゃあ?|では|それでは|それじゃあ?|そうですね|そうそう|そう|もしもし|すみません"
    r"|すいません|失礼しました|失礼|ごめんなさい|ごめん|間違え(?:まし)?た|訂正"
    r"|こんにちは|こんばんは|おはようございます|はじめまして|初めまして|お世話に(?:なって(?:い|お)?ります"
    r"|なります)|お世話様です|よろしく|どうも|ありがとうございます|かしこまりました"
    r"|わかりました|分かりました|了解です|了解|それと|あと|で|と|ちょっと|やっぱり|やっぱ|正しくは|正確には"
    r"|本当は|つまり|ちなみに|とりあえず"
)
# Nothing else begins so, even where a transcript has no commas.
LONG_FILLERS = (
    "えーっと|えっと|ええと|えーと|あのー|そうですね|すみません|すいません|もしもし|お世話になって(?:い"
    "|お)?ります|お世話になります|はい、?|(?:だけど|けど|でも|それから|それと)、?"
)
BEFORE = re.compile(
    rf"(?:{LONG_FILLERS})[、,。 ー…]{{0,6}}|(?:{FILLERS})(?=[、,。 ー…っ]|$)[、,。 ー…っ]{{0,6}}"
    r"|(?:ご?予約(?:者)?の?|お?客の?|借りる人の?|代表者?の?|登録の?)?(?:お?名前|なまえ|おなまえ|氏名|名義"
    r"|フルネーム|本名)(?:です(?:が|けど)|のほう|の方)?(?:は|が|を|、|の|に)?"
    r"|(?:私|わたし|わたくし|僕|ぼく|俺|おれ|うち|自分|こちら|こっち|当方|弊社|手前|わし|あたし"
    r"|あたくし)(?:の(?:名前|ほう|方))?(?:は|が|、|も)?、?"
    r"|(?:担当者?|代表者?|責任者|運転手|運転者|運転する(?:の|人|者)|運転|借りる(?:の|人|者)|使う(?:の|人)"
    r"|乗る(?:の|人)|予約(?:者|する人|人)?|予約した(?:の|人)|契約者|利用者|申込者|本人|窓口)(?:の(?:名前"
    r"|ほう|方|者)?)?(?:は|が|、|で)"
    rf"|(?:うちの|私の|僕の)?(?:{RELATIONS})(?:の(?:名前|名義|ほう|方)(?:で|は|が|に|の)|が|は|の|で)(?:、"
    rf"|お願いし(?:ます|たい)(?:ので|んですけど|んですが|けど|が)?、?)?"
    r"|(?:読み(?:方)?|よみ|ふりがな|フリガナ|カナ|かな)(?:は|が|で)?|(?:漢字|カタカナ|かたかな|ひらがな"
    r"|平仮名|片仮名|カナ|ローマ字)(?:で(?:言うと|いうと|書くと|は)?|は|表記で)(?=.)"
    r"|下(?:の名前)?(?:は|が)|[上姓](?:の名前)?(?:は|が)|(?:名字|苗字|みょうじ|名|ファーストネーム"
    r"|ラストネーム|ファミリーネーム|セカンドネーム)(?:は|が)"
)
FAMILY_LABEL = re.compile(r"(?:姓|名字|苗字|みょうじ|上の名前|上|ラストネーム|ファミリーネーム)(?:は|が)")
GIVEN_LABEL = re.compile(r"(?:下の名前|下|名|ファーストネーム)(?:は|が)")
READING_LABEL = re.compile(
    r"読み|よみ|ふりがな|フリガナ|(?:カタカナ|かたかな|ひらがな|平仮名|片仮名|カナ)(?:で|は|表記)|と読"
)
NAME_LABEL = re.compile(
    r"名前|なまえ|氏名|名義|フルネーム|本名|姓|名字|苗字|みょうじ|下の|名は|ネーム(?:は|が)"
)
STRONG_TAIL = re.compile(
    r"(?:(?:と|って)?(?:申し(?:ます|上げます)|もうします|申しまして|申す者|申す|いいまして|言いまして"
    r"|いいます|言います|(?<=って)(?:言(?:った|いました)|伝えた|お?伝えし(?:た|ました))(?:はず|つもり|ん|の)?"
    r"|いう者|いうもの|言う者|いうん|言うん|呼ば?れ|よばれ|書きます|発音し)"
    r"|(?:という|(?<!^あさ)って|ちゅう|っていう|ていう|いう|なる)(?:名前|者|もん|もの|の|人|んや|ねん)"
    r"|(?:の|っていう|という)(?:名前|名義|なまえ)(?:で|に|です|でした|だった)"
    r"|(?:名義|(?<=[㐀-鿿々]{2})名)(?:で|に|です)|(?<=[㐀-鿿々ァ-ヶ]{2})(?<![月火水木金土日]曜)(?<![月火水木金土日]日)(?<!曜日)の(?:分|ぶん)(?:も|を|で|は)"
    r"|(?:が|は)(?:僕|私|俺|わたし|フルネーム|本名)(?:の名前)?(?:です|だ)?(?=$))(?P<rest>.{0,22})$"
)
ENDINGS = (
    r"(?:けれども|けれど|けども|けど|ので|から|んで|のです|んです|がね|がや|ねん|がな|べさ|べ|が|ね|よ|わ"
    r"|さ|な|なあ|の|ん)"
)
WEAK_TAIL = re.compile(
    r"(?:(?:で|ん|なん)?(?:です|でございます|で御座います|でござんす|であります|でした|っす|でーす|でぇす"
    r"|でっす|どす|だす|なんです|やねん|ばい|たい|だべ|だっぺ|だに|だがね|だがや|だで|じゃけん|じゃけえ"
    r"|やけん|やさかい|やで)"
    rf"{ENDINGS}{{0,4}}|(?:(?:なん)?(?:だ|や|じゃ|で)|に|を){ENDINGS}{{0,2}}|よ|ね|さ)?"
    r"(?:に(?:変え|変更|直し|なおし|修正|訂正).{0,16})?(?:(?:で)?(?:ひとつ|一つ|ご?予約を?"
    r"|登録を?)?(?:お願い(?:いた|致)?し(?:ます|たい|よう|とく|とき)(?:です|んです|のです|か|ます|わ"
    r"|と思います)?|お願いできま(?:す|せん)(?:か|でしょうか)?|お願い申し上げます|おねがいします|お願い"
    r"|頼みます(?:わ|よ|ね)?|頼むわ|頼んます|し(?:て(?:ください|下さい|くれ|もらえますか|もらえる|ほしいです|おいて)|といて)"
    r"|入れて(?:ください|下さい|おいて(?:ください)?)|になります|になり|取って(?:ください|もらえますか)"
    r"|いいです|結構です|の(?:方|ほう)(?:が(?:いい|良い|よい)(?:です)?|で(?:す|お願いします)?|に(?:して(?:ください)?)?))"
    # 「ですー」; 「エミリー」 ends so.
    rf"{ENDINGS}{{0,3}})?(?:(?<![ァ-ヺ])ー|[ぁぃぅぇぉっ~…!]){{0,6}}$"
)
INSISTING = re.compile(r"(?:だけ|のみ|だけで)(?=$|で|に|いい|大丈夫|お願い|です|、)")
DENIAL = (
    r"(?:じゃ|では|や)(?:なく(?:って|て)?|ない(?!の?(?:です|でしょう|だろう)?か|でしょう|だろう)(?:です|んです)?"
    r"(?:よ|ね|けど|から)?|ありません(?!か)(?:よ|ね)?"
    r"|のうて)"
    r"|は(?:間違い|まちがい)(?:で|です)?|(?:は|が)?違い(?:ます|まして)|ちゃう(?:くて|て)?"
    # How one is called, and not what the papers say.
    r"|(?:さん|くん|ちゃん)?(?:って|と)呼ばれて(?:い)?(?:る|ます)(?:ん(?:です|だ))?(?:けれ?ど|が)"
)
# A clause ends at punctuation, at a space that is not inside a Latin name, at a denial and behind です.
CLAUSE_END = re.compile(
    r"[、。，．,!！?？\n;；:：…「」『』\"]+|(?<![A-Za-z.])\s+|\s+(?![A-Za-z])"
    rf"|(?P<denial>{DENIAL})、?"
    r"|(?<=です)(?P<particles>(?:けれども|けれど|けども|けど|ので|から|が|ね|よ|わ)*(?:ー|~|っ)*)"
    r"(?=[^かーけがのねよわ])"
    r"|(?<=[いしりきちみびえれせてべけめ]ます)(?:けれども|けれど|けども|けど|ので|から|が|ね"
    r"|よ)*(?=[^かーけがのねよ])"
    r"|で(?=(?:下の)?名前?[がは]|下[がは])|(?<=名前で)(?=.{2})|(?<=名義で)(?=.{2})|(?<=読みます)"
)
COMPANY_SIGN = (
    r"(?:株式会社|有限会社|合同会社|合資会社|一般社団法人|社団法人|財団法人|医療法人|学校法人|NPO法人"
    r"|\(株\)|\(有\))"
)
COMPANY_END = (
    r"(?:商事|商店|商会|工業|建設|工務店|製作所|不動産|銀行|病院|クリニック|大学|高校|事務所|運輸|運送|物産"
    r"|電機|産業|企画|印刷|食品|製薬|物流|サービス|ホールディングス|グループ|自治会|町内会|株式会社"
    r"|有限会社)"
)
COMPANY = re.compile(
    rf"(?:(?P<name>{COMPANY_SIGN}[^、。のではが\s]{{1,16}}|[^、。のではが\s]{{1,14}}{COMPANY_END}))"
    r"(?P<link>という会社の|の|で(?:予約(?:し|を)|お願い|す)?|名義|と申します|といいます|です|さん|は|$)"
)
COMPANY_BOOKS = re.compile(r"名義|会社(?:名)?で|法人(?:名)?で|担当|社名")
SUBJECT = re.compile(r"(?P<name>[㐀-鿿豈-﫿々]{2,4})は")
BEGUN_ANEW = re.compile(r"([㐀-鿿豈-﫿々]{2,3})(?=\1[㐀-鿿豈-﫿々ぁ-ヶ])")  # 「山田山田太郎です」
DESCRIBED_FIRST = re.compile(r"の[㐀-鿿豈-﫿々][にと]、?$")  # 「藤の花の藤に、」
READ_AS = re.compile(r"と?読み?(?:ます|む).*$")
WRITTEN_AS = re.compile(r"^(?P<name>[^、。]{1,6}?)(?:と|って)書(?:いて|き(?:まして)?、?)")


def read_pieces(plain: str, *, asked: bool = True, loosely: bool = False) -> list[Piece]:
    """The pieces of `plain` that may be a person's or a company's name, in the order of the text.

    `loosely`: a given name is due, which may be any noun. In an answer (`asked`) it is due too behind a
    family name that a pause follows: 「山田、さくらです」.
    """
    pieces: list[Piece] = []
    for start, end, is_denied in _cut_into_clauses(plain):
        last = pieces[-1] if pieces and asked else None
        is_due = (
            last is not None and last.family == last.text and last.frame == BARE and start - last.end <= 1
        )
        found = [*_read_clause(plain, start, end, is_denied=is_denied, loosely=loosely or is_due)]
        pieces += [_leave_as_note(each, pieces, plain) for each in found]
    return write_described_characters(pieces, plain)


def _leave_as_note(piece: Piece, before: list[Piece], plain: str) -> Piece:
    """The piece as a part of a description that goes on: 「藤本です。藤の花の藤に、本」 has no given name."""
    goes_on = DESCRIBED_FIRST.search(plain, max(0, piece.start - 4), piece.start)
    is_told = len(piece.text) == 1 and any(piece.text in each.family for each in before)
    return replace(piece, role="note") if goes_on and is_told else piece


def insists(text: str) -> bool:
    """Whether the caller says that the part that was given is all there will be."""
    return INSISTING.search(text) is not None


def _cut_into_clauses(plain: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether a denial ends the clause. A sentence's last particles belong to it."""
    begin = 0
    for mark in CLAUSE_END.finditer(plain):
        end = mark.end() if mark["particles"] else mark.start()
        if begin < end:
            yield begin, end, mark["denial"] is not None
        begin = mark.end()
    if begin < len(plain):
        yield begin, len(plain), False


def _read_clause(plain: str, start: int, end: int, *, is_denied: bool, loosely: bool) -> Iterator[Piece]:
    clause = plain[start:end]
    described = _find_described(clause)
    if described or describes_a_character(clause):
        led = SUBJECT.match(
            clause
        )  # 「拓也は開拓の拓に」: the name is said first, and then how it is written
        if not described and led and (piece := judge(led["name"])) and piece.certainty == KNOWN:
            yield replace(piece, start=start, end=start + led.end("name"))
            start, clause = start + led.end("name"), clause[led.end("name") :]
        at = described.start if described else len(clause)
        yield Piece(clause[:at], start, start + at, role="note")
        if described:
            for named in _read_clause(plain, start + at, end, is_denied=is_denied, loosely=loosely):
                yield _put_in_half(named, described.role)
        return
    company = COMPANY.search(clause)
    if company:
        books = COMPANY_BOOKS.search(plain) or company["link"] in ("", "です", "と申します", "といいます")
        frame = INTRODUCED if books else SAID
        yield Piece(company["name"], start, start + company.end(), role="company", frame=frame)
        start, clause = start + company.end(), clause[company.end() :]
    written = WRITTEN_AS.match(clause)
    if written:
        piece = judge(written["name"]) or judge_by_frame(written["name"])
        if piece:
            yield replace(piece, start=start, end=end, frame=INTRODUCED)
        return
    found = _read_name(clause, loosely=loosely)
    if found:
        yield replace(found, start=start + found.start, end=start + found.end, is_denied=is_denied)


def _find_described(clause: str) -> Described | None:
    """The name at the end of a clause that tells how it is written, with the half that it is where that is
    said: by name, or by its reading."""
    for found in find_described_names(clause):
        piece = judge(found.name) or (judge_by_frame(found.name) if found.role else None)
        if piece is None:
            continue
        if found.role or not found.reading:
            return found
        if is_kana_given(found.reading):
            return replace(found, role="given")
        if is_kana_family(found.reading):
            return replace(found, role="family")
    return None


def _put_in_half(piece: Piece, role: Role) -> Piece:
    """The piece as the half of a name that its words say it is."""
    if role not in ("family", "given") or piece.is_whole or piece.role == "note":
        return piece
    family, given = (piece.text, "") if role == "family" else ("", piece.text)
    return replace(piece, family=family, given=given, role=role)


def _read_name(clause: str, *, loosely: bool) -> Piece | None:
    """The name that a clause consists of, or ends with; its offsets are those in the clause."""
    begin = _find_begin(clause)
    label, core = clause[:begin], clause[begin:]
    role: Role = "family" if FAMILY_LABEL.search(label) else "given" if GIVEN_LABEL.search(label) else ""
    if READING_LABEL.search(label) or READ_AS.search(core):
        role, core = "reading", READ_AS.sub("", core)
    introduced = INTRODUCED if NAME_LABEL.search(label) else BARE
    best: Piece | None = None
    for end, behind, frame in _find_ends(core):
        frame = max(frame, introduced)
        piece = judge(core[:end])
        if piece is None and (loosely or role or frame == INTRODUCED):
            piece = judge_by_frame(core[:end])
        better = best is None or (
            piece is not None
            and (
                (piece.certainty, piece.is_whole) > (best.certainty, best.is_whole)
                or _goes_on_for_a_kana(best, piece)
            )
        )
        if piece and better:
            best = replace(piece, start=begin, end=begin + behind, frame=frame, role=role)
    if best is None:
        return _find_at_end(core, begin)
    return _put_in_half(best, role)


def _goes_on_for_a_kana(shorter: Piece, longer: Piece) -> bool:
    """Whether of two names that are as well known the longer has one kana more: たくや, not たく and a や."""
    as_known = longer.is_whole and shorter.is_whole and longer.certainty == shorter.certainty == KNOWN
    return as_known and HIRAGANA.fullmatch(longer.text) is not None and longer.text[:-1] == shorter.text


def _find_begin(clause: str) -> int:
    """Where the name would begin: behind fillers, labels, "my wife's", a family name that is begun anew."""
    begin = 0
    while (mark := BEFORE.match(clause, begin)) and begin < mark.end() < len(clause):
        begin = mark.end()
    anew = BEGUN_ANEW.match(clause, begin)
    return anew.end() if anew else begin


def _find_ends(core: str) -> Iterator[tuple[int, int, int]]:
    """Where the name may end, where what belongs to it ends, and how much that speaks for a name."""
    strong = STRONG_TAIL.search(core)
    if strong and strong.start():
        yield strong.start(), strong.start("rest"), INTRODUCED
        return
    whole = len(core)
    insisting = INSISTING.search(core)
    core = core[: insisting.start()] if insisting and insisting.start() else core
    weak = WEAK_TAIL.search(core)
    if weak and weak.start() < len(core):
        yield weak.start(), whole, SAID
        # Of 「品川店なんですけど」 the 「なん」 is no part; of 「はるなんです」 it may be.
        explains = weak[0].startswith("なん") and not HIRAGANA.fullmatch(core[: weak.start()][-1:])
        first = weak.start() + (len("なん") if explains else 0) + 1
        for end in range(first, min(len(core), weak.start() + LONGEST_GIVEN)):
            if (later := WEAK_TAIL.match(core, end)) and later.end() == len(core):
                yield end, whole, SAID
    yield len(core), whole, BARE


def _find_at_end(core: str, begin: int) -> Piece | None:
    """「コンパクトで山田太郎です」: a whole and known name at the end of a longer clause."""
    for end, behind, frame in _find_ends(core):
        tail = core[max(0, end - LONGEST) : end]
        run = [*LETTERS.finditer(tail)][-1:]
        words = read_words(run[0][0].translate(VARIANTS)) if run and run[0].end() == len(tail) else ()
        if [word.detail for word in words[-2:]] != ["姓", "名"] or len(words) < 3 or words[-3].kind == "人名":
            continue
        given_at = end - len(words[-1].text)
        start = given_at - len(words[-2].text)
        family, given = core[start:given_at], core[given_at:end]
        return Piece(
            family + given, begin + start, begin + behind, family, given, KNOWN, frame, is_alone=False
        )
    return None
