"""All tools by name, and what a model, a page and a recogniser are told of them."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from reservations import shops, vehicle_classes
from reservations.models import Vehicle
from reservations.speech import romaji
from reservations.tools import (
    answer_question,
    arguments,
    cancel_reservation,
    change_reservation,
    create_reservation,
    find_reservation,
    find_reservation_by_customer,
    get_availability,
    list_locations,
    location_details,
    quote_price,
)
from reservations.tools.tool import Tool, has_two_steps_by_default
from reservations.values import Document

# A model reads them in this order: what every conversation needs comes first.
TOOLS: dict[str, Tool[Any]] = {
    tool.name: tool
    for tool in (
        list_locations.TOOL,
        get_availability.TOOL,
        create_reservation.TOOL,
        find_reservation.TOOL,
        find_reservation_by_customer.TOOL,
        change_reservation.TOOL,
        cancel_reservation.TOOL,
        quote_price.TOOL,
        location_details.TOOL,
        answer_question.TOOL,
    )
}


def definitions(language: str = "ja", *, needs_consent: bool = False) -> list[Document]:
    """The tools as a GA realtime session declares them. `needs_consent`: that of the Caller who runs them."""
    two_steps = needs_consent or has_two_steps_by_default()
    with translation.override(language):
        return [
            {
                "type": "function",
                "name": tool.name,
                "description": str(tool.get_description(two_steps=two_steps)),
                "parameters": arguments.json_schema(tool.get_arguments(two_steps=two_steps), language),
            }
            for tool in TOOLS.values()
        ]


def labels(name: str, language: str = "ja") -> dict[str, str]:
    """Plain words for a tool's card on the page, by state: "running", "done", "failed".

    A name that is no tool's has words too: a model may call anything.
    """
    unknown = {"running": _("Working on it"), "done": _("Done"), "failed": _("That did not work")}
    with translation.override(language):
        words = TOOLS[name].labels if name in TOOLS else unknown
        return {state: str(word) for state, word in words.items()}


def vocabulary(language: str = "ja", location_id: str | None = None) -> list[str]:
    """Words to expect from a caller, the most useful first: whoever has room for few takes the beginning.

    The shop asked for (or one to show how shops are called), regions, classes, then the other shops, those of
    its region before the rest. In English each is in Latin letters, by its reading where it has no English
    name.
    """
    known = sorted(shops.every(), key=lambda shop: (shop.id != location_id, shop.id))
    here = known[0].region if known and known[0].id == location_id else ""
    known[1:] = sorted(known[1:], key=lambda shop: (not here or shop.region != here, shop.id))
    names = [shop.name_in(language) for shop in known]
    regions = [shop.region_in(language) for shop in known]
    own = Vehicle.objects.filter(active=True).order_by().values_list("vehicle_class", flat=True).distinct()
    classes = [vehicle_classes.name(key, language) for key in sorted(own, key=vehicle_classes.order)]
    words = [*names[:1], *regions, *classes, *names[1:]]
    if language == "en":
        words = [romaji.write(word) for word in words]
    return [word for word in dict.fromkeys(words) if word]
