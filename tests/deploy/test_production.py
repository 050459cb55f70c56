"""What the image does as it is built and started, done without one: the same commands and settings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.deploy.reading import DEPLOY, list_compose_products, read_bicep_settings, read_environment
from tests.house.test_sizes import ROOT
from tests.ports import free_port
from tests.product import await_ready

pytestmark = [pytest.mark.unit, pytest.mark.long]  # its databases are files of its own
KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO"
# Whatever day it is: a model that a vendor switches off within three months is a warning.
VALUES = {"SITE": "desk.example.com", "PUBLIC_ADDRESS": "192.0.2.7", "MAIL_FROM": "desk@example.com"}


def settings_of_compose(folder: Path) -> dict[str, str]:
    """web1's environment: its secrets are files in `folder`, its database is SQLite there."""
    environment = {name: str(value) for name, value in list_compose_products()["web1"]["environment"].items()}
    for name, value in environment.items():
        for variable, filled in VALUES.items():
            value = value.split("${" + variable)[0] + filled if value.startswith("${" + variable) else value
            value = value.replace("${" + variable + "}", filled)
        environment[name] = value.replace("/run/secrets", str(folder))
    for name, secret in {
        "secret_key": KEY,
        "engine_api_key": "e" * 40,
        "database_url": f"sqlite:///{folder / 'production.sqlite3'}",
        "turn_secret": "t" * 40,
        "metrics_token": "m" * 40,
        "email_url": "smtp+tls://desk:secret@mail.example.com:587",
    }.items():
        (folder / name).write_text(secret)
    return environment


def in_production(folder: Path, **settings: str) -> dict[str, str]:
    """Nothing of this run's own settings."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**bare, "VAR_DIR": str(folder / "var"), **settings}


def manage(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_containers_settings_pass_the_deployment_check_and_serve(tmp_path: Path) -> None:
    environment = in_production(tmp_path, **settings_of_compose(tmp_path))
    said = manage(environment, "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in said
    # One machine without Redis here: docs/scaling.md has what it shares.
    del environment["REDIS_URL"]
    manage(environment, "migrate", "--noinput", "--verbosity", "0")
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    assert not (tmp_path / "var" / "secret_key").exists(), "no secret is made where one is given"
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-u", "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        await_ready(server, log, lambda _said: is_answered(port, "/livez"))
        assert is_answered(port, "/readyz")
        page = urllib.request.Request(
            f"http://127.0.0.1:{port}/",
            headers={"Host": VALUES["SITE"], "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"},
        )
        with urllib.request.urlopen(page, timeout=10) as answer:  # noqa: S310
            assert answer.headers["Strict-Transport-Security"]
            assert b"/static/voice/page." in answer.read(), "collected, and by its hashed name"
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def is_answered(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_the_units_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    settings = read_environment(DEPLOY / "systemd" / "uketsuke.env")
    for name in ("SECRET_KEY_FILE", "ENGINE_API_KEY_FILE"):
        settings[name] = str(tmp_path / name)
        (tmp_path / name).write_text(KEY)
    said = manage(in_production(tmp_path, **settings), "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in said


def test_the_settings_on_azure_pass_the_deployment_check(tmp_path: Path) -> None:
    settings = read_bicep_settings()
    assert settings["VOICE_PROVIDER"] == "'azure'"
    filled = {
        "SECRET_KEY": KEY,
        "DATABASE_URL": "postgres://uketsuke:p@db.example.com/uketsuke?sslmode=require",
        "REDIS_URL": "rediss://:p@redis.example.com:6380/0",
        "EMAIL_URL": "smtp+tls://desk:secret@mail.example.com:587",
        "MAIL_FROM": "desk@example.com",
        "ALLOWED_HOSTS": "desk.example.com",
        "AZURE_OPENAI_ENDPOINT": "https://uketsuke.openai.azure.com",
        "AZURE_OPENAI_DEPLOYMENT": "desk",  # it names no model: those of the table end some day
        "AZURE_OPENAI_REGION": "eastus2",
        "RESERVATION_STORE": "orm",
        "COSMOS_ENDPOINT": "",
        "AZURE_CLIENT_ID": "00000000-0000-0000-0000-000000000000",
    }
    given = {name: filled.get(name, value.strip("'")) for name, value in settings.items()}
    said = manage(in_production(tmp_path, **given), "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in said
