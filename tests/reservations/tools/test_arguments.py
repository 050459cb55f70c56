"""The model's schema, the HTTP validation and the OpenAPI are read from the same declaration."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from drf_spectacular.generators import SchemaGenerator
from hypothesis import given
from hypothesis import strategies as st

from reservations import tools
from reservations.errors import InvalidArguments
from reservations.tools import arguments

pytestmark = pytest.mark.unit
NAMES = sorted(tools.TOOLS)
WORDS = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()) and "\x00" not in text)
VALUES = st.one_of(st.text(min_size=1, max_size=40).filter(str.strip), st.integers(), st.lists(st.text()))
FIELDS = ["locationId", "startDate", "endDate", "vehicleType", "customerName", "region", "date_preference"]


def fitting(shape: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Of the right kind; not always of the right length."""
    if shape["type"] == "array":
        return st.lists(WORDS, max_size=12)
    return WORDS


def schema_of(name: str) -> dict[str, Any]:
    (found,) = [tool["parameters"] for tool in tools.definitions("en") if tool["name"] == name]
    return dict(found)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_definitions_are_sound_json_schema(language: str) -> None:
    for tool in tools.definitions(language):
        jsonschema.Draft202012Validator.check_schema(tool["parameters"])
        assert tool["type"] == "function"
        assert tool["description"].isascii() == (language == "en")


def test_the_tools_are_those_of_the_contract() -> None:
    required = {tool["name"]: tool["parameters"]["required"] for tool in tools.definitions()}
    assert required == {
        "list_locations": [],
        "get_availability": ["locationId", "startDate", "endDate"],
        "create_reservation": ["locationId", "startDate", "endDate", "customerName"],
        "find_reservation": ["number"],
        "find_reservation_by_customer": ["customerName", "customerPhone", "pickupDay"],
        "change_reservation": ["number"],
        "cancel_reservation": ["number"],
        "quote_price": ["locationId", "startDate", "endDate"],
        "location_details": ["locationId"],
        "answer_question": ["question"],
    }
    contract = {name: set(schema_of(name)["properties"]) for name in list(required)[:3]}
    assert contract == {
        "list_locations": {"region", "date_preference"},
        "get_availability": {"locationId", "startDate", "endDate", "vehicleType"},
        "create_reservation": {
            *("locationId", "startDate", "endDate", "vehicleType", "customerName"),
            *("customerPhone", "customerEmail", "extras", "returnLocationId"),
        },
    }
    assert tools.definitions("ja")[0]["description"] == "レンタカー店舗一覧を取得"


@pytest.mark.parametrize("name", NAMES)
def test_openapi_asks_for_the_same_fields(name: str) -> None:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    operation = document["paths"][f"/api/functions/{name}"]["post"]
    ours = schema_of(name)
    if not ours["properties"]:  # a tool that takes nothing has no body to describe
        assert "requestBody" not in operation
        return
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    described = document["components"]["schemas"][reference]
    assert set(described["properties"]) == set(ours["properties"])
    assert sorted(described.get("required", [])) == sorted(ours["required"])
    for field, shape in ours["properties"].items():
        assert described["properties"][field]["type"] == shape["type"]
        limits = ("maxLength", "maxItems")
        assert {name: described["properties"][field].get(name) for name in limits} == {
            name: shape.get(name) for name in limits
        }


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_http_takes_what_the_models_schema_takes(name: str, data: st.DataObject) -> None:
    schema = schema_of(name)
    sent = data.draw(
        st.fixed_dictionaries(
            {}, optional={name: fitting(schema["properties"][name]) for name in schema["properties"]}
        )
    )
    fits = jsonschema.Draft202012Validator(schema).is_valid(sent)
    try:
        arguments.read(tools.TOOLS[name].takes, sent, "en")
    except InvalidArguments:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize("name", NAMES)
def test_arguments_are_written_as_they_were_sent(name: str) -> None:
    """An idempotency key stands for what is written: it must not change when the code does."""
    declared = tools.TOOLS[name].takes
    sent: dict[str, Any] = {
        field: ["ETC", "cover"] if shape["type"] == "array" else f" {field} "
        for field, shape in schema_of(name)["properties"].items()
    }
    trimmed = {field: text if isinstance(text, list) else text.strip() for field, text in sent.items()}
    assert arguments.write(arguments.read(declared, sent, "en")) == trimmed
    required = {field: trimmed[field] for field in schema_of(name)["required"]}
    assert arguments.write(arguments.read(declared, required | {"unheardOf": 1}, "en")) == required
