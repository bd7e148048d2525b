from ...models import S2OrderItem

__all__ = ["S2OrderItem"]
