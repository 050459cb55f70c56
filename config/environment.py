"""Reads settings from the environment; a secret may also come from the file that NAME_FILE names.

What cannot be read is no reason to stop at the first: each fault is kept with what to do about it, and its
setting has its default until `refuse_faults`, at the end of the settings, tells all of them at once.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from warnings import catch_warnings, simplefilter
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email


@dataclass(frozen=True)
class Knob:
    """One setting as docs/settings.md shows it."""

    name: str
    default: str
    about: str


class WrongSettings(ImproperlyConfigured):
    """The deployment cannot start; the text has a line for each setting, with what to do about it."""


KNOBS: dict[str, Knob] = {}
FAULTS: list[str] = []
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
# Of two names, how alike they are from 0 to 1. DATABASE_URI is 0.92 from ours, OPENAI_API_BASE, which is
# somebody else's, 0.83.
NEAR = 0.86
# A century in days, which any date of ours can go back by; of smaller units it is more than anybody waits.
LONGEST = 36_500
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# HOME is no misspelt HOST: of short names many are near.
SHORTEST_NEAR = 6
DATABASES = "postgres://user:password@host/name, or leave it empty for SQLite"
MAIL_SERVERS = "smtp+tls://user:password@host:587, or leave it empty to write files"
HOST = re.compile(r"\*|\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)


def text(name: str, default: str = "", *, about: str = "") -> str:
    """The value of NAME, or the stripped contents of the file that NAME_FILE names."""
    if about:
        KNOBS[name] = Knob(name, default, about)
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8"
            _refuse(
                f"{name}_FILE={path} cannot be read: {why}.", f"Name a readable file, or set {name} itself."
            )
            return default
    return os.environ.get(name, default)


def flag(name: str, *, default: bool, about: str = "") -> bool:
    """On or off, in the words of TRUE and FALSE."""
    value = text(name, "1" if default else "0", about=about).strip().lower()
    if value not in TRUE | FALSE:
        _refuse(f"{name}={value} is neither on nor off.", "Write 1 or 0.")
        return default
    return value in TRUE


def number(name: str, default: int, *, about: str = "", least: int = 0, most: int | None = None) -> int:
    """A whole number from `least` to `most`."""
    value = text(name, str(default), about=about).strip()
    found = int(value) if re.fullmatch(r"[+-]?[0-9]{1,9}", value) else None
    if found is not None and found >= least and (most is None or found <= most):
        return found
    allowed = f"from {least} to {most}" if most is not None else f"of {least} or more"
    _refuse(f"{name}={value} is not allowed.", f"Write a whole number {allowed}, such as {default}.")
    return default


def duration(name: str, default: int, *, about: str = "", least: int = 0) -> int:
    """How long something is or lasts, in the unit that ends its name: as `number`, up to LONGEST."""
    return number(name, default, about=about, least=least, most=LONGEST)


def choice(name: str, default: str, *, about: str = "", among: Collection[str]) -> str:
    """One of the words of `among`."""
    value = text(name, default, about=about).strip()
    if value not in among:
        near = get_close_matches(value, list(among), 1)
        meant = f" Did you mean {near[0]}?" if near else ""
        _refuse(f"{name}={value} is not one we know.", f"Write one of: {', '.join(sorted(among))}.{meant}")
        return default
    return value


def words(
    name: str,
    default: str = "",
    *,
    about: str = "",
    is_allowed: Callable[[str], bool] = bool,
    example: str = "",
) -> list[str]:
    """A comma-separated list, each word of which `is_allowed`."""
    found = [word.strip() for word in text(name, default, about=about).split(",") if word.strip()]
    for word in found:
        if not is_allowed(word):
            _refuse(f"{name}: {word} is not allowed.", f"Write it like {example}, separated by commas.")
    return [word for word in found if is_allowed(word)]


def prices(name: str, default: Mapping[str, int], *, about: str = "") -> dict[str, float]:
    """A price for each name of `default`, written like `name=600,other=0.5`; what is left out is as there."""
    written = ",".join(f"{key}={value}" for key, value in default.items())
    found: dict[str, float] = dict(default)
    for word in filter(None, text(name, written, about=about).replace(" ", "").split(",")):
        key, _, value = word.partition("=")
        if key not in default or not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value):
            _refuse(f"{name} has a price that we cannot read.", f"Write it like {written}.")
            return dict(default)
        found[key] = float(value)
    return found


def is_host(word: str) -> bool:
    """A name or address as ALLOWED_HOSTS has it: no scheme, no port, no path."""
    return HOST.fullmatch(word) is not None


def host(name: str, default: str, *, about: str = "") -> str:
    """The name or address of one host."""
    value = text(name, default, about=about).strip()
    # An address of IPv6 has no brackets here.
    if is_address(value) or (is_host(value) and not value.startswith(("*", ".", "["))):
        return value
    _refuse(f"{name}={value} is not a host.", f"Write its name or address, such as {default}.")
    return default


def is_origin(word: str) -> bool:
    """A scheme and a host, as CSRF_TRUSTED_ORIGINS has it."""
    return re.fullmatch(r"https?://[^/?#\s]+", word) is not None


def is_address(word: str) -> bool:
    """An IP address."""
    with suppress(ValueError):
        return bool(ipaddress.ip_address(word))
    return False


def is_ice_server(word: str) -> bool:
    """An address of a STUN or TURN server, as a browser takes it (RFC 7064, RFC 7065)."""
    return re.fullmatch(r"(stuns?|turns?):[A-Za-z0-9\[\]:._-]+(\?transport=(udp|tcp))?", word) is not None


def url(name: str, default: str = "", *, about: str = "", schemes: Collection[str], example: str) -> str:
    """An address with one of `schemes` and a host, without a slash at its end; "" where it is empty.

    Where only https is allowed, a key goes with what is sent: http is for a server on this machine alone. A
    fault is told without the value: an address may have a password in it.
    """
    value = text(name, default, about=about).strip().rstrip("/")
    if value and not _is_url(value, schemes):
        _refuse(f"{name} is not an address that we can use.", f"Write it like {example}.")
        return default
    return value


def zone(name: str, default: str, *, about: str = "") -> str:
    """A time zone of the tz database: "Asia/Tokyo"."""
    value = text(name, default, about=about).strip()
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):  # ZoneInfoNotFoundError is a KeyError
        _refuse(f"{name}={value} is not a time zone.", f"Write a name of the tz database, such as {default}.")
        return default
    return value


def mailbox(name: str, default: str, *, about: str = "") -> str:
    """`Name <address>`, or an address alone."""
    value = text(name, default, about=about).strip()
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        _refuse(f"{name}={value} is no e-mail address.", "Write it like Rentals <desk@example.com>.")
        return default
    return value


def folder(name: str, default: Path, *, about: str = "", is_made: bool = True) -> Path:
    """A folder that we can write into, made where it is missing. One that is not made may never be needed;
    and where another has filled it, as the build of an image does, it need only be read."""
    path = Path(text(name, str(default), about=about)).expanduser()
    try:
        if is_made:
            path.mkdir(parents=True, exist_ok=True)
        if not path.exists() or (path.is_dir() and os.access(path, os.W_OK | os.X_OK)):
            return path
        if not is_made and path.is_dir() and os.access(path, os.R_OK | os.X_OK) and any(path.iterdir()):
            return path
        why = "it is not a folder that we can write into"
    except OSError as error:
        why = error.strerror or str(error)
    _refuse(f"{name}={path} cannot be used: {why}.", "Name one that this user can write into.")
    return default


def close_to_others(folder: Path, *names: str) -> None:
    """What this process writes from now on is for its own user alone, and so is what earlier ones left in
    `folder` under these names.

    Nothing else there is touched: somebody may have named a folder that is not ours alone, such as /var.
    """
    os.umask(0o077)
    for path in (folder / name for name in names):
        with suppress(OSError):  # it is not there, or belongs to another user, who keeps it as they like
            if not path.is_symlink():
                path.chmod(0o700 if path.is_dir() else 0o600)


def file(name: str, *, about: str = "") -> Path | None:
    """A file that we can read; None where none is named."""
    value = text(name, about=about).strip()
    if not value:
        return None
    path = Path(value).expanduser()
    if path.is_file() and os.access(path, os.R_OK):
        return path
    _refuse(f"{name}={path} cannot be read.", "Name a file that this user can read, or leave it empty.")
    return None


def load_or_make_secret(path: Path) -> str:
    """A random secret, made at the first start and kept in `path` (readable by its owner alone)."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        _refuse(
            f"{path} cannot be read or made: {error.strerror}.",
            "Name another VAR_DIR, or let this user read and write that file.",
        )
        return secrets.token_urlsafe(48)


def configure_database(name: str, folder: Path, *, about: str = "") -> dict[str, Any]:
    """Django's settings of the database at the address NAME; of a SQLite file in `folder`, if it is empty.

    It is kept open, and SQLite is spoken to in an order that two writers cannot upset.
    """
    url = text(name, about=about).strip()
    found = _parse(url, environ.Env.db_url_config) or {}
    if url and not is_database(found):
        _refuse(f"{name} is not an address that we can use.", f"Write it like {DATABASES}.")
        url = ""
    if not url:
        found = environ.Env.db_url_config(f"sqlite:///{folder / 'uketsuke.sqlite3'}")
    # Opening one is a fifth of what a caller waits for; with `?conn_max_age=0` it is done each time.
    settings = {"CONN_MAX_AGE": 60, **found, "CONN_HEALTH_CHECKS": True}
    if settings["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE takes the write lock when a transaction starts: without it two bookings read, then write.
        # SQLite has one writer at a time: `timeout` is how many seconds another one waits for it.
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    return settings


def is_database(settings: Mapping[str, Any]) -> bool:
    """A database of PostgreSQL by its name, or a file of SQLite in a folder that is there."""
    engine, name = str(settings.get("ENGINE")), str(settings.get("NAME") or "")
    if engine.endswith(".sqlite3"):  # each thread would have another one in memory
        return name not in {"", ":memory:"} and Path(name).absolute().parent.is_dir()
    return engine.endswith(".postgresql") and bool(name)


def configure_mail(name: str, *, about: str = "") -> Mapping[str, Any]:
    """Django's EMAIL_… settings of the server at the address NAME; of a folder of files, if it is empty."""
    url = text(name, about=about).strip()
    found = _parse(url or "filemail:", environ.Env.email_url_config)
    if found is None:
        _refuse(f"{name} is not an address that we can use.", f"Write it like {MAIL_SERVERS}.")
    return found or environ.Env.email_url_config("filemail:")


def refuse_faults() -> None:
    """For the end of the settings: raises WrongSettings with all that was wrong, misspelt names among it.

    What was found is kept: a command of Django's reads the settings once more where the first reading failed,
    and Python imports only the module that failed anew, not the parts of it that had been read.
    """
    if faults := [*FAULTS, *find_misspelt(os.environ)]:
        raise WrongSettings("\n".join(faults))


def find_misspelt(environment: Mapping[str, str]) -> list[str]:
    """A fault for each name that is nearly one of ours, where ours is not given: somebody believes it is."""
    known = {name: name for name in KNOBS} | {f"{name}_FILE": name for name in KNOBS}
    found = []
    for name in sorted(set(environment) - set(known)):
        if len(name) < SHORTEST_NEAR:
            continue
        near = get_close_matches(name.upper(), list(known), 1, NEAR)
        if near and near[0] not in environment and known[near[0]] not in environment:
            found.append(f"{name} is not a setting. Did you mean {near[0]}? Otherwise unset it.")
    return found


def _parse(url: str, read: Callable[[str], Any]) -> dict[str, Any] | None:
    """`url` as `read` understands it; None where it does not."""
    with suppress(ImproperlyConfigured, ValueError, LookupError), catch_warnings():
        simplefilter("ignore")  # that it knows no such scheme: we say so ourselves
        found: dict[str, Any] = read(url)
        return found
    return None


def _is_url(value: str, schemes: Collection[str]) -> bool:
    with suppress(ValueError):
        at = urlsplit(value)
        is_ours = at.scheme == "http" and at.hostname in LOOPBACK
        # A `unix` socket has a path and no host. Reading the port is what finds out that it is no number.
        has_place = bool(at.hostname or at.scheme == "unix") and at.port != 0
        # The path of a Redis is the number of one of its databases.
        has_path = at.scheme not in {"redis", "rediss"} or re.fullmatch(r"(/[0-9]{1,3})?", at.path)
        return bool(
            (at.scheme in schemes or is_ours) and has_place and has_path and not re.search(r"[\s?#]", value)
        )
    return False


def _refuse(what: str, remedy: str) -> None:
    if (fault := f"{what} {remedy}") not in FAULTS:
        FAULTS.append(fault)
