"""Days, times and lengths in what was said, and the rental period that they come to."""
