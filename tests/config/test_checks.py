from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from config import checks, environment, https
from config.environment import KNOBS

pytestmark = pytest.mark.unit


def complaints() -> dict[str, str]:
    return {
        str(message.id): f"{message.msg} {message.hint}" for message in run_checks() if message.is_serious()
    }


def test_an_id_is_of_one_check_alone() -> None:
    """Who silences one, or looks it up, means no other."""
    tree = ast.parse(Path(checks.__file__).read_text(encoding="utf-8"))
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for function in (each for each in tree.body if isinstance(each, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.keyword) and node.arg == "id" and isinstance(node.value, ast.Constant):
                owners[str(node.value.value)].add(function.name)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}
    assert "check_ice_servers" in owners["config.E019"]


def test_the_defaults_need_no_account() -> None:
    assert complaints() == {}


def test_azure_without_an_endpoint_is_refused(settings: Settings) -> None:
    settings.VOICE_PROVIDER = "azure"
    settings.AZURE_OPENAI_ENDPOINT = ""
    assert "https://<resource>.openai.azure.com" in complaints()["config.E002"]


def test_azure_without_a_deployment_is_refused(settings: Settings) -> None:
    settings.VOICE_PROVIDER, settings.AZURE_OPENAI_ENDPOINT = "azure", "https://ours.openai.azure.com"
    settings.AZURE_OPENAI_DEPLOYMENT = ""
    assert "AZURE_OPENAI_DEPLOYMENT is empty" in complaints()["config.E002"]


def test_openai_without_a_key_is_refused(settings: Settings) -> None:
    settings.VOICE_PROVIDER = "openai"
    settings.OPENAI_API_KEY = ""
    assert "OPENAI_API_KEY is empty" in complaints()["config.E002"]


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("REALTIME_VOICE", "maren", "marin"),
        ("REALTIME_SPEED", "2", "between 0.25 and 1.5"),
        ("REALTIME_SPEED", "fast", "like 1.0"),
        ("REALTIME_TURN_DETECTION", "vad", "server_vad, semantic_vad"),
        ("REALTIME_EAGERNESS", "very", "auto, low, medium, high"),
        ("REALTIME_SILENCE_MS", 20, "between 50 and 10000"),
        ("REALTIME_NOISE_REDUCTION", "none", "near_field, far_field, off"),
        ("REALTIME_TRUNCATION", "1.5", "auto, disabled"),
        ("REALTIME_TRUNCATION", "some", "like 0.8"),
        ("REALTIME_MAX_OUTPUT_TOKENS", "4097", "between 1 and 4096"),
        ("REALTIME_MAX_OUTPUT_TOKENS", "many", "inf"),
    ],
)
def test_a_value_that_no_model_takes_is_refused_with_those_it_does(
    settings: Settings, name: str, value: str | int, allowed: str
) -> None:
    setattr(settings, name, value)
    said = complaints()["config.E007"]
    assert f"{name}={value}" in said
    assert allowed in said


def test_a_voice_of_ones_own_is_allowed(settings: Settings) -> None:
    settings.REALTIME_VOICE = "voice_123"
    assert complaints() == {}


def test_a_pinned_clock_without_an_offset_is_refused(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00"
    assert "2026-12-01T09:00:00+09:00" in complaints()["config.E003"]


@pytest.mark.parametrize(("name", "known"), [("ENGINE_VOICE_JA", "kokoro"), ("ENGINE_VOICE_EN", "piper")])
def test_a_voice_that_the_engine_has_not_is_refused_with_those_it_has(
    settings: Settings, name: str, known: str
) -> None:
    setattr(settings, name, "maren")
    assert f"{name}=maren" in complaints()["config.E016"]
    assert known in complaints()["config.E016"]


def test_a_sender_that_cannot_be_loaded_is_refused(settings: Settings) -> None:
    settings.SMS_SENDER = "tests.fakes.sms.Nothing"
    assert "SMS_SENDER=tests.fakes.sms.Nothing" in complaints()["config.E017"]


def test_a_sender_that_sends_nothing_is_refused(settings: Settings) -> None:
    settings.SMS_SENDER = "pathlib.Path"
    assert "SMS_SENDER=pathlib.Path has no method send" in complaints()["config.E017"]


def test_a_country_that_there_is_not_is_refused(settings: Settings) -> None:
    settings.SMS_COUNTRIES = ["JP", "XX"]
    assert "no country: XX" in complaints()["config.E024"]


def test_a_certificate_that_is_none_or_another_keys_is_refused(settings: Settings, tmp_path: Path) -> None:
    certificate, key = https.make_certificate(tmp_path, [])
    other = tmp_path / "other"
    other.mkdir()
    settings.HTTPS_CERTIFICATE, settings.HTTPS_KEY = certificate, key
    assert complaints() == {}
    settings.HTTPS_KEY = https.make_certificate(other, [])[1]
    assert f"HTTPS_CERTIFICATE={certificate}" in complaints()["config.E025"]
    settings.HTTPS_CERTIFICATE = settings.HTTPS_KEY = Path(__file__)
    assert f"HTTPS_CERTIFICATE={__file__}" in complaints()["config.E025"]


@pytest.fixture
def cosmos(settings: Settings) -> Settings:
    settings.RESERVATION_STORE = "cosmos"
    settings.COSMOS_ENDPOINT = "https://ours.documents.azure.com"
    settings.COSMOS_KEY = "c2VjcmV0"
    return settings


def test_cosmos_with_an_endpoint_and_a_key_is_well(cosmos: Settings) -> None:
    assert complaints() == {}


@pytest.mark.parametrize(
    "endpoint", ["", "ours.documents.azure.com", "https://ours.documents.azure.com/dbs/x"]
)
def test_cosmos_without_a_whole_endpoint_is_refused(cosmos: Settings, endpoint: str) -> None:
    cosmos.COSMOS_ENDPOINT = endpoint
    assert "https://<account>.documents.azure.com" in complaints()["config.E009"]


def test_a_key_is_not_sent_in_the_clear_but_to_this_machine(cosmos: Settings) -> None:
    cosmos.COSMOS_ENDPOINT = "http://ours.documents.azure.com"
    assert "COSMOS_KEY in the clear" in complaints()["config.E010"]
    cosmos.COSMOS_ENDPOINT = "http://127.0.0.1:8081"
    assert complaints() == {}


def test_a_token_is_never_sent_in_the_clear(cosmos: Settings) -> None:
    cosmos.COSMOS_KEY = ""
    assert complaints() == {}
    cosmos.COSMOS_ENDPOINT = "http://127.0.0.1:8081"
    assert "a token of Entra ID in the clear" in complaints()["config.E010"]


def test_a_connection_string_is_no_key(cosmos: Settings) -> None:
    cosmos.COSMOS_KEY = "AccountEndpoint=https://ours.documents.azure.com;AccountKey=c2VjcmV0;"
    said = complaints()["config.E011"]
    assert "Base64" in said
    assert "AccountKey=" not in said


def test_packages_that_are_not_installed_are_named_with_what_installs_them(
    cosmos: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "is_installed", lambda package: package != "azure.cosmos")
    assert "make azure" in complaints()["config.E012"]


def test_what_is_not_there_at_all_is_not_installed() -> None:
    assert not checks.is_installed("nowhere.to_be_found")


def warnings() -> dict[str, str]:
    found = [message for message in run_checks() if str(message.id).startswith("config.W")]
    return {str(message.id): f"{message.msg} {message.hint}" for message in found}


@pytest.mark.parametrize(
    ("provider", "model", "today", "check", "told"),
    [
        ("azure", "our-whisper", "2026-11-28", "config.W002", "is switched off by azure on 2026-12-15"),
        ("azure", "our-whisper", "2026-12-15", "config.W001", "was switched off by azure on 2026-12-15"),
        ("azure-preview", "gpt-4o-transcribe", "2026-11-28", "config.W001", "on 2026-10-15"),
        ("azure", "gpt-4o-mini-transcribe", "2027-01-01", "config.W001", "gpt-live-transcribe"),
        ("openai", "whisper-1", "2026-12-15", "config.W002", "by openai on 2027-02-26"),
        ("openai", "gpt-4o-transcribe", "2027-02-26", "config.W001", "or leave it empty"),
    ],
)
def test_a_model_that_is_switched_off_is_told_with_its_date(
    settings: Settings, provider: str, model: str, today: str, check: str, told: str
) -> None:
    settings.VOICE_PROVIDER, settings.REALTIME_TRANSCRIPTION_MODEL = provider, model
    settings.OPENAI_API_KEY, settings.OPENAI_REALTIME_MODEL = "k", "gpt-realtime-2.1"
    settings.CLOCK_PINNED_AT = f"{today}T12:00:00+00:00"
    assert told in warnings()[check]


@pytest.mark.parametrize("today", ["2026-11-28", "2026-12-16", "2027-01-19"])
@pytest.mark.parametrize("provider", ["embedded", "azure", "azure-preview", "openai"])
def test_the_defaults_name_models_that_live(settings: Settings, provider: str, today: str) -> None:
    settings.VOICE_PROVIDER, settings.CLOCK_PINNED_AT = provider, f"{today}T12:00:00+00:00"
    settings.OPENAI_REALTIME_MODEL = KNOBS["OPENAI_REALTIME_MODEL"].default
    settings.AZURE_OPENAI_DEPLOYMENT = KNOBS["AZURE_OPENAI_DEPLOYMENT"].default
    settings.REALTIME_TRANSCRIPTION_MODEL = KNOBS["REALTIME_TRANSCRIPTION_MODEL"].default
    assert "config.W001" not in warnings()


def test_a_deployment_that_says_nothing_is_told_by_its_family(settings: Settings) -> None:
    settings.VOICE_PROVIDER, settings.REALTIME_TRANSCRIPTION_MODEL = "azure", "ears"
    settings.AZURE_OPENAI_DEPLOYMENT = "our-rt"
    settings.CLOCK_PINNED_AT = "2026-12-15T12:00:00+00:00"
    assert warnings() == {}
    settings.REALTIME_TRANSCRIPTION_FAMILY = "whisper"
    assert "whisper was switched off" in warnings()["config.W001"]


def test_an_unknown_family_is_refused_with_the_known_ones(settings: Settings) -> None:
    settings.REALTIME_TRANSCRIPTION_FAMILY = "whisker"
    assert "gpt-transcribe" in complaints()["config.E007"]


@pytest.fixture
def chat(settings: Settings) -> Settings:
    settings.DIALOGUE_URL, settings.DIALOGUE_MODEL = "http://localhost:11434/v1", "qwen3:8b"
    return settings


def test_a_chat_endpoint_with_its_model_is_well(chat: Settings) -> None:
    assert complaints() == {}
    chat.DIALOGUE_URL, chat.DIALOGUE_API_KEY = "https://ours.openai.azure.com/openai/v1/", "k"
    assert (complaints(), warnings()) == ({}, {})


def test_a_code_is_asked_for_by_a_model_and_by_the_engines_own_rules(chat: Settings) -> None:
    chat.BOOKING_IDENTITY, chat.VOICE_PROVIDER = "code", "embedded"
    assert complaints() == {}
    chat.DIALOGUE_URL = chat.DIALOGUE_MODEL = ""
    assert complaints() == {}


def test_a_chat_endpoint_without_a_model_is_refused(chat: Settings) -> None:
    chat.DIALOGUE_MODEL = ""
    assert "Set DIALOGUE_MODEL" in complaints()["config.E018"]


@pytest.mark.parametrize("name", ["DIALOGUE_MODEL", "DIALOGUE_API_KEY"])
def test_a_part_of_a_chat_endpoint_is_refused(settings: Settings, name: str) -> None:
    setattr(settings, name, "x")
    said = complaints()["config.E018"]
    assert f"{name} is set, but DIALOGUE_URL is empty." in said


def test_a_chat_key_in_the_clear_is_warned_of(chat: Settings) -> None:
    chat.DIALOGUE_API_KEY = "k"
    assert warnings() == {}
    chat.DIALOGUE_URL = "http://10.0.0.5:8000/v1"
    assert "in the clear" in warnings()["config.W003"]


def test_redis_without_its_packages_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = "redis://localhost:6379/0"
    monkeypatch.setattr(checks, "is_installed", lambda package: package != "channels_redis")
    assert "make .venv/run.stamp" in complaints()["config.E020"]


@pytest.mark.parametrize(("in_process", "warned"), [(True, ["config.W004"]), (False, [])])
def test_several_processes_with_an_engine_each_are_warned_of(
    settings: Settings, in_process: bool, warned: list[str]
) -> None:
    settings.REDIS_URL, settings.ENGINE_IN_PROCESS = "redis://localhost:6379/0", in_process
    assert [message.id for message in checks.check_shared_state()] == warned


@pytest.mark.parametrize(
    ("provider", "complains"), [("embedded", True), ("azure-preview", True), ("openai", False)]
)
def test_our_server_as_a_tool_is_for_providers_that_call_it(
    settings: Settings, provider: str, complains: bool
) -> None:
    settings.VOICE_PROVIDER, settings.MCP_TOOL_URL = provider, "https://rent.example.com/mcp"
    assert ("config.E022" in complaints()) is complains


LINKS = {
    "DATABASE_URL": ("postgres://u:p@db.example/x", "postgres://u:p@db.example/x?sslmode=require"),
    "REDIS_URL": ("redis://cache.example:6379/0", "rediss://cache.example:6380/0"),
    "ENGINE_URL": ("http://engine.example:8100", "https://engine.example:8100"),
    "DIALOGUE_URL": ("http://model.example/v1", "https://model.example/v1"),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("http://traces.example:4318", "https://traces.example:4318"),
    "EMAIL_URL": ("smtp://mail.example:25", "smtp+tls://mail.example:587"),
}


def list_plain_links(monkeypatch: pytest.MonkeyPatch, settings: Settings, name: str, value: str) -> list[str]:
    """What `check --deploy` says of the connections of a deployment with this setting."""
    monkeypatch.setenv(name, value)
    if name == "DATABASE_URL":
        at = environment.configure_database(name, settings.VAR_DIR)
        monkeypatch.setitem(settings.DATABASES, "default", at)
    elif name == "EMAIL_URL":
        for key, given in environment.configure_mail(name).items():
            setattr(settings, key, given)
    else:
        setattr(settings, name, value)
    return [str(each.msg) for each in checks.check_links()]


@pytest.mark.parametrize("name", LINKS)
def test_what_goes_to_another_machine_in_the_clear_is_warned_of(
    name: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    plain, encrypted = LINKS[name]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    (told,) = list_plain_links(monkeypatch, settings, name, plain)
    assert told.startswith(f"{name}: ")
    host = told.removesuffix(" is not encrypted.").rpartition(" ")[2]
    assert "example" in host
    assert list_plain_links(monkeypatch, settings, name, encrypted) == []
    settings.PRIVATE_HOSTS = [host]
    assert list_plain_links(monkeypatch, settings, name, plain) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres:///uketsuke"),
        ("DATABASE_URL", "postgres://u:p@127.0.0.1/x"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", "redis://localhost:6379/0"),
        ("REDIS_URL", "unix:///run/redis.sock"),
        ("ENGINE_URL", "http://127.0.0.1:8100"),
        ("EMAIL_URL", ""),
    ],
)
def test_what_stays_on_this_machine_may_be_in_the_clear(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert list_plain_links(monkeypatch, settings, name, value) == []
