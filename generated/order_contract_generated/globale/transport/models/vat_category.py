from ...models import VATCategory

__all__ = ["VATCategory"]
