"""A merchant's callback endpoint that keeps to the documents, written from them alone on the standard
library, and open to one fault each.

Invariants: nothing of the product is used but what the documents print; each step is a method, so that a
fault overrides one; it listens on loopback and stops with its block.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any

from tests.faults.catalogue import CALLBACK_GUID, Family, Fault
from tests.faults.middle import Answer, Request, json_response, listening
from tests.faults.witness import Witness, notice, notified

PATH = "/order-status-update-url"


class RefusedError(Exception):
    """A notice that is not taken: the merchant's own code, and why."""

    def __init__(self, why: str, code: str = "100", status: int = 400) -> None:
        super().__init__(why)
        self.why, self.code, self.status = why, code, status


class Endpoint:
    """Takes note of statuses. `known` are the orders that the merchant has, None when it takes every one."""

    def __init__(self, known: dict[str, str] | None = None) -> None:
        self.known = known
        self.statuses: dict[str, str] = {}
        self.seen: set[str] = set()

    def handle(self, request: Request) -> Answer:
        if request.path.rstrip("/") != PATH:
            return self.refusal(RefusedError("no such path", status=404))
        if request.method != "POST":
            return self.refusal(RefusedError("only POST is taken", status=405))
        try:
            order = self.read(request)
            self.members(order)
            self.caller(order)
            self.order(order)
            return self.take(order)
        except RefusedError as refused:
            return self.refusal(refused)

    def read(self, request: Request) -> Any:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise RefusedError("send application/json", status=415)
        try:
            value = json.loads(request.body.decode(), parse_constant=_number, parse_float=_number)
        except (ValueError, RecursionError):
            raise RefusedError("this is not JSON") from None
        if not isinstance(value, dict):
            raise RefusedError("this is not an order")
        return value

    def members(self, order: Any) -> None:
        """Only OrderId and StatusCode are mandatory (002:17); the types that the endpoint works with must be
        right.
        """
        for name in ("OrderId", "StatusCode"):
            if not isinstance(order.get(name), str) or not order[name].strip():
                raise RefusedError(f"{name} is missing")
        self.typed(order)

    def typed(self, order: Any) -> None:
        _held(order, "MerchantOrder")

    def caller(self, order: Any) -> None:
        if (order.get("MerchantGUID") or CALLBACK_GUID).strip().lower() != CALLBACK_GUID:
            raise RefusedError("the caller is unknown", status=400)

    def order(self, order: Any) -> None:
        if self.known is not None:
            if order["OrderId"].strip() not in self.known:
                raise RefusedError("the order is unknown")
            ours = (order.get("MerchantOrderId") or "").strip()
            if ours and ours != self.known[order["OrderId"].strip()]:
                raise RefusedError("the ids are not of one order", code="301")

    def take(self, order: Any) -> Answer:
        self.statuses[order["OrderId"]] = order["StatusCode"]
        return self.success(order)

    def success(self, order: Any) -> Answer:
        return json_response(self.acknowledgement(order))

    def acknowledgement(self, order: Any) -> dict[str, Any]:
        ours = order.get("MerchantOrderId")
        return {
            "InternalOrderId": ours,
            "OrderId": ours,
            "Success": True,
            "ErrorCode": None,
            "Message": None,
            "Description": None,
        }

    def refusal(self, refused: RefusedError) -> Answer:
        return json_response(
            {"Success": False, "ErrorCode": refused.code, "Message": refused.why, "Description": None},
            refused.status,
        )


def _number(text: str) -> float:
    """A number, and no infinity: neither as a word nor by its exponent."""
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return number


def _held(value: Any, name: str) -> None:
    """Refuse what the published class forbids."""
    for error in _validator(name).iter_errors(value):
        raise RefusedError(f"{'.'.join(map(str, error.instance_path))} is wrong")


def _validator(name: str) -> Any:
    import jsonschema_rs

    from tests.faults.witness import document

    if name not in _validators:
        whole = {"$ref": f"#/components/schemas/{name}", "components": document("merchant")["components"]}
        _validators[name] = jsonschema_rs.Draft202012Validator(whole, validate_formats=False)
    return _validators[name]


_validators: dict[str, Any] = {}


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[str]:
    """The endpoint on a free port."""
    with listening(lambda request, _: endpoint.handle(request)) as url:
        yield url


@contextmanager
def correct() -> Iterator[str]:
    """An endpoint that takes every order."""
    with serving(Endpoint()) as url:
        yield url


@contextmanager
def strict() -> Iterator[str]:
    """An endpoint that knows the order of the sample alone, and refuses others."""
    sample = notice()
    with serving(Endpoint({sample["OrderId"]: sample["MerchantOrderId"]})) as url:
        yield url


CRASH = json_response(
    {"Success": False, "ErrorCode": "100", "Message": "internal error", "Description": None}, 500
)
ONCE = notified(notice())


def plant(
    faults: list[Fault], name: str, sentence: str, witness: Witness, wfc: str = ""
) -> Callable[[type[Endpoint]], type[Endpoint]]:
    """Put an endpoint's class among the faults."""

    def planted(kind: type[Endpoint]) -> type[Endpoint]:
        @contextmanager
        def serve() -> Iterator[str]:
            with serving(kind()) as url:
                yield url

        faults.append(
            Fault(f"receiver-{name}", Family.RECEIVERS, "merchant", sentence, serve, wfc, correct, witness)
        )
        return kind

    return planted
