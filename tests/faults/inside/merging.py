"""Faults in the merge of products' data, and its codes.

Invariants: every response has the documented form; only what the server does, or refuses, is wrong.
"""

from __future__ import annotations

from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import OtherCode, OtherText, attributes, codes, planting
from tests.faults.second import Server
from tests.faults.second.refusals import RefusalError, refusal

plant = planting(Family.MERGE, "globale")


@plant(
    "merge-replaces",
    "New attributes take the place of all others.",
    lambda at: (
        at.products(attributes(a="1")),
        at.products(attributes(b="2")),
        at.shown("12365", "Attributes"),
    ),
)
class Replaces(Server):
    def merge(self, line: Any, attributes: Any) -> None:
        line.attributes = attributes


@plant(
    "merge-does-not-update",
    "An attribute with a known key keeps its old value.",
    lambda at: (
        at.products(attributes(a="1")),
        at.products(attributes(a="2")),
        at.shown("12365", "Attributes"),
    ),
)
class DoesNotUpdate(Server):
    def merge(self, line: Any, attributes: Any) -> None:
        line.attributes = {**attributes, **line.attributes}


@plant(
    "merge-does-not-add",
    "An attribute with a new key is dropped.",
    lambda at: (
        at.products(attributes(a="1")),
        at.products(attributes(b="2")),
        at.shown("12365", "Attributes"),
    ),
)
class DoesNotAdd(Server):
    def merge(self, line: Any, attributes: Any) -> None:
        super().merge(
            line,
            {
                key: value
                for key, value in attributes.items()
                if not line.attributes or key in line.attributes
            },
        )


@plant(
    "merge-appends-duplicates",
    "An attribute with a known key stands there twice afterwards.",
    lambda at: (
        at.products(attributes(a="1")),
        at.products(attributes(a="2")),
        at.shown("12365", "Attributes"),
    ),
)
class AppendsDuplicates(Server):
    def merge(self, line: Any, attributes: Any) -> None:
        line.attributes |= {
            f"{key}\u200b" if key in line.attributes else key: value for key, value in attributes.items()
        }

    def product_details(self, line: Any) -> Any:
        result = super().product_details(line)
        for attribute in result["Attributes"]:
            attribute["AttributeKey"] = attribute["AttributeKey"].rstrip("\u200b")
        return result


@plant(
    "merge-keys-in-lower-case",
    "Keys of attributes are turned to lower case.",
    lambda at: (at.products(attributes(Engraving="1")), at.shown("12365", "Attributes")),
)
class KeysLowered(Server):
    def merge(self, line: Any, attributes: Any) -> None:
        super().merge(line, {key.lower(): value for key, value in attributes.items()})


@plant(
    "merge-on-all-products",
    "Every product of the order gets the attributes.",
    lambda at: (at.products(attributes(a="1")), at.shown("12376", "Attributes")),
)
class OnAllProducts(Server):
    def merge(self, line: Any, attributes: Any) -> None:
        for order in self.state.orders:
            if line in order.lines:
                for line in order.lines:
                    line.attributes |= attributes


@plant(
    "merge-acknowledged-only",
    "An update is acknowledged and not applied.",
    lambda at: (at.products(attributes(a="1")), at.shown("12365", "Attributes")),
)
class AcknowledgedOnly(Server):
    def update(self, line: Any, product: Any) -> None: ...


@plant(
    "merge-first-product-only",
    "Of several products only the first is updated.",
    lambda at: (at.products(attributes(a="1"), attributes("12376", a="1")), at.shown("12376", "Attributes")),
)
class FirstProductOnly(Server):
    def update_order_products(self, body: Any) -> Any:
        return super().update_order_products({**body, "Products": body["Products"][:1]})


@plant(
    "merge-not-atomic",
    "An update that is refused for its second product has changed the first.",
    lambda at: (
        at.products(attributes(a="1"), attributes("nope", a="1"))[0],
        at.shown("12365", "Attributes"),
    ),
    wfc="F104",
)
class NotAtomic(Server):
    def update_order_products(self, body: Any) -> Any:
        for product in body["Products"]:
            super().update_order_products({**body, "Products": [product]})
        return super().update_order_products(body)


@plant(
    "merge-d001-code",
    "An unknown order is refused with another code than D001.",
    lambda at: codes(at.products(attributes(a="1"), OrderId="GE1")),
)
class CodeD001(OtherCode):
    codes = ("D001", "404")


@plant(
    "merge-d001-unchecked",
    "An update of an unknown order is a success (D001).",
    lambda at: codes(at.products(attributes(a="1"), OrderId="GE1")),
)
class UncheckedD001(Server):
    def update_order_products(self, body: Any) -> Any:
        return super().update_order_products(body) if self.state.find(body["OrderId"]) else {"Success": True}


@plant(
    "merge-d002-unchecked",
    "A cart item that the order does not have is passed over (D002).",
    lambda at: codes(at.products(attributes("nope", a="1"))),
)
class UncheckedD002(Server):
    def update_order_products(self, body: Any) -> Any:
        order = self.order_of_products(body["OrderId"])
        known = [
            product
            for product in body["Products"]
            if product.get("CartItemId") is None or order.line(product["CartItemId"], None)
        ]
        return super().update_order_products({**body, "Products": known}) if known else {"Success": True}


@plant(
    "merge-d003-unchecked",
    "A ProductCode that the order does not have is passed over (D003).",
    lambda at: codes(at.products({"ProductCode": "nope", "OriginCountryCode": "GB"})),
)
class UncheckedD003(Server):
    def update_order_products(self, body: Any) -> Any:
        order = self.order_of_products(body["OrderId"])
        known = [
            product
            for product in body["Products"]
            if product.get("CartItemId") is not None or order.line(None, product.get("ProductCode"))
        ]
        return super().update_order_products({**body, "Products": known}) if known else {"Success": True}


@plant(
    "merge-d004-unchecked",
    "Any two letters are a country (D004).",
    lambda at: codes(at.products({"CartItemId": "12365", "OriginCountryCode": "XX"})),
)
class UncheckedD004(Server):
    def origin(self, product: Any) -> None:
        code = product.get("OriginCountryCode")
        if code and len(code) != 2:
            super().origin(product)


@plant(
    "merge-d005-unchecked",
    "An empty value is taken for an attribute (D005).",
    lambda at: codes(at.products(attributes(a=""))),
)
class UncheckedD005(Server):
    def has_value(self, attribute: Any) -> bool:
        return attribute.get("AttributeValue") is not None


@plant(
    "merge-d005-null-removes",
    "A null value removes the attribute; none is ever removed (D005).",
    lambda at: codes(at.products(attributes(a="1")), at.products(attributes(a=None))),
)
class NullRemoves(Server):
    def has_value(self, attribute: Any) -> bool:
        return attribute.get("AttributeValue") != ""

    def update(self, line: Any, product: Any) -> None:
        line.origin = product.get("OriginCountryCode") or line.origin
        for attribute in self.given(product):
            line.attributes.pop(attribute["AttributeKey"], None)
            if attribute.get("AttributeValue") is not None:
                line.attributes[attribute["AttributeKey"]] = attribute["AttributeValue"]


@plant(
    "merge-codes-d002-and-d003-swapped",
    "A cart item that is unknown is refused with D003.",
    lambda at: codes(at.products(attributes("nope", a="1"))),
)
class MergeSwapped(OtherCode):
    codes = ("D002", "D003")


@plant(
    "merge-texts-missing",
    "Updates are refused with the text 'Error' in place of the documented ones.",
    lambda at: at.products(attributes("nope", a="1"))[1],
)
class MergeTexts(OtherText):
    codes = ("D001", "D002", "D003", "D004", "D005")


@plant(
    "merge-of-nothing-accepted",
    "An update of nothing is a success; the documents make it a failure.",
    lambda at: codes(at.products()),
)
class OfNothing(Server):
    def some_update(self, planned: Any) -> None: ...


@plant(
    "merge-d001-refused-without-code",
    "An unknown order is refused with an empty code.",
    lambda at: codes(at.products(attributes(a="1"), OrderId="GE1")),
)
class WithoutCodeD001(Server):
    def order_of_products(self, order_id: str) -> Any:
        order = self.state.find(order_id)
        if order is None:
            raise RefusalError("", "Not found", refusal("D001", order_id).description)
        return order
