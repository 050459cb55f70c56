"""The settings of running it: what processes share (docs/scaling.md), and what operators see
(docs/observability.md)."""

from __future__ import annotations

from config import environment

# --- what processes share besides the database
REDIS_URL = environment.url(
    "REDIS_URL",
    about="What several server processes share: messages between a call and its page, limits, and a cache. "
    "Without it there is one process, which keeps them itself (limits: in the database).",
    schemes={"redis", "rediss", "unix"},
    example="redis://host:6379/0",
)
PRIVATE_HOSTS = environment.words(
    "PRIVATE_HOSTS",
    about="Hosts (of the database, Redis, the engine, mail) to which the network is yours alone, separated "
    "by commas: `check --deploy` says nothing of what goes to them in the clear.",
    is_allowed=environment.is_host,
    example="postgres,redis",
)
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "config.redis_backends.LastingChannelLayer",
        "CONFIG": {"url": REDIS_URL, "prefix": "uketsuke:channel:"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
CACHES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "config.redis_backends.OptionalCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "uketsuke:cache",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
DRAIN_SECONDS = environment.duration(
    "DRAIN_SECONDS",
    20,
    about="How long a server that gets SIGTERM lets its calls go on before it ends; no new conversation is "
    "begun meanwhile. 0: it ends as soon as it has answered what was asked. Who stops it must wait longer.",
)

# --- what operators see
METRICS_TOKEN = environment.text(
    "METRICS_TOKEN",
    about="Who shows it as a Bearer token reads `/metrics`. When empty, whoever asks from this machine, "
    "and not through a proxy; nobody where BEHIND_PROXY is on.",
)
LOG_FORMAT = environment.choice(
    "LOG_FORMAT",
    "plain",
    among=("plain", "json"),
    about="Lines for people (`plain`), or one JSON object a line, for what collects logs (`json`).",
)
OTEL_EXPORTER_OTLP_ENDPOINT = environment.url(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    about="An OpenTelemetry collector that is sent traces (OTLP over HTTP); nobody when empty.",
    schemes={"http", "https"},
    example="http://collector:4318",
)
LOGGING: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"house": {"()": "config.logs.build_formatter", "as_json": LOG_FORMAT == "json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "house"}},
    "root": {
        "handlers": ["console"],
        "level": environment.choice(
            "LOG_LEVEL",
            "INFO",
            about="The least level that is logged: `DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`.",
            among=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
        ),
    },
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("aioice", "aiortc", "azure", "daphne", "faster_whisper", "httpx", "mcp", "websockets")
    }
    # Names as they were typed, and who logs in a second time: config/staff/login.py says it.
    | {"axes": {"level": "CRITICAL"}}
    # Each refusal has its line without it, and this one has the whole path, which may be a signed link.
    | {"django.request": {"level": "ERROR"}},
}
