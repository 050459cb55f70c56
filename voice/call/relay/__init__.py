"""A conversation whose audio passes through our server, for callers whose network blocks WebRTC."""
