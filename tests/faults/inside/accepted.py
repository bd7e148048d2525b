"""Faults that let bad input in.

Invariants: a request that is accepted by mistake is otherwise handled as documented.
"""

from __future__ import annotations

from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import (
    LEFT_OUT,
    ORDER,
    Blind,
    Shrug,
    attributes,
    filtered,
    item,
    parcel,
    planting,
)
from tests.faults.second import Server
from tests.faults.second.refusals import RefusalError, malformed

plant = planting(Family.ACCEPTED, "globale")


class Filled(Server):
    """A server that puts something into the place of a required member that is missing."""

    of = ""
    filling: Any = None

    def respelled(self, shape: Any, value: Any) -> Any:
        value = super().respelled(shape, value)
        if isinstance(value, dict) and self.of.casefold() in shape.members:
            return {self.of: self.filling, **value}
        return value


@plant(
    "body-required-unchecked",
    "GetOrdersDetails takes a filter without OrderIds for an empty one.",
    lambda at: filtered(at, {}),
    wfc="F102",
)
class OrderIdsFilled(Filled):
    of, filling = "OrderIds", []


@plant(
    "body-null-list-accepted",
    "GetOrdersDetails takes null for a list.",
    lambda at: filtered(at, {"OrderIds": None}),
    wfc="F102",
)
class NullListAccepted(Blind):
    unseen = "^OrderIds: null is not of type"

    def get_orders_details(self, body: Any) -> Any:
        return super().get_orders_details({**body, "OrderIds": body["OrderIds"] or []})


@plant(
    "body-text-for-list-accepted",
    "GetOrdersDetails takes one id where a list belongs.",
    lambda at: filtered(at, {"OrderIds": ORDER}),
    wfc="F102",
)
class TextForList(Server):
    def respelled(self, shape: Any, value: Any) -> Any:
        value = super().respelled(shape, value)
        if isinstance(value, dict) and isinstance(value.get("OrderIds"), str):
            return {**value, "OrderIds": [value["OrderIds"]]}
        return value


@plant(
    "body-absent-accepted",
    "GetOrdersDetails without a body answers an empty list.",
    lambda at: filtered(at, b""),
    wfc="F102",
)
class BodyAbsent(Server):
    def no_body(self, operation: Any) -> Any:
        if operation.id == "getOrdersDetails":
            return {"OrderIds": []}
        return super().no_body(operation)


@plant(
    "body-garbage-accepted",
    "A body that is not JSON counts as an empty list of products.",
    lambda at: at.order("CreateOrderRefund", b"{bad", orderRefund={"OrderId": ORDER, "DutiesAmount": 1})[0],
    wfc="F102",
)
class BodyGarbage(Server):
    def loads(self, text: str, where: str) -> Any:
        try:
            return super().loads(text, where)
        except RefusalError:
            if where == "body":
                return []
            raise


@plant(
    "body-nan-accepted",
    "NaN, which is not JSON, is read as zero.",
    lambda at: filtered(at, b'{"OrderIds":[],"a":NaN}'),
    wfc="F102",
)
class NanAccepted(Server):
    def constant(self, text: str) -> Any:
        return 0


@plant(
    "body-trailing-garbage-accepted",
    "What follows the body's JSON is not looked at.",
    lambda at: filtered(at, b'{"OrderIds":[]}}'),
    wfc="F102",
)
class TrailingBody(Server):
    def loads(self, text: str, where: str) -> Any:
        try:
            return self.decoder.raw_decode(text)[0]
        except ValueError:
            raise malformed(where, "not JSON") from None


@plant(
    "update-type-unchecked",
    "UpdateOrderProducts takes any MetaDataUpdateType.",
    lambda at: at.products(attributes(a="b"), MetaDataUpdateType="Replace")[0],
    wfc="F102",
)
class UpdateTypeUnchecked(Blind):
    unseen = "^MetaDataUpdateType: "


@plant(
    "update-type-not-required",
    "UpdateOrderProducts needs no MetaDataUpdateType.",
    lambda at: at.order("UpdateOrderProducts", {"OrderId": ORDER, "Products": [attributes(a="b")]})[0],
    wfc="F102",
)
class UpdateTypeNotRequired(Blind):
    unseen = '"MetaDataUpdateType" is a required'


@plant(
    "update-without-product-accepted",
    "A product with neither CartItemId nor ProductCode is passed over.",
    lambda at: at.products(attributes(a="b"), {"OriginCountryCode": "GB"})[0],
    wfc="F102",
)
class UpdateWithoutProduct(Blind):
    unseen = '"ProductCode" is a required'

    def update_order_products(self, body: Any) -> Any:
        kept = [
            product
            for product in body["Products"]
            if product.get("CartItemId") is not None or product.get("ProductCode") is not None
        ]
        return super().update_order_products({**body, "Products": kept})


@plant(
    "attributes-type-unchecked",
    "AttributeValue may be a number.",
    lambda at: at.products(attributes(a=7))[0],
    wfc="F102",
)
class AttributesUnchecked(Blind):
    unseen = "MetaData: "


@plant(
    "exception-type-unchecked",
    "ExceptionType may be 9.",
    lambda at: at.v2(Exceptions=[{"CartItemId": "12366", "ExceptionType": 9}])[0],
    wfc="F102",
)
class ExceptionTypeUnchecked(Blind):
    unseen = "ExceptionType: "


@plant(
    "exception-quantity-not-required",
    "An exception of type 3 needs no Quantity.",
    lambda at: at.v2(Exceptions=[{"CartItemId": "12366", "ExceptionType": 3}])[0],
    wfc="F102",
)
class ExceptionQuantity(Blind):
    unseen = '"Quantity" is a required'


@plant(
    "exception-type-not-required",
    "An exception needs no ExceptionType.",
    lambda at: at.v2(Exceptions=[{"CartItemId": "12366"}])[0],
    wfc="F102",
)
class ExceptionTypeNotRequired(Blind):
    unseen = '"ExceptionType" is a required'


@plant(
    "dispatch-without-anything-accepted",
    "UpdateOrderDispatchV2 needs neither Parcels nor Exceptions.",
    lambda at: at.order("UpdateOrderDispatchV2", {"OrderId": ORDER})[0],
    wfc="F102",
)
class DispatchWithoutAnything(Blind):
    unseen = '"Exceptions" is a required'


@plant(
    "dispatch-parcel-code-not-required",
    "A parcel in the body needs no ParcelCode.",
    lambda at: at.v2({"Products": []})[0],
    wfc="F102",
)
class BodyParcelCode(Server):
    def respelled(self, shape: Any, value: Any) -> Any:
        value = super().respelled(shape, value)
        if isinstance(value, dict) and isinstance(value.get("Parcels"), list):
            return {
                **value,
                "Parcels": [
                    {"ParcelCode": "1", **parcel} for parcel in value["Parcels"] if isinstance(parcel, dict)
                ],
            }
        return value


@plant(
    "dispatch-completed-as-text-accepted",
    "IsCompleted is taken as a text.",
    lambda at: at.v2(parcel("a"), IsCompleted="true")[0],
    wfc="F102",
)
class CompletedAsText(Blind):
    unseen = "^IsCompleted: "


@plant(
    "information-on-both-accepted",
    "ShippingAdditionalInformation is taken on the order and on a parcel at once.",
    lambda at: at.shipping_documents(
        parcel("a", ShippingAdditionalInformation=[{"name": "ITNNumber", "value": "1"}]),
        ShippingAdditionalInformation=[{"name": "ITNNumber", "value": "1"}],
    )[0],
    wfc="F102",
)
class InformationOnBoth(Blind):
    unseen = "is not allowed for"


@plant(
    "refund-quantity-not-required",
    "A product of a refund without RefundQuantity counts as one piece.",
    lambda at: at.refund({"CartItemId": "134643"})[0],
    wfc="F102",
)
class RefundQuantityFilled(Server):
    def respelled(self, shape: Any, value: Any) -> Any:
        value = super().respelled(shape, value)
        if shape.items and "refundquantity" in shape.items.members and isinstance(value, list):
            return [
                {"RefundQuantity": 1, **product} if isinstance(product, dict) else product
                for product in value
            ]
        return value


@plant(
    "refund-product-not-required",
    "A product of a refund with neither CartItemId nor ProductCode is passed over.",
    lambda at: at.refund({"RefundQuantity": 1}, item())[0],
    wfc="F102",
)
class RefundProductNotRequired(Blind):
    unseen = '"ProductCode" is a required'

    def create_order_refund(self, orderRefund: Any, body: Any) -> Any:
        return super().create_order_refund(
            orderRefund,
            [product for product in body or [] if product.get("CartItemId") or product.get("ProductCode")],
        )


@plant(
    "refund-amount-words-accepted",
    "A RefundAmount that is not a number counts as missing.",
    lambda at: at.refund(item(RefundAmount="ten"))[0],
    wfc="F102",
)
class AmountWords(Blind):
    unseen = "RefundAmount: "

    def amount(self, stated: Any) -> Any:
        try:
            return super().amount(stated)
        except (ArithmeticError, TypeError, ValueError):
            return None


@plant(
    "refund-body-an-object-accepted",
    "One product is taken where a list of products belongs.",
    lambda at: at.order("CreateOrderRefund", item(), orderRefund={"OrderId": ORDER})[0],
    wfc="F102",
)
class RefundBodyAnObject(Server):
    def respelled(self, shape: Any, value: Any) -> Any:
        return super().respelled(
            shape, [value] if shape.schema.get("type") == "array" and isinstance(value, dict) else value
        )


@plant(
    "brand-code-length-unchecked",
    "BrandCode may be longer than 50.",
    lambda at: at.legacy({"ParcelCode": "a"}, Brand={"BrandCode": "x" * 51, "Name": "x"})[0],
    wfc="F102",
)
class BrandCodeLength(Blind):
    unseen = "Brand: .*|BrandCode: "


@plant(
    "product-amount-pattern-unchecked",
    "Weight may be words.",
    lambda at: at.legacy({"ParcelCode": "a"}, Weight="heavy")[0],
    wfc="F102",
)
class AmountPattern(Blind):
    unseen = "Weight: "


@plant(
    "manifest-without-ids-accepted",
    "DispatchOrders without any ids dispatches what is ready.",
    lambda at: at.order("DispatchOrders", {})[0],
    wfc="F102",
)
class ManifestWithoutIds(Server):
    def respelled(self, shape: Any, value: Any) -> Any:
        value = super().respelled(shape, value)
        if (
            isinstance(value, dict)
            and "parcelcodes" in shape.members
            and not any(isinstance(member, list) for member in value.values())
        ):
            return {"OrderIds": ["GE2794621GB"], **value}
        return value


@plant(
    "track-empty-email-accepted",
    "TrackOrder takes an empty e-mail address.",
    lambda at: at.tracking(email="")[0],
    wfc="F102",
)
class EmptyEmail(Blind):
    unseen = '^: "" is shorter'

    def belongs(self, order: Any, email: str) -> bool:
        return not email or super().belongs(order, email)


@plant(
    "track-email-not-required",
    "TrackOrder needs no e-mail address.",
    lambda at: at.order("TrackOrder", orderId="testID")[0],
    wfc="F102",
)
class EmailNotRequired(Server):
    def absent(self, stated: Any) -> Any:
        return "customer@example.com" if stated.name == "email" else super().absent(stated)


@plant(
    "callback-status-not-required",
    "A callback without StatusCode is acknowledged.",
    lambda at: at.callback(StatusCode=LEFT_OUT)[0],
    api="merchant",
    wfc="F102",
)
class CallbackStatus(Filled):
    of, filling = "StatusCode", "CANCELLED"


@plant(
    "garbage-callback-accepted",
    "A callback whose body is not JSON is acknowledged.",
    lambda at: at.ask("POST", "/order-status-update-url", b"{bad")[0],
    api="merchant",
    wfc="F102",
)
class GarbageCallback(Shrug):
    shrugged = "body: not JSON"
