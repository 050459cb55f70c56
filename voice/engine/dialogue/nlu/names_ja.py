"""Persons' names in Japanese: what speaks for one, and what speaks against it.

A clause is freed of what stands before a name (「担当は」) and behind it (「と申します」). What is left must
be a name as a whole. That is judged by the dictionary of readings, by the commonest family names (the
dictionary lists some of them as places or things only), and by the form. A sentence that is no name leaves
verbs and particles, which no name is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from voice.engine.dialogue.nlu import classes, yes_no
from voice.engine.dialogue.nlu.name_parts import (
    BARE,
    HALF_KNOWN,
    INTRODUCED,
    KNOWN,
    PLAUSIBLE,
    SAID,
    Piece,
    Role,
)
from voice.engine.dialogue.nlu.name_spelling import describes_a_character, write_described_characters
from voice.engine.dialogue.nlu.name_words import (
    FAMILIES,
    FAMILIES_IN_KANA,
    GIVEN_IN_KANA,
    OTHER_WORDS,
    PLACES,
)
from voice.engine.dialogue.nlu.readings import Word, read_words, write_katakana

# Old and variant characters, as the dictionary has them. For looking up only: the name keeps its own.
VARIANTS = str.maketrans("髙﨑濵德栁𠮷靍槗邉嵜嶋", "高崎浜徳柳吉鶴橋辺崎島")
# What stands behind a place.
PLACE_ENDS = re.compile(
    r"(?:店|駅前?|空港|港|[都道府県市区郡町村]|語|方面|周辺|付近|あたり|のほう|側|[東西南北]?口|インター|営業所"
    r"|ターミナル|本店|支店)$"
)
HONORIFIC = re.compile(r"(?:さん|様|さま|サン|サマ|君|くん|ちゃん|氏|殿)$")
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
    r"|いいます|言います"
    r"|いう者|いうもの|言う者|いうん|言うん|呼ば?れ|よばれ|書きます|発音し)"
    r"|(?:という|(?<!^あさ)って|ちゅう|っていう|ていう|いう|なる)(?:名前|者|もん|もの|の|人|んや|ねん)"
    r"|(?:の|っていう|という)(?:名前|名義|なまえ)(?:で|に|です|でした|だった)"
    r"|(?:名義|(?<=[㐀-鿿々]{2})名)(?:で|に|です)|(?<=[㐀-鿿々ァ-ヶ]{2})の(?:分|ぶん)(?:も|を|で|は)"
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
    rf"{ENDINGS}{{0,3}})?[ーぁぃぅぇぉっ~…!]{{0,6}}$"
)
INSISTING = re.compile(r"(?:だけ|のみ|だけで)(?=$|で|に|いい|大丈夫|お願い|です|、)")
DENIAL = (
    r"(?:じゃ|では|や)(?:なく(?:って|て)?|ない(?!の?(?:です|でしょう|だろう)?か|でしょう|だろう)(?:です|んです)?"
    r"(?:よ|ね|けど|から)?|ありません(?!か)(?:よ|ね)?"
    r"|のうて)"
    r"|は(?:間違い|まちがい)(?:で|です)?|(?:は|が)?違い(?:ます|まして)|ちゃう(?:くて|て)?"
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
READ_AS = re.compile(r"と?読み?(?:ます|む).*$")
WRITTEN_AS = re.compile(r"^(?P<name>[^、。]{1,6}?)(?:と|って)書(?:いて|き(?:まして)?、?)")
# 「渡辺の渡に部活の部で渡部です」: the name that was described.
BEHIND_CHARACTERS = re.compile(r"の[㐀-鿿](?:という字)?で(?=[㐀-鿿]{2,4}(?:です|と))")
LETTERS = re.compile(r"[぀-ヿ㐀-鿿豈-﫿𠀀-𪛟々〆ヶー・=＝]+")
KANJI = re.compile(r"[㐀-鿿豈-﫿𠀀-𪛟々〆ヶ]+")
HIRAGANA = re.compile(r"[ぁ-ゖー]+")
KATAKANA = re.compile(r"[ァ-ヺー]+")
# まり子, よし江, 美つ男: kana and kanji in one given name.
MIXED_GIVEN = re.compile(
    r"[㐀-鿿]?[ぁ-ゖ]{1,3}[子江美代恵香奈枝乃里穂世彦男夫郎太介平人也樹斗]|[㐀-鿿]{1,2}[ぁ-ゖ]{1,2}"
)
NO_NAME_PARTS = frozenset(
    {"助詞", "助動詞", "動詞", "形容詞", "副詞", "感動詞", "接続詞", "連体詞", "フィラー"}
)
NO_NAME_GROUPS = frozenset({"代名詞", "数", "サ変接続", "形容動詞語幹", "副詞可能", "非自立"})
LONGEST = 24  # characters
LONGEST_FAMILY, LONGEST_GIVEN, LONGEST_GIVEN_KANJI, LONGEST_UNKNOWN_KANA = 6, 5, 3, 7


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
        pieces += _read_clause(plain, start, end, is_denied=is_denied, loosely=loosely or is_due)
    return write_described_characters(pieces, plain)


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
    if describes_a_character(clause):
        described = BEHIND_CHARACTERS.search(clause)
        at = described.end() if described else len(clause)
        yield Piece(clause[:at], start, start + at, role="note")
        if described:
            yield from _read_clause(plain, start + at, end, is_denied=is_denied, loosely=loosely)
        return
    company = COMPANY.search(clause)
    if company:
        books = COMPANY_BOOKS.search(plain) or company["link"] in ("", "です", "と申します", "といいます")
        frame = INTRODUCED if books else SAID
        yield Piece(company["name"], start, start + company.end(), role="company", frame=frame)
        start, clause = start + company.end(), clause[company.end() :]
    written = WRITTEN_AS.match(clause)
    if written:
        piece = judge(written["name"]) or _judge_by_frame(written["name"])
        if piece:
            yield replace(piece, start=start, end=end, frame=INTRODUCED)
        return
    found = _read_name(clause, loosely=loosely)
    if found:
        yield replace(found, start=start + found.start, end=start + found.end, is_denied=is_denied)


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
            piece = _judge_by_frame(core[:end])
        if piece and (best is None or (piece.certainty, piece.is_whole) > (best.certainty, best.is_whole)):
            best = replace(piece, start=begin, end=begin + behind, frame=frame, role=role)
    if best is None:
        return _find_at_end(core, begin)
    if role in ("family", "given"):
        family, given = (best.text, "") if role == "family" else ("", best.text)
        best = replace(best, family=family, given=given)
    return best


def _find_begin(clause: str) -> int:
    """Where the name would begin: behind fillers, labels and "my wife's"."""
    begin = 0
    while (mark := BEFORE.match(clause, begin)) and begin < mark.end() < len(clause):
        begin = mark.end()
    return begin


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


@lru_cache(maxsize=4096)
def judge(text: str) -> Piece | None:
    """What kind of name `text` is as a whole; None where it is none. Offsets and frame are left at nought."""
    name = HONORIFIC.sub("", text.strip(" ・ー、。")).strip()
    parts = [part for part in re.split(r"[ ・=＝]+", name) if part]
    if not parts or len(name) > LONGEST or not all(LETTERS.fullmatch(part) for part in parts):
        return None
    if any(part in OTHER_WORDS for part in parts) or classes.find_class(name) or yes_no.guess_answer(name):
        return None
    if len(parts) > 1:
        if all(KATAKANA.fullmatch(part) for part in parts):
            return Piece(name, 0, 0, parts[-1], parts[0], KNOWN)
        return judge("".join(parts))
    if KATAKANA.fullmatch(name):
        return _judge_katakana(name)
    if HIRAGANA.fullmatch(name):
        return _judge_hiragana(name)
    found = _judge_kanji(name)
    return None if found and found.certainty < KNOWN and PLACE_ENDS.search(name) else found


def _judge_by_frame(text: str) -> Piece | None:
    """What only the words around it make a name: さくら is a flower, but 「名前はさくら」."""
    name = HONORIFIC.sub("", text.strip(" ・ー、。")).strip()
    if name in OTHER_WORDS or not LETTERS.fullmatch(name) or PLACE_ENDS.search(name):
        return None
    if len(name) == 1 and not KANJI.fullmatch(name):
        return None
    longest = LONGEST_UNKNOWN_KANA if HIRAGANA.fullmatch(name) else LONGEST_FAMILY + LONGEST_GIVEN
    if len(name) > longest or classes.find_class(name) or yes_no.guess_answer(name):
        return None
    words = read_words(name)
    if any(word.text in OTHER_WORDS or word.part in NO_NAME_PARTS - {"フィラー", "形容詞"} for word in words):
        return None
    if any(
        word.part == "形容詞" and KANJI.match(word.text) and not KANJI.fullmatch(word.text) for word in words
    ):
        return None  # 「太いに朗らか」 tells of characters; ひろし is an adjective, too
    return Piece(name, 0, 0)


def _judge_katakana(name: str) -> Piece | None:
    words = read_words(name)
    if len(words) > 1 and all(word.kind == "人名" for word in words):
        return Piece(name, 0, 0, words[-1].text, "".join(word.text for word in words[:-1]), KNOWN)
    native = _split_kana(name)
    if native:
        return native
    if len(words) == 1 and words[0].kind == "人名":
        is_family = words[0].detail == "姓"
        return Piece(name, 0, 0, name if is_family else "", "" if is_family else name, KNOWN)
    if len(name) < 2 or any(word.part in ("動詞", "助詞") for word in words):
        return None
    is_family = _as_hiragana(name) in FAMILIES_IN_KANA
    return Piece(name, 0, 0, name if is_family else "", certainty=KNOWN if is_family else PLAUSIBLE)


def _judge_hiragana(name: str) -> Piece | None:
    split = _split_kana(name)
    if split:
        return split
    if _is_kana_family(name):
        return Piece(name, 0, 0, family=name, certainty=KNOWN)
    if _is_kana_given(name):
        return Piece(name, 0, 0, given=name, certainty=KNOWN)
    words = read_words(name)
    is_plausible = (
        2 <= len(name) <= LONGEST_UNKNOWN_KANA
        and words
        and all(
            word.part in ("名詞", "フィラー", "接頭詞") and word.group not in NO_NAME_GROUPS - {"サ変接続"}
            for word in words
        )
    )
    return Piece(name, 0, 0) if is_plausible and len(words) <= 3 and not _is_common(words) else None


def _split_kana(name: str) -> Piece | None:
    """「たかはしゆい」 as family and given name. No sentence begins with one: 有馬 in 「ありません」."""
    best: Piece | None = None
    is_sentence = _is_predicate(read_words(name))  # then only names that are known as such
    for at in range(min(LONGEST_FAMILY, len(name) - 1), 0, -1):
        family, given = name[:at], name[at:]
        if not (1 <= len(given) <= LONGEST_GIVEN) or not _is_kana_family(family):
            continue
        if _is_kana_given(given):
            return Piece(name, 0, 0, family, given, KNOWN)
        words = read_words(given)
        formless = len(given) < 2 or (words and words[0].part in ("助詞", "助動詞", "記号"))
        if best is None and not is_sentence and not formless:
            particles = sum(word.part in ("助詞", "助動詞", "形容詞", "副詞", "感動詞") for word in words)
            best = Piece(name, 0, 0, family, given, HALF_KNOWN) if not particles else None
    return best


def _is_predicate(words: Sequence[Word]) -> bool:
    """Whether it is a verb or an adjective with its endings, and no more: 「ありません」, 「ありますか」."""
    stem, *endings = [word.part for word in words] or [""]
    return stem in ("動詞", "形容詞") and "助動詞" in endings and set(endings) <= {"助動詞", "助詞"}


def _as_hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def _is_kana_family(text: str) -> bool:
    return _as_hiragana(text) in FAMILIES_IN_KANA or (len(text) >= 3 and _find_detail(text) == "姓")


def _is_kana_given(text: str) -> bool:
    plain = _as_hiragana(text)
    known = plain in GIVEN_IN_KANA or "名" in (_find_detail(plain), _find_detail(write_katakana(text)))
    return len(text) >= 2 and known


def _find_detail(text: str) -> str:
    words = read_words(text)
    return words[0].detail if len(words) == 1 and words[0].kind == "人名" else ""


def _judge_kanji(name: str) -> Piece | None:
    plain = name.translate(VARIANTS)
    words = read_words(plain)
    if len(words) == 1 and len(plain) > 1 and _is_common(words) and not _is_family(plain):
        return None  # 「修正」 is a word, though 修 is a family name and 正 a given one
    for at in range(min(LONGEST_FAMILY, len(plain)), 0, -1):
        family, given = plain[:at], plain[at:]
        if not _is_family(family):
            continue
        if not given:
            return Piece(name, 0, 0, family=name, certainty=KNOWN, is_place=plain in PLACES)
        if certainty := _judge_given(given):
            return Piece(name, 0, 0, name[:at], name[at:], certainty)
    if len(words) == 1 and words[0].detail == "名":
        return Piece(name, 0, 0, given=name, certainty=KNOWN)
    for at in range(1, len(plain)):
        family, given = plain[:at], plain[at:]
        if KANJI.fullmatch(family) and _fits_unknown_family(family, given):
            of_place = any(word.kind == "地域" for word in read_words(family))
            return Piece(name, 0, 0, name[:at], name[at:], HALF_KNOWN, is_place=of_place)
    is_plausible = KANJI.fullmatch(plain) and len(plain) <= 6 and not _is_common(words)
    if not is_plausible:
        return None
    of_place = any(word.kind == "地域" for word in words) or plain in PLACES
    return Piece(name, 0, 0, family=name if len(plain) <= 3 else "", is_place=of_place)


def _fits_unknown_family(family: str, given: str) -> bool:
    """Whether a given name makes a family name of what stands before it: a place, or a word nobody knows."""
    words = read_words(family)
    if _find_detail(given) == "名" or given in GIVEN_IN_KANA:
        return [word.kind for word in words] == ["地域"] or not _is_common(words)
    is_elsewhere = any(word.kind == "地域" or word.detail == "姓" for word in read_words(given))
    return [word.kind for word in words] == ["地域"] and not is_elsewhere and _judge_given(given) > 0


def _is_family(text: str) -> bool:
    if text in FAMILIES or _find_detail(text) == "姓":
        return True
    return KATAKANA.fullmatch(text) is not None and len(text) >= 2 and _find_detail(text) == "名"


def _judge_given(text: str) -> int:
    """How much speaks for a given name behind a family name; 0 where something speaks against it."""
    if text in OTHER_WORDS or len(text) > LONGEST_GIVEN:
        return 0
    if _find_detail(text) == "名" or _is_kana_given(text):
        return KNOWN
    words = read_words(text)
    if PLACE_ENDS.search(text) or any(word.part in ("助詞", "助動詞") for word in words):
        return 0
    if KANJI.fullmatch(text):
        is_another_word = len(words) == 1 and len(text) > 1 and words[0].group in NO_NAME_GROUPS
        return (
            0
            if len(text) > LONGEST_GIVEN_KANJI or is_another_word
            else KNOWN
            if len(text) == 1
            else HALF_KNOWN
        )
    if HIRAGANA.fullmatch(text):
        is_a_sentence = any(word.part in NO_NAME_PARTS - {"動詞"} for word in words)
        return 0 if len(text) == 1 or is_a_sentence else HALF_KNOWN
    if KATAKANA.fullmatch(text):
        return HALF_KNOWN
    return HALF_KNOWN if MIXED_GIVEN.fullmatch(text) else 0


def _is_common(words: tuple[Word, ...]) -> bool:
    """Whether the dictionary knows words in it that no name is made of."""
    return any(
        word.part in NO_NAME_PARTS
        or word.text in OTHER_WORDS
        or (len(word.text) > 1 and word.group in NO_NAME_GROUPS)
        or (len(word.text) > 1 and word.group == "一般" and word.kind == "*" and word.part == "名詞")
        or (word.group == "数" and len(words) > 1)
        for word in words
    )
