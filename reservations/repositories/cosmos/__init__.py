"""Azure Cosmos DB as the record: the same deeds, guarded by each car's calendar document."""
