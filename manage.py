#!/usr/bin/env python
from __future__ import annotations

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

if __name__ == "__main__":
    # Nothing that is loaded at the start is garbage: to look through it while it grows, and once more at the
    # end, takes as long as most commands. config/apps.py turns the collector on again.
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # an operator's to mend: where in our code it was found is no help
        sys.exit(f"The settings are wrong:\n{error}")
    except (OperationalError, ProgrammingError):
        if "--traceback" in sys.argv:
            raise
        from reservations.management.database import describe_lack

        if lack := describe_lack():
            sys.exit(lack)
        raise
