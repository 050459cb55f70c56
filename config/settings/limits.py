"""The settings of how much one caller may do (docs/limits.md)."""

from __future__ import annotations

import re

from config import environment


def is_country(word: str) -> bool:
    """Two capital letters, as ISO 3166 has them."""
    return re.fullmatch("[A-Z]{2}", word) is not None


# Each conversation, and each call of one, costs the provider's money.
SESSIONS_PER_MINUTE = environment.number(
    "SESSIONS_PER_MINUTE", 30, least=1, about="How many conversations one address may start in a minute."
)
SESSIONS_PER_TOKEN = environment.number(
    "SESSIONS_PER_TOKEN",
    10,
    least=1,
    about="How many conversations a minute may be started by who shows the token of an earlier one. They are "
    "not counted for their address, which may start ten times SESSIONS_PER_MINUTE in all.",
)
SESSIONS_PER_DAY = environment.number(
    "SESSIONS_PER_DAY",
    1000,
    least=1,
    about="How many conversations may be started from one address in 24 hours.",
)
CALLS_PER_MINUTE = environment.number(
    "CALLS_PER_MINUTE",
    10,
    least=1,
    about="How many calls one conversation may begin in a minute, those of its renewals and of the relay "
    "among them. One of them is live; the one before it is hung up.",
)
RENEWALS_PER_HOUR = environment.number(
    "RENEWALS_PER_HOUR",
    60,
    least=1,
    about="How often one conversation may go over to another call in an hour: at a time limit, or after its "
    "network broke off.",
)
CALLS_PER_DAY = environment.number(
    "CALLS_PER_DAY",
    1000,
    least=1,
    about="How many calls may be begun from one address in 24 hours, renewals among them.",
)
LIVE_CALLS_PER_ADDRESS = environment.number(
    "LIVE_CALLS_PER_ADDRESS",
    30,
    least=1,
    about="How many calls from one address may be live at a time; an office has as many as it has callers.",
)
TOOL_CALLS_PER_MINUTE = environment.number(
    "TOOL_CALLS_PER_MINUTE",
    60,
    least=1,
    about="How many tools one conversation may call in a minute, whether the call or a page asks.",
)
WRITES_PER_HOUR = environment.number(
    "WRITES_PER_HOUR",
    60,
    least=1,
    about="How often one conversation may call `create_reservation`, `change_reservation` and "
    "`cancel_reservation` in an hour. A booking in two steps is two calls.",
)
WRITES_PER_DAY = environment.number(
    "WRITES_PER_DAY",
    300,
    least=1,
    about="How often all conversations from one address together may call those three in 24 hours.",
)
SOCKETS_PER_ADDRESS = environment.number(
    "SOCKETS_PER_ADDRESS",
    100,
    least=1,
    about="How many sockets the pages at one address may have open at one server process: a page has one, "
    "and another while its sound goes by way of our server.",
)
BOOKINGS_PER_DAY = environment.number(
    "BOOKINGS_PER_DAY",
    30,
    least=1,
    about="How many cars all conversations from one address together may book in 24 hours.",
)
GUESSES_PER_SESSION = environment.number(
    "GUESSES_PER_SESSION",
    5,
    least=1,
    about="How many wrong names or telephones one conversation may give for reservation numbers in half an "
    "hour, and one address for one number.",
)
GUESSES_PER_HOUR = environment.number(
    "GUESSES_PER_HOUR", 20, least=1, about="How many of those one address may give in an hour."
)
GUESSES_ALARM_PER_HOUR = environment.number(
    "GUESSES_ALARM_PER_HOUR",
    100,
    least=1,
    about="After how many of those in an hour, by everybody together, staff are told.",
)
RECEIVERS_PER_SESSION = environment.number(
    "RECEIVERS_PER_SESSION",
    2,
    least=1,
    about="To how many telephones and e-mail addresses one conversation may have messages written.",
)
RECEIVERS_PER_BOOKING = environment.number(
    "RECEIVERS_PER_BOOKING",
    2,
    least=1,
    about="To how many telephones and e-mail addresses messages about one booking may go, where callers "
    "change them; staff may add others.",
)
MESSAGES_PER_BOOKING = environment.number(
    "MESSAGES_PER_BOOKING",
    2,
    least=1,
    about="How many messages about one booking callers may have written to one receiver in 24 hours, besides "
    "its cancellation. What is more is kept for the staff to send.",
)
MESSAGES_PER_RECEIVER = environment.number(
    "MESSAGES_PER_RECEIVER",
    10,
    least=1,
    about="How many messages callers may have written to one receiver in 24 hours, about whatever bookings.",
)
MESSAGES_PER_DAY = environment.number(
    "MESSAGES_PER_DAY",
    2000,
    least=1,
    about="How many messages callers may have written in 24 hours in all. Staff are told when it is met.",
)
SMS_COUNTRIES = environment.words(
    "SMS_COUNTRIES",
    "JP",
    about="The countries whose telephones get short messages, by their two letters, separated by commas.",
    is_allowed=is_country,
    example="JP,KR",
)
MINUTES_PER_DAY = environment.number(
    "MINUTES_PER_DAY",
    1500,
    about="How many minutes the calls from one address may last together in 24 hours before another is "
    "refused; 0 limits nobody.",
)
BUDGET_CALLS_PER_DAY = environment.number(
    "BUDGET_CALLS_PER_DAY",
    2000,
    about="How many calls there may be in a day before new callers are given the telephone instead; 0 limits "
    "nothing, as of the other budgets. Staff are told at 80 %.",
)
BUDGET_CALLS_PER_MONTH = environment.number(
    "BUDGET_CALLS_PER_MONTH", 40_000, about="The same in a month of the calendar."
)
BUDGET_MINUTES_PER_DAY = environment.number(
    "BUDGET_MINUTES_PER_DAY", 8000, about="How many minutes all calls of a day may last together."
)
BUDGET_MINUTES_PER_MONTH = environment.number(
    "BUDGET_MINUTES_PER_MONTH", 160_000, about="The same in a month."
)
BUDGET_YEN_PER_DAY = environment.number(
    "BUDGET_YEN_PER_DAY",
    50_000,
    about="How many yen the calls of a day may cost, by TOKEN_PRICES. The embedded engine costs none.",
)
BUDGET_YEN_PER_MONTH = environment.number("BUDGET_YEN_PER_MONTH", 1_000_000, about="The same in a month.")
PAGE_TOOLS = environment.flag(
    "PAGE_TOOLS",
    default=True,
    about="Whether a page may run the tools itself where it asks to (`toolMode: browser`). It is handed the "
    "provider's own key then, and who has that can talk past our record, and past the budgets of minutes and "
    "yen. Off: the server runs them, whatever is asked; but for `azure-preview`, where it cannot.",
)
TOKEN_PRICES = environment.prices(
    "TOKEN_PRICES",
    {"text_input": 600, "audio_input": 4800, "cached_input": 60, "text_output": 2400, "audio_output": 9600},
    about="What a million tokens cost, in yen. By default gpt-realtime's list prices at 150 yen to the "
    "dollar: write your own contract's.",
)
YEN_PER_MINUTE = environment.number(
    "YEN_PER_MINUTE",
    30,
    about="What a minute is taken to cost where no usage is known: where the page runs the tools. Of a page "
    "that says nothing it is taken to talk from the grant to its hang-up, or for an hour.",
)
SESSION_MAX_MINUTES = environment.duration(
    "SESSION_MAX_MINUTES",
    120,
    least=1,
    about="After so long a conversation is over, even if nobody ended it: nothing is booked in it any more.",
)
BOOKINGS_PER_SESSION = environment.number(
    "BOOKINGS_PER_SESSION",
    3,
    about="How many live bookings and holds one conversation may have at a time; staff are not limited, and "
    "0 limits nobody.",
)
PARTNER_CALLS_PER_MINUTE = environment.number(
    "PARTNER_CALLS_PER_MINUTE",
    60,
    least=1,
    about="How many tools may be called with one partner's key in a minute, where the key says nothing else.",
)
PARTNER_WRITES_PER_HOUR = environment.number(
    "PARTNER_WRITES_PER_HOUR",
    120,
    least=1,
    about="How many of those may write in an hour. A booking in two steps is two calls.",
)
PARTNER_BOOKINGS_PER_DAY = environment.number(
    "PARTNER_BOOKINGS_PER_DAY",
    100,
    least=1,
    about="How many cars may be booked with one partner's key in 24 hours, where the key says nothing else.",
)
WRONG_KEYS_PER_MINUTE = environment.number(
    "WRONG_KEYS_PER_MINUTE",
    20,
    least=1,
    about="How many wrong partners' keys one address may show in a minute. Who shows a right one is served.",
)
BOOKING_CODE_MINUTES = environment.duration(
    "BOOKING_CODE_MINUTES",
    10,
    least=1,
    about="How long a caller's code is good at least (BOOKING_IDENTITY=code); at most twice as long.",
)
CODES_PER_BOOKING = environment.number(
    "CODES_PER_BOOKING",
    3,
    least=1,
    about="How many codes may be sent about one booking in 24 hours.",
)
BOOKING_PAGE_VIEWS_PER_MINUTE = environment.number(
    "BOOKING_PAGE_VIEWS_PER_MINUTE",
    30,
    least=1,
    about="How often one booking's page may be opened in a minute.",
)
BOOKING_PAGE_WRITES_PER_HOUR = environment.number(
    "BOOKING_PAGE_WRITES_PER_HOUR",
    20,
    least=1,
    about="How often a change or the cancellation may be asked for there in an hour, each of two steps.",
)
WRONG_LINKS_PER_MINUTE = environment.number(
    "WRONG_LINKS_PER_MINUTE",
    20,
    least=1,
    about="How many links that open nothing one address may try in a minute.",
)
