"""UpdateOrderDispatchV2 and its legacy form: parcels, quantities, exceptions, tracking.

Invariants: each parcel has a code of its own, since what a repeated code means is not documented; pieces that
are in ready parcels are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError, Topic
from order_contract.check.scenarios.order_queries import DETAILS, details, international, line, parcels, text
from order_contract.check.scenarios.update_status import reason_of, status_of
from order_contract.check.server_data import KnownOrder, Product
from order_contract.wire import codec

TOPIC: Final = Topic("dispatch-and-documents", "globale")
V2: Final = "updateOrderDispatchV2"
LEGACY: Final = "updateOrderDispatch"
rule, also = TOPIC.rule, TOPIC.also
Json = Mapping[str, Any]


def dispatchable(talk: Conversation, pieces: int = 1) -> KnownOrder:
    """An order of which nothing is in a parcel."""
    return talk.order(
        f"of at least {pieces} piece(s) and without ready_parcels, to dispatch",
        lambda order: (
            not order.ready_parcels and sum(product.quantity for product in order.products) >= pieces
        ),
    )


def contents(product: Product, quantity: Decimal | int = 1) -> dict[str, Any]:
    """A product as it stands in a parcel."""
    return {
        "CartItemId": product.cart_item_id,
        "ProductCode": product.code,
        "DeliveryQuantity": Decimal(quantity),
    }


def parcel(code: str, *products: Json, **members: Any) -> dict[str, Any]:
    """A parcel."""
    return {"ParcelCode": code, "Products": list(products), **members}


def report(talk: Conversation, order: KnownOrder, *listed: Json, **members: Any) -> Reply:
    """UpdateOrderDispatchV2, whatever comes of it."""
    return talk.ask(
        V2,
        body={"OrderId": order.order_id, "IsCompleted": False, "Parcels": list(listed), **members},
        open_point=True,
    )


def _most(order: KnownOrder) -> Product:
    return max(order.products, key=lambda product: product.quantity)


def _shown(talk: Conversation, order: KnownOrder, expected: Mapping[str, str | None], after: str) -> None:
    found = parcels(details(talk, order))
    for code, number in expected.items():
        if code not in found:
            raise RuleViolationError(f"After {after}, the order has no parcel {code}.", "Parcels.ParcelCode")
        if number is not None and found[code] != number:
            raise RuleViolationError(
                f"After {after}, the parcel {code} has another tracking number.", "Parcels.TrackingDetails"
            )


@rule("dispatch-taken", "A dispatch within what was ordered is taken.", "000:7", V2)
def _taken(talk: Conversation) -> None:
    order = dispatchable(talk)
    for place, product in enumerate(order.products):
        said = report(talk, order, parcel(f"RULE-{place}", contents(product, product.quantity)))
        talk.must_accept(said, f"A dispatch of all {product.quantity} pieces of a product")


@rule(
    "dispatch-parcels",
    "Every parcel of a dispatch is the order's, with its tracking number.",
    "000:7",
    V2,
    DETAILS,
    needs=("shows.parcels",),
)
def _parcels(talk: Conversation) -> None:
    order = dispatchable(talk, 2)
    product = _most(order)
    first = parcel("RULE-1", contents(product), TrackingDetails={"TrackingNumber": "RULE0001"})
    second = parcel("RULE-2", contents(product), TrackingDetails={"TrackingNumber": "RULE0002"})
    talk.must_accept(report(talk, order, first, second), "A dispatch in two parcels")
    _shown(talk, order, {"RULE-1": "RULE0001", "RULE-2": "RULE0002"}, "a dispatch in two parcels")
    if product.quantity > 2:
        talk.must_accept(report(talk, order, parcel("RULE-3", contents(product))), "A further dispatch")
        _shown(
            talk, order, {"RULE-1": "RULE0001", "RULE-2": "RULE0002", "RULE-3": None}, "a further dispatch"
        )


@rule(
    "dispatch-tracking",
    "A tracking number of the entire order is the order's.",
    "000:7",
    V2,
    DETAILS,
    needs=("shows.tracking-number",),
)
def _tracking(talk: Conversation) -> None:
    order = dispatchable(talk)
    said = report(
        talk, order, parcel("RULE-1", contents(_most(order))), TrackingDetails={"TrackingNumber": "RULE0003"}
    )
    talk.must_accept(said, "A dispatch with a tracking number")
    if text(international(details(talk, order)).get("OrderTrackingNumber")) != "RULE0003":
        raise RuleViolationError(
            "After a dispatch, the order's tracking number is another.", "TrackingDetails.TrackingNumber"
        )


@rule(
    "dispatch-too-much",
    "More pieces than were ordered are refused.",
    "000:7",
    V2,
    needs=("refuses.over-delivery",),
    evidence="declared",
)
def _too_much(talk: Conversation) -> None:
    order = dispatchable(talk)
    product = _most(order)
    over = product.quantity + 1
    talk.must_refuse(
        report(talk, order, parcel("RULE-1", contents(product, over))),
        f"A dispatch of {over} of {product.quantity} pieces",
    )
    both = [parcel(code, contents(product, product.quantity)) for code in ("RULE-1", "RULE-2")]
    talk.must_refuse(
        report(talk, order, *both), "A dispatch of more pieces than were ordered, over two parcels,"
    )
    twice = parcel("RULE-1", contents(product, product.quantity), contents(product, product.quantity))
    talk.must_refuse(
        report(talk, order, twice), "A dispatch of more pieces than were ordered, twice in one parcel,"
    )


@also("dispatch-too-much")
def _too_much_over_several(talk: Conversation) -> None:
    order = dispatchable(talk)
    product = _most(order)
    talk.must_accept(
        report(talk, order, parcel("RULE-1", contents(product, product.quantity))),
        "A dispatch of all pieces of a product",
    )
    said = report(talk, order, parcel("RULE-2", contents(product)))
    talk.must_refuse(said, "A dispatch of one more piece than was ordered, over several calls,")


@rule(
    "dispatch-negative", "Fewer pieces than none are refused.", "000:7", V2, needs=("refuses.over-delivery",), evidence="declared"
)  # fmt: skip
def _negative(talk: Conversation) -> None:
    order = dispatchable(talk)
    talk.must_refuse(
        report(talk, order, parcel("RULE-1", contents(_most(order), -1))), "A dispatch of -1 pieces"
    )


@rule(
    "dispatch-refused-whole", "A dispatch that is refused changes nothing.", "000:7", V2, DETAILS,
    needs=("refuses.over-delivery", "shows.parcels"), evidence="declared",
)  # fmt: skip
def _refused_whole(talk: Conversation) -> None:
    order = dispatchable(talk)
    product = _most(order)
    before = details(talk, order)
    good = parcel("RULE-1", contents(product), TrackingDetails={"TrackingNumber": "RULE0004"})
    said = report(
        talk,
        order,
        good,
        parcel("RULE-2", contents(product, product.quantity + 1)),
        TrackingDetails={"TrackingNumber": "RULE0005"},
    )
    if said.refused and details(talk, order) != before:
        raise RuleViolationError("A dispatch that was refused has changed the order.")
    said = report(talk, order, parcel("RULE-3", contents(product, product.quantity)))
    talk.must_accept(said, "After a dispatch that was refused, a dispatch of all pieces of the product")


@rule("dispatch-merchant-id", "OrderId takes the merchant's own order id.", "000:30", V2)
def _merchant_id(talk: Conversation) -> None:
    order = _with_merchant_id(talk)
    body = {"OrderId": order.merchant_order_id, "Parcels": [parcel("RULE-1", contents(order.products[0]))]}
    talk.must_accept(
        talk.ask(V2, body=body, open_point=True),
        "A dispatch with the merchant's order id as OrderId",
        where="body.OrderId",
    )


@rule(
    "dispatch-merchant-order-id",
    "MerchantOrderId names the order where no OrderId is given.",
    "003:133-139",
    V2,
)
def _merchant_order_id(talk: Conversation) -> None:
    order = _with_merchant_id(talk)
    body = {
        "MerchantOrderId": order.merchant_order_id,
        "Parcels": [parcel("RULE-1", contents(order.products[0]))],
    }
    talk.must_accept(
        talk.ask(V2, body=body, open_point=True),
        "A dispatch by MerchantOrderId",
        where="body.MerchantOrderId",
    )


def _with_merchant_id(talk: Conversation) -> KnownOrder:
    return talk.order(
        "with a merchant_order_id and without ready_parcels, to dispatch",
        lambda order: order.merchant_order_id and order.products and not order.ready_parcels,
    )


@rule("dispatch-unknown-order", "A dispatch of an order that does not exist is refused.", "000:28-30", V2)
def _unknown_order(talk: Conversation) -> None:
    product = talk.order("with products", lambda order: order.products, fresh=False).products[0]
    body = {"OrderId": talk.globale.unknown_order, "Parcels": [parcel("RULE-1", contents(product))]}
    talk.must_refuse(talk.ask(V2, body=body, open_point=True), "A dispatch of an unknown order")


@rule(
    "dispatch-unknown-product", "A product that the order does not have is refused.", "DOC:error-handling-220778", V2,
    needs=("refuses.unknown-products",), evidence="declared",
)  # fmt: skip
def _unknown_product(talk: Conversation) -> None:
    order = dispatchable(talk)
    stranger = {"CartItemId": "no-such-cart-item", "ProductCode": "no-such-product", "DeliveryQuantity": 1}
    talk.must_refuse(
        report(talk, order, parcel("RULE-1", stranger)),
        "A dispatch of a product that the order does not have",
    )
    said = report(talk, order, parcel("RULE-1", contents(order.products[0]), stranger))
    talk.must_refuse(said, "A dispatch whose second product the order does not have")


@rule("dispatch-exceptions", "Exceptions of the types 1, 2 and 3 are taken.", "000:74-84", V2)
def _exceptions(talk: Conversation) -> None:
    product = dispatchable(talk)
    for kind, members in ((1, {}), (2, {"ExpectedFulfilmentDate": "2031-01-18"}), (3, {"Quantity": 1})):
        listed = [
            {
                "CartItemId": product.products[0].cart_item_id,
                "ProductCode": product.products[0].code,
                "ExceptionType": kind,
                **members,
            }
        ]
        talk.must_accept(
            report(talk, product, Exceptions=listed),
            f"An exception of type {kind}",
            where=f"Exceptions.ExceptionType.{kind}",
        )


@rule(
    "dispatch-backorder", "A product on backorder is shown so, with its day.", "000:79-82", V2, DETAILS,
    needs=("shows.backorder",), evidence="declared",
)  # fmt: skip
def _backorder(talk: Conversation) -> None:
    order = dispatchable(talk)
    product = order.products[-1]
    listed = [
        {
            "CartItemId": product.cart_item_id,
            "ProductCode": product.code,
            "ExceptionType": 2,
            "ExpectedFulfilmentDate": "2031-01-18",
        }
    ]
    talk.must_accept(report(talk, order, Exceptions=listed), "An exception of type 2")
    found = line(details(talk, order), product)
    if found.get("IsBackOrdered") is not True:
        raise RuleViolationError(
            "After an exception of type 2, the product is not shown as ordered back.", "IsBackOrdered"
        )
    if not text(found.get("BackOrderDate")).startswith("2031-01-18"):
        raise RuleViolationError(
            "After an exception of type 2, the product is shown with another day.", "BackOrderDate"
        )


@also("dispatch-backorder")
def _out_of_stock(talk: Conversation) -> None:
    order = dispatchable(talk)
    product = order.products[-1]
    before = line(details(talk, order), product).get("IsBackOrdered")
    listed = [{"CartItemId": product.cart_item_id, "ProductCode": product.code, "ExceptionType": 1}]
    talk.must_accept(report(talk, order, Exceptions=listed), "An exception of type 1")
    if not before and line(details(talk, order), product).get("IsBackOrdered") is True:
        raise RuleViolationError(
            "A product that is out of stock, and will not come, is shown as ordered back.", "IsBackOrdered"
        )


def _legacy(
    talk: Conversation,
    order: KnownOrder,
    lists: Sequence[str],
    products: Sequence[Json] = (),
    *,
    open_point: bool = True,
) -> Reply:
    status = talk.given(talk.globale.status, "status")
    header = codec.dumps(status_of(order, status, OrderStatusReason=reason_of(status))).decode()
    return talk.ask(
        LEGACY,
        query=[("orderStatus", header), *(("parcelsList", each) for each in lists)],
        body=list(products),
        open_point=open_point,
    )


def _texts(*listed: Json) -> list[str]:
    return [codec.dumps(each).decode() for each in listed]


@rule(
    "legacy-parcels", "Every parcelsList that is sent counts.", "003:193, 003:202", LEGACY, DETAILS, needs=("status", "shows.parcels")
)  # fmt: skip
def _legacy_parcels(talk: Conversation) -> None:
    order = dispatchable(talk)
    listed = [
        {"ParcelCode": f"RULE-{place}", "TrackingDetails": {"TrackingNumber": f"RULE000{place}"}}
        for place in (1, 2, 3)
    ]
    talk.must_accept(
        _legacy(talk, order, _texts(*listed)), "A legacy dispatch with three parcels", where="parcelsList"
    )
    _shown(
        talk,
        order,
        {f"RULE-{place}": f"RULE000{place}" for place in (1, 2, 3)},
        "a legacy dispatch with three parcels",
    )


@rule(
    "legacy-parcels-array", "Where parcelsList is taken as one array, every parcel in it counts.", "003:202", LEGACY, DETAILS,
    needs=("status", "shows.parcels"),
)  # fmt: skip
def _legacy_array(talk: Conversation) -> None:
    order = dispatchable(talk)
    said = _legacy(talk, order, _texts([{"ParcelCode": f"RULE-{place}"} for place in (1, 2)]))  # type: ignore[arg-type]
    if said.accepted:
        _shown(
            talk, order, {"RULE-1": None, "RULE-2": None}, "a legacy dispatch with two parcels in one array"
        )


@rule(
    "legacy-too-much", "More pieces than were ordered are refused, in every parcelsList and in the body.", "003:188", LEGACY,
    needs=("status", "refuses.over-delivery"), evidence="declared",
)  # fmt: skip
def _legacy_too_much(talk: Conversation) -> None:
    order = dispatchable(talk)
    product = _most(order)
    over = [
        {
            "ProductCode": product.code,
            "CartItemId": product.cart_item_id,
            "Name": "A product",
            "DeliveryQuantity": product.quantity + 1,
        }
    ]
    talk.must_refuse(
        _legacy(talk, order, [], over),
        "A legacy dispatch of more pieces than were ordered",
        where="body.DeliveryQuantity",
    )
    both = [parcel(code, contents(product, product.quantity)) for code in ("RULE-1", "RULE-2")]
    talk.must_refuse(
        _legacy(talk, order, _texts(*both)),
        "A legacy dispatch of more pieces than were ordered, over two parcels,",
        where="parcelsList",
    )


@rule(
    "legacy-status",
    "The status of a legacy dispatch is the order's.",
    "003:188",
    LEGACY,
    DETAILS,
    needs=("status", "shows.status"),
)
def _legacy_status(talk: Conversation) -> None:
    order = dispatchable(talk)
    talk.must_accept(_legacy(talk, order, _texts({"ParcelCode": "RULE-1"})), "A legacy dispatch")
    if details(talk, order).get("StatusCode") != talk.given(talk.globale.status, "status").code:
        raise RuleViolationError(
            "The status of a legacy dispatch is not the one that is read.", "orderStatus"
        )


@rule(
    "legacy-unknown-order",
    "A legacy dispatch of an order that does not exist is refused.",
    "001:25",
    LEGACY,
    needs=("status",),
)
def _legacy_unknown(talk: Conversation) -> None:
    status = talk.given(talk.globale.status, "status")
    header = {
        **status_of(talk.globale.orders[0], status, OrderStatusReason=reason_of(status)),
        "OrderId": talk.globale.unknown_order,
    }
    talk.must_refuse(
        talk.ask(LEGACY, query={"orderStatus": header}, body=[], open_point=True),
        "A legacy dispatch of an unknown order",
    )
