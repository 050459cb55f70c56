"""The tool `list_locations`: which shops there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reservations import lookup, shops, speech
from reservations.models import Vehicle
from reservations.tools import results
from reservations.tools.arguments import Arguments, Text
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels
from reservations.values import Shop


@dataclass(frozen=True, kw_only=True)
class ListLocations(Arguments):
    region: Annotated[str | None, Text(_("Only shops of this region, such as Tokyo"))] = None
    date_preference: Annotated[
        str | None,
        Text(_("When the caller would like to drive, in the caller's words"), wire="date_preference"),
    ] = None


def list_locations(given: ListLocations, caller: Caller, _key: str) -> ToolAnswer:
    """Those of `region`, or all. `date_preference` is not read: a model says it where it has no dates yet."""
    region = given.region or ""
    found = lookup.find_shops_in_region(region, shops.every())
    # One query for all shops, not one for each.
    rows = Vehicle.objects.filter(active=True).order_by().values_list("location_id", "vehicle_class")
    classes: dict[str, list[str]] = {}
    for location_id, key in rows.distinct():
        classes.setdefault(location_id, []).append(key)
    names = [shop.name_in(caller.language) for shop in found]
    return {
        "success": True,
        "locations": [results.describe_shop(shop, classes.get(shop.id, [])) for shop in found],
        "spoken": speech.of(caller.language).say_shops(region_name(region, found, caller.language), names),
    }


def region_name(wanted: str, found: list[Shop], language: str) -> str:
    """The region as we write it, where the found shops share one."""
    names = {shop.region_in(language) for shop in found}
    return names.pop() if wanted and len(names) == 1 else wanted


TOOL = Tool(
    "list_locations",
    _("List the rental-car shops"),
    ListLocations,
    list_locations,
    labels(_("Looking up our shops"), _("Looked up our shops"), _("Could not look up our shops")),
    title=_("List the shops"),
)
