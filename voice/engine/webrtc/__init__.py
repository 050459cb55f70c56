"""WebRTC: a caller's peer connection as the ears and the outlet of a session."""
