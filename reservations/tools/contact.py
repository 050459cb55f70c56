"""A customer's name, telephone number and e-mail address, as tools take them."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber, to_python

from reservations import person_names
from reservations.errors import UnreadableEmail, UnreadableName, UnreadablePhone
from reservations.tools.arguments import Text

Phone = Annotated[
    str | None,
    Text(_("The customer's telephone number, as the caller gave it; leave out if there is none"), longest=40),
]
Email = Annotated[
    str | None,
    Text(_("The customer's e-mail address, for a caller without a telephone number"), longest=254),
]


# What a mail program makes a link of. "J. Smith" and "Mr.Smith" are names; a dot within is the web's.
UNLIKE_A_NAME = re.compile(r"[/@\\<>]|\bwww\.|[a-z0-9-]{2}\.[a-z]{2}", re.IGNORECASE)
HIDDEN = {"Cc", "Cf", "Cs"}  # Unicode's categories of what is not seen, but changes what is


def read_name(sent: str, field: str) -> str:
    """The name on one line. Raises UnreadableName, which names `field`."""
    name = " ".join(sent.split())
    plain = person_names.without_honorific(name)
    if UNLIKE_A_NAME.search(plain) or any(unicodedata.category(letter) in HIDDEN for letter in name):
        raise UnreadableName(field)
    return name


def read_phone(sent: str) -> str:
    """E.164, as it is stored; Japanese where it names no country. Raises UnreadablePhone."""
    number = to_python(sent)
    if not (isinstance(number, PhoneNumber) and number.is_valid()):
        raise UnreadablePhone("customerPhone")
    return str(number.as_e164)


def read_email(sent: str) -> str:
    """Raises UnreadableEmail."""
    try:
        validate_email(sent)
    except ValidationError:
        raise UnreadableEmail("customerEmail") from None
    return sent
