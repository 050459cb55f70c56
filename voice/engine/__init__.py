"""The embedded realtime server: the GA protocol with no account behind it."""
