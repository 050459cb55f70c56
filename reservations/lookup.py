"""Which shop, region or class did the caller mean? Ids and names, in both languages, as people say them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from reservations import shops, speech, vehicle_classes
from reservations.errors import UnknownLocation, UnknownVehicleType
from reservations.models import Vehicle
from reservations.values import Shop

SPACES = re.compile(r"[\s\-_'’・、,.]+")
ENDING = re.compile(r"(?:店舗|支店|営業所|店|shop|store|branch|office|location){1,6}$")
REGION_ENDING = re.compile(r"(?<=..)(?:都|府|県|市|地区|地方|エリア|区|area|region|city|prefecture){1,6}$")

LEAST_NAME = 3  # letters by which a shop is known in a sentence


def fold_name(text: str) -> str:
    """One spelling of a shop's name: width, case, spaces, "the" and its ending left out."""
    plain = SPACES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return ENDING.sub("", plain.removeprefix("the")) or plain


def fold_region(text: str) -> str:
    """One spelling of a region's name, without 都, 府, 県 and the like."""
    return REGION_ENDING.sub("", fold_name(text))


def find_shop(said: str, given: Iterable[Shop] | None = None) -> Shop:
    """The shop that `said` names by id or name; part of a name will do if only one shop has it."""
    if given is None and (exact := shops.one(said)):
        return exact
    known = shops.every_with_hours() if given is None else list(given)
    wanted = fold_name(said)

    def names(shop: Shop) -> set[str]:
        return {fold_name(name) for name in (shop.id, shop.name, shop.name_en) if name}

    wholly: Callable[[str], bool] = lambda name: name == wanted  # noqa: E731
    partly: Callable[[str], bool] = lambda name: wanted in name or (len(name) > 2 and name in wanted)  # noqa: E731
    if wanted:
        for fits in (wholly, partly):
            found = [shop for shop in known if any(map(fits, names(shop)))]
            if len(found) == 1:
                return found[0]
    raise UnknownLocation(said)


def find_named_shop(sentence: str, given: Iterable[Shop]) -> Shop | None:
    """The one shop of `given` whose whole name is in `sentence`; None where none is, or more than one."""
    known = list(given)
    regions = {fold_region(name) for shop in known for name in (shop.region, shop.region_en)}
    plain = SPACES.sub("", unicodedata.normalize("NFKC", sentence).casefold())
    found: dict[str, Shop] = {}
    for shop in known:
        for name in (shop.name, shop.name_en):
            folded = fold_name(name)
            if len(folded) < LEAST_NAME or folded in regions:  # 新宿 is a part of the town, 新宿店 the shop
                folded = SPACES.sub("", unicodedata.normalize("NFKC", name).casefold())
            if len(folded) >= LEAST_NAME and folded in plain:
                found[folded] = shop
    # "Tokyo Station East" is not "Tokyo Station".
    whole = [
        shop for name, shop in found.items() if not any(name in other for other in found.keys() - {name})
    ]
    return whole[0] if len({shop.id for shop in whole}) == 1 else None


def find_shops_in_region(said: str, given: Iterable[Shop]) -> list[Shop]:
    """The shops of a region; a shop's own name or address will do too, as callers mix them."""
    known, wanted = list(given), fold_region(said)
    if not wanted:
        return known
    by_region = [shop for shop in known if wanted in {fold_region(shop.region), fold_region(shop.region_en)}]
    by_place = [
        shop
        for shop in known
        if wanted in fold_name(f"{shop.name} {shop.address}")
        or wanted in fold_name(f"{shop.name_en} {shop.address_en}")
    ]
    return by_region or by_place


def find_vehicle_class(said: str) -> str:
    """The class that `said` names, of those we know or have."""
    if known := vehicle_classes.key_of(said):
        return known
    own = list(
        Vehicle.objects.filter(active=True).order_by().values_list("vehicle_class", flat=True).distinct()
    )
    if found := vehicle_classes.key_of(said, own):
        return found
    offered = sorted(own, key=vehicle_classes.order)
    raise UnknownVehicleType(said, lambda spoken: list_classes(offered, spoken))


def list_classes(classes: Iterable[str], language: str) -> str:
    """The names of classes in a sentence."""
    return speech.of(language).list_names([vehicle_classes.name(key, language) for key in classes])
