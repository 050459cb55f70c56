"""A second server that speaks Cosmos's REST: `@vercel/cosmosdb-server`, written by others, so that our own is
not its only judge. It knows single documents and queries; what it cannot do is listed here by test."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.ports import free_port
from tests.product import ROOT

PROGRAM = ROOT / "node_modules/.bin/cosmosdb-server"
BATCH = "its batch is not atomic, and replace within one is answered 500"
FAULTS = "it makes no trouble on demand"

# By the name of the test.
CANNOT = {
    "test_what_is_not_there_is_missing": "it answers 500 where a document is not there",
    "test_a_document_says_where_it_came_from": "its documents have no _attachments",
    "test_who_has_it_already_is_not_sent_it_again": "it ignores If-None-Match",
    "test_what_is_unique_is_so_together": "it takes each path of a unique key for itself",
    "test_a_batch_is_done_wholly": BATCH,
    "test_or_not_at_all": BATCH,
    "test_a_batch_stays_in_its_partition": BATCH,
    "test_a_question_is_answered_from_the_middle": "its SQL has no OFFSET LIMIT",
    "test_a_question_of_one_partition_sees_no_other": "it asks for the partition key in the WHERE",
    "test_the_feed_goes_on_where_it_ended": "its change feed has no continuation",
    "test_trouble_comes_as_it_was_planned": FAULTS,
    "test_a_lost_answer_was_done_and_an_unsent_one_was_not": FAULTS,
    "test_who_asks_for_more_than_was_paid_for_waits": "it charges 1 for everything, and has no limit",
    "test_a_wrong_key_opens_nothing": "it asks for no key",
    "test_what_was_asked_is_in_the_ledger": "it keeps no ledger",
}


@dataclass(frozen=True)
class Second:
    url: str
    key: str = base64.b64encode(b"it looks at no key").decode()
    # It says that it is to be found by https, which it does not speak here.
    options: tuple[tuple[str, Any], ...] = (("enable_endpoint_discovery", False),)

    def reset(self) -> None:
        """Every test makes a database of its own."""


@contextmanager
def running() -> Iterator[Second]:
    if not PROGRAM.exists():
        raise RuntimeError(f"{PROGRAM.name} is not installed: run `npm ci`, as `make test` does.")
    port = free_port()
    command = [str(PROGRAM), "--port", str(port), "--host", "127.0.0.1", "--no-ssl"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, **quiet) as process:  # type: ignore[call-overload]
        try:
            ready = process.stdout.readline()
            if "Ready" not in ready:
                raise RuntimeError(f"{PROGRAM.name} did not start: {ready}")
            yield Second(f"http://127.0.0.1:{port}/")
        finally:
            process.kill()
