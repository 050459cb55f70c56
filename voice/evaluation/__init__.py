"""Plays written telephone calls against a speech model's dialogue, with the real tools, and grades them."""
