"""Voice activity: when a caller speaks, and when the turn ends. It knows nothing of words."""
