"""Faults of merchants' callback endpoints in what they take.

Invariant: each is a few lines over the correct endpoint, and the sentence names the document that forbids it.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

from tests.faults.catalogue import Fault
from tests.faults.endpoint import CRASH, ONCE, Endpoint, RefusedError, plant
from tests.faults.middle import Answer, Request, json_response
from tests.faults.witness import notice, notified

GROUND_REPEAT = (
    "expect repetitions, and respond to them with success (the published description of the callback)"
)
FOUND: list[Fault] = []


fault = partial(plant, FOUND)
TWICE = notified(notice(), notice())


@fault("repeat-refused", f"A notice that comes again is refused with 400; {GROUND_REPEAT}.", TWICE)
class RepeatRefused(Endpoint):
    def take(self, order: Any) -> Answer:
        if self.statuses.get(order["OrderId"]) == order["StatusCode"]:
            raise RefusedError("the order has this status already")
        return super().take(order)


@fault("repeat-crashes", f"A notice that comes again hits a unique key, 500; {GROUND_REPEAT}.", TWICE, "F100")
class RepeatCrashes(Endpoint):
    def take(self, order: Any) -> Answer:
        if self.statuses.get(order["OrderId"]) == order["StatusCode"]:
            return CRASH
        return super().take(order)


@fault("repeat-conflict", f"A notice that comes again is answered 409; {GROUND_REPEAT}.", TWICE)
class RepeatConflict(Endpoint):
    def take(self, order: Any) -> Answer:
        if self.statuses.get(order["OrderId"]) == order["StatusCode"]:
            raise RefusedError("conflict", status=409)
        return super().take(order)


@fault(
    "repeat-third-fails",
    f"The third of equal notices crashes (a counter of retries overflows); {GROUND_REPEAT}.",
    notified(*[notice()] * 4),
    "F100",
)
class ThirdFails(Endpoint):
    def take(self, order: Any) -> Answer:
        key = json.dumps(order, sort_keys=True)
        again, twice = key in self.seen, key + "again" in self.seen
        self.seen.add(key + "again" if again else key)
        return CRASH if twice else super().take(order)


@fault(
    "late-notice-refused",
    "A notice of an earlier state after the cancellation is refused; notices can come in any order (the "
    "published description).",
    notified(notice(), notice(StatusCode="PROCESSING")),
)
class LateRefused(Endpoint):
    def take(self, order: Any) -> Answer:
        if self.statuses.get(order["OrderId"]) == "CANCELLED" and order["StatusCode"] != "CANCELLED":
            raise RefusedError("the order is cancelled")
        return super().take(order)


@fault(
    "unknown-member-refused",
    "A member that the class does not list is refused; requests can contain more (002:27).",
    notified(notice(NewMember=1)),
)
class UnknownMember(Endpoint):
    KNOWN = frozenset(notice()) | {"OrderStatusReason", "Customer", "Products"}

    def typed(self, order: Any) -> None:
        super().typed(order)
        if set(order) - self.KNOWN:
            raise RefusedError("unknown member")


@fault(
    "unknown-member-crashes",
    "A nested member that the class does not list makes the server fail; requests can contain more (002:27).",
    notified(notice(InternationalDetails={"NewMember": 1})),
    "F100",
)
class UnknownNested(Endpoint):
    KNOWN = frozenset(notice()["InternationalDetails"])

    def take(self, order: Any) -> Answer:
        return CRASH if set(order.get("InternationalDetails") or ()) - self.KNOWN else super().take(order)


@fault(
    "unknown-status-refused",
    "A status that the server does not know is refused; it is recorded and otherwise ignored (the published "
    "description).",
    notified(notice(StatusCode="ON_ITS_WAY")),
)
class UnknownStatus(Endpoint):
    def take(self, order: Any) -> Answer:
        if order["StatusCode"] not in {"CANCELLED", "COMPLETED", "FAILED", "PROCESSING"}:
            raise RefusedError("unknown status")
        return super().take(order)


@fault(
    "unknown-status-crashes",
    "A status that the server does not know makes it fail (an enumeration's look-up); it is recorded.",
    notified(notice(StatusCode="ON_ITS_WAY")),
    "F100",
)
class UnknownStatusCrashes(Endpoint):
    def take(self, order: Any) -> Answer:
        return (
            super().take(order)
            if order["StatusCode"] in {"CANCELLED", "COMPLETED", "FAILED", "PROCESSING"}
            else CRASH
        )


@fault(
    "processing-refused",
    "Only cancellations are taken; the method also moves an order to a processing status (002:15).",
    notified(notice(StatusCode="PROCESSING")),
)
class OnlyCancellations(Endpoint):
    def take(self, order: Any) -> Answer:
        if order["StatusCode"] != "CANCELLED":
            raise RefusedError("nothing but cancellations")
        return super().take(order)


@fault(
    "order-id-missing-accepted",
    "A notice without OrderId is acknowledged; it is mandatory (002:17).",
    notified(notice(OrderId=...)),
    "F102",
)
class NoOrderId(Endpoint):
    def members(self, order: Any) -> None:
        super().members({"OrderId": "GE1", **order})

    def take(self, order: Any) -> Answer:
        return super().take({"OrderId": "", **order})


@fault(
    "status-missing-accepted",
    "A notice without StatusCode is acknowledged; it is mandatory (002:17).",
    notified(notice(StatusCode=...)),
    "F102",
)
class NoStatus(Endpoint):
    def members(self, order: Any) -> None:
        super().members({"StatusCode": "CANCELLED", **order})

    def take(self, order: Any) -> Answer:
        return super().take({"StatusCode": "CANCELLED", **order})


@fault(
    "null-id-accepted",
    "OrderId null is acknowledged; it is a mandatory text (002:17).",
    notified(notice(OrderId=None)),
    "F102",
)
class NullId(Endpoint):
    def members(self, order: Any) -> None:
        super().members(
            {
                **order,
                "OrderId": "GE1" if "OrderId" in order and order["OrderId"] is None else order.get("OrderId"),
            }
        )


@fault(
    "types-not-looked-at",
    "Members of any type are acknowledged, a number as OrderId too; it is a text.",
    notified(notice(OrderId=5)),
    "F102",
)
class AnyTypes(Endpoint):
    def members(self, order: Any) -> None:
        if "OrderId" not in order or "StatusCode" not in order:
            raise RefusedError("a member is missing")

    def take(self, order: Any) -> Answer:
        return self.success({})


@fault(
    "nested-types-not-looked-at",
    "Only the two mandatory members are looked at; InternationalDetails as a text is acknowledged.",
    notified(notice(InternationalDetails="x")),
    "F102",
)
class AnyNested(Endpoint):
    def typed(self, order: Any) -> None:
        pass

    def caller(self, order: Any) -> None:
        if isinstance(order.get("MerchantGUID"), str):
            super().caller(order)

    def take(self, order: Any) -> Answer:
        return self.success({})


@fault(
    "wrong-guid-accepted",
    "A notice with another GUID is acknowledged; the GUID tells who calls (the published description).",
    notified(notice(MerchantGUID="00000000-0000-0000-0000-000000000000")),
    "F206",
)
class AnyCaller(Endpoint):
    def caller(self, order: Any) -> None:
        pass


@fault(
    "guid-by-prefix",
    "Only the first block of the GUID is compared, so that a wrong one is let in (the published "
    "description).",
    notified(notice(MerchantGUID="0511db1d-0000")),
    "F206",
)
class GuidByPrefix(Endpoint):
    def caller(self, order: Any) -> None:
        given = order.get("MerchantGUID")
        if not (isinstance(given, str) and given[:8] == "0511db1d"):
            super().caller(order)


@fault(
    "guid-case-matters",
    "The GUID in capitals is refused; it is compared without regard to case (the published description).",
    notified(notice(MerchantGUID="0511DB1D-CDC6")),
    "F205",
)
class GuidCase(Endpoint):
    def caller(self, order: Any) -> None:
        super().caller(order)
        if order.get("MerchantGUID") and order["MerchantGUID"] != order["MerchantGUID"].lower():
            raise RefusedError("the caller is unknown")


@fault(
    "null-crashes",
    "Null in place of an object makes the server fail; null stands nearly everywhere (002:119).",
    notified(notice(InternationalDetails=None)),
    "F100",
)
class NullCrashes(Endpoint):
    def take(self, order: Any) -> Answer:
        return CRASH if order.get("InternationalDetails", {}) is None else super().take(order)


@fault(
    "absent-crashes",
    "A notice with the two mandatory members alone makes the server fail (002:17).",
    notified({"OrderId": "GE1GB", "StatusCode": "CANCELLED"}),
    "F100",
)
class AbsentCrashes(Endpoint):
    def take(self, order: Any) -> Answer:
        return (
            super().take(order) if "MerchantOrderId" in order and "InternationalDetails" in order else CRASH
        )


@fault(
    "more-is-mandatory",
    "A notice without MerchantOrderId is refused; only OrderId and StatusCode are mandatory (002:17).",
    notified(notice(MerchantOrderId=...)),
)
class MoreMandatory(Endpoint):
    def members(self, order: Any) -> None:
        super().members(order)
        if not order.get("MerchantOrderId"):
            raise RefusedError("MerchantOrderId is missing")


@fault(
    "reason-is-mandatory",
    "A cancellation without OrderStatusReason is refused; the sample has none (002:65).",
    ONCE,
)
class ReasonMandatory(Endpoint):
    def take(self, order: Any) -> Answer:
        if order["StatusCode"] == "CANCELLED" and not order.get("OrderStatusReason"):
            raise RefusedError("no reason is given")
        return super().take(order)


@fault(
    "bare-percent-crashes",
    "A text that ends in a bare `%` makes the server fail; the sample has one (002:96).",
    ONCE,
    "F100",
)
class BarePercent(Endpoint):
    def take(self, order: Any) -> Answer:
        return CRASH if re.search(r"%(?![0-9A-Fa-f]{2})", json.dumps(order)) else super().take(order)


@fault(
    "non-ascii-crashes",
    "Letters beyond ASCII make the server fail; JSON is UTF-8 (RFC 8259, 8.1).",
    notified(notice(WebStoreCode="店")),
    "F100",
)
class OnlyAscii(Endpoint):
    def take(self, order: Any) -> Answer:
        return super().take(order) if json.dumps(order, ensure_ascii=False).isascii() else CRASH


@fault(
    "large-crashes",
    "A notice of more than 16 KiB makes the server fail; an order with many products has that.",
    notified(notice(Notes="x" * 20_000)),
    "F100",
)
class OnlySmall(Endpoint):
    def handle(self, request: Request) -> Answer:
        return CRASH if len(request.body) > 16_384 else super().handle(request)


@fault(
    "bad-json-acknowledged",
    "A body that is not JSON is acknowledged; the failure must not come with 200 (the published "
    "description).",
    notified(b'{"OrderId":'),
    "F102",
)
class BadJson(Endpoint):
    def read(self, request: Request) -> Any:
        try:
            return super().read(request)
        except RefusedError:
            return {"OrderId": "GE1", "StatusCode": "CANCELLED"}


@fault("bad-json-crashes", "A body that is not JSON makes the server fail.", notified(b'{"OrderId":'), "F100")
class BadJsonCrashes(Endpoint):
    def handle(self, request: Request) -> Answer:
        try:
            json.loads(request.body)
        except ValueError:
            return CRASH
        return super().handle(request)


@fault(
    "empty-body-acknowledged",
    "A request without a body is acknowledged; the order is required (002:41).",
    notified(b" "),
    "F102",
)
class EmptyBody(Endpoint):
    def handle(self, request: Request) -> Answer:
        return (
            json_response(self.acknowledgement({})) if not request.body.strip() else super().handle(request)
        )


@fault(
    "list-acknowledged",
    "A list of orders is acknowledged; the body is one Merchant.Order (002:35).",
    notified([notice()]),
    "F102",
)
class ListTaken(Endpoint):
    def read(self, request: Request) -> Any:
        value = json.loads(request.body) if request.body[:1] == b"[" else None
        return (
            value[0]
            if isinstance(value, list) and value and isinstance(value[0], dict)
            else super().read(request)
        )


FAULTS: tuple[Fault, ...] = tuple(FOUND)
