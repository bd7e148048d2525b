from ...models import MerchantOrder

__all__ = ["MerchantOrder"]
