"""A small Cosmos DB (NoSQL API): REST enough for the vendor's own SDK, and the troubles of the real one.

What it does as the documentation says: atomic batches, ETags, unique ids in a partition, SQL as far as it is
asked here, the change feed, 429, 449 and lost answers, a budget of request units. Not imitated: replicas,
several physical partitions, real request units (charges.py estimates).
"""

from __future__ import annotations

from tests.fakes.cosmos.faults import Faults
from tests.fakes.cosmos.server import CosmosServer

__all__ = ["CosmosServer", "Faults"]
