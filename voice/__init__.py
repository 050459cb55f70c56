"""Talking. Knows the toolbox, not the tables."""
