from ...models import MerchantCategory

__all__ = ["MerchantCategory"]
