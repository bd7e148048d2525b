"""What the server shows of an order: GetOrdersDetails and TrackOrder, read for the rules that look at
effects.

Invariant: a member that a response does not have is None or empty; only a rule decides whether it should be
there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, NotTestedError, RuleViolationError
from order_contract.check.server_data import KnownOrder, Product

DETAILS = "getOrdersDetails"
TRACK = "trackOrder"
Json = Mapping[str, Any]
_STATE: Final = frozenset({"ShippingMethodStatusCode", "ShippingMethodStatusName"})


def details(conversation: Conversation, order: KnownOrder) -> dict[str, Any]:
    """The order as GetOrdersDetails shows it.

    :raises Broken: a known order is refused or not in the response.
    """
    reply = conversation.ask(DETAILS, body={"OrderIds": [order.order_id]})
    try:
        conversation.must_accept(reply, "GetOrdersDetails of an order that exists")
    except RuleViolationError as broken:
        raise broken.of_rule("details-asked") from None  # one fault, whichever rule looks at the order
    orders = [shown for shown in listed(reply.value) if text(shown.get("OrderId")) == order.order_id]
    if not orders:
        raise RuleViolationError(
            "GetOrdersDetails does not return an order that exists.", rule_id="details-asked"
        )
    return orders[0]


def tracked(
    conversation: Conversation, order: KnownOrder, graded: Grade | None = Grade.SHOULD
) -> dict[str, Any]:
    """The response of TrackOrder.

    :param graded: the grade of a refusal; an order of which nothing was sent need not have tracking.
    :raises NotTestedError: the fixtures have no e-mail address for the order.
    """
    email = conversation.given(order.email, f"the e-mail address of {order.order_id}")
    reply = conversation.ask(TRACK, query={"orderId": order.order_id, "email": email})
    conversation.must_accept(reply, "TrackOrder with an order's id and its customer's address", graded=graded)
    return members(reply.value)


def state(conversation: Conversation, order: KnownOrder) -> tuple[str, str]:
    """Code and name of the shipment's state, as TrackOrder shows them.

    :raises RuleViolationError: it shows neither, which is a warning: no document names the members of its
        response.
    """
    tracking = tracked(conversation, order)
    if not _STATE & tracking.keys():
        raise RuleViolationError(
            f"TrackOrder shows neither {' nor '.join(sorted(_STATE))}.", "TrackOrder", graded=Grade.SHOULD
        )
    return text(tracking.get("ShippingMethodStatusCode")), text(tracking.get("ShippingMethodStatusName"))


def line(shown: Json, product: Product) -> dict[str, Any]:
    """A product of an order that is shown.

    :raises NotTestedError: it is not there.
    """
    for entry in listed(shown.get("Products")):
        if text(entry.get("CartItemId")) == product.cart_item_id:
            return entry
    raise NotTestedError("GetOrdersDetails shows no product with the cart item's id.")


def delivered(conversation: Conversation, order: KnownOrder, product: Product) -> Decimal:
    """How many pieces of a product are shown as delivered.

    :raises RuleViolationError: what is shown is not a number.
    """
    value: Any = line(details(conversation, order), product).get("DeliveryQuantity")
    try:
        return Decimal(value or 0)
    except (ArithmeticError, TypeError, ValueError):
        raise RuleViolationError("DeliveryQuantity is not a number.", "Products.DeliveryQuantity") from None


def attribute_list(shown: Json, product: Product, *, updated: bool = True) -> list[dict[str, Any]]:
    """The attributes of a product of an order that is shown.

    They stand on the product itself, or in its MetaData, as an update sends them.

    :param updated: whether an update gave it some; a product without any need not have the member.
    :raises NotTestedError: they are in neither place, or have no AttributeKey.
    """
    entry = line(shown, product)
    places = [entry, members(entry.get("MetaData"))]
    for place in places:
        with_keys = [item for item in listed(place.get("Attributes")) if "AttributeKey" in item]
        if with_keys:
            return with_keys
    if any(place.get("Attributes") for place in places):
        raise NotTestedError("The Attributes of a product that GetOrdersDetails shows have no AttributeKey.")
    if updated and not any("Attributes" in place for place in places):
        raise NotTestedError("GetOrdersDetails shows no Attributes of a product.")
    return []


def attributes(shown: Json, product: Product, *, updated: bool = True) -> dict[str, Any]:
    """The values of a product's attributes by their keys; see `attribute_list`."""
    return {
        text(attribute.get("AttributeKey")): attribute.get("AttributeValue")
        for attribute in attribute_list(shown, product, updated=updated)
    }


def on_backorder(entry: Json) -> bool:
    """Whether a product is shown as ordered back: by IsBackOrdered, or by a day where that is not given."""
    stated = entry.get("IsBackOrdered")
    return bool(text(entry.get("BackOrderDate"))) if stated is None else stated is True


_MILLISECONDS: Final = re.compile(r"/Date\((\d{1,14})(?:[+-]\d{4})?\)/\Z")


def is_about(shown: str, day: date) -> bool:
    """Whether a text can be a day, or the one before or behind it in another time zone. No document gives its
    form, so any that has year and day of the month counts, and so do the milliseconds of older servers.
    """
    near = [day + timedelta(days=shift) for shift in (-1, 0, 1)]
    if match := _MILLISECONDS.match(shown):
        return datetime.fromtimestamp(int(match[1]) // 1000, UTC).date() in near
    if iso := re.match(r"\d{4}-\d\d-\d\d", shown):
        return iso[0] in {f"{other}" for other in near}
    numbers = re.findall(r"\d+", shown)
    return {f"{day:%Y}", f"{day:%y}"} & set(numbers) != set() and any(
        number in {f"{other.day}", f"{other.day:02}"} for other in near for number in numbers
    )


def must_show_parcels(
    conversation: Conversation,
    order: KnownOrder,
    expected: Mapping[str, str | None],
    after: str,
    graded: Grade | None = None,
) -> None:
    """The order must show parcels, by their codes, each with its tracking number unless that is None.

    The documents show `ParcelsTracking` empty and do not name the members of its elements, so a code or a
    number under another name counts as shown.

    :raises NotTestedError: what is missing may be shown under a name that is not known here, or not at all.
    """
    whole = international(details(conversation, order))
    if "ParcelsTracking" not in whole:
        raise NotTestedError("GetOrdersDetails shows no ParcelsTracking in InternationalDetails.")
    tracking = whole["ParcelsTracking"]
    shown = tracking if isinstance(tracking, list) else [] if tracking is None else [tracking]
    for code, number in expected.items():
        parcel = next((parcel for parcel in shown if _holds(parcel, code)), None)
        if parcel is None:
            _needs_member(listed(shown), "ParcelCode")
            raise RuleViolationError(
                f"After {after}, the order has no parcel {code}.", "Parcels.ParcelCode", graded=graded
            )
        if number is not None and not _holds(parcel, number):
            _needs_member(listed(shown) or [{}], "ParcelTrackingNumber")
            raise RuleViolationError(
                f"After {after}, the parcel {code} has another ParcelTrackingNumber, or none.",
                "Parcels.TrackingDetails",
                graded=graded,
            )


def _needs_member(parcels: list[dict[str, Any]], name: str) -> None:
    if parcels and not any(name in parcel for parcel in parcels):
        raise NotTestedError(f"The parcels of ParcelsTracking that GetOrdersDetails shows have no {name}.")


def _holds(value: Any, wanted: str) -> bool:
    """Whether a text, or a number as text, stands anywhere in a value."""
    if isinstance(value, dict):
        return any(_holds(item, wanted) for item in value.values())
    if isinstance(value, list):
        return any(_holds(item, wanted) for item in value)
    return text(value) == wanted


def international(shown: Json) -> Json:
    """The order's InternationalDetails."""
    return members(shown.get("InternationalDetails"))


def members(value: Any) -> dict[str, Any]:
    """An object; empty when the value is none. That it should be one is for the rule `body` to say."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; empty when the value is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def mentioned(value: Any, *words: str | None) -> set[str]:
    """Those of the words that stand in a value, under whatever names: not every member is documented."""
    texts: list[str] = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (dict, list)):
            waiting += part.values() if isinstance(part, dict) else part
        else:
            texts.append(text(part))
    return {word for word in words if word and any(word in shown for shown in texts)}


def text(value: Any) -> str:
    """A value as text; empty for none."""
    return "" if value is None else str(value)
