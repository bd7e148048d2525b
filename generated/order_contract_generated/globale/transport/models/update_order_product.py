from ...models import UpdateOrderProduct

__all__ = ["UpdateOrderProduct"]
