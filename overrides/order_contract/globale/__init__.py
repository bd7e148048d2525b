"""Global-e's ten Order methods: `GlobalEClient`, `AsyncGlobalEClient`, and the models in
`order_contract.globale.models`.

Importing this package loads nothing else; each client loads when it is used.
"""

TYPE_CHECKING = False  # type checkers take it for true
if TYPE_CHECKING:
    from order_contract.globale.async_client import AsyncGlobalEClient
    from order_contract.globale.client import GlobalEClient

__all__ = ["AsyncGlobalEClient", "GlobalEClient"]
_MODULES = {"AsyncGlobalEClient": "async_client", "GlobalEClient": "client"}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
