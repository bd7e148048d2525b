from ...models import OrderDocumentsError

__all__ = ["OrderDocumentsError"]
