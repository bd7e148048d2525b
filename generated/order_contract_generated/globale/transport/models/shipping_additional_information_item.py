from ...models import ShippingAdditionalInformationItem

__all__ = ["ShippingAdditionalInformationItem"]
