"""The embedded realtime server: the GA protocol with no account behind it."""

from __future__ import annotations

import os

# CTranslate2's OpenMP threads spin at every barrier unless told to sleep, and take the cores from each other:
# four callers at once waited 35 s for an answer. OpenMP reads this once, when it is loaded, and this package
# is the only way to it. What an operator has set stands.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
