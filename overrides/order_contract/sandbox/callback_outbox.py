"""The callbacks that are due to the merchant: written with the change they report, delivered afterwards,
kept as a log.

Invariants: a change of status and its notice are written in one transaction, so that neither is there without
the other; notices go out in the order of the changes; what was not delivered when the sandbox ended goes out
when it starts again on the same database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from order_contract.sandbox import access_log
from order_contract.sandbox.database import SandboxStore, StateTransaction
from order_contract.sandbox.order import Order
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec

PENDING: Final = "pending"


def note(tx: StateTransaction, order: Order, settings: Settings) -> None:
    """Queue a notice of the order's status to the merchant, when there is a merchant."""
    if settings.merchant_url is None:
        return
    body = {"OrderId": order.order_id, "StatusCode": order.body["StatusCode"], **order.body}
    tx.run(
        "insert into deliveries (order_id, outcome, body, log) values (?, ?, ?, ?)",
        order.order_id,
        PENDING,
        codec.dumps(body),
        b"{}",
    )


def log(tx: StateTransaction) -> list[dict[str, Any]]:
    """Every notice with its outcome, the oldest first."""
    rows = tx.rows("select delivery_id, order_id, outcome, body, log from deliveries order by delivery_id")
    return [
        {
            "DeliveryId": number,
            "OrderId": order_id,
            "Outcome": outcome,
            **codec.loads(noted),
            "Body": codec.loads(body),
        }
        for number, order_id, outcome, body, noted in rows
    ]


class Deliverer:
    """Delivers what is due, one notice after the other, until it is cancelled."""

    def __init__(self, store: SandboxStore, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something to deliver."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver for ever."""
        from order_contract.callback import AsyncNotifier

        url, guid = self._settings.merchant_url or "", self._settings.callback_guid
        async with AsyncNotifier(url, merchant_guid=guid, retries=self._settings.retries) as notifier:
            while True:
                owed = self._next()
                if owed is None:
                    await self._woken.wait()
                    self._woken.clear()
                    continue
                number, body = owed
                delivery = await notifier.deliver(body)
                if self._settings.log:
                    access_log.write_delivery(
                        number, delivery.outcome, delivery.attempts, delivery.status_code, delivery.reason
                    )
                self._write(
                    number,
                    delivery.outcome,
                    {
                        "Reason": delivery.reason,
                        "Attempts": delivery.attempts,
                        "HttpStatus": delivery.status_code,
                    },
                )

    def _next(self) -> tuple[int, dict[str, Any]] | None:
        with self._store.transaction() as tx:
            row = tx.row(
                "select delivery_id, body from deliveries where outcome = ? order by delivery_id limit 1",
                PENDING,
            )
        return (row[0], codec.loads(row[1])) if row else None

    def _write(self, number: int, outcome: str, noted: Mapping[str, Any]) -> None:
        with self._store.transaction() as tx:
            tx.run(
                "update deliveries set outcome = ?, log = ? where delivery_id = ?",
                outcome,
                codec.dumps(noted),
                number,
            )
