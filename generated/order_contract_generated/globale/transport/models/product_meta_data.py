from ...models import ProductMetaData

__all__ = ["ProductMetaData"]
