from ...models import OrderDocument

__all__ = ["OrderDocument"]
