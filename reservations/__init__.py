"""Renting cars. Knows nothing of voices, models or providers."""
