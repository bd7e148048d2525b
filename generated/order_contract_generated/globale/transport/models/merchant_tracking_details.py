from ...models import MerchantTrackingDetails

__all__ = ["MerchantTrackingDetails"]
