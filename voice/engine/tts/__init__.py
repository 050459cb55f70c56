"""Text to speech, a sentence at a time. It knows nothing of sessions or sockets."""
