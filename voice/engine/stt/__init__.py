"""Speech to text: which words a caller said. It knows nothing of sessions or sockets."""
