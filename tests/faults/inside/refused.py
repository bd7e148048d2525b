"""Faults that keep good input out.

Invariants: a request that is not refused by mistake is handled as documented.
"""

from __future__ import annotations

from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import ORDER, attributes, filtered, item, parcel, planting
from tests.faults.second import Server
from tests.faults.second.refusals import malformed

plant = planting(Family.REFUSED, "globale")


@plant(
    "unknown-members-refused",
    "A body with a member that is not listed is refused.",
    lambda at: at.v2(parcel("a"), Note="x")[0],
)
class UnknownMembersRefused(Server):
    def problems(self, shape: Any, value: Any) -> Any:
        result = list(super().problems(shape, value))
        if isinstance(value, dict) and shape.members:
            result += [([name], "is not known") for name in value if name.casefold() not in shape.members]
        return result


@plant(
    "nulls-refused",
    "Null for an optional list is refused.",
    lambda at: at.v2(parcel("a"), Exceptions=None)[0],
)
class NullsRefused(Server):
    def problems(self, shape: Any, value: Any) -> Any:
        result = list(super().problems(shape, value))
        return [*result, ([], "null")] if isinstance(value, dict) and None in value.values() else result


@plant(
    "merchant-order-id-alone-refused",
    "MerchantOrderId without OrderId is refused.",
    lambda at: at.order("UpdateOrderDispatchV2", {"MerchantOrderId": "100018322", "Parcels": []})[0],
)
class MerchantIdAlone(Server):
    def dispatch_order(self, body: Any) -> Any:
        if not body.get("OrderId"):
            raise malformed("OrderId", "missing")
        return super().dispatch_order(body)


@plant(
    "numbers-in-quotes-refused",
    "RefundQuantity in quotes, as the sample prints it, is refused.",
    lambda at: at.refund(item(quantity="1"))[0],
)
class QuotesRefused(Server):
    def amount(self, stated: Any) -> Any:
        if isinstance(stated, str):
            raise malformed("RefundQuantity", "a text")
        return super().amount(stated)


@plant(
    "exceptions-without-parcels-refused",
    "Exceptions without Parcels are refused.",
    lambda at: at.order("UpdateOrderDispatchV2", {"OrderId": ORDER, "Exceptions": []})[0],
)
class ExceptionsAlone(Server):
    def problems(self, shape: Any, value: Any) -> Any:
        result = list(super().problems(shape, value))
        return (
            [*result, (["Parcels"], "required")]
            if isinstance(value, dict) and "Exceptions" in value and "Parcels" not in value
            else result
        )


@plant(
    "blanks-around-ids-refused",
    "An id with a blank before it, as the sample prints it, is not found.",
    lambda at: at.order("DispatchOrders", {"OrderIds": [" GE2794622GB"]})[1],
)
class BlanksAroundIds(Server):
    def chosen(self, body: Any) -> Any:
        if any(order_id != order_id.strip() for order_id in body.get("OrderIds") or []):
            raise malformed("OrderIds", "a blank")
        return super().chosen(body)


@plant(
    "bare-ids-refused",
    "Ids without GE, as the sample prints them, are refused.",
    lambda at: at.order("DispatchOrders", {"OrderIds": ["2794622"]})[1],
)
class BareIds(Server):
    def chosen(self, body: Any) -> Any:
        if any(order_id.strip().isdigit() for order_id in body.get("OrderIds") or []):
            raise malformed("OrderIds", "no Global-e id")
        return super().chosen(body)


@plant(
    "merchant-id-refused-in-refund",
    "CreateOrderRefund does not take the merchant's order id.",
    lambda at: at.refund(item(), order_id="100018322")[0],
)
class MerchantIdInRefund(Server):
    def refund_order(self, header: Any) -> Any:
        if not header["OrderId"].strip().startswith("GE"):
            raise malformed("orderRefund.OrderId", "no Global-e id")
        return super().refund_order(header)


@plant(
    "body-not-optional-in-refund",
    "A refund without a product list is refused.",
    lambda at: at.refund(DutiesAmount=1)[0],
)
class RefundBodyNotOptional(Server):
    def body(self, operation: Any, raw: bytes, headers: Any) -> Any:
        if operation.id == "createOrderRefund" and not raw:
            raise malformed("body", "missing")
        return super().body(operation, raw, headers)


@plant(
    "charset-refused",
    "Content-Type with charset=utf-8 is refused.",
    lambda at: filtered(at, {"OrderIds": []}, **{"Content-Type": "application/json; charset=utf-8"}),
)
class CharsetRefused(Server):
    def media_type(self, stated: str) -> None:
        if stated.casefold() != "application/json":
            raise malformed("Content-Type", stated)


@plant(
    "non-ascii-refused",
    "Text outside ASCII is refused.",
    lambda at: at.products(attributes(engraving="Grüße"))[0],
)
class NonAsciiRefused(Server):
    def loads(self, text: str, where: str) -> Any:
        if not text.isascii():
            raise malformed(where, "not ASCII")
        return super().loads(text, where)


@plant(
    "parcels-optional-refused",
    "UpdateOrderDispatch without parcelsList is refused.",
    lambda at: at.legacy()[0],
)
class ParcelsOptional(Server):
    def absent(self, stated: Any) -> Any:
        raise malformed(stated.name, "missing")


@plant(
    "callback-unknown-status-refused",
    "A callback with a status that the receiver does not know is refused.",
    lambda at: at.callback(StatusCode="PROCESSING")[0],
    api="merchant",
)
class CallbackUnknownStatus(Server):
    def note(self, order: Any, body: Any) -> None:
        if body["StatusCode"].upper() not in ("CANCELLED", "CANCELED"):
            raise malformed("StatusCode", "unknown")
        super().note(order, body)
