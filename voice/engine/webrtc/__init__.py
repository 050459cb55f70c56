"""WebRTC: a caller's peer connection as the microphone and the loudspeaker of a session."""
