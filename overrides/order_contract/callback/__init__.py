"""Global-e's status callback, both directions: receive it with `Receiver` or `parse`, send it with `Notifier`.

The mounts are `order_contract.callback.asgi`, `.wsgi`, `.flask` and `.django`.
"""

from order_contract.callback.answers import Answer, failure, success
from order_contract.callback.delivery import Delivery
from order_contract.callback.errors import CallbackError, MalformedCallback, WrongGuid
from order_contract.callback.notifier import AsyncNotifier, Notifier
from order_contract.callback.reading import decoded, parse
from order_contract.callback.receiver import Receiver
from order_contract.callback.sqlite_store import SQLiteStore
from order_contract.callback.store import Key, MemoryStore, State, Store
from order_contract.retries import Retries

__all__ = [
    "Answer",
    "AsyncNotifier",
    "CallbackError",
    "Delivery",
    "Key",
    "MalformedCallback",
    "MemoryStore",
    "Notifier",
    "Receiver",
    "Retries",
    "SQLiteStore",
    "State",
    "Store",
    "WrongGuid",
    "decoded",
    "failure",
    "parse",
    "success",
]
