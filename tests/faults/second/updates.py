"""S2's Update Order, and the merchant's callback endpoint.

Invariants: an update replaces what was sent and adds attachments; a notice that was taken is answered with
success again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.faults.second.orders import Order, State
from tests.faults.second.refusals import RefusalError

Json = dict[str, Any]


class S2:
    """The rules of Update Order. Each is one method."""

    state: State

    def update_order(self, order_id: str, body: Json) -> Any:
        order = self.s2_order(order_id)
        self.utc(body)
        account = self.account(body)
        items = [self.item(item) for item in body["items"]]
        now = self.moment()
        order |= self.plain(body)
        for name in ("shippingAddress", "billingAddress", "shipByDate", "customerNote"):
            if name in body:
                order[name] = body[name]
        self.deliver_by(order, body)
        order["account"] = account or order["account"]
        order["items"] = items
        self.attach(order, [self.attachment(attachment, now) for attachment in body["attachments"]])
        order["updatedAt"] = now
        return self.shown(order)

    def s2_order(self, order_id: str) -> Json:
        if order_id.casefold() != self.state.s2["id"]:
            raise RefusalError("404", "Not Found", "no such order", 404)
        return self.state.s2

    def utc(self, body: Json) -> None:
        """004:22."""
        if not body["channelOrderDate"].upper().endswith(("Z", "+00:00", "-00:00")):
            raise RefusalError("400", "Bad Request", "channelOrderDate must be in UTC")

    def plain(self, body: Json) -> Json:
        if not body["currencyId"].strip():
            raise RefusalError("400", "Bad Request", "currencyId is empty")
        return {
            name: body[name] for name in ("channelShippingMethod", "meta", "channelOrderDate", "currencyId")
        }

    def account(self, body: Json) -> Json | None:
        if "accountId" not in body:
            return None
        if body["accountId"] not in self.state.accounts:
            raise RefusalError("400", "Bad Request", "accountId is unknown")
        return self.state.accounts[body["accountId"]]

    def item(self, sent: Json) -> Json:
        if sent["productId"] not in self.state.products:
            raise RefusalError("400", "Bad Request", "productId is unknown")
        if min(sent["quantity"], sent["unitPrice"]) < 0:
            raise RefusalError("400", "Bad Request", "quantity or unitPrice is below zero")
        kept = {name: sent[name] for name in ("channelOrderItemId", "quantity", "unitPrice", "meta")}
        return {**kept, "product": self.embedded(sent["productId"])}

    def embedded(self, product_id: str) -> Json:
        return self.state.products[product_id]

    def deliver_by(self, order: Json, body: Json) -> None:
        """Sent as deliveryByDate, shown as deliverByDate."""
        if "deliveryByDate" in body:
            order["deliverByDate"] = body["deliveryByDate"]

    def attach(self, order: Json, added: list[Json]) -> None:
        order["attachments"] = [*order["attachments"], *added]

    def attachment(self, sent: Json, now: str) -> Json:
        return {
            "id": str(uuid4()),
            "fileName": sent["fileName"],
            "path": sent["path"],
            "createdAt": now,
            "updatedAt": now,
        }

    def moment(self) -> str:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def shown(self, order: Json) -> Json:
        return order


class Callback:
    """The rules of the merchant's endpoint. Each is one method."""

    state: State
    callback_guid: str

    def update_order_status_callback(self, body: Json) -> Any:
        self.caller(body)
        if not body["StatusCode"].strip():
            raise RefusalError("100", "Bad Request", "StatusCode is empty")
        order = self.told_of(body)
        self.same_order(order, body)
        self.note(order, body)
        return self.acknowledged(order)

    def caller(self, body: Json) -> None:
        """The secret is compared without regard to case."""
        if (body.get("MerchantGUID") or "").strip().casefold() != self.callback_guid.casefold():
            raise RefusalError("100", "Unauthorized", "MerchantGUID is missing or unknown")

    def told_of(self, body: Json) -> Order:
        order = self.state.find(body["OrderId"])
        if order is None:
            raise RefusalError("100", "Order not found", "OrderId is unknown")
        return order

    def same_order(self, order: Order, body: Json) -> None:
        merchant_order_id = body.get("MerchantOrderId")
        if merchant_order_id and merchant_order_id.strip() != order.merchant_id:
            raise RefusalError("301", "Order mismatch", "OrderId and MerchantOrderId belong to two orders")

    def note(self, order: Order, body: Json) -> None:
        self.state.notices[order.ge_id] = body["StatusCode"]

    def acknowledged(self, order: Order) -> Any:
        return {
            "InternalOrderId": order.merchant_id,
            "OrderId": order.merchant_id,
            "Success": True,
            "StatusCode": self.state.notices[order.ge_id],
            "ErrorCode": None,
            "Message": None,
            "Description": None,
        }
