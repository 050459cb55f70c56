"""`python -m tests.fakes.cosmos [--port N]`: the server as a process; prints its URL and key when ready."""

from __future__ import annotations

import argparse
import threading

from tests.fakes.cosmos.server import CosmosServer

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--port", type=int, default=0)
with CosmosServer(port=parser.parse_args().port) as server:
    print(server.url, server.key, flush=True)
    threading.Event().wait()
