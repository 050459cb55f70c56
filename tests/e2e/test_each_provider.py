"""Every provider's adapter, each way that it leaves open, pointed at the engine in a process of its own."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import ENGINE_KEY, NewPage, Serve
from tests.e2e.conversation import complaints
from tests.e2e.test_booking import TYPED, assert_as_scripted, assert_clerk_sees_the_conversation, new_booking
from tests.e2e.test_network import book_in_one_conversation
from tests.e2e.test_page_tools import booked_and_hung_up, tools_called_by
from tests.e2e.test_relay import RELAY_WITNESS
from tests.soak import size

pytestmark = [pytest.mark.e2e, pytest.mark.long]  # all of them ask one engine

SERVER, PAGE, RELAY = "/", "/?tools=browser", "/?transport=relay"
AZURE = {
    "VOICE_PROVIDER": "azure",
    "AZURE_OPENAI_ENDPOINT": "{engine}",
    "AZURE_OPENAI_PREVIEW_WEBRTC": "{engine}",
    "AZURE_OPENAI_API_KEY": ENGINE_KEY,
    "AZURE_OPENAI_DEPLOYMENT": "our-realtime",
    "REALTIME_VOICE": "verse",
}
# A summary is asked for by the server, as nobody could tell what the page's model said.
PREVIEW = {**AZURE, "VOICE_PROVIDER": "azure-preview", "BOOKING_CONFIRMATION": "required"}
OPENAI = {"VOICE_PROVIDER": "openai", "OPENAI_BASE_URL": "{engine}/openai", "OPENAI_API_KEY": ENGINE_KEY}


@pytest.mark.parametrize(
    ("settings", "ways", "run_by_page"),
    [
        (AZURE, (SERVER, PAGE, RELAY), {PAGE}),
        # Azure's protocol, whose other ways are walked above.
        (OPENAI, size((SERVER,), whole=(SERVER, PAGE, RELAY)), {PAGE}),
        # It has no socket beside a call, and names of its own.
        (PREVIEW, (SERVER, RELAY), {SERVER}),
    ],
    ids=["azure", "openai", "azure-preview"],
)
def test_a_caller_books_each_way(
    settings: dict[str, str],
    ways: tuple[str, ...],
    run_by_page: set[str],
    new_page: NewPage,
    served: Serve,
    engine: str,
) -> None:
    product = served(**point(settings, engine))
    for way in ways:
        before = product.booked_by_agent()
        page = new_page(RELAY_WITNESS)
        called = tools_called_by(page)
        page.goto(product.url + way)
        number = booked_and_hung_up(page)
        booked = new_booking(product, before)
        assert booked["number"] == number
        assert_as_scripted(booked, TYPED)
        assert called[-1:] == (["create_reservation"] if way in run_by_page else [])
        assert complaints(page) == []
        assert_clerk_sees_the_conversation(page, product, number, TYPED)


def test_a_held_car_is_booked_after_a_tunnel_where_the_page_runs_the_tools(
    new_page: NewPage, served: Serve, engine: str
) -> None:
    """And translates, as the provider speaks the preview's names."""
    book_in_one_conversation(new_page, served(**point(PREVIEW, engine)), run_by_page=True)


def point(settings: dict[str, str], engine: str) -> dict[str, str]:
    """The settings of a provider that is the engine at this address."""
    return {key: value.format(engine=engine) for key, value in settings.items()}
