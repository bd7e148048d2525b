"""A server that behaves as Global-e, the merchant and S2 are documented to: `order-contract serve`, or in a
test the ASGI application `app()`.

Invariants: it needs the extra `sandbox`, and loads it only when `app` is used, so that the pytest plugin can
be known without it; it reads the contract from the published documents and shares nothing with the check but
the floors below both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from order_contract.sandbox.application import Choice, app
    from order_contract.sandbox.database import StoreError
    from order_contract.sandbox.settings import Settings

__all__ = ["Choice", "Settings", "StoreError", "app"]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    module = {"Settings": "settings", "StoreError": "database"}.get(name, "application")
    return getattr(import_module(f"{__name__}.{module}"), name)
