"""The committed corpus: what it holds, and that it agrees with what the check makes of each request."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_plus

import pytest

from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import operations
from order_contract.check.document.sample_requests import build
from order_contract.check.transport.messages import Sent
from order_contract.check.wire_rules.request_validity import Form, assess
from order_contract.spec import APIS
from order_contract.wire import codec
from tests.samples import ROOT

FOLDER = ROOT / "generated/order_contract_generated/corpus"


def about(api: Any, operation: str, at: str) -> dict[str, str]:
    """What is expected of each case of one place, by what is special about it."""
    return {
        case.about: case.expect
        for case in corpus_cases.cases(api)
        if case.operation == operation and case.at == at
    }


@pytest.mark.parametrize("api", APIS)
class TestTheCorpus:
    def test_expects_what_the_check_concludes_from_the_bytes(self, api: Any) -> None:
        known = {operation.id: operation for operation in operations(api)}
        wrong = []
        for case in corpus_cases.cases(api):
            form = assess(known[case.operation], case.sent(known[case.operation], "http://127.0.0.1")).form
            # What parsers may read for all that, such as a number in quotes, need not be refused; and the
            # documented samples are odd in places.
            open_too = case.expect == "refuse" or not case.at
            expected = {"refuse": {Form.INVALID}, "accept": {Form.VALID}, "either": set(Form)}[case.expect]
            if form not in (expected | {Form.UNCLEAR} if open_too else expected):
                wrong.append((case.id, case.expect, form))
        assert wrong == []

    def test_says_no_request_twice(self, api: Any) -> None:
        counter = Counter(
            (case.method, case.path, case.query, case.headers, case.body) for case in corpus_cases.cases(api)
        )
        assert [request for request, times in counter.items() if times > 1] == []
        assert len({case.id for case in corpus_cases.cases(api)}) == len(corpus_cases.cases(api))

    def test_breaks_every_documented_place(self, api: Any) -> None:
        for operation in operations(api):
            refused = {
                case.at
                for case in corpus_cases.cases(api)
                if case.operation == operation.id and case.expect == "refuse"
            }
            for name, parameter in operation.parameters.items():
                assert parameter.place == "path" or name in refused
            roots = {
                name: parameter.json for name, parameter in operation.parameters.items() if parameter.json
            } | ({"body": operation.body} if operation.body else {})
            for name, shape in roots.items():
                for place, schema in shape.places(name):
                    for member in schema.get("required", ()):
                        assert f"{place}.{member}" in refused, (
                            f"{operation.id}: {place}.{member} is required and never left out"
                        )

    def test_is_one_readable_line_a_case(self, api: Any) -> None:
        lines = (FOLDER / f"{api}.jsonl").read_text().splitlines()
        assert len(lines) == len(corpus_cases.cases(api)) > 0
        for line in lines:
            case = json.loads(line)
            assert set(case) == {
                "id",
                "operation",
                "about",
                "at",
                "expect",
                "method",
                "path",
                "query",
                "headers",
                "body",
            }
            assert "merchantGUID" not in case["query"]
            assert "authorization" not in case["headers"]

    def test_begins_with_every_operation(self, api: Any) -> None:
        known = operations(api)
        assert {case.operation for case in corpus_cases.cases(api)[: 2 * len(known)]} == {
            operation.id for operation in known
        }


class TestJsonInTheQuery:
    @pytest.mark.parametrize(
        ("operation", "name"),
        [
            ("updateOrderStatus", "orderStatus"),
            ("createOrderRefund", "orderRefund"),
            ("updateOrderDispatch", "parcelsList"),
        ],
    )
    def test_is_broken_in_every_way(self, operation: str, name: str) -> None:
        result = about("globale", operation, name)
        refused = {
            "empty",
            "cut short",
            "percent-encoded twice",
            "as JSON in a JSON string",
            "null",
            "a number",
            "a text",
            "an empty array",
            "a bare word",
            "in single quotes",
        }
        accepted = {
            "blanks written as %20",
            "blanks written as +",
            "a plus sign inside a text",
            "letters beyond ASCII inside a text",
        }
        assert {about: result.get(about) for about in refused} == dict.fromkeys(refused, "refuse")
        assert {about: result.get(about) for about in accepted} == dict.fromkeys(accepted, "accept")
        assert result["with raw braces, colons and commas"] == "either"
        assert result["a percent-encoded blank, encoded once more"] == "refuse"

    def test_is_repeated(self) -> None:
        assert about("globale", "updateOrderStatus", "orderStatus")["given twice"] == "either"
        assert (
            about("globale", "updateOrderStatus", "orderStatus")["given twice, broken the second time"]
            == "refuse"
        )
        parcels = about("globale", "updateOrderDispatch", "parcelsList")
        assert parcels["one array instead of a value for each"] == "either"
        assert parcels["second value not JSON"] == parcels["third value an empty object"] == "refuse"
        assert parcels["five values"] == "accept"

    def test_is_bounded(self) -> None:
        assert {"256 characters": "refuse", "255 characters": "accept"}.items() <= about(
            "globale", "createOrderRefund", "orderRefund.ExternalReference"
        ).items()

    def test_is_written_as_it_says(self) -> None:
        (case,) = [
            case
            for case in corpus_cases.cases("globale")
            if case.id == "updateOrderStatus-orderStatus-blanks-written-as"
        ]
        assert "+" in case.query
        assert json.loads(unquote_plus(case.query.partition("=")[2]))["OrderId"] == "testID"


class TestConditions:
    def test_are_crossed(self) -> None:
        result = about("globale", "updateOrderDispatchV2", "body.Exceptions")
        assert result["condition 3: of ExceptionType, Quantity only ExceptionType"] == "refuse"
        assert result["condition 3: ExceptionType and Quantity"] == "accept"
        assert result["condition 2: none of CartItemId, ProductCode, SKU, in the second element"] == "refuse"
        bodies = [
            json.loads(case.body)
            for case in corpus_cases.cases("globale")
            if case.operation == "updateOrderDispatchV2"
            and case.expect == "refuse"
            and case.body[:1] == b"{"
            and case.body[-1:] == b"}"
            and b'"ExceptionType":3' in case.body
        ]
        assert any("Quantity" not in element for body in bodies for element in body["Exceptions"])


@pytest.mark.parametrize("number", ["1", "-1", "1.5", "12.0", "5.078029697445071e+16", "7e-10"])
def test_a_number_in_place_of_an_id_is_the_servers_choice_however_it_is_written(number: str) -> None:
    (operation,) = (known for known in operations("globale") if known.id == "getOrdersDetails")
    body = b'{"OrderIds":[%s]}' % number.encode()
    sent = Sent("POST", "http://127.0.0.1/", {"content-type": "application/json"}, body)
    assert assess(operation, sent).form is Form.UNCLEAR


@pytest.mark.parametrize(
    ("member", "form"),
    [
        ("accountId", Form.UNCLEAR),  # 004:34 shows it, and the table of 004:17-28 does not have it
        ("channelOrderIdAlt2", Form.UNCLEAR),
        ("channelShippingMethod", Form.INVALID),
        ("customerNote", Form.INVALID),
    ],
)
def test_null_is_open_for_what_only_the_sample_of_s2_has(member: str, form: Form) -> None:
    (operation,) = operations("s2")
    documented = build(operation, "http://127.0.0.1", next(operation.samples()))
    body = codec.dumps({**codec.loads(documented.body), member: None})
    assert assess(operation, replace(documented, body=body)).form is form
