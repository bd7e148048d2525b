from ...models import MerchantOrderParcel

__all__ = ["MerchantOrderParcel"]
