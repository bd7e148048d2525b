"""The notices that a merchant's endpoint has accepted since its data was put back, so that a repetition is
known as one.

Invariant: two notices are the same when their members are, whatever their order and the credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from order_contract_generated.merchant.contract import SECURITY

_GUID: Final[str] = SECURITY["body"]["name"]


class DeliveredNotices:
    """What was accepted so far."""

    def __init__(self) -> None:
        self._notices: set[Any] = set()
        self._orders: set[str] = set()
        self._refused_first: set[str] = set()
        self._statuses: set[tuple[str, str]] = set()

    def note(self, body: Any) -> None:
        """Remember a body that was accepted; one that is not an object is left out."""
        if isinstance(body, Mapping):
            self._notices.add(_comparable(body))
            self._orders.add(_order_id(body))
            self._statuses.add((_order_id(body), str(body.get("StatusCode"))))

    def note_refusal(self, body: Any) -> None:
        """Remember that a notice which keeps to the document was refused."""
        if isinstance(body, Mapping) and not self.has_order(body):
            self._refused_first.add(_order_id(body))

    def has(self, body: Mapping[str, Any]) -> bool:
        """Whether the same notice was accepted before."""
        return _comparable(body) in self._notices

    def has_order(self, body: Mapping[str, Any]) -> bool:
        """Whether any notice of the same order was accepted before."""
        return _order_id(body) in self._orders

    def has_status(self, body: Mapping[str, Any], status: str) -> bool:
        """Whether any notice of a status of the same order was accepted before."""
        return (_order_id(body), status) in self._statuses

    def explains_refusal(self, body: Mapping[str, Any]) -> bool:
        """Whether a refusal may be about the notices before: one of the same order was accepted, and none
        refused before that.
        """
        return self.has_order(body) and _order_id(body) not in self._refused_first

    def clear(self) -> None:
        """Forget them: the server's data was put back."""
        self._notices.clear()
        self._orders.clear()
        self._refused_first.clear()
        self._statuses.clear()


def _order_id(body: Mapping[str, Any]) -> str:
    return str(body.get("OrderId", "")).strip().casefold()


def _comparable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return frozenset((name, _comparable(item)) for name, item in value.items() if name != _GUID)
    if isinstance(value, (list, tuple)):
        return tuple(_comparable(item) for item in value)
    return type(value).__name__, value
