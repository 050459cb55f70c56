"""Every text for people exists in Japanese, with the same placeholders; no translation is left over."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.product import ROOT

pytestmark = pytest.mark.unit

APPS = ("config", "reservations", "voice")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
TAG = re.compile(r"""\{% translate (["'])(.+?)\1(?: context (["'])(.+?)\3)? %\}""")
BLOCK = re.compile(r"\{% blocktranslate[^%]*%\}(.+?)\{% endblocktranslate %\}")
PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s")
# Django's own catalogue has these.
OF_DJANGO = {
    *("Home", "Log in", "Add %s", "Change %s", "Japanese", "English"),
    *("Change", "View", "Delete", "Delete?", "View on site"),
}
# Nobody asks for these by name: django-phonenumber-field does, and old entries of the history.
ASKED_ELSEWHERE = re.compile(r"phone number|^this very car$")


def messages(app: str) -> list[Message]:
    with (ROOT / app / "locale/ja/LC_MESSAGES/django.po").open("rb") as file:
        return [message for message in read_po(file, abort_invalid=True) if message.id]


def msgids(message: Message) -> list[str]:
    """One, or the singular and the plural."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def files(suffix: str, *folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob(f"*{suffix}")


def strings() -> Iterator[tuple[str, bool]]:
    """Each string of the product's code, and whether a call of gettext names it."""
    for file in files(".py", *APPS):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, False
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                context = node.func.id == "pgettext"  # which comes before the text
                yield from ((str(text), True) for text in texts[context : context + 1])


def texts_of_templates() -> set[str]:
    found = set()
    for file in files(".html", "templates"):
        html = file.read_text(encoding="utf-8")
        found |= {tag[2] for tag in TAG.finditer(html)}
        found |= {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", text) for text in BLOCK.findall(html)}
    return found


def test_every_text_has_its_japanese() -> None:
    known = {text for app in APPS for message in messages(app) for text in msgids(message)}
    asked = {text for text, is_asked in strings() if is_asked} | texts_of_templates()
    assert sorted(asked - known - OF_DJANGO) == []


def test_no_translation_is_left_over() -> None:
    known = {text for app in APPS for message in messages(app) for text in msgids(message)}
    used = {text for text, _ in strings()} | texts_of_templates()
    assert [text for text in sorted(known - used) if not ASKED_ELSEWHERE.search(text)] == []


@pytest.mark.parametrize("app", APPS)
def test_catalogue_is_whole(app: str) -> None:
    for message in messages(app):
        translations = [message.string] if isinstance(message.string, str) else list(message.string or ())
        assert all(translations), f"{message.id}: no Japanese"
        assert not message.fuzzy, message.id
        expected = set(PLACEHOLDER.findall(msgids(message)[-1]))
        assert all(set(PLACEHOLDER.findall(text)) == expected for text in translations), message.id


@pytest.mark.parametrize("app", APPS)
def test_each_text_is_translated_once(app: str) -> None:
    text = (ROOT / app / "locale/ja/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    found = re.findall(r'(?:^msgctxt (".*")\n)?^msgid ((?:".*"\n)+)', text, re.MULTILINE)
    assert [entry for entry, count in Counter(found).items() if count > 1] == []
