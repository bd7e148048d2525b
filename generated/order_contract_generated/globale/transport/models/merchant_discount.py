from ...models import MerchantDiscount

__all__ = ["MerchantDiscount"]
