"""What is known of the conversation, and how words and tool results change it."""
