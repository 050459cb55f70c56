"""Azure Cosmos DB as the record: the same operations, guarded by each car's calendar document."""
