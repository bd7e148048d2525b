from ...models import UpdateOrderDispatchRequest

__all__ = ["UpdateOrderDispatchRequest"]
