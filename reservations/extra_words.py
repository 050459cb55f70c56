"""Extras and the words people have for them; what an operator named otherwise is found by its own name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reservations.models import Extra
from reservations.vehicle_classes import fold_name

# An extra with such a key is also asked for in these words.
WORDS: dict[str, tuple[str, ...]] = {
    "child-seat": (
        "チャイルドシート", "ベビーシート", "ジュニアシート",
        "child seat", "baby seat", "car seat", "booster",
    ),
    "cover": (
        "免責補償", "免責補償制度", "免責", "補償", "保険",
        "cdw", "collision damage waiver", "insurance",
    ),
    "cover-noc": (
        "noc", "noc補償", "ノンオペレーションチャージ", "フルサポート", "フル補償", "安心パック",
        "full cover", "full insurance",
    ),
    "etc": ("etcカード", "イーティーシー", "etc card", "toll card"),
    "winter-tyres": (
        "スタッドレス", "スタッドレスタイヤ", "冬タイヤ", "スノータイヤ",
        "winter tyres", "winter tires", "snow tyres", "snow tires", "studless",
    ),
}  # fmt: skip
WORDS["cover-noc"] += tuple(f"免責補償{joint}noc" for joint in ("と", "+", "＋", "・", "プラス"))

NOT_WANTED = re.compile(
    r"(?:なし|無し|不要|(?:要|い)らない|(?:要|い)りません)[。.]?$|^(?:no|none|not|without)\b", re.IGNORECASE
)


def drop_refused(wanted: Iterable[str]) -> list[str]:
    """Without 「補償なし」 or "none", which a model may list for a caller who wants nothing."""
    return [word for word in wanted if not NOT_WANTED.search(word.strip())]


def find_extra(spoken: str, offered: Iterable[Extra]) -> Extra | None:
    """The extra that `spoken` names wholly, or in part where only one has it; the longest word wins."""
    wanted = fold_name(spoken)
    if not wanted:
        return None
    forms = [(form, extra) for extra in offered for form in forms_of(extra)]
    if whole := [extra for form, extra in forms if form == wanted]:
        return whole[0]
    # 「チャイルドシート付き」 holds a form whole; of 免責補償とNOC補償 the longer one is meant.
    # Two letters would be found in too many words.
    inside = [(len(form), extra) for form, extra in forms if len(form) > 2 and form in wanted]
    if inside:
        return max(inside, key=lambda found: found[0])[1]
    around = {extra.pk: extra for form, extra in forms if len(wanted) > 2 and wanted in form}
    return next(iter(around.values())) if len(around) == 1 else None


def forms_of(extra: Extra) -> list[str]:
    words = (extra.pk, extra.name, extra.name_en, *WORDS.get(extra.pk, ()))
    return [form for word in words if (form := fold_name(word))]


def drop_included(keys: Iterable[str]) -> list[str]:
    """Each once; `cover-noc` holds `cover`, so who asked for both is charged for the larger one."""
    once = list(dict.fromkeys(keys))
    return [key for key in once if not any(other.startswith(f"{key}-") for other in once)]
