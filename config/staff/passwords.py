"""What else a password of the staff may not be, beside what Django's own validators refuse."""

from __future__ import annotations

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
