from ...models import MerchantCustomer

__all__ = ["MerchantCustomer"]
