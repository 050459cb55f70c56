"""Who this server is to Entra ID, where no key is set."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reservations.errors import StoreUnavailable

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


def identity() -> TokenCredential:
    """Of the app service or container that we are; elsewhere, whatever logs this machine in."""
    try:
        from azure.identity import DefaultAzureCredential, ManagedIdentityCredential
    except ImportError as error:
        raise StoreUnavailable(
            "COSMOS_KEY is empty, and Entra ID needs a package that is not installed.",
            mend="Set COSMOS_KEY, or install the extra: pip install 'uketsuke[azure]'.",
        ) from error
    if "IDENTITY_ENDPOINT" in os.environ:  # without probing the other ways, which takes seconds
        return ManagedIdentityCredential(client_id=os.environ.get("AZURE_CLIENT_ID"))
    return DefaultAzureCredential()
