"""What the files of deploy/ say: environment names and commands, read as whoever runs them reads them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.house.test_sizes import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
BICEP = DEPLOY / "azure" / "main.bicep"


def read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def load_compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read_text(DEPLOY / "compose.yaml"))
    return found


def list_compose_products() -> dict[str, dict[str, Any]]:
    """The services that run our image, by name."""
    return {
        name: service
        for name, service in load_compose()["services"].items()
        if service["image"].startswith("uketsuke:")
    }


def read_dockerfile() -> list[tuple[str, str]]:
    """Its instructions in order, a continued line in one piece; comments left out."""
    kept = re.sub(r"^\s*#.*\n", "", read_text(DEPLOY / "Dockerfile"), flags=re.MULTILINE)
    joined = kept.replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]
    return [(word, " ".join(rest.split())) for word, rest in lines]


def read_environment(path: Path) -> dict[str, str]:
    """NAME=value lines, as systemd and compose read them."""
    lines = [line for line in read_text(path).splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def list_unit_values(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", read_text(unit), re.MULTILINE)


def read_bicep_settings() -> dict[str, str]:
    """The settings of the apps, by name; what a secret or an expression gives is as it is written."""
    block = read_text(BICEP).split("\nvar settings = [")[1].split("\n]")[0]
    pairs = re.findall(r"name: '(\w+)'\n\s+(?:value|secretRef): (.+)", block)
    return dict(pairs)


def list_commands() -> Iterator[tuple[str, list[str]]]:
    """(where, the words after manage.py) of all files."""
    for name, service in list_compose_products().items():
        words = service["command"]
        if service.get("entrypoint"):
            yield from (
                (f"compose {name}", found.split())
                for found in re.findall(r"manage\.py ([a-z_ ]+?)(?= &&|;)", words[0])
            )
        else:
            yield f"compose {name}", [str(word) for word in words]
    for unit in UNITS:
        for command in list_unit_values(unit, "ExecStart"):
            if "manage.py" in command:
                words = shlex.split(command.replace("%i", "8000"))
                yield unit.name, words[words.index("manage.py") + 1 :]
    for args in re.findall(r"args: \[(.*?)\]", read_text(BICEP), re.DOTALL):
        yield "bicep", re.findall(r"'([^']+)'", args)
    for word, rest in read_dockerfile():
        if word == "CMD":
            yield "Dockerfile", re.findall(r'"([^"]+)"', rest)
        for found in re.findall(r"manage\.py ((?:[\w-]+ ?)+)", rest) if word == "RUN" else ():
            yield "Dockerfile", found.split()
