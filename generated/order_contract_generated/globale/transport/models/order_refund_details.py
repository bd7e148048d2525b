from ...models import OrderRefundDetails

__all__ = ["OrderRefundDetails"]
