"""A container read through, a page at a time: each is asked for by itself, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.values import Document

SIZE = 100
PATIENCE = 30.0  # seconds for one page: nobody is waiting
Page = tuple[list[Document], str]


def read_changes(container: str, token: str = "") -> Page:
    """By the change feed, from the beginning without a `token`: the next documents as they were written last,
    and the place behind them. An empty page is the end."""
    where: dict[str, Any] = {"continuation": token} if token else {"start_time": "Beginning"}

    def ask(at: Containers) -> Page:
        pager = getattr(at, container).query_items_change_feed(max_item_count=SIZE, **where).by_page()
        page = [dict(each) for each in next(pager, [])]
        return page, pager.continuation_token or token

    return RequestBudget(PATIENCE).read(ask)


def read_partition(container: str, partition: str, token: str = "") -> Page:
    """The next documents of one partition, and the place behind them; "" at the end."""

    def ask(at: Containers) -> Page:
        found = getattr(at, container).query_items(
            "SELECT * FROM c", partition_key=partition, max_item_count=SIZE
        )
        pager = found.by_page(token or None)
        page = [dict(each) for each in next(pager, [])]
        return page, pager.continuation_token or ""

    return RequestBudget(PATIENCE).read(ask)


def read_all(container: str, partition: str = "") -> Iterator[Document]:
    """All of them; what is written meanwhile may come again, as it is then."""
    if partition:
        page, token = read_partition(container, partition)
        yield from page
        while token:
            page, token = read_partition(container, partition, token)
            yield from page
        return
    page, token = read_changes(container)
    while page:
        yield from page
        page, token = read_changes(container, token)
