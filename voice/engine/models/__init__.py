"""The model files (which there are, where they lie, that they are whole, how to open them) and their pool."""
