"""The JSON Schema of each API, read by validators that we did not write: it means what the document means."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from click.testing import CliRunner
from referencing import Registry, Resource

from order_contract import spec
from order_contract.cli.spec import command
from order_contract.document import Document, DocumentParameter, component_name, examples
from order_contract.wire import codec
from tests.codegen.node_tools import LINT, needs_linters

ENGINE = """
const {default: Ajv} = await import('ajv/dist/2020.js');
const {default: formats} = await import('ajv-formats');
const {schema, reference, value} = JSON.parse(await new Response(process.stdin).text());
const logged = (message) => { throw new Error(message); };
const logger = {log: logged, warn: logged, error: logged};
const ajv = new (Ajv.default ?? Ajv)({strictTypes: false, logger});
(formats.default ?? formats)(ajv);
ajv.addFormat('decimal', true);
ajv.addSchema(schema);
console.log(JSON.stringify(ajv.validate({$ref: schema.$id + reference}, value)));
"""


def _bundle(api: spec.Api) -> dict[str, Any]:
    bundle: dict[str, Any] = json.loads(spec.json_schema(api))
    return bundle


def _accepts(api: spec.Api, name: str, value: Any) -> bool:
    """By the validator of the `jsonschema` package, through `$id` and `$defs`."""
    bundle = _bundle(api)
    registry = Registry().with_resource(bundle["$id"], Resource.from_contents(bundle))
    schema = {"$ref": f"{bundle['$id']}#/$defs/{name}"}
    return bool(jsonschema.Draft202012Validator(schema, registry=registry).is_valid(value))


def _documented(api: spec.Api) -> Iterator[tuple[str, Any]]:
    """Every value of a sample whose schema is a component, or a list of one, with the component's name."""
    document = Document(spec.load(api))
    for operation in document.operations(webhooks=True):
        holders = [(node.get("schema"), examples(node)) for node in operation.responses.values()]
        holders.append((operation.body.get("schema"), examples(operation.body)))
        holders += [
            (parameter.json_schema, tuple(codec.loads(text) for text in _texts(parameter)))
            for parameter in operation.parameters
            if parameter.json_schema
        ]
        for schema, values in holders:
            listed = bool(schema) and schema.get("type") == "array"
            name = component_name(schema["items"] if listed else schema) if schema else None
            if name is None:
                continue
            for value in values:
                for item in value if listed else [value]:
                    yield name, json.loads(codec.dumps(item))


def _texts(parameter: DocumentParameter) -> Iterator[str]:
    for value in examples(parameter.node):
        yield from value if isinstance(value, list) else [value]


@pytest.mark.parametrize("api", spec.APIS)
class TestTheBundle:
    def test_is_a_json_schema(self, api: spec.Api) -> None:
        bundle = _bundle(api)
        jsonschema.Draft202012Validator.check_schema(bundle)
        jsonschema_rs.meta.validate(bundle)
        assert bundle["$id"] == f"urn:order-contract:{api}:{spec.load(api)['info']['version']}"

    def test_has_every_component_and_no_reference_that_leads_out(self, api: spec.Api) -> None:
        bundle = _bundle(api)
        assert bundle["$defs"].keys() == spec.load(api)["components"]["schemas"].keys()
        text = json.dumps(bundle)
        assert "components/schemas" not in text
        assert '"x-' not in text

    def test_takes_the_documented_samples(self, api: spec.Api) -> None:
        seen = list(_documented(api))
        assert len(seen) >= 2
        for name, value in seen:
            assert _accepts(api, name, value), (name, value)

    def test_is_printed_by_the_command(self, api: spec.Api) -> None:
        done = CliRunner().invoke(command, [api, "--json-schema"])
        assert (done.exit_code, done.stdout_bytes) == (0, spec.json_schema(api))


REFUSED = [
    ("globale", "OrderRefundDetails", {"OrderIdd": "GE1"}),
    ("globale", "OrderRefundDetails", {"OrderId": "GE1", "TotalRefundAmount": "ten"}),
    ("globale", "OrderRefundDetails", {"OrderId": "1", "ProductsDutiesRefund": True, "DutiesAmount": 1}),
    ("globale", "Parcel", {"ParcelCode": 1}),
    ("s2", "S2OrderUpdate", {"items": "none"}),
]


@pytest.mark.parametrize(("api", "name", "value"), REFUSED)
def test_nonsense_is_refused(api: spec.Api, name: str, value: Any) -> None:
    assert not _accepts(api, name, value)


@needs_linters
@pytest.mark.slow
@pytest.mark.parametrize(
    ("api", "name", "value", "accepted"),
    [
        *((*case, False) for case in REFUSED),
        ("globale", "OrderRefundDetails", {"OrderId": "GE1", "TotalRefundAmount": 10.5}, True),
        ("globale", "OrderRefundDetails", {"OrderId": "GE1", "Unknown": 1}, True),
    ],
)
def test_ajv_in_its_strict_mode_says_the_same(api: spec.Api, name: str, value: Any, accepted: bool) -> None:
    task = {"schema": _bundle(api), "reference": f"#/$defs/{name}", "value": value}
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", ENGINE],
        cwd=LINT,
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, json.dumps(accepted)), done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["s2", "--json-schema", "--lean"], "go with no other option"),
        (["s2", "--json-schema", "--openapi", "3.0"], "go with no other option"),
        (["globale", "--json-schema", "--workflows"], "go with no other option"),
        (["s2", "--workflows"], "s2 has no workflows; globale has"),
    ],
)
def test_what_does_not_go_together_is_reported(arguments: list[str], sentence: str) -> None:
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 2
    assert sentence in done.stderr
