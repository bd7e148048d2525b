"""Global-e's status callback, both directions: receive it with `Receiver` or `parse`, send it with
`Notifier`.

To mount a receiver in an application: `order_contract.callback.asgi`, `.wsgi`, `.flask`, `.django` and
`.fastapi`.
"""

from order_contract.callback.delivery import Delivery
from order_contract.callback.errors import CallbackError, MalformedCallbackError, WrongGuidError
from order_contract.callback.notifier import AsyncNotifier, Notifier
from order_contract.callback.parsing import decoded, parse
from order_contract.callback.receiver import Receiver
from order_contract.callback.responses import CallbackResponse, failure, success
from order_contract.callback.sqlite_store import SQLiteStore
from order_contract.callback.store import (
    AsyncStore,
    AsyncTransaction,
    AsyncTransactionalStore,
    DeliveryState,
    Key,
    MemoryStore,
    Store,
    Transaction,
    TransactionalStore,
)
from order_contract.retries import Retries

__all__ = [
    "AsyncNotifier",
    "AsyncStore",
    "AsyncTransaction",
    "AsyncTransactionalStore",
    "CallbackError",
    "CallbackResponse",
    "Delivery",
    "DeliveryState",
    "Key",
    "MalformedCallbackError",
    "MemoryStore",
    "Notifier",
    "Receiver",
    "Retries",
    "SQLiteStore",
    "Store",
    "Transaction",
    "TransactionalStore",
    "WrongGuidError",
    "decoded",
    "failure",
    "parse",
    "success",
]
