"""Which telephones can receive a short message, and how a shop's telephone is written. Pure."""

from __future__ import annotations

from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# In some countries (America) a number does not tell what it is.
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def mobile_number(phone: Any) -> str:
    """A customer's telephone as +819012345678, if it is a mobile one; else ""."""
    number = parsed(phone)
    if not number or phonenumbers.number_type(number) not in MOBILE:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown(phone: str, language: str) -> str:
    """「03-5555-0101」 to a Japanese, "+81 3-5555-0101" to others; as it stands if it is no number."""
    number = parsed(phone)
    if not number:
        return phone
    at_home = language == "ja" and number.country_code == 81
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def parsed(phone: Any) -> phonenumbers.PhoneNumber | None:
    if isinstance(phone, phonenumbers.PhoneNumber):
        return phone if phonenumbers.is_valid_number(phone) else None
    try:
        number = phonenumbers.parse(str(phone or ""), "JP")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
