from ...models import OrderStatus

__all__ = ["OrderStatus"]
