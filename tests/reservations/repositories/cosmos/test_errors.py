"""Every error of the SDK has a name of ours."""

from __future__ import annotations

import pytest
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    DecodeError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.core.utils import case_insensitive_dict
from azure.cosmos.exceptions import (
    CosmosBatchOperationError,
    CosmosClientTimeoutError,
    CosmosHttpResponseError,
)

from reservations.errors import StoreUnavailable
from reservations.repositories.cosmos.errors import (
    CosmosError,
    Exists,
    Expired,
    Missing,
    NotBegun,
    Refused,
    Stale,
    Unknown,
    translate_error,
)

pytestmark = pytest.mark.unit


class Answer:
    """As much of a response as the SDK's errors look at."""

    reason = "because"

    def __init__(self, status: int, **headers: str) -> None:
        self.status_code = status
        self.headers = case_insensitive_dict(
            {name.replace("_", "-"): value for name, value in headers.items()}
        )


def answered(status: int, **headers: str) -> CosmosHttpResponseError:
    return CosmosHttpResponseError(message="Sorry.", response=Answer(status, **headers))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        (404, Missing),
        (409, Exists),
        (412, Stale),
        (429, NotBegun),
        (449, NotBegun),
        (400, Refused),
        (413, Refused),
        (408, Unknown),
        (410, Unknown),
        (500, Unknown),
        (503, Unknown),
    ],
)
def test_an_answer_is_known_by_its_status_alone_or_in_a_batch(status: int, ours: type[CosmosError]) -> None:
    assert type(translate_error(answered(status))) is ours
    in_batch = translate_error(CosmosBatchOperationError(1, {}, status, "Sorry.", []))  # type: ignore[no-untyped-call]
    assert type(in_batch) is ours
    assert isinstance(in_batch, CosmosError)
    assert in_batch.index == 1


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (ServiceRequestError("refused"), NotBegun),
        (ServiceResponseError("reset"), Unknown),
        (DecodeError("half an answer"), Unknown),
        (CosmosClientTimeoutError(), Unknown),  # type: ignore[no-untyped-call]
    ],
)
def test_what_was_not_sent_was_not_begun_and_what_was_not_heard_is_unknown(
    error: AzureError, ours: type[CosmosError]
) -> None:
    assert type(translate_error(error)) is ours


def test_a_throttled_request_knows_how_long_to_wait() -> None:
    fault = translate_error(answered(429, x_ms_retry_after_ms="250"))
    assert isinstance(fault, NotBegun)
    assert (fault.wait, fault.busy) == (0.25, True)


def test_a_session_that_is_behind_is_no_missing_item() -> None:
    assert type(translate_error(answered(404, x_ms_substatus="1002"))) is Unknown


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (answered(401), "Check COSMOS_KEY"),
        (answered(403, x_ms_substatus="5301"), "Cosmos DB Built-in Data Contributor"),
        (answered(404, x_ms_substatus="1003"), "manage.py cosmos_init"),
        (ClientAuthenticationError("DefaultAzureCredential failed"), "managed identity"),
    ],
)
def test_what_only_an_operator_can_repair_is_not_told_to_the_caller(error: AzureError, remedy: str) -> None:
    fault = translate_error(error)
    assert isinstance(fault, StoreUnavailable)
    assert remedy in fault.remedy
    problem = fault.as_problem("en")
    assert (problem["code"], problem["status"]) == ("store_unavailable", 503)
    assert remedy not in str(problem)


def test_a_token_that_has_expired_is_told_from_a_role_that_is_not_there() -> None:
    assert type(translate_error(answered(403, x_ms_substatus="5300"))) is Expired


def test_a_caller_hears_of_it_in_japanese_too() -> None:
    assert "予約システム" in StoreUnavailable("refused", remedy="Wait.").as_problem("ja")["spoken"]
