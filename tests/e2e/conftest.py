"""One product for all browser tests; a fresh Chromium for each, whose microphone is a WAV file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize, sync_playwright

from tests.product import Product, running

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

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product")) as served:
        yield served


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def open_page(playwright: Playwright, product: Product, tmp_path: Path) -> Iterator[Open]:
    """Opens `path` in a new browser; `microphone` is a WAV file, or None for a refused microphone."""
    with ExitStack() as opened:

        def open_at(path: str = "/", *, microphone: Path | None = None, script: str = "") -> Page:
            flags = list(FLAGS)
            if microphone:
                flags += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
                flags += [f"--use-file-for-fake-audio-capture={microphone}%noloop"]
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
            opened.callback(browser.close)
            context: BrowserContext = browser.new_context(viewport=PHONE, locale="ja-JP")
            page = context.new_page()
            if script:
                page.add_init_script(script)
            page.goto(product.url + path)
            return page

        yield open_at
