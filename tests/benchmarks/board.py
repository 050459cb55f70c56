"""The staff's board of 500 cars over 60 days with 20,000 bookings: the server, and a browser showing it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.benchmarks.figures import Table
from tests.product import PASSWORD, ROOT, Product, running

CARS, DAYS, BOOKINGS = 500, 60, 20_000
FIRST = datetime(2026, 12, 1, tzinfo=UTC)
SHOP = "large"
ADDRESS = f"/admin/board/?shop={SHOP}&day={FIRST:%Y-%m-%d}&days={DAYS}"
ROUNDS = 20
TURNS = 40  # of the wheel, and moves of the pointer
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
FILL = "import django; django.setup(); from tests.benchmarks import board; board.fill()"


def fill() -> None:
    """One shop of so many cars, each with a booking of eight hours on two days of three. For a process of its
    own, whose settings know the product's database."""
    from reservations.models import Location, Reservation, Vehicle

    shop = Location.objects.create(pk=SHOP, name="大型店")
    kinds = ("kei", "compact", "sedan", "suv", "minivan")
    cars = [
        Vehicle(
            pk=f"large-{number}",
            location=shop,
            vehicle_class=kinds[number * len(kinds) // CARS],
            registration=f"品川 500 わ {number:04}",
            manufacturer="トヨタ",
            model="ヤリス",
        )
        for number in range(CARS)
    ]
    Vehicle.objects.bulk_create(cars)
    rows = []
    for number in range(BOOKINGS):
        car, turn = cars[number % CARS], number // CARS
        begins = FIRST + timedelta(days=turn * 3 // 2, hours=1 + number % 3)
        times = {"pickup_at": begins, "return_at": begins + timedelta(hours=8)}
        rows.append(
            Reservation(
                pk=uuid.uuid4(),
                number=f"L-{number}",
                location=shop,
                vehicle=car,
                vehicle_class=car.vehicle_class,
                blocked_until=times["return_at"],
                status="confirmed",
                source="agent" if number % 2 else "staff",
                customer_name="佐藤花子",
                **times,
            )
        )
    Reservation.objects.bulk_create(rows, batch_size=500)


def board() -> None:
    """Prints the table."""
    table = Table()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as product:
        subprocess.run([sys.executable, "-c", FILL], check=True, cwd=ROOT, env=product.environment | SETTINGS)
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser,
        ):
            page = browser.new_page(viewport={"width": 1024, "height": 768}, locale="ja-JP")
            measure(page, browser, product, table)
    print(table)


SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings"}


def measure(page: Page, browser: Browser, product: Product, table: Table) -> None:
    page.goto(f"{product.url}/admin/login/?next=/admin/board/")
    page.get_by_label("ユーザー名").fill("admin")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    page.locator(".board-row").first.wait_for()
    server = psutil.Process(product.process.pid)
    facts = product.url + ADDRESS.replace("/board/", "/board/facts/")
    for name, url in (
        ("first answer", facts),
        ("further part", facts + "".join(f"&car={SHOP}-{n}" for n in range(50))),
    ):
        seconds, worked = ask(page, url, server)
        table.row(f"the server's {name}", seconds, "s", limit=0.3)
        table.row("  processor time of it", worked, "s", limit=0.3)

    page.goto(product.url + ADDRESS)
    page.locator(".board-bar").first.wait_for()
    paint: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    table.row("first paint", [paint / 1000], "s", limit=1)
    table.row("bookings are drawn", [page.evaluate("performance.now()") / 1000], "s", limit=2)
    page.locator(".board-lane.is-unread").first.wait_for(state="detached")
    page.locator("#board-search").fill("佐藤")
    expect(page.locator("#board-found")).to_contain_text(str(BOOKINGS), timeout=60_000)
    table.row("every booking is read and found", [page.evaluate("performance.now()") / 1000], "s", limit=15)
    page.locator("#board-search").fill("")
    for name, wheel in (("scrolling down", (0, 400)), ("scrolling aside", (300, 0))):
        with Work(page, browser) as work:
            for _ in range(TURNS):
                page.mouse.move(600, 500)
                page.mouse.wheel(*wheel)
                page.evaluate("new Promise(requestAnimationFrame)")
        work.report(name, table)
    with Work(page, browser) as work:
        drag(page)
    work.report("dragging", table)


def ask(page: Page, url: str, server: psutil.Process) -> tuple[list[float], list[float]]:
    """Seconds until each answer is read to its end, and those that the server's process worked for it."""
    seconds, worked = [], []
    for _ in range(ROUNDS):
        began, before = time.monotonic(), server.cpu_times()
        answer = page.request.get(url)
        seconds.append(time.monotonic() - began)
        after = server.cpu_times()
        worked.append(after.user + after.system - before.user - before.system)
        assert answer.ok
    print(f"answer of {len(answer.body()) / 1e6:.2f} MB, {len(answer.json()['bars'])} bookings", flush=True)
    return seconds, worked


class Work:
    """The tasks of the page's main thread in a block: how long the longest took by the clock, and how long
    that did which worked most, in the thread's own processor time: a busy machine does not lengthen it."""

    PHASES = ("FunctionCall", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize")

    def __init__(self, page: Page, browser: Browser) -> None:
        self.page, self.browser = page, browser

    def __enter__(self) -> Work:
        self.browser.start_tracing(page=self.page, categories=["toplevel", "devtools.timeline"])
        return self

    def __exit__(self, *error: object) -> None:
        events = json.loads(self.browser.stop_tracing())["traceEvents"]
        mains = {
            (each["pid"], each["tid"])
            for each in events
            if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
        }
        ours = [each for each in events if each.get("ph") == "X" and (each["pid"], each["tid"]) in mains]
        tasks = [each for each in ours if each["name"] == "RunTask" or each["name"].endswith("RunTask")]
        self.by_clock = max((each["dur"] / 1000 for each in tasks), default=0.0)
        self.worked = max((each.get("tdur", 0) / 1000 for each in tasks), default=0.0)
        self.phases = {
            name: sum(each.get("tdur", 0) / 1000 for each in ours if each["name"] == name)
            for name in self.PHASES
        }

    def report(self, name: str, table: Table) -> None:
        table.row(f"{name}: most worked task", [self.worked], "ms", limit=100)
        spent = ", ".join(f"{phase} {spent / TURNS:.1f}" for phase, spent in self.phases.items())
        print(f"  longest by the clock {self.by_clock:.0f} ms; a turn, in ms: {spent}", flush=True)


def drag(page: Page) -> None:
    box = page.locator(".board-bar").nth(40).bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 10)
    page.mouse.down()
    for step in range(TURNS):
        page.mouse.move(box["x"] + 5 + step * 4, box["y"] + 10 + step * 2)
        page.evaluate("new Promise(requestAnimationFrame)")
    page.keyboard.press("Escape")
    page.mouse.up()
