from ...models import OrderStatusDetails

__all__ = ["OrderStatusDetails"]
