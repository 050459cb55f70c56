"""What passes is tried again while there is time; what was perhaps done is not done twice."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseError

from reservations.errors import Busy, StoreUnavailable
from reservations.repositories.cosmos import client
from reservations.repositories.cosmos.errors import Refused, Stale, Unknown
from reservations.repositories.cosmos.retry import RequestBudget
from tests.reservations.repositories.cosmos.test_errors import answered

pytestmark = pytest.mark.unit


class Clock:
    """Time passes only where somebody sleeps, or an answer takes it."""

    def __init__(self) -> None:
        self.at = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> RequestBudget:
    monkeypatch.setattr(client, "containers", lambda: None)
    return RequestBudget(now=clock.now, sleep=clock.sleep, dice=lambda: 1.0)


class Store:
    """Answers what it is told to, in order, and then always the last."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, _at: object = None) -> Any:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize(
    "passing",
    [
        answered(449),
        answered(503),
        answered(408),
        ServiceResponseError("reset"),
        ServiceRequestError("refused"),
    ],
)
def test_a_read_is_repeated_whatever_happened_to_it(budget: RequestBudget, passing: AzureError) -> None:
    store = Store(passing, passing, "here")
    assert budget.read(store) == "here"
    assert store.asked == 3


@pytest.mark.parametrize("refused", [answered(429), answered(449), ServiceRequestError("refused")])
def test_a_write_that_was_not_begun_is_repeated(budget: RequestBudget, refused: AzureError) -> None:
    assert budget.write(Store(refused, "done")) == "done"


@pytest.mark.parametrize("lost", [answered(503), answered(408), ServiceResponseError("reset")])
def test_a_write_that_was_perhaps_done_is_not_repeated(budget: RequestBudget, lost: AzureError) -> None:
    store = Store(lost, "done")
    with pytest.raises(Unknown):
        budget.write(store)
    assert store.asked == 1


def test_the_pauses_double_from_five_milliseconds_to_four_hundred(
    budget: RequestBudget, clock: Clock
) -> None:
    budget.read(Store(*[answered(449)] * 9, "here"))
    assert clock.slept == [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.4, 0.4]


def test_callers_refused_together_come_back_apart(clock: Clock, budget: RequestBudget) -> None:
    budget.dice = lambda: 0.0
    budget.read(Store(answered(449), "here"))
    assert clock.slept == [0.0025]


def test_cosmos_says_how_long_to_wait(budget: RequestBudget, clock: Clock) -> None:
    budget.read(Store(answered(429, x_ms_retry_after_ms="1000"), "here"))
    assert clock.slept == [1.005]


def test_nobody_waits_for_a_time_that_the_caller_does_not_have(budget: RequestBudget, clock: Clock) -> None:
    store = Store(answered(429, x_ms_retry_after_ms="5000"), "here")
    with pytest.raises(Busy):
        budget.read(store)
    assert (store.asked, clock.slept) == (1, [])


@pytest.mark.parametrize(
    ("always", "ends_as"),
    [
        (answered(449), Busy),
        (answered(503), StoreUnavailable),
        (ServiceRequestError("refused"), StoreUnavailable),
    ],
)
def test_within_four_seconds_a_caller_has_an_answer(
    budget: RequestBudget, clock: Clock, always: AzureError, ends_as: type[Exception]
) -> None:
    with pytest.raises(ends_as):
        budget.read(Store(always))
    assert 3.0 < clock.at <= 4.0


def test_a_reason_that_does_not_pass_is_not_waited_for(budget: RequestBudget, clock: Clock) -> None:
    with pytest.raises(StoreUnavailable):
        budget.read(Store(answered(401)))
    assert clock.slept == []


def test_an_expired_token_makes_a_new_client_once(
    budget: RequestBudget, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed = expect_renewals(monkeypatch)
    assert budget.write(Store(answered(403, x_ms_substatus="5300"), "done")) == "done"
    assert renewed == ["the old client"]
    with pytest.raises(StoreUnavailable, match="data-plane role"):
        budget.write(Store(answered(403, x_ms_substatus="5300")))


def expect_renewals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    renewed: list[str] = []
    monkeypatch.setattr(client, "containers", lambda: client.Containers("the old client", "", "", "", ""))  # type: ignore[arg-type]
    monkeypatch.setattr(client, "renew", renewed.append)
    return renewed


def test_an_account_that_cannot_be_asked_for_began_no_deed(
    budget: RequestBudget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "containers", Store(ServiceResponseError("slow"), None).__call__)
    assert budget.write(Store("done")) == "done"


def test_who_is_always_overtaken_hears_that_it_is_busy(budget: RequestBudget, clock: Clock) -> None:
    def decide_again_and_again() -> None:
        while True:
            try:
                budget.write(Store(answered(412)))
            except Stale as fault:
                budget.pause(fault)

    with pytest.raises(Busy):
        decide_again_and_again()
    assert clock.at <= 4.0


def test_the_requests_of_a_turn_share_its_time(budget: RequestBudget, clock: Clock) -> None:
    budget.read(Store(*[answered(449)] * 12, "here"))
    with pytest.raises(Busy):
        budget.write(Store(answered(449)))
    assert 3.0 < clock.at <= 4.0


def test_what_cosmos_cannot_take_is_a_fault_of_ours(budget: RequestBudget) -> None:
    with pytest.raises(Refused, match="Cosmos answered 413"):
        budget.write(Store(answered(413)))
