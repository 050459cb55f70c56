"""What every test stands on: a database in a file, as the product has."""

from __future__ import annotations

import gc
import inspect
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.core.signals import setting_changed
from django.db import connections
from django.dispatch import receiver
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from reservations import shared_redis
from tests import emptying
from tests.product import SHARED
from tests.redis_server import RedisServer, running
from tests.soak import size
from voice import providers
from voice.providers import circuit

# How long an example takes is the machine's affair: a busy one must not fail a test. `make test` draws the
# same examples each time, so that a change is refused for its own faults; `make soak` draws others.
hypothesis.settings.register_profile(
    "house", deadline=None, max_examples=size(40, whole=100), derandomize=size(True, whole=False)
)
hypothesis.settings.load_profile("house")

# Modules and the ten thousand tests live as long as their process: no search for garbage needs to go through
# them, neither while they are read nor, once they are frozen, after each so many objects of a test.
gc.disable()

LONG_SECONDS = 20  # a module that takes so much of fifteen minutes must have a reason
FIRST = ("long", "sound")


def pytest_configure(config: pytest.Config) -> None:
    """What is made once in a run lies in a folder that workers find by their environment."""
    if SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="uketsuke-run-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True))


@pytest.hookimpl(trylast=True)  # after those that shuffle
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long first, in any order: one worker should not wait for the other's last module."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in FIRST))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names the modules that make the run long, the longest first."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.partition("::")[0]] += report.duration
    for spent, module in sorted(((spent, module) for module, spent in seconds.items()), reverse=True):
        if spent > LONG_SECONDS:
            terminalreporter.write_line(f"{spent:4.0f} s {module}")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A clerk's password is hashed once: the product's hundred thousands of rounds are Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def no_provider_is_given_up() -> None:
    """Those that fail in one test are asked again in the next."""
    circuit.reset()


@pytest.fixture(autouse=True)
def no_language_is_left() -> None:
    """A request leaves its language in the thread, as Django's own middleware does: each test begins in the
    house's."""
    translation.deactivate()


@receiver(setting_changed)
def build_providers_anew(**_changed: object) -> None:
    """An adapter is built once a process, from settings that only a test changes."""
    providers.get.cache_clear()


@pytest.fixture
def uncollected_static_files(settings: Settings, tmp_path: Path) -> None:
    """Pages can be rendered without `collectstatic` having run."""
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A database for each worker; SQLite's in a file: in memory, threads refuse each other's tables at once,
    instead of waiting their turn."""
    database = connections["default"]
    database.settings_dict["CONN_MAX_AGE"] = 0  # a test's threads end without a word: none may keep one
    if database.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        database.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        emptying.install("default")


@pytest.fixture(autouse=True)
def no_connection_is_left(request: pytest.FixtureRequest) -> None:
    """PostgreSQL does not drop a test's database while one connection is open."""
    uses_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if uses_database and inspect.iscoroutinefunction(getattr(request.node, "obj", None)):
        request.getfixturevalue("close_thread_connections")


@pytest_asyncio.fixture
async def close_thread_connections() -> AsyncIterator[None]:
    """Asynchronous queries run on a thread of their own, whose connection nobody else closes in a test."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.fixture(scope="module")
def redis_server() -> Iterator[RedisServer]:
    """A real Redis, of the module's tests alone."""
    with running() as server:
        yield server


@pytest.fixture
def shared_redis_url(
    redis_server: RedisServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """An empty Redis that answers is this process's, as REDIS_URL would have it."""
    monkeypatch.setattr(shared_redis, "_away_until", 0.0)
    monkeypatch.setattr(shared_redis, "_logged_at", float("-inf"))
    settings.REDIS_URL = redis_server.url
    client = shared_redis.connect(redis_server.url)
    client.flushall()
    yield redis_server.url
    client.close()
