"""Which telephones can receive a short message, and how a telephone is written. Pure."""

from __future__ import annotations

from typing import Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# In some countries (America) a number does not tell what it is.
HOME = 81
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def to_mobile(phone: Any) -> str:
    """`phone`, as a customer gave it, as +819012345678; "" if it cannot receive a short message."""
    number = parse(phone)
    if not number or phonenumbers.number_type(number) not in MOBILE:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_phone(phone: str) -> str:
    """A telephone as one dials it here, to be read or said: 「03-5555-0101」, whatever the language.

    Another country's has its code; what is no number comes back as it is.
    """
    number = parse(phone)
    if not number:
        return phone
    at_home = number.country_code == HOME
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
