from ...models import UpdateOrderProductsRequest

__all__ = ["UpdateOrderProductsRequest"]
