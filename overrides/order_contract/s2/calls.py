"""S2's Update Order as a validated call; `client` sends it."""

from __future__ import annotations

from order_contract.http.arguments import Argument, RequestArguments
from order_contract.http.call import Call, Contract, object_of
from order_contract_generated.s2 import contract as tables
from order_contract_generated.s2.models import S2Order, S2OrderUpdate
from order_contract_generated.s2.transport.api.order import update_order as _update_order

CONTRACT = Contract(tables.OPERATIONS, tables.ENVELOPES, tables.ASSERTIONS, tables.ERROR_CODES)


def update_order(order_id: str, order: Argument[S2OrderUpdate], allow_unknown: bool) -> Call[S2Order]:
    """The call of `PUT /order/{orderId}`."""
    arguments = RequestArguments(CONTRACT, "updateOrder", allow_unknown=allow_unknown)
    if arguments.text(order_id, "orderId") in (".", ".."):
        arguments.add_problem("orderId", "must not be . or .., which would name another path")
    body = arguments.model(S2OrderUpdate, order)
    return arguments.call(lambda: _update_order.get_kwargs(order_id, body=body), object_of(S2Order))
