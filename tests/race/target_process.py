"""A server process to be killed, by one JSON order a line on its input.

Run it as `python -m tests.race.target_process DATABASE`.

{"tool", "session", "key", "given", "moment"}: does this one call, and kills itself right before its
`moment`-th statement or COMMIT. {"live": name}: books, changes and cancels until somebody kills it, and
announces each call, each answer and each statement on its output. Each order is done by a fork of its own,
so that the next one need not wait for Django; `{"over": …}` is said when it is gone.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import django

Moment = Callable[[], None]


def say(**words: Any) -> None:
    """In one write, so that a kill cuts nothing in two."""
    os.write(1, json.dumps(words).encode() + b"\n")


def watched(moment: Moment, operation: Callable[[], Any]) -> Any:
    """Do `operation`, with `moment` called before each statement and each COMMIT."""
    from django.db import connections

    connection = connections["default"]

    def statement(execute: Any, *given: Any) -> Any:
        moment()
        return execute(*given)

    def commit() -> None:
        moment()
        type(connection).commit(connection)

    connection.ensure_connection()
    connection.commit = commit  # type: ignore[method-assign]
    with connection.execute_wrapper(statement):
        return operation()


def dying_at(last: int) -> Moment:
    moments = count(1)

    def moment() -> None:
        if next(moments) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    return moment


def call(tool: str, session: str, key: str, given: dict[str, Any]) -> dict[str, Any]:
    from tests.race.concurrency import ask

    say(call=[tool, session, key, given])
    answer = ask(tool, session, key, **given)
    say(answer=answer if answer["success"] else {"success": False, "code": answer["code"]})
    return answer


def live(name: str) -> None:
    from tests.race.concurrency import request_for

    chance = random.Random(name)
    for number in count():
        session, hour = f"{name}-{number}", chance.randint(8, 14)
        booked = call("create_reservation", session, "1", request_for(chance.randint(5, 8), hour, hour + 4))
        if not booked["success"]:
            continue
        longer = {"number": booked["number"], "endDate": f"{booked['period']['endDate'][:11]}20:00:00"}
        twice("change_reservation", session, longer)
        if chance.random() < 0.7:
            twice("cancel_reservation", session, {"number": booked["number"]})


def twice(tool: str, session: str, given: dict[str, Any]) -> None:
    """First the question, then the yes."""
    question = call(tool, session, f"{tool}?", given)
    if token := question.get("confirmationToken"):
        call(tool, session, f"{tool}!", {**given, "confirmationToken": token})


def obey(order: dict[str, Any]) -> None:
    if "live" in order:
        say(pid=os.getpid())
        watched(lambda: say(statement=True), lambda: live(order["live"]))
        return
    one = [order[name] for name in ("tool", "session", "key", "given")]
    watched(dying_at(order["moment"]), lambda: call(*one))


def main(name: str) -> None:
    django.setup()
    from django.conf import settings
    from django.db import connections

    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name
    say(ready=True)
    for line in sys.stdin:
        if child := os.fork():
            say(over=os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            continue
        obey(json.loads(line))
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
