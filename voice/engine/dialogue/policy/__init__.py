"""What the receptionist says and does next, decided from the state alone."""
