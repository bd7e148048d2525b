"""The merchant's endpoint for Global-e's status updates.

Invariants: only OrderId and StatusCode are needed (002:17); the same notice again is acknowledged
and changes nothing; a failure never gets status 200.
"""

from __future__ import annotations

from typing import Any

from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import RefusalError, bad_request, clipped
from order_contract.sandbox.request import Incoming, same_secret
from order_contract.sandbox.settings import Settings

KIND = "merchant order"


def receive(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """Take over a status. An unknown one is recorded as it is."""
    notice = call.body
    guid = notice.get("MerchantGUID")
    if guid is not None and not same_secret(guid.strip().lower(), settings.callback_guid.lower()):
        raise bad_request("The MerchantGUID is unknown.")
    order_id = notice["OrderId"].strip()
    order = tx.record(KIND, order_id)
    if order is None:
        raise bad_request(f"The order {clipped(order_id)} is unknown.")
    merchant_id = (notice.get("MerchantOrderId") or "").strip()
    if merchant_id and merchant_id != order["MerchantOrderId"]:
        # A public receiver sends this code for ids that do not belong together (SFCC).
        raise RefusalError(400, "301", "Bad Request", "OrderId and MerchantOrderId are not of one order.")
    if not notice["StatusCode"].strip():
        raise bad_request("The StatusCode is empty.")
    order["StatusCode"] = notice["StatusCode"]
    if notice.get("OrderStatusReason") is not None:
        order["OrderStatusReason"] = notice["OrderStatusReason"]
    tx.keep(KIND, order_id, order)
    return {
        # Both carry the merchant's own id in the sample (002:130-131).
        "InternalOrderId": order["MerchantOrderId"],
        "OrderId": order["MerchantOrderId"],
        "Success": True,
        "ErrorCode": None,
        "Message": None,
        "Description": None,
    }
