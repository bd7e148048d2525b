"""UpdateOrderProducts and GetOrdersDetails.

Invariants: an update is applied whole or not at all; attributes are added or changed, never removed;
details only read.
"""

from __future__ import annotations

from typing import Any, Final

from tests.faults.second.orders import Line, Order, State
from tests.faults.second.refusals import refusal

Json = dict[str, Any]
_CODES: Final = (
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEG"
    "EHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILK"
    "LRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSC"
    "SDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW"
)
COUNTRIES: Final = frozenset(_CODES[place : place + 2] for place in range(0, len(_CODES), 2))
"""ISO 3166-1, two letters each."""


class Products:
    """The rules of the products' data. Each is one method."""

    state: State

    def update_order_products(self, body: Json) -> Any:
        order = self.order_of_products(body["OrderId"])
        planned = [(self.named_line(order, product), product) for product in body["Products"]]
        for _, product in planned:
            self.origin(product)
            self.attributes(product)
        self.some_update(planned)
        for line, product in planned:
            self.update(line, product)
        return {"Success": True}

    def order_of_products(self, order_id: str) -> Order:
        order = self.state.find(order_id)
        if order is None:
            raise refusal("D001", order_id[:50])
        return order

    def named_line(self, order: Order, product: Json) -> Line:
        """The line of the cart item, else of the product's code; where both are given they must be the same
        line's.
        """
        item, code = product.get("CartItemId"), product.get("ProductCode")
        if item is not None:
            line = order.line(item, None)
            if line is None:
                raise refusal("D002", item[:50])
            if code is not None:
                self.same_line(line, code)
            return line
        line = order.line(None, code)
        if line is None:
            raise refusal("D003", (code or "")[:50])
        return line

    def same_line(self, line: Line, code: str) -> None:
        if line.code != code:
            raise refusal("D003", code[:50])

    def origin(self, product: Json) -> None:
        code = product.get("OriginCountryCode")
        if code and code.upper() not in COUNTRIES:
            raise refusal("D004", code[:50])

    def attributes(self, product: Json) -> None:
        for attribute in self.given(product):
            if not self.has_value(attribute):
                raise refusal("D005", (attribute.get("AttributeKey") or "")[:50])

    def has_value(self, attribute: Json) -> bool:
        return bool(attribute.get("AttributeValue"))

    def given(self, product: Json) -> list[Json]:
        return (product.get("MetaData") or {}).get("Attributes") or []

    def some_update(self, planned: list[tuple[Line, Json]]) -> None:
        if not any(product.get("OriginCountryCode") or self.given(product) for _, product in planned):
            raise refusal("U001", description="No product has an origin or an attribute")

    def update(self, line: Line, product: Json) -> None:
        line.origin = product.get("OriginCountryCode") or line.origin
        self.merge(
            line,
            {
                attribute.get("AttributeKey") or "": attribute["AttributeValue"]
                for attribute in self.given(product)
            },
        )

    def merge(self, line: Line, attributes: dict[str, Any]) -> None:
        line.attributes |= attributes

    def get_orders_details(self, body: Json) -> Any:
        result = {order.ge_id: order for order in map(self.state.find, body["OrderIds"]) if order is not None}
        if body["OrderIds"] and not result:
            raise refusal("404", description="No order has one of these ids")
        return [self.details(order) for order in result.values()]

    def details(self, order: Order) -> Json:
        """A Merchant.Order."""
        return {
            "OrderId": order.ge_id,
            "MerchantOrderId": order.merchant_id,
            "StatusCode": order.status,
            "OrderStatusReason": order.reason,
            "CurrencyCode": order.currency,
            "DateCreated": "2024-01-30T10:55:21",
            "Customer": {"IsEndCustomerPrimary": True, "EmailAddress": order.email},
            "Products": [self.product_details(line) for line in order.lines],
            "InternationalDetails": self.international(order),
        }

    def product_details(self, line: Line) -> Json:
        exception = line.exception or {}
        return {
            "CartItemId": line.cart_item,
            "Sku": line.code,
            "Name": line.name,
            "Quantity": line.ordered,
            "Price": line.original,
            "InternationalPrice": line.price,
            "IsBackOrdered": exception.get("ExceptionType") == 2,
            "BackOrderDate": exception.get("ExpectedFulfilmentDate"),
            "OriginCountryCode": line.origin,
            "Attributes": [
                {"AttributeKey": key, "AttributeValue": value} for key, value in line.attributes.items()
            ],
        }

    def international(self, order: Order) -> Json:
        return {
            "CurrencyCode": order.currency,
            "TotalPrice": order.total,
            "TotalShippingPrice": order.shipping,
            "TotalDutiesPrice": order.duties,
            "OrderTrackingNumber": order.tracking,
            "OrderTrackingUrl": order.tracking_url,
            "ParcelsTracking": [self.tracked(parcel) for parcel in order.parcels.values()],
        }

    def tracked(self, parcel: Any) -> Json:
        return {"ParcelCode": parcel.code, "ParcelTrackingNumber": parcel.tracking, "ParcelTrackingUrl": None}
