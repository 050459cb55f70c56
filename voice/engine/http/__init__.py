"""HTTP and WebSocket: the vendors' paths, in front of the switchboard."""
