"""A fault of the source stops `make generate` with its file, its line and the rule of spec/README.md."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codegen import __main__ as command
from codegen.build import APIS
from codegen.documents.source_rules import SpecRule
from codegen.documents.validation import validate
from tests.samples import ROOT

README = (ROOT / "spec/README.md").read_text()
TRACK = "globale/paths/TrackOrder.yaml"
BASICS = "globale/schemas/basics.yaml"
TRACKING = "globale/schemas/tracking.yaml"
PARAMETERS = "globale/parameters.yaml"
REFUND = "globale/schemas/refund.yaml"
ENVELOPES = "globale/schemas/envelopes.yaml"
STATUS = "globale/schemas/status.yaml"
EVIDENCE = "      x-evidence: {how: public, at: ['DOC:merchant-ordertracking']}\n"
AMOUNT_OR_NULL = "      oneOf: [{$ref: 'basics.yaml#/Amount'}, {type: 'null'}]\n"
REASON_OR_NULL = "      oneOf: [{$ref: '#/OrderRefundReason'}, {type: 'null'}]\n"
# by what is wrong: the file, the text that is replaced, its replacement, the text of the line that is named,
# what the message says, the rule
BROKEN = {
    "an operation without x-idempotent": (
        TRACK, "  x-idempotent: true\n", "",
        "post:", "operation trackOrder has no x-idempotent", SpecRule.OPERATION,
    ),
    "an x-idempotent that is not a boolean": (
        TRACK, "x-idempotent: true", "x-idempotent: 'yes'",
        "x-idempotent", "x-idempotent of operation trackOrder is 'yes'; pass true or false",
        SpecRule.OPERATION,
    ),
    "an operation without tags": (
        TRACK, "  tags: [Tracking]\n", "",
        "post:", "operation trackOrder has no tags", SpecRule.OPERATION,
    ),
    "an operation without an operationId": (
        TRACK, "  operationId: trackOrder\n", "",
        "post:", "the operation has no operationId", SpecRule.OPERATION_ID,
    ),
    "an operationId in another case": (
        TRACK, "operationId: trackOrder", "operationId: Track-Order",
        "operationId", "operationId is 'Track-Order'", SpecRule.OPERATION_ID,
    ),
    "an operation without evidence": (
        TRACK, "  x-evidence:", "  x-repairs:",
        "post:", "operation trackOrder has no x-evidence", SpecRule.EVIDENCE,
    ),
    "a reference to a name that is not there": (
        TRACK, "parameters.yaml#/orderId", "parameters.yaml#/orderID",
        "#/orderID", "parameters.yaml has no /orderID; did you mean orderId?", SpecRule.REFERENCE,
    ),
    "a reference to a file that is not there": (
        TRACK, "parameters.yaml#/orderId", "parameter.yaml#/orderId",
        "parameter.yaml", "there is no file ../parameter.yaml", SpecRule.REFERENCE,
    ),
    "a method that is misspelt": (
        TRACK, "post:", "pots:",
        "pots:", "pots is not part of a path item; did you mean post?", SpecRule.SCHEMA,
    ),
    "a required parameter without an example": (
        PARAMETERS, "  examples:\n    sample:\n      $ref: examples/trackOrder.orderId.yaml\n", "",
        "orderId:", "parameter orderId is required and has no example", SpecRule.EXAMPLE,
    ),
    "a parameter without a description": (
        PARAMETERS, "  description: The order's Global-e id.\n", "",
        "orderId:", "parameter orderId has no description", SpecRule.DESCRIPTION,
    ),
    "a parameter in a place that is not known": (
        PARAMETERS, "  in: query\n  required: true\n  description: The order's Global-e id.",
        "  in: qeury\n  required: true\n  description: The order's Global-e id.",
        "in: qeury", "parameter orderId is in qeury; pass query, path or header", SpecRule.PARAMETER,
    ),
    "JSON in the query written as content": (
        PARAMETERS, "  schema:\n    type: string\n    minLength: 1\n", "  content: {application/json: {}}\n",
        "orderId:", "parameter orderId has no schema; `content` is not read by generators", SpecRule.QUERY,
    ),
    "a name in the path without its parameter": (
        "s2/openapi.yaml", "/order/{orderId}:", "/order/{id}:",
        "/order/{id}:", "the path /order/{id} names id, which is not a parameter in path", SpecRule.PARAMETER,
    ),
    "a property without a description": (
        TRACKING, "      description: Code of the shipping method by which the order travels.\n", "",
        "ShippingMethodCode:", "property MerchantOrderTracking.ShippingMethodCode has no description",
        SpecRule.DESCRIPTION,
    ),
    "a property without evidence": (
        TRACKING, "      description: Where the shipment was last seen.\n" + EVIDENCE,
        "      description: Where the shipment was last seen.\n",
        "ShipmentLocation:", "property MerchantOrderTracking.ShipmentLocation has no x-evidence",
        SpecRule.EVIDENCE,
    ),
    "evidence of a grade that is not known": (
        TRACKING, "travels.\n      x-evidence: {how: public", "travels.\n      x-evidence: {how: publik",
        "how: publik", "has how: publik; did you mean public?", SpecRule.EVIDENCE,
    ),
    "evidence without a source of its grade": (
        TRACKING, "travels.\n      x-evidence: {how: public", "travels.\n      x-evidence: {how: documented",
        "how: documented", "is documented and names no such source", SpecRule.EVIDENCE,
    ),
    "evidence from a source that is not known": (
        TRACKING, "'DOC:merchant-ordertracking'", "HEARSAY",
        "HEARSAY", "names HEARSAY, which is not a source", SpecRule.EVIDENCE,
    ),
    "a required member without its evidence": (
        REFUND, "  x-required-evidence:\n    OrderId:", "  x-required-evidence:\n    OrderID:",
        "required: [OrderId]", "OrderRefundDetails requires OrderId without x-required-evidence",
        SpecRule.EVIDENCE,
    ),
    "a condition without evidence": (
        REFUND,
        "  x-evidence: {how: public, at: ['DOC:orderrefunddetails', 'DOC:implementation']}\n        if:",
        "  if:",
        "ProductsDutiesRefund", "a condition of OrderRefundDetails has no x-evidence", SpecRule.EVIDENCE,
    ),
    "an operation that does not say whether it only reads": (
        TRACK, "  x-only-reads: true\n", "",
        "post:", "operation trackOrder has no x-only-reads", SpecRule.OPERATION,
    ),
    "an extension that is misspelt": (
        TRACKING, "travels.\n      x-evidence:", "travels.\n      x-evidense:",
        "x-evidense", "x-evidense is unknown; did you mean x-evidence?", SpecRule.EXTENSION,
    ),
    "a type that is misspelt": (
        TRACKING, "type: object", "type: objekt",
        "type: objekt", "MerchantOrderTracking has the type 'objekt'; did you mean object?", SpecRule.SCHEMA,
    ),
    "a keyword that is misspelt": (
        TRACKING, "  additionalProperties: true", "  additionalProperty: true",
        "additionalProperty:", "has the keyword additionalProperty", SpecRule.SCHEMA,
    ),
    "an object that does not say what else it takes": (
        TRACKING, "  additionalProperties: true\n", "",
        "MerchantOrderTracking:", "does not say `additionalProperties: true`", SpecRule.ADDITIONAL,
    ),
    "nullable as in OpenAPI 3.0": (
        TRACKING, "      type: [string, 'null']\n      description: Code of the shipping method by",
        "      type: string\n      nullable: true\n      description: Code of the shipping method by",
        "nullable: true", "has `nullable`, which is of OpenAPI 3.0", SpecRule.NULLABLE,
    ),
    "a number that is not an Amount": (
        REFUND, AMOUNT_OR_NULL + "      description: Duties", "      type: number\n      description: Duties",
        "DutiesAmount:", "OrderRefundDetails.DutiesAmount is a plain number", SpecRule.AMOUNT,
    ),
    "a choice between objects": (
        REFUND, REASON_OR_NULL, "      oneOf: [{$ref: '#/OrderRefundReason'}, {$ref: '#/RefundProduct'}]\n",
        "oneOf: [{$ref: '#/OrderRefundReason'}, {$ref: '#/RefundProduct'}]",
        "oneOf of OrderRefundDetails.RefundReason is not one reference or null", SpecRule.NULLABLE,
    ),
    "an object without a name": (
        REFUND, REASON_OR_NULL,
        "      type: object\n      properties: {}\n      additionalProperties: true\n",
        "RefundReason:", "is written inline; give it a name in schemas/", SpecRule.COMPONENT,
    ),
    "a required member that is not a property": (
        REFUND, "required: [OrderId]", "required: [OrderID]",
        "required: [OrderID]", "requires OrderID, which is not among its properties; did you mean OrderId?",
        SpecRule.SCHEMA,
    ),
    "a condition without its sentence": (
        REFUND, "    description: CartItemId or ProductCode is required.\n", "",
        "RefundProduct:", "a condition of RefundProduct has no description", SpecRule.CONDITION,
    ),
    "a condition with a keyword that the client does not evaluate": (
        REFUND, "    required: [ProductCode]\n", "    required: [ProductCode]\n    minProperties: 1\n",
        "minProperties: 1", "has the keyword minProperties", SpecRule.CONDITION,
    ),
    "conditions under allOf": (
        REFUND, "  if: {}\n  then:\n    allOf:\n", "  allOf:\n",
        "allOf:", "OrderRefundDetails has allOf; conditions stand together under", SpecRule.CONDITION,
    ),
    "conditions that stand together beside something else": (
        REFUND, "  if: {}\n  then:\n", "  if: {}\n  then:\n    required: [FullRefund]\n",
        "then:", "`then` beside `if: {}` of OrderRefundDetails is not a list of conditions",
        SpecRule.CONDITION,
    ),
    "a condition of several without its sentence": (
        REFUND,
        "description: CustomerPrepaidRefundAmount and", "title: CustomerPrepaidRefundAmount and",
        "title:", "a condition of OrderRefundDetails has no description", SpecRule.CONDITION,
    ),
    "a list of types": (
        BASICS, "  anyOf:\n    - type: string\n    - type: integer\n", "  type: [string, integer]\n",
        "type: [string, integer]", "PrintedCode has a list of types", SpecRule.TYPES,
    ),
    "a branch without a type of its own": (
        BASICS, "    - type: string\n    - type: integer\n", "    - type: string\n    - type: string\n",
        "type: string", "a branch of anyOf of PrintedCode has not one plain type of its own", SpecRule.TYPES,
    ),
    "a branch with a keyword of objects": (
        BASICS, "    - type: integer\n", "    - type: integer\n      items: {}\n",
        "items:", "a branch of anyOf of PrintedCode has the keyword items", SpecRule.TYPES,
    ),
    "a component that nothing refers to": (
        TRACKING, "MerchantOrderTracking:",
        "Forgotten: {type: string, description: Nothing.}\nMerchantOrderTracking:",
        "Forgotten:", "no $ref leads to Forgotten", SpecRule.REFERENCE,
    ),
    "a default of another type": (
        TRACKING, "      type: [string, 'null']\n", "      type: [string, 'null']\n      default: 3\n",
        "default: 3", "tracking.MerchantOrderTracking.properties.", SpecRule.SCHEMA,
    ),
    "a default of another type than the component": (
        REFUND, AMOUNT_OR_NULL, AMOUNT_OR_NULL + "      default: none\n",
        "default: none", "'none' in refund.OrderRefundDetails.properties.TotalRefundAmount breaks its schema",
        SpecRule.SCHEMA,
    ),
    "a value of an enumeration of another type": (
        "globale/schemas/products-update.yaml", "enum: [Merge]", "enum: [Merge, 3]",
        "enum: [Merge, 3]", "3 in products-update.MetaDataUpdateType breaks its schema", SpecRule.SCHEMA,
    ),
    "a rule of requests with a keyword that readers do not know": (
        "s2/paths/UpdateOrder.yaml", "not: {pattern: '00:00$'}", "const: 1, maximum: 3",
        "maximum", "x-request-rules of operation updateOrder has the keyword maximum", SpecRule.CONDITION,
    ),
    "a rule of requests on a member that is not there": (
        "s2/paths/UpdateOrder.yaml", "breaks: body.channelOrderDate", "breaks: body.channelOrderDat",
        "breaks:", "there is no channelOrderDat; did you mean channelOrderDate?", SpecRule.OPERATION,
    ),
    "a component with a dot in its name": (
        TRACKING, "MerchantOrderTracking:", "Merchant.OrderTracking:",
        "Merchant.OrderTracking:", "Merchant.OrderTracking is not a component's name", SpecRule.NAME,
    ),
    "a component that stands in two files": (
        TRACKING, "MerchantOrderTracking:", "ErrorInfo:",
        "ErrorInfo:", "ErrorInfo stands here and in envelopes.yaml:", SpecRule.NAME,
    ),
    "a pattern that looks around": (
        BASICS, "pattern: ^(", "pattern: ^(?=.)(",
        "pattern:", "the pattern of PrintedAmount looks around", SpecRule.PATTERN,
    ),
    "an envelope whose member is not a property": (
        ENVELOPES, "    message: Reason", "    message: Reasons",
        "message: Reasons", "x-error-envelope of ResponseInfo: ResponseInfo has no Reasons",
        SpecRule.EXTENSION,
    ),
    "an error code without its meaning": (
        "globale/errors.yaml", "  meaning: A quantity is not one that can be refunded.\n", "",
        "'1003':", "error code 1003 has no meaning", SpecRule.EXTENSION,
    ),
    "an example without a value": (
        "globale/examples/trackOrder.orderId.yaml", 'value: "testID"\n', "",
        "summary:", "the example has no value", SpecRule.EXAMPLE,
    ),
    "another version of OpenAPI": (
        "s2/openapi.yaml", "openapi: 3.1.0", "openapi: 3.0.3",
        "openapi: 3.0.3", "openapi must be 3.1.0, got 3.0.3", SpecRule.SCHEMA,
    ),
    "a key that stands twice": (
        TRACK, "  tags: [Tracking]\n", "  tags: [Tracking]\n  tags: [Callback]\n",
        "tags: [Callback]", "the key tags stands twice", SpecRule.YAML,
    ),
    "a file that is not YAML": (
        TRACK, "  tags: [Tracking]\n", "  tags: [Tracking\n",
        "  summary:", "the file is not YAML", SpecRule.YAML,
    ),
    "a status that is not in quotes": (
        TRACK, "    '200':", "    200:",
        "200:", "the key 200 is not a text; put it in quotes", SpecRule.QUOTES,
    ),
    "a status that is misspelt": (
        TRACK, "    '200':", "    '20O':",
        "'20O':", "post.responses has 20O, which is not taken here", SpecRule.STATUS,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(ROOT / "spec", root / "spec")
    return root


@contextmanager
def edited(path: Path, text: str, replacement: str) -> Iterator[list[str]]:
    """The lines of a file of the source while it is broken."""
    whole = path.read_text()
    assert text in whole, "the source has changed; break it another way"
    path.write_text(whole.replace(text, replacement, 1))
    try:
        yield path.read_text().split("\n")
    finally:
        path.write_text(whole)


@pytest.mark.slow
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_fault_is_reported_by_file_line_and_rule(
    broken: tuple[str, str, str, str, str, SpecRule], root: Path
) -> None:
    name, text, replacement, line_text, message, rule = broken
    with edited(root / "spec" / name, text, replacement) as lines:
        sentences = [fault.sentence(root / "spec") for fault in validate(root / "spec", APIS)]
    (sentence,) = [sentence for sentence in sentences if message in sentence]
    place, _, _ = sentence.partition(": ")
    file, _, number = place.rpartition(":")
    assert file == f"spec/{name}"
    assert line_text in lines[int(number) - 1]
    assert sentence.endswith(f"Rule of spec/README.md: {rule}")


@pytest.mark.parametrize("what", ["generate", "check"])
def test_nothing_is_generated_from_a_source_with_a_fault(
    what: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with edited(root / "spec" / TRACK, "  x-idempotent: true\n", ""):
        assert command.main([what, str(root)]) == 2
    written, errors = capsys.readouterr()
    assert written == ""
    assert errors == (
        "spec/globale/paths/TrackOrder.yaml:1: operation trackOrder has no x-idempotent. "
        f"Rule of spec/README.md: {SpecRule.OPERATION}\n"
    )
    assert not (root / "generated").exists()


def test_every_fault_is_reported_at_once(root: Path) -> None:
    path = root / "spec" / TRACKING
    whole = path.read_text()
    path.write_text(whole.replace(EVIDENCE, ""))
    try:
        faults = validate(root / "spec", APIS)
    finally:
        path.write_text(whole)
    assert len(faults) == whole.count(EVIDENCE) > 3
    assert {fault.rule for fault in faults} == {SpecRule.EVIDENCE}
    assert [fault.line for fault in faults] == sorted({fault.line for fault in faults})


def test_the_source_keeps_its_rules() -> None:
    assert validate(ROOT / "spec", APIS) == []


@pytest.mark.parametrize("rule", SpecRule)
def test_a_rule_stands_in_the_readme_and_is_tried_above(rule: SpecRule) -> None:
    assert f"\n| {rule}" in README
    assert rule in {broken[-1] for broken in BROKEN.values()}
