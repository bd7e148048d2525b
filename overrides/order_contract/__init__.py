"""The contract of three order APIs: Global-e's Order methods, its callback to the merchant, and Ventmere S2's
Update Order.

Importing this package loads nothing else; each part loads when it is used:

- `GlobalEClient` and `AsyncGlobalEClient`, `S2Client` and `AsyncS2Client`: the clients; the models are in
  `order_contract.globale.models` and `order_contract.s2.models`, types of mappings in `.mappings` beside them
- `order_contract.callback`: `Receiver` and `Notifier` for Global-e's callback to the merchant
- `order_contract.errors`: what the clients raise
- `order_contract.refunds`: a guard and ledgers for refunds
- `order_contract.globale.documents`, `.batch`, `.jwt`: files of a response, many orders at once, tokens
- `order_contract.testing`: a transport for tests
- `order_contract.spec`: the published documents
- `order_contract.wire`: exact JSON, exact decimals, JSON in the query string
- `order_contract.sandbox`, `order_contract.check`: optional parts (`pip install 'order-contract[all]'`)
"""

TYPE_CHECKING = False  # type checkers take it for true; typing itself is not loaded
if TYPE_CHECKING:
    from order_contract.globale import AsyncGlobalEClient, GlobalEClient
    from order_contract.s2 import AsyncS2Client, S2Client

__version__ = "0.2.0"
__all__ = ["AsyncGlobalEClient", "AsyncS2Client", "GlobalEClient", "S2Client", "__version__"]
_ROOMS = {
    "AsyncGlobalEClient": "globale",
    "AsyncS2Client": "s2",
    "GlobalEClient": "globale",
    "S2Client": "s2",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
