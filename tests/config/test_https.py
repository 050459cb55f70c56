"""https by a proxy, by a certificate, and by one that is made on the spot for a LAN."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from config import https
from config.language import LanguageMiddleware
from tests.ports import free_port
from tests.product import prepared

pytestmark = pytest.mark.unit
ROOT = django_settings.BASE_DIR
LAN = ["192.0.2.44"]
# A key of each connection's own, and a cipher that authenticates what it encrypts.
STRONG = re.compile(r"(?:ECDHE|DHE)-(?:ECDSA|RSA)-(?:AES\d+-(?:GCM|CCM)|CHACHA20)")


def environment(var: Path, **settings: str) -> dict[str, str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**bare, "VAR_DIR": str(var), "VOICE_PROVIDER": "openai", "OPENAI_API_KEY": "sk", **settings}


@pytest.mark.parametrize("by", ["proxy", "certificate"])
def test_the_documented_settings_of_production_pass_the_deployment_check(by: str, tmp_path: Path) -> None:
    certificate, key = https.make_certificate(tmp_path, LAN)
    given = {
        "proxy": {"BEHIND_PROXY": "1"},
        "certificate": {"HTTPS_CERTIFICATE": str(certificate), "HTTPS_KEY": str(key)},
    }
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment(tmp_path, HTTPS="1", ALLOWED_HOSTS="desk.example.com", PAGE_TOOLS="0", **given[by]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_the_deployment_check_warns_of_staff_without_a_second_step(settings: Settings) -> None:
    def list_warnings() -> set[str | None]:
        return {each.id for each in run_checks(include_deployment_checks=True)}

    settings.STAFF_TOTP = "off"
    assert "config.W006" in list_warnings()
    for choice in ("optional", "required"):
        settings.STAFF_TOTP = choice
        assert "config.W006" not in list_warnings()


@pytest.mark.parametrize(
    ("provider", "page_tools", "warned"),
    [("openai", True, True), ("azure", True, True), ("openai", False, False), ("embedded", True, False)],
)
def test_the_deployment_check_warns_of_a_providers_key_in_pages(
    provider: str, page_tools: bool, warned: bool, settings: Settings
) -> None:
    settings.VOICE_PROVIDER, settings.PAGE_TOOLS = provider, page_tools
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert ("config.W009" in found) is warned


def test_the_deployment_check_warns_of_debug_and_of_any_host(settings: Settings) -> None:
    def list_warnings() -> set[str | None]:
        return {each.id for each in run_checks(include_deployment_checks=True)}

    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["desk.example.com"]
    assert not {"security.W018", "config.W007"} & list_warnings()
    settings.DEBUG, settings.ALLOWED_HOSTS = True, ["desk.example.com", "*"]
    assert list_warnings() >= {"security.W018", "config.W007"}


def test_the_session_of_https_is_bound_to_its_host(tmp_path: Path) -> None:
    program = """
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_SECURE)
"""
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**environment(tmp_path, HTTPS="1"), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["__Host-sessionid", "/", "None", "True"]


def test_a_certificate_is_kept_while_it_holds(tmp_path: Path) -> None:
    certificate, key = https.make_certificate(tmp_path, LAN)
    made = certificate.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    https.make_certificate(tmp_path, LAN)
    assert certificate.read_bytes() == made
    https.make_certificate(tmp_path, ["192.0.2.45"])  # the host has another address today
    assert certificate.read_bytes() != made
    certificate.write_bytes(b"nonsense")
    https.make_certificate(tmp_path, LAN)
    assert certificate.read_bytes().startswith(https.BEGINS)


@contextmanager
def served(var: Path) -> Iterator[tuple[int, str]]:
    """`make run HTTPS=1` without what comes before it: the port, and what it says at its start."""
    port = free_port()
    shutil.copytree(prepared(), var, dirs_exist_ok=True)
    set_up = environment(
        var,
        HTTPS="1",
        HOST="127.0.0.1",
        PORT=str(port),
        MESSAGES_IN_PROCESS="0",
        DATABASE_URL=f"sqlite:///{var / 'product.sqlite3'}",
    )
    command = [sys.executable, "-u", "manage.py", "serve"]
    log = var / "serve.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=set_up, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert process.stdout
            said = ""
            while "Stop with" not in said:
                line = process.stdout.readline()
                assert line, f"it ended: {said}{log.read_text()}"
                said += line
            yield port, said
        finally:
            process.terminate()


def test_a_lan_is_served_with_a_certificate_made_on_the_spot(tmp_path: Path) -> None:
    var = tmp_path / "a:b"  # Twisted's words for an endpoint have colons of their own
    var.mkdir()
    with served(var) as (port, said):
        assert f"https://localhost:{port}/" in said
        assert "made on the spot" in said
        while not (certificate := var / "https.pem").exists():  # another process's: nothing to await
            time.sleep(0.05)
        trusting = ssl.create_default_context(cafile=str(certificate))
        assert ask(port, trusting) == (200, None)  # not to be remembered: it may be another one tomorrow
        old = ssl.create_default_context(cafile=str(certificate))
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, OSError)):
            ask(port, old)
        taken = list_ciphers(port, certificate)
        assert taken
        assert [name for name in taken if not STRONG.match(name)] == []
        with pytest.raises((http.client.HTTPException, OSError)):
            ask_plainly(port)
        assert ask_plainly(port + 1) == 200  # itself, on loopback alone


def list_ciphers(port: int, certificate: Path) -> list[str]:
    """Of all that TLS 1.2 knows, the weak ones among them, those that the server takes where it is offered no
    other. TLS 1.3 has strong ones alone."""
    every = ssl.create_default_context()
    every.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    taken = []
    for name in (cipher["name"] for cipher in every.get_ciphers() if cipher["protocol"] != "TLSv1.3"):
        context = ssl.create_default_context(cafile=str(certificate))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(f"{name}:@SECLEVEL=0")
        with (
            suppress(ssl.SSLError, ConnectionError),
            socket.create_connection(("127.0.0.1", port)) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as secured,
        ):
            taken.append(str((secured.cipher() or ("",))[0]))
    return taken


# A certificate by RSA, vouched for by another that the client has not.
SERVER = """
import sys
from pathlib import Path
from daphne.server import Server
import django
django.setup()
from config import https

async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"well"})

def ready():
    https.listen(server, "127.0.0.1", int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    print("ready", flush=True)

server = Server(application, [https.describe_endpoint("127.0.0.1", 1)], ready_callable=ready)
server.endpoints = []
server.run()
"""


def issue(folder: Path, name: str, issuer: str = "") -> Path:
    """A certificate by RSA of this name, by OpenSSL; its own issuer where none is named."""
    is_authority = name != "localhost"
    made, key = folder / f"{name}.pem", folder / f"{name}.key"
    signed = ["-CA", str(folder / f"{issuer}.pem"), "-CAkey", str(folder / f"{issuer}.key")] if issuer else []
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                f"/CN={name}",
            ),
            *("-addext", f"basicConstraints=critical,CA:{str(is_authority).upper()}"),
            *("-addext", f"subjectAltName=DNS:{name}"),
            *("-keyout", str(key), "-out", str(made), *signed),
        ],
        check=True,
        capture_output=True,
    )
    return made


def test_a_given_certificate_is_shown_with_those_that_vouch_for_it(tmp_path: Path) -> None:
    root, between = issue(tmp_path, "root"), issue(tmp_path, "between", "root")
    own = issue(tmp_path, "localhost", "between")
    chained = tmp_path / "chain.pem"
    chained.write_bytes(own.read_bytes() + between.read_bytes())
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port), str(chained), str(tmp_path / "localhost.key")]
    set_up = {**environment(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    with subprocess.Popen(command, cwd=ROOT, env=set_up, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            assert ask(port, ssl.create_default_context(cafile=str(root))) == (200, None)
            taken = list_ciphers(port, root)
            assert taken
            assert [name for name in taken if not STRONG.match(name)] == []
        finally:
            process.terminate()


def ask(port: int, context: ssl.SSLContext) -> tuple[int, str | None]:
    """The status of /livez by https, and whether it is to be remembered."""
    with closing(http.client.HTTPSConnection("localhost", port, context=context, timeout=10)) as connection:
        for _ in range(100):  # it has said that it will listen; another process cannot be awaited
            try:
                connection.connect()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        connection.request("GET", "/livez")
        with connection.getresponse() as answer:
            return answer.status, answer.headers["Strict-Transport-Security"]


def ask_plainly(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", "/livez")
        with connection.getresponse() as answer:
            return answer.status


def test_the_hosts_own_addresses_are_not_its_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("127.0.0.1", "192.0.2.7", "127.0.1.1", "192.0.2.8")
    told = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (name, 0)) for name in names]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked: told)
    found = https.find_addresses()  # the way to others first, where the machine has a network
    assert found[-2:] == ["192.0.2.7", "192.0.2.8"]
    assert not any(address.startswith("127.") for address in found)


@pytest.mark.parametrize("is_https", [True, False])
def test_the_language_cookie_goes_by_https_alone(
    is_https: bool, settings: Settings, rf: RequestFactory
) -> None:
    settings.HTTPS = is_https
    answer = LanguageMiddleware(lambda _request: HttpResponse())(rf.get("/?lang=en"))
    assert isinstance(answer, HttpResponse)
    assert bool(answer.cookies["language"]["secure"]) is is_https
