from ...models import MerchantBrand

__all__ = ["MerchantBrand"]
