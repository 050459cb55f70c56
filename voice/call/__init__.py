"""One live call: its controller, transports and what they are made of (docs/sessions.md)."""
