"""Servers of the tests get ports that nobody else is given meanwhile."""

from __future__ import annotations

import multiprocessing
import socket
import sys
from pathlib import Path

import pytest

from tests.ports import FIRST, LAST, free_port

pytestmark = pytest.mark.unit


def list_free_ports(count: int) -> list[int]:
    return [free_port() for _ in range(count)]


@pytest.mark.skipif(sys.platform != "linux", reason="it tells the range in /proc")
def test_no_port_is_one_that_the_kernel_hands_out() -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert FIRST <= free_port() < LAST < first


def test_two_processes_are_given_different_ports() -> None:
    ours = set(list_free_ports(30))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        theirs = set(pool.apply(list_free_ports, (30,)))
    assert len(ours) == len(theirs) == 30
    assert not ours & theirs


def test_a_port_on_which_somebody_listens_is_passed_over() -> None:
    port = free_port()
    following = port + 1 if (port + 1) % 100 else port - 99
    with socket.create_server(("127.0.0.1", following)):
        assert free_port() != following
