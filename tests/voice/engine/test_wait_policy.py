"""OpenMP's threads are told to sleep before CTranslate2 brings OpenMP in, whichever way the engine starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.product import ROOT, prepared

pytestmark = pytest.mark.engine

# What C sees of the variable at the moment CTranslate2 is first imported; the process ends there.
WITNESS = """
import ctypes, os, sys
getenv = ctypes.CDLL(None).getenv
getenv.restype = ctypes.c_char_p
def note(event, details):
    if event == "import" and details[0].partition(".")[0] == "ctranslate2":
        os.write(1, b"policy=" + (getenv(b"OMP_WAIT_POLICY") or b"none"))
        os._exit(0)
sys.addaudithook(note)
"""
MANAGE = "from django.core.management import execute_from_command_line as run; run({arguments!r})"


def command(name: str) -> str:
    return MANAGE.format(arguments=["manage.py", name, "--port", str(free_port())])


ENTRANCES = {
    "the product": command("serve"),
    "the engine alone": command("run_engine"),
    "another server's ASGI": "from config.asgi import application; application.engine.state.warm()",
    "the engine's own ASGI": "from voice.engine import app, settings; "
    "app.build(settings.EngineSettings(api_key='k')).state.warm()",
    "the recogniser, as tests use it": "from pathlib import Path; from voice.engine.stt import local; "
    "local.build('base', Path('var/engine-cache')).warm()",
}


def policy(program: str, var: Path, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "VOICE_PROVIDER": "embedded"}
    done = subprocess.run(
        [sys.executable, "-c", WITNESS + program],
        cwd=ROOT,
        env={**clean, **settings, "VAR_DIR": str(var), "MESSAGES_IN_PROCESS": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "policy=" in done.stdout, done.stderr
    return done.stdout.rpartition("policy=")[2]


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_openmp_is_told_to_sleep_before_it_is_loaded(entrance: str, tmp_path: Path) -> None:
    settings = {}
    if entrance == "the product":  # it begins with a database that has its tables, or not at all
        shutil.copytree(prepared(), tmp_path, dirs_exist_ok=True)
        settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'product.sqlite3'}"}
    assert policy(ENTRANCES[entrance], tmp_path, **settings) == "passive"


def test_what_an_operator_has_set_stands(tmp_path: Path) -> None:
    program = ENTRANCES["the engine's own ASGI"]
    assert policy(program, tmp_path, OMP_WAIT_POLICY="active") == "active"
