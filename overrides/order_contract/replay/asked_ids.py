"""Responses that are about another order, parcel, account or product than the request asked for.

Invariants: the rules are those of the check; only ids that stand in both messages are compared, and an id by
which the server may know the same thing is not a breach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from order_contract.check import scenarios
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.rulebook import Rule
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.member_names import folded
from order_contract.check.wire_rules.violation import Violation
from order_contract.wire import codec
from order_contract.wire.query import split

_ALL: Final = {rule.id: rule for rule in scenarios.RULES}
ORDERS: Final = _ALL["details-asked"]
NO_ORDERS: Final = _ALL["details-none"]
OWN_ORDERS: Final = _ALL["details-own"]
PARCELS: Final = _ALL["papers-sent"]
NOTICE: Final = _ALL["notice-answer-order"]
S2_ORDER: Final = _ALL["s2-order"]
S2_ACCOUNT: Final = _ALL["s2-account"]
S2_ITEMS: Final = _ALL["s2-items"]
RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "getOrdersDetails": (ORDERS, NO_ORDERS, OWN_ORDERS),
    "getShippingDocuments": (PARCELS,),
    "updateOrderStatusCallback": (NOTICE,),
    "updateOrder": (S2_ORDER, S2_ACCOUNT, S2_ITEMS),
}
"""By operation, the rules that one exchange can show to be broken."""
_GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_DIGITS: Final = re.compile(r"[0-9]+")


def violations(operation: CheckedOperation, sent: Sent, value: Any) -> list[Violation]:
    """What the response to an accepted request holds of others.

    :param value: the response's body as plain JSON values.
    """
    compare = _COMPARED.get(operation.id)
    shape = operation.responses.get("200")
    if compare is None or operation.body is None or shape is None:
        return []
    asked = folded(parse(sent.body).value, operation.body.members)
    if not isinstance(asked, Mapping):
        return []
    return list(compare(asked, folded(value, shape.members), sent))


def _orders(asked: Mapping[str, Any], value: Any, sent: Sent) -> Iterator[Violation]:
    """The orders of GetOrdersDetails."""
    if not isinstance(asked.get("OrderIds"), list):
        return
    ids = {_id(name) for name in asked["OrderIds"]}
    shown = _objects(value)
    if shown and not ids:
        message = f"GetOrdersDetails with an empty list of ids gives {len(shown)} order(s)."
        yield Violation(NO_ORDERS, "body.OrderIds", message)
    elif others := [order for order in shown if _id(order.get("OrderId")) and not ids & _names(order)]:
        message = f"GetOrdersDetails of {len(ids)} order(s) gives {len(others)} that were not asked for."
        yield Violation(ORDERS, "OrderId", message)
    caller = _guid_of(sent)
    owners = {_id(order.get("MerchantGUID")) for order in shown}
    if caller and any(_GUID.match(owner) and owner != caller for owner in owners):
        message = "GetOrdersDetails shows an order under another merchant's GUID."
        yield Violation(OWN_ORDERS, "MerchantGUID", message)


def _names(order: Mapping[str, Any]) -> set[str]:
    """What an order may have been asked for by: a server may take the merchant's ids, or the number alone."""
    number = _DIGITS.findall(_id(order.get("OrderId")))
    return {*(_id(order.get(name)) for name in _ORDER_IDS), *number}


_ORDER_IDS: Final = ("OrderId", "MerchantOrderId", "MerchantInternalOrderId")


def _parcels(asked: Mapping[str, Any], value: Any, sent: Sent) -> Iterator[Violation]:
    """The parcels of GetShippingDocuments, where the request sends some."""
    sent_codes = {_id(parcel.get("ParcelCode")) for parcel in _objects(asked.get("Parcels"))}
    if not sent_codes or "" in sent_codes or not isinstance(value, Mapping):
        return
    for name in ("Documents", "ParcelsTracking"):
        codes = {_id(document.get("ParcelCode")) for document in _objects(value.get(name))} - {""}
        if codes - sent_codes:
            message = f"GetShippingDocuments gives {name} of parcels that were not sent in the request."
            yield Violation(PARCELS, name, message)


def _notice(asked: Mapping[str, Any], value: Any, sent: Sent) -> Iterator[Violation]:
    """The order that a callback's response names."""
    given = _id(value.get("OrderId")) if isinstance(value, Mapping) else ""
    merchants = _id(asked.get("MerchantOrderId"))
    if given and merchants and given not in {_id(asked.get(name)) for name in _ORDER_IDS}:
        message = "The response's OrderId is neither of the ids of the order."
        yield Violation(NOTICE, "OrderId", message, kind="another id")


def _update(asked: Mapping[str, Any], value: Any, sent: Sent) -> Iterator[Violation]:
    """The order, the account and the products of S2's Update Order."""
    if not isinstance(value, Mapping):
        return
    named = _id(unquote(sent.path.rstrip("/").rpartition("/")[2]))
    order_id = _id(value.get("id"))
    if _GUID.match(named) and _GUID.match(order_id) and named != order_id:
        message = "The response is another order than the one that the path names."
        yield Violation(S2_ORDER, "id", message)
    account = value.get("account")
    shown = _id(account.get("id")) if isinstance(account, Mapping) else ""
    if shown and _id(asked.get("accountId")) not in {"", shown}:
        message = "The response does not embed the account that was sent."
        yield Violation(S2_ACCOUNT, "account", message)
    products = {_id(item.get("productId")) for item in _objects(asked.get("items"))}
    embedded = [item.get("product") for item in _objects(value.get("items"))]
    ids = {_id(product.get("id")) for product in embedded if isinstance(product, Mapping)} - {""}
    if products and ids - products:
        message = "An item of the response does not embed the product that was sent."
        yield Violation(S2_ITEMS, "items.product", message)


_COMPARED: Final[Mapping[str, Callable[[Mapping[str, Any], Any, Sent], Iterator[Violation]]]] = {
    "getOrdersDetails": _orders,
    "getShippingDocuments": _parcels,
    "updateOrderStatusCallback": _notice,
    "updateOrder": _update,
}


def _guid_of(sent: Sent) -> str:
    """The merchant's GUID of a request; empty where a recorder has taken it out."""
    try:
        pairs = split(sent.query)
    except (codec.CodecError, UnicodeEncodeError):
        return ""
    guids = [_id(value) for name, value in pairs if name.casefold() == "merchantguid"]
    return guids[0] if len(guids) == 1 and _GUID.match(guids[0]) else ""


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _id(value: Any) -> str:
    """An id as it is compared: without blanks around it, whatever its case; empty for none."""
    return "" if value is None or isinstance(value, (bool, list, Mapping)) else str(value).strip().casefold()
