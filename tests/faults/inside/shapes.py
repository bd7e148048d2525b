"""Faults in the types and required members of successes.

Invariants: the server does what it should; only what it says of it is wrong.
"""

from __future__ import annotations

from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import ORDER, planting
from tests.faults.second import Server

plant = planting(Family.TYPES, "globale")


class Otherwise(Server):
    """A server whose successes are written otherwise than documented."""

    def operate(self, operation: Any, given: dict[str, Any]) -> Any:
        return self.other(operation.id, super().operate(operation, given))

    def other(self, operation: str, value: Any) -> Any:
        return value


@plant("success-missing", "ResponseInfo lacks Success.", lambda at: at.status(), wfc="F101")
class SuccessMissing(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return {} if value == {"Success": True} else value


@plant("success-a-text", "Success is the text 'true'.", lambda at: at.status(), wfc="F101")
class SuccessAText(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return {"Success": "true"} if value == {"Success": True} else value


@plant(
    "success-in-lower-case", "ResponseInfo's member is called success.", lambda at: at.status(), wfc="F101"
)
class SuccessInLowerCase(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return {"success": True} if value == {"Success": True} else value


@plant("reason-a-list", "ResponseInfo's Reason is a list.", lambda at: at.status(), wfc="F101")
class ReasonAList(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return {**value, "Reason": []} if operation == "updateOrderStatus" else value


@plant(
    "details-in-an-object",
    "GetOrdersDetails answers an object around the list.",
    lambda at: at.details(),
    wfc="F101",
)
class DetailsInAnObject(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return {"Orders": value} if operation == "getOrdersDetails" else value


@plant(
    "details-of-one-without-list",
    "GetOrdersDetails answers one order without the list around it.",
    lambda at: at.order("GetOrdersDetails", {"OrderIds": [ORDER]}),
    wfc="F101",
)
class DetailsOfOne(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return value[0] if operation == "getOrdersDetails" and len(value) == 1 else value


class OtherDetails(Server):
    """A server whose Merchant.Order is not as documented."""

    def details(self, order: Any) -> Any:
        result = super().details(order)
        self.other(result)
        return result

    def other(self, result: Any) -> None: ...


@plant("details-without-status", "An order's details lack StatusCode.", lambda at: at.details(), wfc="F101")
class WithoutStatus(OtherDetails):
    def other(self, result: Any) -> None:
        del result["StatusCode"]


@plant("details-id-a-number", "An order's MerchantOrderId is a number.", lambda at: at.details(), wfc="F101")
class IdANumber(OtherDetails):
    def other(self, result: Any) -> None:
        result["MerchantOrderId"] = int(result["MerchantOrderId"])


@plant("details-status-null", "An order's StatusCode is null.", lambda at: at.details(), wfc="F101")
class StatusNull(OtherDetails):
    def other(self, result: Any) -> None:
        result["StatusCode"] = None


@plant(
    "details-products-an-object",
    "An order's Products are an object by cart item.",
    lambda at: at.details(),
    wfc="F101",
)
class ProductsAnObject(OtherDetails):
    def other(self, result: Any) -> None:
        result["Products"] = {product["CartItemId"]: product for product in result["Products"]}


@plant(
    "details-cart-item-a-number", "A product's CartItemId is a number.", lambda at: at.details(), wfc="F101"
)
class CartItemANumber(OtherDetails):
    def other(self, result: Any) -> None:
        for product in result["Products"]:
            product["CartItemId"] = int(product["CartItemId"])


@plant(
    "tracking-time-a-number",
    "ShipmentStatusUpdateTime is a number of seconds.",
    lambda at: at.tracking(),
    wfc="F101",
)
class TimeANumber(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return {**value, "ShipmentStatusUpdateTime": 1407518} if operation == "trackOrder" else value


@plant("tracking-null", "TrackOrder answers null.", lambda at: at.tracking(), wfc="F101")
class TrackingNull(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return None if operation == "trackOrder" else value


@plant(
    "documents-success-missing",
    "OrderDocumentsResponse lacks IsSuccess.",
    lambda at: at.shipping_documents(),
    wfc="F101",
)
class DocumentsSuccessMissing(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return (
            {name: item for name, item in value.items() if name != "IsSuccess"}
            if "IsSuccess" in value
            else value
        )


@plant(
    "documents-an-object",
    "Documents is an object instead of a list.",
    lambda at: at.shipping_documents(),
    wfc="F101",
)
class DocumentsAnObject(Otherwise):
    def other(self, operation: str, value: Any) -> Any:
        return (
            {**value, "Documents": value["Documents"][0] if value["Documents"] else {}}
            if operation == "getShippingDocuments"
            else value
        )


@plant(
    "documents-type-a-number",
    "DocumentTypeCode is a number; it is a text that holds one.",
    lambda at: at.shipping_documents()[1]["Documents"],
    wfc="F101",
)
class DocumentTypeANumber(Server):
    def label(self, order: Any, parcel: Any) -> Any:
        return {**super().label(order, parcel), "DocumentTypeCode": 4}
