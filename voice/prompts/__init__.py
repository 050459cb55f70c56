"""The agent's instructions in each language it speaks: words only."""
