from ...models import OrderDetailsFilter

__all__ = ["OrderDetailsFilter"]
