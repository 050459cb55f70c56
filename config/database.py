"""How the database is spoken to: kept open, and on SQLite in an order that two writers cannot upset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ


def configured(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings of `url`; of a SQLite file in `folder`, if it is empty."""
    found = environ.Env.db_url_config(url or f"sqlite:///{folder / 'uketsuke.sqlite3'}")
    # Opening one is a fifth of what a caller waits for; with `?conn_max_age=0` it is done each time.
    settings = {"CONN_MAX_AGE": 60, **found, "CONN_HEALTH_CHECKS": True}
    if settings["ENGINE"].endswith("sqlite3"):
        folder.mkdir(parents=True, exist_ok=True)
        # IMMEDIATE takes the write lock when a transaction starts: without it two bookings read, then write.
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    return settings
