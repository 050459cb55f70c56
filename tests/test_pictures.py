"""The pictures of the documents: there, small, and one for every place of the staff site."""

from __future__ import annotations

import re

import pytest

from reservations.admin.places import list_places
from tests.pictures import IMAGES, MOST_BYTES, SHOWN_IN
from tests.product import ROOT

pytestmark = pytest.mark.unit

IMAGE = re.compile(r"!\[[^\]\n]{1,200}\]\(([^)\s]{1,200})\)")


def test_every_picture_that_a_document_names_exists_and_every_picture_is_named() -> None:
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    named = {
        (document.parent / path).resolve()
        for document in documents
        for path in IMAGE.findall(document.read_text(encoding="utf-8"))
    }
    assert named == set(IMAGES.iterdir()), "python -m tests.pictures makes them"


def test_pictures_are_small() -> None:
    assert {
        image.name: size for image in IMAGES.iterdir() if (size := image.stat().st_size) > MOST_BYTES
    } == {}


def test_every_place_of_the_staff_site_is_shown_in_the_clerks_manual() -> None:
    assert {place.name for place in list_places()} == set(SHOWN_IN), (
        "a new place needs a picture: tests/pictures.py"
    )
    manual = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
    assert [name for name in set(SHOWN_IN.values()) if f"(images/{name}.webp)" not in manual] == []
