"""Every knob of the deployment, read from the environment; the modules beside this one are parts of it."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment, https

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = environment.folder(
    "VAR_DIR", BASE_DIR / "var", about="Where the database, made secrets and collected static files live."
)
environment.close_to_others(
    VAR_DIR, "uketsuke.sqlite3", "uketsuke.sqlite3-shm", "uketsuke.sqlite3-wal", "mail", "sms", "static"
)
FILE_UPLOAD_PERMISSIONS = 0o600  # of collected static files, too; Django's own is for all to read

# --- serving ---------------------------------------------------------------------------------------
DEBUG = environment.flag("DEBUG", default=False, about="Django's debug mode: never in production.")
SECRET_KEY = environment.text(
    "SECRET_KEY",
    about="Signs sessions and tokens. Made and kept in VAR_DIR when empty; several servers must share one.",
) or environment.load_or_make_secret(VAR_DIR / "secret_key")
BEHIND_PROXY = environment.flag(
    "BEHIND_PROXY",
    default=False,
    about="Trust X-Forwarded-Proto and X-Forwarded-For: only behind a proxy that sets them.",
)
HTTPS = environment.flag(
    "HTTPS",
    default=False,
    about="Serve by https alone: http is sent there, cookies go by it alone, and browsers are told to "
    "remember it (HSTS). The certificate is the proxy's where BEHIND_PROXY is on, else HTTPS_CERTIFICATE; "
    "without either one is made on the spot, to try the page on a telephone in a LAN, and nothing is to be "
    "remembered.",
)
HTTPS_CERTIFICATE = environment.file(
    "HTTPS_CERTIFICATE", about="The server's certificate, and those it rests on, in one PEM file."
)
HTTPS_KEY = environment.file("HTTPS_KEY", about="Its key (PEM); in HTTPS_CERTIFICATE when empty.")
IS_TRIED_IN_LAN = HTTPS and not BEHIND_PROXY and HTTPS_CERTIFICATE is None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# By that prefix browsers take it from this host alone, and by https.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and not IS_TRIED_IN_LAN
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_HSTS_PRELOAD else 0
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS",
    "localhost,127.0.0.1,[::1]",
    about="Host names this server answers to, separated by commas.",
    is_allowed=environment.is_host,
    example="desk.example.com",
) + (https.find_addresses() if IS_TRIED_IN_LAN else [])
CSRF_TRUSTED_ORIGINS = environment.words(
    "CSRF_TRUSTED_ORIGINS",
    about="Origins (with scheme) trusted for forms, separated by commas.",
    is_allowed=environment.is_origin,
    example="https://desk.example.com",
)
PORT = environment.number("PORT", 8000, about="The port that `make run` serves on.", least=1, most=65_535)
HOST = environment.host(
    "HOST",
    "0.0.0.0" if IS_TRIED_IN_LAN else "127.0.0.1",  # noqa: S104  (a LAN is to reach it)
    about="The address that `make run` listens on; 0.0.0.0 in a container.",
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
TRUSTED_PROXIES = environment.number(
    "TRUSTED_PROXIES",
    int(BEHIND_PROXY),
    about="How many proxies of yours a request passes: so many entries of X-Forwarded-For are believed, "
    "counted from the right. 1 where BEHIND_PROXY is on.",
)
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

INSTALLED_APPS = [
    "daphne",
    "config.staff.apps.StaffAdminConfig",
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
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "config",
    "config.staff.apps.StaffConfig",
    "reservations",
    "voice",
]

MIDDLEWARE = [
    "config.probes.answer_probes",
    "config.access.note_requests",
    "django.middleware.security.SecurityMiddleware",
    "config.staticfiles.serve_static",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.database_away.DatabaseAwayMiddleware",
]

TEMPLATES: list[dict[str, object]] = [
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
DATABASES: dict[str, dict[str, object]] = {
    "default": environment.configure_database(
        "DATABASE_URL",
        VAR_DIR,
        about="`postgres://user:password@host/name`; SQLite in VAR_DIR when empty.",
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- running it --------------------------------------------------------------------------------------
from config.settings.operation import *  # noqa: E402, F403

# --- pages -----------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
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
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.zone("TIME_ZONE", "Asia/Tokyo", about="The admin's time zone; each shop has its own.")
CLOCK_PINNED_AT = environment.text(
    "CLOCK_PINNED_AT", about="Stops the clock at an ISO 8601 time with offset, for demos and tests."
)
PHONENUMBER_DEFAULT_REGION = "JP"

# --- API -------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "voice.api.problems.handle_exception",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Uketsuke",
    "DESCRIPTION": "A voice receptionist that books rental cars.",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "voice.api.schema.add_realtime_paths",
    ],
}

# --- bookings --------------------------------------------------------------------------------------
RESERVATION_STORE = environment.choice(
    "RESERVATION_STORE",
    "orm",
    among={"orm", "cosmos"},
    about="Where reservations are kept: `orm`, in the database of DATABASE_URL; `cosmos`, in Azure Cosmos "
    "DB, with that database as its mirror.",
)
COSMOS_ENDPOINT = environment.text(
    "COSMOS_ENDPOINT", about="`https://<account>.documents.azure.com`."
).rstrip("/")
COSMOS_KEY = environment.text("COSMOS_KEY", about="The Cosmos DB account's key; Entra ID when empty.")
COSMOS_DATABASE = environment.text(
    "COSMOS_DATABASE", "rentacar-db", about="The database in the Cosmos DB account."
)
BOOKING_CONFIRMATION = environment.choice(
    "BOOKING_CONFIRMATION",
    "model",
    among={"model", "required"},
    about="Where the page runs the tools. `model`: a reservation takes one step, and the model asks the "
    "caller before it. `required`: the first call only holds the car and answers a summary; a second one "
    "must carry its token. Where the server runs them it takes two steps always, with the caller's answer "
    "between them.",
)
HOLD_MINUTES = environment.duration(
    "HOLD_MINUTES", 5, about="How long a car is held for a caller who has not said yes yet.", least=1
)
HAND_OVER_UNDO_MINUTES = environment.duration(
    "HAND_OVER_UNDO_MINUTES",
    5,
    about="Minutes in which staff can undo a hand-over, a return, a no-show or a cancellation; 0: never.",
)

# --- staff's accounts, limits -----------------------------------------------------------------------
from config.settings.accounts import *  # noqa: E402, F403
from config.settings.limits import *  # noqa: E402, F403

# --- messages --------------------------------------------------------------------------------------
MAIL_FROM = environment.mailbox(
    "MAIL_FROM", "uketsuke@localhost", about="Who the e-mails come from: `Name <address>` or an address."
)
_mail = environment.configure_mail(
    "EMAIL_URL",
    about="`smtp+tls://user:password@host:587`, `smtp+ssl://…` or `smtp://…`; "
    "files in VAR_DIR/mail when empty.",
)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _mail["EMAIL_FILE_PATH"] or str(VAR_DIR / "mail")
EMAIL_HOST = _mail["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = MAIL_FROM
SMS_SENDER = environment.text(
    "SMS_SENDER",
    "reservations.messages.senders.Folder",
    about="The class that sends short messages, by its dotted path (docs/messages.md); files in VAR_DIR/sms "
    "by default.",
)
MESSAGES_IN_PROCESS = environment.flag(
    "MESSAGES_IN_PROCESS",
    default=True,
    about="Send messages from the server's own process; off where `manage.py send_messages` runs apart.",
)

# --- voice -----------------------------------------------------------------------------------------
VOICE_PROVIDER = environment.choice(
    "VOICE_PROVIDER",
    "embedded",
    among={"embedded", "azure", "azure-preview", "openai"},
    about="Who holds the conversation: `embedded`, `azure`, `openai`, or `azure-preview` (deprecated).",
)
AZURE_OPENAI_ENDPOINT = environment.url(
    "AZURE_OPENAI_ENDPOINT",
    about="`https://<resource>.openai.azure.com`.",
    schemes={"https"},
    example="https://<resource>.openai.azure.com",
)
AZURE_OPENAI_API_KEY = environment.text(
    "AZURE_OPENAI_API_KEY", about="The resource's key; Entra ID when empty."
)
AZURE_OPENAI_DEPLOYMENT = environment.text(
    "AZURE_OPENAI_DEPLOYMENT", "gpt-realtime", about="The deployment's name of a realtime model."
)
AZURE_OPENAI_REGION = environment.text(
    "AZURE_OPENAI_REGION", "eastus2", about="The resource's region; only `azure-preview` needs it."
)
AZURE_OPENAI_PREVIEW_WEBRTC = (
    environment.url(
        "AZURE_OPENAI_PREVIEW_WEBRTC",
        about="Where `azure-preview` answers WebRTC; "
        "`https://<region>.realtimeapi-preview.ai.azure.com` when empty.",
        schemes={"https"},
        example="https://<region>.realtimeapi-preview.ai.azure.com",
    )
    or f"https://{AZURE_OPENAI_REGION}.realtimeapi-preview.ai.azure.com"
)
OPENAI_API_KEY = environment.text("OPENAI_API_KEY", about="OpenAI's key.")
OPENAI_BASE_URL = environment.url(
    "OPENAI_BASE_URL",
    "https://api.openai.com",
    about="Where OpenAI's API is, without `/v1`.",
    schemes={"https"},
    example="https://api.openai.com",
)
OPENAI_REALTIME_MODEL = environment.text(
    "OPENAI_REALTIME_MODEL", "gpt-realtime-2.1", about="OpenAI's realtime model."
)
# A page that runs the tools itself offers its SDP there.
_OFFERED_TO = {
    "azure": AZURE_OPENAI_ENDPOINT,
    "azure-preview": AZURE_OPENAI_PREVIEW_WEBRTC,
    "openai": OPENAI_BASE_URL,
}.get(VOICE_PROVIDER, "")
if _OFFERED_TO:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append("/".join(_OFFERED_TO.split("/")[:3]))
REALTIME_VOICE = environment.text(
    "REALTIME_VOICE",
    "marin",
    about="The model's voice: `alloy`, `ash`, `ballad`, `cedar`, `coral`, `echo`, `marin`, `sage`, "
    "`shimmer`, `verse`, or the id of one of your own (`voice_…`).",
)
REALTIME_SPEED = environment.text(
    "REALTIME_SPEED", "1.0", about="How fast the model speaks: 0.25 to 1.5 times its usual pace."
)
REALTIME_TRANSCRIPTION_MODEL = environment.text(
    "REALTIME_TRANSCRIPTION_MODEL",
    about="What writes down what callers say: on Azure a deployment's name, at OpenAI a model's; "
    "nothing when empty.",
)
REALTIME_TRANSCRIPTION_FAMILY = environment.text(
    "REALTIME_TRANSCRIPTION_FAMILY",
    about="The model that REALTIME_TRANSCRIPTION_MODEL is a deployment of, like `gpt-transcribe`, where its "
    "name does not say so; without it such a deployment is told the language, but no words to expect.",
)
REALTIME_TURN_DETECTION = environment.text(
    "REALTIME_TURN_DETECTION",
    "server_vad",
    about="How the end of a caller's turn is found: by silence (`server_vad`) or by sense (`semantic_vad`).",
)
REALTIME_EAGERNESS = environment.text(
    "REALTIME_EAGERNESS",
    "auto",
    about="How soon `semantic_vad` takes the turn: `auto`, `low`, `medium` or `high`.",
)
REALTIME_SILENCE_MS = environment.number(
    "REALTIME_SILENCE_MS",
    0,
    about="The silence that ends a turn with `server_vad`, 50 to 10000 ms; 0: the provider's own.",
)
REALTIME_NOISE_REDUCTION = environment.text(
    "REALTIME_NOISE_REDUCTION",
    "near_field",
    about="For a headset or handset (`near_field`), for a laptop or a room (`far_field`), or `off`.",
)
REALTIME_TRUNCATION = environment.text(
    "REALTIME_TRUNCATION",
    "0.8",
    about="What happens when a conversation outgrows the model: `auto`, `disabled` (an error), or the share "
    "that is kept, which spares the provider's cache.",
)
REALTIME_MAX_OUTPUT_TOKENS = environment.text(
    "REALTIME_MAX_OUTPUT_TOKENS", "1024", about="The longest answer in tokens, 1 to 4096, or `inf`."
)
RETURN_SECONDS = environment.duration(
    "RETURN_SECONDS", 60, about="How long a call that broke off waits for its page to come back."
)

PRIVACY_NOTICE_URL = environment.url(
    "PRIVACY_NOTICE_URL",
    about="The company's notice on what it does with personal data: the caller's page links it beside its "
    "own words on that, before a call begins.",
    schemes={"http", "https"},
    example="https://www.example.com/privacy",
)
# Where the embedded engine is reached by this server itself; `run_engine` elsewhere needs it set.
ENGINE_URL = environment.url(
    "ENGINE_URL",
    https.describe_own_url(HOST, PORT, has_tls=HTTPS and not BEHIND_PROXY),
    about="Where the embedded engine is, when it runs apart (`manage.py run_engine`).",
    schemes={"http", "https"},
    example="http://engine:8100",
)
ENGINE_API_KEY = environment.text(
    "ENGINE_API_KEY", about="The engine's server key. Made and kept in VAR_DIR when empty."
) or environment.load_or_make_secret(VAR_DIR / "engine_key")
IS_ENGINE_URL_GIVEN = bool(environment.text("ENGINE_URL"))
ENGINE_IN_PROCESS = environment.flag(
    "ENGINE_IN_PROCESS",
    default=not IS_ENGINE_URL_GIVEN,
    about="Serve the engine from this process; by default so when ENGINE_URL is empty.",
)
ENGINE_SESSION_SECONDS = environment.duration(
    "ENGINE_SESSION_SECONDS", 1800, about="The engine's time limit.", least=1
)
ENGINE_CACHE_DIR = environment.folder(
    "ENGINE_CACHE_DIR",
    Path.home() / ".cache" / "uketsuke",
    about="Where assembled speech models are kept.",
    is_made=False,
)
ENGINE_STT_MODEL = environment.text(
    "ENGINE_STT_MODEL",
    "auto",
    about="`base`, `small` (after `make whisper-small`), or the folder or hub name of a CTranslate2 Whisper "
    "model; `base+small`: the second hears again what the first did not hear well; `auto`: that, with small "
    "fetched and two cores, else `base`.",
)
ENGINE_VOICE_JA = environment.text(
    "ENGINE_VOICE_JA",
    "openjtalk",
    about="The Japanese voice: `openjtalk` (fast) or `kokoro` (natural; `make kokoro` installs it).",
)
ENGINE_VOICE_EN = environment.text("ENGINE_VOICE_EN", "piper", about="The English voice: `piper`.")
ENGINE_ICE_ADDRESSES = environment.words(
    "ENGINE_ICE_ADDRESSES",
    about="Addresses offered for WebRTC, separated by commas; every address of the host when empty.",
    is_allowed=environment.is_address,
    example="192.0.2.7",
)
ICE_SERVERS = environment.words(
    "ICE_SERVERS",
    about="STUN and TURN servers that pages are told of, such as `stun:turn.example.com:3478` and "
    "`turn:turn.example.com:3478?transport=udp`, separated by commas; none when empty.",
    is_allowed=environment.is_ice_server,
    example="turn:turn.example.com:3478",
)
TURN_SECRET = environment.text(
    "TURN_SECRET",
    about="The `static-auth-secret` of the TURN servers (coturn, with `use-auth-secret`): each conversation "
    "gets a name and a password made of it, which hold for SESSION_MAX_MINUTES.",
)
DIALOGUE_URL = environment.url(
    "DIALOGUE_URL",
    about="An OpenAI-compatible chat endpoint that decides what the embedded engine says and does, in the "
    "place of its rules: what stands before `/chat/completions`, like `http://localhost:11434/v1`.",
    schemes={"http", "https"},
    example="http://localhost:11434/v1",
)
DIALOGUE_MODEL = environment.text("DIALOGUE_MODEL", about="The model to ask for at DIALOGUE_URL.")
DIALOGUE_API_KEY = environment.text("DIALOGUE_API_KEY", about="The key for DIALOGUE_URL, if it wants one.")
DIALOGUE_WAIT_SECONDS = environment.duration(
    "DIALOGUE_WAIT_SECONDS",
    8,
    about="How long DIALOGUE_URL is awaited for its first token before the rules answer instead.",
    least=1,
)

environment.refuse_faults()
