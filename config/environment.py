"""Reads knobs from the environment; a secret may also come from the file that NAME_FILE names."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Knob:
    """One setting as docs/settings.md shows it."""

    name: str
    default: str
    about: str


KNOBS: dict[str, Knob] = {}
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "", *, about: str = "") -> str:
    """The value of NAME, or the stripped contents of the file that NAME_FILE names."""
    if about:
        KNOBS[name] = Knob(name, default, about)
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path} cannot be read: {error.strerror}") from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool, about: str = "") -> bool:
    value = text(name, "1" if default else "0", about=about).strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false: write 1 or 0")
    return value in TRUE


def number(name: str, default: int, *, about: str = "") -> int:
    value = text(name, str(default), about=about)
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number") from error


def words(name: str, default: str = "", *, about: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default, about=about).split(",") if word.strip()]


def load_or_make_secret(path: Path) -> str:
    """A random secret, made at the first start and kept in `path` (readable by its owner alone)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def configure_database(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings of the database at `url`; of a SQLite file in `folder`, if it is empty.

    It is kept open, and SQLite is spoken to in an order that two writers cannot upset.
    """
    found = environ.Env.db_url_config(url or f"sqlite:///{folder / 'uketsuke.sqlite3'}")
    # Opening one is a fifth of what a caller waits for; with `?conn_max_age=0` it is done each time.
    settings = {"CONN_MAX_AGE": 60, **found, "CONN_HEALTH_CHECKS": True}
    if settings["ENGINE"].endswith("sqlite3"):
        folder.mkdir(parents=True, exist_ok=True)
        # IMMEDIATE takes the write lock when a transaction starts: without it two bookings read, then write.
        # SQLite has one writer at a time: `timeout` is how many seconds another one waits for it.
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    return settings
