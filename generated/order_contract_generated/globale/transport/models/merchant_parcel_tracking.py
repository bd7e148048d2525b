from ...models import MerchantParcelTracking

__all__ = ["MerchantParcelTracking"]
