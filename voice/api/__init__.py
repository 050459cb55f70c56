"""The page's HTTP door to a conversation."""
