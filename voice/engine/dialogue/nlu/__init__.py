"""What the caller's words mean, read without looking at the state of the conversation."""
