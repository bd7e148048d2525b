"""Servers that keep to the documents in ways of their own: no rule takes that for a fault, and what a finding
says of a server is true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from order_contract.check import Report, Severity
from order_contract.check.server_data import Fixtures
from tests.check.faulty import FAULTY, FIXTURES, Server, after, always
from tests.check.test_rules import judge, untested
from tests.faults.second import create
from tests.faults.second.refusals import refusal

SECOND = Fixtures.load(FIXTURES)
SHOWN = {"DEL_12": "OnHold", "CANCELLED": "Void", "1009": "R-7"}


def held(kind: type[Server], *rules: str, examples: int = 0) -> Report:
    return judge(create(None, kind), "globale", SECOND, only=rules, examples=examples)[0]


def holds(kind: type[Server], *rules: str, examples: int = 0) -> bool:
    report = held(kind, *rules, examples=examples)
    assert [finding.message for finding in report.findings] == []
    return not set(rules) & untested(report).keys()


def _mapped(shown: Any, *_: Any) -> Any:
    reason = shown["OrderStatusReason"]
    code = (reason or {}).get("OrderStatusReasonCode", "")
    return {
        **shown,
        "StatusCode": SHOWN.get(shown["StatusCode"], shown["StatusCode"]),
        "OrderStatusReason": reason and {**reason, "OrderStatusReasonCode": SHOWN.get(code, code)},
    }


@pytest.mark.parametrize(
    "rule", ["status-shown", "status-reason-shown", "legacy-status", "query-order-id", "spelling-character"]
)
def test_codes_that_are_mapped_to_others(rule: str) -> None:
    assert holds(after("details", _mapped), rule)


def test_a_code_that_is_mapped_to_what_its_name_was() -> None:
    named = after(
        "details",
        lambda shown, _: {**shown, "StatusCode": shown["StatusCode"].replace("DEL_12", "Delayed")},
    )
    assert holds(named, "status-shown")


def test_a_name_in_place_of_a_code_is_an_error() -> None:
    class Named(Server):
        def take_status(self, order: Any, status: Any) -> None:
            super().take_status(order, status)
            order.status = status["OrderStatus"]["Name"]

    findings = held(Named, "status-shown").findings
    assert {(finding.kind, finding.severity) for finding in findings} == {("name StatusCode", Severity.ERROR)}


def test_a_code_in_other_capitals_is_a_warning() -> None:
    lower = after("details", lambda shown, _: {**shown, "StatusCode": shown["StatusCode"].casefold()})
    findings = held(lower, "status-shown").findings
    assert {(finding.kind, finding.severity) for finding in findings} == {
        ("capitals StatusCode", Severity.WARNING)
    }


@pytest.mark.parametrize(
    ("rule", "begins"),
    [
        ("status-shown", "After a status of the order, GetOrdersDetails shows the StatusCode from before"),
        ("query-order-id", "A status changed another order than the one that it names."),
    ],
)
def test_another_order_is_named_only_where_it_was_seen_to_change(rule: str, begins: str) -> None:
    (finding,) = held(FAULTY[rule], "query-order-id").findings
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith(begins)


def _needs(name: str, *stated: Mapping[str, Any]) -> None:
    if any(part.get(name) is None for part in stated):
        raise refusal("400", description=f"{name} is missing")


class _NeedsWhatEverySampleHas(Server):
    def create_order_refund(self, orderRefund: Any, body: Any) -> Any:
        for name in ("RefundReason", "RefundComments"):
            _needs(name, orderRefund, *(body or []))
        return super().create_order_refund(orderRefund, body)

    def dispatch_order(self, body: Any) -> Any:
        _needs("IsCompleted", body)
        return super().dispatch_order(body)


def test_what_every_sample_has_is_required() -> None:
    families = ("refund-rules", "dispatch-and-documents", "tracking", "methods", "spellings")
    assert holds(_NeedsWhatEverySampleHas, *families, examples=3)


class _RefusesRepeats(Server):
    def merge(self, line: Any, attributes: Any) -> None:
        if attributes and attributes.items() <= line.attributes.items():
            raise refusal("U001", description="Nothing changes")
        super().merge(line, attributes)

    def take_status(self, order: Any, status: Any) -> None:
        if order.status == status["OrderStatus"]["OrderStatusCode"]:
            raise refusal("400", description="The order has this status")
        super().take_status(order, status)


@pytest.mark.parametrize(
    "rule", ["products-kept", "products-added", "query-equals", "query-text", "query-plus"]
)
def test_what_is_so_already_is_refused(rule: str) -> None:
    assert holds(_RefusesRepeats, rule, examples=30)


class _Traces(Server):
    def track_order(self, orderId: Any, email: Any) -> Any:
        self.trace = hashlib.sha256(f"{orderId} {email}".encode()).hexdigest()[:10]
        return super().track_order(orderId, email)

    def error_body(self, refused: Any) -> Any:
        return {**super().error_body(refused), "TraceId": self.trace}


def test_the_id_of_a_refusal_is_made_of_its_request() -> None:
    assert holds(_Traces, "track-one-refusal")


def test_what_has_left_can_leave_again() -> None:
    report = held(FAULTY["leave-once"], "leave-every-order", "leave-once")
    assert [finding.rule.id for finding in report.findings] == ["leave-once"]
    assert untested(report) == {
        "leave-every-order": "What has left can be dispatched again, which is reported as leave-once."
    }


def _among_documents(response: Any, *_: Any) -> Any:
    return {**response, "Documents": response["ShipperManifests"], "ShipperManifests": []}


def test_a_manifest_among_the_documents() -> None:
    assert holds(after("dispatch_orders", _among_documents), "leave-taken")


def test_a_dispatch_without_a_manifest_is_an_error() -> None:
    nowhere = after("dispatch_orders", lambda response, *_: {**response, "ShipperManifests": []})
    (finding,) = held(nowhere, "leave-taken").findings
    assert (finding.severity, finding.message) == (Severity.ERROR, "The response has no manifest.")


def test_a_refusal_is_described_in_the_words_of_its_table() -> None:
    described = after("error_body", lambda body, _: {**body, "Error": "Invalid"})
    assert holds(described, "products-texts")


class _ShipsAll(Server):
    def dispatched(self, order: Any, body: Any) -> Any:
        order.status = "SHIPPED"
        return super().dispatched(order, body)


def test_every_dispatch_has_one_status() -> None:
    assert holds(_ShipsAll, "dispatch-not-completed")


def test_a_type_that_only_a_public_page_has_is_a_warning() -> None:
    (finding,) = held(FAULTY["dispatch-exceptions"], "dispatch-exceptions").findings
    assert (finding.location, finding.severity) == ("Exceptions.ExceptionType.3", Severity.WARNING)


def test_a_first_type_that_is_refused_is_an_error() -> None:
    class NoneAtAll(Server):
        except_line = always(None)

        def exception_line(self, order: Any, stated: Any) -> Any:
            raise refusal("400", description="No exceptions")

    (finding,) = held(NoneAtAll, "dispatch-exceptions").findings
    assert (finding.location, finding.severity) == ("Exceptions.ExceptionType.1", Severity.ERROR)


@pytest.mark.parametrize(
    "written",
    [
        "2031-01-18T00:00:00",
        "2031-01-17T23:00:00Z",
        "1/18/2031 12:00:00 AM",
        "18.01.2031",
        "18-Jan-31",
        "Saturday, 18 January 2031",
        "/Date(1926460800000)/",
        "/Date(1926460800000+0100)/",
    ],
)
def test_a_day_in_any_form(written: str) -> None:
    assert holds(_backordered(written), "dispatch-backorder")


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("2031-02-18T00:00:00", "with another day"),
        ("/Date(1920460800000)/", "with another day"),
        ("25.01.2031", "with another day"),
        ("soon", "with another day"),
        (None, "without its day"),
    ],
)
def test_another_day_is_an_error(written: str | None, what: str) -> None:
    (finding,) = held(_backordered(written), "dispatch-backorder").findings
    assert finding.severity is Severity.ERROR
    assert finding.message == f"After an exception of type 2, the product is shown {what}."


def _backordered(written: str | None) -> type[Server]:
    def change(shown: Any, *_: Any) -> Any:
        products = [
            {**product, "BackOrderDate": written} if product.get("IsBackOrdered") else product
            for product in shown["Products"]
        ]
        return {**shown, "Products": products}

    return after("details", change)


def test_the_products_of_another_order_are_a_warning() -> None:
    def other(shown: Any, *_: Any) -> Any:
        return {**shown, "Products": [{**item, "CartItemId": "other"} for item in shown["Products"]]}

    (finding,) = held(after("details", other), "details-shown").findings
    assert finding.severity is Severity.WARNING
    assert finding.location == "Products.CartItemId"


def test_an_amount_of_0_that_is_read_as_none_is_a_warning() -> None:
    class Unstated(Server):
        def product_amount(self, line: Any, quantity: Any, product: Any) -> Any:
            return super().product_amount(line, quantity, product) or self.computed(line, quantity)

    (finding,) = held(Unstated, "refund-stated").findings
    assert finding.severity is Severity.WARNING
    assert finding.message.startswith("After a refund of 0 for a product, and ")


def test_a_product_that_is_not_refunded_with_nothing() -> None:
    class Strict(Server):
        def product_amount(self, line: Any, quantity: Any, product: Any) -> Any:
            amount = super().product_amount(line, quantity, product)
            if not amount:
                raise refusal("1007", description="Nothing to refund")
            return amount

    assert holds(Strict, "refund-stated")
