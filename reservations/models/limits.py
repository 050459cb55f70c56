"""What was done how often: kept for as long as a limit asks for it, and written by `limits.windows` alone."""

from __future__ import annotations

from django.db import models


class Window(models.Model):
    """The moments at which one thing was done by one key, within its window."""

    key = models.CharField(primary_key=True, max_length=128)
    moments = models.JSONField(default=list)  # seconds since 1970, oldest first, never more than the limit
    expires_at = models.FloatField(db_index=True)  # from then on the row says nothing

    class Meta:
        verbose_name = "window"

    def __str__(self) -> str:
        return self.key
