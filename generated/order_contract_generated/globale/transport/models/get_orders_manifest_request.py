from ...models import GetOrdersManifestRequest

__all__ = ["GetOrdersManifestRequest"]
