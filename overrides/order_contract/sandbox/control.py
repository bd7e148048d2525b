"""The paths under `/sandbox`: what a test does to the sandbox itself, and no part of any contract.

Invariants: they need no secret, because a sandbox holds none worth one, listens on loopback, and refuses the
web pages of other sites (`web_guard`); they write through the same rules and transactions as everything else;
`--no-control` takes them away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote

from order_contract import spec
from order_contract.sandbox import callback_outbox, request
from order_contract.sandbox.control_input import STATES, AdvanceInput, StatusInput, read
from order_contract.sandbox.database import SandboxStore, StateTransaction
from order_contract.sandbox.errors import bad_request, by_status, not_allowed
from order_contract.sandbox.handlers import callback, s2_update_order, update_status
from order_contract.sandbox.handlers.track_order import WAY, move
from order_contract.sandbox.operations import Checked, checked
from order_contract.sandbox.order import Order, everything, need, save
from order_contract.sandbox.seed import fill, take_in
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec

PREFIX: Final = "/sandbox"
HELP: Final[Mapping[str, str]] = {
    "GET /sandbox": "this list",
    "GET /sandbox/state": "everything the sandbox holds",
    "GET /sandbox/deliveries": "the callbacks to the merchant and their outcomes",
    "POST /sandbox/reset": "back to the orders of the documented samples",
    "POST /sandbox/reset/{api}": "the same for globale, merchant or s2 alone",
    "POST /sandbox/orders": "take in a Merchant.Order, or an array of them; "
    "the member Sandbox can hold Parcels and Consolidation",
    "GET /sandbox/orders/{OrderId}": "an order: as the contract shows it, what has happened to it, its money",
    "POST /sandbox/orders/{OrderId}/advance": "move the order's parcels to the next state, or to State; "
    "with a Location, if given",
    "POST /sandbox/orders/{OrderId}/status": "Global-e changes the status: StatusCode, OrderStatusReason; "
    "the merchant is notified",
}

_LARGE: Final = 1 << 20
_Action = Callable[[Any], Any]


class Control:
    """The control paths."""

    def __init__(self, store: SandboxStore, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def response(self, method: str, raw_path: str, raw: bytes) -> Any:
        """The JSON value of the response.

        :raises Refusal: there is no such path, or the body cannot be used.
        """
        parts = [unquote(part) for part in raw_path.rstrip("/").split("/")[2:]]
        actions = self._actions(parts)
        if not actions:
            raise by_status(HTTPStatus.NOT_FOUND, "GET /sandbox lists what there is.")
        if method not in actions:
            raise not_allowed(actions)
        return actions[method](request.json_of(raw, ("the body",), self._settings) if raw else None)

    def _actions(self, parts: list[str]) -> Mapping[str, _Action]:
        match parts:
            case []:
                return {"GET": lambda _: dict(HELP)}
            case ["state"]:
                return {"GET": lambda _: self._state()}
            case ["deliveries"]:
                return {"GET": lambda _: self._deliveries()}
            case ["reset"]:
                return {"POST": lambda _: self._reset(spec.APIS)}
            case ["reset", "globale" | "merchant" | "s2" as api]:
                return {"POST": lambda _: self._reset((api,))}
            case ["orders"]:
                return {"POST": self._seed}
            case ["orders", order_id]:
                return {"GET": lambda _: self._order(order_id)}
            case ["orders", order_id, "advance"]:
                return {"POST": lambda body: self._advance(order_id, body)}
            case ["orders", order_id, "status"]:
                return {"POST": lambda body: self._status(order_id, body)}
        return {}

    def _state(self) -> dict[str, Any]:
        with self._store.transaction() as tx:
            return {
                "Orders": [_shown(tx, order) for order in everything(tx)],
                "MerchantOrders": tx.records(callback.KIND),
                "S2Orders": tx.records(s2_update_order.ORDER),
            }

    def _order(self, order_id: str) -> dict[str, Any]:
        with self._store.transaction() as tx:
            return _shown(tx, need(tx, order_id))

    def _deliveries(self) -> list[dict[str, Any]]:
        with self._store.transaction() as tx:
            return callback_outbox.log(tx)

    def _reset(self, apis: Sequence[spec.Api]) -> dict[str, Any]:
        fill(self._store, self._settings, apis)
        return {"Success": True}

    def _seed(self, body: Any) -> dict[str, Any]:
        seeds = body if isinstance(body, list) else [body]
        taken = []
        with self._store.transaction() as tx:
            for number, seed in enumerate(seeds):
                place = (number,) if isinstance(body, list) else ()
                order = _seeds().read(seed, *place, size=_LARGE)
                if not order["OrderId"].strip():
                    at = codec.pointer((*place, "OrderId"))
                    raise bad_request(f"{at} got an empty string; pass one that is not empty")
                taken.append(take_in(tx, order, self._settings, *place).order_id)
        return {"Success": True, "OrderIds": taken}

    def _advance(self, order_id: str, body: Any) -> dict[str, Any]:
        wanted = read(AdvanceInput, {} if body is None else body)
        with self._store.transaction() as tx:
            order = need(tx, order_id)
            now = order.details.get("ShippingMethodStatusCode")
            following = (
                STATES.index(wanted.state)
                if wanted.state
                else min(STATES.index(now) + 1 if now in STATES else 0, len(STATES) - 1)
            )
            for parcel in order.parcels.values():
                parcel["State"] = STATES[following]
            move(order, WAY[following], self._settings, wanted.location)
            save(tx, order)
        return {"Success": True, "State": STATES[following]}

    def _status(self, order_id: str, body: Any) -> dict[str, Any]:
        wanted = read(StatusInput, body)
        with self._store.transaction() as tx:
            order = need(tx, order_id)
            update_status.change(tx, order, wanted.status_code, wanted.order_status_reason, self._settings)
            save(tx, order)
        return {"Success": True}


def _shown(tx: StateTransaction, order: Order) -> dict[str, Any]:
    refunds = tx.rows("select body from refunds where order_id = ? order by refund_id", order.order_id)
    return {
        "Order": order.body,
        "Progress": order.progress,
        "Paid": order.paid,
        "Refunded": order.refunded,
        "Remaining": order.remaining,
        "Refunds": [codec.loads(body) for (body,) in refunds],
    }


@cache
def _seeds() -> Checked:
    return checked(
        spec.load("globale"),
        {"$ref": "#/components/schemas/MerchantOrder", "required": ["OrderId", "StatusCode"]},
    )
