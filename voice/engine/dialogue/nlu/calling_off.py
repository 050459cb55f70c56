"""Words that end a booking: that it is to be cancelled, or is no longer needed."""

from __future__ import annotations

import re

CANCEL = re.compile(
    r"キャンセル(?!料|ポリシー|規)|取り?消|取りやめ|予約を?(?:やめ|止め)"
    r"|\bcancel(?!lation (?:fee|polic|charge))"
)
# Ended only so that another takes its place.
REBOOKS = re.compile(
    r"(?:取り|予約し|借り)(?:直|なお)|(?:代わり|かわり)に[^。]{0,20}(?:取|予約|借り|お願い|に(?:し|でき))"
    r"|\bre-?book|\bbook (?:it )?(?:again|another)|\binstead\b"
)
# Who drops a car off, back or in at a shop only brings it back.
_DROP = r"drop(?![- ]?off| \w+ (?:car )?in\b|(?: [\w'-]+){0,4} (?:off|back)\b)"
# No wish, but what comes of it: of a booking that exists it is the wish to cancel it.
CALLS_OFF = re.compile(
    r"(?:行け|使わ|使え|乗ら|乗れ|い?ら|要ら|必要)な(?:く|い(?:ん|の|こと))(?:な|て|だ|に)|いらん(?:く|よう|ことに)"
    r"|不要に|(?:都合|予定)が?[^、。]{0,6}(?:悪|つか)"
    r"|中止に|なしに(?:して|でき)|なかったことに"
    rf"|\b(?:scrap|scratch|call off|bin|{_DROP}|undo|get rid of)\b(?! the (?:drop|return|pick))"
    r"|\b(?:don't|do not|won't|no longer|not)(?: be)? need(?:ing)?\b|\bcan't (?:make it|come|go)\b"
    r"|\bfallen through\b"
)
# Of a booking as such, so that nobody need say that it was made before.
ENDS_A_BOOKING = re.compile(
    r"\btake (?:[\w-]+ ){1,5}off (?:your|the) (?:books?|system|list)\b"
    r"|\b(?:call|cry) (?:(?!for\b)\w+ ){0,4}off\b|\bcall off\b"
    rf"|\b(?:scrap|scratch|bin|{_DROP}|undo|axe|ditch|lose|withdraw|get (?:rid|out) of"
    r"|(?:pull|back) out of)"
    r" (?:(?:a|an|the|my|our|this|that) )?(?:\w+ ){0,2}(?:booking|reservation|rental|hire)\b(?! back| off)"
)
ENDS_IT = re.compile(
    rf"\b(?:bin|scrap|scratch|{_DROP}|ditch|undo|axe|kill|lose|get rid of)"
    r" (?:it|that|this|that one|the lot)\b(?! off)"
)
