from ...models import S2OrderItemUpdate

__all__ = ["S2OrderItemUpdate"]
