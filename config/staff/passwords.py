"""What else a password of the staff may not be, beside what Django's own validators refuse."""

from __future__ import annotations

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class MaximumLengthValidator:
    """Hashing takes as long as a password is: one without end would be somebody's means to keep us busy."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Django's name for what the form says beside the field."""
        return _("Your password can have %(most)d characters at most.") % {"most": self.max_length}


class PatternValidator:
    """Refuses what is typed by a pattern. Of which characters a password is, is nobody's affair."""

    longest_piece = 4  # "abababababab" and "1984198419841984" are one piece, again and again

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        if self.is_repetition(password) or self.is_sequence(password):
            raise ValidationError(
                _("This password is a pattern that is easily guessed."), code="password_pattern"
            )

    def is_repetition(self, password: str) -> bool:
        pieces = (password[:length] for length in range(1, self.longest_piece + 1))
        return any((piece * len(password)).startswith(password) for piece in pieces)

    def is_sequence(self, password: str) -> bool:
        """Whether each character follows the one before, up or down: "abcdefghijkl", "123456789012"."""
        steps = {(ord(after) - ord(before)) for before, after in pairwise(password)}
        if password.isdecimal():  # after 9 comes 0
            steps = {(step + 5) % 10 - 5 for step in steps}
        return steps in ({1}, {-1})

    def get_help_text(self) -> str:
        """Django's name for what the form says beside the field."""
        return _("Your password can’t be one piece repeated, nor a row of neighbours such as 123456.")
