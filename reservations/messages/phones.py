"""Which telephones can receive a short message, and how a shop's telephone is written. Pure."""

from __future__ import annotations

from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# In some countries (America) a number does not tell what it is.
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def to_mobile(phone: Any) -> str:
    """`phone`, as a customer gave it, as +819012345678; "" if it cannot receive a short message."""
    number = parse(phone)
    if not number or phonenumbers.number_type(number) not in MOBILE:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(phone: str, language: str) -> str:
    """A shop's telephone for a reader of `language`: 「03-5555-0101」 in "ja", "+81 3-5555-0101" in others.

    What is no number comes back as it is."""
    number = parse(phone)
    if not number:
        return phone
    at_home = language == "ja" and number.country_code == 81
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def parse(phone: Any) -> phonenumbers.PhoneNumber | None:
    """A valid number, Japanese unless it says otherwise; None for anything else."""
    if isinstance(phone, phonenumbers.PhoneNumber):
        return phone if phonenumbers.is_valid_number(phone) else None
    try:
        number = phonenumbers.parse(str(phone or ""), "JP")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
