"""Docs speak of what is there: files that they name exist, links lead somewhere, README names every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.test_sizes import ROOT

pytestmark = pytest.mark.unit

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FILE = re.compile(
    r"`((?:config|docs|reservations|static|templates|tests|voice)/[\w./-]+?\.(?:py|js|css|html|md|po))`"
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = set(FILE.findall(page.read_text(encoding="utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = set(LINK.findall(page.read_text(encoding="utf-8")))
    assert sorted(link for link in links if not (page.parent / link).exists()) == []


def test_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        page.name for page in PAGES if page.parent.name == "docs" and f"docs/{page.name}" not in readme
    ] == []
