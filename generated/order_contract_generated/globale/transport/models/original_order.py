from ...models import OriginalOrder

__all__ = ["OriginalOrder"]
