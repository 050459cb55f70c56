"""Scripted conversations are held with a rehearsal of the mind and a small in-memory fleet."""

from __future__ import annotations
