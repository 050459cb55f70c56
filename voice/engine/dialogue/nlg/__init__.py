"""The sentences that the receptionist speaks, the same functions in Japanese and English."""
