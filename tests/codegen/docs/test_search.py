"""What users type is found: names, plain words, several words, mistakes; operations come before fields."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.samples import ROOT

SITE = ROOT / "generated/order_contract_generated/docs"
FIRST = {
    "refund": "operation CreateOrderRefund",
    "refund amount": "operation CreateOrderRefund",
    "refund quantity": "operation CreateOrderRefund",
    "CreateOrderRefund": "operation CreateOrderRefund",
    "createorderrefund": "operation CreateOrderRefund",
    "refudn": "operation CreateOrderRefund",
    "gift card": "object GiftCard",
    "track order": "operation TrackOrder",
    "update status": "operation UpdateOrderStatus",
    "get order details": "operation GetOrdersDetails",
    "update products": "operation UpdateOrderProducts",
    "consolidated shipment": "operation DispatchConsolidatedShipment",
    "s2 update order": "operation UpdateOrder",
    "RefundQuantity": "field RefundQuantity",
    "webhook": "operation UpdateOrderStatusCallback",
    "how do I refund an order": "operation CreateOrderRefund",
    "partial refund": "operation CreateOrderRefund",
    "get label pdf": "operation GetShippingDocuments",
    "where is my order": "operation TrackOrder",
    "D003": "code D003: The order has no such product.",
    "s2 attachment": "operation UpdateOrder",
    "1006": "code 1006: More pieces are asked for than can still be refunded.",
    "d001": "code D001: No order has this id.",
}
"""The first result of each question."""
AMONG = {
    "cancel order": "operation UpdateOrderStatusCallback",
    "callback": "operation UpdateOrderStatusCallback",
    "shipping documents": "operation GetShippingDocuments",
    "tracking number": "field TrackingNumber",
    "merchant guid": "field MerchantGUID",
    "vat rate": "object VATRateType",
    "customer email": "field EmailAddress",
    "attachment": "object S2Attachment",
    "dispatch a parcel": "operation UpdateOrderDispatchV2",
    "duties": "field DutiesAmount",
    "mark order as shipped": "operation UpdateOrderDispatchV2",
    "hub": "field HubCode",
    "cancel an order": "operation UpdateOrderStatus",
    "airway bill": "code A018: The shipper refused to make an air waybill.",
}
"""One of the first ten."""
GUIDES = {
    "refund twice": "guide Refund safely",
    "receive callback django": "guide In your framework",
    "sandbox": "guide Develop against the sandbox",
    "baseline": "guide Known failures",
    "RefundGuard": "python RefundGuard",
    "redis": "guide Deploy on several hosts",
    "docker": "guide In a container",
    "typescript example": "guide Use TypeScript",
    "openapi download": "guide Use the published documents",
    "sandbox seed order": "guide Look into it and change it",
    "github action": "guide In CI and in pytest",
    "proxy mitmproxy": "guide Live traffic",
    "har file": "guide What it reads",
    "exit codes": "guide From a terminal",
    "jwt token": "python TokenProvider",
    "log privacy": "guide Logging",
    "postgres": "guide Deploy on several hosts",
    "ruby": "guide Go, PHP, Ruby and C#",
}
"""One of the first ten on the whole site."""
SOON = {
    "how to authenticate": "guide Credentials and authentication",
    "api key": "guide Credentials and authentication",
    "bearer token": "guide Credentials and authentication",
    "oauth": "guide Credentials and authentication",
    "rate limit": "guide Time-outs, retries and rate limits",
    "429": "guide Time-outs, retries and rate limits",
    "retry": "guide Time-outs, retries and rate limits",
    "two stores one endpoint": "guide Several merchants at one endpoint",
    "several merchants": "guide Several merchants at one endpoint",
    "multi tenant": "guide Several merchants at one endpoint",
    "idempotency key": "guide Refund safely",
    "duplicate callback": "guide In your framework",
    "webhook signature": "guide Verify the sender",
    "base url": "guide Servers and base URLs",
    "test environment": "guide Servers and base URLs",
    "mock server": "guide Develop against the sandbox",
    "simulate error": "guide Simulate errors and slow responses",
    "environment variables": "guide Environment variables and profiles",
    "proxy settings": "guide Proxies, TLS, HTTP/2, processes",
    "celery": "guide Proxies, TLS, HTTP/2, processes",
    "exceptions": "guide Errors and exceptions",
    "error codes": "guide Error codes",
    "invoice": "operation GetShippingDocuments",
    "split shipment": "operation UpdateOrderDispatchV2",
    "pagination": "guide Documents as files, and many orders",
    "gdpr": "guide Privacy and logs",
    "install": "guide Install",
    "upgrade": "guide Changelog",
}
"""One of the first three on the whole site."""


def results(entries: Path, questions: list[str]) -> dict[str, list[str]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("the search is a script that Node.js runs, and that is not here")
    command: list[str | Path] = [node, Path(__file__).with_name("search.mjs"), SITE, entries, *questions]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(zip(questions, json.loads(done.stdout), strict=True))


def test_questions_lead_to_what_they_mean() -> None:
    hits = results(SITE / "search-entries.js", [*FIRST, *AMONG])
    assert {question: hits[question][:1] for question in FIRST} == {
        question: [first] for question, first in FIRST.items()
    }
    missed = {question: hits[question] for question, wanted in AMONG.items() if wanted not in hits[question]}
    assert missed == {}
    assert len(FIRST) + len(AMONG) >= 20


def test_what_merchants_ask_is_among_the_first_three(whole_site_folder: Path) -> None:
    hits = results(whole_site_folder / "_static/search-entries.js", [*SOON])
    missed = {
        question: hits[question][:3] for question, wanted in SOON.items() if wanted not in hits[question][:3]
    }
    assert missed == {}


def test_operations_stand_before_fields() -> None:
    for question, hits in results(
        SITE / "search-entries.js", ["refund", "order", "product", "parcel"]
    ).items():
        kinds = [kind for result in hits if (kind := result.split(" ")[0]) in ("operation", "field")]
        assert kinds[0] == "operation", question
        assert kinds == sorted(kinds, key=lambda kind: kind != "operation"), question


def test_questions_lead_to_guides_too(whole_site_folder: Path) -> None:
    hits = results(whole_site_folder / "_static/search-entries.js", [*GUIDES, "refund amount"])
    assert hits["refund amount"][0] == "operation CreateOrderRefund"
    missed = {question: hits[question] for question, wanted in GUIDES.items() if wanted not in hits[question]}
    assert missed == {}
