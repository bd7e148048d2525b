"""UpdateOrderProducts: attributes are merged, and what cannot be is refused with D001 to D005.

Invariant: a request has one thing wrong, so that the code of its refusal is certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError
from order_contract.check.scenarios.order_queries import DETAILS, attribute_list, attributes, details, line
from order_contract.check.scenarios.refusal_texts import must_say
from order_contract.check.scenarios.scenario import EVERY_KIND, RuleGroup
from order_contract.check.server_data import KnownOrder, Product
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("merge-rules", "globale")
UPDATE: Final = "updateOrderProducts"
NO_COUNTRY: Final = "QQ"
"""A code that ISO 3166 leaves to its users, and that none is known to use."""
rule, also_tests = GROUP.rule, GROUP.also_tests


def _order(conversation: Conversation, products: int = 1) -> KnownOrder:
    some = "a product" if products == 1 else f"{products} products"
    return conversation.order(f"with {some}, to update", lambda order: len(order.products) >= products)


def part(product: Product, attributes: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A product as it stands in an update."""
    listed = [{"AttributeKey": key, "AttributeValue": value} for key, value in (attributes or {}).items()]
    return {
        "CartItemId": product.cart_item_id,
        **more,
        **({"MetaData": {"Attributes": listed}} if listed else {}),
    }


def part_by_code(product: Product, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """A product as it stands in an update, named by its code alone."""
    named = part(product, attributes, ProductCode=product.code)
    return {name: value for name, value in named.items() if name != "CartItemId"}


def send(conversation: Conversation, order_id: str | None, products: Sequence[Mapping[str, Any]]) -> Reply:
    """An update, whatever the response."""
    return conversation.ask(
        UPDATE,
        body={"OrderId": order_id, "MetaDataUpdateType": "Merge", "Products": products},
        expected=Expectation.UNSPECIFIED,
    )


def _good(conversation: Conversation, order: KnownOrder, *products: Mapping[str, Any]) -> None:
    conversation.must_accept(send(conversation, order.order_id, products), "An update of an order's products")


def _shown(
    conversation: Conversation, order: KnownOrder, product: Product, expected: Mapping[str, Any], after: str
) -> None:
    shown = attributes(details(conversation, order), product)
    for key, value in expected.items():
        if key not in shown:
            raise RuleViolationError(f"After {after}, the attribute {key} is not there.", f"Attributes.{key}")
        if shown[key] != value:
            raise RuleViolationError(
                f"After {after}, the attribute {key} does not have the value {value!r}.", f"Attributes.{key}"
            )


@rule("products-d001", "An order that does not exist is refused: code D001.", "003:290", UPDATE)
def _unknown_order(conversation: Conversation) -> None:
    order = _order(conversation)
    reply = send(
        conversation, conversation.globale.unknown_order, [part(order.products[0], {"engraving": "A"})]
    )
    conversation.must_refuse(reply, "An update of an unknown order", "D001")


@rule(
    "products-d002",
    "A cart item that the order does not have is refused: code D002.",
    "003:291",
    UPDATE,
    rounds=EVERY_KIND,
)
def _unknown_item(conversation: Conversation) -> None:
    reply = send(
        conversation,
        _order(conversation).order_id,
        [{"CartItemId": "no-such-cart-item", "OriginCountryCode": "DE"}],
    )
    conversation.must_refuse(reply, "An update of a cart item that the order does not have", "D002")


@rule(
    "products-d003", "A product code that the order does not have is refused: code D003.", "003:292", UPDATE
)
def _unknown_product(conversation: Conversation) -> None:
    reply = send(
        conversation,
        _order(conversation).order_id,
        [{"ProductCode": "no-such-product", "OriginCountryCode": "DE"}],
    )
    conversation.must_refuse(reply, "An update of a product that the order does not have", "D003")


@rule("products-d004", "A country that does not exist is refused: code D004.", "003:293", UPDATE)
def _unknown_country(conversation: Conversation) -> None:
    order = _order(conversation)
    reply = send(conversation, order.order_id, [part(order.products[0], OriginCountryCode=NO_COUNTRY)])
    conversation.must_refuse(reply, f"An update with the country {NO_COUNTRY}", "D004")
    reply = send(conversation, order.order_id, [part(order.products[0], OriginCountryCode="DEU")])
    conversation.must_refuse(
        reply, "An update with a country of three letters", "D004", codes_graded=Grade.SHOULD
    )
    for country in ("DE", "GB", "JP"):
        _good(conversation, order, part(order.products[0], OriginCountryCode=country))


@rule(
    "products-d005", "An attribute without a value, empty or null, is refused: code D005.", "003:294", UPDATE
)
def _no_value(conversation: Conversation) -> None:
    order = _order(conversation)
    for value, word in (("", "an empty"), (None, "a null")):
        reply = send(conversation, order.order_id, [part(order.products[0], {"engraving": value})])
        conversation.must_refuse(reply, f"An update with {word} value", "D005")
    reply = send(conversation, order.order_id, [part(order.products[0], {"engraving": "A", "colour": ""})])
    conversation.must_refuse(reply, "An update whose second attribute has an empty value", "D005")


@rule(
    "products-texts",
    "A refusal says what is documented with its code.",
    "003:287, DOC:updateorderproducts",
    UPDATE,
    evidence="public",
)
def _texts_of_codes(conversation: Conversation) -> None:
    order = _order(conversation)
    must_say(
        send(conversation, conversation.globale.unknown_order, [part(order.products[0], {"engraving": "A"})]),
        "D001",
    )
    must_say(
        send(conversation, order.order_id, [{"CartItemId": "no-such-cart-item", "OriginCountryCode": "DE"}]),
        "D002",
    )
    must_say(send(conversation, order.order_id, [part(order.products[0], {"engraving": ""})]), "D005")


@rule("products-nothing", "Where nothing is updated, the response is a failure.", "003:285", UPDATE)
def _nothing(conversation: Conversation) -> None:
    order = _order(conversation)
    conversation.must_refuse(
        send(conversation, order.order_id, [part(order.products[0])]),
        "An update without a country and without attributes",
    )


@rule("products-either-id", "A product is named by its CartItemId or its ProductCode.", "003:247-249", UPDATE)
def _either_id(conversation: Conversation) -> None:
    order = _order(conversation)
    product = order.products[0]
    for country, names in (
        ("DE", {"CartItemId": product.cart_item_id}),
        ("FR", {"ProductCode": product.code}),
        ("IT", {"CartItemId": product.cart_item_id, "ProductCode": product.code}),
    ):
        conversation.must_accept(
            send(conversation, order.order_id, [{**names, "OriginCountryCode": country}]),
            f"An update by {' and '.join(names)}",
        )


@rule(
    "products-origin",
    "The country of origin that was set is the one that is read.",
    "003:226, 003:250",
    UPDATE,
    DETAILS,
    needs=("shows.origin",),
    evidence="declared",
    rounds=EVERY_KIND,
)
def _origin(conversation: Conversation) -> None:
    order = _order(conversation)
    product = order.products[0]
    for country in ("DE", "FR"):
        _good(conversation, order, part(product, OriginCountryCode=country))
        if line(details(conversation, order), product).get("OriginCountryCode") != country:
            raise RuleViolationError(
                f"After an update with the country {country}, another country of origin is shown.",
                "Products.OriginCountryCode",
            )


@rule("products-merchant-id", "OrderId takes the merchant's own order id.", "003:238, 003:267", UPDATE)
def _merchant_id(conversation: Conversation) -> None:
    order = conversation.order(
        "with a merchant_order_id, to update", lambda order: order.merchant_order_id and order.products
    )
    reply = send(conversation, order.merchant_order_id, [part(order.products[0], OriginCountryCode="DE")])
    conversation.must_accept(reply, "An update by the merchant's order id", location="body.OrderId")


@rule(
    "products-added",
    "An attribute with a new key is added.",
    "003:251",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
    rounds=EVERY_KIND,
)
def _added(conversation: Conversation) -> None:
    order = _order(conversation)
    product = order.products[0]
    reply = send(conversation, order.order_id, [part(product, {"text": "null"})])
    conversation.must_accept(reply, 'An update with the text "null" as a value', graded=Grade.SHOULD)
    _good(conversation, order, part(product, {"engraving": "Anna", "Wrap-Colour 2": "red"}))
    _shown(
        conversation,
        order,
        product,
        {"engraving": "Anna", "Wrap-Colour 2": "red"},
        "two attributes were added",
    )
    _good(
        conversation,
        order,
        part_by_code(product, {"card": "Größe 7 & 100%"}),
    )
    _shown(conversation, order, product, {"card": "Größe 7 & 100%"}, "an attribute was added by ProductCode")


@rule(
    "products-changed",
    "An attribute with a key that is there gets the new value.",
    "003:251",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
    rounds=EVERY_KIND,
)
def _changed(conversation: Conversation) -> None:
    order = _order(conversation)
    product = order.products[0]
    _good(conversation, order, part(product, {"engraving": "Anna"}))
    _good(conversation, order, part(product, {"engraving": "Berta"}))
    _shown(conversation, order, product, {"engraving": "Berta"}, "an attribute was sent with another value")
    keys = [
        attribute.get("AttributeKey") for attribute in attribute_list(details(conversation, order), product)
    ]
    if keys.count("engraving") > 1:
        raise RuleViolationError(
            "An attribute that was sent with another value stands there twice.", "Attributes.engraving"
        )


@rule(
    "products-kept",
    "No attribute is removed.",
    "003:251",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
    evidence="inferred",
)
def _kept(conversation: Conversation) -> None:
    order = _order(conversation)
    product = order.products[0]
    before = attributes(details(conversation, order), product, updated=False)
    _good(conversation, order, part(product, {"engraving": "Anna", "wrap": "red"}))
    _good(conversation, order, part(product, {"card": "Thanks"}))
    _shown(
        conversation,
        order,
        product,
        {**before, "engraving": "Anna", "wrap": "red"},
        "another attribute was added",
    )
    _good(conversation, order, part(product, {"wrap": "blue"}))
    _shown(conversation, order, product, {"engraving": "Anna", "card": "Thanks"}, "one attribute was changed")
    _good(conversation, order, part(product, OriginCountryCode="FR"))
    _shown(
        conversation,
        order,
        product,
        {"engraving": "Anna", "wrap": "blue", "card": "Thanks"},
        "the country of origin was changed",
    )


@rule(
    "products-each",
    "Each product of the list is updated, with its own attributes.",
    "003:240, 003:270",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
)
def _each(conversation: Conversation) -> None:
    order = _order(conversation, 2)
    first, second = order.products[:2]
    _good(conversation, order, part(first, {"engraving": "Anna"}), part(second, {"engraving": "Berta"}))
    _shown(conversation, order, first, {"engraving": "Anna"}, "two products were updated")
    _shown(conversation, order, second, {"engraving": "Berta"}, "two products were updated")


@rule(
    "products-others",
    "A product that is not in the list stays as it is.",
    "003:240, 003:270",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
)
def _others(conversation: Conversation) -> None:
    order = _order(conversation, 2)
    first, second = order.products[:2]
    before = attributes(details(conversation, order), second, updated=False)
    _good(conversation, order, part(first, {"engraving": "Anna"}))
    after = details(conversation, order)
    attributes(after, first)  # the server shows attributes at all
    if attributes(after, second, updated=False) != before:
        raise RuleViolationError("A product changed that was not in the list.")


@rule(
    "products-refused-whole",
    "An update that is refused changes nothing.",
    "003:285",
    UPDATE,
    DETAILS,
    needs=("shows.attributes",),
    evidence="inferred",
)
def _refused_whole(conversation: Conversation) -> None:
    order = _order(conversation)
    product = order.products[0]
    _good(conversation, order, part(product, {"card": "Thanks"}))
    before = attributes(details(conversation, order), product)
    send(
        conversation,
        order.order_id,
        [
            part(product, {"engraving": "Anna"}),
            {"CartItemId": "no-such-cart-item", "OriginCountryCode": "DE"},
        ],
    )
    send(conversation, order.order_id, [part(product, {"engraving": "Anna", "wrap": ""})])
    reply = send(
        conversation, order.order_id, [part(product, {"engraving": "Anna"}, OriginCountryCode=NO_COUNTRY)]
    )
    if reply.refused and attributes(details(conversation, order), product) != before:
        raise RuleViolationError("Updates that were refused have changed the product's attributes.")
