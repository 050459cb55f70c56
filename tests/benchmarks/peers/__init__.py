"""Programs for the environments of other frameworks: nothing of ours is installed there."""
