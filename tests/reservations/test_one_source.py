"""The model's schema, the HTTP validation and the OpenAPI are read from the same declaration."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from drf_spectacular.generators import SchemaGenerator
from hypothesis import given
from hypothesis import strategies as st

from reservations import arguments, tools
from reservations.errors import InvalidArguments

pytestmark = pytest.mark.unit
NAMES = sorted(tools.TOOLS)
VALUES = st.one_of(st.text(min_size=1, max_size=40).filter(str.strip), st.integers(), st.lists(st.text()))
FIELDS = ["locationId", "startDate", "endDate", "vehicleType", "customerName", "region", "date_preference"]


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
    }
    assert tools.definitions("ja")[0]["description"] == "レンタカー店舗一覧を取得"


@pytest.mark.parametrize("name", NAMES)
def test_openapi_asks_for_the_same_fields(name: str) -> None:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    operation = document["paths"][f"/api/functions/{name}"]["post"]
    reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    described, ours = document["components"]["schemas"][reference], schema_of(name)
    assert set(described["properties"]) == set(ours["properties"])
    assert sorted(described.get("required", [])) == sorted(ours["required"])
    for field, shape in ours["properties"].items():
        assert described["properties"][field]["type"] == shape["type"]
        assert described["properties"][field]["maxLength"] == shape["maxLength"]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_http_takes_what_the_models_schema_takes(name: str, data: st.DataObject) -> None:
    schema = schema_of(name)
    sent = data.draw(
        st.dictionaries(st.sampled_from(sorted(schema["properties"])), st.text(min_size=1, max_size=40))
    )
    sent = {field: value for field, value in sent.items() if value.strip() and "\x00" not in value}
    fits = jsonschema.Draft202012Validator(schema).is_valid(sent)
    try:
        arguments.validated(tools.TOOLS[name].arguments, sent, "en")
    except InvalidArguments:
        assert not fits
    else:
        assert fits
