from ...models import MerchantCustomerDetails

__all__ = ["MerchantCustomerDetails"]
