"""UpdateOrderProducts: attributes are merged, and what cannot be is refused with D001 to D005.

Invariant: a request has one thing wrong, so that the code of its refusal is certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError, Topic
from order_contract.check.scenarios.order_queries import DETAILS, attributes, details, line, listed
from order_contract.check.server_data import KnownOrder, Product

TOPIC: Final = Topic("merge-rules", "globale")
UPDATE: Final = "updateOrderProducts"
NO_COUNTRY: Final = "QQ"
"""A code that ISO 3166 leaves to its users, and that none is known to use."""
rule, also = TOPIC.rule, TOPIC.also


def _order(talk: Conversation, products: int = 1) -> KnownOrder:
    return talk.order(f"with {products} product(s), to update", lambda order: len(order.products) >= products)


def part(product: Product, attributes: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A product as it stands in an update."""
    listed = [{"AttributeKey": key, "AttributeValue": value} for key, value in (attributes or {}).items()]
    return {
        "CartItemId": product.cart_item_id,
        **more,
        **({"MetaData": {"Attributes": listed}} if listed else {}),
    }


def send(talk: Conversation, order_id: str | None, products: Sequence[Mapping[str, Any]]) -> Reply:
    """An update, whatever comes of it."""
    return talk.ask(
        UPDATE,
        body={"OrderId": order_id, "MetaDataUpdateType": "Merge", "Products": products},
        open_point=True,
    )


def _good(talk: Conversation, order: KnownOrder, *products: Mapping[str, Any]) -> None:
    talk.must_accept(send(talk, order.order_id, products), "An update of an order's products")


def _shown(
    talk: Conversation, order: KnownOrder, product: Product, expected: Mapping[str, Any], after: str
) -> None:
    found = attributes(details(talk, order), product)
    for key, value in expected.items():
        if key not in found:
            raise RuleViolationError(f"After {after}, the attribute {key} is not there.", f"Attributes.{key}")
        if found[key] != value:
            raise RuleViolationError(
                f"After {after}, the attribute {key} does not have the value {value!r}.", f"Attributes.{key}"
            )


@rule("products-d001", "An order that does not exist is refused: code D001.", "003:290", UPDATE)
def _unknown_order(talk: Conversation) -> None:
    order = _order(talk)
    said = send(talk, talk.globale.unknown_order, [part(order.products[0], {"engraving": "A"})])
    talk.must_refuse(said, "An update of an unknown order", "D001")


@rule("products-d002", "A cart item that the order does not have is refused: code D002.", "003:291", UPDATE)
def _unknown_item(talk: Conversation) -> None:
    said = send(talk, _order(talk).order_id, [{"CartItemId": "no-such-cart-item", "OriginCountryCode": "DE"}])
    talk.must_refuse(said, "An update of a cart item that the order does not have", "D002")


@rule(
    "products-d003", "A product code that the order does not have is refused: code D003.", "003:292", UPDATE
)
def _unknown_product(talk: Conversation) -> None:
    said = send(talk, _order(talk).order_id, [{"ProductCode": "no-such-product", "OriginCountryCode": "DE"}])
    talk.must_refuse(said, "An update of a product that the order does not have", "D003")


@rule("products-d004", "A country that does not exist is refused: code D004.", "003:293", UPDATE)
def _unknown_country(talk: Conversation) -> None:
    order = _order(talk)
    said = send(talk, order.order_id, [part(order.products[0], OriginCountryCode=NO_COUNTRY)])
    talk.must_refuse(said, f"An update with the country {NO_COUNTRY}", "D004")
    for country in ("DE", "GB", "JP"):
        _good(talk, order, part(order.products[0], OriginCountryCode=country))


@rule(
    "products-d005", "An attribute without a value, empty or null, is refused: code D005.", "003:294", UPDATE
)
def _no_value(talk: Conversation) -> None:
    order = _order(talk)
    for value, word in (("", "an empty"), (None, "a null")):
        said = send(talk, order.order_id, [part(order.products[0], {"engraving": value})])
        talk.must_refuse(said, f"An update with {word} value", "D005")
    said = send(talk, order.order_id, [part(order.products[0], {"engraving": "A", "colour": ""})])
    talk.must_refuse(said, "An update whose second attribute has an empty value", "D005")


@rule(
    "products-texts",
    "A refusal says what is documented with its code.",
    "003:287, DOC:updateorderproducts",
    UPDATE,
    evidence="public",
)
def _said(talk: Conversation) -> None:
    order = _order(talk)
    talk.must_say(
        send(talk, talk.globale.unknown_order, [part(order.products[0], {"engraving": "A"})]), "D001"
    )
    talk.must_say(
        send(talk, order.order_id, [{"CartItemId": "no-such-cart-item", "OriginCountryCode": "DE"}]), "D002"
    )
    talk.must_say(send(talk, order.order_id, [part(order.products[0], {"engraving": ""})]), "D005")


@rule("products-nothing", "Where nothing is updated, the response is a failure.", "003:285", UPDATE)
def _nothing(talk: Conversation) -> None:
    order = _order(talk)
    talk.must_refuse(
        send(talk, order.order_id, [part(order.products[0])]),
        "An update without a country and without attributes",
    )


@rule("products-either-id", "A product is named by its CartItemId or its ProductCode.", "003:247-249", UPDATE)
def _either_id(talk: Conversation) -> None:
    order = _order(talk)
    product = order.products[0]
    for names in (
        {"CartItemId": product.cart_item_id},
        {"ProductCode": product.code},
        {"CartItemId": product.cart_item_id, "ProductCode": product.code},
    ):
        talk.must_accept(
            send(talk, order.order_id, [{**names, "OriginCountryCode": "DE"}]),
            f"An update by {' and '.join(names)}",
        )


@rule("products-merchant-id", "OrderId takes the merchant's own order id.", "003:238, 003:267", UPDATE)
def _merchant_id(talk: Conversation) -> None:
    order = talk.order(
        "with a merchant_order_id, to update", lambda order: order.merchant_order_id and order.products
    )
    said = send(talk, order.merchant_order_id, [part(order.products[0], OriginCountryCode="DE")])
    talk.must_accept(said, "An update by the merchant's order id", where="body.OrderId")


@rule(
    "products-added",
    "An attribute with a new key is added.",
    "003:251",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
)
def _added(talk: Conversation) -> None:
    order = _order(talk)
    product = order.products[0]
    _good(talk, order, part(product, {"engraving": "Anna", "Wrap-Colour 2": "red"}))
    _shown(talk, order, product, {"engraving": "Anna", "Wrap-Colour 2": "red"}, "two attributes were added")
    _good(
        talk,
        order,
        {**part(product, {"card": "Größe 7 & 100%"}), "CartItemId": None, "ProductCode": product.code},
    )
    _shown(talk, order, product, {"card": "Größe 7 & 100%"}, "an attribute was added by ProductCode")


@rule(
    "products-changed",
    "An attribute with a key that is there gets the new value.",
    "003:251",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
)
def _changed(talk: Conversation) -> None:
    order = _order(talk)
    product = order.products[0]
    _good(talk, order, part(product, {"engraving": "Anna"}))
    _good(talk, order, part(product, {"engraving": "Berta"}))
    _shown(talk, order, product, {"engraving": "Berta"}, "an attribute was sent with another value")
    keys = [
        each.get("AttributeKey") for each in listed(line(details(talk, order), product).get("Attributes"))
    ]
    if keys.count("engraving") > 1:
        raise RuleViolationError(
            "An attribute that was sent with another value stands there twice.", "Attributes.engraving"
        )


@rule("products-kept", "No attribute is removed.", "003:251", UPDATE, DETAILS, needs=("shows.attributes",))
def _kept(talk: Conversation) -> None:
    order = _order(talk)
    product = order.products[0]
    before = attributes(details(talk, order), product)
    _good(talk, order, part(product, {"engraving": "Anna", "wrap": "red"}))
    _good(talk, order, part(product, {"card": "Thanks"}))
    _shown(
        talk, order, product, {**before, "engraving": "Anna", "wrap": "red"}, "another attribute was added"
    )
    _good(talk, order, part(product, {"wrap": "blue"}))
    _shown(talk, order, product, {"engraving": "Anna", "card": "Thanks"}, "one attribute was changed")
    _good(talk, order, part(product, OriginCountryCode="FR"))
    _shown(
        talk,
        order,
        product,
        {"engraving": "Anna", "wrap": "blue", "card": "Thanks"},
        "the country of origin was changed",
    )


@rule(
    "products-each",
    "Each product of the list is updated, with its own attributes.",
    "003:240",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
)
def _each(talk: Conversation) -> None:
    order = _order(talk, 2)
    first, second = order.products[:2]
    _good(talk, order, part(first, {"engraving": "Anna"}), part(second, {"engraving": "Berta"}))
    _shown(talk, order, first, {"engraving": "Anna"}, "two products were updated")
    _shown(talk, order, second, {"engraving": "Berta"}, "two products were updated")


@rule(
    "products-others",
    "A product that is not in the list stays as it is.",
    "003:240",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
)
def _others(talk: Conversation) -> None:
    order = _order(talk, 2)
    first, second = order.products[:2]
    before = attributes(details(talk, order), second)
    _good(talk, order, part(first, {"engraving": "Anna"}))
    if attributes(details(talk, order), second) != before:
        raise RuleViolationError("A product changed that was not in the list.")


@rule(
    "products-refused-whole",
    "An update that is refused changes nothing.",
    "003:285",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
)
def _refused_whole(talk: Conversation) -> None:
    order = _order(talk)
    product = order.products[0]
    before = attributes(details(talk, order), product)
    send(
        talk,
        order.order_id,
        [
            part(product, {"engraving": "Anna"}),
            {"CartItemId": "no-such-cart-item", "OriginCountryCode": "DE"},
        ],
    )
    send(talk, order.order_id, [part(product, {"engraving": "Anna", "wrap": ""})])
    said = send(talk, order.order_id, [part(product, {"engraving": "Anna"}, OriginCountryCode=NO_COUNTRY)])
    if said.refused and attributes(details(talk, order), product) != before:
        raise RuleViolationError("Updates that were refused have changed the product's attributes.")
