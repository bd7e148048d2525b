from ...models import MerchantPaymentDetails

__all__ = ["MerchantPaymentDetails"]
