"""The server's orders, and what was done to them since they were put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from order_contract.check.errors import CannotRunError
from order_contract.check.server_data import S2, Globale, Merchant
from order_contract.check.session import Session
from order_contract.check.transport.connections import RequestFailedError
from order_contract.check.transport.messages import Received, Sent

Data = Globale | Merchant | S2


@dataclass
class ServerState:
    """The server's orders, and which of them have been changed since they were put back."""

    data: Data
    session: Session
    changed: set[str] = field(default_factory=set)
    dirty: bool = False
    seed: int = 0
    """The run's own number, for values that no earlier run has sent."""

    def put_back(self) -> None:
        """Undo everything, whatever was noted of it; see `reset`."""
        self.dirty = True
        self.reset()

    def reset(self) -> None:
        """Undo everything by the fixtures' reset, where there is one and something to undo.

        :raises CannotRunError: the reset does not work.
        """
        if self.data.reset is None or not self.dirty:
            return
        method, _, path = self.data.reset.partition(" ")
        parts = urlsplit(self.session.base)
        request = Sent(method, f"{parts.scheme}://{parts.netloc}{path}")
        try:
            received = self._response(request)
        except RequestFailedError as error:
            raise CannotRunError(
                f"The fixtures' reset ({self.data.reset}) got no response: {error}"
            ) from None
        if not 200 <= received.status < 300:
            raise CannotRunError(
                f"The fixtures' reset ({self.data.reset}) got status {received.status}: "
                "correct it, or leave it out."
            )
        self.changed.clear()
        self.session.delivered.clear()
        self.dirty = False

    def _response(self, request: Sent) -> Received:
        """The response to a request that may be repeated. A kept connection can be broken by what the
        requests before have left on it, which says nothing of this one.
        """
        try:
            return self.session.connection.send(request)
        except RequestFailedError:
            return self.session.connection.send(request)
