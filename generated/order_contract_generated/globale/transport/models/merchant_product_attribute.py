from ...models import MerchantProductAttribute

__all__ = ["MerchantProductAttribute"]
