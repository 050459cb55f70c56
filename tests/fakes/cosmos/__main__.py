"""`python -m tests.fakes.cosmos [--port N] [--units 400]`: the server as a process; prints URL and key."""

from __future__ import annotations

import argparse
import threading

from tests.fakes.cosmos.server import CosmosServer

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--units", type=float, default=0, help="request units a second (as many as are wanted)")
given = parser.parse_args()
with CosmosServer(port=given.port, units=given.units) as server:
    print(server.url, server.key, flush=True)
    threading.Event().wait()
