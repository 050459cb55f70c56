"""What our rows know of the documents that they mirror, where Cosmos DB is the record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mirrored(models.Model):
    """One document and the row that shows it: `row` is the key of a Reservation or a Location."""

    container = models.CharField(_("container"), max_length=32)
    row = models.CharField(_("row"), max_length=64)
    location_id = models.CharField(_("shop"), max_length=64)
    document_id = models.CharField(_("document"), max_length=255)
    etag = models.CharField(_("ETag"), max_length=64)
    # What grows with each writing: the revision of a reservation, the time stamp of a shop.
    revision = models.BigIntegerField(_("revision"), default=0)
    mirrored_at = models.DateTimeField(_("synced at"))
    # The row is kept: what staff have seen does not vanish with a deletion in the portal.
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)

    class Meta:
        verbose_name = _("mirrored document")
        verbose_name_plural = _("mirrored documents")
        constraints = [models.UniqueConstraint(fields=["container", "row"], name="mirrored_once")]

    def __str__(self) -> str:
        return f"{self.container}/{self.document_id}"


class Quarantine(models.Model):
    """A document that cannot be shown as a row, with the reason; it goes when the document is mended."""

    container = models.CharField(_("container"), max_length=32)
    location_id = models.CharField(_("shop"), max_length=255, blank=True)
    document_id = models.CharField(_("document"), max_length=255)
    reason = models.TextField(_("reason"))
    document = models.JSONField(_("as it was read"))
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("document in quarantine")
        verbose_name_plural = _("documents in quarantine")
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["container", "location_id", "document_id"], name="quarantined_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.container}/{self.document_id}"


class FeedToken(models.Model):
    """Up to where a container's changes were read, saved with the rows; and whose turn it is to read on."""

    container = models.CharField(_("container"), max_length=32, primary_key=True)
    token = models.TextField(_("token"), blank=True)
    owner = models.CharField(_("read by"), max_length=64, blank=True)
    leased_until = models.DateTimeField(_("until"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("position in the change feed")
        verbose_name_plural = _("positions in the change feed")

    def __str__(self) -> str:
        return self.container
