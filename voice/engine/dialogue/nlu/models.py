"""Makes and models of cars. A booking is of a class: a model is none, but a class may have it here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.engine.dialogue.facts import Offer
from voice.engine.dialogue.nlu.classes import key_of
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.nlu.utterance import Span, Utterance, keep_longest

MAKES_JA = (
    "トヨタ|レクサス|ホンダ|日産|ニッサン|マツダ|スバル|スズキ|ダイハツ|三菱|ミツビシ|ベンツ|メルセデス|アウディ"
    "|フォルクスワーゲン|ワーゲン|ポルシェ|フェラーリ|ボルボ|テスラ|フォード|プジョー|ルノー|ジープ|シボレー|キャデラック"
)
MAKES_EN = (
    "toyota|lexus|honda|nissan|infiniti|mazda|subaru|suzuki|daihatsu|mitsubishi|mercedes(?:[- ]benz)?|benz"
    "|bmw|audi|volkswagen|vw|porsche|ferrari|lamborghini|volvo|tesla|ford|chevrolet|chevy|cadillac|jeep|fiat"
    "|peugeot|renault|hyundai|kia(?! ora)|jaguar|land ?rover|range ?rover|skoda|opel|citroen"
)
# Nobody says these of anything else than a car.
MODELS_JA = (
    "アルファード|ヴェルファイア|ノア|ヴォクシー|ボクシー|シエンタ|ヤリス(?:クロス)?|ヴィッツ|プリウス|カローラ|クラウン|カムリ"
    "|ハリアー|ランドクルーザー|ランクル|プラド|ハイエース|ルーミー|タンク|アクア|ライズ|パッソ|ハイラックス|セレナ"
    "|エルグランド|エクストレイル|スカイライン|サクラ|デイズ|ルークス|キューブ|マーチ|フリード|ステップワゴン|ヴェゼル"
    "|ベゼル|シビック|インサイト|オデッセイ|エヌボックス|ジムニー|ハスラー|スペーシア|ワゴンR|スイフト|ソリオ|アルト|タント"
    "|ムーヴ|ミライース|ロッキー|デリカ|アウトランダー|インプレッサ|フォレスター|レガシィ|レヴォーグ|ロードスター|デミオ"
    "|マスタング|カイエン|ゴルフ(?=じゃ|が(?:いい|良)|に(?:し|変))"
)
MODELS_EN = (
    "alphard|vellfire|voxy|sienta|yaris(?: cross)?|vitz|prius|corolla|camry|harrier|land ?cruiser|prado|hiace"
    "|rav ?-?4|serena|elgrand|x-?trail|skyline|gt-?r|freed|step ?wgn|vezel|civic|accord|odyssey|cr-?v|n-?box"
    "|jimny|hustler|spacia|swift|solio|tanto|delica|outlander|impreza|forester|legacy|levorg|roadster|miata"
    "|mx-?5|mustang|camaro|corvette|wrangler|cayenne|model [3sxy]|mazda ?[236]|cx-?\\d{1,2}"
)
# Also other words: they need their make before them.
COMMON_EN = "note|fit|leaf|golf|polo|focus|fiesta|escape|transit|explorer"
COMMON_JA = "ノート|フィット|リーフ|アコード|ミニ|フリート|ポロ|ゴルフ"
# One car in both scripts: the company writes it in one, the caller may say it in the other.
_BOTH = """
    アルファード=alphard ヴェルファイア=vellfire ヴォクシー=voxy ボクシー=voxy シエンタ=sienta
    ヤリス=yaris ヤリスクロス=yariscross ヴィッツ=vitz プリウス=prius カローラ=corolla カムリ=camry
    クラウン=crown ハリアー=harrier ランドクルーザー=landcruiser ランクル=landcruiser プラド=prado
    ハイエース=hiace ノア=noah アクア=aqua ライズ=raize ルーミー=roomy セレナ=serena
    エルグランド=elgrand エクストレイル=xtrail スカイライン=skyline ノート=note リーフ=leaf
    サクラ=sakura フリード=freed ステップワゴン=stepwgn ヴェゼル=vezel ベゼル=vezel シビック=civic
    アコード=accord オデッセイ=odyssey フィット=fit エヌボックス=nbox ジムニー=jimny ハスラー=hustler
    スペーシア=spacia スイフト=swift ソリオ=solio タント=tanto デリカ=delica アウトランダー=outlander
    インプレッサ=impreza フォレスター=forester レガシィ=legacy レヴォーグ=levorg ロードスター=roadster
    デミオ=mazda2 マスタング=mustang カイエン=cayenne ゴルフ=golf ポロ=polo
"""
LATIN = dict(pair.split("=") for pair in _BOTH.split())
MODEL = re.compile(
    rf"(?<![ァ-ヶー])(?:(?:{MAKES_JA})の?(?:{MODELS_JA}|{COMMON_JA}|[a-z][a-z0-9-]{{1,12}})?|{MODELS_JA})(?![ァ-ヶー])"
    rf"|(?<![a-z\d])(?:(?:{MAKES_EN}) (?:{MODELS_EN}|{COMMON_EN}|[a-z]?\d{{1,3}})"
    rf"|{MAKES_EN}|{MODELS_EN})(?![a-z\d])",
)
MAKE = re.compile(rf"(?:{MAKES_JA})の?|(?:{MAKES_EN})(?: (?=\D)|$)")
# 「トヨタレンタカー」 is a shop's name, and "Honda-san" a person's.
NO_CAR = re.compile(r"レンタ|店|駅|市|さん|様|と申|といい|です$|\s?(?:rent|station|san\b)")


# Where a name is due, a model must be wished for: there are people called Jimny, Mercedes and Ford.
WISHED_BEHIND = re.compile(
    r"(?:(?:の(?:方|ほう)|みたいなの)?(?:が|に|で)(?:も|は)?、?(?:いい|良|よ[いか]|し|変|替|お願|乗り)|ある|あり)"
)
WISHED_BEFORE = re.compile(r"\b(?:an?|the|any)(?: new| small| big)? $", re.IGNORECASE)


def recognise_models(utterance: Utterance, known: Sequence[str] = ()) -> list[Span]:
    """Spans of kind "model"; the value is the caller's own words for it. `known` are models that the company
    has, whose names count as well."""
    places = [match.span() for match in MODEL.finditer(utterance.text)]
    for name in known:
        word = re.escape(name.lower())
        places += [
            match.span() for match in re.finditer(rf"(?<![a-zァ-ヶー]){word}(?![a-zァ-ヶー])", utterance.text)
        ]
        latin = _write_one_way(name)
        if latin in COMMON_EN.split("|"):  # "do you have a Fit?", where there is one
            places += [
                match.span(1) for match in re.finditer(rf"\b(?:an?|the|any|your) ({latin})\b", utterance.text)
            ]
    found = []
    for place in places:
        span = utterance.span("model", "", *place)
        common = utterance.text[slice(*place)] in COMMON_EN.split("|")
        if common and utterance.plain[span.start].islower():
            continue  # "take a note of it"
        if not NO_CAR.match(utterance.plain, span.end):
            found.append(Span("model", utterance.plain[span.start : span.end], span.start, span.end))
    return keep_longest(found)


def wants_model(utterance: Utterance, span: Span) -> bool:
    """Whether the words around a model wish for it."""
    before = utterance.plain[: span.start]
    return (
        WISHED_BEHIND.match(utterance.plain, span.end) is not None or WISHED_BEFORE.search(before) is not None
    )


def find_class_of_model(model: str, offers: Sequence[Offer]) -> str:
    """The class of the offer that has the model, by whatever name; "" where none has it."""
    wanted = _write_one_way(model)
    return next((key_of(offer) for offer in offers if wanted in map(_write_one_way, offer.models)), "")


def _write_one_way(model: str) -> str:
    """Without the make, in Latin letters where they are known: 「トヨタのヤリス」 is "Toyota Yaris"."""
    name = squeeze(MAKE.sub("", model.lower()).strip() or model)
    return LATIN.get(name, name)
