"""Refuses wrong combinations of settings at the start, and says how to correct them.

What one setting may be, environment.py knows; what only the network can tell (whether a store answers, say)
is asked by `serve`.
"""

from __future__ import annotations

import ssl
from base64 import b64decode
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from config.environment import LOOPBACK
from voice import ice_servers
from voice.providers import manner, retirement

# What each provider cannot do without, with an example of it.
NEEDED: dict[str, dict[str, str]] = {
    "embedded": {},
    "azure": {
        "AZURE_OPENAI_ENDPOINT": "https://<resource>.openai.azure.com",
        "AZURE_OPENAI_DEPLOYMENT": "the name of a realtime model's deployment",
    },
    "azure-preview": {
        "AZURE_OPENAI_ENDPOINT": "https://<resource>.openai.azure.com",
        "AZURE_OPENAI_DEPLOYMENT": "the name of a realtime model's deployment",
        "AZURE_OPENAI_PREVIEW_WEBRTC": "https://<region>.realtimeapi-preview.ai.azure.com",
    },
    "openai": {
        "OPENAI_API_KEY": "a key of your project, sk-…",
        "OPENAI_BASE_URL": "https://api.openai.com",
        "OPENAI_REALTIME_MODEL": "a realtime model, such as gpt-realtime",
    },
}


@register
def check_voice_provider(**_: Any) -> Iterable[CheckMessage]:
    provider = settings.VOICE_PROVIDER
    for name, example in NEEDED.get(provider, {}).items():
        value = getattr(settings, name)
        if not value:
            yield Error(
                f"VOICE_PROVIDER={provider} but {name} is empty.",
                hint=f"Set {name} to {example}.",
                id="config.E002",
            )


@register
def check_dialogue(**_: Any) -> Iterable[CheckMessage]:
    url = settings.DIALOGUE_URL
    if not url:
        for name in ("DIALOGUE_MODEL", "DIALOGUE_API_KEY"):
            if getattr(settings, name):
                yield Error(
                    f"{name} is set, but DIALOGUE_URL is empty.",
                    hint=f"Set DIALOGUE_URL to the chat endpoint, or leave {name} empty.",
                    id="config.E018",
                )
    elif not settings.DIALOGUE_MODEL:
        yield Error(
            "DIALOGUE_URL is set, but DIALOGUE_MODEL is empty.",
            hint="Set DIALOGUE_MODEL to a model (on Azure, a deployment) of that endpoint.",
            id="config.E018",
        )
    if settings.DIALOGUE_API_KEY and url.startswith("http:") and urlsplit(url).hostname not in LOOPBACK:
        yield checks.Warning(
            f"DIALOGUE_URL={url} carries DIALOGUE_API_KEY, and what callers say, in the clear.",
            hint="Write it with https, unless the network between is yours alone.",
            id="config.W003",
        )


@register
def check_ice_servers(**_: Any) -> Iterable[CheckMessage]:
    if any(ice_servers.is_turn(url) for url in settings.ICE_SERVERS) and not settings.TURN_SECRET:
        yield Error(
            "ICE_SERVERS names a TURN server, but TURN_SECRET is empty.",
            hint="Set TURN_SECRET to the server's static-auth-secret, or leave the turn: addresses out.",
            id="config.E019",
        )


@register
def check_shared_state(**_: Any) -> Iterable[CheckMessage]:
    if not settings.REDIS_URL:
        return
    for package in ("channels_redis", "redis"):
        if not is_installed(package):
            yield Error(
                f"REDIS_URL is set, but the package {package} is missing.",
                hint="Install requirements/run.txt (make .venv/run.stamp), or leave REDIS_URL empty.",
                id="config.E020",
            )
    if settings.VOICE_PROVIDER == "embedded" and settings.ENGINE_IN_PROCESS:
        yield checks.Warning(
            "REDIS_URL is for several processes, but each of them has an engine of its own, and with it its "
            "calls: one that ends takes them along.",
            hint="Run the engine apart (manage.py run_engine) and set ENGINE_URL (docs/scaling.md).",
            id="config.W004",
        )


@register
def check_tracing(**_: Any) -> Iterable[CheckMessage]:
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT and not is_installed("opentelemetry.exporter.otlp.proto.http"):
        yield Error(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the package opentelemetry-exporter-otlp-proto-http is "
            "missing.",
            hint="Install requirements/run.txt (make .venv/run.stamp), or leave the setting empty.",
            id="config.E023",
        )


@register
def check_engine_voices(**_: Any) -> Iterable[CheckMessage]:
    if settings.VOICE_PROVIDER != "embedded" or not settings.ENGINE_IN_PROCESS:
        return  # what the engine needs may not be installed here
    from voice.engine.tts import local

    for name, voices in (("ENGINE_VOICE_JA", local.VOICES_JA), ("ENGINE_VOICE_EN", local.VOICES_EN)):
        if (value := getattr(settings, name)) not in voices:
            yield Error(
                f"{name}={value} is not a voice of the engine.",
                hint=f"Set it to one of: {', '.join(voices)}.",
                id="config.E016",
            )


@register
def check_sms_sender(**_: Any) -> Iterable[CheckMessage]:
    hint = "Set it to the dotted path of a class, or leave it out to write files."
    try:
        found = import_string(settings.SMS_SENDER)
    except ImportError as error:
        yield Error(
            f"SMS_SENDER={settings.SMS_SENDER} cannot be loaded: {error}.", hint=hint, id="config.E017"
        )
        return
    if not callable(getattr(found, "send", None)):
        yield Error(f"SMS_SENDER={settings.SMS_SENDER} has no method send.", hint=hint, id="config.E017")


@register
def check_sms_countries(**_: Any) -> Iterable[CheckMessage]:
    if unknown := sorted(set(settings.SMS_COUNTRIES) - set(phonenumbers.SUPPORTED_REGIONS)):
        yield Error(
            f"SMS_COUNTRIES names what is no country: {', '.join(unknown)}.",
            hint="Write the two letters of ISO 3166, like JP.",
            id="config.E024",
        )


@register
def check_certificate(**_: Any) -> Iterable[CheckMessage]:
    """That they can be read, and belong together."""
    if settings.HTTPS_CERTIFICATE is None:
        return
    key = settings.HTTPS_KEY or settings.HTTPS_CERTIFICATE
    try:
        # Without a password of ours, that of a locked key would be asked for at the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.HTTPS_CERTIFICATE, key, password="")
    except (ssl.SSLError, OSError) as error:
        yield Error(
            f"HTTPS_CERTIFICATE={settings.HTTPS_CERTIFICATE} and its key ({key}) cannot be used: {error}.",
            hint="Name a certificate and the key that it was made for, in PEM, without a passphrase.",
            id="config.E025",
        )


@register
def check_realtime_manner(**_: Any) -> Iterable[CheckMessage]:
    for name, value, allowed in manner.list_refused():
        yield Error(f"{name}={value} is not allowed.", hint=allowed, id="config.E007")


@register
def check_retired_models(**_: Any) -> Iterable[CheckMessage]:
    for ending in retirement.find_endings():
        yield checks.Warning(ending.describe(), hint=ending.advice, id=ending.check_id)


@register(checks.Tags.security, deploy=True)
def check_second_step(**_: Any) -> Iterable[CheckMessage]:
    if settings.STAFF_TOTP == "off":
        yield checks.Warning(
            "STAFF_TOTP=off: a password alone opens the staff's pages, and all customers with them.",
            hint="Set it to required, or at least to optional.",
            id="config.W006",
        )


@register(checks.Tags.security, deploy=True)
def check_page_tools(**_: Any) -> Iterable[CheckMessage]:
    if settings.PAGE_TOOLS and settings.VOICE_PROVIDER in {"azure", "openai"}:
        yield checks.Warning(
            "PAGE_TOOLS=1: whoever asks is handed a key of the provider's, and can talk past the budgets.",
            hint="Set it to 0, unless a page of yours runs the tools itself.",
            id="config.W009",
        )


@register(checks.Tags.security, deploy=True)
def check_hosts(**_: Any) -> Iterable[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        yield checks.Warning(
            "ALLOWED_HOSTS=*: whoever asks chooses the name that our pages think is theirs.",
            hint="Name the hosts by which people reach it.",
            id="config.W007",
        )


@register(checks.Tags.security, deploy=True)
def check_links(**_: Any) -> Iterable[CheckMessage]:
    """What goes to another machine in the clear is read, and changed, by whoever is between."""
    ours = {*LOOPBACK, *settings.PRIVATE_HOSTS}
    for name, host, is_encrypted, remedy in list_links():
        if host and not host.startswith("/") and host not in ours and not is_encrypted:
            yield checks.Warning(
                f"{name}: what goes to {host} is not encrypted.",
                hint=f"{remedy}, or name {host} in PRIVATE_HOSTS, if nobody else is in the network between.",
                id="config.W008",
            )


def list_links() -> Iterator[tuple[str, str, bool, str]]:
    """The setting, the host that it names ("" where none), whether TLS is asked for, and how to ask so."""
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        mode = database.get("OPTIONS", {}).get("sslmode")  # by default it is tried, and done without
        encrypted = mode in {"require", "verify-ca", "verify-full"}
        yield "DATABASE_URL", str(database.get("HOST") or ""), encrypted, "Add ?sslmode=verify-full"
    for name, encrypted_scheme in (
        ("REDIS_URL", "rediss"),
        ("ENGINE_URL", "https"),
        ("DIALOGUE_URL", "https"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https"),
    ):
        at = urlsplit(str(getattr(settings, name) or ""))
        yield name, at.hostname or "", at.scheme == encrypted_scheme, f"Write it with {encrypted_scheme}:"
    if settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
        yield "EMAIL_URL", settings.EMAIL_HOST, encrypted, "Write it with smtp+tls: or smtp+ssl:"


@register
def check_pinned_clock(**_: Any) -> Iterable[CheckMessage]:
    from reservations import clock

    try:
        clock.now()
    except ValueError:
        yield Error(
            f"CLOCK_PINNED_AT={settings.CLOCK_PINNED_AT} is not an ISO 8601 time with an offset.",
            hint="Write it like 2026-12-01T09:00:00+09:00, or leave it empty for the real time.",
            id="config.E003",
        )


@register
def check_mcp_tool(**_: Any) -> Iterable[CheckMessage]:
    if settings.MCP_TOOL_URL and settings.VOICE_PROVIDER not in {"azure", "openai"}:
        yield Error(
            f"MCP_TOOL_URL is set, but VOICE_PROVIDER={settings.VOICE_PROVIDER} calls no server by itself.",
            hint="Leave MCP_TOOL_URL empty, or set VOICE_PROVIDER to azure or openai.",
            id="config.E022",
        )
    if settings.MCP_TOOL_URL and not is_installed("mcp"):
        yield Error(
            "MCP_TOOL_URL is set, but there is no /mcp without the package mcp.",
            hint="Install requirements/run.txt (make .venv/run.stamp).",
            id="config.E022",
        )


@register
def check_reservation_store(**_: Any) -> Iterable[CheckMessage]:
    if settings.RESERVATION_STORE == "cosmos":
        yield from check_cosmos_endpoint()
        yield from check_cosmos_packages()


def check_cosmos_endpoint() -> Iterable[CheckMessage]:
    """A key is a password, and a token too: neither is sent in the clear, except to this machine itself."""
    endpoint, key = settings.COSMOS_ENDPOINT, settings.COSMOS_KEY
    example = "https://<account>.documents.azure.com"
    at = urlsplit(endpoint)
    if not endpoint:
        yield Error(
            "RESERVATION_STORE=cosmos but COSMOS_ENDPOINT is empty.",
            hint=f"Set COSMOS_ENDPOINT to {example}.",
            id="config.E009",
        )
    elif at.scheme not in {"http", "https"} or not at.hostname or at.path.strip("/"):
        yield Error(
            f"COSMOS_ENDPOINT={endpoint} is not an address.",
            hint=f"Write it like {example}.",
            id="config.E009",
        )
    elif at.scheme == "http" and not (key and at.hostname in LOOPBACK):
        what = "COSMOS_KEY" if key else "a token of Entra ID"
        yield Error(
            f"COSMOS_ENDPOINT={endpoint} would carry {what} in the clear.",
            hint=f"Write it like {example}; http is for an emulator on this machine, with a key.",
            id="config.E010",
        )
    if key and not is_base64(key):
        yield Error(
            "COSMOS_KEY is not a key of Cosmos DB, which are written in Base64.",
            hint="Copy the account's primary or secondary key alone, not the connection string around it.",
            id="config.E011",
        )


def is_base64(key: str) -> bool:
    try:
        return bool(b64decode(key, validate=True))
    except ValueError:
        return False


def check_cosmos_packages() -> Iterable[CheckMessage]:
    for package in ("azure.cosmos", *([] if settings.COSMOS_KEY else ["azure.identity"])):
        if not is_installed(package):
            yield Error(
                f"RESERVATION_STORE=cosmos needs the package {package.replace('.', '-')}.",
                hint="Install it: make azure (an image: --build-arg AZURE=1)"
                + (", or set COSMOS_KEY." if package == "azure.identity" else "."),
                id="config.E012",
            )


def is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # not even what it is in
        return False
