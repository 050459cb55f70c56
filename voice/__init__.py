"""Talking. Knows the tools, not the tables."""
