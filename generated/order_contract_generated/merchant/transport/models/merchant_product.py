from ...models import MerchantProduct

__all__ = ["MerchantProduct"]
