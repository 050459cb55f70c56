"""The counter of one shop: its day, booking at the desk, handing a car over and taking it back."""
