"""The settings of accounts and of who a customer is (docs/security.md, docs/mcp.md), and of how long personal
data is kept (docs/privacy.md)."""

from __future__ import annotations

from datetime import timedelta

from config import environment

ADMIN_PASSWORD = environment.text(
    "ADMIN_PASSWORD",
    about="The password of the first staff account, `admin`, at least twelve characters; when empty one is "
    "made, printed once, and changed at the first login.",
)
STAFF_LOGIN_TRIES = environment.number(
    "STAFF_LOGIN_TRIES",
    5,
    least=1,
    about="After how many wrong passwords from one address for one name that name is shut there.",
)
STAFF_LOGIN_WAIT_MINUTES = environment.duration(
    "STAFF_LOGIN_WAIT_MINUTES",
    15,
    least=1,
    about="For how long. Tries in the meantime do not prolong it.",
)
STAFF_LOGIN_TRIES_PER_ADDRESS = environment.number(
    "STAFF_LOGIN_TRIES_PER_ADDRESS",
    60,
    least=1,
    about="How many wrong passwords may come from one address in an hour, for whatever names.",
)
STAFF_SESSION_HOURS = environment.duration(
    "STAFF_SESSION_HOURS", 8, least=1, about="How long after the login staff have to log in again."
)
STAFF_TOTP = environment.choice(
    "STAFF_TOTP",
    "optional",
    among={"off", "optional", "required"},
    about="The login's second step, a code of an authenticator app: `off`, each one's choice (`optional`), "
    "or `required` of all staff.",
)
OTP_TOTP_ISSUER = "Uketsuke"
SECRET_KEY_FALLBACKS = environment.text(
    "SECRET_KEY_FALLBACKS",
    about="Earlier SECRET_KEYs, separated by spaces or lines: what they signed is good until they are taken "
    "out (docs/operations.md).",
).split()

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "config.staff.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "config.staff.passwords.PatternValidator"},
]
SESSION_COOKIE_AGE = STAFF_SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # a link in a mail to the staff leads to the page, not to the login

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # by the name alone strangers would shut staff out
AXES_FAILURE_LIMIT = STAFF_LOGIN_TRIES
AXES_COOLOFF_TIME = timedelta(minutes=STAFF_LOGIN_WAIT_MINUTES)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "config.staff.login.read_address"
AXES_LOCKOUT_CALLABLE = "config.staff.login.show_lockout"
# We log who logs in ourselves (config/staff/login.py), and keep no table of it.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- how long personal data is kept, by `manage.py purge` ------------------------------------------
TRANSCRIPT_DAYS = environment.duration(
    "TRANSCRIPT_DAYS",
    90,
    about="For how many days after a conversation its words, and what its tools were told and answered, are "
    "kept (`purge`); 0: for ever.",
)
MESSAGE_DAYS = environment.duration(
    "MESSAGE_DAYS",
    365,
    about="For how many days the text and receiver of a sent message, and files of messages, are kept; "
    "0: for ever.",
)
RECEIPT_DAYS = environment.duration(
    "RECEIPT_DAYS",
    30,
    about="For how many days the answer to a tool call is kept so that a repeat gets the same; 0: for ever.",
)
CUSTOMER_DAYS = environment.duration(
    "CUSTOMER_DAYS",
    2557,
    about="For how many days after its end a rental keeps its customer's name, telephone, mail, notes and "
    "words of consent; 0: for ever. Seven years: ask your adviser what the law of your country wants.",
)
PARTNER_CALL_DAYS = environment.duration(
    "PARTNER_CALL_DAYS",
    400,
    about="For how many days it is kept which partner's key called which tool, with what outcome; 0: for "
    "ever.",
)
BOOKING_LINK_DAYS = environment.duration(
    "BOOKING_LINK_DAYS",
    7,
    about="For how many days after the return the customer's link to a booking opens it.",
)
PUBLIC_URL = environment.url(
    "PUBLIC_URL",
    schemes=("https", "http"),
    example="https://rent.example.com",
    about="The address under which customers reach this server. Messages to them have the link to their "
    "booking with it, and none where it is empty.",
)
BOOKING_IDENTITY = environment.choice(
    "BOOKING_IDENTITY",
    "name",
    among={"name", "code"},
    about="What a caller who knows a number needs to change or cancel a booking of another conversation: "
    "`name`, that or the last digits of the telephone; `code`, besides a code sent to its telephone or mail.",
)
MCP_TOOL_URL = environment.url(
    "MCP_TOOL_URL",
    about="This server's `/mcp`, as Azure OpenAI or OpenAI reach it: then their sessions are given it as an "
    "`mcp` tool in the place of functions, and call it by themselves, with a token of the conversation.",
    schemes={"https"},
    example="https://rent.example.com/mcp",
)
MCP_KEY = environment.text(
    "MCP_KEY",
    about="The partner's key with whose rights `manage.py mcp` serves a program on this machine.",
)
STAFF_TRACE_DAYS = environment.duration(
    "STAFF_TRACE_DAYS",
    30,
    about="For how many days wrong passwords, with the address they came from, are kept; 0: for ever.",
)
VIEW_LOG_DAYS = environment.duration(
    "VIEW_LOG_DAYS",
    365,
    about="For how many days it is kept who of the staff looked at whose personal data; 0: for ever.",
)
