"""Global-e's ten Order methods: `GlobalEClient`, `AsyncGlobalEClient`, and the models in
`order_contract.globale.models`.
"""

from order_contract.globale.async_client import AsyncGlobalEClient
from order_contract.globale.client import GlobalEClient

__all__ = ["AsyncGlobalEClient", "GlobalEClient"]
