"""The spec keeps its own rules: every sample is valid, everything has a description and evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest

from codegen.documents import yaml12
from order_contract import spec
from order_contract.document import condition_note, conditions
from order_contract_generated.globale import contract
from tests.samples import SPEC, compact

DOCUMENTS = {
    api: json.loads((files("order_contract_generated") / "openapi" / f"{api}.full.json").read_text())
    for api in spec.APIS
}
VERBS = ("get", "put", "post", "delete", "patch")
# the lines of each seed document, by its number
LINES = {"000": 88, "001": 294, "002": 144, "003": 308, "004": 268}
PUBLIC = re.compile(r"DOC:[a-z0-9,-]+|SFCC|WA|PHP|QA|JS|TS|VB|VM")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for where in ("paths", "webhooks"):
        for item in document.get(where, {}).values():
            yield from (
                (operation["operationId"], operation) for verb, operation in item.items() if verb in VERBS
            )


def whole(node: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The component that a reference names, or the thing itself."""
    result: Any = document
    for part in node["$ref"].split("/")[1:] if "$ref" in node else ():
        result = result[part]
    return result if "$ref" in node else node


def samples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each example of a document with its schema: of parameters, requests and responses."""
    for name, operation in operations(document):
        for parameter in (whole(item, document) for item in operation.get("parameters", ())):
            for example in parameter.get("examples", {}).values():
                yield f"{name} {parameter['name']}", parameter["schema"], example
        messages = [operation["requestBody"]] if "requestBody" in operation else []
        for message in messages + [whole(response, document) for response in operation["responses"].values()]:
            for media in message.get("content", {}).values():
                for example in media.get("examples", {}).values():
                    yield name, media["schema"], example


def faults(schema: dict[str, Any], value: Any, document: dict[str, Any]) -> list[str]:
    """What is wrong with a value, the JSON in its texts included."""
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]})
    messages = [error.message for error in validator.iter_errors(value)]
    inner = schema.get("items", schema)
    if "contentSchema" in inner:
        assert inner["contentMediaType"] == "application/json"
        for text in value if isinstance(value, list) else [value]:
            messages += faults(inner["contentSchema"], json.loads(text), document)
    return messages


class TestSamples:
    @pytest.mark.parametrize("api", spec.APIS)
    def test_each_is_valid(self, api: spec.Api) -> None:
        document = DOCUMENTS[api]
        tried = [
            (name, faults(schema, example["value"], document)) for name, schema, example in samples(document)
        ]
        assert [name for name, value in tried if value] == []
        assert {name.split(" ")[0] for name, _ in tried} == {name for name, _ in operations(document)}

    def test_the_json_inside_a_text_is_validated_too(self) -> None:
        document = DOCUMENTS["globale"]
        schema = document["components"]["parameters"]["orderStatus"]["schema"]
        assert (
            faults(schema, '{"OrderId":"1","OrderStatus":{"OrderStatusCode":"1","Name":"n"}}', document) == []
        )
        assert faults(schema, '{"OrderId":"1"}', document) != []

    def test_each_file_of_the_examples_is_published(self) -> None:
        published = {
            compact(example["value"])
            for document in map(spec.load, spec.APIS)
            for _, _, example in samples(document)
        }
        assert [
            path.name
            for path in sorted(SPEC.glob("*/examples/*.yaml"))
            if compact(yaml12.load(path)["value"]) not in published
        ] == []


def described(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each operation, parameter and property by name."""
    yield from operations(document)
    for name, operation in operations(document):
        yield from (
            (f"{name} {whole(item, document)['name']}", whole(item, document))
            for item in operation.get("parameters", ())
        )
    for name, schema in document["components"]["schemas"].items():
        yield from ((f"{name}.{member}", rules) for member, rules in schema.get("properties", {}).items())


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of each request body, by its operation."""
    for name, operation in operations(document):
        if "requestBody" in operation:
            yield name, operation["requestBody"]["content"]["application/json"]["schema"]


def evidence(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from evidence(item, f"{path}/{index}")
    if isinstance(node, dict):
        if "x-evidence" in node:
            yield path, node["x-evidence"]
        for table in ("x-required-evidence", "x-acts-on", "x-left-open", "x-secret-in-body"):
            yield from ((f"{path}/{member}", known) for member, known in node.get(table, {}).items())
        for single in (
            *("x-accepts-repeats", "x-complete-as-shown", "x-method-evidence"),
            *("given-before-work", "says-malformed"),
        ):
            if single in node:
                yield f"{path}/{single}", node[single]
        for key, value in node.items():
            yield from evidence(value, f"{path}/{key}")


@pytest.mark.parametrize("api", spec.APIS)
class TestEverythingSaysHowItIsKnown:
    def test_operations_parameters_and_properties_are_described_and_have_evidence(
        self, api: spec.Api
    ) -> None:
        result = dict(described(DOCUMENTS[api]))
        assert [
            name
            for name, node in result.items()
            if not node.get("description", "").strip() or "x-evidence" not in node
        ] == []
        assert len(result) > 25

    def test_the_evidence_has_its_documented_form(self, api: spec.Api) -> None:
        wrong = []
        for path, message in evidence(DOCUMENTS[api]):
            lines = [
                source.split(":") for source in message["at"] if re.fullmatch(r"00[0-4]:[1-9][0-9]*", source)
            ]
            public = [source for source in message["at"] if PUBLIC.fullmatch(source)]
            known = set(message) == {"how", "at"} and len(lines) + len(public) == len(message["at"]) > 0
            in_range = all(int(line) <= LINES[number] for number, line in lines)
            strongest = {
                "documented": bool(lines),
                "example": bool(lines),
                "public": bool(public),
                "inferred": True,
            }.get(message["how"], False)
            if not (known and in_range and strongest):
                wrong.append((path, message))
        assert wrong == []

    def test_conditions_and_required_members_have_it_too(self, api: spec.Api) -> None:
        document = DOCUMENTS[api]
        schemas = {**document["components"]["schemas"], **dict(bodies(document))}
        stated = [(name, item) for name, schema in schemas.items() for item in conditions(schema)]
        assert {"OrderRefundDetails", "RefundProduct"} <= {name for name, _ in stated} or api != "globale"
        assert [name for name, item in stated if condition_note(item, "x-evidence") is None] == []
        assert [
            name
            for name, schema in schemas.items()
            if set(schema.get("required", ())) != set(schema.get("x-required-evidence", ()))
        ] == []
        assert any("required" in schema for schema in schemas.values())

    def test_every_code_and_example_has_it_too(self, api: spec.Api) -> None:
        document = DOCUMENTS[api]
        nodes = [
            *document.get("x-error-codes", {}).values(),
            *(example for _, _, example in samples(document)),
        ]
        assert [node for node in nodes if "x-evidence" not in node] == []


def members(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """The schema behind references, "this or null" and lists."""
    while "$ref" in schema or "oneOf" in schema or "items" in schema:
        schema = (
            whole(schema, document)
            if "$ref" in schema
            else schema["oneOf"][0]
            if "oneOf" in schema
            else schema["items"]
        )
    return schema


@pytest.mark.parametrize("api", spec.APIS)
class TestWhatOperationsDo:
    """The facts on operations that programs act on."""

    def test_each_place_that_is_acted_on_or_left_open_is_in_the_document(self, api: spec.Api) -> None:
        document = DOCUMENTS[api]
        paths = document["paths"].values()
        shared = [whole(parameter, document) for item in paths for parameter in item.get("parameters", ())]
        for name, operation in operations(document):
            parameters = [*shared, *(whole(item, document) for item in operation.get("parameters", ()))]
            roots = {parameter["name"]: parameter["schema"] for parameter in parameters}
            if name in dict(bodies(document)):
                roots["body"] = dict(bodies(document))[name]
            assert operation["x-acts-on"], name
            for place in [*operation["x-acts-on"], *operation.get("x-left-open", ())]:
                root, *path = place.removesuffix(".*").split(".")
                schema = roots[root]
                for part in path:
                    own = members(schema, document)
                    schema = members(own.get("contentSchema", own), document)["properties"][part]

    def test_what_shows_an_outcome_only_reads(self, api: spec.Api) -> None:
        known = dict(operations(DOCUMENTS[api]))
        for name, operation in known.items():
            assert all(known[shower]["x-only-reads"] is True for shower in operation["x-outcome-shown-by"]), (
                name
            )
            # a call that may be repeated needs nobody to show its outcome
            assert not (operation["x-idempotent"] and operation["x-outcome-shown-by"]), name


def test_only_the_listed_codes_say_that_nothing_was_done() -> None:
    codes = DOCUMENTS["globale"]["x-error-codes"]
    before = {
        code: entry["given-before-work"] for code, entry in codes.items() if "given-before-work" in entry
    }
    refunds = [f"{number}" for number in range(1001, 1007)]
    updates = [f"D00{number}" for number in range(1, 6)]
    assert sorted(before) == sorted([*refunds, *updates, "400", "401"])
    assert {code: known["how"] for code, known in before.items()} == dict.fromkeys(
        [*refunds, *updates], "documented"
    ) | dict.fromkeys(["400", "401"], "public")
    table = contract.OPERATIONS
    assert table["createOrderRefund"]["codes_given_before_work"] == [*refunds, "400", "401"]
    assert table["updateOrderProducts"]["codes_given_before_work"] == [*updates, "400", "401"]
    assert table["dispatchOrders"]["codes_given_before_work"] == ["400", "401"]


def test_the_documented_codes_are_there() -> None:
    codes = DOCUMENTS["globale"]["x-error-codes"]
    wanted = [f"{number}" for number in range(1001, 1007)] + [f"D00{number}" for number in range(1, 6)]
    assert [codes[code]["x-evidence"]["how"] for code in wanted] == ["documented"] * 11
    assert {code[0] for code in codes} >= {"A", "B"}
    assert all(entry["meaning"] and entry["operations"] for entry in codes.values())


def test_all_twelve_operations_are_there() -> None:
    names = {api: {name for name, _ in operations(document)} for api, document in DOCUMENTS.items()}
    assert len(names["globale"]) == 11
    assert names["merchant"] == {"updateOrderStatusCallback"} < names["globale"]
    assert names["s2"] == {"updateOrder"}


@pytest.mark.parametrize("api", spec.APIS)
def test_a_document_is_loaded_anew_with_exact_numbers(api: spec.Api) -> None:
    document = spec.load(api, edition="full")
    assert document is not spec.load(api, edition="full")
    assert json.loads(compact(document)) == DOCUMENTS[api]


def test_published_numbers_keep_their_zeros() -> None:
    for name in ("globale.json", "globale.yaml", "merchant.json"):
        text = (files("order_contract_generated") / "openapi" / name).read_text()
        for digits in ("29.9000", "0.000000000", "1.000000"):
            assert digits in text
