from ...models import MerchantOrderTracking

__all__ = ["MerchantOrderTracking"]
