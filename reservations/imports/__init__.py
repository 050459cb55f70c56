"""Brings shops, cars and reservations in from documents: read field by field, checked, written as a whole."""
