from ...models import MerchantResponseInfo

__all__ = ["MerchantResponseInfo"]
