from ...models import OrderDocumentsResponse

__all__ = ["OrderDocumentsResponse"]
