from ...models import UpdateOrderDispatchException

__all__ = ["UpdateOrderDispatchException"]
