"""Every knob of the deployment, read from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var")))

# --- serving ---------------------------------------------------------------------------------------
DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY") or environment.kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
PORT = environment.number("PORT", 8000)
HOST = environment.text("HOST", "127.0.0.1")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_PROXY", default=False) else None
)
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "phonenumber_field",
    "config",
    "reservations",
    "voice",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- storage ---------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": environ.Env.db_url_config(
        environment.text("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'uketsuke.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE takes the write lock when a transaction starts: without it two bookings read, then both write.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
CONN_MAX_AGE = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.text("REDIS_URL")
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

# --- pages -----------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.staticfiles.HashedModuleStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:", "mediastream:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "Asia/Tokyo")  # of the admin; each shop has its own
CLOCK_PINNED_AT = environment.text("CLOCK_PINNED_AT")
PHONENUMBER_DEFAULT_REGION = "JP"

# --- API -------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "reservations.api.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Uketsuke",
    "DESCRIPTION": "A voice receptionist that books rental cars.",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- voice -----------------------------------------------------------------------------------------
VOICE_PROVIDER = environment.text("VOICE_PROVIDER", "embedded")
AZURE_OPENAI_ENDPOINT = environment.text("AZURE_OPENAI_ENDPOINT").rstrip("/")
AZURE_OPENAI_API_KEY = environment.text("AZURE_OPENAI_API_KEY")
AZURE_OPENAI_DEPLOYMENT = environment.text("AZURE_OPENAI_DEPLOYMENT", "gpt-realtime")
AZURE_OPENAI_REGION = environment.text("AZURE_OPENAI_REGION", "eastus2")
OPENAI_API_KEY = environment.text("OPENAI_API_KEY")
REALTIME_VOICE = environment.text("REALTIME_VOICE", "marin")
REALTIME_TRANSCRIPTION_MODEL = environment.text("REALTIME_TRANSCRIPTION_MODEL")

# Where the embedded engine is reached by this server itself; `run_engine` elsewhere needs it set.
ENGINE_URL = environment.text("ENGINE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
ENGINE_API_KEY = environment.text("ENGINE_API_KEY") or environment.kept_secret(VAR_DIR / "engine_key")
ENGINE_IN_PROCESS = environment.flag("ENGINE_IN_PROCESS", default=not environment.text("ENGINE_URL"))
ENGINE_CACHE_DIR = Path(environment.text("ENGINE_CACHE_DIR", str(Path.home() / ".cache" / "uketsuke")))
ENGINE_STT_MODEL = environment.text("ENGINE_STT_MODEL", "base")
ENGINE_VOICE_JA = environment.text("ENGINE_VOICE_JA", "openjtalk")
ENGINE_VOICE_EN = environment.text("ENGINE_VOICE_EN", "piper")
# Addresses offered for WebRTC; empty means every address of the host.
ENGINE_ICE_ADDRESSES = environment.words("ENGINE_ICE_ADDRESSES")

# What the staff's page of a reservation shows beside it, by the other apps' leave.
RESERVATION_ADMIN_PANELS = ["voice.panels.conversation"]

# Who holds a session token: asked by the tools' HTTP API.
TOKEN_READER = "voice.tokens.read"  # noqa: S105

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {"daphne": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
}
