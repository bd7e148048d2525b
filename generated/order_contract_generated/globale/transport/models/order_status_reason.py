from ...models import OrderStatusReason

__all__ = ["OrderStatusReason"]
