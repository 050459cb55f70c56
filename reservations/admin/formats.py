"""What the admin's pages write in the clerk's language: times, amounts, badges, labels in the history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, override, pgettext

from reservations import clock
from reservations.phones import format_phone


def current_language() -> str:
    """The language of the page, "ja" or "en"."""
    return (get_language() or "ja").split("-")[0]


def format_local(local: datetime) -> str:
    """A shop's local time, with the digits that its clock shows: Django would convert to server time."""
    return date_format(local, "m/d (D) H:i", use_l10n=False)


def format_local_narrow(local: datetime) -> SafeString:
    """The same as HTML, on two lines where a column is narrow."""
    day, at = (date_format(local, part, use_l10n=False) for part in ("m/d (D)", "H:i"))
    return format_html('<span class="moment">{} <b>{}</b></span>', day, at)


def format_instant(at: datetime | None, zone: str) -> str:
    """`at` by the clock in `zone`; a dash for none."""
    return format_local(clock.local(at, zone)) if at else "—"


def format_day(local: datetime) -> str:
    """The day of a shop's local time; with the year where it is not this one."""
    this_year = clock.now().astimezone(local.tzinfo).year == local.year
    return date_format(local, "m/d" if this_year else "Y/m/d", use_l10n=False)


def format_period(start: datetime, end: datetime) -> str:
    """Two local times of shops: 12/13 10:00–18:00; with the day of the second where it is another one."""
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{format_day(end)} {end:%H:%M}"
    return f"{format_day(start)} {start:%H:%M}–{until}"


def format_long_day(day: date) -> str:
    """A day as a page's title: 12月1日（火）; with the year where it is not this one."""
    has_year = day.year != timezone.localdate(clock.now()).year
    if current_language() == "ja":
        return date_format(day, "Y年n月j日（D）" if has_year else "n月j日（D）", use_l10n=False)
    return date_format(day, "D j M Y" if has_year else "D j M", use_l10n=False)


def format_customer(name: str) -> str:
    """As a customer is addressed: 佐藤花子 様, and the name alone in English."""
    return pgettext("a customer, as addressed", "{name}").format(name=name)


def format_dialled_phone(phone: Any) -> str:
    """As a clerk dials it, 090-1234-5678, of another country +1 …; what is
    no number as it is."""
    return format_phone(str(phone or ""))


def format_days_from_today(local: datetime) -> str:
    """How far the day of a shop's local time is from today there: "today", "in 3 days", "1 day ago"."""
    days = (local.date() - clock.now().astimezone(local.tzinfo).date()).days
    if not days:
        return gettext("today")
    ahead = ngettext("in {days} day", "in {days} days", days)
    ago = ngettext("{days} day ago", "{days} days ago", -days)
    return (ahead if days > 0 else ago).format(days=abs(days))


def format_yen(amount: int | None) -> str:
    """Yen in the clerk's language; a dash where there is no price."""
    if amount is None:
        return "—"
    return gettext("{amount} yen").format(amount=number_format(amount, force_grouping=True))


def render_badge(kind: str, text: str) -> SafeString:
    """`kind` chooses the colour in admin.css; the text carries the meaning."""
    return format_html('<span class="badge is-{}">{}</span>', kind, text)


def use_catalogue_labels(message: Any) -> Any:
    """A change message of Django's, with the labels of its fields as our catalogue has them.

    The history keeps labels in English and translates them when it is read, while Django's forms begin
    them with a capital: so a label is kept as the msgid that has a translation.
    """
    for entry in message:
        for facts in entry.values():
            if fields := facts.get("fields"):
                facts["fields"] = [to_msgid(label) for label in fields]
    return message


def to_msgid(label: str) -> str:
    """`label`, or the same with a small first letter where only that has a translation."""
    small = label[:1].lower() + label[1:]
    with override("ja"):
        return small if gettext(label) == label and gettext(small) != small else label
