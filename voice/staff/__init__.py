"""The staff's place for calls: those that go on, those that were, and what a clerk may do in one."""
