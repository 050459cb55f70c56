"""What a setting may be is known where it is read; all that is wrong is told at once, with the remedy."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import environment
from tests.house.test_sizes import ROOT
from tests.ports import free_port
from tests.soak import size

pytestmark = [pytest.mark.unit, pytest.mark.long]
KNOWN = tuple(environment.KNOBS)
HOSTILE = (
    *("", " ", "x", "☃", "-1", "0", "1e9", "nan", "9" * 40, "٣", "../..", "/proc/none/x", "/dev/null"),
    *(
        "http://",
        "http://[",
        "http://x:port",
        "ftp://h/p",
        "postgres://",
        "mysql://u:p@h/d",
        "a b",
        "%",
        "\n",
    ),
)
STRIDE = size(3, whole=1)


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which none of our settings is given, and a folder to be in."""
    monkeypatch.setattr(environment, "KNOBS", {})
    monkeypatch.setattr(environment, "FAULTS", [])
    for name in os.environ:
        if name not in ("PATH", "HOME"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def read_settings() -> list[str]:
    """The faults that the settings tell of, one a line."""
    environment.FAULTS.clear()
    # Of the settings too; an import alone would not read them again.
    for name in ("accounts", "limits", "operation"):
        sys.modules.pop(f"config.settings.{name}", None)
    return read_settings_once_more()


def read_settings_once_more() -> list[str]:
    """As Django does where the first reading failed: what Python has imported by then is not read again."""
    try:
        runpy.run_path(str(ROOT / "config/settings/__init__.py"))
    except environment.WrongSettings as wrong:
        return str(wrong).splitlines()
    return []


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("usual_umask")
def test_what_we_keep_is_for_our_own_user_alone(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What an earlier release left open is closed; a file that is not ours is left as it is."""
    var = tmp_path / "var"
    var.mkdir()
    (var / "mail").mkdir()
    for name in ("uketsuke.sqlite3", "somebody-elses"):
        (var / name).touch()
    assert read_settings() == []
    (var / "sms").mkdir()
    (var / "sms" / "to-a-customer.txt").touch()
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in var.rglob("*")}
    private = dict.fromkeys(["uketsuke.sqlite3", "to-a-customer.txt", "secret_key", "engine_key"], "0o600")
    assert modes == {
        **private,
        **dict.fromkeys(["mail", "sms", "static"], "0o700"),
        "somebody-elses": "0o644",
    }


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    assert environment.text("AZURE_OPENAI_API_KEY") == "s3cret"


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("True", True), ("off", False), ("", False)])
def test_a_flag_is_true_or_false(written: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", written)
    assert environment.flag("DEBUG", default=not meant) is meant


def test_defaults_are_without_fault(clean: pytest.MonkeyPatch) -> None:
    assert read_settings() == []


def test_prices_are_read_by_name_and_the_rest_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_PRICES", "audio=12.5, text=3")
    assert environment.prices("TOKEN_PRICES", {"text": 1, "audio": 2, "cached": 7}) == {
        "text": 3,
        "audio": 12.5,
        "cached": 7,
    }


@pytest.mark.parametrize("name", KNOWN)
def test_whatever_a_setting_is_given_it_is_taken_or_told(clean: pytest.MonkeyPatch, name: str) -> None:
    """Nothing but WrongSettings comes out, and it names the setting and what to do.

    Each value is given to some setting of each kind: neighbours are given different ones.
    """
    for value in HOSTILE[KNOWN.index(name) % STRIDE :: STRIDE]:
        clean.setenv(name, value)
        for told in read_settings():
            assert told.startswith((name, "/")), told  # a made secret is told by its file
            assert any(word in told for word in ("Write", "Name", "Did you mean")), told
    clean.setenv(name, "\n")
    assert read_settings() == read_settings_once_more()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("COSMOS_KEY_FILE", "/nowhere/key", "COSMOS_KEY_FILE=/nowhere/key cannot be read"),
        ("DEBUG", "maybe", "Write 1 or 0"),
        ("PORT", "eight", "a whole number from 1 to 65535, such as 8000"),
        ("PORT", "70000", "PORT=70000"),
        ("CALLS_PER_MINUTE", "0", "of 1 or more"),
        ("TRUSTED_PROXIES", "-1", "of 0 or more"),
        ("TOKEN_PRICES", "audio_input=cheap", "TOKEN_PRICES has a price that we cannot read"),
        ("TOKEN_PRICES", "video_input=1", "Write it like text_input=600,"),
        ("SMS_COUNTRIES", "Japan", "SMS_COUNTRIES: Japan is not allowed"),
        ("TIME_ZONE", "Asia/Tokio", "such as Asia/Tokyo"),
        ("VOICE_PROVIDER", "azzure", "azure, azure-preview, embedded, openai. Did you mean azure?"),
        ("RESERVATION_STORE", "cosmo", "Did you mean cosmos?"),
        ("BOOKING_CONFIRMATION", "yes", "model, required"),
        ("LOG_LEVEL", "loud", "WARNING"),
        ("DATABASE_URL", "mysql://u:p@h/d", "postgres://user:password@host/name"),
        ("DATABASE_URL", "postgres://", "postgres://user:password@host/name"),
        ("DATABASE_URL", "sqlite://", "postgres://user:password@host/name"),
        ("DATABASE_URL", "sqlite:////nowhere/db.sqlite3", "postgres://user:password@host/name"),
        ("HOST", "not a host", "such as 127.0.0.1"),
        ("TRANSCRIPT_DAYS", "999999999", "from 0 to 36500"),
        ("SESSION_MAX_MINUTES", "999999999", "from 1 to 36500"),
        ("REDIS_URL", "redis://h/zero", "redis://host:6379/0"),
        ("REDIS_URL", "host:6379", "redis://host:6379/0"),
        ("EMAIL_URL", "mail.example", "smtp+tls://"),
        ("MAIL_FROM", "the desk", "desk@example.com"),
        ("VAR_DIR", "/dev/null", "can write into"),
        ("AZURE_OPENAI_ENDPOINT", "our.openai.azure.com", "https://<resource>.openai.azure.com"),
        ("AZURE_OPENAI_ENDPOINT", "http://our.openai.azure.com", "https://<resource>.openai.azure.com"),
        ("OPENAI_BASE_URL", "http://api.openai.com", "https://api.openai.com"),
        ("DIALOGUE_URL", "localhost:11434/v1", "http://localhost:11434/v1"),
        ("DIALOGUE_URL", "ws://localhost/v1", "http://localhost:11434/v1"),
        ("DIALOGUE_WAIT_SECONDS", "0", "from 1 to 36500"),
        ("ALLOWED_HOSTS", "https://desk.example", "https://desk.example is not allowed"),
        ("CSRF_TRUSTED_ORIGINS", "desk.example", "https://desk.example.com"),
        ("ENGINE_ICE_ADDRESSES", "192.0.2.300", "192.0.2.7"),
    ],
)
def test_a_wrong_setting_is_told_with_what_to_do(
    clean: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    clean.setenv(name, value)
    (fault,) = read_settings()
    assert told in fault


def test_a_server_on_this_machine_may_be_spoken_to_in_the_clear(clean: pytest.MonkeyPatch) -> None:
    clean.setenv("AZURE_OPENAI_ENDPOINT", "http://127.0.0.1:8100/")
    assert read_settings() == []


def test_a_password_in_an_address_is_not_told(clean: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "ENGINE_URL"):
        clean.setenv(name, "odd://desk:s3cret@host:port/x")
    faults = read_settings()
    assert len(faults) == 4
    assert "s3cret" not in "".join(faults)


def list_misspellings(name: str) -> set[str]:
    """One letter missing, doubled or swapped, of all but the first; and in small letters."""
    slips = {name[:at] + name[at + 1 :] for at in range(1, len(name))}
    slips |= {name[:at] + name[at] + name[at:] for at in range(1, len(name))}
    slips |= {name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(1, len(name) - 1)}
    return (slips | {name.lower()}) - set(KNOWN) - {f"{known}_FILE" for known in KNOWN}


@pytest.mark.parametrize("name", [name for name in KNOWN if len(name) > environment.SHORTEST_NEAR + 1])
def test_a_misspelt_setting_is_told_with_the_one_that_was_meant(clean: pytest.MonkeyPatch, name: str) -> None:
    given = os.environ.copy()
    read_settings()
    for slip in list_misspellings(name):
        (fault,) = environment.find_misspelt({slip: "x", "PATH": given["PATH"]})
        assert fault.startswith(f"{slip} is not a setting. Did you mean ")


def test_what_others_set_is_not_ours(clean: pytest.MonkeyPatch) -> None:
    for name in (
        "HOSTNAME",
        "HOME",
        "LOGNAME",
        "OPENAI_ORG_ID",
        "OPENAI_API_BASE",
        "AZURE_OPENAI_API_VERSION",
    ):
        clean.setenv(name, "x")
    clean.setenv("AZURE_OPENAI_DEPLOYMENT", "ours")
    clean.setenv("AZURE_OPENAI_DEPLOYMENT_NAME", "another program's")  # ours is given: nobody is mistaken
    assert read_settings() == []


def run_command(var: Path, command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`manage.py command`, which is to be refused without a traceback."""
    done = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(var), "VAR_DIR": str(var), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize("command", ["check", "migrate", "serve"])
def test_an_operator_sees_all_faults_and_no_traceback(tmp_path: Path, command: str) -> None:
    wrong = {"PORT": "eight", "DATABASE_URI": "postgres://h/d", "VOICE_PROVIDER": "azzure"}
    done = run_command(tmp_path, command, **wrong)
    assert [line.split("=")[0].split()[0] for line in done.stderr.splitlines()[1:]] == [
        "PORT",
        "VOICE_PROVIDER",
        "DATABASE_URI",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIME_ZONE", "Tokyo"), ("STAFF_TOTP", "yes"), ("BUDGET_YEN_PER_DAY", "1e6"), ("LOG_FORMAT", "xml")],
)
def test_one_of_each_part_of_the_settings_is_told(tmp_path: Path, name: str, value: str) -> None:
    """Django reads settings that fail twice; a part that is not read again is told all the same."""
    assert f"{name}={value} is not" in run_command(tmp_path, "check", **{name: value}).stderr


@pytest.mark.parametrize("command", ["migrate", "seed", "purge", "serve"])
def test_a_database_that_is_not_there_is_told(tmp_path: Path, command: str) -> None:
    told = run_command(tmp_path, command, DATABASE_URL=f"postgres://u:s3cret@127.0.0.1:{free_port()}/d")
    assert "The database cannot be reached" in told.stderr
    assert "Look at DATABASE_URL" in told.stderr
    assert "s3cret" not in told.stdout + told.stderr


@pytest.mark.parametrize("command", ["seed", "purge", "export_reservations", "serve"])
def test_a_database_without_tables_is_told(tmp_path: Path, command: str) -> None:
    told = run_command(tmp_path, command)
    assert re.search(r"The database lacks \d+ migrations. Run: manage.py migrate", told.stderr)


def test_a_made_secret_is_kept_and_private(tmp_path: Path) -> None:
    first = environment.load_or_make_secret(tmp_path / "var" / "key")
    assert len(first) > 40
    assert environment.load_or_make_secret(tmp_path / "var" / "key") == first
    assert (tmp_path / "var" / "key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("is_filled", "faults"), [(True, 0), (False, 1)])
def test_a_folder_that_an_image_has_filled_need_only_be_read(
    clean: pytest.MonkeyPatch, tmp_path: Path, is_filled: bool, faults: int
) -> None:
    """The image's user owns none of its weights; root may write anywhere, so the system's answer is given."""
    if is_filled:
        (tmp_path / "model.bin").touch()
    clean.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    clean.setattr(environment, "FAULTS", [])
    clean.setenv("ENGINE_CACHE_DIR", str(tmp_path))
    environment.folder("ENGINE_CACHE_DIR", Path("/nowhere"), is_made=False)
    assert len(environment.FAULTS) == faults
    environment.FAULTS.clear()
    environment.folder("ENGINE_CACHE_DIR", Path("/nowhere"))
    assert len(environment.FAULTS) == 1, "what is written has to be ours"
