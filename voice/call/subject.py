"""What a conversation's words say of it: the language that its caller speaks, and the shop that was named.

Kept with the conversation as it is recorded, because the words are forgotten one day (`voice.privacy`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reservations import lookup, shops
from reservations.errors import UnknownLocation
from voice.call.transcript import Caption
from voice.models import Line, Session
from voice.protocol.shapes import Arguments, ToolOutput

KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z']{2,}")
SENTENCE = 3  # words; fewer may be a name, or "OK", in any language


def judge_language(said: Iterable[str], page: str) -> str:
    """The language, "ja" or "en", of most of the caller's utterances that tell one; `page`, that of the page,
    where as many are in each."""
    japanese = english = 0
    for text in said:
        if KANA_OR_KANJI.search(text):
            japanese += 1
        elif len(LATIN_WORD.findall(text)) >= SENTENCE:
            english += 1
    return page if japanese == english else "ja" if japanese > english else "en"


def find_named_shop(said: Iterable[str]) -> str:
    """The id of the shop that was named last, alone in its sentence; "" where none was."""
    known = shops.every()
    named = [shop.id for text in said if (shop := lookup.find_named_shop(text, known))]
    return named[-1] if named else ""


def note_words(session_id: str, captions: Sequence[Caption]) -> None:
    """Keep what these lines, which are on record, say of the conversation. What a tool answers about weighs
    more than a name (`outcome.note_results`). Blocks on the database."""
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        return
    said = [caption.text for caption in captions if caption.role != Line.Role.STAFF and caption.text]
    if said and not session.about_shop and (shop := find_named_shop(said)):
        Session.objects.filter(pk=session_id, about_shop="").update(about_shop=shop)
    if any(caption.role == Line.Role.CALLER for caption in captions):
        lines = session.lines.filter(role=Line.Role.CALLER).values_list("text", flat=True)
        if (language := judge_language(lines, session.language)) != session.callers_language:
            Session.objects.filter(pk=session_id).update(heard_language=language)


def note_refusals(session_id: str, calls: Iterable[tuple[Arguments, ToolOutput | None]]) -> None:
    """Keep the shop that the last of these calls of tools (arguments, result) was about, where it was
    refused: a refusal does not name it, as an answer does. Blocks on the database."""
    asked = ""
    for arguments, result in calls:
        if result and result.get("locationId"):
            asked = ""  # kept by `outcome.note_results`
        elif result and not result.get("success"):
            asked = str(arguments.get("locationId") or "")
    if not asked:
        return
    try:
        shop = lookup.find_shop(asked, shops.every())
    except UnknownLocation:
        return
    Session.objects.filter(pk=session_id).update(about_shop=shop.id)
