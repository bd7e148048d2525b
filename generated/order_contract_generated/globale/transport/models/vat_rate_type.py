from ...models import VATRateType

__all__ = ["VATRateType"]
