"""A value of the wrong form, or a name that is not there, stops `make generate` with file, line and rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.build import APIS
from codegen.documents.source_rules import SpecRule
from codegen.documents.validation import validate
from tests.codegen.test_validation import PARAMETERS, REFUND, TRACK, TRACKING, edited, root

__all__ = ["root"]  # the fixture

DISPATCH = "globale/schemas/dispatch.yaml"
ENVELOPES = "globale/schemas/envelopes.yaml"
ERRORS = "globale/errors.yaml"
OPENAPI = "globale/openapi.yaml"
ORDER_REFUND = "globale/paths/CreateOrderRefund.yaml"
SAMPLE = "globale/examples/trackOrder.orderId.yaml"
STATUS_SAMPLE = "globale/examples/updateOrderStatus.orderStatus.yaml"
MEDIA = "        application/json:\n"
NAMES = "pass a list of names, each once"
# the file, the text that is replaced, its replacement, the text of the line that is named, the message, the
# rule
BROKEN = [
    (TRACK, "x-only-reads: true", "x-only-reads: 'yes'", "x-only-reads",
     "post.x-only-reads is 'yes'; pass true, false or a JSON Schema of the body", SpecRule.OPERATION),
    (TRACK, "x-outcome-shown-by: []", "x-outcome-shown-by: trackOrder", "x-outcome-shown-by",
     f"post.x-outcome-shown-by is 'trackOrder'; {NAMES}", SpecRule.OPERATION),
    (TRACK, "x-outcome-shown-by: []", "x-outcome-shown-by: [trackOrdr]", "trackOrdr",
     "names trackOrdr, which is not there; did you mean trackOrder?", SpecRule.OPERATION),
    (TRACK, "tags: [Tracking]", "tags: [Trakcing]", "Trakcing",
     "tags of operation trackOrder names Trakcing", SpecRule.OPERATION),
    (TRACK, "operationId: trackOrder", "operationId: createOrderRefund", "operationId",
     "operation createOrderRefund stands twice", SpecRule.OPERATION_ID),
    (TRACK, "    email: {how", "    emial: {how", "emial",
     "names emial, which is not a parameter or `body`; did you mean email?", SpecRule.OPERATION),
    (ORDER_REFUND, "    body.CartItemId: {how", "    body.CartItemID: {how", "body.CartItemID",
     "there is no CartItemID; did you mean CartItemId?", SpecRule.OPERATION),
    (TRACK, '    query: {"orderId"', '    qeury: {"orderId"', "qeury",
     "post.x-plain-request has qeury, which is not taken here; did you mean query?", SpecRule.OPERATION),
    (TRACK, '{"orderId": "testID", ', "{", "x-plain-request",
     "x-plain-request of operation trackOrder lacks the required parameter orderId", SpecRule.OPERATION),
    (ORDER_REFUND, '"ServiceGestureAmount": 0.01', '"ServiceGestureAmount": []', "orderRefund:",
     "orderRefund breaks its schema at ServiceGestureAmount", SpecRule.OPERATION),
    (TRACK, "  parameters:", "  paramters:", "paramters",
     "post has paramters, which is not taken here; did you mean parameters?", SpecRule.OPERATION),
    (TRACK, "#/email\n", "#/email\n    - $ref: ../parameters.yaml#/email\n", "parameters:",
     "pass a list of parameters, each once", SpecRule.PARAMETER),
    (TRACK, "- $ref: ../parameters.yaml#/email", "- email", "- email",
     "post.parameters.1 is 'email'; pass a parameter", SpecRule.PARAMETER),
    (PARAMETERS, "required: true", "required: 'yes'", "required",
     "orderRefund.required is 'yes'; pass true or false", SpecRule.PARAMETER),
    (PARAMETERS, "minLength: 1", "minLength: one", "minLength",
     "orderId.schema.minLength is 'one'; pass a number of at least 0", SpecRule.SCHEMA),
    (PARAMETERS, "minLength: 1", "pattern: '(('", "pattern",
     "orderId.schema.pattern is '(('; pass a regular expression", SpecRule.SCHEMA),
    (TRACK, MEDIA, "        aplication/json:\n", "aplication/json",
     "has aplication/json, which is not taken here; did you mean application/json?", SpecRule.SCHEMA),
    (TRACK, "      content:\n" + MEDIA, "      content: {}\n      x-repairs:\n" + MEDIA, "content: {}",
     "post.responses.200.content is {}; pass `application/json` with its schema", SpecRule.SCHEMA),
    (TRACKING, "type: [string, 'null']", "type: [string, 'null']\n      format: datetime", "format: datetime",
     "format is 'datetime'; pass decimal, date-time, int32, int64, uuid or uri", SpecRule.SCHEMA),
    (TRACKING, "type: [string, 'null']", "type: {a: b}", "type: {a: b}",
     "ShippingMethodCode has the type {'a': 'b'}", SpecRule.SCHEMA),
    (DISPATCH, "enum: [1, 2, 3]", "enum: [1, 2, 2]", "enum",
     "enum is [1, 2, 2]; pass a list of values, each once", SpecRule.SCHEMA),
    (DISPATCH, "[OutOfStock, Backorder,", "[OutOfStock, Back order,", "x-enum-varnames",
     "is 'Back order'; pass a name of letters and digits", SpecRule.EXTENSION),
    (REFUND, "required: [OrderId]", "required: [OrderId, OrderId]", "required",
     f"OrderRefundDetails.required is ['OrderId', 'OrderId']; {NAMES}", SpecRule.SCHEMA),
    (REFUND, "  x-required-evidence:\n", "  x-required-evidence: documented\n  x-repairs:\n", "documented",
     "x-required-evidence is 'documented'; pass evidence by member", SpecRule.EVIDENCE),
    (ENVELOPES, "    message: Reason\n", "    mesage: Reason\n", "mesage",
     "x-error-envelope has mesage, which is not taken here; did you mean message?", SpecRule.EXTENSION),
    (ERRORS, "given-before-work: {how: documented, at: ['003:34', '003:43']}", "given-before-work: true",
     "given-before-work", "1001.given-before-work is True; pass evidence", SpecRule.EXTENSION),
    (ERRORS, "operations: [createOrderRefund]", "operations: [createOrderRefunds]", "createOrderRefunds",
     "names createOrderRefunds, which is not there; did you mean createOrderRefund?", SpecRule.EXTENSION),
    (ERRORS, "name: refundExceedsRemainder", "name: alreadyRefunded", "name: alreadyRefunded",
     "error code 1002 has the name alreadyRefunded, which another code has", SpecRule.EXTENSION),
    (OPENAPI, "  title: Global-e Order API\n", "", "info:", "info has no title", SpecRule.SCHEMA),
    (OPENAPI, "security:\n  - merchantGUID: []", "security:\n  - merchantGuid: []", "merchantGuid",
     "security names merchantGuid, which is not a security scheme", SpecRule.SCHEMA),
    (OPENAPI, "    $ref: paths/TrackOrder.yaml", "    $ref: paths/CreateOrderRefund.yaml", "",
     "no $ref leads to this file", SpecRule.REFERENCE),
    (TRACK, "$ref: ../parameters.yaml#/email", "$ref: 7", "$ref: 7",
     "$ref is 7; pass the name of a file", SpecRule.REFERENCE),
    (SAMPLE, 'value: "testID"', "value: 7", "value: 7",
     'example sample of parameter orderId breaks its schema: 7 is not of type "string"', SpecRule.EXAMPLE),
    (STATUS_SAMPLE, "value: '{", "value: '[", "value:",
     "example delayed of parameter orderStatus is not readable as JSON", SpecRule.EXAMPLE),
    (TRACK, "  tags: [Tracking]", "\ttags: [Tracking]", "\ttags",
     "the file is not YAML: found a tab character", SpecRule.YAML),
    (TRACK, "  tags: [Tracking]", "  [tags]: [Tracking]", "[tags]",
     "the file is not YAML: found a list or a mapping as a key", SpecRule.YAML),
    (TRACK, "tags: [Tracking]", "tags: &all [*all]", "*all",
     "the file is not YAML: found a value inside itself", SpecRule.YAML),
    (TRACK, "tags: [Tracking]", "tags: !names [Tracking]", "!names",
     "the file is not YAML: found the tag !names", SpecRule.YAML),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken[4])
def test_a_fault_is_told_by_file_line_and_rule(
    broken: tuple[str, str, str, str, str, SpecRule], root: Path
) -> None:
    name, text, replacement, line_text, message, rule = broken
    with edited(root / "spec" / name, text, replacement) as lines:
        faults = validate(root / "spec", APIS)
    (fault,) = [fault for fault in faults if message in fault.message and fault.rule is rule]
    if line_text:
        assert fault.file == (root / "spec" / name).resolve()
        assert line_text in lines[fault.line - 1]
    assert "Traceback" not in fault.sentence(root / "spec")


@pytest.fixture
def without(root: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    path = root / "spec" / request.param
    kept = path.read_bytes()
    path.unlink()
    yield path
    path.write_bytes(kept)


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        (TRACK, "spec/globale/openapi.yaml:67: $ref paths/TrackOrder.yaml: there is no file"),
        (OPENAPI, "spec/globale/openapi.yaml:1: the file is missing"),
        ("evidence.yaml", "spec/s2/openapi.yaml:51: $ref ../evidence.yaml: there is no file"),
        ("README.md", "spec/README.md:1: the file with the rules is missing"),
    ],
    indirect=["without"],
)
def test_a_file_that_is_missing_is_named(without: Path, sentence: str, root: Path) -> None:
    sentences = [fault.sentence((root / "spec").resolve()) for fault in validate(root / "spec", APIS)]
    assert [text for text in sentences if text.startswith(sentence)]


def test_a_file_that_is_empty_is_named(root: Path) -> None:
    with edited(root / "spec" / TRACKING, (root / "spec" / TRACKING).read_text(), ""):
        faults = validate(root / "spec", APIS)
    assert ("tracking.yaml", 1, "the file holds no mapping") in [
        (fault.file.name, fault.line, fault.message) for fault in faults
    ]
