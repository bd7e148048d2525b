from ...models import MerchantOrderStatusReason

__all__ = ["MerchantOrderStatusReason"]
