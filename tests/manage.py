"""`python -m tests.manage`: manage.py's commands without its start, one JSON list a line on the input.

Django is loaded once; each command is run by a fork of its own, so that it finds a process as new as
manage.py's. Answers with a JSON line: {"status", "said"}.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import traceback
from contextlib import redirect_stdout
from typing import Any

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    gc.disable()  # as manage.py does; setup ends it
    django.setup()
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            if not (child := os.fork()):
                os._exit(run(json.loads(line), said))
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            print(json.dumps({"status": status, "said": said.read()}), flush=True)


def run(command: list[str], said: Any) -> int:
    from django.core.management import call_command

    with redirect_stdout(said):
        try:
            call_command(*command)
        except BaseException:  # noqa: BLE001  (whatever it is: the test that asked is told)
            traceback.print_exc(file=said)
            return 1
        finally:
            said.flush()
    return 0


if __name__ == "__main__":
    main()
