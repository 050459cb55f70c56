"""The ten codes on paper, for the day on which the telephone is lost: each good once, only its hash is kept.

Whoever reads the database, or a backup of it, has no code. django-otp keeps its tokens as they are given, so
that they are given hashed; the salt stands in their device's name.
"""

from __future__ import annotations

from base64 import b32encode
from secrets import token_bytes, token_hex

from django.contrib.auth.models import AbstractBaseUser
from django.utils.crypto import pbkdf2
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

CODES = 10
LENGTH = 10  # letters and digits of base32: 50 bits
# A code is random, not chosen: to try all of them, even so many rounds each, takes a graphics card a century.
# Ten hashes are made while somebody waits.
ROUNDS = 20_000
HASH_BYTES = 10  # sixteen letters, as many as django-otp's column takes
NAME = "paper "


def make_codes(user: AbstractBaseUser) -> list[str]:
    """Ten new ones; those before are void."""
    StaticDevice.objects.filter(user_id=user.pk).delete()
    device = StaticDevice.objects.create(user_id=user.pk, name=name_device(), confirmed=True)
    codes = [b32encode(token_bytes(LENGTH)).decode().lower()[:LENGTH] for _i in range(CODES)]
    hashed = [StaticToken(device=device, token=hash_code(code, device.name)) for code in codes]
    StaticToken.objects.bulk_create(hashed)
    return codes


def name_device() -> str:
    """A device's name with a salt of its own."""
    return NAME + token_hex(16)


def hash_code(code: str, device_name: str) -> str:
    """The token that django-otp keeps of `code`, for the device of this name."""
    salt = device_name.removeprefix(NAME)
    return b32encode(pbkdf2(code, salt, ROUNDS, HASH_BYTES)).decode().lower()


def count_left(user: AbstractBaseUser) -> int:
    return int(StaticToken.objects.filter(device__user_id=user.pk).count())
