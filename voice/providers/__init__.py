"""Where realtime speech models live: one adapter a vendor."""
