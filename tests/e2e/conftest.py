"""One browser and one product of each kind for the tests of a worker; a page of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

from tests.e2e import microphone
from tests.product import Product, engine_alone, running
from tests.soak import size

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    # WebRTC stays on loopback, with and without a network.
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
PHONE: ViewportSize = {"width": 390, "height": 844}

# The end of a sentence is awaited in real time; an agent that speaks faster is understood as well.
SPEED = size("1.5", whole="1.0")
# At its usual pace: what listens for the number in the agent's voice mishears a hurried one.
unhurried = pytest.mark.product_with(REALTIME_SPEED="1.0")
ENGINE_KEY = "a-key-of-the-operator"
HERE = Path(__file__).parent
MICROPHONE = (HERE / "microphone.js").read_text(encoding="utf-8")

Serve = Callable[..., Product]
NewPage = Callable[..., Page]
Open = Callable[..., Page]
OpenWithRecording = Callable[[str, Path, str], Page]
OpenUntouched = Callable[[str, str, str], Page]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A product with these settings, started once: each test takes other days and counts its own bookings."""
    with ExitStack() as stack:

        @cache
        def start(settings: frozenset[tuple[str, str]]) -> Product:
            folder = tmp_path_factory.mktemp("product")
            return stack.enter_context(running(folder, **{"REALTIME_SPEED": SPEED, **dict(settings)}))

        yield lambda **settings: start(frozenset(settings.items()))


@pytest.fixture
def product(served: Serve, request: pytest.FixtureRequest) -> Product:
    """The one with the settings of the test's mark `product_with`, or with none."""
    mark = request.node.get_closest_marker("product_with")
    return served(**(mark.kwargs if mark else {}))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The embedded engine in a process of its own, as a provider's adapter reaches it; its address."""
    with engine_alone(tmp_path_factory.mktemp("engine"), ENGINE_KEY) as (_process, url):
        yield url


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Its microphone is in a quiet room; what a caller says there is `say`'s (conversation.py)."""
    room = microphone.write(tmp_path_factory.mktemp("room") / "room.wav", [], tail_s=10.0)
    device = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={room}"]
    with playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *device]) as started:
        yield started


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """A blank page of a person who was never here; `script` runs before the page's own."""
    with ExitStack() as opened:

        def made(script: str = "") -> Page:
            context = browser.new_context(viewport=PHONE, locale="ja-JP", permissions=["microphone"])
            opened.callback(context.close)
            context.add_init_script(MICROPHONE)
            if script:
                context.add_init_script(script)
            return context.new_page()

        yield made


@pytest.fixture
def open_page(new_page: NewPage, product: Product) -> Open:
    """`path` of the product in a page of its own."""

    def open_at(path: str = "/", *, script: str = "") -> Page:
        page = new_page(script)
        page.goto(product.url + path)
        return page

    return open_at


@pytest.fixture
def open_with_recording(playwright: Playwright, product: Product) -> Iterator[OpenWithRecording]:
    """As `open_page`, in a browser whose microphone hears a WAV file: by the whole of its capture path."""
    with ExitStack() as opened:

        def open_at(path: str, recording: Path, script: str) -> Page:
            flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
            flags += [f"--use-file-for-fake-audio-capture={recording}%noloop"]
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
            opened.callback(started.close)
            page = started.new_page(viewport=PHONE, locale="ja-JP")
            page.add_init_script(script)
            page.goto(product.url + path)
            return page

        yield open_at


@pytest.fixture
def open_untouched(playwright: Playwright, product: Product) -> Iterator[OpenUntouched]:
    """`path` in a browser that plays nothing before its visitor has touched the page. It is left alone until
    its own `script` says `until` to the console: to Chromium, all that we do in a page is the visitor's."""
    with ExitStack() as opened:

        def open_at(path: str, script: str, until: str) -> Page:
            flags = [flag for flag in FLAGS if "autoplay" not in flag]
            flags += ["--autoplay-policy=document-user-activation-required"]
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
            opened.callback(started.close)
            page = started.new_page(viewport=PHONE, locale="ja-JP")
            page.add_init_script(script)
            with page.expect_console_message(lambda message: message.text == until):
                page.goto(product.url + path)
            return page

        yield open_at
