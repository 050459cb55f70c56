"""The board in a real browser: live, moved by pointer, finger and keyboard, and open to everybody."""

from __future__ import annotations

import io
import json
import re
import time
import unicodedata
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect
from pypdf import PageObject, PdfReader

from tests.e2e.conftest import NewPage
from tests.e2e.test_accessibility import violations
from tests.product import PASSWORD, Product

pytestmark = pytest.mark.e2e
DAY, TOUCHED, TIPPED = "2026-12-22", "2026-12-23", "2026-12-24"  # of these tests alone
TABLET: ViewportSize = {"width": 1024, "height": 768}  # at the counter
TALL: ViewportSize = {"width": 1024, "height": 2400}  # every car of the demo is in view
SLOW_TASKS = """
window.slow = [];
new PerformanceObserver((list) => window.slow.push(...list.getEntries().map((task) => task.duration)))
  .observe({ type: "longtask", buffered: true });
"""


def book_by_agent(
    product: Product, start: str, end: str, name: str, *, day: str = DAY, phone: str = "090-1234-5678"
) -> str:
    """As an agent's tool does; the number."""
    _status, session = product.post(
        "/api/realtime/session", {"toolMode": "browser", "locationId": "tokyo-ekimae"}
    )
    status, booked = product.post(
        "/api/functions/create_reservation",
        {
            "locationId": "tokyo-ekimae",
            "vehicleType": "minivan",
            "startDate": f"{day}T{start}:00",
            "endDate": f"{day}T{end}:00",
            "customerName": name,
            "customerPhone": phone,
        },
        X_Session_Token=session["sessionToken"],
    )
    assert status == 200, booked
    return str(booked["number"])


@pytest.fixture
def board(new_page: NewPage, product: Product) -> Page:
    page = new_page(SLOW_TASKS)
    page.set_viewport_size(TALL)
    open_board(page, product, DAY)
    return page


@pytest.fixture
def tablet(browser: Browser, product: Product) -> Iterator[Page]:
    """The board on a tablet, which has no mouse."""
    context = browser.new_context(viewport=TABLET, has_touch=True, locale="ja-JP")
    page = context.new_page()
    open_board(page, product, TOUCHED)
    yield page
    context.close()


def open_board(page: Page, product: Product, day: str) -> None:
    page.goto(f"{product.url}/admin/login/?next=/admin/board/%3Fshop%3Dtokyo-ekimae%26day%3D{day}%26days%3D1")
    page.get_by_label("ユーザー名").fill("admin")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    expect(page.locator("#board-live")).to_have_text("更新中")


def bar_of(page: Page, name: str) -> Locator:
    return page.locator(".board-bar", has_text=name)


def car_of(page: Page, name: str) -> str:
    """The plate in whose row the bar is."""
    row = page.locator(".board-row", has=bar_of(page, name))
    return row.locator(".plate").inner_text()


def test_board_is_live_and_moves_bookings(board: Page, product: Product) -> None:
    began = time.monotonic()
    first = book_by_agent(product, "10:00", "14:00", "佐藤花子")
    expect(bar_of(board, "佐藤花子")).to_be_visible(timeout=1000)
    print(f"booked and on the board after {time.monotonic() - began:.2f} s")
    said = re.compile(rf"佐藤花子 予約確定 .*10:00–14:00 {first} 音声受付")
    expect(bar_of(board, "佐藤花子")).to_have_accessible_name(said)
    book_by_agent(product, "12:00", "16:00", "鈴木一郎")
    expect(bar_of(board, "鈴木一郎")).to_be_visible(timeout=1000)

    # A drag that would double-book is refused where it was dropped, with the reason, and nothing changes.
    own = car_of(board, "佐藤花子")
    drag(board, bar_of(board, "佐藤花子"), onto=bar_of(board, "鈴木一郎"))
    refusal = board.locator("#board-refusal")
    expect(refusal).to_contain_text("鈴木一郎様の予約")
    assert car_of(board, "佐藤花子") == own
    assert violations(board) == []
    board.keyboard.press("Escape")
    expect(refusal).to_be_hidden()

    # The keyboard alone: an hour later, asked with the price, and done.
    bar_of(board, "佐藤花子").focus()
    board.keyboard.press("m")
    for _ in range(4):
        board.keyboard.press("ArrowRight")
    board.keyboard.press("Enter")
    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("佐藤花子様の予約をこのように変更しますか？")
    expect(dialog).to_contain_text("15:00")
    assert violations(board) == []
    board.keyboard.press("Enter")
    expect(bar_of(board, "佐藤花子")).to_have_accessible_name(re.compile("11:00–15:00"))
    (row,) = [row for row in product.reservations() if row["number"] == first]
    assert row["startDate"] == f"{DAY}T11:00:00+09:00"

    # Enter opens the panel, Escape leads back to the bar.
    bar_of(board, "佐藤花子").focus()
    board.keyboard.press("Enter")
    expect(board.locator("#board-panel")).to_contain_text("090-1234-5678")
    assert violations(board) == []
    board.keyboard.press("Escape")
    expect(bar_of(board, "佐藤花子")).to_be_focused()
    slow: list[float] = board.evaluate("window.slow")
    print("tasks over 50 ms:", slow)


def drag(page: Page, bar: Locator, *, onto: Locator) -> None:
    (x, y), (_, to_y) = middle_of(bar), middle_of(onto)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, to_y, steps=6)
    page.mouse.up()


class Fingers:
    """What a person's fingers do on a screen: scrolling, zooming and pointer events are the browser's."""

    def __init__(self, page: Page) -> None:
        self.browser = page.context.new_cdp_session(page)

    def send(self, kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    def glide(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        """One finger, that is on the screen, from one place to another."""
        (x, y), (to_x, to_y) = start, end
        for part in range(1, steps + 1):
            self.send("touchMove", (x + (to_x - x) * part / steps, y + (to_y - y) * part / steps))


def middle_of(bar: Locator) -> tuple[float, float]:
    """Where a finger or the mouse takes it, in view. The board draws a row anew when it has read what keeps
    that car. The driver finds an element, then asks it: one that was taken away in between has no place."""
    place: list[float] | None = None
    while place is None:
        place = bar.evaluate("""bar => {
          if (!bar.isConnected) return null;
          bar.scrollIntoViewIfNeeded();
          const { x, y, width, height } = bar.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }""")
    x, y = place
    return x, y


def await_true(page: Page, condition: str) -> None:
    """`wait_for_function` would evaluate a string once more, which the page's policy forbids: it worked only
    where the first look was enough."""
    page.evaluate(f"""() => new Promise((done, fail) => {{
      setTimeout(() => fail(new Error("not true after 10 s")), 10_000);
      const look = () => ({condition} ? done() : requestAnimationFrame(look));
      look();
    }})""")


def test_board_is_used_with_fingers_alone(tablet: Page, product: Product) -> None:
    number = book_by_agent(product, "10:00", "14:00", "佐藤花子", day=TOUCHED)
    book_by_agent(product, "12:00", "16:00", "鈴木一郎", day=TOUCHED)
    own, other = bar_of(tablet, "佐藤花子"), bar_of(tablet, "鈴木一郎")
    fingers, ghost = Fingers(tablet), tablet.locator(".board-ghost")
    expect(other).to_be_visible()
    car = car_of(tablet, "佐藤花子")

    # A finger that moves at once scrolls the board, and moves no booking, even when it rests in the end.
    x, y = middle_of(own)
    before: float = tablet.locator("#board-grid").evaluate("grid => grid.scrollTop")
    up = before > 0
    fingers.send("touchStart", (x, y))
    fingers.glide((x, y), (x, y + (160 if up else -160)))
    await_true(tablet, f"document.getElementById('board-grid').scrollTop !== {before}")
    expect(ghost).to_be_hidden()
    fingers.send("touchEnd")

    # Two fingers zoom.
    x, y = middle_of(own)
    fingers.send("touchStart", (x, y), (x + 40, y))
    for wider in range(1, 8):
        fingers.send("touchMove", (x - 10 * wider, y), (x + 40 + 10 * wider, y))
    await_true(tablet, "visualViewport.scale > 1.2")
    expect(ghost).to_be_hidden()
    for narrower in range(8, -4, -1):  # they never meet: fingers that part again would zoom in anew
        fingers.send("touchMove", (x - 10 * narrower, y), (x + 90 + 10 * narrower, y))
    fingers.send("touchEnd")
    await_true(tablet, "visualViewport.scale < 1.01")

    # A finger that rests first takes the booking along; what would double-book is refused where it is let go.
    hold(tablet, fingers, own)
    start = middle_of(own)
    fingers.glide(start, (start[0], middle_of(other)[1]))
    fingers.send("touchEnd")
    refusal = tablet.locator("#board-refusal")
    expect(refusal).to_contain_text("鈴木一郎様の予約")
    assert car_of(tablet, "佐藤花子") == car
    refusal.get_by_role("button").tap()
    expect(refusal).to_be_hidden()

    # Two hours later is asked, and done with a tap.
    hold(tablet, fingers, own)
    start = middle_of(own)
    fingers.glide(start, (middle_of(other)[0], start[1]))  # which is two hours later
    fingers.send("touchEnd")
    dialog = tablet.get_by_role("dialog")
    expect(dialog).to_contain_text("佐藤花子様の予約をこのように変更しますか？")
    dialog.locator("[data-agree]").tap()
    expect(own).to_have_accessible_name(re.compile("12:00–16:00"))
    (row,) = [row for row in product.reservations() if row["number"] == number]
    assert row["startDate"] == f"{TOUCHED}T12:00:00+09:00"

    # A tap opens it.
    own.tap()
    expect(tablet.locator("#board-panel")).to_contain_text("090-1234-5678")


def hold(page: Page, fingers: Fingers, bar: Locator) -> None:
    """A finger rests on the bar until it is taken up. One that was put on a page which still glides stops
    it, and takes nothing: then it rests once more."""
    page.evaluate("""() => addEventListener("touchstart", (event) => {
      document.body.dataset.stopped = event.cancelable ? "nothing" : "a glide";
    }, { capture: true, once: true, passive: true })""")
    fingers.send("touchStart", middle_of(bar))
    if page.locator("body").get_attribute("data-stopped") == "a glide":
        fingers.send("touchEnd")
        fingers.send("touchStart", middle_of(bar))
    expect(page.locator(".board-ghost")).to_be_visible()


A4_ASIDE = 1060  # pixels between the margins of a sheet that lies on its side
SHRINKS = 1.5  # browsers make smaller what is wider than the sheet; beyond this nobody could read it
WIDEST = """() => Math.max(...[...document.querySelectorAll("#content *")].map((each) => {
  const { width, right } = each.getBoundingClientRect();
  return width && each.checkVisibility() ? right : 0;
}))"""


@pytest.mark.parametrize(
    ("path", "sheets"),
    [
        (f"/admin/board/?shop=tokyo-ekimae&day={DAY}&days=1", 1),
        (f"/admin/board/?shop=tokyo-ekimae&day={DAY}&days=31", 1),
        ("/admin/", 1),
    ],
)
def test_sheet_of_a4_holds_what_is_printed(board: Page, product: Product, path: str, sheets: int) -> None:
    """All of it, and no button, which paper does not answer."""
    board.goto(product.url + path)
    if "board" in path:
        expect(board.locator("#board-live")).to_have_text("更新中")
    printed = board.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sheets
    assert re.search(rb"/MediaBox \[0 0 84[12][.\d]* 59[45]", printed), "it lies on its side"
    board.set_viewport_size({"width": A4_ASIDE, "height": 700})
    board.emulate_media(media="print")
    board.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert board.evaluate(WIDEST) <= A4_ASIDE * SHRINKS
    expect(board.locator(".act:visible")).to_have_count(0)


def squeeze(text: str) -> str:
    """Without the spaces: a name in a narrow bar stands in several lines."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


class Sheet:
    """One sheet of a PDF: its text, as a reader would copy it, and its width and height in millimetres."""

    def __init__(self, page: PageObject) -> None:
        self.text = squeeze(page.extract_text())
        sides = page.mediabox.width, page.mediabox.height
        self.size = [round(float(side) / 72 * 25.4) for side in sides]


# What answers to a press, or tells of what will: of the bar, the tools and the help.
TO_PRESS = {
    "ja": ("印刷", "今日", "2週間", "更新中", "矢印キー", "読み込み中", "ログアウト", "本日"),
    "en": ("Print", "2 weeks", "Live", "Arrow keys", "Being read", "Log out", "Calls"),
}


@pytest.mark.parametrize(
    ("language", "day", "days"), [("ja", "2026-12-25", 1), ("ja", "2026-12-18", 7), ("en", "2026-12-26", 1)]
)
def test_printed_board_has_every_car_and_booking_and_nothing_to_press(
    board: Page, product: Product, language: str, day: str, days: int
) -> None:
    """As Chromium prints it: read out of the PDF, not out of the page."""
    for name, start, end in (("佐藤花子", "09:00", "13:00"), ("Emily Carter", "14:00", "18:00")):
        book_by_agent(product, start, end, name, day=day)
    board.set_viewport_size({"width": 1024, "height": 500})
    board.goto(f"{product.url}/admin/board/?shop=tokyo-ekimae&day={day}&days={days}&lang={language}")
    expect(board.locator("#board-page")).not_to_have_attribute("aria-busy", "true")
    facts = json.loads(board.locator("#board-frame").text_content() or "")
    plates = [car["plate"] for each in facts["classes"] for car in each["cars"]]
    assert board.locator(".board-row").count() < len(plates) == 10, "some are out of view"
    sheets = [Sheet(page) for page in PdfReader(io.BytesIO(board.pdf(prefer_css_page_size=True))).pages]
    assert [sheet.size for sheet in sheets] == [[297, 210]]
    (sheet,) = sheets
    # Of a week the bar of a forenoon is too narrow for the whole of a name.
    names = ("佐藤花子", "Emily Carter") if days == 1 else ("✦佐藤", "✦Emily")
    for word in (*plates, *(each["name"] for each in facts["classes"]), *names):
        assert squeeze(word) in sheet.text
    for word in TO_PRESS[language]:
        assert squeeze(word) not in sheet.text


@pytest.mark.parametrize(("language", "words"), [("ja", "読み込み中…"), ("en", "Being read…")])
def test_cars_and_days_are_there_before_it_is_read_what_keeps_the_cars(
    board: Page, product: Product, language: str, words: str
) -> None:
    """However long the server takes, something is seen; and no car looks free that is not known to be."""
    held: list[Route] = []
    facts = re.compile(r"/admin/board/facts/\?")
    month = f"{product.url}/admin/board/?shop=tokyo-ekimae&day={DAY}&days=31&lang={language}"
    board.route(facts, lambda route: held.append(route))
    board.goto(month)
    rows, unread = board.locator(".board-row"), board.locator(".board-lane.is-unread")
    expect(board.locator(".board-row .plate").first).to_be_visible()
    assert rows.count() == unread.count() == 10
    assert board.locator(".board-day").count() == 31
    expect(unread.first).to_have_attribute("data-unread", words)
    expect(board.locator(".board-free")).to_have_accessible_name(words)
    busy = re.compile("true")
    expect(board.locator("#board-page")).to_have_attribute("aria-busy", busy)
    assert violations(board) == []

    def release() -> None:
        while held:
            held.pop().continue_()
        board.unroute(facts)
        expect(unread).to_have_count(0)
        expect(board.locator("#board-page")).not_to_have_attribute("aria-busy", busy)

    release()
    bars = board.locator(".board-bar")
    expect(bars.first).to_be_visible()

    # Other days are chosen: once their bookings let wait for themselves, those of before are gone.
    board.route(facts, lambda route: held.append(route))
    board.locator("[data-span='1']").click()
    expect(unread).to_have_count(10)
    assert bars.count() == 0
    assert board.locator(".board-day").count() == 1
    release()


def test_window_that_becomes_narrow_shows_the_present(board: Page, product: Product) -> None:
    """A tablet that is turned: all of the day was in view, and its night alone would be."""
    board.set_viewport_size({"width": 1600, "height": 900})
    board.goto(f"{product.url}/admin/board/?shop=tokyo-ekimae&day=2026-12-01&days=1")
    now = board.locator(".board-now")
    expect(now).to_be_in_viewport()
    assert board.locator("#board-grid").evaluate("grid => grid.scrollWidth <= grid.clientWidth")
    board.set_viewport_size({"width": 500, "height": 900})
    await_true(board, "document.getElementById('board-grid').scrollLeft > 100")
    expect(now).to_be_in_viewport()


def test_bar_that_has_the_focus_says_what_it_is(board: Page, product: Product) -> None:
    """Where a month is in view no name fits into a bar: its shape is the state, its words are beside it."""
    number = book_by_agent(product, "10:00", "14:00", "高橋健一", day=TIPPED)
    board.goto(f"{product.url}/admin/board/?shop=tokyo-ekimae&day={TIPPED}&days=31")
    bar, tip = bar_of(board, "高橋健一"), board.locator(".board-tip")
    expect(bar).to_be_visible()
    expect(tip).to_be_hidden()
    board.locator("#board-search").fill("高橋")
    board.keyboard.press("Enter")
    expect(bar).to_be_focused()
    expect(tip).to_contain_text("高橋健一\n予約確定\n")
    expect(tip).to_contain_text(number)
    board.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(bar).to_be_focused()
